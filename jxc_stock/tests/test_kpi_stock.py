from ast import literal_eval

from lxml import etree

from odoo import Command
from odoo.addons.jxc_base.tests.kpi_case import KpiCase
from odoo.tests import tagged

from .common_facts import FactsCommon

DAYS = 31 + 30  # March and April


@tagged("post_install", "-at_install")
class TestKpiStock(FactsCommon, KpiCase):
    """March and April of tea and salt in two warehouses, worked by hand.

    Tea costs 10 and is sold at 16, salt costs 5. Everything happens at ten o'clock, a
    day counts with what is there at its end.

    | day   | what                              | tea A | tea B | salt A |
    |-------|-----------------------------------|-------|-------|--------|
    | 03-01 | 40 tea and 20 salt arrive in A    | 400   |       | 100    |
    | 03-11 | 10 tea sold from A                | 300   |       | 100    |
    | 03-16 | 30 tea go to B (5 days of road)   | 0     |       | 100    |
    | 03-21 | they arrive in B                  | 0     | 300   | 100    |
    | 03-26 | 12 tea sold from B                | 0     | 180   | 100    |
    | 04-06 | 2 of them come back to B          | 0     | 200   | 100    |
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.wh_a.company_id
        cls.company.jxc_slow_days, cls.company.jxc_dead_days = 20, 40
        cls.kinds = cls.env["product.category"].create(
            [
                {"name": name, "property_cost_method": "average"}
                for name in ("Drinks", "Spices")
            ]
        )
        drinks, spices = cls.kinds
        cls.tea = cls._product(name="Tea", standard_price=10, categ_id=drinks.id)
        cls.salt = cls._product(name="Salt", standard_price=5, categ_id=spices.id)

    def setUp(self):
        super().setUp()
        self.play()

    def play(self):
        self.on("2026-03-01")
        self.receive(self.tea, 40, 10)
        self.receive(self.salt, 20, 5)
        line = self._line(22)
        self.on("2026-03-11")
        self.deliver(self.tea, 10, sale_line_id=line.id)
        self.on("2026-03-16")
        self.ship(self.tea, 30)
        self.on("2026-03-21")
        self.arrive(self.tea, 30)
        self.on("2026-03-26")
        sold = self.deliver(self.tea, 12, wh=self.wh_b, sale_line_id=line.id)
        self.on("2026-04-06")
        self.back(sold, 2, sale_line_id=line.id)
        self.on("2026-05-03")
        self.run_facts()
        figures = self.env["jxc.stock.figure"]
        for month in (3, 4, 5):
            figures._renew(self.company, self.month(2026, month).start)

    def _line(self, quantity):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.vendor.id,
                "company_id": self.company.id,
                "warehouse_id": self.wh_a.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.tea.id,
                            "product_uom_qty": quantity,
                            "price_unit": 20,
                            "discount": 20,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
            }
        )
        return order.order_line

    # Σ value of each day of March: in A tea 10 days 400, 5 days 300; on the road 5
    # days 300; in B 5 days 300, 6 days 180; salt 31 days 100
    A, ROAD, B, SALT = 10 * 400 + 5 * 300, 5 * 300, 5 * 300 + 6 * 180, 31 * 100

    def test_turnover(self):
        march, april = self.month(2026, 3), self.month(2026, 4)
        mean = (self.A + self.ROAD + self.B + self.SALT) / 31
        self.assert_kpi("turnover", march, "none", (10 + 12) * 10, mean)
        # April: 5 days 180 and 25 days 200 in B, salt; two came back
        self.assert_kpi(
            "turnover", april, "none", -2 * 10, (5 * 180 + 25 * 200) / 30 + 100
        )
        self.assert_kpi("dio", march, "none", mean, 220)

    def test_turnover_of_parts(self):
        march = self.month(2026, 3)
        for dimension, key, sold, days in (
            ("warehouse", self.wh_a, 100, self.A + self.SALT),
            ("warehouse", self.wh_b, 120, self.B),
            ("warehouse", None, 0, self.ROAD),
            ("product", self.tea, 220, self.A + self.ROAD + self.B),
            ("product", self.salt, 0, self.SALT),
            ("category", self.kinds[1], 0, self.SALT),
        ):
            self.assert_kpi("turnover", march, dimension, sold, days / 31, key=key)
        for dimension in ("warehouse", "product", "category"):
            for code in ("turnover", "dio", "gmroi", "dead_stock", "stock_out"):
                self.assert_parts(code, march, dimension)

    def test_value_is_of_a_year(self):
        kpi = self.kpi("turnover")
        kpi._refresh(self.company)
        tile = kpi.get_tile(["turnover"], {"period": "2026-03-15"})[0]
        mean = (self.A + self.ROAD + self.B + self.SALT) / 31
        self.assertAlmostEqual(tile["value"], 220 / mean * 365 / 31, 4)
        days = kpi.get_tile(["dio"], {"period": "2026-03-15"})
        self.kpi("dio")._refresh(self.company)
        days = kpi.get_tile(["dio"], {"period": "2026-03-15"})[0]
        self.assertAlmostEqual(days["value"] * tile["value"], 365, 2)

    def test_dead_stock(self):
        """Salt lies since 1 March: 30 days at the end of March, 60 in April."""
        self.assert_kpi("dead_stock", self.month(2026, 3), "none", 0, 180 + 100)
        april = self.month(2026, 4)
        # tea in B left on 26 March, 35 days before the end of April: slow
        self.assert_kpi("dead_stock", april, "none", 100, 200 + 100)
        self.assert_kpi("dead_stock", april, "product", 100, 100, key=self.salt)
        rows = self.env["jxc.stock.figure"].search(
            [("month", "=", "2026-04-01"), ("closing_quantity", ">", 0)]
        )
        found = {row.product_id: (row.idle_days, row.movement) for row in rows}
        self.assertEqual(found, {self.tea: (35, "slow"), self.salt: (60, "dead")})

    def test_stock_out(self):
        """Tea in A is asked for and gone from the 17th on; B has it since the 21st."""
        march, april = self.month(2026, 3), self.month(2026, 4)
        self.assert_kpi("stock_out", march, "none", 15, 31 + 11)
        self.assert_kpi("stock_out", march, "warehouse", 15, 31, key=self.wh_a)
        self.assert_kpi("stock_out", march, "warehouse", 0, 11, key=self.wh_b)
        self.assert_kpi("stock_out", april, "none", 30, 60)
        self.assert_no_figure("stock_out", march, "product", self.salt)

    def test_gmroi(self):
        """22 sold at 20 less 20 % and 10 of cost; in April two come back."""
        mean = (self.A + self.ROAD + self.B + self.SALT) / 31
        self.assert_kpi("gmroi", self.month(2026, 3), "none", 22 * (16 - 10), mean)
        april = (5 * 180 + 25 * 200) / 30 + 100
        self.assert_kpi("gmroi", self.month(2026, 4), "none", -2 * (16 - 10), april)

    def test_running_month(self):
        """3 May: three days; the mean is over them."""
        may = self.month(2026, 5)
        self.assert_kpi("turnover", may, "none", 0, 200 + 100)
        self.assert_kpi("stock_out", may, "none", 3, 6)

    def test_filter_of_the_running_month(self):
        """The list opens with this month wherever its reader is."""
        view = self.env.ref("jxc_stock.jxc_stock_figure_view_search")
        [found] = etree.fromstring(view.arch).xpath("//filter[@name='filter_now']")
        for zone in ("Asia/Shanghai", "America/Lima", "UTC"):
            self.env.user.tz = zone
            figures = self.env["jxc.stock.figure"].with_context(tz=zone)
            rows = figures.search(literal_eval(found.get("domain")))
            mine = rows.filtered(lambda row: row.company_id == self.company)
            self.assertEqual({str(row.month) for row in mine}, {"2026-05-01"}, zone)

    def test_nothing_before_and_settled(self):
        self.assert_no_figure("turnover", self.month(2026, 2))
        for code in ("turnover", "dio", "dead_stock", "stock_out", "gmroi"):
            self.assert_settled(code, self.month(2026, 3))

    def test_computing_counts_the_month_again(self):
        """What was delivered late is in the indicator the same night."""
        self.on("2026-05-04")
        self.deliver(self.tea, 5, wh=self.wh_b)
        self.run_facts()
        kpi, may = self.kpi("turnover"), self.month(2026, 5)
        kpi._compute_period(self.company, may)
        total = self.stored("turnover", may, key="")
        self.assertEqual(total.filtered("latest").numerator, 50)

    def test_rows_that_stay_are_not_written(self):
        figures = self.env["jxc.stock.figure"]
        ids = figures.search([("company_id", "=", self.company.id)]).ids
        for month in (3, 4, 5):
            figures._renew(self.company, self.month(2026, month).start)
        again = figures.search([("company_id", "=", self.company.id)]).ids
        self.assertEqual(ids, again)

    def test_who_sees_it(self):
        for code in ("turnover", "dead_stock", "stock_out"):
            self.kpi(code)._refresh(self.company)
        for code in ("turnover", "dead_stock"):
            for role in ("boss", "finance"):
                self.assert_seen_by(code, f"jxc_base.group_{role}")
            for role in ("warehouse_worker", "salesperson", "planner"):
                self.assert_hidden_from(code, f"jxc_base.group_{role}")
        for role in ("boss", "planner", "purchaser", "warehouse_manager"):
            self.assert_seen_by("stock_out", f"jxc_base.group_{role}")
        self.assert_hidden_from("stock_out", "jxc_base.group_warehouse_worker")

    def test_a_night_counts_a_month_once(self):
        """Five indicators over thirteen months read the same figures."""
        counted = []
        figures = type(self.env["jxc.stock.figure"])
        real = figures._renew

        def renew(records, company, month):
            counted.append((company.id, month))
            return real(records, company, month)

        self.patch(figures, "_renew", renew)
        self.patch(type(self.env["ir.cron"]), "_commit_progress", lambda *a, **k: 1)
        self.env["jxc.kpi"]._cron_refresh()
        mine = [month for number, month in counted if number == self.company.id]
        self.assertEqual(len(mine), 13)
        self.assertEqual(len(set(mine)), 13)
        self.kpi("turnover")._refresh(self.company)
        self.assertGreater(len(counted), len(set(counted)))

from unittest.mock import patch

from lxml import etree

from odoo.addons.jxc_stock.models.figures import jxc_stock_figure
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged

from .common_facts import FactsCommon


@tagged("post_install", "-at_install")
class TestStockFigure(FactsCommon):
    """Slow and dead goods where the history has gaps."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.jxc_slow_days, cls.company.jxc_dead_days = 20, 40
        cls.figures = cls.env["jxc.stock.figure"]

    def pace(self, product, month, wh=None):
        """(idle days, pace) of a product in a warehouse."""
        self.run_facts()
        self.figures._renew(self.company, month)
        row = self.figures.search(
            [
                ("product_id", "=", product.id),
                ("warehouse_id", "=", (wh or self.wh_a).id),
                ("month", "=", month),
            ]
        )
        return row.idle_days, row.movement

    def test_what_came_after_a_gap_is_not_dead(self):
        """Sold out in March, 20 new ones on 1 May: two days later they lie two days."""
        product = self._product(standard_price=10)
        self.on("2026-03-01")
        self.receive(product, 10, 10)
        self.on("2026-03-05")
        self.deliver(product, 10)
        may = self.on("2026-05-01")
        self.receive(product, 20, 10)
        self.on("2026-05-03")
        self.assertEqual(self.pace(product, may), (2, "moving"))

    def test_old_goods_stay_old_beside_new_ones(self):
        """The oldest is from March: since the last delivery in March."""
        product = self._product(standard_price=10)
        self.on("2026-03-01")
        self.receive(product, 10, 10)
        self.on("2026-03-05")
        self.deliver(product, 9)
        may = self.on("2026-05-01")
        self.receive(product, 20, 10)
        self.on("2026-05-03")
        self.assertEqual(self.pace(product, may), (26 + 30 + 3, "dead"))

    def test_the_page_opens_with_this_month_alone(self):
        """Filters of one group would be joined by "or" and bring every month."""
        view = self.env.ref("jxc_stock.jxc_stock_figure_view_search")
        groups = [[]]
        for node in etree.fromstring(view.arch):
            if node.tag == "separator":
                groups.append([])
            groups[-1].append(node.get("name"))
        [month] = [names for names in groups if "filter_now" in names]
        self.assertNotIn("filter_live", month)
        self.assertNotIn("filter_stock", month)


@tagged("post_install", "-at_install")
class TestCapital(FactsCommon):
    """Tea 100 × 10 in A since 1 March, 20 sold on 1 April, 5 a day later; salt lies.

    March: tea 1,000 each day, nothing sold. April, looked at on the 10th: 800 on the
    first day, 750 on nine; cost of goods sold 250.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.drinks, cls.spices = cls.env["product.category"].create(
            [
                {"name": name, "property_cost_method": "average"}
                for name in ("Drinks", "Spices")
            ]
        )
        cls.tea = cls._product(standard_price=10, categ_id=cls.drinks.id)
        cls.salt = cls._product(standard_price=5, categ_id=cls.spices.id)
        cls.capital = cls.env["jxc.stock.capital"]
        cls.figures = cls.env["jxc.stock.figure"]

    MEAN = (800 + 9 * 750) / 10
    TURNS = 250 / MEAN * 365 / 10

    def setUp(self):
        super().setUp()
        march = self.on("2026-03-01")
        self.receive(self.tea, 100, 10)
        self.receive(self.salt, 10, 5)
        april = self.on("2026-04-01")
        self.deliver(self.tea, 20)
        self.on("2026-04-02")
        self.deliver(self.tea, 5)
        self.on("2026-04-10")
        self.run_facts()
        for month in (march, april):
            self.figures._renew(self.company, month)
        self.env["jxc.stock.class"]._classify(self.company)

    def rows(self, level):
        found = self.capital.search(
            [("company_id", "=", self.company.id), ("level", "=", level)]
        )
        return {row.display_name: row for row in found}

    def test_by_category(self):
        rows = self.rows("category")
        self.assertEqual(set(rows), {"Drinks", "Spices"})
        tea, salt = rows["Drinks"], rows["Spices"]
        self.assertEqual((tea.closing_value, salt.closing_value), (750, 50))
        self.assertAlmostEqual(tea.share, 750 / 800, 6)
        self.assertAlmostEqual(tea.turnover, self.TURNS, 6)
        self.assertEqual((tea.turnover_before, tea.trend), (0, "up"))
        self.assertEqual((tea.benchmark, tea.verdict), (4, "good"))
        self.assertEqual((salt.verdict, salt.trend), ("bad", "steady"))

    def test_all_levels_add_up(self):
        whole = self.rows("company")[self.company.name]
        self.assertEqual(whole.closing_value, 800)
        for level in ("class", "category", "warehouse"):
            parts = self.rows(level).values()
            self.assertEqual(sum(row.closing_value for row in parts), 800)
            self.assertAlmostEqual(sum(row.share for row in parts), 1)
        self.assertEqual(self.rows("class")["A"].closing_value, 750)
        self.assertEqual(set(self.rows("warehouse")), {self.wh_a.name})

    def test_products_behind(self):
        for level, name in (("category", "Drinks"), ("class", "A")):
            action = self.rows(level)[name].action_products()
            found = self.figures.search(action["domain"])
            self.assertEqual(found.product_id, self.tea)

    def test_goods_without_a_class(self):
        """Goods of no class make a row of their own, and it leads to them."""
        self.env["jxc.stock.class"].search([("product_id", "=", self.salt.id)]).unlink()
        self.env.flush_all()
        rows = self.rows("class")
        self.assertEqual(rows["No class"].closing_value, 50)
        action = rows["No class"].action_products()
        self.assertEqual(self.figures.search(action["domain"]).product_id, self.salt)

    def test_nothing_is_counted_before_the_month_has_begun(self):
        """Without the opening rows of May its figures would say that nothing is there.

        The list of goods to clear would take all of it for sold.
        """
        may = self.on("2026-05-01")
        self.figures._renew(self.company, may)
        mine = [("company_id", "=", self.company.id), ("month", "=", may)]
        self.assertFalse(self.figures.search(mine))
        self.run_facts()
        self.figures._renew(self.company, may)
        tea = self.figures.search([*mine, ("product_id", "=", self.tea.id)])
        self.assertEqual(tea.closing_quantity, 75)

    def test_much_is_counted_in_the_background(self):
        manager = new_test_user(
            self.env,
            login="figures.manager",
            groups="jxc_base.group_warehouse_manager",
            company_id=self.company.id,
            company_ids=self.company.ids,
        )
        figures = self.figures.with_user(manager).with_company(self.company)
        self.assertEqual(figures.action_renew()["tag"], "soft_reload")
        ages = self.env["jxc.stock.age"].search([("latest", "=", True)])
        self.assertTrue(ages)
        crons = type(self.env["ir.cron"])
        with (
            patch.object(jxc_stock_figure, "AT_ONCE", 0),
            patch.object(crons, "_trigger", autospec=True) as trigger,
        ):
            action = figures.action_renew()
        self.assertEqual(action["tag"], "display_notification")
        cron = self.env.ref("jxc_stock.cron_stock_figures")
        self.assertEqual([call.args[0] for call in trigger.call_args_list], [cron])

    def test_row_of_goods(self):
        row = self.figures.search(
            [("product_id", "=", self.tea.id), ("month", "=", "2026-04-01")]
        )
        self.assertAlmostEqual(row.turnover, self.TURNS, 6)
        self.assertEqual((row.verdict, row.trend), ("good", "up"))
        self.assertEqual(row.turnover_before, 0)

    def test_benchmarks(self):
        """Of the category, else of the one above, else of the company."""
        below = self.env["product.category"].create(
            {"name": "Green", "parent_id": self.drinks.id}
        )
        both = below | self.spices
        self.assertEqual(set(both._jxc_benchmarks(self.company).values()), {4})
        self.drinks.jxc_turnover_benchmark = 30
        self.company.jxc_turnover_benchmark = 0
        found = both._jxc_benchmarks(self.company)
        self.assertEqual(found, {below.id: 30, self.spices.id: 0})
        self.assertEqual(self.rows("category")["Drinks"].verdict, "bad")
        self.assertFalse(self.rows("category")["Spices"].verdict)
        for record in (self.drinks, self.company):
            with self.assertRaises(ValidationError):
                record.jxc_turnover_benchmark = -1

    def test_rights(self):
        for role, sees in (("warehouse_manager", False), ("boss", True)):
            user = new_test_user(
                self.env,
                login=f"capital.{role}",
                groups=f"jxc_base.group_{role}",
                company_id=self.company.id,
                company_ids=self.company.ids,
            )
            figures = self.figures.with_user(user).fields_get()
            self.assertEqual("verdict" in figures, sees)
            mine = self.capital.with_user(user)
            if sees:
                self.assertTrue(mine.search([]))
            else:
                with self.assertRaises(AccessError):
                    mine.search([])

from datetime import date

from freezegun import freeze_time

from odoo.addons.jxc_base.core.period import Period
from odoo.addons.jxc_base.tests.kpi_case import KpiCase
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_count import CountCommon


@tagged("post_install", "-at_install")
class TestCountKpi(CountCommon, KpiCase):
    """Six lines in the first quarter, one in the second.

    | shelf | goods | book | counted | cost |
    | A | soy | 100 | 100 | 10 |
    | A | tea | 20 | 19, then 19 | 50 |
    | A | rice | 0 | 4, then 4 | 2 |
    | B | soy | 40 | 40 | 10 |
    | B | rice | 300 | 299 | 2 |
    | B | tea | 10 | 9, then 10: kept | 50 |
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create(
            {"name": "Accuracy Ltd", "jxc_tz": "Asia/Shanghai"}
        )
        cls.env.user.company_ids += cls.company
        for user in cls.worker | cls.second | cls.manager | cls.chief:
            user.write({"company_ids": [(4, cls.company.id)]})
            user.company_id = cls.company
        cls.env = cls.env(
            context={**cls.env.context, "allowed_company_ids": cls.company.ids}
        )
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.company.id)], limit=1
        )
        cls.shelf, cls.other = cls.env["stock.location"].create(
            [
                {"name": name, "location_id": cls.warehouse.lot_stock_id.id}
                for name in ("Kpi A", "Kpi B")
            ]
        )
        cls.foods = cls.env["product.category"].create({"name": "Kpi Foods"})
        cls.soy, cls.tea, cls.rice = (
            cls._product(f"Kpi {name}", cost)
            for name, cost in (("Soy", 10), ("Tea", 50), ("Rice", 2))
        )
        (cls.soy | cls.rice).categ_id = cls.foods
        for product, quantity, place in (
            (cls.soy, 100, cls.shelf),
            (cls.tea, 20, cls.shelf),
            (cls.soy, 40, cls.other),
            (cls.rice, 300, cls.other),
            (cls.tea, 10, cls.other),
        ):
            cls._plant(product, quantity, place)
        cls.make_counts()

    @classmethod
    def make_counts(cls):
        with freeze_time("2026-02-10 02:00:00"):
            count = cls.first = (
                cls.env["jxc.count"]
                .with_user(cls.manager)
                .create({"warehouse_id": cls.warehouse.id})
            )
            count.action_start()
            cls.enter(count, cls.shelf, 1, cls.worker, soy=100, tea=19, rice=4)
            cls.enter(count, cls.other, 1, cls.worker, soy=40, rice=299, tea=9)
            count.action_review()
            count.action_recount()
            cls.enter(count, cls.shelf, 2, cls.second, tea=19, rice=4)
            cls.enter(count, cls.other, 2, cls.second, tea=10)
            count.action_review()
            last = count.sudo().line_ids.filtered(lambda ln: ln.state == "supervisor")
            last.with_user(cls.chief).action_keep()
            count.action_submit()
        with freeze_time("2026-03-31 15:00:00"):
            # still March in Shanghai
            count.with_user(cls.chief).action_post()
        with freeze_time("2026-03-31 17:00:00"):
            # April in Shanghai
            later = (
                cls.env["jxc.count"]
                .with_user(cls.manager)
                .create(
                    {
                        "warehouse_id": cls.warehouse.id,
                        "location_ids": [(6, 0, cls.shelf.ids)],
                        "product_ids": [(6, 0, cls.soy.ids)],
                    }
                )
            )
            later.action_start()
            cls.enter(later, cls.shelf, 1, cls.worker, soy=100)
            later.action_review()
            later.action_submit()
            later.with_user(cls.chief).action_post()

    @classmethod
    def enter(cls, count, place, number, user, **goods):
        tasks = count.sudo().task_ids.filtered(
            lambda t: t.location_id == place and t.round == number
        )
        tasks.with_user(user).record(
            [
                {"product_id": getattr(cls, name).id, "quantity": quantity}
                for name, quantity in goods.items()
            ]
        )

    QUARTER = Period("quarter", date(2026, 1, 1))
    NEXT = Period("quarter", date(2026, 4, 1))

    def test_accuracy(self):
        # exact: soy A, soy B, and tea B, which the recount found exact
        self.assert_kpi("stock_accuracy", self.QUARTER, "none", 3, 6)
        self.assert_kpi("stock_accuracy", self.NEXT, "none", 1, 1)
        self.assert_no_figure("stock_accuracy", Period("quarter", date(2025, 10, 1)))

    def test_variants(self):
        # within 1 % of the book: the exact ones and rice B (299 of 300)
        self.assert_kpi("stock_accuracy_within", self.QUARTER, "none", 4, 6)
        # the first counter was right about soy A and soy B only
        self.assert_kpi("stock_accuracy_first", self.QUARTER, "none", 2, 6)
        # soy 1000 + 400, tea 1000 + 500, rice 0 + 600
        book = 1000 + 400 + 1000 + 500 + 0 + 600
        agreed = 1000 + 400 + 19 * 50 + 500 + 0 + 299 * 2
        self.assert_kpi("stock_accuracy_value", self.QUARTER, "none", agreed, book)

    def test_dimensions(self):
        code = "stock_accuracy"
        self.assert_kpi(code, self.QUARTER, "product", 2, 2, key=self.soy)
        self.assert_kpi(code, self.QUARTER, "product", 1, 2, key=self.tea)
        self.assert_kpi(code, self.QUARTER, "product", 0, 2, key=self.rice)
        self.assert_kpi(code, self.QUARTER, "category", 2, 4, key=self.foods)
        self.assert_kpi(code, self.QUARTER, "warehouse", 3, 6, key=self.warehouse)
        for dimension in ("product", "category", "warehouse"):
            self.assert_parts(code, self.QUARTER, dimension)
            self.assert_parts("stock_accuracy_value", self.QUARTER, dimension)

    @freeze_time("2026-05-01 04:00:00")
    def test_settled_and_seen(self):
        self.assert_settled("stock_accuracy", self.QUARTER)
        self.kpi("stock_accuracy")._refresh(self.company)
        self.kpi("stock_accuracy_value")._refresh(self.company)
        for role in ("warehouse_manager", "finance", "boss"):
            self.assert_seen_by("stock_accuracy", f"jxc_base.group_{role}")
        for role in ("warehouse_worker", "salesperson"):
            self.assert_hidden_from("stock_accuracy", f"jxc_base.group_{role}")
        self.assert_hidden_from(
            "stock_accuracy_value", "jxc_base.group_warehouse_manager"
        )

    def test_same_as_on_the_count(self):
        """The count's own figures and the indicator are one."""
        count = self.first.sudo()
        self.assertEqual((count.exact_lines, count.counted_lines), (3, 6))
        self.assertEqual(count.first_exact_lines, 2)
        self.assertEqual(count.within_lines, 4)

    def page(self, user=None, **values):
        pages = self.env["jxc.count.accuracy"].with_user(user or self.env.user)
        return pages.new(
            {
                "company_id": self.company.id,
                "date_from": "2026-01-01",
                "date_to": "2026-03-31",
                **values,
            }
        )

    def test_page(self):
        """The page of a quarter has the figures of the indicators."""
        page = self.page()
        self.assertEqual((page.exact_lines, page.counted_lines), (3, 6))
        self.assertAlmostEqual(page.accuracy, 3 / 6)
        self.assertAlmostEqual(page.within_accuracy, 4 / 6)
        self.assertAlmostEqual(page.first_accuracy, 2 / 6)
        book = 1000 + 400 + 1000 + 500 + 0 + 600
        agreed = 1000 + 400 + 19 * 50 + 500 + 0 + 299 * 2
        self.assertAlmostEqual(page.value_accuracy, agreed / book)
        # tea A −50, rice A +8, rice B −2
        self.assertEqual((page.gross_value, page.net_value), (60, -44))
        # both places have a difference
        self.assertEqual((page.places, page.place_accuracy), (2, 0))
        # rice in A has stock because it was found there
        self.assertEqual((page.covered_spots, page.spots), (6, 6))
        self.assertEqual(page.coverage, 1)

    def test_page_by_quantity(self):
        """一致数量 ÷ 总数量, by unit: never units added to kilos."""
        row = self.page().unit_ids
        self.assertEqual((row.uom_id, row.lines), (self.soy.uom_id, 6))
        book = 100 + 20 + 0 + 40 + 300 + 10
        agreed = 100 + 19 + 0 + 40 + 299 + 10
        self.assertEqual((row.agreed_qty, row.book_qty), (agreed, book))
        self.assertAlmostEqual(row.accuracy, agreed / book)

    def test_page_of_reasons(self):
        lines = self.first.sudo().line_ids.filtered(lambda line: not line.exact)
        tea = lines.filtered(lambda line: line.product_id == self.tea)
        loss = self.env.ref("jxc_stock.count_reason_loss")
        tea.reason_id = loss
        rows = self.page().reason_ids
        self.assertEqual(rows.mapped("reason_id"), loss)
        found = [(row.lines, row.gross_value, row.loss_value) for row in rows]
        self.assertEqual(found, [(1, 50, 50), (2, 8 + 2, 2)])
        self.assertAlmostEqual(rows[0].share, 50 / 60)
        self.assertEqual([row.cumulated for row in rows], [rows[0].share, 1])

    def test_page_of_another_time_or_warehouse(self):
        page = self.page(date_from="2025-01-01", date_to="2025-12-31")
        self.assertEqual((page.counted_lines, page.accuracy), (0, 0))
        self.assertFalse(page.reason_ids)
        self.assertEqual((page.covered_spots, page.spots), (0, 6))
        other = self.env["stock.warehouse"].create(
            {"name": "Kpi Two", "code": "KP2", "company_id": self.company.id}
        )
        self.assertEqual(self.page(warehouse_id=other.id).counted_lines, 0)
        self.assertEqual(self.page(warehouse_id=self.warehouse.id).counted_lines, 6)

    def test_page_rights(self):
        page = self.page(self.manager)
        self.assertEqual(page.counted_lines, 6)
        self.assertEqual(sum(page.reason_ids.mapped("lines")), 3)
        with self.assertRaises(AccessError):
            self.assertTrue(page.gross_value)
        with self.assertRaises(AccessError):
            self.env["jxc.count.accuracy"].with_user(self.worker).create({})

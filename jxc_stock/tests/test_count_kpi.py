from datetime import date

from freezegun import freeze_time

from odoo.addons.jxc_base.core.period import Period
from odoo.addons.jxc_base.tests.kpi_case import KpiCase
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

"""The dataset of daily stock facts: figures by hand, and who sees values."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common_facts import FactsCommon


@tagged("post_install", "-at_install")
class TestDatasetStock(FactsCommon):
    def setUp(self):
        super().setUp()
        self.dataset = self.env.ref("jxc_stock.dataset_stock")
        product = self._product(standard_price=10)
        self.on("2026-03-02")
        self.receive(product, 10, 10)
        self.deliver(product, 4)
        self.close_day(product)
        self.on("2026-03-03")
        self.receive(product, 5, 10, wh=self.wh_b)
        self.close_day(product)
        self.product = product

    def ask(self, role, dimensions, measures, **kwargs):
        user = self._user(role)
        return self.dataset.with_user(user).query(dimensions, measures, **kwargs)

    def _user(self, role):
        return new_test_user(
            self.env,
            login=f"data_{role}",
            groups=f"jxc_base.group_{role}",
            company_id=self.company.id,
            company_ids=self.company.ids,
        )

    def test_figures(self):
        answer = self.ask(
            "boss",
            ["warehouse_id"],
            ["in_quantity", "out_quantity", "in_value", "out_value"],
            period=["2026-03-01", "2026-03-31"],
        )
        rows = {row[0][0]: row[1:] for row in answer["rows"]}
        self.assertEqual(rows[self.wh_a.id], [10, 4, 10 * 10, 4 * 10])
        self.assertEqual(rows[self.wh_b.id], [5, 0, 5 * 10, 0])

    def test_values_are_for_those_who_may_see_cost(self):
        rows = self.ask("warehouse_manager", [], ["in_quantity"])["rows"]
        self.assertEqual(rows, [[15]])
        with self.assertRaises(UserError):
            self.ask("planner", [], ["in_value"])
        with self.assertRaises(AccessError):
            self.ask("salesperson", [], ["in_quantity"])

    def test_it_opens_and_offers_no_stock_to_add_up(self):
        """What is in stock at the end of each day is not added up over days."""
        boss = self._user("boss")
        offered = self.dataset.with_user(boss).get_fields()["measures"]
        names = {measure["name"] for measure in offered}
        self.assertFalse({n for n in names if n.startswith(("opening", "closing"))})
        action = self.dataset.with_user(boss).action_open()
        views = self.env[action["res_model"]].with_user(boss)
        for kind in action["view_mode"].split(","):
            self.assertTrue(views.get_view(view_type=kind)["arch"])

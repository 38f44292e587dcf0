from odoo.tests import new_test_user

from .common_facts import FactsCommon


class ClearanceCommon(FactsCommon):
    """Goods that lie in A since 1 March, looked at on 1 September (184 days)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clearances = cls.env["jxc.stock.clearance"]
        cls.figures = cls.env["jxc.stock.figure"]
        cls.tea, cls.salt = (
            cls._product(name=name, standard_price=10, list_price=20)
            for name in ("Tea", "Salt")
        )

    def setUp(self):
        super().setUp()
        self.on("2026-03-01")
        self.receive_order(self.tea, 40, 10)
        self.receive(self.salt, 20, 5)

    def renew(self, day="2026-09-01"):
        month = self.on(day).replace(day=1)
        self.run_facts()
        self.figures._renew(self.company, month)
        self.clearances._renew(self.company)
        self.clearances.invalidate_model()

    def line(self, product=None, wh=None):
        return self.clearances.search(
            [
                ("product_id", "=", (product or self.tea).id),
                ("warehouse_id", "=", (wh or self.wh_a).id),
            ]
        )

    def user(self, role):
        return new_test_user(
            self.env,
            login=f"clear.{role}",
            groups=f"jxc_base.group_{role},base.group_partner_manager",
            company_id=self.company.id,
            company_ids=self.company.ids,
        )

    def sells_in_b(self, quantity=9):
        """B sold 9 in the thirteen weeks before September and has one left."""
        self.on("2026-08-20")
        self.receive(self.tea, quantity + 1, 10, wh=self.wh_b)
        self.deliver(self.tea, quantity, wh=self.wh_b)

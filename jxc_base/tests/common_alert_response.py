"""Fixture: warnings of all kinds, and one user per role who answers them."""

from odoo.tests import new_test_user

from ..core.alerts import Finding
from .common_alerts import NOON, AlertCase


class ResponseCase(AlertCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.north = cls.env["stock.warehouse"].create({"name": "North", "code": "NTH"})
        cls.users = {
            role: new_test_user(
                cls.env, login=f"answer_{role}", groups=f"jxc_base.group_{role}"
            )
            for role in (
                "purchaser",
                "planner",
                "salesperson",
                "warehouse_worker",
                "warehouse_manager",
                "finance",
                "sales_manager",
                "jxc_admin",
            )
        }
        cls.vendor = cls.env["res.partner"].create(
            {"name": "Vendor of Sauce", "email": "sauce@example.com"}
        )

    def opened(self, detector, record, roles, **values):
        """An open warning about a record, told to roles."""
        rule = self.rule(detector, silent=True, roles=roles)
        finding = Finding(
            res_model=record._name,
            res_id=record.id,
            company_id=self.company.id,
            **{"measure": 5.0, **values},
        )
        row = rule._row(rule, finding, "warning", values.get("threshold") or 20.0)
        alert = self.env["jxc.alert"].browse(rule._insert([row], NOON))
        self.assertTrue(alert)
        return alert

    def respond(self, alert, remedy, role):
        mine = alert.with_user(self.users[role])
        action = mine.action_respond(remedy)
        self.env.invalidate_all()
        return action, alert.response_ids.filtered(lambda a: a.remedy == remedy)

    def below(self, detector="below_min", product=None, **values):
        """A replenishment rule of 20 to 50 with 5 in stock, and its warning."""
        product = product or self.product
        point = self.point(product, product_min_qty=20, product_max_qty=50)
        self._plant(product, 5)
        place = {"product_id": product.id, "warehouse_id": self.warehouse.id}
        roles = ["purchaser", "planner", "warehouse_manager"]
        return self.opened(detector, point, roles, threshold=20.0, **place, **values)

    def names(self, alert, role):
        self.env.invalidate_all()
        return [r["code"] for r in alert.with_user(self.users[role]).remedies or ()]

    def activity(self, record):
        return self.env["mail.activity"].search(
            [("res_model", "=", record._name), ("res_id", "=", record.id)]
        )

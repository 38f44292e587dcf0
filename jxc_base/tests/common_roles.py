"""Fixture: one user per role, and goods that were bought dear and are sold dearer."""

from odoo import Command
from odoo.tests import new_test_user
from odoo.tests.common import TransactionCase

ROLES = (
    "requester",
    "purchaser",
    "purchase_manager",
    "salesperson",
    "sales_manager",
    "warehouse_worker",
    "warehouse_manager",
    "quality_inspector",
    "planner",
    "finance",
    "boss",
    "data_steward",
    "jxc_admin",
)
COST, PRICE = 61.25, 98.5


class RoleCase(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(
            context={
                **cls.env.context,
                "no_reset_password": True,
                "tracking_disable": 1,
            }
        )
        cls.users = {
            role: new_test_user(
                cls.env, login=f"role_{role}", groups=f"jxc_base.group_{role}"
            )
            for role in ROLES
        }
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.env.company.id)], limit=1
        )
        cls.vendor = cls.env["res.partner"].create({"name": "Vendor of the Role Test"})
        cls.customer = cls.env["res.partner"].create(
            {"name": "Customer of the Role Test"}
        )
        cls.product = cls.env["product.product"].create(
            {
                "name": "Role Test Tea",
                "is_storable": True,
                "standard_price": COST,
                "list_price": PRICE,
                "invoice_policy": "order",
                "seller_ids": [
                    Command.create({"partner_id": cls.vendor.id, "price": COST})
                ],
            }
        )

    @classmethod
    def as_role(cls, role):
        return cls.env(user=cls.users[role].id)

    @classmethod
    def make_sale(cls, role="salesperson", quantity=2):
        return cls.as_role(role)["sale.order"].create(
            {
                "partner_id": cls.customer.id,
                "order_line": [
                    Command.create(
                        {"product_id": cls.product.id, "product_uom_qty": quantity}
                    )
                ],
            }
        )

    @classmethod
    def make_purchase(cls, role="purchaser", quantity=5):
        return cls.as_role(role)["purchase.order"].create(
            {
                "partner_id": cls.vendor.id,
                "order_line": [
                    Command.create(
                        {"product_id": cls.product.id, "product_qty": quantity}
                    )
                ],
            }
        )

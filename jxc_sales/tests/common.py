from odoo.fields import Command
from odoo.tests import new_test_user
from odoo.tests.common import TransactionCase


class SalesCommon(TransactionCase):
    """A salesperson, a manager, a customer and a product of our own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(
            context={
                **cls.env.context,
                "tracking_disable": True,
                "no_reset_password": True,
            }
        )
        cls.company = cls.env.company
        cls.company.jxc_self_approval = False
        rules = cls.env["tier.definition"].search([("model", "=", "sale.order")])
        rules.active = False
        cls.seller = cls.make_user("seller_t", "salesperson")
        cls.colleague = cls.make_user("colleague_t", "salesperson")
        cls.manager = cls.make_user("manager_t", "sales_manager")
        cls.customer = cls.env["res.partner"].create(
            {"name": "Customer T", "company_id": cls.company.id}
        )
        cls.product = cls.make_product("Product T")
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.company.id)], limit=1
        )

    @classmethod
    def make_user(cls, login, role, **values):
        return new_test_user(
            cls.env, login=login, groups=f"jxc_base.group_{role}", **values
        )

    @classmethod
    def make_product(cls, name, **values):
        return cls.env["product.product"].create(
            {
                "name": name,
                "type": "consu",
                "is_storable": True,
                "list_price": 100.0,
                "taxes_id": False,
                "invoice_policy": "delivery",
                **values,
            }
        )

    @classmethod
    def make_rule(cls, reviewer=None, **values):
        model = cls.env["ir.model"]._get("sale.order")
        return cls.env["tier.definition"].create(
            {
                "name": "Order above 1,000",
                "model_id": model.id,
                "definition_domain": "[('amount_untaxed', '>=', 1000.0)]",
                "review_type": "individual",
                "reviewer_id": reviewer and reviewer.id,
                **values,
            }
        )

    @classmethod
    def make_order(cls, user, quantity=10.0, price=100.0, product=None, **values):
        product = product or cls.product
        line = {
            "product_id": product.id,
            "product_uom_qty": quantity,
            "price_unit": price,
        }
        orders = cls.env["sale.order"].with_user(user)
        return orders.create(
            {
                "partner_id": cls.customer.id,
                "order_line": [Command.create(line)],
                **values,
            }
        )

    @classmethod
    def put_on_stock(cls, product, quantity):
        cls.env["stock.quant"]._update_available_quantity(
            product, cls.warehouse.lot_stock_id, quantity
        )

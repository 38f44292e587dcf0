from odoo.addons.jxc_base.tests.common_roles import ROLES
from odoo.fields import Command
from odoo.tests import new_test_user

__all__ = ["CASE", "EAN", "PRICE", "ROLES", "SECRET", "PdaData"]

EAN = "6901234567892"
CASE = "16901234567899"
SECRET = 54321.5
PRICE = 98765.5


class PdaData:
    """A product with lots in two bins, one on hold, an order and its delivery."""

    @classmethod
    def make(cls):
        env = cls.env
        cls.warehouse = env["stock.warehouse"].create({"name": "PDA 仓", "code": "PDA"})
        cls.bin = cls.location("A-01", "PDA-BIN-A")
        cls.held = cls.location("QC", "PDA-BIN-Q", jxc_hold="quality")
        cls.soy = env["product.product"].create(
            {
                "name": "酱油",
                "default_code": "PDA-SOY",
                "barcode": EAN,
                "is_storable": True,
                "tracking": "lot",
                "jxc_spec": "500ml",
                "standard_price": SECRET,
                "list_price": PRICE,
            }
        )
        env["product.uom"].create(
            {
                "product_id": cls.soy.id,
                "uom_id": env.ref("uom.product_uom_dozen").id,
                "barcode": CASE,
            }
        )
        cls.lot = env["stock.lot"].create(
            {
                "name": "PDA-L1",
                "product_id": cls.soy.id,
                "expiration_date": "2030-06-30 04:00:00",
            }
        )
        quants = env["stock.quant"]
        quants._update_available_quantity(cls.soy, cls.bin, 100, lot_id=cls.lot)
        quants._update_available_quantity(cls.soy, cls.held, 12, lot_id=cls.lot)
        cls.make_documents()

    @classmethod
    def make_documents(cls):
        partner = cls.env["res.partner"].create({"name": "PDA Partner"})
        line = {"product_id": cls.soy.id, "product_uom_qty": 30, "price_unit": PRICE}
        cls.order = cls.env["sale.order"].create(
            {
                "partner_id": partner.id,
                "warehouse_id": cls.warehouse.id,
                "order_line": [Command.create(line)],
            }
        )
        cls.order.action_confirm()
        cls.delivery = cls.order.picking_ids
        cls.delivery.action_assign()
        line = {"product_id": cls.soy.id, "product_qty": 5, "price_unit": SECRET}
        cls.purchase = cls.env["purchase.order"].create(
            {"partner_id": partner.id, "order_line": [Command.create(line)]}
        )

    @classmethod
    def location(cls, name, barcode, **values):
        stock = cls.warehouse.lot_stock_id
        values = {"name": name, "barcode": barcode, "location_id": stock.id, **values}
        return cls.env["stock.location"].create({"usage": "internal", **values})

    @classmethod
    def user(cls, role, **values):
        login = f"pda_{role}"
        groups = f"jxc_base.group_{role}"
        return new_test_user(
            cls.env, login, groups=groups, password=f"{login}_1", **values
        )

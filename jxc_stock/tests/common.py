from datetime import timedelta

from odoo import fields
from odoo.tests import TransactionCase, new_test_user

FIGURES = {
    "on_hand": "qty_available",
    "available": "free_qty",
    "incoming": "incoming_qty",
    "outgoing": "outgoing_qty",
    "forecast": "virtual_available",
}


class OverviewCommon(TransactionCase):
    """Two warehouses A and B and a product; helpers that plant stock and moves."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True))
        cls.overview = cls.env["jxc.stock.overview"]
        cls.wh_a, cls.wh_b = cls.env["stock.warehouse"].create(
            [{"name": "Depot A", "code": "JXA"}, {"name": "Depot B", "code": "JXB"}]
        )
        cls.suppliers = cls.env.ref("stock.stock_location_suppliers")
        cls.customers = cls.env.ref("stock.stock_location_customers")
        cls.product = cls._product("Overview Soy")
        cls.worker = new_test_user(
            cls.env, login="ov_worker", groups="jxc_base.group_warehouse_worker"
        )

    @classmethod
    def _product(cls, name, **values):
        return cls.env["product.product"].create(
            {"name": name, "is_storable": True, "default_code": name.upper(), **values}
        )

    @classmethod
    def _plant(cls, product, quantity, location, **keys):
        cls.env["stock.quant"]._update_available_quantity(
            product, location, quantity, **keys
        )

    @classmethod
    def _hold(cls, warehouse, kind):
        return cls.env["stock.location"].create(
            {
                "name": kind,
                "location_id": warehouse.lot_stock_id.id,
                "jxc_hold": kind,
            }
        )

    @classmethod
    def _move(cls, quantity, source, target, days=0, product=None, **values):
        """A confirmed movement `days` from now, not done."""
        product = product or cls.product
        move = cls.env["stock.move"].create(
            {
                "product_id": product.id,
                "product_uom": product.uom_id.id,
                "product_uom_qty": quantity,
                "location_id": source.id,
                "location_dest_id": target.id,
                "date": fields.Datetime.now() + timedelta(days=days),
                **values,
            }
        )
        move._action_confirm(merge=False)
        return move

    @classmethod
    def _done(cls, move):
        move.quantity = move.product_uom_qty
        move.picked = True
        move._action_done()
        return move

    def _row(self, product=None, **options):
        """The product's row of the grid."""
        product = product or self.product
        found = self.overview.get_overview({"search": product.default_code, **options})
        rows = [row for row in found["products"] if row["id"] == product.id]
        return rows[0] if rows else None

    def _assert_agrees(self, product=None, warehouses=None):
        """Grid, list and core say the same for each warehouse and for all."""
        product = product or self.product
        row = self._row(product)
        warehouses = warehouses or self.wh_a | self.wh_b
        self.env.invalidate_all()
        for warehouse in warehouses:
            core = product.with_context(warehouse_id=warehouse.id)
            cell = row["cells"].get(warehouse.id, {})
            line = self.overview.search(
                [
                    ("product_id", "=", product.id),
                    ("warehouse_id", "=", warehouse.id),
                ]
            )
            for name, field in FIGURES.items():
                with self.subTest(warehouse=warehouse.code, figure=name):
                    self.assertAlmostEqual(cell.get(name, 0), core[field])
                    self.assertAlmostEqual(line[name], core[field])
        for name, field in FIGURES.items():
            with self.subTest(total=name):
                self.assertAlmostEqual(row["total"][name], product[field])
        return row

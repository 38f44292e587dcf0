from odoo.tests import TransactionCase, new_test_user


class StockCommon(TransactionCase):
    """One warehouse of the company, a product and helpers to plant stock."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True))
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.env.company.id)], limit=1
        )
        cls.stock = cls.warehouse.lot_stock_id
        cls.suppliers = cls.env.ref("stock.stock_location_suppliers")
        cls.customers = cls.env.ref("stock.stock_location_customers")
        cls.product = cls._product("Soy Sauce")
        cls.loss = cls.product.property_stock_inventory
        cls.worker = new_test_user(
            cls.env, login="jxc_worker", groups="jxc_base.group_warehouse_worker"
        )
        cls.manager = new_test_user(
            cls.env, login="jxc_manager", groups="jxc_base.group_warehouse_manager"
        )

    @classmethod
    def _product(cls, name, **values):
        return cls.env["product.product"].create(
            {"name": name, "is_storable": True, "default_code": name.upper(), **values}
        )

    @classmethod
    def _location(cls, name, parent=None, **values):
        return cls.env["stock.location"].create(
            {"name": name, "location_id": (parent or cls.stock).id, **values}
        )

    @classmethod
    def _plant(cls, product, quantity, location=None, **keys):
        """Put `quantity` (product unit) into `location`, without a movement."""
        cls.env["stock.quant"]._update_available_quantity(
            product, location or cls.stock, quantity, **keys
        )

    @classmethod
    def _picking(cls, kind, quantity, product=None, user=None, **values):
        """A confirmed transfer of one product; `kind` is in, out or int."""
        product = product or cls.product
        picking_type = cls.warehouse[f"{kind}_type_id"]
        source = cls.suppliers if kind == "in" else cls.stock
        target = cls.customers if kind == "out" else cls.stock
        places = {
            "location_id": values.pop("location_id", source.id),
            "location_dest_id": values.pop("location_dest_id", target.id),
        }
        env = cls.env(user=user) if user else cls.env
        picking = env["stock.picking"].create(
            {
                "picking_type_id": picking_type.id,
                "move_ids": [
                    (
                        0,
                        0,
                        {
                            "product_id": product.id,
                            "product_uom": product.uom_id.id,
                            "product_uom_qty": quantity,
                            **places,
                            **values,
                        },
                    )
                ],
                **places,
            }
        )
        picking.action_confirm()
        return picking

    @classmethod
    def _validate(cls, picking, quantity=None):
        move = picking.move_ids[0]
        if quantity is not None:
            move.quantity = quantity
        move.picked = True
        return picking._action_done()

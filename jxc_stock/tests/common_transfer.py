from odoo.tests import Form, TransactionCase, new_test_user


class TransferCommon(TransactionCase):
    """Two warehouses, goods in the first one, and the people of both."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True))
        cls.wh_a, cls.wh_b, cls.wh_c = cls.env["stock.warehouse"].create(
            [{"name": f"Depot {code}", "code": f"TR{code}"} for code in "ABC"]
        )
        cls.company = cls.wh_a.company_id
        cls.transit = cls.company.internal_transit_location_id
        cls.soy = cls._product("Transfer Soy", 10)
        cls.tea = cls._product("Transfer Tea", 50)
        cls._plant(cls.soy, 100)
        cls._plant(cls.tea, 100)
        role = "jxc_base.group_"
        cls.sender, cls.receiver, cls.manager, cls.seller, cls.requester = (
            new_test_user(cls.env, login=f"tr_{login}", groups=role + group)
            for login, group in (
                ("sender", "warehouse_worker"),
                ("receiver", "warehouse_worker"),
                ("manager", "warehouse_manager"),
                ("seller", "salesperson"),
                ("requester", "requester"),
            )
        )
        cls.sender.jxc_warehouse_ids = cls.wh_a
        cls.receiver.jxc_warehouse_ids = cls.wh_b
        cls.damage = cls.env.ref("jxc_stock.transfer_reason_broken")
        cls.lost = cls.env.ref("jxc_stock.transfer_reason_lost")

    @classmethod
    def _product(cls, name, cost=1.0, **values):
        return cls.env["product.product"].create(
            {
                "name": name,
                "default_code": name.upper(),
                "is_storable": True,
                "standard_price": cost,
                **values,
            }
        )

    @classmethod
    def _plant(cls, product, quantity, location=None, **keys):
        cls.env["stock.quant"]._update_available_quantity(
            product, location or cls.wh_a.lot_stock_id, quantity, **keys
        )

    def _ask(self, quantity=10, product=None, user=None, **values):
        return (
            self.env["stock.interwarehouse.transfer"]
            .with_user(user or self.manager)
            .create(
                {
                    "warehouse_from_id": self.wh_a.id,
                    "warehouse_to_id": self.wh_b.id,
                    "line_ids": [
                        (
                            0,
                            0,
                            {
                                "product_id": (product or self.soy).id,
                                "product_uom_qty": quantity,
                            },
                        )
                    ],
                    **values,
                }
            )
        )

    def _confirmed(self, quantity=10, **more):
        transfer = self._ask(quantity, **more)
        transfer.action_confirm()
        return transfer

    def _open_moves(self, transfer, stage):
        moves = transfer.sudo().line_ids._get_stage_moves(stage)
        return moves.filtered(lambda move: move.state != "done")

    def _do(self, transfer, stage, quantity, backorder=True, user=None):
        """Validate the open document of a stage with a quantity of each product."""
        moves = self._open_moves(transfer, stage).with_user(user or self.manager)
        moves.write({"quantity": quantity, "picked": True})
        key = "skip_backorder"
        context = {key: True}
        if not backorder:
            context["picking_ids_not_to_backorder"] = moves.picking_id.ids
        moves.picking_id.with_context(**context).button_validate()
        self.env.invalidate_all()

    def _ship(self, transfer, quantity=10, **more):
        self._do(transfer, "outgoing", quantity, **more)

    def _receive(self, transfer, quantity=10, **more):
        self._do(transfer, "incoming", quantity, **more)

    def _shipped(self, quantity=10, **more):
        transfer = self._confirmed(quantity, **more)
        self._ship(transfer, quantity)
        return transfer

    def _arrive(self, transfer, user=None, row=None, **values):
        """Receive by the dialog."""
        action = transfer.with_user(user or self.manager).action_receive()
        arrival = self.env[action["res_model"]].with_user(user or self.manager)
        arrival = arrival.browse(action["res_id"])
        with Form(arrival) as form:
            with form.line_ids.edit(0) as line:
                for name, value in (row or {}).items():
                    setattr(line, name, value)
            for name, value in values.items():
                setattr(form, name, value)
        arrival.action_receive()
        self.env.invalidate_all()
        return transfer.jxc_difference_ids

    def _there(self, product=None, warehouse=None):
        warehouse = warehouse or self.wh_b
        product = (product or self.soy).with_context(warehouse_id=warehouse.id)
        return product.qty_available

    def _in_transit(self, product=None):
        return sum(
            self.env["stock.quant"]
            .search(
                [
                    ("product_id", "=", (product or self.soy).id),
                    ("location_id", "=", self.transit.id),
                ]
            )
            .mapped("quantity")
        )

    def _assert_explained(self, transfer):
        """What lies in transit is awaited, on its way back, or an open difference."""
        for line, balance in transfer.line_ids._jxc_balances().items():
            wanted = balance.in_transit + balance.to_ship
            known = balance.to_receive + balance.to_return + balance.unsettled
            self.assertAlmostEqual(wanted, known, msg=line.product_id.name)

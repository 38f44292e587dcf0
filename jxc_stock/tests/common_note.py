"""A warehouse with goods, people of every role, documents of other in and out."""

from odoo.tests import TransactionCase, new_test_user


class NoteCommon(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True))
        cls.company = cls.env["res.company"].create({"name": "Note Trade"})
        cls.env = cls.env(
            context=dict(cls.env.context, allowed_company_ids=cls.company.ids)
        )
        cls.company = cls.company.with_env(cls.env)
        cls.warehouse = cls.env["stock.warehouse"].create(
            {"name": "Note Depot", "code": "NTD", "company_id": cls.company.id}
        )
        cls.stock = cls.warehouse.lot_stock_id
        cls.category = cls.env["product.category"].create(
            {"name": "Note goods", "property_cost_method": "average"}
        )
        cls.soy = cls._product("Note Soy", standard_price=10)
        cls.lotted = cls._product("Note Milk", standard_price=5, tracking="lot")
        cls._plant(cls.soy, 100)
        cls.lot = cls.env["stock.lot"].create(
            {"name": "NL1", "product_id": cls.lotted.id, "company_id": cls.company.id}
        )
        cls._plant(cls.lotted, 20, lot_id=cls.lot)
        cls.department = cls.env["jxc.department"].create(
            {"name": "Note Office", "company_id": cls.company.id}
        )
        cls.partner = cls.env["res.partner"].create({"name": "Note Guest"})
        cls.worker = cls._user("note_worker", "jxc_base.group_warehouse_worker")
        cls.manager = cls._user("note_manager", "jxc_base.group_warehouse_manager")
        cls.seller = cls._user("note_seller", "jxc_base.group_salesperson")
        cls.buyer = cls._user("note_buyer", "jxc_base.group_purchaser")
        cls.finance = cls._user("note_finance", "jxc_base.group_finance")

    @classmethod
    def _user(cls, login, group):
        return new_test_user(
            cls.env,
            login=login,
            groups=group,
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )

    @classmethod
    def _product(cls, name, **values):
        return cls.env["product.product"].create(
            {"name": name, "is_storable": True, "categ_id": cls.category.id, **values}
        )

    @classmethod
    def _plant(cls, product, quantity, location=None, **keys):
        cls.env["stock.quant"]._update_available_quantity(
            product, location or cls.stock, quantity, **keys
        )

    @classmethod
    def _kind(cls, name):
        return cls.env.ref(f"jxc_stock.kind_{name}")

    def _note(self, kind, *lines, user=None, **values):
        """A document; a line is (product, quantity, further values)."""
        kind = self._kind(kind)
        notes = self.env["jxc.stock.note"].with_user(user or self.worker)
        return notes.with_context(default_direction=kind.direction).create(
            {
                "kind_id": kind.id,
                "warehouse_id": self.warehouse.id,
                "line_ids": [
                    (
                        0,
                        0,
                        {
                            "product_id": product.id,
                            "quantity": quantity,
                            **(more[0] if more else {}),
                        },
                    )
                    for product, quantity, *more in lines
                ],
                **values,
            }
        )

    def _use(self, quantity=4, user=None, **values):
        values.setdefault("department_id", self.department.id)
        return self._note("out_use", (self.soy, quantity), user=user, **values)

    def _guard(self):
        self.company.jxc_adjustment_guard = True

    def _rule(self, amount, approver=None):
        """Documents worth `amount` and more are approved by `approver`."""
        approver = approver or self.finance
        return self.env["jxc.approval.rule"].create(
            {
                "name": "Note rule",
                "document": "jxc.stock.note",
                "company_id": self.company.id,
                "amount_from": amount,
                "step_ids": [
                    (0, 0, {"approver": "users", "user_ids": [(6, 0, approver.ids)]})
                ],
            }
        )

    def _on_hand(self, product, location=None):
        return sum(
            self.env["stock.quant"]
            .search(
                [
                    ("product_id", "=", product.id),
                    ("location_id", "child_of", (location or self.stock).id),
                ]
            )
            .mapped("quantity")
        )

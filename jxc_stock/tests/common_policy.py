from contextlib import contextmanager
from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import new_test_user

from .common_count import CountCommon


class PolicyCommon(CountCommon):
    """Policies over the shelves, goods and people of the counts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.company.jxc_tz = "Asia/Shanghai"
        cls.out_type = cls.warehouse.out_type_id
        cls.customer = cls.env["res.partner"].create({"name": "Policy Mart"})
        cls.seller = new_test_user(
            cls.env, login="policy_seller", groups="jxc_base.group_salesperson"
        )

    @classmethod
    def _lotted(cls, name, **values):
        """A product in lots with expiration dates, 100 days of shelf life."""
        return cls._product(
            name,
            tracking="lot",
            use_expiration_date=True,
            expiration_time=100,
            **values,
        )

    @classmethod
    def _lot(cls, product, name, days=None, removal=None):
        """A lot that expires `days` from now, to be removed `removal` days before."""
        now = fields.Datetime.now()
        values = {"name": name, "product_id": product.id}
        if days is not None:
            expiry = now + timedelta(days=days)
            values["expiration_date"] = expiry
            values["removal_date"] = expiry - timedelta(days=removal or 0)
        return cls.env["stock.lot"].create(values)

    def _delivery(self, *lines, user=None, source=None, target=None, kind=None):
        """A ready delivery of (product, quantity, values of the line)."""
        kind = kind or self.out_type
        source = source or self.shelf
        target = target or self.customers
        pickings = self.env["stock.picking"].with_user(user or self.env.user)
        picking = pickings.create(
            {
                "picking_type_id": kind.id,
                "location_id": source.id,
                "location_dest_id": target.id,
                "partner_id": self.customer.id,
                "move_ids": [
                    (
                        0,
                        0,
                        {
                            "product_id": product.id,
                            "product_uom": product.uom_id.id,
                            "product_uom_qty": quantity,
                            "location_id": source.id,
                            "location_dest_id": target.id,
                        },
                    )
                    for product, quantity, _values in lines
                ],
            }
        )
        picking.action_confirm()
        for move, (product, quantity, values) in zip(
            picking.move_ids, lines, strict=True
        ):
            move.move_line_ids.unlink()
            self.env["stock.move.line"].with_user(user or self.env.user).create(
                {
                    "move_id": move.id,
                    "picking_id": picking.id,
                    "product_id": product.id,
                    "product_uom_id": product.uom_id.id,
                    "quantity": quantity,
                    "location_id": source.id,
                    "location_dest_id": target.id,
                    **values,
                }
            )
        return picking

    @contextmanager
    def _refused(self, *parts):
        """It is refused, and the message has all these parts in this order."""
        with self.assertRaises(UserError) as caught:
            yield
        self.assertRegex(str(caught.exception), "(?s)" + ".*".join(parts))

    def _validate(self, picking, user=None):
        picking = picking.with_user(user or self.worker).with_context(
            skip_expired=True, skip_sms=True, skip_backorder=True
        )
        self.assertIs(picking.button_validate(), True)
        self.assertEqual(set(picking.mapped("state")), {"done"})

from datetime import date

from odoo import Command
from odoo.addons.base.tests.common import BaseCommon
from odoo.tests import new_test_user


class RequestCommon(BaseCommon):
    """A company of its own with two vendors, two products and one user per role."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create({"name": "JXC Test Trade"})
        cls.env.user.company_ids |= cls.company
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.env = cls.env(
            context={**cls.env.context, "allowed_company_ids": cls.company.ids}
        )
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.company.id)], limit=1
        )
        cls.vendor = cls.env["res.partner"].create(
            {"name": "Vendor A", "is_company": True}
        )
        cls.other_vendor = cls.env["res.partner"].create(
            {"name": "Vendor B", "is_company": True}
        )
        cls.unit = cls.env.ref("uom.product_uom_unit")
        cls.soy = cls._product("Soy Sauce", [(cls.vendor, 10.0), (cls.other_vendor, 9)])
        cls.salt = cls._product("Salt", [(cls.vendor, 2.0)])
        cls.requester = cls._user("req", "jxc_base.group_requester")
        cls.colleague = cls._user("req2", "jxc_base.group_requester")
        cls.purchaser = cls._user("buy", "jxc_base.group_purchaser")
        cls.manager = cls._user("buyboss", "jxc_base.group_purchase_manager")
        cls.worker = cls._user("worker", "jxc_base.group_warehouse_worker")

    @classmethod
    def _product(cls, name, prices):
        return cls.env["product.product"].create(
            {
                "name": name,
                "is_storable": True,
                "standard_price": 8.0,
                "seller_ids": [
                    Command.create(
                        {"partner_id": vendor.id, "price": price, "sequence": place}
                    )
                    for place, (vendor, price) in enumerate(prices)
                ],
            }
        )

    @classmethod
    def _user(cls, login, groups):
        return new_test_user(
            cls.env,
            login=f"jxc_{login}",
            groups=groups,
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    @classmethod
    def _request(cls, lines, user=None, day=date(2026, 3, 10)):
        """Draft request of ``user`` with (product, quantity[, day]) lines."""
        values = {
            "line_ids": [
                Command.create(
                    {
                        "product_id": line[0].id,
                        "jxc_suggested_qty": line[1],
                        "date_required": line[2] if len(line) > 2 else day,
                    }
                )
                for line in lines
            ]
        }
        model = cls.env["purchase.request"].with_user(user or cls.requester)
        return model.create(values)

    @classmethod
    def _approved(cls, lines, user=None, day=date(2026, 3, 10)):
        request = cls._request(lines, user, day)
        request.button_to_approve()
        assert request.state == "approved"
        return request

    @classmethod
    def _rule(cls, model="purchase.request", **values):
        return cls.env["tier.definition"].create(
            {
                "name": "Rule",
                "model_id": cls.env["ir.model"]._get_id(model),
                "review_type": "individual",
                "reviewer_id": cls.manager.id,
                "company_id": cls.company.id,
                "definition_domain": "[]",
                **values,
            }
        )

    @classmethod
    def _wizard(cls, records, user=None, **values):
        model = cls.env["jxc.request.make.rfq"].with_user(user or cls.purchaser)
        return model.with_context(
            active_model=records._name, active_ids=records.ids
        ).create(values)

    @classmethod
    def _make_rfqs(cls, records, vendors=None, user=None, **values):
        """RFQs made from requests or lines; ``vendors`` for all lines if given."""
        wizard = cls._wizard(records, user, **values)
        if vendors:
            wizard.line_ids.vendor_ids = vendors
        action = wizard.action_make()
        return cls.env["purchase.order"].search(action["domain"], order="id")

    @classmethod
    def _receive(cls, order, quantity=None, backorder=True):
        # the warehouse's work is not what these tests are about
        picking = order.sudo().picking_ids.filtered(lambda p: p.state == "assigned")
        move = picking.move_ids
        if quantity is not None:
            move.quantity = quantity
        move.picked = True
        picking.with_context(
            skip_backorder=True,
            picking_ids_not_to_backorder=[] if backorder else picking.ids,
        ).button_validate()
        return picking

from odoo import fields
from odoo.tests import TransactionCase, new_test_user


class TraceCommon(TransactionCase):
    """A warehouse, a product by lot, vendor, customers; transfers by hand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True))
        company = cls.env.company
        cls.warehouse = cls.env["stock.warehouse"].create(
            {"name": "Trace", "code": "TRC", "company_id": company.id}
        )
        cls.stock = cls.warehouse.lot_stock_id
        cls.hold = cls.env["stock.location"].create(
            {"name": "Apart", "location_id": cls.stock.id, "jxc_hold": "quarantine"}
        )
        cls.suppliers = cls.env.ref("stock.stock_location_suppliers")
        cls.customers = cls.env.ref("stock.stock_location_customers")
        cls.seller = cls._user("trc_seller", "group_salesperson")
        cls.other_seller = cls._user("trc_seller2", "group_salesperson")
        cls.inspector = cls._user("trc_quality", "group_quality_inspector")
        cls.worker = cls._user("trc_worker", "group_warehouse_worker")
        cls.manager = cls._user("trc_manager", "group_warehouse_manager")
        cls.boss = cls._user("trc_boss", "group_boss")
        cls.vendor, cls.shop, cls.school = cls.env["res.partner"].create(
            [
                {"name": "Trace Mill", "phone": "0571-1"},
                {"name": "Trace Shop", "phone": "0571-2", "user_id": cls.seller.id},
                {
                    "name": "Trace School",
                    "phone": "0571-3",
                    "user_id": cls.other_seller.id,
                },
            ]
        )
        cls.product = cls._goods("Trace Flour")
        cls.lot = cls._lot("LOT-A", jxc_vendor_lot="MILL-77")
        cls.good = cls._lot("LOT-B")

    @classmethod
    def _user(cls, login, group):
        return new_test_user(cls.env, login=login, groups=f"jxc_base.{group}")

    @classmethod
    def _goods(cls, name):
        return cls.env["product.product"].create(
            {
                "name": name,
                "default_code": name.upper(),
                "is_storable": True,
                "tracking": "lot",
            }
        )

    @classmethod
    def _lot(cls, name, product=None, **values):
        product = product or cls.product
        return cls.env["stock.lot"].create(
            {"name": name, "product_id": product.id, **values}
        )

    @classmethod
    def _transfer(cls, kind, partner, source, target, lot, quantity, **values):
        """A transfer of one lot, ready to be validated."""
        picking = cls.env["stock.picking"].create(
            {
                "picking_type_id": kind.id,
                "partner_id": partner.id if partner else False,
                "location_id": source.id,
                "location_dest_id": target.id,
                **values,
            }
        )
        move = cls.env["stock.move"].create(
            {
                "product_id": lot.product_id.id,
                "product_uom": lot.product_id.uom_id.id,
                "product_uom_qty": quantity,
                "location_id": source.id,
                "location_dest_id": target.id,
                "picking_id": picking.id,
            }
        )
        picking.action_confirm()
        picking.do_unreserve()
        cls.env["stock.move.line"].create(
            {
                "move_id": move.id,
                "picking_id": picking.id,
                "product_id": lot.product_id.id,
                "lot_id": lot.id,
                "quantity": quantity,
                "location_id": source.id,
                "location_dest_id": target.id,
            }
        )
        return picking

    @classmethod
    def _validate(cls, picking):
        picking.move_ids.picked = True
        picking.with_context(skip_backorder=True)._action_done()
        return picking

    @classmethod
    def _receive(cls, lot, quantity, partner=None):
        kind = cls.warehouse.in_type_id
        vendor = partner or cls.vendor
        done = cls._transfer(kind, vendor, cls.suppliers, cls.stock, lot, quantity)
        return cls._validate(done)

    @classmethod
    def _delivery(cls, lot, quantity, partner=None, source=None):
        kind = cls.warehouse.out_type_id
        shop, source = partner or cls.shop, source or cls.stock
        return cls._transfer(kind, shop, source, cls.customers, lot, quantity)

    @classmethod
    def _ship(cls, lot, quantity, partner=None):
        return cls._validate(cls._delivery(lot, quantity, partner))

    @classmethod
    def _bring_back(cls, lot, quantity, partner=None, target=None):
        kind, target = cls.warehouse.in_type_id, target or cls.stock
        shop = partner or cls.shop
        done = cls._transfer(kind, shop, cls.customers, target, lot, quantity)
        return cls._validate(done)

    @classmethod
    def _scrap(cls, lot, quantity, place=None):
        scrap = cls.env["stock.scrap"].create(
            {
                "product_id": lot.product_id.id,
                "lot_id": lot.id,
                "scrap_qty": quantity,
                "location_id": (place or cls.stock).id,
            }
        )
        scrap.do_scrap()
        return scrap

    @classmethod
    def _make(cls, used, made):
        """Assemble: {lot: quantity} used for {lot: quantity}, linked as core does."""
        production = cls.env["stock.location"].search(
            [("usage", "=", "production"), ("company_id", "=", cls.env.company.id)],
            limit=1,
        )
        lines = {}
        for way, goods in (("used", used), ("made", made)):
            for lot, quantity in goods.items():
                ends = (cls.stock, production)
                source, target = ends if way == "used" else ends[::-1]
                move = cls.env["stock.move"].create(
                    {
                        "product_id": lot.product_id.id,
                        "product_uom": lot.product_id.uom_id.id,
                        "product_uom_qty": quantity,
                        "location_id": source.id,
                        "location_dest_id": target.id,
                    }
                )
                move._action_confirm(merge=False)
                move._do_unreserve()
                line = cls.env["stock.move.line"].create(
                    {
                        "move_id": move.id,
                        "product_id": lot.product_id.id,
                        "lot_id": lot.id,
                        "quantity": quantity,
                        "location_id": source.id,
                        "location_dest_id": target.id,
                    }
                )
                move.picked = True
                move._action_done()
                lines[way] = lines.get(way, line) | line
        lines["made"].consume_line_ids = [fields.Command.set(lines["used"].ids)]

    @classmethod
    def _recall(cls, lots=None, user=None, **values):
        recalls = cls.env["jxc.recall"].with_user(user or cls.inspector)
        lots = lots or cls.lot
        return recalls.create(
            {
                "lot_ids": [fields.Command.set(lots.ids)],
                "reason": "Glass found",
                "severity": "1",
                **values,
            }
        )

    def _trace(self, lot=None, user=None):
        trace = self.env["jxc.trace"].with_user(user or self.inspector)
        return trace.get_trace((lot or self.lot).id)

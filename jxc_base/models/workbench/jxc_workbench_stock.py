"""Tiles of the warehouse and of master data."""

from odoo import api, fields, models
from odoo.fields import Domain

OPEN_PICKING = Domain("state", "in", ("waiting", "confirmed", "assigned"))
EXPIRING_DAYS = 30
ROWS = 5


class JxcWorkbench(models.AbstractModel):
    _inherit = "jxc.workbench"

    @api.model
    def _tile_incoming(self):
        """The next receipts: what is late first, until the end of today."""
        empty = self.env._("Nothing to receive until tomorrow.")
        return self._next_tile("incoming", empty)

    @api.model
    def _tile_outgoing(self):
        """The next deliveries: what is late first, until the end of today."""
        empty = self.env._("Nothing to ship until tomorrow.")
        return self._next_tile("outgoing", empty)

    @api.model
    def _next_tile(self, kind, empty):
        due = Domain("scheduled_date", "<", self._day_start(1))
        domain = OPEN_PICKING & Domain("picking_type_code", "=", kind) & due
        tile = self._count_tile(kind, None, "stock.picking", domain)
        if tile:
            # urgent ones first; an order by day alone would walk all of history
            order = "priority desc, scheduled_date, id"
            pickings = self.env["stock.picking"].search(domain, limit=ROWS, order=order)
            tile.update(kind="list", empty=empty, rows=self._picking_rows(pickings))
        return tile

    @api.model
    def _picking_rows(self, pickings):
        lines = self.env["stock.move"]._read_group(
            [("picking_id", "in", pickings.ids), ("state", "!=", "cancel")],
            ["picking_id"],
            ["__count"],
        )
        lines = {picking.id: count for picking, count in lines}
        states = dict(pickings._fields["state"]._description_selection(self.env))
        start = self._day_start()
        return [
            {
                "model": picking._name,
                "id": picking.id,
                "title": picking.name,
                "about": picking.partner_id.display_name or picking.origin or "",
                "figure": self.env._("Lines: %(n)s", n=lines.get(picking.id, 0)),
                "time": fields.Datetime.to_string(picking.scheduled_date),
                "late": picking.scheduled_date < start,
                "parts": [states[picking.state]],
            }
            for picking in pickings
        ]

    @api.model
    def _tile_receipts_today(self):
        hint = self.env._("Expected at the dock today.")
        return self._due_tile("receipts_today", "incoming", hint, icon="fa-sign-in")

    @api.model
    def _tile_deliveries_today(self):
        hint = self.env._("Pick, pack and validate them today.")
        return self._due_tile("deliveries_today", "outgoing", hint, icon="fa-truck")

    @api.model
    def _tile_transfers_due(self):
        hint = self.env._("Between bins and warehouses, due today or before.")
        due = Domain("scheduled_date", "<", self._day_start(1))
        domain = OPEN_PICKING & Domain("picking_type_code", "=", "internal") & due
        return self._count_tile(
            "transfers_due",
            None,
            "stock.picking",
            domain,
            hint=hint,
            icon="fa-exchange",
        )

    @api.model
    def _tile_receipts_late(self):
        hint = self.env._("Ask the vendor, or enter what has arrived.")
        return self._late_tile("receipts_late", "incoming", hint)

    @api.model
    def _tile_deliveries_late(self):
        hint = self.env._("Should have left before today.")
        return self._late_tile("deliveries_late", "outgoing", hint)

    @api.model
    def _due_tile(self, code, kind, hint, **more):
        """Transfers due today, and how many were done today."""
        today = Domain("scheduled_date", ">=", self._day_start())
        today &= Domain("scheduled_date", "<", self._day_start(1))
        of_kind = Domain("picking_type_code", "=", kind)
        domain = OPEN_PICKING & of_kind & today
        tile = self._count_tile(code, None, "stock.picking", domain, hint=hint, **more)
        done = self._done_today(of_kind) if tile else 0
        if done:
            tile["hint"] = self.env._("Done today: %(count)s", count=done)
        return tile

    @api.model
    def _done_today(self, of_kind):
        moves = self.env["stock.move"]
        if not moves.has_access("read"):
            return 0
        done = Domain("jxc_done_at", ">=", self._day_start())
        done &= Domain("picking_id", "any", of_kind & Domain("state", "=", "done"))
        [(count,)] = moves._read_group(done, [], ["picking_id:count_distinct"])
        return count

    @api.model
    def _late_tile(self, code, kind, hint):
        late = Domain("scheduled_date", "<", self._day_start())
        domain = OPEN_PICKING & Domain("picking_type_code", "=", kind) & late
        return self._count_tile(
            code,
            None,
            "stock.picking",
            domain,
            late=True,
            hint=hint,
            icon="fa-clock-o",
        )

    @api.model
    def _tile_lots_expiring(self):
        limit = self._day_start(1 + EXPIRING_DAYS)
        domain = Domain("lot_id.expiration_date", "<", limit)
        domain &= Domain("location_id.usage", "=", "internal")
        domain &= Domain("quantity", ">", 0)
        return self._count_tile(
            "lots_expiring",
            None,
            "stock.quant",
            domain,
            hint=self.env._("On hand, expired ones included, by place."),
            icon="fa-calendar-times-o",
        )

    @api.model
    def _tile_products_uncoded(self):
        return self._count_tile(
            "products_uncoded",
            None,
            "product.product",
            [("default_code", "=", False), ("type", "=", "consu")],
            hint=self.env._("Give them an internal reference."),
            icon="fa-tag",
        )

from odoo import api, fields, models

CODES = ("transfers_ask", "transfers_ship", "transfers_receive", "transfer_differences")


class JxcWorkbenchTile(models.Model):
    _inherit = "jxc.workbench.tile"

    code = fields.Selection(
        selection_add=[
            ("transfers_ask", "Transfers to Confirm"),
            ("transfers_ship", "Transfers to Ship"),
            ("transfers_receive", "Transfers to Receive"),
            ("transfer_differences", "Transfer Differences"),
        ],
        ondelete=dict.fromkeys(CODES, "cascade"),
    )


class JxcWorkbench(models.AbstractModel):
    _inherit = "jxc.workbench"

    @api.model
    def _tile_transfers_ask(self):
        return self._transfer_tile(
            "transfers_ask",
            [("state", "=", "to_approve")],
            "warehouse_from_id",
            self.env._("Others ask for goods: confirm, or cancel with a reason."),
            "fa-hand-paper-o",
        )

    @api.model
    def _tile_transfers_ship(self):
        return self._transfer_tile(
            "transfers_ship",
            [("state", "in", ("confirmed", "partly_shipped"))],
            "warehouse_from_id",
            self.env._("Confirmed for other warehouses, not shipped yet."),
            "fa-truck",
        )

    @api.model
    def _tile_transfers_receive(self):
        states = ("partly_shipped", "in_transit", "partly_received")
        return self._transfer_tile(
            "transfers_receive",
            [("state", "in", states)],
            "warehouse_to_id",
            self.env._("On the way to your warehouse; red: later than expected."),
            "fa-download",
        )

    @api.model
    def _transfer_tile(self, code, domain, side, hint, icon):
        mine = self.env.user.jxc_warehouse_ids
        if mine:
            domain = [*domain, (side, "in", mine.ids)]
        transfers = self.env["stock.interwarehouse.transfer"]
        late = transfers.has_access("read") and transfers.search_count(
            [*domain, ("jxc_late", "=", True)], limit=1
        )
        return self._count_tile(
            code, None, transfers._name, domain, late=bool(late), hint=hint, icon=icon
        )

    @api.model
    def _tile_transfer_differences(self):
        """Differences nobody has settled, and claims nobody has paid."""
        domain = [("state", "in", ("open", "claimed"))]
        late = [("state", "=", "open"), ("deadline", "<", self._today())]
        differences = self.env["jxc.transfer.difference"]
        over = differences.has_access("read") and differences.search_count(
            late, limit=1
        )
        return self._count_tile(
            "transfer_differences",
            None,
            differences._name,
            domain,
            late=bool(over),
            hint=self.env._("Missing, damaged or too much: say what becomes of it."),
            icon="fa-balance-scale",
        )

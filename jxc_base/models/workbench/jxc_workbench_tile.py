from odoo import api, fields, models
from odoo.exceptions import UserError


class JxcWorkbenchTile(models.Model):
    """Who sees a tile of the workbench, and where.

    An addon adds a value of `code`, a method `_tile_<code>()` on `jxc.workbench` and
    one or more records.
    """

    _name = "jxc.workbench.tile"
    _description = "Workbench Tile"
    _order = "sequence, id"

    code = fields.Selection(
        [
            ("approvals", "Approvals Waiting for Me"),
            ("alerts", "Warnings"),
            ("kpi", "Indicators"),
            ("incoming", "Goods to Receive"),
            ("outgoing", "Goods to Ship"),
            ("purchase_late", "Late Purchase Lines"),
            ("rfqs", "My RFQs"),
            ("receipts_today", "Receipts Due Today"),
            ("receipts_late", "Late Receipts"),
            ("quotes", "Quotes to Follow Up"),
            ("deliveries_today", "Deliveries Due Today"),
            ("deliveries_late", "Late Deliveries"),
            ("transfers_due", "Internal Transfers Due"),
            ("lots_expiring", "Lots Expiring within 30 Days"),
            ("orders_to_invoice", "Orders to Invoice"),
            ("bills_to_enter", "Bills to Enter"),
            ("receivables", "Overdue Receivables"),
            ("payables", "Payables Due within 7 Days"),
            ("products_uncoded", "Products without a Code"),
            ("backup", "Last Backup"),
            ("messages_failed", "Messages Not Delivered"),
        ],
        string="Tile",
        required=True,
    )
    name = fields.Char(
        string="Own Title", translate=True, help="Empty: the name of the tile."
    )
    sequence = fields.Integer(default=100)
    active = fields.Boolean(string="Shown", default=True)
    group_ids = fields.Many2many(
        "res.groups",
        string="Seen By",
        help="Roles that see this tile; empty: everybody. A tile stands in several "
        "rows to give roles another order: each user gets it once, at the first "
        "place that holds for one of their roles.",
    )
    kpi_ids = fields.Many2many(
        "jxc.kpi",
        string="Indicators",
        help="Which indicators it shows; empty: the first eight the user may see.",
    )

    @api.depends("code", "name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        names = dict(self._fields["code"]._description_selection(self.env))
        for tile in self:
            tile.display_name = tile.name or names.get(tile.code, tile.code)

    @api.ondelete(at_uninstall=False)
    def _unlink_own_only(self):
        """What an addon brought would come back with its next upgrade."""
        # sudo: whether the row came with an addon, whoever may read external ids
        given = self.sudo().get_external_id()
        if any(given.values()):
            raise UserError(
                self.env._("This tile came with the app: switch it off instead.")
            )

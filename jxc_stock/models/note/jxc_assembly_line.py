"""What an assembly uses and makes."""

from odoo import api, fields, models
from odoo.addons.jxc_base.models.common.jxc_cost_guard import COST

from ...core.assembly import shared


class JxcAssemblyLine(models.Model):
    _name = "jxc.assembly.line"
    _inherit = ["jxc.lotted.line", "jxc.mixed.qty.mixin"]
    _description = "Line of an Assembly"
    _order = "side desc, sequence, id"
    _check_company_auto = True

    _jxc_parent = "assembly_id"
    _jxc_mixed_uom = "uom_id"
    _jxc_mixed_quantity = "quantity"

    assembly_id = fields.Many2one(
        "jxc.assembly", required=True, ondelete="cascade", index=True
    )
    document_id = fields.Many2one(related="assembly_id", string="Document")
    company_id = fields.Many2one(related="assembly_id.company_id", store=True)
    company_currency_id = fields.Many2one(related="company_id.currency_id")
    state = fields.Selection(related="assembly_id.state", store=True)
    kind = fields.Selection(related="assembly_id.kind", store=True)
    date_done = fields.Datetime(related="assembly_id.date_done", store=True)
    side = fields.Selection(
        [("used", "Used"), ("made", "Made")], required=True, default="used"
    )
    sequence = fields.Integer(default=10)
    tracking = fields.Selection(related="product_id.tracking")
    planned = fields.Float("Planned Quantity", digits="Product Unit")
    quantity = fields.Float(
        digits="Product Unit",
        help="What was really used or made: more parts than planned where some broke, "
        "fewer products where some failed. The value goes to what was made. 0: none.",
    )
    lot_name = fields.Char("New Lot")
    cost_share = fields.Float("Share of Value")
    available = fields.Float(
        compute="_compute_available", compute_sudo=True, digits="Product Unit"
    )
    value = fields.Monetary(
        compute="_compute_value",
        store=True,
        compute_sudo=True,
        currency_field="company_currency_id",
        groups=COST,
    )
    move_ids = fields.One2many("stock.move", "jxc_assembly_line_id", readonly=True)

    _quantity_sane = models.Constraint(
        "CHECK(quantity >= 0)", "The quantity of a line is not negative."
    )

    @api.depends("product_id", "lot_id", "assembly_id.location_id", "uom_id", "state")
    def _compute_available(self):
        for line, free in self._free().items():
            line.available = free

    @api.depends("move_ids.value", "move_ids.state", "state")
    def _compute_value(self):
        for line in self:
            moves = line._live_moves() if line.state == "done" else line.move_ids[:0]
            line.value = sum(moves.mapped("value"))

    def _live_moves(self):
        """Movements of the last completion: neither taken back nor taking back."""
        return self.move_ids._jxc_live()

    def _value_of(self, move, quantity):
        """What `quantity` (product unit) of a made `move` is worth.

        The value of all that was used and the extra cost, by share. Core asks for the
        system, so hidden values are open.
        """
        document = self.assembly_id.sudo()  # sudo: value for the movement itself
        lines = document.line_ids
        used = lines.filtered(lambda line: line.side == "used")
        made = lines.filtered(lambda line: line.side == "made" and line.quantity)
        total = sum(used._live_moves().mapped("value")) + document.extra_cost
        digits = document.company_currency_id.decimal_places
        parts = shared(total, made._weights(), digits)
        own = dict(zip(made.ids, parts, strict=True)).get(self.id, 0.0)
        whole = move._get_valued_qty() or quantity
        return own * quantity / whole if whole else 0.0

    def _weights(self):
        """Shares as entered; by current cost where none is."""
        if any(self.mapped("cost_share")):
            return self.mapped("cost_share")
        return [
            line.product_id.with_company(line.company_id).standard_price
            * line._in_product_unit()
            for line in self
        ]

    def _place(self):
        return self.assembly_id.location_id

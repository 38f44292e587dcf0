from odoo import api, fields, models


class JxcRecallAnswer(models.TransientModel):
    _name = "jxc.recall.answer"
    _description = "Destroyed at the Customer"

    line_id = fields.Many2one("jxc.recall.line", required=True, readonly=True)
    remaining_qty = fields.Float(related="line_id.remaining_qty")
    uom_id = fields.Many2one(related="line_id.uom_id")
    quantity = fields.Float(
        digits="Product Unit",
        compute="_compute_quantity",
        store=True,
        readonly=False,
        required=True,
    )
    note = fields.Char("Proof", help="Who saw it, photos, certificate.")

    @api.depends("line_id")
    def _compute_quantity(self):
        for answer in self:
            answer.quantity = answer.line_id.remaining_qty

    def action_confirm(self):
        """Note it; checks and errors are those of `jxc.recall.line.destroyed`."""
        self.ensure_one()
        return self.line_id.destroyed(self.quantity, self.note or "")

"""What becomes of a difference. 处理调拨差异"""

from odoo import api, fields, models

from ..models.transfer.jxc_transfer_difference_post import FOR_KIND, OF_MANAGER


class JxcTransferSettle(models.TransientModel):
    _name = "jxc.transfer.settle"
    _description = "Settle a Transfer Difference"

    difference_id = fields.Many2one(
        "jxc.transfer.difference", required=True, readonly=True
    )
    kind = fields.Selection(related="difference_id.kind")
    product_id = fields.Many2one(related="difference_id.product_id")
    uom_id = fields.Many2one(related="difference_id.uom_id")
    tracking = fields.Selection(related="difference_id.tracking")
    company_currency_id = fields.Many2one(related="difference_id.company_currency_id")
    paid = fields.Boolean(readonly=True)
    for_missing = fields.Selection(
        selection="_selection_missing", string="What Becomes of It"
    )
    for_surplus = fields.Selection(
        selection="_selection_surplus", string="What Becomes of the Surplus"
    )
    resolution = fields.Char(compute="_compute_resolution")
    quantity = fields.Float(
        digits="Product Unit",
        help="A part of it leaves the rest as a difference of its own.",
    )
    lot_id = fields.Many2one("stock.lot", domain="[('product_id', '=', product_id)]")
    reason_id = fields.Many2one(
        "jxc.transfer.reason", domain="[('kind', 'in', (False, kind))]"
    )
    note = fields.Text()
    partner_id = fields.Many2one("res.partner", "Carrier")
    amount = fields.Monetary(currency_field="company_currency_id")
    deadline = fields.Date("Wait until")
    effect = fields.Char(compute="_compute_effect")

    @api.model
    def _selection_missing(self):
        return self._selection_of("shortage")

    @api.model
    def _selection_surplus(self):
        return self._selection_of("surplus")

    @api.model
    def _selection_of(self, kind):
        """Those of the kind that this user may choose."""
        labels = self.env["jxc.transfer.difference"]._fields["resolution"]
        labels = labels._description_selection(self.env)
        allowed = FOR_KIND[kind]
        if not self.env.user.has_group("stock.group_stock_manager"):
            allowed = [code for code in allowed if code not in OF_MANAGER]
        return [(code, label) for code, label in labels if code in allowed]

    @api.depends("for_missing", "for_surplus", "kind")
    def _compute_resolution(self):
        for wizard in self:
            surplus = wizard.kind == "surplus"
            wizard.resolution = wizard.for_surplus if surplus else wizard.for_missing

    @api.depends("resolution")
    def _compute_effect(self):
        texts = {
            "wait": self.env._("Nothing is booked; it is looked for until that day."),
            "receive": self.env._("A receipt is planned in the destination."),
            "return": self.env._("A receipt is planned in the source."),
            "loss": self.env._("It is taken out of stock and out of its value now."),
            "claim": self.env._(
                "It is taken out of stock now; the claim stays open until it is paid."
            ),
            "more": self.env._(
                "Shipped and received now: the source has that much less."
            ),
            "gain": self.env._("It is added to the stock of the destination now."),
            "refuse": self.env._("Nothing is booked; the goods go back as they came."),
        }
        for wizard in self:
            wizard.effect = texts.get(wizard.resolution, "")

    @api.model
    def _open(self, difference, paid=False):
        wizard = self.create(
            {
                "difference_id": difference.id,
                "quantity": difference.quantity,
                "lot_id": difference.lot_id.id,
                "reason_id": difference.reason_id.id,
                "note": difference.note,
                "partner_id": difference.partner_id.id,
                "deadline": difference.deadline,
                "paid": paid,
                "amount": difference.claim_amount if paid else 0.0,
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": difference.display_name,
            "res_model": self._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_settle(self):
        """Book it."""
        self.ensure_one()
        if self.paid:
            self.difference_id._settle_paid(self.amount)
        else:
            vals = {
                "reason_id": self.reason_id.id,
                "note": self.note,
                "partner_id": self.partner_id.id,
                "deadline": self.deadline,
            }
            if self.resolution == "claim":
                vals["claim_amount"] = self.amount
            self.difference_id._settle(
                self.resolution, self.quantity, self.lot_id, **vals
            )
        return {"type": "ir.actions.act_window_close"}

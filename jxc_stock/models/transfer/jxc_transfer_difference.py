"""What did not arrive as it was shipped 调拨差异, and what became of it."""

from odoo import api, fields, models
from odoo.addons.jxc_base.models.common.jxc_cost_guard import COST
from odoo.exceptions import UserError

from ..given import refused_label
from .jxc_transfer_reason import KINDS

OPEN = ("open", "moving", "claimed")
RESOLUTIONS = [
    ("wait", "Keep in Transit"),
    ("receive", "Arrives Later"),
    ("return", "Back to the Source"),
    ("loss", "Write Off"),
    ("claim", "Claim on the Carrier"),
    ("more", "Source Shipped More"),
    ("gain", "Book as Surplus"),
    ("refuse", "Sent Back Unbooked"),
    ("again", "Noted Once More"),
]
# what people add; quantities and states come from the methods
FREE = {"reason_id", "note", "photo", "user_id", "partner_id", "deadline"}


class JxcTransferDifference(models.Model):
    _name = "jxc.transfer.difference"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _description = "Transfer Difference"
    _order = "id desc"
    _rec_name = "product_id"

    transfer_id = fields.Many2one(
        "stock.interwarehouse.transfer",
        "Warehouse Transfer",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    line_id = fields.Many2one(
        "stock.interwarehouse.transfer.line",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    company_id = fields.Many2one(related="transfer_id.company_id", store=True)
    company_currency_id = fields.Many2one(related="company_id.currency_id")
    warehouse_from_id = fields.Many2one(
        related="transfer_id.warehouse_from_id", store=True, string="From Warehouse"
    )
    warehouse_to_id = fields.Many2one(
        related="transfer_id.warehouse_to_id", store=True, string="To Warehouse"
    )
    product_id = fields.Many2one(related="line_id.product_id", store=True)
    uom_id = fields.Many2one(related="product_id.uom_id")
    tracking = fields.Selection(related="product_id.tracking")
    lot_id = fields.Many2one("stock.lot", readonly=True)
    kind = fields.Selection(KINDS, required=True, readonly=True, tracking=True)
    quantity = fields.Float(
        digits="Product Unit", readonly=True, help="In the product's unit."
    )
    reason_id = fields.Many2one(
        "jxc.transfer.reason",
        ondelete="restrict",
        domain="[('kind', 'in', (False, kind))]",
        tracking=True,
    )
    note = fields.Text()
    photo = fields.Image(max_width=1600, max_height=1600)
    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        domain="[('share', '=', False)]",
        tracking=True,
    )
    state = fields.Selection(
        [
            ("open", "To Settle"),
            ("moving", "On Its Way"),
            ("claimed", "Claimed"),
            ("done", "Settled"),
        ],
        default="open",
        required=True,
        readonly=True,
        tracking=True,
        index=True,
    )
    resolution = fields.Selection(RESOLUTIONS, readonly=True, tracking=True)
    partner_id = fields.Many2one("res.partner", "Carrier", tracking=True)
    claim_amount = fields.Monetary(
        "Claimed Amount", currency_field="company_currency_id", readonly=True
    )
    settled_amount = fields.Monetary(
        "Amount Paid", currency_field="company_currency_id", readonly=True
    )
    deadline = fields.Date(
        "Wait until", help="Goods kept in transit are looked at again on this day."
    )
    value = fields.Monetary(
        currency_field="company_currency_id",
        compute="_compute_value",
        store=True,
        groups=COST,
        help="At the cost of the day it was found.",
    )
    closed_at = fields.Datetime("Settled on", readonly=True)
    closed_by = fields.Many2one("res.users", "Settled by", readonly=True)
    move_ids = fields.One2many(
        "stock.move", "jxc_transfer_difference_id", "Movements", readonly=True
    )

    _quantity_positive = models.Constraint(
        "CHECK(quantity > 0 OR state = 'done')",
        "The quantity of a difference is positive.",
    )

    @api.depends("quantity", "line_id")
    def _compute_value(self):
        for one in self:
            product = one.product_id.with_company(one.company_id)
            one.value = one.quantity * product.standard_price

    @api.depends("kind", "product_id", "transfer_id.name")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for one in self:
            one.display_name = " ".join(
                filter(
                    None,
                    (
                        one.transfer_id.name,
                        kinds.get(one.kind),
                        one.product_id.display_name,
                    ),
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise UserError(
                self.env._("Differences are entered with “Receive” on the transfer.")
            )
        for vals in vals_list:
            transfer = self.env["stock.interwarehouse.transfer"].browse(
                vals["transfer_id"]
            )
            responsible = transfer.jxc_user_id or transfer.jxc_requested_by
            vals.setdefault("user_id", responsible.id)
        return super().create(vals_list)

    def write(self, vals):
        if label := refused_label(self, vals, FREE):
            raise UserError(
                self.env._(
                    "%(field)s of a difference is not written: settle it by its "
                    "button.",
                    field=label,
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Differences stay on record: settle them."))

    # -- quantity --------------------------------------------------------------

    def _shrink(self, quantity, resolution="receive"):
        """Take product units off; with nothing left it is settled."""
        self.ensure_one()
        rest = self.uom_id.round(self.quantity - quantity)
        if self.uom_id.compare(rest, 0) > 0:
            self.quantity = rest
        else:
            self._close(resolution)

    def _part(self, quantity):
        """The difference of this many product units; the rest stays as another one."""
        self.ensure_one()
        rest = self.uom_id.round(self.quantity - quantity)
        if self.uom_id.compare(rest, 0) > 0:
            self.copy({"quantity": rest, "state": "open", "move_ids": []})
            self.quantity = quantity
        return self

    def _close(self, resolution, **vals):
        self.write(
            {
                "state": "done",
                "resolution": resolution,
                "closed_at": fields.Datetime.now(),
                "closed_by": self.env.uid,
                **vals,
            }
        )

    # -- buttons ---------------------------------------------------------------

    def action_settle(self):
        """Say what becomes of it."""
        self.ensure_one()
        return self.env["jxc.transfer.settle"]._open(self)

    def action_paid(self):
        """The carrier paid or refused: enter how much."""
        self.ensure_one()
        return self.env["jxc.transfer.settle"]._open(self, paid=True)

    def action_view_transfer(self):
        """The transfer it belongs to."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "stock.interwarehouse.transfer",
            "view_mode": "form",
            "res_id": self.transfer_id.id,
        }

    def action_view_moves(self):
        """The movements that settled it."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "stock.stock_move_line_action"
        )
        # sudo: which movements; reading them is up to the reader's rights
        action["domain"] = [("move_id", "in", self.sudo().move_ids.ids)]
        action["context"] = {}
        return action

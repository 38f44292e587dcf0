"""A recall: which lots, why, who has some of them, how far it is."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..given import refused_label

SEVERITIES = [
    ("1", "Level 1: grave danger to health"),
    ("2", "Level 2: danger to health"),
    ("3", "Level 3: label or quality, no danger"),
]
# hours until everybody has to know: China's Measures for Food Recalls, articles 18-20
HOURS = {"1": 24, "2": 48, "3": 72}
STATES = [
    ("draft", "Draft"),
    ("active", "Active"),
    ("closed", "Closed"),
    ("released", "Released"),
]
STARTERS = (
    "jxc_base.group_quality_inspector",
    "stock.group_stock_manager",
    "jxc_base.group_boss",
)
RELEASERS = ("stock.group_stock_manager", "jxc_base.group_boss")
# What a draft says; afterwards only LATER may change
PLAN = {
    "company_id",
    "lot_ids",
    "severity",
    "reason",
    "include_made",
    "quarantine_id",
}
LATER = {"user_id", "message_title", "message_body"}


class JxcRecall(models.Model):
    _name = "jxc.recall"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _description = "Recall"
    _order = "id desc"

    name = fields.Char("Number", default="", readonly=True, copy=False, index=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    state = fields.Selection(
        STATES, default="draft", required=True, readonly=True, copy=False, tracking=True
    )
    severity = fields.Selection(SEVERITIES, required=True, default="2", tracking=True)
    reason = fields.Text(required=True, tracking=True)
    lot_ids = fields.Many2many("stock.lot", string="Lots", required=True)
    include_made = fields.Boolean(
        "Also Lots Made of Them",
        default=True,
        help="Lots into which these went are recalled as well.",
    )
    blocked_lot_ids = fields.One2many(
        "stock.lot", "jxc_recall_id", "Blocked Lots", readonly=True
    )
    quarantine_id = fields.Many2one(
        "stock.location",
        "Quarantine Location",
        domain="[('jxc_hold_effective', '!=', False), ('usage', '=', 'internal'),"
        " ('company_id', '=', company_id)]",
        help="On the start, transfers of what is in stock to this place are prepared; "
        "in other warehouses to their own quarantine location.",
    )
    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        tracking=True,
    )
    message_title = fields.Char(
        "Subject to Customers", default=lambda self: self._default_title()
    )
    message_body = fields.Text(
        "Message to Customers",
        default=lambda self: self._default_body(),
        help="{customer}, {product}, {lot}, {quantity} and {reason} are filled in.",
    )
    started_at = fields.Datetime(readonly=True, copy=False)
    started_by = fields.Many2one("res.users", readonly=True, copy=False)
    deadline = fields.Datetime(
        "Everybody Told By",
        compute="_compute_deadline",
        store=True,
        help="24, 48 or 72 hours after the start, by severity.",
    )
    closed_at = fields.Datetime(readonly=True, copy=False)
    closed_by = fields.Many2one("res.users", readonly=True, copy=False)
    release_reason = fields.Char(readonly=True, copy=False)
    line_ids = fields.One2many("jxc.recall.line", "recall_id", "Customers", copy=False)
    log_ids = fields.One2many("jxc.recall.log", "recall_id", readonly=True)
    transfer_ids = fields.Many2many(
        "stock.picking",
        "jxc_recall_picking_rel",
        string="Transfers to Quarantine",
        readonly=True,
        copy=False,
    )

    shipped_qty = fields.Float(
        "With Customers at the Start",
        digits="Product Unit",
        compute="_compute_figures",
        compute_sudo=True,
        help="Delivered less returned before the recall started.",
    )
    recovered_qty = fields.Float(
        "Recovered",
        digits="Product Unit",
        compute="_compute_figures",
        compute_sudo=True,
        help="Returned since the start, or destroyed at the customer.",
    )
    remaining_qty = fields.Float(
        "Still Outside",
        digits="Product Unit",
        compute="_compute_figures",
        compute_sudo=True,
    )
    inside_qty = fields.Float(
        "In Stock",
        digits="Product Unit",
        compute="_compute_inside",
        compute_sudo=True,
    )
    progress = fields.Float(
        compute="_compute_figures",
        compute_sudo=True,
        help="Recovered ÷ with customers at the start.",
    )
    customer_count = fields.Integer(
        "Customers Concerned", compute="_compute_figures", compute_sudo=True
    )
    call_count = fields.Integer(
        "To Call", compute="_compute_figures", compute_sudo=True
    )

    _name_uniq = models.Constraint(
        "UNIQUE(name, company_id)", "The number of a recall is unique."
    )

    @api.model
    def _default_title(self):
        return self.env._("Recall of {product}, lot {lot}")

    @api.model
    def _default_body(self):
        return self.env._(
            "Dear {customer},\n\nwe are recalling {product}, lot {lot}. You have "
            "received {quantity} of it.\nReason: {reason}\n\nPlease stop selling and "
            "using it at once, keep it apart and tell us how much you still have. We "
            "will collect it."
        )

    @api.depends("started_at", "severity")
    def _compute_deadline(self):
        for recall in self:
            hours = timedelta(hours=HOURS.get(recall.severity, 72))
            recall.deadline = recall.started_at and recall.started_at + hours

    @api.depends("line_ids.remaining_qty", "line_ids.state")
    def _compute_figures(self):
        for recall in self:
            lines = recall.line_ids
            recall.shipped_qty = sum(lines.mapped("shipped_qty"))
            recall.remaining_qty = sum(lines.mapped("remaining_qty"))
            recall.recovered_qty = sum(
                line.returned_qty + line.destroyed_qty for line in lines
            )
            shipped = recall.shipped_qty
            recall.progress = min(recall.recovered_qty / shipped, 1) if shipped else 0
            recall.customer_count = len({line._customer() for line in lines})
            waiting = lines.filtered(lambda line: line.state == "to_call")
            recall.call_count = len({line._customer() for line in waiting})

    @api.depends("lot_ids", "blocked_lot_ids")
    def _compute_inside(self):
        quants = self.env["stock.quant"]._read_group(
            [
                ("lot_id", "in", (self.lot_ids | self.blocked_lot_ids).ids),
                ("location_id.usage", "in", ("internal", "transit")),
            ],
            ["lot_id"],
            ["quantity:sum"],
        )
        on_hand = {lot.id: quantity for lot, quantity in quants}
        for recall in self:
            lots = recall.lot_ids | recall.blocked_lot_ids
            recall.inside_qty = sum(on_hand.get(lot.id, 0) for lot in lots)

    # -- guards ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_given(vals, PLAN | LATER)
            company = self.env["res.company"].browse(vals.get("company_id"))
            sequence = self.env["ir.sequence"].with_company(company or self.env.company)
            vals["name"] = sequence.next_by_code("jxc.recall") or self.env._("New")
        recalls = super().create(vals_list)
        recalls._check_lots()
        return recalls

    def write(self, vals):
        draft = all(recall.state == "draft" for recall in self)
        self._check_given(vals, (PLAN | LATER) if draft else LATER)
        res = super().write(vals)
        if "lot_ids" in vals:
            self._check_lots()
        return res

    @api.model
    def _check_given(self, vals, allowed):
        """Numbers, states and figures come from the steps, never with the values."""
        if label := refused_label(self, vals, allowed):
            raise UserError(
                self.env._(
                    "%(field)s cannot be changed here: a recall is planned as a draft "
                    "and moves on by its buttons.",
                    field=label,
                )
            )

    def _check_lots(self):
        """:raises UserError: lots of another company"""
        for recall in self:
            # sudo: to name what does not fit
            lots = recall.sudo().lot_ids
            foreign = lots.filtered(
                lambda lot, company=recall.company_id: (
                    lot.company_id and lot.company_id != company
                )
            )
            if foreign:
                raise UserError(
                    self.env._(
                        "Lot %(lot)s belongs to %(company)s; make the recall there.",
                        lot=foreign[0].name,
                        company=foreign[0].company_id.name,
                    )
                )

    @api.constrains("quarantine_id", "company_id")
    def _check_quarantine(self):
        for recall in self:
            # sudo: to judge what does not fit
            place = recall.sudo().quarantine_id
            own = place.company_id == recall.company_id
            if place and not (own and place.jxc_hold_effective):
                raise ValidationError(
                    self.env._(
                        "%(place)s keeps nothing apart: choose a hold location of "
                        "%(company)s.",
                        place=place.complete_name,
                        company=recall.company_id.name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_only_drafts(self):
        if any(recall.state != "draft" for recall in self):
            raise UserError(
                self.env._("A recall that was started is kept; release it instead.")
            )

    def _check_role(self, groups, message):
        """:raises AccessError: the user has none of the roles"""
        user = self.env.user
        if not self.env.su and not any(user.has_group(group) for group in groups):
            raise AccessError(message)
        self.check_access("write")

    def _check_state(self, *states):
        """:raises UserError: the recall is not in one of these states"""
        names = dict(self._fields["state"]._description_selection(self.env))
        for recall in self:
            if recall.state not in states:
                raise UserError(
                    self.env._(
                        "%(recall)s is in state “%(state)s”; this is done in state "
                        "“%(wanted)s”.",
                        recall=recall.name,
                        state=names[recall.state],
                        wanted="”, “".join(names[state] for state in states),
                    )
                )

    def _note(self, kind, text="", line=None, quantity=0.0):
        """Add a step to the log."""
        self.ensure_one()
        # sudo: the log is written by steps only, never by hand
        self.env["jxc.recall.log"].sudo().create(
            {
                "recall_id": self.id,
                "company_id": self.company_id.id,
                "at": fields.Datetime.now(),
                "user_id": self.env.uid,
                "user_name": self.env.user.name,
                "kind": kind,
                "customer": line.customer_name if line else False,
                "lot_name": line.lot_id.name if line else False,
                "quantity": quantity,
                "text": text,
            }
        )

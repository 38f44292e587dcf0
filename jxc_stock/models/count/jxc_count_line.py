"""One product in one place: what the book said, what was found, what became of it."""

from odoo import api, fields, models
from odoo.addons.jxc_base.models.common.jxc_cost_guard import COST
from odoo.exceptions import UserError

from .jxc_count import REVIEW

LINE_STATES = [
    ("open", "Not Counted"),
    ("match", "Exact"),
    ("accepted", "Accepted"),
    ("recount", "Count Again"),
    ("supervisor", "Supervisor Counts"),
    ("grey", "To Decide"),
    ("kept", "Book Kept"),
    ("posted", "Posted"),
]
AGAIN = ("recount", "supervisor")
NOTES = {"reason_id", "note"}


class JxcCountLine(models.Model):
    _name = "jxc.count.line"
    _inherit = ["jxc.mixed.qty.mixin"]
    _description = "Stock Count Line"
    _order = "location_name, product_id, lot_id, id"
    _allow_sudo_commands = False
    _jxc_mixed_uom = "uom_id"
    _jxc_mixed_quantity = "counted_qty"

    count_id = fields.Many2one(
        "jxc.count", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    company_currency_id = fields.Many2one(related="company_id.currency_id")
    count_state = fields.Selection(
        related="count_id.state", string="State of the Count"
    )
    warehouse_id = fields.Many2one("stock.warehouse", readonly=True)
    location_id = fields.Many2one("stock.location", required=True, readonly=True)
    location_name = fields.Char("Location Path", readonly=True)
    product_id = fields.Many2one(
        "product.product", required=True, readonly=True, index=True
    )
    uom_id = fields.Many2one(related="product_id.uom_id")
    lot_id = fields.Many2one("stock.lot", readonly=True)
    package_id = fields.Many2one("stock.package", readonly=True)
    owner_id = fields.Many2one("res.partner", readonly=True)

    state = fields.Selection(
        LINE_STATES, required=True, default="open", readonly=True, groups=REVIEW
    )
    round = fields.Integer(
        "Times Counted", readonly=True, default=0, groups=REVIEW, aggregator=None
    )
    asked_round = fields.Integer(
        readonly=True, default=1, aggregator=None, groups=REVIEW
    )
    judged_round = fields.Integer(
        readonly=True, default=0, aggregator=None, groups=REVIEW
    )
    book_qty = fields.Float(
        "Book at Count",
        digits="Product Unit",
        readonly=True,
        groups=REVIEW,
        help="On hand at the moment of the count: now less what moved since.",
    )
    counted_qty = fields.Float(
        "Counted", digits="Product Unit", readonly=True, groups=REVIEW
    )
    variance = fields.Float(
        "Difference", digits="Product Unit", readonly=True, groups=REVIEW
    )
    first_variance = fields.Float(
        "First Difference", digits="Product Unit", readonly=True, groups=REVIEW
    )
    second_variance = fields.Float(
        "Second Difference", digits="Product Unit", readonly=True, groups=REVIEW
    )
    unit_cost = fields.Monetary(
        currency_field="company_currency_id",
        readonly=True,
        groups=COST,
        aggregator=None,
    )
    value = fields.Monetary(
        "Difference in Value",
        currency_field="company_currency_id",
        readonly=True,
        groups=COST,
    )
    book_value = fields.Monetary(
        currency_field="company_currency_id", readonly=True, groups=COST
    )
    agreed_value = fields.Monetary(
        currency_field="company_currency_id",
        readonly=True,
        groups=COST,
        help="Book value less the difference, surplus or shortage; at least 0.",
    )
    grey = fields.Char(readonly=True, groups=REVIEW)
    doubts = fields.Integer(readonly=True, aggregator=None, groups=REVIEW)
    grey_reason = fields.Char(
        "Doubt",
        compute="_compute_grey_reason",
        groups=REVIEW,
        help="Why it is not sure what the book said when this was counted.",
    )
    assumed = fields.Boolean(
        "Taken as Zero",
        readonly=True,
        groups=REVIEW,
        help="Nobody counted it; in this count missing means zero.",
    )
    exact = fields.Boolean(readonly=True, groups=REVIEW)
    first_exact = fields.Boolean(readonly=True, groups=REVIEW)
    within = fields.Boolean("Within Tolerance", readonly=True, groups=REVIEW)
    first_at = fields.Datetime(readonly=True, groups=REVIEW)
    counted_at = fields.Datetime("Counted On", readonly=True, groups=REVIEW)
    counter_names = fields.Char("Counted By", readonly=True, groups=REVIEW)
    judged_at = fields.Datetime(readonly=True, groups=REVIEW)
    reason_id = fields.Many2one("jxc.count.reason", groups=REVIEW)
    note = fields.Char(groups=REVIEW)
    decision = fields.Selection(
        [("accept", "Count Accepted"), ("keep", "Book Kept"), ("recount", "Recount")],
        readonly=True,
        groups=REVIEW,
    )
    decided_by = fields.Many2one("res.users", readonly=True, groups=REVIEW)
    decided_at = fields.Datetime(readonly=True, groups=REVIEW)
    move_id = fields.Many2one(
        "stock.move", "Movement", readonly=True, ondelete="restrict", groups=REVIEW
    )
    posted_on = fields.Date(related="count_id.posted_on", groups=REVIEW)

    _key_uniq = models.UniqueIndex(
        "(count_id, location_id, product_id, COALESCE(lot_id, 0),"
        " COALESCE(package_id, 0), COALESCE(owner_id, 0))",
        "These goods are in the count already.",
    )
    _state_index = models.Index("(count_id, state)")

    @api.depends("grey")
    def _compute_grey_reason(self):
        words = {
            "near": self.env._("moved within 15 minutes of the count"),
            "backdated": self.env._("moved before the count, booked after it"),
            "adjusted": self.env._("corrected after the count"),
            "picked": self.env._("picked for a transfer that is not done"),
            "changed": self.env._("the book changed after the review"),
        }
        for line in self:
            codes = (line.grey or "").split(",")
            found = [words[code] for code in codes if code in words]
            line.grey_reason = "; ".join(found)

    @api.depends("product_id", "location_id")
    def _compute_display_name(self):
        for line in self:
            # sudo: names of what the reader may see a line of
            product = line.sudo().product_id.display_name
            line.display_name = f"{product} · {line.location_name or ''}"

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise UserError(self.env._("Lines of a count come from its plan."))
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            if set(vals) - NOTES:
                raise UserError(self.env._("What was counted cannot be changed."))
            # the reason belongs to what was approved
            self.count_id._check_state("review", "recount")
        return super().write(vals)

    # --- decisions ------------------------------------------------------------

    def action_accept(self):
        """Let the count stand: the difference is posted."""
        return self._decide("accept")

    def action_keep(self):
        """Let the book stand: nothing is posted."""
        return self._decide("keep")

    def action_recount(self):
        """Have somebody else count again."""
        return self._decide("recount")

    def _decide(self, decision):
        """Record what the reviewer says about counted lines.

        :param decision: "accept", "keep" or "recount"
        :raises UserError: outside the review, without the manager's right, on lines
            that nobody counted or that are posted, on one's own count
        """
        counts = self.count_id
        counts._check_manager()
        counts._check_state("review")
        # sudo: states and rounds are hidden from those who count
        lines = self.sudo()
        if any(line.state == "posted" or not line.round for line in lines):
            raise UserError(
                self.env._("Only counted lines that are not posted are decided about.")
            )
        if decision == "accept":
            lines._check_not_own()
        for state, group in lines.grouped(lambda ln: ln._decided(decision)).items():
            group.write(
                {
                    "state": state,
                    "decision": decision,
                    "decided_by": self.env.uid,
                    "decided_at": fields.Datetime.now(),
                    "judged_at": fields.Datetime.now(),
                }
            )
        for count in counts:
            count._summarise()
        return True

    def _decided(self, decision):
        if decision == "accept":
            return "accepted" if self.variance else "match"
        if decision == "keep":
            return "kept"
        return "recount" if self.round == 1 else "supervisor"

    def _check_not_own(self):
        """Nobody decides in favour of a recount of their own."""
        own = self.filtered(lambda line: line.state in AGAIN)._counted_by(self.env.user)
        if own:
            raise UserError(
                self.env._(
                    "You counted %(line)s yourself; somebody else has to decide.",
                    line=own[0].display_name,
                )
            )

    def _counted_by(self, user):
        """Lines of which the last count (also) comes from this user."""
        # sudo: entries of everybody count
        entries = self.env["jxc.count.entry"].sudo()
        found = entries._read_group(
            [("count_id", "in", self.count_id.ids), ("user_id", "=", user.id)],
            ["count_id", "location_id", "product_id", "lot_id", "round"],
        )
        keys = {tuple(r.id if hasattr(r, "id") else r for r in row) for row in found}
        return self.filtered(
            lambda line: (
                (
                    line.count_id.id,
                    line.location_id.id,
                    line.product_id.id,
                    line.lot_id.id,
                    line.judged_round,
                )
                in keys
            )
        )

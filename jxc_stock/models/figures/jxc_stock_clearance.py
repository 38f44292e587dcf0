from odoo import api, fields, models
from odoo.addons.jxc_base.models.common.jxc_cost_guard import COST
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from .jxc_stock_figure import MOVEMENTS

ACTIONS = [
    ("promotion", "Promote"),
    ("price", "Cut the Price"),
    ("transfer", "Transfer to Where It Sells"),
    ("return", "Return to the Vendor"),
    ("scrap", "Scrap"),
    ("keep", "Keep"),
]
STATES = [
    ("open", "To Decide"),
    ("doing", "In Progress"),
    ("done", "Done"),
    ("dropped", "Dropped"),
]
OUTCOMES = [
    ("cleared", "Cleared"),
    ("again", "Sells Again"),
    ("closed", "Closed by Hand"),
    ("kept", "Kept"),
]
# what people write; everything else is the system's
FREE = {
    *("decision", "quantity", "discount", "target_id", "vendor_id"),
    *("owner_id", "due", "note"),
}
CHOICE = FREE - {"owner_id", "due", "note"}


def _money(label, **options):
    return fields.Monetary(
        label,
        currency_field="company_currency_id",
        groups=COST,
        readonly=True,
        **options,
    )


class JxcStockClearance(models.Model):
    """Slow or dead goods of a product in a warehouse, and what is done about them.

    Put on the list every night (`_collect`) with a proposal of `core/clearance.py`; a
    decision makes the document that carries it out (`_make`) and a task for the owner;
    what came of it is followed until the goods are gone (`_follow`).
    """

    _name = "jxc.stock.clearance"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _description = "Stock to Clear"
    _order = "state, idle_days desc, id"
    _rec_name = "product_id"
    _allow_sudo_commands = False

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade", index=True
    )
    product_id = fields.Many2one(
        "product.product", required=True, readonly=True, ondelete="cascade", index=True
    )
    categ_id = fields.Many2one(related="product_id.categ_id")
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    warehouse_id = fields.Many2one(
        "stock.warehouse", required=True, readonly=True, ondelete="cascade"
    )
    state = fields.Selection(
        STATES, default="open", required=True, readonly=True, tracking=True
    )
    outcome = fields.Selection(OUTCOMES, readonly=True)
    movement = fields.Selection(MOVEMENTS, "Pace", readonly=True)
    idle_days = fields.Integer("Days Without Delivery", readonly=True)
    company_currency_id = fields.Many2one(related="company_id.currency_id")

    started_on = fields.Date("Listed On", readonly=True, required=True)
    quantity_start = fields.Float(
        "Quantity When Listed", digits="Product Unit", readonly=True
    )
    value_start = _money("Value When Listed")
    quantity_now = fields.Float(
        digits="Product Unit", readonly=True, help="When last counted, every night."
    )
    value_now = _money("Value Now", help="When last counted, every night.")
    recovered = _money(
        "Came In",
        help="Net sales of the goods from this warehouse since they were listed, and "
        "the value of what went back to vendors.",
    )
    closed_on = fields.Date(readonly=True)

    proposal = fields.Selection(ACTIONS, "Proposed Action", readonly=True)
    proposal_reason = fields.Char(readonly=True)
    proposal_values = fields.Json(readonly=True)
    proposal_text = fields.Char("Why", compute="_compute_proposal_text")
    proposed_quantity = fields.Float(digits="Product Unit", readonly=True)
    proposed_discount = fields.Integer(readonly=True)
    proposed_target_id = fields.Many2one("stock.warehouse", readonly=True)
    proposed_vendor_id = fields.Many2one("res.partner", readonly=True)

    decision = fields.Selection(ACTIONS, tracking=True)
    quantity = fields.Float("Quantity to Clear", digits="Product Unit")
    discount = fields.Integer("Price Cut (%)")
    target_id = fields.Many2one(
        "stock.warehouse",
        "To Warehouse",
        domain="[('company_id', '=', company_id), ('id', '!=', warehouse_id)]",
        ondelete="set null",
    )
    vendor_id = fields.Many2one("res.partner", ondelete="set null")
    owner_id = fields.Many2one("res.users", "Responsible", tracking=True)
    due = fields.Date(tracking=True)
    note = fields.Char()
    decided_by_id = fields.Many2one("res.users", readonly=True)
    decided_at = fields.Datetime(readonly=True)
    late = fields.Boolean(compute="_compute_late", search="_search_late")

    res_model = fields.Char("Document Model", readonly=True)
    res_ids = fields.Json("Document Ids", readonly=True)
    document_name = fields.Char("Document", readonly=True)

    _open_uniq = models.UniqueIndex(
        "(product_id, warehouse_id) WHERE state IN ('open', 'doing')",
        "These goods are on the clearance list already.",
    )

    @api.depends("product_id", "warehouse_id")
    def _compute_display_name(self):
        for line in self:
            place = line.warehouse_id.name
            line.display_name = f"{line.product_id.display_name} @ {place}"

    @api.depends("due", "state")
    def _compute_late(self):
        today = self.env.company._jxc_today()
        for line in self:
            line.late = line.state == "doing" and bool(line.due) and line.due < today

    def _search_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self.env.company._jxc_today()
        late = self._search([("state", "=", "doing"), ("due", "<", today)])
        return [("id", "in" if True in value else "not in", late)]

    @api.depends("proposal_reason", "proposal_values")
    @api.depends_context("lang")
    def _compute_proposal_text(self):
        for line in self:
            line.proposal_text = line._proposal_sentence()

    def _proposal_sentence(self):
        """Which rule gave the proposal, in the reader's language."""
        texts = {
            "expired": self.env._(
                "%(quantity)s %(unit)s are past their date and cannot be sold."
            ),
            "returnable": self.env._(
                "%(vendor)s takes them back until %(until)s, for the full price."
            ),
            "wanted": self.env._(
                "%(target)s sells them: it can take %(quantity)s %(unit)s for three "
                "months."
            ),
            "expiring": self.env._(
                "The first lot expires on %(expiry)s, before it would be sold."
            ),
            "sells": self.env._(
                "At the pace of the last three months they last %(months)s months: a "
                "promotion can be enough."
            ),
            "slow": self.env._("No delivery for %(idle)s days: a light cut first."),
            "dead": self.env._(
                "No delivery for %(idle)s days, nobody else takes them."
            ),
        }
        text = texts.get(self.proposal_reason)
        return text % self._proposal_words() if text else False

    def _proposal_words(self):
        stored = self.proposal_values or {}
        # sudo: names that the sentence needs, whoever reads it
        mine = self.sudo()
        vendor, target = mine.proposed_vendor_id.name, mine.proposed_target_id.name
        return {
            **{"vendor": vendor or "", "until": ""},
            **{"expiry": "", "months": "", "idle": self.idle_days},
            **stored,
            **{
                name: format_date(self.env, stored[name])
                for name in ("until", "expiry")
                if stored.get(name)
            },
            "target": target or "",
            "quantity": f"{self.proposed_quantity:g}",
            "unit": self.uom_id.name,
        }

    @api.onchange("decision")
    def _onchange_decision(self):
        """What is needed for it, as proposed where it is the proposal."""
        for line in self:
            line.update(line._choice(line.decision))

    def _choice(self, decision):
        """Values of a decision before anybody changes them."""
        own = decision == self.proposal
        everything = self.quantity_now or self.quantity_start
        discount = self.proposed_discount or 30
        return {
            "quantity": self.proposed_quantity if own else everything,
            "discount": discount if decision == "price" else 0,
            "target_id": self.proposed_target_id if decision == "transfer" else False,
            "vendor_id": self.proposed_vendor_id if decision == "return" else False,
        }

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise AccessError(
                self.env._(
                    "Goods come onto the list from the slow and dead ones: choose them "
                    "there."
                )
            )
        return super().create(vals_list)

    def write(self, vals):
        """People decide; figures, proposal and links are the system's."""
        if self.env.su:
            return super().write(vals)
        ours = {"message_follower_ids", "message_ids", "activity_ids"}
        if vals.keys() - FREE - ours:
            raise AccessError(self.env._("Only what is decided can be changed here."))
        if CHOICE & vals.keys() and set(self.mapped("state")) - {"open"}:
            raise UserError(
                self.env._("This is decided: take the decision back to change it.")
            )
        return super().write(vals)

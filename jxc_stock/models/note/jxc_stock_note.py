"""Other receipts, other issues and scrap: 其他入库单, 其他出库单, 报损单."""

from odoo import api, fields, models
from odoo.addons.jxc_base.models.common.jxc_cost_guard import COST
from odoo.exceptions import UserError

from ..given import check_noted, own_fields
from .goods_line import check_place
from .jxc_stock_kind import DIRECTIONS

SEQUENCES = {"in": "jxc.other.in", "out": "jxc.other.out", "scrap": "jxc.scrap.note"}
# What stays open when the document is done
LATER = {"note", "attachment_ids"}
# by the button that moves the goods
NOTED = {"name", "done_by", "date_done", "picking_ids", "scrap_ids"}


class JxcStockNote(models.Model):
    _name = "jxc.stock.note"
    _inherit = [
        "jxc.approval.mixin",
        "jxc.unapprove.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _description = "Other Receipt, Issue or Scrap"
    _order = "id desc"
    _check_company_auto = True

    _state_from = ["draft"]
    _state_to = ["done"]
    _cancel_state = "cancelled"
    _tier_validation_manual_config = False
    _jxc_unapprove_states = ("done",)
    _jxc_material_fields = (
        "kind_id",
        "company_id",
        "warehouse_id",
        "location_id",
        "partner_id",
        "department_id",
    )
    _jxc_owner_fields = ("create_uid", "user_id")
    _jxc_approval_line_models = {"jxc.stock.note.line": "note_id"}
    _jxc_criteria = ("amount", "category", "partner")
    _jxc_amount_field = "value"
    _jxc_category_path = "line_ids.product_id.categ_id"
    _jxc_partner_path = "partner_id"
    _jxc_requester_field = "user_id"
    _jxc_page_fields = (
        "kind_id",
        "warehouse_id",
        "department_id",
        "partner_id",
        "reason",
    )
    _jxc_page_lines = "line_ids"
    _jxc_page_line_fields = ("product_id", "quantity", "uom_id", "unit_cost", "value")
    _jxc_page_total = "value"

    name = fields.Char("Number", default="", readonly=True, copy=False, index=True)
    state = fields.Selection(
        [("draft", "Draft"), ("done", "Done"), ("cancelled", "Cancelled")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    company_currency_id = fields.Many2one(related="company_id.currency_id")
    direction = fields.Selection(
        DIRECTIONS, required=True, default="out", readonly=True, index=True
    )
    kind_id = fields.Many2one(
        "jxc.stock.kind",
        required=True,
        domain="[('direction', '=', direction)]",
        tracking=True,
        default=lambda self: self._default_kind(),
        index=True,
    )
    need_department = fields.Boolean(related="kind_id.need_department")
    need_partner = fields.Boolean(related="kind_id.need_partner")
    need_reason = fields.Boolean(related="kind_id.need_reason")
    need_attachment = fields.Boolean(related="kind_id.need_attachment")
    cost_policy = fields.Selection(related="kind_id.cost_policy")
    warehouse_id = fields.Many2one(
        "stock.warehouse",
        required=True,
        check_company=True,
        compute="_compute_warehouse_id",
        store=True,
        precompute=True,
        readonly=False,
    )
    location_id = fields.Many2one(
        "stock.location",
        compute="_compute_location_id",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        check_company=True,
        domain="[('usage', '=', 'internal'), ('warehouse_id', '=', warehouse_id)]",
        help="Where the goods are or come to; a line may name another.",
    )
    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
        tracking=True,
    )
    department_id = fields.Many2one(
        "jxc.department",
        default=lambda self: self.env.user.jxc_department_id,
        check_company=True,
        tracking=True,
    )
    partner_id = fields.Many2one(
        "res.partner", "Giver or Receiver", check_company=True, tracking=True
    )
    reason = fields.Char("Explanation", tracking=True)
    reason_ids = fields.Many2many(
        "stock.scrap.reason.tag",
        string="Reasons",
        help="Proposed on the lines.",
    )
    analytic_account_id = fields.Many2one(
        "account.analytic.account",
        compute="_compute_analytic_account_id",
        store=True,
        readonly=False,
        check_company=True,
        groups="analytic.group_analytic_accounting,jxc_base.group_cost",
    )
    note = fields.Text()
    attachment_ids = fields.Many2many("ir.attachment", string="Photos and Files")
    line_ids = fields.One2many("jxc.stock.note.line", "note_id", copy=True)
    value = fields.Monetary(
        compute="_compute_value",
        store=True,
        compute_sudo=True,
        currency_field="company_currency_id",
        groups=COST,
        help="Quantity × cost; when it is done, what the movements are worth.",
    )
    date_done = fields.Datetime(readonly=True, copy=False)
    done_by = fields.Many2one("res.users", readonly=True, copy=False)
    picking_ids = fields.One2many("stock.picking", "jxc_note_id", readonly=True)
    scrap_ids = fields.One2many("stock.scrap", "jxc_note_id", readonly=True)

    _name_uniq = models.Constraint(
        "UNIQUE(name, company_id)", "The number of a stock document is unique."
    )

    @api.model
    def _default_kind(self):
        direction = self.env.context.get("default_direction", "out")
        return self.env["jxc.stock.kind"].search(
            [("direction", "=", direction)], limit=1
        )

    @api.depends("company_id")
    def _compute_warehouse_id(self):
        for note in self:
            company = note.company_id
            if note.warehouse_id.company_id != company:
                counts = self.env["jxc.count"].with_company(company)
                note.warehouse_id = counts._default_warehouse()

    @api.depends("warehouse_id")
    def _compute_location_id(self):
        for note in self:
            place = note.location_id
            if not place or place.warehouse_id != note.warehouse_id:
                note.location_id = note.warehouse_id.lot_stock_id

    @api.constrains("location_id", "warehouse_id")
    def _check_place(self):
        for note in self:
            for place in note.location_id | note.line_ids.location_id:
                check_place(note, place, loose=note.direction == "scrap")

    @api.depends("kind_id")
    def _compute_analytic_account_id(self):
        for note in self:
            kind = note.kind_id.with_company(note.company_id)
            note.analytic_account_id = kind.analytic_account_id

    @api.depends("line_ids.value")
    def _compute_value(self):
        for note in self:
            note.value = sum(note.line_ids.mapped("value"))

    @api.depends("name")
    def _compute_display_name(self):
        for note in self:
            note.display_name = note.name or self.env._("New")

    @api.onchange("reason_ids")
    def _onchange_reason_ids(self):
        for line in self.line_ids:
            line.reason_ids = line.reason_ids or self.reason_ids

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            check_noted(self, vals, NOTED)
            kind = self.env["jxc.stock.kind"].browse(vals.get("kind_id"))
            kind = (
                kind
                or self.with_context(
                    default_direction=vals.get("direction")
                    or self.env.context.get("default_direction", "out")
                )._default_kind()
            )
            vals["direction"] = kind.direction
            vals["kind_id"] = kind.id
            company = self.env["res.company"].browse(vals.get("company_id"))
            sequence = self.env["ir.sequence"].with_company(company or self.env.company)
            # a bare number where somebody removed the sequence
            code = SEQUENCES.get(kind.direction, "")
            vals["name"] = sequence.next_by_code(code) or self.env._("New")
        return super().create(vals_list)

    def write(self, vals):
        check_noted(self, vals, NOTED)
        if not self.env.su and vals.keys() - LATER:
            self._check_draft(own_fields(self, vals) - LATER - {"state"})
        if "kind_id" in vals:
            kind = self.env["jxc.stock.kind"].browse(vals["kind_id"])
            if any(note.direction != kind.direction for note in self):
                raise UserError(
                    self.env._("Choose a kind of the same direction, or start anew.")
                )
        return super().write(vals)

    def _check_draft(self, names=frozenset({"state"})):
        if names and any(note.state != "draft" for note in self):
            raise UserError(
                self.env._(
                    "%(document)s is no draft any more and cannot be changed.",
                    document=self.filtered(lambda n: n.state != "draft")[0].name,
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_only_drafts(self):
        # sudo: movements count, whoever may read them
        moved = self.sudo().line_ids.move_ids
        if any(note.state == "done" for note in self) or moved:
            raise UserError(
                self.env._("What was done stays on record. Cancel it instead.")
            )

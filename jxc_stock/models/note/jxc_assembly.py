"""Assembly and disassembly (组装单, 拆卸单), without bills of materials."""

from odoo import Command, api, fields, models
from odoo.addons.jxc_base.models.common.jxc_cost_guard import COST
from odoo.exceptions import UserError

from ...core.assembly import sets_possible
from ..given import check_noted, own_fields
from .goods_line import check_place

SEQUENCES = {"assembly": "jxc.assembly", "disassembly": "jxc.disassembly"}
LATER = {"note"}
# by the button that makes the goods
NOTED = {"name", "done_by", "date_done"}


class JxcAssembly(models.Model):
    _name = "jxc.assembly"
    _inherit = ["jxc.unapprove.mixin", "mail.thread", "mail.activity.mixin"]
    _description = "Assembly or Disassembly"
    _order = "id desc"
    _check_company_auto = True

    _jxc_unapprove_states = ("done",)

    name = fields.Char("Number", default="", readonly=True, copy=False, index=True)
    state = fields.Selection(
        [("draft", "Draft"), ("done", "Done"), ("cancelled", "Cancelled")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    kind = fields.Selection(
        [("assembly", "Assembly"), ("disassembly", "Disassembly")],
        required=True,
        default="assembly",
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    company_currency_id = fields.Many2one(related="company_id.currency_id")
    preset_id = fields.Many2one(
        "jxc.assembly.preset",
        required=True,
        check_company=True,
        domain="[('direction', 'in', ('both', kind))]",
        tracking=True,
    )
    sets = fields.Float(digits="Product Unit", default=1.0, required=True)
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
    )
    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
    )
    line_ids = fields.One2many(
        "jxc.assembly.line",
        "assembly_id",
        compute="_compute_line_ids",
        store=True,
        precompute=True,
        readonly=False,
        copy=False,
    )
    extra_cost = fields.Monetary(
        compute="_compute_extra_cost",
        store=True,
        precompute=True,
        readonly=False,
        currency_field="company_currency_id",
        help="Added to the value of what is made.",
    )
    value = fields.Monetary(
        "Value Made",
        compute="_compute_value",
        store=True,
        compute_sudo=True,
        currency_field="company_currency_id",
        groups=COST,
    )
    possible = fields.Integer(
        "Can Make",
        compute="_compute_possible",
        help="Whole sets for which the free stock in the location is enough.",
    )
    note = fields.Text()
    date_done = fields.Datetime(readonly=True, copy=False)
    done_by = fields.Many2one("res.users", readonly=True, copy=False)

    _name_uniq = models.Constraint(
        "UNIQUE(name, company_id)", "The number of an assembly is unique."
    )
    _sets_positive = models.Constraint(
        "CHECK(sets > 0)", "The number of sets is above zero."
    )
    _extra_positive = models.Constraint(
        "CHECK(COALESCE(extra_cost, 0) >= 0)", "The extra cost is not negative."
    )

    @api.depends("company_id")
    def _compute_warehouse_id(self):
        for assembly in self:
            company = assembly.company_id
            if assembly.warehouse_id.company_id != company:
                counts = self.env["jxc.count"].with_company(company)
                assembly.warehouse_id = counts._default_warehouse()

    @api.depends("warehouse_id")
    def _compute_location_id(self):
        for assembly in self:
            place = assembly.location_id
            if not place or place.warehouse_id != assembly.warehouse_id:
                assembly.location_id = assembly.warehouse_id.lot_stock_id

    @api.constrains("location_id", "warehouse_id")
    def _check_place(self):
        for assembly in self:
            check_place(assembly, assembly.location_id)

    @api.depends("preset_id", "kind", "sets")
    def _compute_line_ids(self):
        for assembly in self:
            if assembly.state == "draft":
                rows = assembly._preset_rows()
                assembly.line_ids = [Command.clear(), *map(Command.create, rows)]

    def _preset_rows(self):
        used = "component" if self.kind == "assembly" else "product"
        return [
            {
                "side": "used" if line.role == used else "made",
                "sequence": line.sequence,
                "product_id": line.product_id.id,
                "uom_id": line.uom_id.id,
                "planned": line.quantity * self.sets,
                "quantity": line.quantity * self.sets,
                "cost_share": line.cost_share,
            }
            for line in self.preset_id.line_ids
        ]

    @api.depends("preset_id", "sets")
    def _compute_extra_cost(self):
        for assembly in self:
            if assembly.state == "draft":
                assembly.extra_cost = assembly.preset_id.extra_cost * assembly.sets

    @api.depends("line_ids.value")
    def _compute_value(self):
        for assembly in self:
            made = assembly.line_ids.filtered(lambda line: line.side == "made")
            assembly.value = sum(made.mapped("value"))

    @api.depends("line_ids.product_id", "sets", "kind", "location_id")
    def _compute_possible(self):
        for assembly in self:
            used = assembly.line_ids.filtered(
                lambda line: line.side == "used" and line.product_id.is_storable
            )
            needs = [
                (line.planned / assembly.sets if assembly.sets else 0, line.available)
                for line in used
            ]
            assembly.possible = sets_possible(needs) or 0

    @api.depends("name")
    def _compute_display_name(self):
        for assembly in self:
            assembly.display_name = assembly.name or self.env._("New")

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            check_noted(self, vals, NOTED)
            kind = vals.get("kind") or self.env.context.get("default_kind", "assembly")
            company = self.env["res.company"].browse(vals.get("company_id"))
            sequence = self.env["ir.sequence"].with_company(company or self.env.company)
            # a bare number where somebody removed the sequence
            code = SEQUENCES.get(kind, "")
            vals["name"] = sequence.next_by_code(code) or self.env._("New")
        return super().create(vals_list)

    def write(self, vals):
        check_noted(self, vals, NOTED)
        if not self.env.su and own_fields(self, vals) - LATER - {"state"}:
            self._check_draft()
        return super().write(vals)

    def _check_draft(self):
        done = self.filtered(lambda assembly: assembly.state != "draft")
        if done:
            raise UserError(
                self.env._(
                    "%(document)s is no draft any more and cannot be changed.",
                    document=done[0].name,
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_only_drafts(self):
        # sudo: movements count, whoever may read them
        moved = self.sudo().line_ids.move_ids
        if any(assembly.state == "done" for assembly in self) or moved:
            raise UserError(
                self.env._("What was done stays on record. Cancel it instead.")
            )

    def _open(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
        }

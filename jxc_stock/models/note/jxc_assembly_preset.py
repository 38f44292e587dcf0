"""What a set is made of: the same preset assembles and takes apart."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...core.assembly import sets_possible


class JxcAssemblyPreset(models.Model):
    _name = "jxc.assembly.preset"
    _description = "Assembly Preset"
    _inherit = ["mail.thread"]
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(
        compute="_compute_name",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        tracking=True,
    )
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", help="Empty: for all companies.")
    direction = fields.Selection(
        [
            ("both", "Assembly and disassembly"),
            ("assembly", "Assembly only"),
            ("disassembly", "Disassembly only"),
        ],
        default="both",
        required=True,
    )
    line_ids = fields.One2many("jxc.assembly.preset.line", "preset_id", copy=True)
    component_ids = fields.One2many(
        "jxc.assembly.preset.line",
        "preset_id",
        domain=[("role", "=", "component")],
        copy=False,
    )
    product_ids = fields.One2many(
        "jxc.assembly.preset.line",
        "preset_id",
        "Products",
        domain=[("role", "=", "product")],
        copy=False,
    )
    extra_cost = fields.Float(
        "Extra Cost per Set",
        digits="Product Price",
        tracking=True,
        help="Labour and material besides the components, in the company's currency. "
        "It is added to the value of what is made.",
    )
    note = fields.Text("Instructions")
    possible = fields.Integer(
        "Can Make",
        compute="_compute_possible",
        help="Whole sets for which the free stock of all components is enough.",
    )

    _extra_positive = models.Constraint(
        "CHECK(extra_cost >= 0)", "The extra cost is not negative."
    )

    @api.depends("product_ids.product_id", "line_ids.product_id", "line_ids.role")
    def _compute_name(self):
        for preset in self:
            # forms fill the two halves, programs may give all lines at once
            lines = preset.line_ids.filtered(lambda line: line.role == "product")
            made = preset.product_ids.product_id | lines.product_id
            preset.name = preset.name or " + ".join(made.mapped("display_name"))

    @api.depends("component_ids.product_id", "component_ids.quantity")
    @api.depends_context("warehouse_id", "allowed_company_ids")
    def _compute_possible(self):
        # sudo: availability is the same for everybody
        products = self.sudo().component_ids.product_id
        free = dict(zip(products.ids, products.mapped("free_qty"), strict=True))
        for preset in self:
            parts = [
                (line._in_product_unit(), free.get(line.product_id.id, 0))
                for line in preset.component_ids
                if line.product_id.is_storable
            ]
            preset.possible = sets_possible(parts) or 0

    @api.constrains("line_ids", "product_ids", "component_ids")
    def _check_lines(self):
        for preset in self:
            used = preset.line_ids.filtered(lambda line: line.role == "component")
            made = preset.line_ids - used
            if not used or not made:
                raise ValidationError(
                    self.env._("A preset has at least one product and one component.")
                )
            if used.product_id & made.product_id:
                raise ValidationError(
                    self.env._("What is made cannot be a component of itself.")
                )

    def action_assemble(self):
        """A draft assembly of one set."""
        return self._start("assembly")

    def action_disassemble(self):
        """A draft disassembly of one set."""
        return self._start("disassembly")

    def _start(self, kind):
        self.ensure_one()
        assembly = self.env["jxc.assembly"].create(
            {"preset_id": self.id, "kind": kind, "sets": 1}
        )
        return assembly._open()


class JxcAssemblyPresetLine(models.Model):
    _name = "jxc.assembly.preset.line"
    _inherit = ["jxc.goods.line"]
    _description = "Line of an Assembly Preset"
    _order = "role desc, sequence, id"

    preset_id = fields.Many2one(
        "jxc.assembly.preset", required=True, ondelete="cascade", index=True
    )
    role = fields.Selection(
        [("product", "Product"), ("component", "Component")],
        required=True,
        default="component",
    )
    sequence = fields.Integer(default=10)
    product_id = fields.Many2one(check_company=False, index=False, ondelete="restrict")
    quantity = fields.Float("For One Set", digits="Product Unit", default=1.0)
    cost_share = fields.Float(
        "Share of Value",
        help="How the value is shared among several goods that are made or taken "
        "apart, for instance 3 and 1. All 0: by their current cost.",
    )

    _quantity_positive = models.Constraint(
        "CHECK(quantity > 0)", "The quantity for one set is above zero."
    )
    _share_positive = models.Constraint(
        "CHECK(cost_share >= 0)", "A share is not negative."
    )

    def _in_product_unit(self):
        return self.uom_id._compute_quantity(
            self.quantity, self.product_id.uom_id, round=False
        )

"""Lines of other receipts, issues and scrap."""

from odoo import api, fields, models
from odoo.addons.jxc_base.models.common.jxc_cost_guard import COST
from odoo.exceptions import UserError


class JxcStockNoteLine(models.Model):
    _name = "jxc.stock.note.line"
    _inherit = ["jxc.lotted.line", "jxc.approval.line.mixin", "jxc.mixed.qty.mixin"]
    _description = "Line of Other Receipt, Issue or Scrap"
    _order = "note_id desc, sequence, id"
    _check_company_auto = True

    _jxc_document_model = "jxc.stock.note"
    _jxc_material_fields = (
        "product_id",
        "quantity",
        "uom_id",
        "lot_id",
        "lot_name",
        "location_id",
        "unit_cost",
    )
    _jxc_parent = "note_id"
    _jxc_mixed_uom = "uom_id"
    _jxc_mixed_quantity = "quantity"

    note_id = fields.Many2one(
        "jxc.stock.note", required=True, ondelete="cascade", index=True
    )
    document_id = fields.Many2one(related="note_id", string="Document")
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(related="note_id.company_id", store=True, index=True)
    company_currency_id = fields.Many2one(related="company_id.currency_id")
    state = fields.Selection(related="note_id.state", store=True)
    direction = fields.Selection(related="note_id.direction", store=True)
    kind_id = fields.Many2one(related="note_id.kind_id", store=True)
    warehouse_id = fields.Many2one(related="note_id.warehouse_id", store=True)
    department_id = fields.Many2one(related="note_id.department_id", store=True)
    partner_id = fields.Many2one(related="note_id.partner_id", store=True)
    user_id = fields.Many2one(related="note_id.user_id", store=True)
    date_done = fields.Datetime(related="note_id.date_done", store=True, index=True)
    categ_id = fields.Many2one(
        related="product_id.categ_id", string="Category", store=True
    )
    tracking = fields.Selection(related="product_id.tracking")
    use_expiration_date = fields.Boolean(related="product_id.use_expiration_date")
    quantity = fields.Float(digits="Product Unit", default=1.0, required=True)
    lot_id = fields.Many2one(
        help="Empty when goods leave: whichever the removal strategy takes."
    )
    lot_name = fields.Char("New Lot", help="A lot that is not known yet.")
    expiration_date = fields.Datetime("Expires")
    location_id = fields.Many2one(
        "stock.location",
        "Location of the Line",
        check_company=True,
        domain="[('usage', '=', 'internal')]",
        help="Empty: that of the document.",
    )
    available = fields.Float(
        compute="_compute_available",
        compute_sudo=True,
        digits="Product Unit",
        help="Free stock there, in the unit of the line.",
    )
    unit_cost = fields.Float(
        compute="_compute_unit_cost",
        store=True,
        readonly=False,
        compute_sudo=True,
        digits="Product Price",
        groups=COST,
        help="In the company's currency for one unit of the line.",
    )
    value = fields.Monetary(
        compute="_compute_value",
        store=True,
        compute_sudo=True,
        currency_field="company_currency_id",
        groups=COST,
    )
    reason_ids = fields.Many2many("stock.scrap.reason.tag", string="Reasons")
    note = fields.Char("Remark")
    move_ids = fields.One2many("stock.move", "jxc_note_line_id", readonly=True)
    scrap_id = fields.Many2one("stock.scrap", readonly=True, copy=False)

    _quantity_positive = models.Constraint(
        "CHECK(quantity > 0)", "The quantity of a line is above zero."
    )
    _cost_positive = models.Constraint(
        "CHECK(COALESCE(unit_cost, 0) >= 0)", "The cost of a line is not negative."
    )

    @api.depends(
        "product_id", "lot_id", "location_id", "note_id.location_id", "uom_id", "state"
    )
    def _compute_available(self):
        for line, free in self._free().items():
            line.available = free

    @api.depends("product_id", "uom_id", "note_id.kind_id")
    def _compute_unit_cost(self):
        for line in self:
            kind = line.note_id.kind_id
            product = line.product_id.with_company(line.note_id.company_id)
            free = kind.direction == "in" and kind.cost_policy == "zero"
            if free or not product:
                line.unit_cost = 0
            else:
                line.unit_cost = product.uom_id._compute_price(
                    product.standard_price, line.uom_id or product.uom_id
                )

    @api.depends("quantity", "unit_cost", "move_ids.value", "move_ids.state", "state")
    def _compute_value(self):
        for line in self:
            moves = line.move_ids._jxc_live()
            if line.state == "done" and moves:
                line.value = sum(moves.mapped("value"))
            else:
                line.value = line.quantity * line.unit_cost

    @api.constrains("location_id", "note_id")
    def _check_place(self):
        self.note_id._check_place()

    @api.onchange("product_id")
    def _onchange_product_id(self):
        if self.lot_id.product_id != self.product_id:
            self.lot_id = False

    def write(self, vals):
        if not self.env.su and {"scrap_id", "move_ids"} & vals.keys():
            raise UserError(self.env._("Movements are made by the document."))
        return super().write(vals)

    def _place(self):
        self.ensure_one()
        return self.location_id or self.note_id.location_id

    def _has_own_cost(self):
        """Whether the movement counts with the cost of this line."""
        kind = self.note_id.kind_id
        return kind.direction == "in" and kind.cost_policy != "current"

    def _cost_in_product_unit(self):
        if self.note_id.kind_id.cost_policy == "zero":
            return 0.0
        return self.uom_id._compute_price(self.unit_cost, self.product_id.uom_id)

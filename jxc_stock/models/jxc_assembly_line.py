"""What an assembly uses and makes."""

from odoo import api, fields, models
from odoo.addons.jxc_base.models.jxc_cost_guard import COST
from odoo.exceptions import UserError

from ..core.assembly import shared


class JxcAssemblyLine(models.Model):
    _name = "jxc.assembly.line"
    _inherit = ["jxc.mixed.qty.mixin"]
    _description = "Line of an Assembly"
    _order = "side desc, sequence, id"
    _check_company_auto = True

    _jxc_mixed_uom = "uom_id"
    _jxc_mixed_quantity = "quantity"

    assembly_id = fields.Many2one(
        "jxc.assembly", required=True, ondelete="cascade", index=True
    )
    document_id = fields.Many2one(related="assembly_id", string="Document")
    company_id = fields.Many2one(related="assembly_id.company_id", store=True)
    company_currency_id = fields.Many2one(related="company_id.currency_id")
    state = fields.Selection(related="assembly_id.state", store=True)
    kind = fields.Selection(related="assembly_id.kind", store=True)
    date_done = fields.Datetime(related="assembly_id.date_done", store=True)
    side = fields.Selection(
        [("used", "Used"), ("made", "Made")], required=True, default="used"
    )
    sequence = fields.Integer(default=10)
    product_id = fields.Many2one(
        "product.product",
        required=True,
        check_company=True,
        domain="[('type', '=', 'consu')]",
        index=True,
    )
    tracking = fields.Selection(related="product_id.tracking")
    allowed_uom_ids = fields.Many2many(
        "uom.uom", compute="_compute_allowed_uom_ids", string="Allowed Units"
    )
    uom_id = fields.Many2one(
        "uom.uom",
        "Unit",
        compute="_compute_uom_id",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        domain="[('id', 'in', allowed_uom_ids)]",
    )
    planned = fields.Float(digits="Product Unit")
    quantity = fields.Float(
        digits="Product Unit",
        help="What was really used or made: more parts than planned where some broke, "
        "fewer products where some failed. The value goes to what was made. 0: none.",
    )
    lot_id = fields.Many2one(
        "stock.lot",
        check_company=True,
        domain="[('product_id', '=', product_id)]",
    )
    lot_name = fields.Char("New Lot")
    cost_share = fields.Float("Share of Value")
    available = fields.Float(
        compute="_compute_available", compute_sudo=True, digits="Product Unit"
    )
    value = fields.Monetary(
        compute="_compute_value",
        store=True,
        compute_sudo=True,
        currency_field="company_currency_id",
        groups=COST,
    )
    move_ids = fields.One2many("stock.move", "jxc_assembly_line_id", readonly=True)

    _quantity_sane = models.Constraint(
        "CHECK(quantity >= 0)", "The quantity of a line is not negative."
    )

    @api.depends("product_id", "product_id.uom_id", "product_id.uom_ids")
    def _compute_allowed_uom_ids(self):
        for line in self:
            line.allowed_uom_ids = line.product_id.uom_id | line.product_id.uom_ids

    @api.depends("product_id")
    def _compute_uom_id(self):
        for line in self:
            if line.uom_id not in line.allowed_uom_ids or not line.uom_id:
                line.uom_id = line.product_id.uom_id

    @api.depends("product_id", "lot_id", "assembly_id.location_id", "uom_id", "state")
    def _compute_available(self):
        for line in self:
            place, product = line.assembly_id.location_id, line.product_id
            if not product or not place:
                line.available = 0
                continue
            free = line.env["stock.quant"]._get_available_quantity(
                product, place, lot_id=line.lot_id or None
            )
            line.available = product.uom_id._compute_quantity(
                free, line.uom_id or product.uom_id, rounding_method="DOWN"
            )

    @api.depends("move_ids.value", "state")
    def _compute_value(self):
        for line in self:
            moves = line._live_moves() if line.state == "done" else line.move_ids[:0]
            line.value = sum(moves.mapped("value"))

    @api.constrains("uom_id", "product_id", "lot_id")
    def _check_fits(self):
        for line in self:
            if not line.uom_id._has_common_reference(line.product_id.uom_id):
                raise UserError(
                    self.env._(
                        "%(unit)s is no unit of %(product)s.",
                        unit=line.uom_id.name,
                        product=line.product_id.display_name,
                    )
                )
            if line.lot_id and line.lot_id.product_id != line.product_id:
                raise UserError(
                    self.env._(
                        "%(lot)s is no lot of %(product)s.",
                        lot=line.lot_id.name,
                        product=line.product_id.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        if not self.env.su:
            lines.assembly_id._check_draft()
        return lines

    def write(self, vals):
        own = {n for n, f in self._fields.items() if f._module == "jxc_stock"}
        if not self.env.su and vals.keys() & own:
            self.assembly_id._check_draft()
        return super().write(vals)

    def unlink(self):
        if not self.env.su:
            self.assembly_id._check_draft()
        return super().unlink()

    def _live_moves(self):
        """Movements of the last completion: neither taken back nor taking back."""
        return self.move_ids.filtered(
            lambda move: (
                move.state == "done"
                and not move.origin_returned_move_id
                and not move.returned_move_ids
            )
        )

    def _value_of(self, move, quantity):
        """What `quantity` (product unit) of a made `move` is worth.

        The value of all that was used and the extra cost, by share. Core asks for the
        system, so hidden values are open.
        """
        document = self.assembly_id.sudo()  # sudo: value for the movement itself
        lines = document.line_ids
        used = lines.filtered(lambda line: line.side == "used")
        made = lines.filtered(lambda line: line.side == "made" and line.quantity)
        total = sum(used._live_moves().mapped("value")) + document.extra_cost
        digits = document.company_currency_id.decimal_places
        parts = shared(total, made._weights(), digits)
        own = dict(zip(made.ids, parts, strict=True)).get(self.id, 0.0)
        whole = move._get_valued_qty() or quantity
        return own * quantity / whole if whole else 0.0

    def _weights(self):
        """Shares as entered; by current cost where none is."""
        if any(self.mapped("cost_share")):
            return self.mapped("cost_share")
        return [
            line.product_id.with_company(line.company_id).standard_price
            * line._in_product_unit()
            for line in self
        ]

    def _in_product_unit(self):
        return self.uom_id._compute_quantity(
            self.quantity, self.product_id.uom_id, rounding_method="HALF-UP"
        )

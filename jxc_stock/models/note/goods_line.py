"""What lines of our own stock documents have in common."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..given import own_fields


class JxcGoodsLine(models.AbstractModel):
    """A quantity of goods in one of their units, on a document that is made as a draft.

    `_jxc_parent` names the field of that document; it has `_check_draft()`, which
    refuses changes by people once it is no draft. Empty: no such document.
    """

    _name = "jxc.goods.line"
    _description = "Goods of a Document"

    _jxc_parent = ""

    product_id = fields.Many2one(
        "product.product",
        required=True,
        check_company=True,
        domain="[('type', '=', 'consu')]",
        index=True,
    )
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

    @api.depends("product_id", "product_id.uom_id", "product_id.uom_ids")
    def _compute_allowed_uom_ids(self):
        for line in self:
            line.allowed_uom_ids = line.product_id.uom_id | line.product_id.uom_ids

    @api.depends("product_id")
    def _compute_uom_id(self):
        for line in self:
            if line.uom_id not in line.allowed_uom_ids or not line.uom_id:
                line.uom_id = line.product_id.uom_id

    @api.constrains("uom_id", "product_id")
    def _check_unit(self):
        for line in self:
            if not line.uom_id._has_common_reference(line.product_id.uom_id):
                raise ValidationError(
                    self.env._(
                        "%(unit)s is no unit of %(product)s.",
                        unit=line.uom_id.name,
                        product=line.product_id.display_name,
                    )
                )

    def _check_parent(self):
        if self._jxc_parent and not self.env.su:
            self[self._jxc_parent]._check_draft()

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_parent()
        return lines

    def write(self, vals):
        if not own_fields(self, vals):
            return super().write(vals)
        self._check_parent()
        result = super().write(vals)
        if self._jxc_parent in vals:
            # the document it came to, too
            self._check_parent()
        return result

    def unlink(self):
        self._check_parent()
        return super().unlink()


class JxcLottedLine(models.AbstractModel):
    _name = "jxc.lotted.line"
    _inherit = ["jxc.goods.line"]
    _description = "Goods and Lot of a Document"

    lot_id = fields.Many2one(
        "stock.lot",
        check_company=True,
        domain="[('product_id', '=', product_id)]",
    )

    @api.constrains("lot_id", "product_id")
    def _check_lot(self):
        for line in self:
            if line.lot_id and line.lot_id.product_id != line.product_id:
                raise ValidationError(
                    self.env._(
                        "%(lot)s is no lot of %(product)s.",
                        lot=line.lot_id.name,
                        product=line.product_id.display_name,
                    )
                )

    @api.model
    def _free_in_unit(self, product, place, lot, unit):
        """Free stock of goods in a place.

        :return: float in `unit`, rounded down; 0 without product or place
        """
        if not product or not place:
            return 0
        quants = self.env["stock.quant"]
        free = quants._get_available_quantity(product, place, lot_id=lot or None)
        return product.uom_id._compute_quantity(
            free, unit or product.uom_id, rounding_method="DOWN"
        )

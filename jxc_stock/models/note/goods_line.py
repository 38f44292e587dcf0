"""What lines of our own stock documents have in common."""

from collections import defaultdict
from math import isclose

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..given import own_fields
from .own_goods import own_goods


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

    def _place(self):
        """Where the goods of this line are or come to."""
        raise NotImplementedError

    def _in_product_unit(self):
        unit = self.product_id.uom_id
        return self.uom_id._compute_quantity(
            self.quantity, unit, rounding_method="HALF-UP"
        )

    def _missing_unit(self):
        """Texts: a quantity that the product's unit can only keep rounded."""
        unit = self.product_id.uom_id
        exact = self.uom_id._compute_quantity(self.quantity, unit, round=False)
        if not isclose(exact, self._in_product_unit(), rel_tol=1e-6):
            yield self.env._(
                "%(product)s: %(quantity)g %(unit)s is no exact quantity in %(base)s, "
                "in which its stock is kept. Enter it in %(base)s.",
                product=self.product_id.display_name,
                quantity=self.quantity,
                unit=self.uom_id.name,
                base=unit.name,
            )

    def _free(self):
        """What is free of the goods of these lines where they take them.

        Our own goods, in one query; what has expired only for a lot that is named.
        :return: {line: float in its unit, rounded down}; 0 without product or place
        """
        # sudo: what there is does not depend on who asks
        quants = own_goods(self.env["stock.quant"].sudo())
        asked = {(line.product_id, line._place()) for line in self}
        domain = Domain.OR(
            Domain(quants._get_gather_domain(product, place))
            for product, place in asked
            if product and place
        )
        found = quants.search(domain).grouped("product_id")
        return {line: line._free_of(found.get(line.product_id, ())) for line in self}

    def _free_of(self, quants):
        free = defaultdict(float)
        for quant in quants:
            if self._may_take(quant):
                free[quant.lot_id] += quant.quantity - quant.reserved_quantity
        unit = self.product_id.uom_id
        there = sum(amount for amount in free.values() if unit.compare(amount, 0) > 0)
        return unit._compute_quantity(
            there, self.uom_id or unit, rounding_method="DOWN"
        )

    def _may_take(self, quant):
        place, where = self._place(), quant.location_id
        if not (where.parent_path or "").startswith(place.parent_path or "/"):
            return False
        if where.jxc_hold_effective and not place.jxc_hold_effective:
            return False
        if self.lot_id:
            return quant.lot_id in (self.lot_id, self.lot_id.browse())
        last = quant.use_expiration_date and quant.removal_date
        return not last or last > fields.Datetime.now()


def check_place(document, place, loose=False):
    """Refuse places that are none of a document: outside stock, another warehouse.

    :param document: record with a `warehouse_id`
    :param loose: goods may also lie outside, as what is scrapped at a customer's
    :raises ValidationError: names the place
    """
    inside = loose or place.usage == "internal"
    if inside and place.warehouse_id in (document.warehouse_id, place.warehouse_id[:0]):
        return
    raise ValidationError(
        document.env._(
            "%(place)s is no stock location of warehouse %(warehouse)s: choose another "
            "location, or make a document of the other warehouse.",
            place=place.complete_name,
            warehouse=document.warehouse_id.name,
        )
    )

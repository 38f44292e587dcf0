"""Quantities shown and entered in the packings of a product: 3箱5包."""

from fractions import Fraction

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core import mixed
from ..core.mnemonic import full_pinyin, initials


class UomUom(models.Model):
    _inherit = "uom.uom"

    def _jxc_fraction(self):
        """How many of the reference unit this unit holds, exactly."""
        self.ensure_one()
        factor, unit = Fraction(1), self
        while unit:
            factor *= Fraction(str(unit.relative_factor))
            unit = unit.relative_uom_id
        return factor

    def _jxc_mixed_unit(self, base):
        """This unit for `core.mixed`, counted in `base`; pinyin is understood, too."""
        name = self.name or ""
        others = dict.fromkeys(
            other.lower()
            for other in (initials(name), full_pinyin(name))
            if other and other.lower() != name.lower()
        )
        factor = self._jxc_fraction() / base._jxc_fraction()
        return mixed.Unit(name, factor, tuple(others))


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _jxc_mixed_units(self, own=None):
        """The units of a product: its own first, then packings and `own`.

        :param own: unit of a line, which need not be among the packings
        :return: list of `core.mixed.Unit`
        """
        self.ensure_one()
        base = self.uom_id
        units = base | self.uom_ids
        if own and own._has_common_reference(base):
            units |= own
        return [unit._jxc_mixed_unit(base) for unit in units]

    @api.private
    def _jxc_mixed_scale(self, uom=None):
        """What JavaScript needs to read and write quantities in packings.

        :param uom: unit that a number without one counts in, by default the product's
        :return: dict of units, that of the number, and decimals
        """
        self.ensure_one()
        return {
            "units": list(map(_plain, self._jxc_mixed_units(uom))),
            "own": _plain((uom or self.uom_id)._jxc_mixed_unit(self.uom_id)),
            "digits": self.env["decimal.precision"].precision_get("Product Unit"),
        }

    @api.private
    def _jxc_mixed(self, quantity, uom=None):
        """`quantity` in the packings of the product as text.

        :param float quantity: in `uom`, by default the unit of the product
        :return: "3箱5包"; "" for a product without packings
        """
        self.ensure_one()
        units = self._jxc_mixed_units(uom)
        if len(units) < 2:
            return ""
        own = (uom or self.uom_id)._jxc_mixed_unit(self.uom_id)
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        shown = Fraction(f"{quantity:.{digits}f}")
        return mixed.in_packings(shown, own, units, digits)

    @api.private
    def _jxc_from_mixed(self, text, uom=None):
        """The quantity that was typed, in `uom` (by default the product's unit).

        :raises UserError: says what is wrong and which units there are
        """
        self.ensure_one()
        uom = uom or self.uom_id
        own = uom._jxc_mixed_unit(self.uom_id)
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        try:
            units = self._jxc_mixed_units(uom)
            return float(mixed.parsed(text or "", units, own, digits))
        except mixed.MixedError as error:
            raise UserError(self._jxc_mixed_message(error, text, uom)) from error

    def _jxc_mixed_message(self, error, text, uom):
        values = {"text": error.text or text or "", "units": ", ".join(error.names)}
        if error.code == mixed.UNKNOWN:
            return self.env._("“%(text)s” is no unit here. Units: %(units)s", **values)
        if error.code == mixed.AMBIGUOUS:
            return self.env._("“%(text)s” could be: %(units)s", **values)
        if error.code == mixed.NOT_EXACT:
            return self.env._(
                "“%(text)s” is no exact number of %(unit)s. Choose another unit for "
                "the line: %(units)s",
                unit=uom.name,
                **values,
            )
        return self.env._(
            "“%(text)s” is no quantity. Write for example 12, 3*12+5, or numbers with "
            "units: %(units)s",
            **values,
        )


class JxcMixedQtyMixin(models.AbstractModel):
    """For lines with a product, a unit and a quantity (names in the attributes)."""

    _name = "jxc.mixed.qty.mixin"
    _description = "Quantity in Several Units"

    _jxc_mixed_product = "product_id"
    _jxc_mixed_uom = "product_uom_id"
    _jxc_mixed_quantity = "product_qty"

    jxc_units = fields.Json("Units", compute="_compute_jxc_units")
    jxc_mixed_qty = fields.Char("In Packings", compute="_compute_jxc_mixed_qty")

    @api.depends(lambda self: [self._jxc_mixed_product, self._jxc_mixed_uom])
    def _compute_jxc_units(self):
        """What the widget needs: the units, that of the line, decimals."""
        for line in self:
            product, uom = line[line._jxc_mixed_product], line[line._jxc_mixed_uom]
            base = product.uom_id
            uom = uom or base
            if not product or not uom._has_common_reference(base):
                line.jxc_units = False
                continue
            line.jxc_units = product._jxc_mixed_scale(uom)

    @api.depends(
        lambda self: [
            self._jxc_mixed_product,
            self._jxc_mixed_uom,
            self._jxc_mixed_quantity,
        ]
    )
    def _compute_jxc_mixed_qty(self):
        for line in self:
            product, uom = line[line._jxc_mixed_product], line[line._jxc_mixed_uom]
            uom = uom or product.uom_id
            line.jxc_mixed_qty = False
            if product and uom._has_common_reference(product.uom_id):
                quantity = line[line._jxc_mixed_quantity]
                line.jxc_mixed_qty = product._jxc_mixed(quantity, uom)


def _plain(unit):
    factor = [unit.factor.numerator, unit.factor.denominator]
    return {"name": unit.name, "factor": factor, "others": list(unit.others)}

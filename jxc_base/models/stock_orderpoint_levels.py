from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..core.levels import Levels, wrong

LEVELS = {
    "minimum": "product_min_qty",
    "maximum": "product_max_qty",
    "safety": "jxc_safety_quantity",
    "cover": "jxc_cover_days",
    "most": "jxc_cover_days_most",
}


class StockWarehouseOrderpoint(models.Model):
    """The one home of stock levels: minimum and maximum of core, and these."""

    _inherit = "stock.warehouse.orderpoint"

    jxc_safety_quantity = fields.Float(
        string="Safety Stock",
        digits="Product Unit",
        default=0.0,
        help="What should be left when the next delivery arrives, in the product's "
        "unit. Below it the purchaser is warned. 0: no safety stock.",
    )
    jxc_cover_days = fields.Integer(
        string="Days to Cover",
        default=0,
        help="For how many days of sales the stock should last at least. 0: as the "
        "warning rule for too few days of cover says.",
    )
    jxc_cover_days_most = fields.Integer(
        string="Most Days to Cover",
        default=0,
        help="For how many days of sales the stock should last at most. 0: as the "
        "warning rule for too many days of cover says.",
    )

    _jxc_levels_sane = models.Constraint(
        "CHECK(jxc_safety_quantity >= 0 AND jxc_cover_days >= 0"
        " AND jxc_cover_days_most >= 0)",
        "Safety stock and days to cover cannot be negative.",
    )

    @api.constrains(*LEVELS.values())
    def _check_jxc_levels(self):
        """Say what does not fit together, and of which product where.

        :raises ValidationError: see `core.levels.wrong`
        """
        for point in self:
            problems = point._jxc_level_problems(point._jxc_levels())
            if problems:
                raise ValidationError(
                    self.env._(
                        "%(product)s in %(warehouse)s: %(problems)s.",
                        product=point.product_id.display_name,
                        warehouse=point.warehouse_id.name,
                        problems="; ".join(problems),
                    )
                )

    def _jxc_levels(self):
        return Levels(**{name: self[field] for name, field in LEVELS.items()})

    @api.model
    def _jxc_level_problems(self, levels):
        """Sentences on what does not fit together, in the user's language."""
        figures = {
            name: format(getattr(levels, name), ".10g").rstrip(".") for name in LEVELS
        }
        texts = {
            "min_max": self.env._(
                "the minimum %(minimum)s is above the maximum %(maximum)s", **figures
            ),
            "safety_min": self.env._(
                "the safety stock %(safety)s is above the minimum %(minimum)s",
                **figures,
            ),
            "cover_most": self.env._(
                "the days to cover %(cover)s are more than the most days %(most)s",
                **figures,
            ),
        }
        return [texts.get(code) or self._jxc_negative(code) for code in wrong(levels)]

    @api.model
    def _jxc_negative(self, code):
        field = self._fields[LEVELS[code.partition(":")[2]]]
        label = field._description_string(self.env)
        return self.env._("%(level)s cannot be negative", level=label)

from odoo import fields, models
from odoo.addons.jxc_base.models.common.jxc_cost_guard import COST

from .fact_fields import FactMany2one

AREAS = [("stock", "Stock"), ("hold", "On Hold"), ("transit", "In Transit")]
OWNERSHIPS = [("own", "Own Goods"), ("other", "Goods of Others")]
CAUSES = [
    ("bill", "Bill at another price"),
    ("order", "Order price changed"),
    ("landed", "Landed cost"),
    ("manual", "Value set by hand"),
    ("price", "Cost price changed"),
    ("closed", "Change of a closed month"),
    ("average", "Average cost moved"),
    ("rounding", "Rounding"),
]


def _value(**options):
    """A field for a value in the company's currency, hidden with the costs."""
    return fields.Monetary(
        currency_field="company_currency_id", groups=COST, readonly=True, **options
    )


class JxcStockDaily(models.Model):
    """Stock of a product at a place at the end of a day, and what the day changed.

    One row per company, product, place (warehouse and area), ownership and day; only
    days on which something changed, and the first of each month for what is in stock
    then. Quantities in the product's unit, values in the company's currency::

        closing quantity = opening + in - out + moved in - moved out + shifted + late
        closing value    = opening + in - out + moved in - moved out + shifted
                           + revaluation

    The closing value of all places of a product is core's valuation of it; a place has
    the company's unit cost of the day times its quantity. Written only by `_run`.
    """

    _name = "jxc.stock.daily"
    _description = "Daily Stock Fact"
    _log_access = False
    _allow_sudo_commands = False
    _order = "day, id"
    _rec_name = "product_id"

    company_id = FactMany2one("res.company", readonly=True, required=True)
    product_id = FactMany2one("product.product", readonly=True, required=True)
    warehouse_id = FactMany2one(
        "stock.warehouse",
        readonly=True,
        help="Empty: goods between warehouses, or in a location of no warehouse.",
    )
    area = fields.Selection(AREAS, readonly=True, required=True)
    ownership = fields.Selection(OWNERSHIPS, readonly=True, required=True)
    day = fields.Date(readonly=True, required=True, help="Day of the company.")
    opening_quantity = fields.Float(digits="Product Unit", readonly=True)
    in_quantity = fields.Float(digits="Product Unit", readonly=True)
    out_quantity = fields.Float(digits="Product Unit", readonly=True)
    moved_in_quantity = fields.Float(digits="Product Unit", readonly=True)
    moved_out_quantity = fields.Float(digits="Product Unit", readonly=True)
    shifted_quantity = fields.Float(
        digits="Product Unit",
        readonly=True,
        help="Between stock and hold of the same warehouse; negative: left this area.",
    )
    late_quantity = fields.Float(
        digits="Product Unit",
        readonly=True,
        help="Changes of a closed month, booked on the first open day.",
    )
    closing_quantity = fields.Float(digits="Product Unit", readonly=True)
    sold_quantity = fields.Float(
        digits="Product Unit",
        readonly=True,
        help="Part of out and in: to customers minus back from customers.",
    )
    company_currency_id = fields.Many2one(related="company_id.currency_id")
    opening_value = _value()
    in_value = _value()
    out_value = _value()
    moved_in_value = _value()
    moved_out_value = _value()
    shifted_value = _value()
    revaluation = _value(
        help="What changed the value without a movement: see the cause.",
    )
    closing_value = _value()
    sold_value = _value(help="Cost of what `sold_quantity` counts.")
    cause = fields.Selection(
        CAUSES, readonly=True, groups=COST, help="Main cause of the revaluation."
    )

    _key_index = models.UniqueIndex(
        "(company_id, product_id, COALESCE(warehouse_id, 0), area, ownership, day)"
    )
    _day_index = models.Index("(company_id, day)")

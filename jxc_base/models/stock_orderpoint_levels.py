from odoo import fields, models


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

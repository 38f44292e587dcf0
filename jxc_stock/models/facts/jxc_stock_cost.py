from odoo import fields, models
from odoo.addons.jxc_base.models.common.jxc_cost_guard import COST

from .fact_fields import FactMany2one


class JxcStockCost(models.Model):
    """Unit cost and value of a product in a company at the end of a day.

    Rows on days on which receipts, issues, bills or prices changed one of them. They
    are also the state from which the next run goes on, so they keep full precision.
    """

    _name = "jxc.stock.cost"
    _description = "Unit Cost of a Day"
    _log_access = False
    _allow_sudo_commands = False
    _order = "day, id"
    _rec_name = "product_id"

    company_id = FactMany2one("res.company", readonly=True, required=True)
    product_id = FactMany2one("product.product", readonly=True, required=True)
    day = fields.Date(readonly=True, required=True, help="Day of the company.")
    quantity = fields.Float(
        readonly=True, help="Own goods in the product's unit, all places."
    )
    unit_cost = fields.Float(readonly=True, groups=COST)
    exact_value = fields.Float(
        readonly=True, groups=COST, help="Before rounding to the currency."
    )
    method = fields.Char(
        readonly=True,
        help="Cost method it was counted with; after a change of method the next run"
        " counts from the first movement.",
    )
    company_currency_id = fields.Many2one(related="company_id.currency_id")
    value = fields.Monetary(
        currency_field="company_currency_id", readonly=True, groups=COST
    )

    _key_index = models.UniqueIndex("(company_id, product_id, day)")

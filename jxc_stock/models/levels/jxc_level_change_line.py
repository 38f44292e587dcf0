from odoo import api, fields, models
from odoo.addons.jxc_base.core.levels import DAYS, FIELDS, Levels

from .jxc_stock_threshold import STATES


class JxcLevelChangeLine(models.Model):
    """Levels of a product in a warehouse before and after; written by the server."""

    _name = "jxc.level.change.line"
    _description = "Change of a Level"
    _log_access = False
    _allow_sudo_commands = False
    _order = "change_id, problem, number, id"
    _rec_name = "product_id"

    change_id = fields.Many2one(
        "jxc.level.change", required=True, readonly=True, ondelete="cascade", index=True
    )
    number = fields.Integer("Row", readonly=True, help="In the file.")
    company_id = fields.Many2one("res.company", readonly=True, ondelete="cascade")
    product_id = fields.Many2one("product.product", readonly=True, ondelete="cascade")
    warehouse_id = fields.Many2one("stock.warehouse", readonly=True, ondelete="cascade")
    made = fields.Boolean(
        "New Rule", readonly=True, help="There was no replenishment rule before."
    )
    raised = fields.Boolean(
        readonly=True,
        help="Minimum or maximum was raised with the level below it, so that they fit "
        "together.",
    )
    problem = fields.Char(readonly=True)
    was_safety = fields.Float("Safety Stock Before", digits="Product Unit")
    was_minimum = fields.Float("Minimum Before", digits="Product Unit")
    was_maximum = fields.Float("Maximum Before", digits="Product Unit")
    was_cover = fields.Integer("Days to Cover Before", aggregator=None)
    was_most = fields.Integer("Most Days Before", aggregator=None)
    safety = fields.Float("New Safety Stock", digits="Product Unit")
    minimum = fields.Float("New Minimum", digits="Product Unit")
    maximum = fields.Float("New Maximum", digits="Product Unit")
    cover = fields.Integer("New Days to Cover", aggregator=None)
    most = fields.Integer("New Most Days to Cover", aggregator=None)
    safety_text = fields.Char("Safety Stock", compute="_compute_texts")
    minimum_text = fields.Char("Minimum", compute="_compute_texts")
    maximum_text = fields.Char("Maximum", compute="_compute_texts")
    cover_text = fields.Char("Days to Cover", compute="_compute_texts")
    most_text = fields.Char("Most Days to Cover", compute="_compute_texts")
    demand = fields.Float("Demand a Day", digits=(16, 2), readonly=True)
    state_before = fields.Selection(STATES, readonly=True)
    state_after = fields.Selection(STATES, readonly=True)

    @api.depends(*FIELDS, *(f"was_{name}" for name in FIELDS))
    def _compute_texts(self):
        for line in self:
            for name in FIELDS:
                line[f"{name}_text"] = line._text(line[f"was_{name}"], line[name])

    @api.model
    def _text(self, old, new):
        old, new = (f"{figure:.10g}" for figure in (old, new))
        return new if old == new else f"{old} → {new}"

    def _key(self):
        return self.product_id.id, self.warehouse_id.id

    def _before(self):
        return Levels(**{name: self[f"was_{name}"] for name in FIELDS})

    def _after(self):
        return Levels(**{name: self[name] for name in FIELDS})


LINE_COLUMNS = {
    "number": "int",
    "company_id": "int",
    "product_id": "int",
    "warehouse_id": "int",
    "made": "bool",
    "raised": "bool",
    "problem": "varchar",
    **{
        f"{prefix}{name}": "int" if name in DAYS else "numeric"
        for prefix in ("was_", "")
        for name in FIELDS
    },
    "demand": "numeric",
    "state_before": "varchar",
    "state_after": "varchar",
}

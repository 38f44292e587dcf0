"""The log of receipts whose value changed after they were done."""

from odoo import fields, models
from odoo.addons.jxc_base.models.common.jxc_cost_guard import COST

CAUSES = [
    ("bill", "Bill at another price"),
    ("order", "Order price changed"),
    ("landed", "Landed cost"),
    ("manual", "Value set by hand"),
    ("price", "Cost price changed"),
]


class JxcStockRevaluation(models.Model):
    """A done receipt was worth something else from a day on, and why.

    Append-only. It lets the daily facts keep what was known on each past day, and say
    which document changed a value: core keeps only the last value of a movement.
    """

    _name = "jxc.stock.revaluation"
    _inherit = "jxc.append.only"
    _description = "Revaluation of a Receipt"
    _log_access = False
    _allow_sudo_commands = False
    _order = "known_at desc, id desc"
    _rec_name = "cause_name"
    _jxc_free = frozenset({"product_id", "cause_ref"})

    company_id = fields.Many2one(
        "res.company", readonly=True, required=True, ondelete="cascade"
    )
    product_id = fields.Many2one(
        "product.product", readonly=True, required=True, ondelete="cascade"
    )
    move_id = fields.Many2one(
        "stock.move", "Receipt", readonly=True, ondelete="cascade", index=True
    )
    known_at = fields.Datetime(
        readonly=True,
        required=True,
        default=fields.Datetime.now,
        help="When the new value became known.",
    )
    known_on = fields.Date(readonly=True, required=True, help="Its day of the company.")
    quantity = fields.Float(
        digits="Product Unit", readonly=True, help="Valued quantity of the receipt."
    )
    company_currency_id = fields.Many2one(related="company_id.currency_id")
    old_value = fields.Monetary(
        currency_field="company_currency_id", readonly=True, groups=COST
    )
    new_value = fields.Monetary(
        currency_field="company_currency_id", readonly=True, groups=COST
    )
    cause = fields.Selection(CAUSES, readonly=True, required=True)
    cause_ref = fields.Reference(
        selection="_selection_cause_ref", string="Document", readonly=True
    )
    cause_name = fields.Char("Document Name", readonly=True)

    _product_index = models.Index("(product_id, company_id, known_on)")

    def _selection_cause_ref(self):
        """Models of the documents that can change a value."""
        names = ["account.move", "purchase.order", "product.value"]
        names += ["stock.landed.cost"]
        known = self.env["ir.model"]._get
        return [(name, known(name).name) for name in names if name in self.env]

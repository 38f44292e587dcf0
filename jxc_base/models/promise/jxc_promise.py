from odoo import fields, models
from odoo.exceptions import UserError

SIDES = [("purchase", "Purchase"), ("sale", "Sale")]
FAULTS = [
    ("supplier", "Supplier"),
    ("buyer", "Buyer"),
    ("customer", "Customer"),
    ("company", "Our Company"),
    ("force_majeure", "Force Majeure"),
]


class JxcPromise(models.Model):
    """What was promised for an order line, by whom and when: written once.

    The names beside the references stay when a record is merged or deleted. Written by
    the order lines (``jxc.promise.line.mixin``).
    """

    _name = "jxc.promise"
    _inherit = "jxc.append.only"
    _description = "Promised Date"
    _order = "recorded_at DESC, id DESC"
    _rec_name = "document_name"
    _allow_sudo_commands = False
    _jxc_free = frozenset(
        {
            "purchase_line_id",
            "sale_line_id",
            "product_id",
            "partner_id",
            "warehouse_id",
            "by_user_id",
            "by_partner_id",
        }
    )

    side = fields.Selection(SIDES, required=True, readonly=True)
    kind = fields.Selection(
        [("first", "First"), ("confirmed", "Confirmed"), ("revised", "Revised")],
        required=True,
        readonly=True,
        help="First: when the order was confirmed. Confirmed: the vendor agreed. "
        "Revised: date or quantity changed afterwards.",
    )
    promised_date = fields.Date(
        required=True, readonly=True, help="Day in the company's time zone."
    )
    quantity = fields.Float(
        digits="Product Unit", readonly=True, help="In the product's unit."
    )
    unit_name = fields.Char("Unit", readonly=True)
    fault = fields.Selection(
        FAULTS,
        string="Caused by",
        readonly=True,
        help="Who made the change of the date necessary. A purchase is measured "
        "against its first promise unless the buyer asked for another date, a sale "
        "unless the customer did.",
    )
    reason = fields.Char(readonly=True)
    recorded_at = fields.Datetime(
        required=True, readonly=True, default=lambda self: fields.Datetime.now()
    )
    by_name = fields.Char("Recorded by", readonly=True)
    via = fields.Selection(
        [
            ("order", "Order"),
            ("portal", "Portal"),
            ("link", "Signed Link"),
            ("takeover", "Found at Installation"),
        ],
        required=True,
        readonly=True,
        default="order",
        help="The way it was recorded.",
    )
    document_name = fields.Char("Document", readonly=True)
    product_name = fields.Char(readonly=True)
    partner_name = fields.Char(readonly=True)
    purchase_line_id = fields.Many2one(
        "purchase.order.line",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    sale_line_id = fields.Many2one(
        "sale.order.line", readonly=True, ondelete="set null", index="btree_not_null"
    )
    product_id = fields.Many2one(
        "product.product", readonly=True, ondelete="set null", index="btree_not_null"
    )
    partner_id = fields.Many2one(
        "res.partner", readonly=True, ondelete="set null", index="btree_not_null"
    )
    warehouse_id = fields.Many2one(
        "stock.warehouse", readonly=True, ondelete="set null"
    )
    by_user_id = fields.Many2one("res.users", readonly=True, ondelete="set null")
    by_partner_id = fields.Many2one("res.partner", readonly=True, ondelete="set null")
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="restrict"
    )

    def _jxc_kept_message(self):
        return self.env._(
            "Promised dates are recorded once: they are neither changed nor deleted. "
            "Change the date of the order; a new entry is added."
        )

    def action_jxc_document(self):
        """Open the order behind this promise."""
        self.ensure_one()
        order = self.purchase_line_id.order_id or self.sale_line_id.order_id
        if not order:
            raise UserError(
                self.env._("%(document)s was deleted.", document=self.document_name)
            )
        return order._get_records_action()

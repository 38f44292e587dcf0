from odoo import api, fields, models
from odoo.addons.jxc_base.models.common.jxc_cost_guard import COST
from odoo.exceptions import AccessError, ValidationError

ABC = [("A", "A"), ("B", "B"), ("C", "C")]
XYZ = [("X", "X"), ("Y", "Y"), ("Z", "Z")]
MANUAL = {"abc_manual", "xyz_manual", "reason"}


class JxcStockClass(models.Model):
    """ABC × XYZ class of a product in a warehouse, or in the whole company.

    One row per month; the last one is `latest`. Computed by `_classify` from the
    demand of the weeks before, formulas in `core/classes.py`. What somebody sets by
    hand holds until they empty it.
    """

    _name = "jxc.stock.class"
    _inherit = ["mail.thread"]
    _description = "Class of Goods"
    _order = "month desc, name, id"
    _rec_name = "name"
    _allow_sudo_commands = False

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    product_id = fields.Many2one(
        "product.product", required=True, readonly=True, ondelete="cascade", index=True
    )
    product_tmpl_id = fields.Many2one(related="product_id.product_tmpl_id")
    categ_id = fields.Many2one(related="product_id.categ_id")
    warehouse_id = fields.Many2one(
        "stock.warehouse",
        readonly=True,
        ondelete="cascade",
        help="Empty: the whole company.",
    )
    month = fields.Date(required=True, readonly=True)
    latest = fields.Boolean(readonly=True, help="The class that holds now.")
    computed_at = fields.Datetime(readonly=True)
    name = fields.Char("Class", compute="_compute_name", store=True)
    previous = fields.Char("Class Before", readonly=True)
    changed = fields.Boolean(compute="_compute_changed", search="_search_changed")
    abc = fields.Selection(ABC, "ABC", compute="_compute_name", store=True)
    xyz = fields.Selection(XYZ, "XYZ", compute="_compute_name", store=True)
    abc_computed = fields.Selection(ABC, "ABC Computed", readonly=True)
    xyz_computed = fields.Selection(
        XYZ, "XYZ Computed", readonly=True, help="Empty: too few weeks, or no demand."
    )
    abc_manual = fields.Selection(ABC, "ABC by Hand", tracking=True)
    xyz_manual = fields.Selection(XYZ, "XYZ by Hand", tracking=True)
    reason = fields.Char(tracking=True, help="Why it is not the computed class.")
    manual_by = fields.Many2one("res.users", "Set By", readonly=True)
    manual_at = fields.Datetime("Set At", readonly=True)
    quantity = fields.Float(
        "Demand", digits="Product Unit", readonly=True, help="Of the weeks looked at."
    )
    company_currency_id = fields.Many2one(related="company_id.currency_id")
    amount = fields.Float(
        "Measure",
        digits=(16, 2),
        readonly=True,
        groups=COST,
        help="What the ABC class goes by: cost of the demand, margin or quantity, as "
        "the settings say.",
    )
    share = fields.Float(
        readonly=True,
        groups=COST,
        aggregator="sum",
        help="Part of the measure of the warehouse, or of the company.",
    )
    variation = fields.Float(
        digits=(16, 2),
        readonly=True,
        aggregator=None,
        help="Standard deviation ÷ mean of the weekly demand; weeks without demand "
        "count.",
    )
    weeks = fields.Integer(
        readonly=True, aggregator=None, help="Weeks since the first demand."
    )

    _key_index = models.UniqueIndex(
        "(company_id, product_id, COALESCE(warehouse_id, 0), month)"
    )
    _latest_index = models.Index("(product_id) WHERE latest")

    @api.depends("abc_manual", "abc_computed", "xyz_manual", "xyz_computed")
    def _compute_name(self):
        for row in self:
            row.abc = row.abc_manual or row.abc_computed
            row.xyz = row.xyz_manual or row.xyz_computed
            row.name = f"{row.abc or ''}{row.xyz or ''}"

    @api.depends("name", "previous")
    def _compute_changed(self):
        for row in self:
            row.changed = bool(row.previous) and row.previous != row.name

    def _search_changed(self, operator, value):
        if operator != "in" or set(value) - {True, False}:
            return NotImplemented
        query = self._search([("previous", "!=", False)])
        table = query.table
        query.add_where(f'"{table}".previous <> "{table}".name')
        wanted = [("id", "in", query)]
        return wanted if True in value else [("id", "not in", query)]

    @api.constrains("abc_manual", "xyz_manual", "reason")
    def _check_reason(self):
        for row in self:
            if (row.abc_manual or row.xyz_manual) and not (row.reason or "").strip():
                raise ValidationError(
                    self.env._("Say why %s has another class.", row.product_id.name)
                )

    def write(self, vals):
        """People set the class by hand, nothing else; it is noted who did."""
        if self.env.su or not vals:
            return super().write(vals)
        if vals.keys() - MANUAL - {"message_follower_ids", "message_ids"}:
            raise AccessError(
                self.env._("Classes are computed; by hand only class and reason are.")
            )
        if not all(self.mapped("latest")):
            raise ValidationError(self.env._("Past classes stay as they were."))
        if MANUAL & vals.keys():
            # sudo: who and when are stated by the server
            own = {"manual_by": self.env.uid, "manual_at": fields.Datetime.now()}
            self.check_access("write")
            self.sudo().write(own)
        return super().write(vals)

    def action_classify(self):
        """Compute the classes of the company again, now."""
        if not self.has_access("write"):
            raise AccessError(
                self.env._(
                    "Only warehouse managers and planners have classes computed."
                )
            )
        # sudo: rows are written by the system; the right was checked above
        self.sudo()._classify(self.env.company)
        return {"type": "ir.actions.client", "tag": "soft_reload"}

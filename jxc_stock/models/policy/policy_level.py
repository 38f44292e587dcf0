"""Where policies are set: company, warehouse, category, product, customer, tag."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

NEGATIVE = [("allow", "Allow"), ("warn", "Warn"), ("forbid", "Forbid")]
ORDER = [("off", "Free"), ("advise", "Advise"), ("enforce", "Enforce")]
EXPIRED = [
    ("off", "Free"),
    ("expiration", "Blocked from the Expiration Date"),
    ("removal", "Blocked from the Removal Date"),
]
LIFE = [("none", "None Required"), ("days", "Days"), ("percent", "% of Shelf Life")]
# Who decides about the policies of master data, if they may write it at all
GOODS = ("stock.group_stock_manager", "jxc_base.group_data_steward")
FIELDS = (
    "jxc_negative_policy",
    "jxc_order_policy",
    "jxc_expired_policy",
    "jxc_expired_scope",
    "jxc_life_kind",
    "jxc_life_value",
    "jxc_scan_required",
)


class JxcPolicyLevel(models.AbstractModel):
    """Records that carry policies: only some roles change them, caches follow."""

    _name = "jxc.policy.level"
    _description = "Level of Stock Policies"

    # Who may change the policies of these records
    _jxc_policy_groups = ("stock.group_stock_manager",)

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        if any(vals.get(name) for vals in vals_list for name in FIELDS):
            records._jxc_policy_changed()
        return records

    def write(self, vals):
        changed = any(
            (record[name] or False) != (vals[name] or False)
            for name in FIELDS
            if name in vals
            for record in self
        )
        result = super().write(vals)
        if changed:
            self._jxc_policy_changed()
        return result

    def unlink(self):
        names = [name for name in FIELDS if name in self._fields]
        had = any(record[name] for record in self for name in names)
        result = super().unlink()
        if had:
            self.env.registry.clear_cache()
        return result

    def _jxc_policy_changed(self):
        """:raises AccessError: for users who do not decide about policies"""
        self.env.registry.clear_cache()
        if self.env.su or any(map(self.env.user.has_group, self._jxc_policy_groups)):
            return
        raise AccessError(
            self.env._(
                "Stock policies are changed by the warehouse manager, for goods and "
                "customers by the data steward, or by an administrator."
            )
        )


class JxcPolicyLife(models.AbstractModel):
    """How much of its life a lot must have left for a customer."""

    _name = "jxc.policy.life"
    _inherit = "jxc.policy.level"
    _description = "Level of the Remaining Life"

    jxc_life_kind = fields.Selection(
        LIFE,
        "Minimum Remaining Life",
        help="How much of its life a lot must have left when it goes to a customer. "
        "Lots with less are not reserved and not delivered. A percentage is counted "
        "from the days of the product until its expiration date; products without "
        "these days are then not judged.",
    )
    jxc_life_value = fields.Float("Required Life", digits=(6, 1))

    @api.constrains("jxc_life_kind", "jxc_life_value")
    def _check_jxc_life(self):
        for record in self:
            kind, value = record.jxc_life_kind, record.jxc_life_value
            if kind in ("days", "percent") and value <= 0:
                message = self.env._("Say how much life a lot must have left.")
            elif kind == "percent" and value > 100 or value > 36500:
                message = self.env._("No lot has that much life left.")
            else:
                continue
            raise ValidationError(message)


class ResCompany(models.Model):
    _name = "res.company"
    _inherit = ["res.company", "jxc.policy.life"]
    _jxc_policy_groups = ("stock.group_stock_manager", "base.group_system")

    jxc_negative_policy = fields.Selection(
        NEGATIVE,
        "Negative Stock",
        default="allow",
        required=True,
        help="What happens when more of a product, lot, package or owner would leave "
        "a location than is there. Allow: as Odoo has it. Warn: it is done, and the "
        "transfer says so. Forbid: it is refused, with the shortage and alternatives.",
    )
    jxc_order_policy = fields.Selection(
        ORDER,
        "Order of Lots",
        default="off",
        required=True,
        help="Lots that expire first (FEFO) or came first (FIFO), as the removal "
        "strategy says, go first to customers and production. Advise: a better lot is "
        "shown. Enforce: another one needs an exception with a reason.",
    )
    jxc_expired_policy = fields.Selection(
        EXPIRED,
        "Expired Lots",
        default="off",
        required=True,
        help="Lots past this date do not leave; scrapping, returns to the vendor and "
        "moves within the warehouse stay possible.",
    )
    jxc_expired_scope = fields.Selection(
        [
            ("customer", "To customers"),
            ("production", "To customers and production"),
            ("transfer", "To customers, production and other warehouses"),
        ],
        "Expired Lots Do Not Go",
        default="customer",
        required=True,
    )
    jxc_life_kind = fields.Selection(default="none")


class StockWarehouse(models.Model):
    _name = "stock.warehouse"
    _inherit = ["stock.warehouse", "jxc.policy.level"]

    jxc_negative_policy = fields.Selection(
        NEGATIVE, "Negative Stock", help="Empty: as the company says."
    )
    jxc_order_policy = fields.Selection(
        ORDER, "Order of Lots", help="Empty: as the company says."
    )
    jxc_expired_policy = fields.Selection(
        EXPIRED, "Expired Lots", help="Empty: as the company says."
    )


class ProductCategory(models.Model):
    _name = "product.category"
    _inherit = ["product.category", "jxc.policy.life"]
    _jxc_policy_groups = GOODS

    jxc_order_policy = fields.Selection(
        ORDER,
        "Order of Lots",
        company_dependent=True,
        help="Empty: as the category above says, then the warehouse, then the company.",
    )
    jxc_expired_policy = fields.Selection(
        EXPIRED,
        "Expired Lots",
        company_dependent=True,
        help="Empty: as the category above says, then the warehouse, then the company.",
    )
    jxc_life_kind = fields.Selection(company_dependent=True)
    jxc_life_value = fields.Float(company_dependent=True)


class ProductTemplate(models.Model):
    _name = "product.template"
    _inherit = ["product.template", "jxc.policy.level"]
    _jxc_policy_groups = GOODS

    jxc_negative_policy = fields.Selection(
        NEGATIVE,
        "Negative Stock",
        company_dependent=True,
        help="Empty: as the warehouse says, then the company.",
    )
    jxc_order_policy = fields.Selection(
        ORDER,
        "Order of Lots",
        company_dependent=True,
        help="Empty: as the category says, then the warehouse, then the company.",
    )
    jxc_expired_policy = fields.Selection(
        EXPIRED,
        "Expired Lots",
        company_dependent=True,
        help="Empty: as the category says, then the warehouse, then the company.",
    )
    jxc_substitute_ids = fields.Many2many(
        "product.template",
        "jxc_product_substitute_rel",
        "template_id",
        "substitute_id",
        "Substitutes",
        help="Products that can be delivered instead; they are named when this one is "
        "short.",
    )


class StockPickingType(models.Model):
    _name = "stock.picking.type"
    _inherit = ["stock.picking.type", "jxc.policy.level"]

    jxc_scan_required = fields.Boolean(
        "Scanning Is Mandatory",
        help="A transfer of this type is completed only when each of its lines was "
        "confirmed by scanning the product, lot or package; or with an exception.",
    )


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "jxc.policy.life"]
    _jxc_policy_groups = (*GOODS, "sales_team.group_sale_manager")


class ResPartnerCategory(models.Model):
    _name = "res.partner.category"
    _inherit = ["res.partner.category", "jxc.policy.life"]
    _jxc_policy_groups = ResPartner._jxc_policy_groups

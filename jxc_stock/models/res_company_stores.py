from odoo import fields, models

AMOUNTS = [
    ("quantity", "The Available Quantity"),
    ("sign", "In Stock or Not"),
]


class ResCompany(models.Model):
    _inherit = "res.company"

    jxc_stores_see = fields.Selection(
        [("details", "Everything"), *AMOUNTS],
        "Stock of Other Stores",
        default="details",
        required=True,
        help="What users with own warehouses see of the others of this company: all "
        "figures in the stock overview, or only how much, or only whether some is "
        "available. What can be promised is computed alike for everybody.",
    )
    jxc_companies_see = fields.Selection(
        [("nothing", "Nothing"), *AMOUNTS],
        "Stock for Other Companies",
        default="nothing",
        required=True,
        help="What users of the other companies see of this company in “Stock by "
        "Store”.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    jxc_stores_see = fields.Selection(
        related="company_id.jxc_stores_see", readonly=False
    )
    jxc_companies_see = fields.Selection(
        related="company_id.jxc_companies_see", readonly=False
    )


class ResUsers(models.Model):
    _inherit = "res.users"

    def _jxc_sees(self, warehouse, companies):
        """What this user may see of a warehouse: details, quantity, sign or nothing.

        :param companies: `res.company` records in which the user works now
        """
        own, company = self.jxc_warehouse_ids, warehouse.company_id
        if company not in companies:
            return company.jxc_companies_see
        if not own or warehouse in own:
            return "details"
        return company.jxc_stores_see

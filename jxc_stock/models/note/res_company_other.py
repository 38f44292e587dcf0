"""How strict a company is about scrap."""

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    jxc_scrap_reason = fields.Boolean(
        "Scrap Needs a Reason",
        help="Nothing is scrapped without a reason, whichever way it is entered.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    jxc_scrap_reason = fields.Boolean(
        related="company_id.jxc_scrap_reason", readonly=False
    )

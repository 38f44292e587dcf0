from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    jxc_self_approval = fields.Boolean(
        string="Owners May Approve",
        help="Lets the requester, creator or responsible of a document approve it "
        "where a rule names them as approver. Off: somebody else has to approve.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    jxc_self_approval = fields.Boolean(
        related="company_id.jxc_self_approval", readonly=False
    )

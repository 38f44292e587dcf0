from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    jxc_request_auto_approve = fields.Boolean(
        related="company_id.jxc_request_auto_approve", readonly=False
    )
    jxc_request_merge_days = fields.Integer(
        related="company_id.jxc_request_merge_days", readonly=False
    )
    jxc_request_required = fields.Boolean(
        related="company_id.jxc_request_required", readonly=False
    )

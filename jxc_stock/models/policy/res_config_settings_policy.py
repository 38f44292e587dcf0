from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    jxc_negative_policy = fields.Selection(
        related="company_id.jxc_negative_policy", readonly=False
    )
    jxc_order_policy = fields.Selection(
        related="company_id.jxc_order_policy", readonly=False
    )
    jxc_expired_policy = fields.Selection(
        related="company_id.jxc_expired_policy", readonly=False
    )
    jxc_expired_scope = fields.Selection(
        related="company_id.jxc_expired_scope", readonly=False
    )
    jxc_life_kind = fields.Selection(related="company_id.jxc_life_kind", readonly=False)
    jxc_life_value = fields.Float(related="company_id.jxc_life_value", readonly=False)

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    jxc_notification_days = fields.Integer(
        string="Keep Messages",
        default=90,
        help="Days after which messages that were sent, failed or dropped are deleted. "
        "0: never.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    jxc_notification_days = fields.Integer(
        related="company_id.jxc_notification_days", readonly=False
    )
    jxc_internal_hosts = fields.Char(
        string="Internal Hosts",
        config_parameter="jxc_base.internal_hosts",
        help="Hosts in your own network that robots and webhooks may call, separated "
        "by spaces: name, name:port or network (10.0.0.0/16). They may use plain http; "
        "all others must be public and use https.",
    )

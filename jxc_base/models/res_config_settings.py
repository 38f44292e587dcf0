from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    jxc_tz = fields.Selection(related="company_id.jxc_tz", readonly=False)
    jxc_product_code_policy = fields.Selection(
        related="company_id.jxc_product_code_policy", readonly=False
    )
    jxc_numbers_applied = fields.Boolean(related="company_id.jxc_numbers_applied")
    group_jxc_salesperson_cost = fields.Boolean(
        string="Salespeople See Cost and Margin",
        group="jxc_base.group_salesperson",
        implied_group="jxc_base.group_cost",
        help="Off: only sales managers, purchase managers, finance and the boss do.",
    )

    def action_jxc_apply_numbers(self):
        """Number the documents of the current company by the presets."""
        return self.env["jxc.number.preset"].action_apply()

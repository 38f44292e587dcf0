from odoo import fields, models


class ResUsersSettings(models.Model):
    _inherit = "res.users.settings"

    jxc_overview_columns = fields.Char(
        "Columns of the Stock Overview",
        help="Names of the figures the user wants to see, separated by commas.",
    )

from odoo import fields, models


class JxcWorkbenchTile(models.Model):
    _inherit = "jxc.workbench.tile"

    code = fields.Selection(
        selection_add=[
            ("stock_short", "Products Running Short"),
            ("stock_hold", "Products on Hold"),
        ],
        ondelete={"stock_short": "cascade", "stock_hold": "cascade"},
    )

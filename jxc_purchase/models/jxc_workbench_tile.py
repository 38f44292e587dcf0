from odoo import fields, models


class JxcWorkbenchTile(models.Model):
    _inherit = "jxc.workbench.tile"

    code = fields.Selection(
        selection_add=[
            ("my_requests", "My Purchase Requests"),
            ("requests_to_order", "Requested Lines to Order"),
        ],
        ondelete={"my_requests": "cascade", "requests_to_order": "cascade"},
    )

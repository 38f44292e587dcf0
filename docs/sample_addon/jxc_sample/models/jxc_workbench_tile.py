from odoo import fields, models


class JxcWorkbenchTile(models.Model):
    _inherit = "jxc.workbench.tile"

    code = fields.Selection(
        selection_add=[("sample_focus", "Focus Products Sold Out")],
        ondelete={"sample_focus": "cascade"},
    )

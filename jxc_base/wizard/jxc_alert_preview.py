from odoo import models


class JxcAlertPreview(models.TransientModel):
    """What a rule would warn of now; made by its button, forgotten afterwards."""

    _name = "jxc.alert.preview"
    _inherit = "jxc.alert.text"
    _description = "Trial of a Warning Rule"
    _order = "severity, id"

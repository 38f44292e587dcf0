from odoo import fields, models


class JxcCountReason(models.Model):
    _name = "jxc.count.reason"
    _description = "Reason of a Stock Difference"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    note = fields.Text(
        "What to Do", translate=True, help="What prevents it from happening again."
    )

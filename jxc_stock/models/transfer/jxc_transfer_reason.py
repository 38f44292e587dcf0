from odoo import fields, models

KINDS = [
    ("shortage", "Shortage"),
    ("damage", "Damage"),
    ("surplus", "Surplus"),
]


class JxcTransferReason(models.Model):
    _name = "jxc.transfer.reason"
    _description = "Reason of a Transfer Difference"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(KINDS, help="Empty: fits every kind of difference.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    note = fields.Text(
        "What to Do", translate=True, help="What prevents it from happening again."
    )

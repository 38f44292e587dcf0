from odoo import fields, models

KINDS = [
    ("started", "Started"),
    ("freed", "Taken out of a transfer"),
    ("aside", "To quarantine"),
    ("stays", "Stays: no quarantine location there"),
    ("informed", "Customer informed"),
    ("returned", "Returned"),
    ("destroyed", "Destroyed"),
    ("refused", "Customer refuses"),
    ("message", "Message sent"),
    ("note", "Note"),
    ("closed", "Closed"),
    ("released", "Released"),
]


class JxcRecallLog(models.Model):
    """Each step of a recall: who, when, what."""

    _name = "jxc.recall.log"
    _inherit = "jxc.append.only"
    _description = "Step of a Recall"
    _log_access = False
    _allow_sudo_commands = False
    _order = "id"
    _rec_name = "kind"
    # users go; the name beside them stays
    _jxc_free = frozenset({"user_id"})

    recall_id = fields.Many2one(
        "jxc.recall", required=True, readonly=True, ondelete="restrict", index=True
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    at = fields.Datetime("Time", required=True, readonly=True)
    user_id = fields.Many2one("res.users", readonly=True, ondelete="set null")
    user_name = fields.Char("Done By", required=True, readonly=True)
    kind = fields.Selection(KINDS, "Step", required=True, readonly=True)
    customer = fields.Char(readonly=True)
    lot_name = fields.Char("Lot", readonly=True)
    quantity = fields.Float(digits="Product Unit", readonly=True, aggregator=None)
    text = fields.Char("What", readonly=True)

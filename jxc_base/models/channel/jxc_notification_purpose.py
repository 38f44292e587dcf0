from odoo import api, fields, models


class JxcNotificationPurpose(models.Model):
    """What messages are about; here the administrator says where they go."""

    _name = "jxc.notification.purpose"
    _description = "Notification Purpose"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True,
        help="By this code the programs send: _send(code, …).",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(
        default=True, help="Off: nothing of this kind is sent over any channel."
    )
    channel_ids = fields.Many2many(
        "jxc.channel",
        "jxc_channel_purpose_rel",
        "purpose_id",
        "channel_id",
        string="Channels",
        help="Each company uses its own channels and those of all companies.",
    )
    once_minutes = fields.Integer(
        string="Once in Minutes",
        default=60,
        required=True,
        help="Minutes in which the same message about the same record goes out "
        "only once over a channel. 0: every time.",
    )
    urgent = fields.Boolean(help="Goes out in quiet hours too.")

    _code_uniq = models.Constraint("UNIQUE(code)", "A purpose has a code of its own.")
    _once_sane = models.Constraint(
        "CHECK(once_minutes >= 0)", "The minutes of repetition cannot be negative."
    )

    @api.model
    @api.private
    def _get(self, code):
        """The purpose of a code, also when it is switched off.

        :raises ValueError: no such purpose: a record of it is missing
        """
        # sudo: whoever causes a message need not see how it is sent
        found = self.sudo().with_context(active_test=False)
        found = found.search([("code", "=", code)])
        if not found:
            raise ValueError(f"No notification purpose {code!r}")
        return found

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class TierDefinition(models.Model):
    """A step of an approval: who signs, and how many of them."""

    _inherit = "tier.definition"

    jxc_quorum = fields.Selection(
        [
            ("any", "One of them"),
            ("all", "All of them"),
            ("some", "Several of them"),
        ],
        string="Signatures",
        default="any",
        required=True,
        help="How many of the approvers have to sign. Who is away may be represented "
        "by a delegate.",
    )
    jxc_quorum_count = fields.Integer(
        string="Number of Signatures",
        default=2,
        help="Signatures of different people that the step needs.",
    )

    jxc_remind_hours = fields.Integer(
        string="Remind after (Hours)",
        help="Approvers who have not decided are reminded again and again after these "
        "hours. 0: never.",
    )
    jxc_escalate_hours = fields.Integer(
        string="Escalate after (Hours)",
        help="After these hours the user or group below may decide alone. 0: never.",
    )
    jxc_escalate_user_id = fields.Many2one("res.users", string="Escalate to User")
    jxc_escalate_group_id = fields.Many2one("res.groups", string="Escalate to Group")

    @api.constrains("jxc_quorum", "jxc_quorum_count")
    def _check_jxc_quorum_count(self):
        for rule in self:
            if rule.jxc_quorum == "some" and rule.jxc_quorum_count < 1:
                raise ValidationError(
                    self.env._("A step needs at least one signature.")
                )

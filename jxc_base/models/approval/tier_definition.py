from odoo import api, fields, models
from odoo.exceptions import ValidationError

SIGNATURES = [
    ("any", "One of them"),
    ("all", "All of them"),
    ("some", "Several of them"),
]
REMIND_HELP = (
    "Approvers who have not decided are reminded again and again after these hours. "
    "0: never."
)


class TierDefinition(models.Model):
    """A step of an approval: who signs, and how many of them."""

    _inherit = "tier.definition"

    review_type = fields.Selection(
        selection_add=[
            ("jxc_users", "Named users"),
            ("jxc_manager", "Manager of the requester"),
            ("jxc_head", "Department head of the requester"),
        ],
        ondelete={
            "jxc_users": "set default",
            "jxc_manager": "set default",
            "jxc_head": "set default",
        },
    )
    jxc_reviewer_ids = fields.Many2many(
        "res.users",
        "jxc_tier_definition_user_rel",
        "definition_id",
        "user_id",
        string="Approvers",
        domain=[("share", "=", False)],
    )
    jxc_quorum = fields.Selection(
        SIGNATURES,
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
        help=REMIND_HELP,
    )
    jxc_escalate_hours = fields.Integer(
        string="Escalate after (Hours)",
        help="After these hours whoever is named below may decide alone. 0: never.",
    )
    jxc_escalate_to = fields.Selection(
        [
            ("named", "Named user or group"),
            ("manager", "Manager of the approvers"),
            ("head", "Department head of the requester"),
        ],
        string="Escalate to",
        default="named",
        required=True,
    )
    jxc_escalate_user_id = fields.Many2one("res.users", string="Escalate to User")
    jxc_escalate_group_id = fields.Many2one("res.groups", string="Escalate to Group")
    jxc_guarded = fields.Boolean(compute="_compute_jxc_guarded")

    @api.depends("model")
    def _compute_jxc_guarded(self):
        for rule in self:
            document = self.env.get(rule.model) if rule.model else None
            rule.jxc_guarded = getattr(document, "_jxc_reviews_guarded", False)

    @api.constrains("jxc_quorum", "jxc_quorum_count")
    def _check_jxc_quorum_count(self):
        for rule in self:
            if rule.jxc_quorum == "some" and rule.jxc_quorum_count < 1:
                raise ValidationError(
                    self.env._("A step needs at least one signature.")
                )

    @api.onchange("review_type")
    def onchange_review_type(self):
        result = super().onchange_review_type()
        self.reviewer_field_id = False
        self.jxc_reviewer_ids = False
        return result

    def _reviewers_to_check_for_access(self):
        if self.review_type == "jxc_users":
            return self.jxc_reviewer_ids
        return super()._reviewers_to_check_for_access()

    def _get_review_needing_reminder(self):
        """Documents with our guards are reminded of by the hours of the rule only."""
        if self.jxc_guarded:
            return self.env["tier.review"]
        return super()._get_review_needing_reminder()

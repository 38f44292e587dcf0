"""A change of a rule does not touch documents that were already submitted."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..common.jxc_gate import REVIEW, RULE, changed_fields, gate_open, with_gate

OPEN = ("waiting", "pending")
# What the open reviews of a definition read from it
DECIDES = (
    "review_type",
    "reviewer_id",
    "reviewer_group_id",
    "reviewer_field_id",
    "jxc_reviewer_ids",
    "jxc_quorum",
    "jxc_quorum_count",
    "jxc_remind_hours",
    "jxc_escalate_hours",
    "jxc_escalate_to",
    "jxc_escalate_user_id",
    "jxc_escalate_group_id",
    "approve_sequence",
    "exclude_requester",
    "has_comment",
    "company_id",
)


class TierDefinition(models.Model):
    _inherit = "tier.definition"

    definition_type = fields.Selection(
        selection_add=[("jxc_rule", "Approval rule")],
        ondelete={"jxc_rule": "set default"},
    )
    jxc_step_id = fields.Many2one(
        "jxc.approval.rule.step",
        string="Step of the Rule",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="Kept by the approval rule; change it there.",
    )
    jxc_rule_id = fields.Many2one(
        related="jxc_step_id.rule_id", string="Approval Rule", store=True
    )
    jxc_version_of_id = fields.Many2one(
        "tier.definition",
        string="Former Version of",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="Documents submitted before the change follow this version.",
    )

    @api.constrains("active", "definition_type", "jxc_step_id")
    def _check_jxc_step(self):
        for definition in self:
            if definition.active and definition.definition_type == "jxc_rule":
                definition._jxc_check_step()

    def _jxc_check_step(self):
        if not self.jxc_step_id:
            raise ValidationError(
                self.env._("Add this step to an approval rule; alone it fits nothing.")
            )

    def write(self, vals):
        if set(vals) - {"jxc_step_id", "jxc_rule_id"}:
            self._jxc_check_kept()
        for definition in self:
            if changed_fields(definition, vals, DECIDES):
                definition._jxc_keep_version()
        return super().write(vals)

    def unlink(self):
        self._jxc_check_kept()
        self._jxc_check_unused()
        return super().unlink()

    def _jxc_check_kept(self):
        """Refuse changes of what an approval rule keeps."""
        kept = self.filtered("jxc_step_id")
        if kept and not self.env.su and not gate_open(self, RULE):
            raise UserError(
                self.env._(
                    "“%(step)s” belongs to the approval rule “%(rule)s”. Change it "
                    "there.",
                    step=kept[0].name,
                    rule=kept[0].jxc_rule_id.name,
                )
            )

    def _jxc_check_unused(self):
        for definition in self:
            if definition._jxc_open_reviews():
                raise UserError(
                    self.env._(
                        "Documents wait for “%(step)s”. Archive it instead: they go "
                        "their way, new ones are not asked any more.",
                        step=definition.name,
                    )
                )

    def _jxc_open_reviews(self):
        # sudo: reviews of documents of every company, readable or not
        return (
            self.env["tier.review"]
            .sudo()
            .search([("definition_id", "in", self.ids), ("status", "in", OPEN)])
        )

    def _jxc_keep_version(self):
        """Leave open reviews with a copy of this definition as it is now."""
        reviews = self._jxc_open_reviews()
        if not reviews:
            return
        # sudo: the copy is nobody's to edit
        former = self.sudo().copy({"active": False, "name": self.name})
        former.jxc_version_of_id = self
        with_gate(reviews, REVIEW).write({"definition_id": former.id})

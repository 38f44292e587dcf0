from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Command

from ..common.jxc_gate import RULE, changed_fields, with_gate
from .tier_definition import REMIND_HELP, SIGNATURES

# Definitions of the rules come before those made by hand, whose sequences are small
FIRST = 1_000_000_000
PER_RULE = 1_000
# Approvers whose rights are looked at while a rule is written
MOST_TRIED = 20
REVIEW_TYPES = {
    "users": "jxc_users",
    "group": "group",
    "field": "field",
    "manager": "jxc_manager",
    "head": "jxc_head",
}


class JxcApprovalRuleStep(models.Model):
    """Who approves, of which documents of the rule."""

    _name = "jxc.approval.rule.step"
    _description = "Step of an Approval Rule"
    _order = "sequence, id"

    rule_id = fields.Many2one(
        "jxc.approval.rule", required=True, ondelete="cascade", index=True
    )
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(related="rule_id.company_id")
    currency_id = fields.Many2one(related="rule_id.currency_id")
    criteria = fields.Char(related="rule_id.criteria")
    amount_from = fields.Monetary(
        string="Only from Amount",
        help="The step is asked from this total on, taxes included, in the company's "
        "currency. 0: for every document of the rule.",
    )
    categ_ids = fields.Many2many(
        "product.category",
        "jxc_approval_step_category_rel",
        "step_id",
        "category_id",
        ondelete="restrict",
        string="Only for Categories",
        help="The step is asked where a product belongs to one of them or below.",
    )
    approver = fields.Selection(
        [
            ("group", "Group"),
            ("users", "Named users"),
            ("manager", "Manager of the requester"),
            ("head", "Department head of the requester"),
            ("field", "Field of the document"),
        ],
        required=True,
        default="group",
        string="Approved by",
    )
    group_id = fields.Many2one("res.groups", ondelete="restrict")
    user_ids = fields.Many2many(
        "res.users",
        "jxc_approval_step_user_rel",
        "step_id",
        "user_id",
        string="Users",
        domain=[("share", "=", False)],
    )
    field_id = fields.Many2one(
        "ir.model.fields",
        ondelete="cascade",
        domain="[('id', 'in', valid_field_ids)]",
    )
    valid_field_ids = fields.Many2many(
        "ir.model.fields", compute="_compute_valid_field_ids", compute_sudo=True
    )
    quorum = fields.Selection(
        SIGNATURES,
        string="Signatures",
        default="any",
        required=True,
        help="How many of the approvers have to sign.",
    )
    quorum_count = fields.Integer("Number", default=2)
    remind_hours = fields.Integer(
        "Remind after (Hours)",
        help=REMIND_HELP,
    )
    escalate_hours = fields.Integer(
        "Escalate after (Hours)",
        help="After these hours somebody else may decide alone. 0: never.",
    )
    escalate_to = fields.Selection(
        [
            ("manager", "Manager of the approvers"),
            ("head", "Department head of the requester"),
            ("user", "User"),
            ("group", "Group"),
        ],
        string="Escalate to",
        default="manager",
        required=True,
    )
    escalate_user_id = fields.Many2one("res.users", string="Escalate to User")
    escalate_group_id = fields.Many2one("res.groups", string="Escalate to Group")
    definition_ids = fields.One2many(
        "tier.definition", "jxc_step_id", context={"active_test": False}
    )
    summary = fields.Char(compute="_compute_summary")

    _amount_positive = models.Constraint(
        "CHECK(amount_from >= 0)", "The amount cannot be negative."
    )
    _hours_positive = models.Constraint(
        "CHECK(remind_hours >= 0 AND escalate_hours >= 0)",
        "Hours cannot be negative.",
    )

    @api.depends("rule_id.document")
    def _compute_valid_field_ids(self):
        fields_ = self.env["ir.model.fields"]
        for step in self:
            step.valid_field_ids = fields_.search(
                [
                    ("model", "=", step.rule_id.document),
                    ("relation", "in", ("res.users", "res.groups")),
                    ("ttype", "in", ("many2one", "many2many")),
                    ("name", "not in", ("reviewer_ids", "write_uid")),
                ]
            )

    @api.onchange("approver", "group_id", "user_ids")
    def _onchange_approver(self):
        """Say at once when approvers could not even see the documents."""
        users = {"group": self.group_id.all_user_ids, "users": self.user_ids}.get(
            self.approver, self.env["res.users"]
        )
        definitions = self.env["tier.definition"]
        blind = definitions._reviewers_without_model_access(
            self.rule_id.document, users._origin[:MOST_TRIED]
        )
        if not blind:
            return None
        message = self.env._(
            "%(users)s may not see documents of this kind and could not approve them.",
            users=", ".join(blind.mapped("name")),
        )
        return {"warning": {"title": self.env._("No Right to See"), "message": message}}

    @api.constrains("approver", "group_id", "user_ids", "field_id")
    def _check_approver(self):
        for step in self:
            named = {
                "group": step.group_id,
                "users": step.user_ids,
                "field": step.field_id,
            }.get(step.approver, True)
            if not named:
                raise ValidationError(self.env._("Say who approves in each step."))

    @api.constrains("escalate_hours", "escalate_to", "escalate_user_id")
    def _check_escalation(self):
        for step in self.filtered("escalate_hours"):
            named = {
                "user": step.escalate_user_id,
                "group": step.escalate_group_id,
            }.get(step.escalate_to, True)
            if not named:
                raise ValidationError(self.env._("Say to whom the step is escalated."))

    @api.constrains("quorum", "quorum_count")
    def _check_quorum(self):
        if any(step.quorum == "some" and step.quorum_count < 1 for step in self):
            raise ValidationError(self.env._("A step needs at least one signature."))

    @api.model_create_multi
    def create(self, vals_list):
        steps = super().create(vals_list)
        steps.rule_id._keep_definitions()
        return steps

    def write(self, vals):
        result = super().write(vals)
        self.rule_id._keep_definitions()
        return result

    def unlink(self):
        self._archive_definitions()
        return super().unlink()

    # --- what it is for -------------------------------------------------------

    def _domain(self):
        """Return the documents this step is for, as a domain."""
        return self.rule_id._domain(self)

    def _conditions(self):
        """Return [(criterion, value)] of the step's own conditions."""
        wanted = [("amount", self.amount_from), ("category", self.categ_ids)]
        return [(name, value) for name, value in wanted if value]

    # --- its definition -------------------------------------------------------

    def _archive_definitions(self):
        with_gate(self.definition_ids, RULE).active = False

    def _keep_definition(self, place):
        """Write what changed into the definition of this step, or make it.

        :param place: number of the step in its rule, from 0
        """
        vals = self._definition_values(place)
        definition = with_gate(self.definition_ids[:1], RULE)
        if not definition:
            vals["name"] = self.rule_id.name
            definitions = with_gate(self.env["tier.definition"], RULE)
            definition = definitions.create({**vals, "jxc_step_id": self.id})
        changed = changed_fields(definition, vals, vals)
        definition.write({name: vals[name] for name in changed})
        self._name_definition(definition)

    def _definition_values(self, place):
        rule = self.rule_id
        return {
            "active": rule.active,
            "company_id": rule.company_id.id,
            "model_id": self.env["ir.model"]._get_id(rule.document),
            "definition_type": "jxc_rule",
            "definition_domain": False,
            "sequence": FIRST - rule.sequence * PER_RULE - min(place, PER_RULE - 1),
            "approve_sequence": True,
            **self._approver_values(),
            **self._escalation_values(),
        }

    def _approver_values(self):
        return {
            "review_type": REVIEW_TYPES[self.approver],
            "reviewer_id": False,
            "reviewer_group_id": self.approver == "group" and self.group_id.id,
            "reviewer_field_id": self.approver == "field" and self.field_id.id,
            "jxc_reviewer_ids": [
                Command.set(self.user_ids.ids if self.approver == "users" else [])
            ],
            "jxc_quorum": self.quorum,
            "jxc_quorum_count": self.quorum_count,
        }

    def _escalation_values(self):
        to = self.escalate_to
        return {
            "jxc_remind_hours": self.remind_hours,
            "jxc_escalate_hours": self.escalate_hours,
            "jxc_escalate_to": "named" if to in ("user", "group") else to,
            "jxc_escalate_user_id": to == "user" and self.escalate_user_id.id,
            "jxc_escalate_group_id": to == "group" and self.escalate_group_id.id,
        }

    def _name_definition(self, definition):
        """Name it in every language: approvers read it in theirs."""
        for code, _name in self.env["res.lang"].get_installed():
            step = self.with_context(lang=code)
            name = f"{step.rule_id.name} · {step._approver_text()}"
            named = definition.with_context(lang=code)
            if named.name != name:
                named.name = name

    # --- in words -------------------------------------------------------------

    @api.depends_context("lang", "uid")
    @api.depends(
        "amount_from",
        "categ_ids",
        "approver",
        "group_id",
        "user_ids",
        "field_id",
        "quorum",
        "quorum_count",
        "rule_id.currency_id",
    )
    def _compute_summary(self):
        for step in self:
            texts = step.rule_id._condition_texts(step._conditions())
            parts = [", ".join(texts), step._approver_text()]
            step.summary = " → ".join(filter(None, parts))

    def _approver_text(self):
        """Return who approves, in the reader's language."""
        # sudo: names of groups, users and fields of a rule that may be read
        step = self.sudo()
        kinds = dict(self._fields["approver"]._description_selection(self.env))
        who = {
            "group": step.group_id.name,
            "users": ", ".join(step.user_ids.mapped("name")),
            "field": step.field_id.field_description,
        }.get(self.approver, kinds.get(self.approver))
        return self._quorum_text(who or "…")

    def _quorum_text(self, who):
        if self.quorum == "all":
            return self.env._("%(who)s (all)", who=who)
        if self.quorum == "some":
            return self.env._("%(who)s (%(n)s of them)", who=who, n=self.quorum_count)
        return who

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import format_amount


class JxcApprovalRule(models.Model):
    """Which documents need whose approval, without a domain.

    Each step keeps one ``tier.definition``, which does the work.
    """

    _name = "jxc.approval.rule"
    _description = "Approval Rule"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(
        required=True,
        compute="_compute_name",
        store=True,
        readonly=False,
        precompute=True,
        translate=True,
    )
    active = fields.Boolean(default=True)
    sequence = fields.Integer(
        default=lambda self: self._default_sequence(),
        help="Where several rules fit a document, their steps follow each other in "
        "the order of this list.",
    )
    document = fields.Selection(
        selection="_selection_document",
        required=True,
        default=lambda self: self._default_document(),
        index=True,
    )
    company_id = fields.Many2one(
        "res.company",
        default=lambda self: self.env.company,
        ondelete="cascade",
        help="Empty: documents of every company, amounts in its own currency.",
    )
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    criteria = fields.Char(compute="_compute_criteria")
    amount_from = fields.Monetary(
        string="Amount from",
        help="Total of the document, taxes included, in the company's currency; other "
        "currencies are converted at the document's rate. 0: every amount.",
    )
    categ_ids = fields.Many2many(
        "product.category",
        "jxc_approval_rule_category_rel",
        "rule_id",
        "category_id",
        ondelete="restrict",
        string="Product Categories",
        help="At least one product of these categories or of those below them. "
        "Empty: every category.",
    )
    partner_ids = fields.Many2many(
        "res.partner",
        "jxc_approval_rule_partner_rel",
        "rule_id",
        "partner_id",
        ondelete="restrict",
        string="Vendors or Customers",
        help="Their branches and contacts are included. Empty: everybody.",
    )
    check_margin = fields.Boolean("Low Margin")
    margin_below = fields.Float(
        "Margin below", help="Margin of the whole document in percent of its price."
    )
    check_credit = fields.Boolean(
        "Over Credit Limit",
        help="What the customer owes, what is ordered and not invoiced yet and this "
        "order exceed the credit limit. Needs credit limits in the settings of "
        "invoicing.",
    )
    step_ids = fields.One2many(
        "jxc.approval.rule.step", "rule_id", string="Steps", copy=True
    )
    summary = fields.Text(compute="_compute_summary", string="In Words")

    _amount_positive = models.Constraint(
        "CHECK(amount_from >= 0)", "The amount cannot be negative."
    )

    # --- choices --------------------------------------------------------------

    @api.model
    def _selection_document(self):
        names = self.env["tier.definition"]._get_tier_validation_model_names()
        # sudo: names of models, shown to everybody
        models_ = self.env["ir.model"].sudo()
        return [
            (name, models_._get(name).name)
            for name in names
            if getattr(self.env.get(name), "_jxc_criteria", None)
        ]

    @api.model
    def _default_document(self):
        kinds = [kind for kind, _name in self._selection_document()]
        return "purchase.order" if "purchase.order" in kinds else next(iter(kinds), "")

    @api.model
    def _default_sequence(self):
        last = self.with_context(active_test=False).search([], order="sequence desc")
        return last[:1].sequence + 1

    @api.depends("document")
    def _compute_name(self):
        kinds = dict(self._fields["document"]._description_selection(self.env))
        for rule in self:
            if not rule.name or rule.name in map(self._default_name, kinds.values()):
                rule.name = self._default_name(kinds.get(rule.document, ""))

    def _default_name(self, kind):
        return self.env._("%(kind)s approval", kind=kind)

    @api.depends("company_id")
    def _compute_currency_id(self):
        for rule in self:
            rule.currency_id = (rule.company_id or self.env.company).currency_id

    @api.depends("document")
    def _compute_criteria(self):
        for rule in self:
            document = self.env.get(rule.document) if rule.document else None
            rule.criteria = ",".join(getattr(document, "_jxc_criteria", ()))

    @api.constrains("active", "step_ids")
    def _check_steps(self):
        for rule in self:
            if rule.active and not rule.step_ids:
                raise ValidationError(
                    self.env._("Add at least one step: who approves?")
                )

    # --- what it fits ---------------------------------------------------------

    def _domain(self, step):
        """Return the documents that ``step`` of this rule is for."""
        self.ensure_one()
        document = self.env[self.document]
        parts = [
            getattr(document, f"_jxc_criterion_{name}")(self, value)
            for name, value in [*self._conditions(), *step._conditions()]
            if name in document._jxc_criteria
        ]
        return Domain.AND(parts)

    def _conditions(self):
        """Return [(criterion, value)] of the conditions in use."""
        wanted = [
            ("amount", self.amount_from),
            ("category", self.categ_ids),
            ("partner", self.partner_ids),
            ("margin", (self.margin_below,) if self.check_margin else None),
            ("credit", self.check_credit),
        ]
        return [(name, value) for name, value in wanted if value]

    # --- its definitions ------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        rules._keep_definitions()
        return rules

    def write(self, vals):
        result = super().write(vals)
        self._keep_definitions()
        return result

    def unlink(self):
        # The database would take the steps along, but it refuses to do so after their
        # definitions changed in this transaction: they point to both.
        self.step_ids.unlink()
        return super().unlink()

    def _keep_definitions(self):
        """Bring the definitions in line with the steps."""
        for rule in self:
            for place, step in enumerate(rule.step_ids.sorted()):
                step._keep_definition(place)

    # --- in words -------------------------------------------------------------

    @api.depends_context("lang", "uid")
    @api.depends(
        "document",
        "amount_from",
        "categ_ids",
        "partner_ids",
        "check_margin",
        "margin_below",
        "check_credit",
        "step_ids.summary",
    )
    def _compute_summary(self):
        for rule in self:
            kinds = dict(self._fields["document"]._description_selection(self.env))
            conditions = rule._condition_texts(rule._conditions())
            lines = [", ".join([kinds.get(rule.document, ""), *conditions])]
            steps = rule.step_ids.sorted()
            lines += [f"{n}. {step.summary}" for n, step in enumerate(steps, 1)]
            rule.summary = "\n".join(lines)

    def _condition_texts(self, conditions):
        return [
            getattr(self, f"_text_{name}")(value)
            for name, value in conditions
            if name in (self.criteria or "").split(",")
        ]

    def _text_amount(self, value):
        amount = format_amount(self.env, value, self.currency_id)
        return self.env._("from %(amount)s", amount=amount)

    def _text_category(self, categories):
        names = ", ".join(categories.mapped("name"))
        return self.env._("category %(names)s", names=names)

    def _text_partner(self, partners):
        return ", ".join(partners.mapped("display_name"))

    def _text_margin(self, value):
        return self.env._("margin below %(percent)s", percent=f"{value[0]:.1%}")

    def _text_credit(self, _value):
        return self.env._("over the credit limit")

    def action_try(self):
        """Show which documents of the last 90 days the rule would have caught."""
        self.ensure_one()
        return self.env["jxc.approval.trial"]._open(self)

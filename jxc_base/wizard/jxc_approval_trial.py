"""What an approval rule would have caught in the last 90 days."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

DAYS = 90
MOST = 500


class JxcApprovalTrial(models.TransientModel):
    _name = "jxc.approval.trial"
    _description = "Test of an Approval Rule"

    rule_id = fields.Many2one("jxc.approval.rule", readonly=True, ondelete="cascade")
    criteria = fields.Char(related="rule_id.criteria")
    found = fields.Integer("Documents Caught", readonly=True)
    total = fields.Integer("All Documents", readonly=True)
    message = fields.Text(compute="_compute_message")
    line_ids = fields.One2many("jxc.approval.trial.line", "trial_id", readonly=True)

    @api.model
    @api.private
    def _open(self, rule):
        """Try ``rule`` with the rights of the user; returns the action to see it."""
        trial = self.create({"rule_id": rule.id})
        trial._run()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Test of %(rule)s", rule=rule.name),
            "res_model": self._name,
            "res_id": trial.id,
            "view_mode": "form",
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }

    def _run(self):
        documents = self._documents()
        window = self._window(documents)
        # One search a step, whatever the number of documents
        caught = {
            step: documents.search(window & step._domain())
            for step in self.rule_id.step_ids.sorted()
        }
        found = documents.union(*caught.values())
        self.write({"found": len(found), "total": documents.search_count(window)})
        shown = found.search(
            [("id", "in", found.ids)],
            order=f"{documents._jxc_date_field} desc, id desc",
            limit=MOST,
        )
        steps = self._steps_by_document(caught, set(shown.ids))
        lines = [self._line(document, steps[document.id]) for document in shown]
        self.env["jxc.approval.trial.line"].create(lines)

    def _documents(self):
        documents = self.env[self.rule_id.document]
        amount = documents._fields[documents._jxc_amount_field]
        allowed = documents._has_field_access(amount, "read")
        if not allowed or not documents.has_access("read"):
            raise UserError(
                self.env._("You may not see the documents this rule is about.")
            )
        companies = self.rule_id.company_id or self.env.companies
        return documents.with_context(allowed_company_ids=companies.ids)

    def _window(self, documents):
        """Documents of the last 90 days that were not cancelled, as a domain."""
        start = self.env.company._jxc_today() - timedelta(days=DAYS)
        companies = documents.env.companies.ids
        return (
            Domain(documents._jxc_date_field, ">=", start)
            & Domain(documents._state_field, "!=", documents._cancel_state)
            & Domain("company_id", "in", companies)
        )

    def _steps_by_document(self, caught, shown):
        """Return {document id: names of the steps that would have been asked}."""
        steps = {}
        for number, (step, documents) in enumerate(caught.items(), 1):
            text = f"{number}. {step._approver_text()}"
            for key in shown & set(documents.ids):
                steps.setdefault(key, []).append(text)
        return steps

    def _line(self, document, steps):
        partner = document._jxc_partner_path
        return {
            "trial_id": self.id,
            "res_model": document._name,
            "res_id": document.id,
            "name": document.display_name,
            "date": document[document._jxc_date_field],
            "partner": document[partner].display_name
            if partner in document._fields
            else False,
            "requester": document._jxc_requester().sudo().name,  # sudo: a name
            "amount": document._jxc_company_amount(),
            "currency_id": document._get_company().currency_id.id,
            "state": document._jxc_state_label(),
            "steps": "\n".join(steps),
        }

    @api.depends("found", "total")
    @api.depends_context("lang")
    def _compute_message(self):
        for trial in self:
            trial.message = trial._message()

    def _message(self):
        counts = {"days": DAYS, "found": self.found, "total": self.total}
        if not self.total:
            return self.env._(
                "There are no documents of this kind in the last %(days)s days to "
                "test with.",
                **counts,
            )
        if not self.found:
            return self.env._(
                "None of the %(total)s documents of the last %(days)s days would have "
                "needed this approval.",
                **counts,
            )
        return self.env._(
            "%(found)s of the %(total)s documents of the last %(days)s days would have "
            "needed this approval.",
            **counts,
        )


class JxcApprovalTrialLine(models.TransientModel):
    _name = "jxc.approval.trial.line"
    _description = "Document Caught in a Test"
    _order = "date desc, res_id desc"

    trial_id = fields.Many2one("jxc.approval.trial", required=True, ondelete="cascade")
    res_model = fields.Char(required=True)
    res_id = fields.Many2oneReference("Document Id", model_field="res_model")
    name = fields.Char("Document")
    date = fields.Date()
    partner = fields.Char()
    requester = fields.Char()
    amount = fields.Monetary()
    currency_id = fields.Many2one("res.currency")
    state = fields.Char("Status")
    steps = fields.Text("Would Have Been Asked")

    def action_open(self):
        """Open the document."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "view_mode": "form",
            "views": [[False, "form"]],
        }

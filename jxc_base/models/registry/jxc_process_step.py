from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

MEASURED_DAYS = 90


class JxcProcessStep(models.Model):
    """The steps of purchase and sale: who does them, what waits, how long they take.

    An addon adds a record and ``_step_<code>()``, which answers a ``core.step.Step``.
    """

    _name = "jxc.process.step"
    _description = "Process Step"
    _order = "process, sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, readonly=True)
    process = fields.Selection(
        [("purchase", "Purchase"), ("sale", "Sales")], required=True, readonly=True
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean("Shown", default=True)
    group_id = fields.Many2one(
        "res.groups", "Role", help="Who usually does it; for information."
    )
    waiting_count = fields.Integer(
        "Waiting Documents", compute="_compute_waiting_count"
    )
    median_hours = fields.Float(
        digits=(16, 1),
        compute="_compute_median_hours",
        help="From being ready for this step to being through, of documents that "
        "passed it in the last 90 days. Empty: nothing to measure.",
    )
    measured_count = fields.Integer("Measured", compute="_compute_median_hours")

    _code_uniq = models.UniqueIndex("(code)", "Another step has this code.")

    @api.constrains("code")
    def _check_code(self):
        for step in self:
            if not hasattr(self, f"_step_{step.code}"):
                raise ValidationError(
                    self.env._("There is no step “%(code)s”.", code=step.code)
                )

    def _step(self):
        self.ensure_one()
        return getattr(self, f"_step_{self.code}")()

    def _waiting_domain(self, step):
        companies = Domain("company_id", "in", self.env.companies.ids)
        return Domain(step.waiting) & companies

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_waiting_count(self):
        for line in self:
            step = line._step()
            documents = self.env[step.model]
            line.waiting_count = (
                documents.search_count(line._waiting_domain(step))
                if documents.has_access("read")
                else 0
            )

    @api.depends_context("allowed_company_ids")
    def _compute_median_hours(self):
        self.env.flush_all()
        since = fields.Datetime.now() - timedelta(days=MEASURED_DAYS)
        for line in self:
            count, median = line._measured(line._step().hours, since)
            line.measured_count = count
            line.median_hours = median or 0.0

    def _measured(self, hours, since):
        """(number of documents, median hours) of a query of ``core.step.Step``."""
        if hours is None:
            return 0, None
        [row] = self.env.execute_query(
            SQL(
                "SELECT COUNT(*), PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY q.hours)"
                " FROM (%s) q WHERE q.done_at >= %s AND q.hours >= 0"
                " AND q.company_id = ANY(%s)",
                hours,
                since,
                self.env.companies.ids,
            )
        )
        return row

    def action_waiting(self):
        """Open the documents that wait for this step."""
        self.ensure_one()
        step = self._step()
        if not self.env[step.model].has_access("read"):
            raise UserError(self.env._("You may not read these documents."))
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": step.model,
            "view_mode": "list,form",
            "domain": list(self._waiting_domain(step)),
        }

"""Figures of the indicators: computed every night, closed once."""

import logging
from datetime import timedelta

from psycopg2.errors import SerializationFailure

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ...core import kpi as core
from ...core.period import Period, trend

_logger = logging.getLogger(__name__)


class JxcKpi(models.Model):
    _inherit = "jxc.kpi"

    # -- one set of figures ------------------------------------------------------------
    @api.private
    def _figures(self, period, dimension, company):
        """What the indicator's method answers.

        :param period: `core.period.Period`
        :param dimension: code of a dimension, "none" for the total
        :return: list of `core.kpi.Figure`
        """
        self.ensure_one()
        # sudo: a figure is the same for everybody; its groups say who may see it
        kpi = self.sudo().with_company(company)
        kpi = kpi.with_context(allowed_company_ids=company.ids, active_test=False)
        return getattr(kpi, f"_kpi_{self.code}")(period, dimension, company)

    def _rows(self, period, dimension, company):
        """Rows of `jxc.kpi.value._keep` for one dimension; the total always has one."""
        figures = self._figures(period, dimension.code, company)
        scale = core.factor(
            self.scaling, self.unit == "percent", period, company._jxc_today()
        )
        total = dimension.code == "none"
        if total and not figures:
            return [self._row("", "", core.Figure(None, None), scale)]
        lang = company.partner_id.lang or self.env.lang
        # sudo: names of what was measured, as the company calls it
        labels = dimension.sudo().with_context(lang=lang)
        labels = {} if total else labels._labels([figure.key for figure in figures])
        keys = ["" if total else core.key_text(figure.key) for figure in figures]
        return [
            self._row(key, labels.get(key, key), figure, scale)
            for key, figure in zip(keys, figures, strict=True)
        ]

    def _row(self, key, label, figure, scale):
        denominator = figure.denominator if self.ratio else None
        return {
            "key": key,
            "label": label,
            "numerator": figure.numerator,
            "denominator": denominator,
            "value": core.value(figure.numerator, denominator, self.ratio, scale),
        }

    def _data_time(self, company):
        """What was entered until then is counted; `_data_time_<code>` may know more."""
        method = getattr(self, f"_data_time_{self.code}", None)
        return (method(company) if method else None) or fields.Datetime.now()

    @api.private
    def _compute_period(self, company, period, final=False):
        """Compute and store all figures of a period.

        :param final: close the period
        :return: versions written, 0 for each set that is closed and as it was
        """
        self.ensure_one()
        known = self._data_time(company)
        values = self.env["jxc.kpi.value"]
        total = self.env.ref("jxc_base.kpi_dimension_none")
        return [
            values._keep(
                *(self, company, dimension, period),
                self._rows(period, dimension, company),
                *(final, known),
            )
            for dimension in total | self.dimension_ids
        ]

    # -- the night ---------------------------------------------------------------------
    def _due(self, company):
        """Periods to compute now, oldest first: (period, whether it is to be closed).

        The open one, and those of the trend that are over and not closed yet.
        """
        periods = trend(Period.of(self.period, company._jxc_today()))
        # sudo: what is closed is no secret
        closed = (
            self.env["jxc.kpi.value"]
            .sudo()
            .search_fetch(
                [
                    ("kpi_id", "=", self.id),
                    ("company_id", "=", company.id),
                    ("dimension_id.code", "=", "none"),
                    ("period_start", ">=", periods[0].start),
                    ("latest", "=", True),
                    ("closed", "=", True),
                ],
                ["period_start"],
            )
        )
        done = set(closed.mapped("period_start"))
        return [
            (period, self._is_over(period, company))
            for period in periods
            if period.start not in done
        ]

    def _is_over(self, period, company):
        grace = timedelta(days=self.grace_days)
        return period.end + grace < company._jxc_today()

    @api.private
    def _refresh(self, company):
        """Compute what is due in `company`; gives way when somebody else is at it.

        :return: whether it did
        """
        self.ensure_one()
        key = f"kpi:{self.id}:{company.id}"
        if not self.env["jxc.lock"]._try_acquire(key):
            return False
        for period, final in self._due(company):
            self._compute_period(company, period, final)
        return True

    @api.model
    def _cron_refresh(self):
        """Every night: the open periods, and the closing of those that are over."""
        jobs = [
            (kpi, company)
            # sudo: the cron works for every company
            for company in self.env["res.company"].sudo().search([])
            for kpi in self.sudo().search([])
        ]
        if self.env.context.get("ir_cron_progress_id"):
            done = self._done_tonight()
            jobs = [job for job in jobs if (job[0].id, job[1].id) not in done]
        self.env["ir.cron"]._commit_progress(remaining=len(jobs))
        for kpi, company in jobs:
            try:
                kpi._refresh_safely(company)
            except SerializationFailure:
                self.env.cr.rollback()  # somebody else has just done it
            if not self.env["ir.cron"]._commit_progress(1):
                break

    def _done_tonight(self):
        """What a run that ended early has done: (indicator id, company id).

        A company's midnight begins a new night: then other periods are due.
        """
        since = fields.Datetime.now() - timedelta(hours=6)
        # sudo: the cron works for every company
        figures = self.env["jxc.kpi.value"].sudo()
        found = figures.search_fetch(
            [
                ("dimension_id.code", "=", "none"),
                ("latest", "=", True),
                ("closed", "=", False),
                ("computed_at", ">", since),
            ],
            ["kpi_id", "company_id", "computed_at"],
        )
        return {
            (figure.kpi_id.id, figure.company_id.id)
            for figure in found
            if figure.computed_at >= self._midnight(figure.company_id)
        }

    @api.model
    def _midnight(self, company):
        """When the company's day began, as naive UTC time."""
        today = Period.of("day", company._jxc_today())
        return today.bounds(company._jxc_timezone().zone)[0]

    def _refresh_safely(self, company):
        """One indicator that fails stops no other; its form says why.

        :raises SerializationFailure: somebody else computes it; a request is repeated
        """
        try:
            with self.env.cr.savepoint():
                self._refresh(company)
                error = False
        except SerializationFailure:
            raise
        except Exception as problem:
            _logger.warning("indicator %s: %s", self.code, problem, exc_info=True)
            error = str(problem)[:500]
        if (self.last_error or False) != error:
            self.last_error = error

    def action_refresh(self):
        """Compute the open period, and close what is over, now."""
        self._check_manager()
        for kpi in self:
            # sudo: figures are written by the system; the right was checked above
            kpi.sudo()._refresh_safely(self.env.company)
        return True

    def action_recompute(self):
        """Compute the closed periods of the trend again; what differs is a version."""
        self._check_manager()
        company = self.env.company
        for kpi in self.sudo():  # sudo: as in action_refresh
            current = Period.of(kpi.period, company._jxc_today())
            self.env["jxc.lock"]._acquire([f"kpi:{kpi.id}:{company.id}"])
            for period in trend(current)[:-1]:
                final = kpi._is_over(period, company)
                kpi._compute_period(company, period, final)
            kpi._refresh_safely(company)
        return True

    def _check_manager(self):
        if not (self.env.su or self.has_access("write")):
            raise AccessError(
                self.env._("Only a manager has indicators computed at once.")
            )

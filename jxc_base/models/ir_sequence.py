from datetime import date, datetime

from odoo import api, fields, models
from odoo.tools import SQL

from ..core.numbering import period_for


class IrSequence(models.Model):
    _inherit = "ir.sequence"

    jxc_reset = fields.Selection(
        [
            ("none", "Never"),
            ("daily", "Every day"),
            ("monthly", "Every month"),
            ("yearly", "Every year"),
        ],
        string="Restart Numbers",
        default="none",
        required=True,
        help="Restart at 1 each day, month or year in the time zone of the company. "
        "Numbers of cancelled transactions are not used again: gaps are normal.",
    )
    jxc_reset_since = fields.Date(
        string="Restart Rule Since", readonly=True, copy=False
    )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._jxc_reset_vals(vals) for vals in vals_list])

    def write(self, vals):
        result = super().write(self._jxc_reset_vals(vals))
        if vals.get("jxc_reset"):
            self._jxc_align_ranges()
        return result

    def _jxc_align_ranges(self):
        """After a change of rule no range of today gives a number again."""
        for sequence in self:
            spans = sequence.date_range_ids
            # numbers drawn in this transaction are not in the cache
            spans.invalidate_recordset(["number_next_actual"])
            today = (sequence.company_id or self.env.company)._jxc_today()
            current = spans.filtered(lambda s, d=today: s.date_from <= d <= s.date_to)
            highest = max([1, *current.mapped("number_next_actual")])
            for span in current.filtered(
                lambda s, top=highest: s.number_next_actual < top
            ):
                span.number_next_actual = highest

    @api.model
    def _jxc_reset_vals(self, vals):
        if not vals.get("jxc_reset"):
            return vals
        restarts = vals["jxc_reset"] != "none"
        today = fields.Date.today()
        return {"use_date_range": restarts, **vals, "jxc_reset_since": today}

    def _jxc_day(self, sequence_date=None) -> date:
        """Day that a number belongs to: the document's, else the company's today."""
        given = sequence_date or self.env.context.get("ir_sequence_date")
        company = self.company_id or self.env.company
        if isinstance(given, datetime) and given.tzinfo:
            return given.astimezone(company._jxc_timezone()).date()
        return fields.Date.to_date(given) if given else company._jxc_today()

    def _jxc_restarts(self) -> bool:
        return self.use_date_range and self.jxc_reset not in (False, "none")

    def _next(self, sequence_date=None):
        if not self._jxc_restarts():
            return super()._next(sequence_date=sequence_date)
        day = self._jxc_day(sequence_date)
        dated = self.with_context(ir_sequence_date=fields.Date.to_string(day))
        span = dated._jxc_range(day) or dated._create_date_range_seq(day)
        return span.with_context(ir_sequence_date_range=span.date_from)._next()

    def _get_current_sequence(self, sequence_date=None):
        if not self._jxc_restarts():
            return super()._get_current_sequence(sequence_date=sequence_date)
        day = self._jxc_day(sequence_date)
        return self._jxc_range(day) or self._create_date_range_seq(day)

    def _jxc_range(self, day: date):
        """The range of exactly the period that ``day`` falls into, if it exists."""
        first, last = period_for(day, self.jxc_reset)
        return self.env["ir.sequence.date_range"].search(
            [
                ("sequence_id", "=", self.id),
                ("date_from", "=", first),
                ("date_to", "=", last),
            ],
            limit=1,
        )

    def _create_date_range_seq(self, date):
        if not self._jxc_restarts():
            return super()._create_date_range_seq(date)
        self._jxc_lock_row()
        first, last = period_for(fields.Date.to_date(date), self.jxc_reset)
        # sudo: whoever may draw a number may open the day's range, as in core
        return (
            self.env["ir.sequence.date_range"]
            .sudo()
            .create(
                {
                    "sequence_id": self.id,
                    "date_from": first,
                    "date_to": last,
                    "number_next_actual": self._jxc_first_number(first, last),
                }
            )
        )

    def _jxc_lock_row(self):
        """Of two first documents of a day one opens the range, the other retries.

        The updated row makes the later transaction fail with a serialization error,
        which Odoo repeats on a snapshot that holds the range.
        """
        self.env.cr.execute(
            SQL("UPDATE ir_sequence SET write_uid = write_uid WHERE id = %s", self.id)
        )

    def _jxc_first_number(self, first: date, last: date) -> int:
        """1, or past the numbers given before if the rule changed in the period."""
        if not self.jxc_reset_since or not first <= self.jxc_reset_since <= last:
            return 1
        spans = self.env["ir.sequence.date_range"].search(
            [
                ("sequence_id", "=", self.id),
                ("date_from", "<=", last),
                ("date_to", ">=", first),
            ]
        )
        spans.invalidate_recordset(["number_next_actual"])
        return max([1, *spans.mapped("number_next_actual")])

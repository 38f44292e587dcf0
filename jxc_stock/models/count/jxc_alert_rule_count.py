"""Detectors of counts that are due, and of losses that do not fit."""

from datetime import timedelta
from math import log10

from odoo import api, fields, models
from odoo.addons.jxc_base.core.alerts import Finding
from odoo.addons.jxc_base.core.outlier import rate_tail
from odoo.addons.jxc_base.models.alert.jxc_alert_rule import Detector
from odoo.tools import SQL

from .jxc_count import ACTIVE

FEWEST = 3  # losses before anything is said
RAREST = 30.0  # score of what is too rare for a float
MANAGER = ("stock.group_stock_manager",)
MANAGERS_DO = ("plan_count", "count_place", "finish_count")


class JxcAlertRule(models.Model):
    _inherit = "jxc.alert.rule"

    detector = fields.Selection(
        selection_add=[
            ("count_due", "Counts due by the schedule"),
            ("count_late", "Count past its deadline"),
            ("count_loss", "Many count losses in a place"),
            ("count_loss_person", "Many count losses of a counter"),
        ],
        ondelete={
            "count_due": "cascade",
            "count_late": "cascade",
            "count_loss": "cascade",
            "count_loss_person": "cascade",
        },
    )

    @api.model
    def _detectors(self):
        loss = {"unit": "score", "horizon": True}
        return {
            **super()._detectors(),
            "count_due": Detector(True, unit="percent", remedies=("plan_count",)),
            "count_late": Detector(True, remedies=("finish_count",)),
            "count_loss": Detector(True, remedies=("count_place",), **loss),
            "count_loss_person": Detector(
                True, remedies=("talk",), watched="partner_id.user_ids", **loss
            ),
        }

    # -- due and late ----------------------------------------------------------

    def _detect_count_due(self):
        """Schedules by the share of goods in places that were not counted in time."""
        found = []
        for row in self._rows(self._count_due_sql()):
            spots, late = row.pop("spots"), row.pop("late")
            measure = 100 * late / spots
            if measure >= max(self._outermost(), 0.01):
                found.append(
                    Finding(
                        res_model="jxc.count.schedule",
                        measure=round(measure, 1),
                        values={"spots": spots, "late": late},
                        **row,
                    )
                )
        return found

    def _count_due_sql(self):
        """As `jxc.count.schedule.coverage` for all schedules, in one query."""
        return SQL(
            """
              WITH place AS (
                   SELECT schedule.id AS schedule_id, place.id
                     FROM jxc_count_schedule schedule
                     JOIN stock_location place
                       ON place.warehouse_id = schedule.warehouse_id
                    WHERE schedule.active AND place.active
                      AND place.usage = 'internal'
                      AND schedule.company_id = ANY(%(companies)s)
                      AND (NOT EXISTS (
                               SELECT 1 FROM jxc_count_schedule_stock_location_rel few
                                WHERE few.jxc_count_schedule_id = schedule.id)
                           OR EXISTS (
                               SELECT 1
                                 FROM jxc_count_schedule_stock_location_rel few
                                 JOIN stock_location root
                                   ON root.id = few.stock_location_id
                                WHERE few.jxc_count_schedule_id = schedule.id
                                  AND starts_with(place.parent_path,
                                                  root.parent_path)))),
                   spot AS (
                   SELECT DISTINCT place.schedule_id, quant.product_id,
                          quant.location_id
                     FROM place
                     JOIN stock_quant quant ON quant.location_id = place.id
                     JOIN product_product product ON product.id = quant.product_id
                     JOIN product_template template
                       ON template.id = product.product_tmpl_id
                    WHERE quant.quantity <> 0 AND template.is_storable),
                   counted AS (
                   SELECT line.product_id, line.location_id,
                          MAX(line.counted_at) AS at
                     FROM jxc_count_line line
                     JOIN jxc_count count ON count.id = line.count_id
                      AND count.state <> 'cancelled'
                    WHERE line.round > 0
                    GROUP BY line.product_id, line.location_id)
            SELECT schedule.id AS res_id, schedule.company_id, schedule.warehouse_id,
                   schedule.user_id AS owner_id, COUNT(*) AS spots,
                   COUNT(*) FILTER (WHERE counted.at IS NULL
                       OR here.today - %(day)s > 365 / often.times) AS late
              FROM spot
              JOIN jxc_count_schedule schedule ON schedule.id = spot.schedule_id
              JOIN %(here)s ON here.company_id = schedule.company_id
              LEFT JOIN counted USING (product_id, location_id)
              LEFT JOIN jxc_stock_class grade
                ON grade.product_id = spot.product_id AND grade.latest
               AND grade.warehouse_id IS NULL
               AND grade.company_id = schedule.company_id
              JOIN LATERAL (SELECT CASE grade.abc
                       WHEN 'A' THEN schedule.times_a
                       WHEN 'B' THEN schedule.times_b
                       ELSE schedule.times_c END AS times) often ON often.times > 0
             GROUP BY schedule.id
            """,
            companies=self._companies().ids,
            here=self._days_sql(),
            day=self._local_day(SQL("counted.at")),
        )

    def _detect_count_late(self):
        """Counts that are not posted on their deadline, by days."""
        query = SQL(
            """
            SELECT count.id AS res_id, count.company_id, count.warehouse_id,
                   count.user_id AS owner_id, count.deadline AS due,
                   (here.today - count.deadline)::float8 AS measure, 0 AS impact,
                   (SELECT COUNT(*) FROM jxc_count_task task
                     WHERE task.count_id = count.id AND task.state <> 'done') AS open
              FROM jxc_count count JOIN %(here)s ON here.company_id = count.company_id
             WHERE count.state = ANY(%(active)s)
               AND here.today - count.deadline >= %(least)s
            """,
            here=self._days_sql(),
            active=list(ACTIVE),
            least=max(self._outermost(), 1),
        )
        return self._documents("jxc.count", query, "open")

    # -- losses ----------------------------------------------------------------

    def _detect_count_loss(self):
        """Places where counts found losses far more often than elsewhere."""
        who = SQL("line.location_id")
        return self._detect_losses("stock.location", who, SQL())

    def _detect_count_loss_person(self):
        """Counters whose counts found losses far more often than those of others."""
        joined = SQL(
            """
            JOIN LATERAL (
                 SELECT DISTINCT entry.user_id FROM jxc_count_entry entry
                  WHERE entry.count_id = line.count_id AND entry.round = line.round
                    AND entry.location_id = line.location_id
                    AND entry.product_id = line.product_id
                    AND entry.lot_id IS NOT DISTINCT FROM line.lot_id
                    AND entry.user_id IS NOT NULL) counter ON TRUE
            """
        )
        return self._detect_losses("res.users", SQL("counter.user_id"), joined)

    def _detect_losses(self, model, who, joined):
        """By how rare so many losses would be if they were as frequent as with others.

        Score: −log₁₀ of the beta-binomial tail (`core.outlier.rate_tail`) of the lines
        with a loss among those counted, against all others of the company.
        """
        rows = self._rows(self._losses_sql(who, joined))
        totals = {}
        for row in rows:
            total = totals.setdefault(row["company_id"], [0, 0])
            total[0] += row["losses"]
            total[1] += row["lines"]
        found = (self._loss_finding(model, r, *totals[r["company_id"]]) for r in rows)
        return [finding for finding in found if finding]

    def _loss_finding(self, model, row, all_losses, all_lines):
        losses, lines = row.pop("losses"), row.pop("lines")
        if losses < FEWEST:
            return None
        other, rest = all_losses - losses, all_lines - lines
        tail = rate_tail(losses, lines, other, rest)
        score = min(-log10(tail), RAREST) if tail > 0 else RAREST
        if score < self._outermost():
            return None
        return Finding(
            res_model=model,
            measure=round(score, 1),
            impact=row.pop("value") or 0.0,
            values={
                "losses": losses,
                "lines": lines,
                "rate": 100 * other / rest if rest else 0.0,
                "days": self[:1].horizon_days,
            },
            **row,
        )

    def _losses_sql(self, who, joined):
        return SQL(
            """
            SELECT %(who)s AS res_id, line.company_id, MIN(line.warehouse_id)
                   AS warehouse_id, COUNT(*) AS lines,
                   COUNT(*) FILTER (WHERE line.variance < 0) AS losses,
                   -SUM(line.value) FILTER (WHERE line.variance < 0)::float8 AS value
              FROM jxc_count_line line
              JOIN jxc_count count ON count.id = line.count_id
              %(joined)s
             WHERE count.state = 'posted' AND count.posted_on >= %(since)s
               AND line.round > 0 AND line.state IN ('match', 'posted')
               AND line.company_id = ANY(%(companies)s)
             GROUP BY 1, line.company_id
            """,
            who=who,
            joined=joined,
            since=fields.Date.today() - timedelta(days=max(self[:1].horizon_days, 1)),
            companies=self._companies().ids,
        )


class JxcAlertText(models.AbstractModel):
    _inherit = "jxc.alert.text"

    def _message_count_due(self):
        return self.env._(
            "%(schedule)s: %(late)s of %(spots)s goods in places were not counted in "
            "time (%(share)s %%)",
            schedule=self.record_name,
            late=self._figure(self._value("late")),
            spots=self._figure(self._value("spots")),
            share=self._figure(self.measure, 1),
        )

    def _message_count_late(self):
        return self.env._(
            "%(count)s is %(days)s days past its deadline, open tasks: %(tasks)s",
            count=self.record_name,
            days=self._figure(self.measure),
            tasks=self._figure(self._value("open")),
        )

    def _message_count_loss(self):
        return self.env._(
            "%(place)s: losses in %(losses)s of %(lines)s lines counted in %(days)s "
            "days, elsewhere in %(rate)s %%",
            **self._loss_words(),
        )

    def _message_count_loss_person(self):
        return self.env._(
            "Counted by %(place)s: losses in %(losses)s of %(lines)s lines in %(days)s "
            "days, with others in %(rate)s %%",
            **self._loss_words(),
        )

    def _loss_words(self):
        return {
            "place": self.record_name,
            "losses": self._figure(self._value("losses")),
            "lines": self._figure(self._value("lines")),
            "days": self._figure(self._value("days")),
            "rate": self._figure(round(self._value("rate"), 1), 1),
        }


class JxcAlertResponse(models.Model):
    _inherit = "jxc.alert.response"

    remedy = fields.Selection(
        selection_add=[
            ("plan_count", "Plan Today's Count"),
            ("finish_count", "Have It Finished"),
            ("count_place", "Count This Place"),
            ("talk", "Look into It"),
        ],
        ondelete={
            "plan_count": "cascade",
            "finish_count": "cascade",
            "count_place": "cascade",
            "talk": "cascade",
        },
    )


class JxcAlert(models.Model):
    _inherit = "jxc.alert"

    @api.model
    def _remedy_groups(self):
        return {**super()._remedy_groups(), **dict.fromkeys(MANAGERS_DO, MANAGER)}

    def _remedy_plan_count(self):
        """Today's count of the schedule, started."""
        made = {}
        for alert in self:
            schedule = alert._there()
            schedule.check_access("write")
            count = schedule._plan(schedule.company_id._jxc_today())
            if not count:
                alert._nothing(
                    self.env._("nothing more is due today, or it is being counted.")
                )
            made[alert.id] = count
        return made

    def _remedy_finish_count(self):
        """A task for whoever is responsible for the count."""
        return {
            alert.id: alert._activity(
                alert._there(),
                lambda env: env._("Finish this count"),
                alert._there().user_id,
            )
            for alert in self
        }

    def _remedy_count_place(self):
        """A draft count of the place."""
        made = {}
        for alert in self:
            place = alert._there()
            made[alert.id] = self.env["jxc.count"].create(
                {
                    "method": "trigger",
                    "company_id": alert.company_id.id,
                    "warehouse_id": place.warehouse_id.id,
                    "location_ids": [fields.Command.set(place.ids)],
                    "note": alert.message,
                }
            )
        return made

    def _remedy_talk(self):
        """A task for the reader on the contact of the counter."""
        return {
            alert.id: alert._activity(
                alert._there().partner_id,
                lambda env: env._("Look into the losses in these counts"),
                self.env.user,
            )
            for alert in self
        }

"""Cycle counting: a little every working day, so that each place has its turn."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.addons.jxc_base.core import calendar_cn
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from ...core import count_due as core
from .jxc_count import ACTIVE

TIMES = ("times_a", "times_b", "times_c")
QUARTERLY = 4

# One row for each of the goods in a place: last count, pickings since, below zero
SPOTS = """
    WITH stock AS (
        SELECT q.product_id, q.location_id, MIN(q.quantity) < 0 AS negative
        FROM stock_quant q WHERE q.id IN %(quants)s GROUP BY 1, 2
    ), counted AS (
        SELECT l.product_id, l.location_id, MAX(l.counted_at) AS at
        FROM jxc_count_line l JOIN stock s USING (product_id, location_id)
        JOIN jxc_count c ON c.id = l.count_id AND c.state <> 'cancelled'
        WHERE l.round > 0 GROUP BY 1, 2
    ), busy AS (
        SELECT DISTINCT l.product_id, l.location_id FROM jxc_count_line l
        JOIN jxc_count c ON c.id = l.count_id AND c.state = ANY(%(active)s)
    ), picked AS (
        SELECT s.product_id, s.location_id, COUNT(*) AS number
        FROM stock s
        LEFT JOIN counted c USING (product_id, location_id)
        JOIN stock_move_line ml ON ml.product_id = s.product_id
            AND ml.location_id = s.location_id AND ml.state = 'done'
            AND ml.jxc_done_at > COALESCE(c.at, %(since)s)
        JOIN stock_move m ON m.id = ml.move_id AND NOT COALESCE(m.is_inventory, FALSE)
        GROUP BY 1, 2
    )
    SELECT s.product_id, s.location_id, c.at, COALESCE(p.number, 0), s.negative,
        b.product_id IS NOT NULL
    FROM stock s
    LEFT JOIN counted c USING (product_id, location_id)
    LEFT JOIN picked p USING (product_id, location_id)
    LEFT JOIN busy b USING (product_id, location_id)
    ORDER BY s.location_id, s.product_id
"""


class JxcCountSchedule(models.Model):
    _name = "jxc.count.schedule"
    _inherit = "jxc.cached.mixin"
    _description = "Cycle Count Schedule"
    _check_company_auto = True

    name = fields.Char(required=True, default=lambda self: self.env._("Cycle Count"))
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    warehouse_id = fields.Many2one(
        "stock.warehouse",
        required=True,
        check_company=True,
        default=lambda self: self.env["jxc.count"]._default_warehouse(),
    )
    location_ids = fields.Many2many(
        "stock.location",
        string="Locations",
        check_company=True,
        domain="[('usage', '=', 'internal'), ('warehouse_id', '=', warehouse_id)]",
        help="These and all below them; empty: the whole warehouse.",
    )
    times_a = fields.Float("A: Times a Year", default=4, required=True)
    times_b = fields.Float("B: Times a Year", default=2, required=True)
    times_c = fields.Float(
        "C: Times a Year",
        default=1,
        required=True,
        help="Also for goods without a class.",
    )
    picks = fields.Integer(
        "Count after Pickings",
        help="Goods that were taken from so many times since they were last counted "
        "do not wait for their turn. 0: they do.",
    )
    on_negative = fields.Boolean(
        "Below Zero",
        default=True,
        help="The book falls below zero: more was taken than it knew of.",
    )
    on_short = fields.Boolean(
        "Short Pick",
        help="Less is picked than was asked for, though the book has more there.",
    )
    on_empty = fields.Boolean(
        "Emptied",
        help="The last of these goods is taken from a location: looking whether it is "
        "empty takes a moment.",
    )
    quiet_days = fields.Integer(
        "Not Again within (Days)",
        default=7,
        help="What was counted so recently is not counted on occasion again, unless "
        "the book is below zero.",
    )
    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        required=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
    )
    counter_ids = fields.Many2many(
        "res.users",
        string="Counters",
        domain="[('share', '=', False)]",
        help="Each gets a part of the locations; empty: whoever starts first.",
    )
    last_run = fields.Date("Last Planned", readonly=True, copy=False)
    problem = fields.Text(
        readonly=True, copy=False, help="Why the last count could not be planned."
    )
    spots = fields.Integer("Goods in Places", compute="_compute_coverage")
    covered = fields.Integer(
        "Counted in Time",
        compute="_compute_coverage",
        help="Goods in a place that were counted within the interval of their class.",
    )
    coverage = fields.Float(
        compute="_compute_coverage", help="Counted in time ÷ goods in places."
    )

    _times_sane = models.Constraint(
        "CHECK((times_a = 0 OR times_a BETWEEN 0.1 AND 365)"
        " AND (times_b = 0 OR times_b BETWEEN 0.1 AND 365)"
        " AND (times_c = 0 OR times_c BETWEEN 0.1 AND 365)"
        " AND picks >= 0 AND quiet_days >= 0)",
        "A class is counted between once in ten years and 365 times a year, or 0: not "
        "at all.",
    )

    @api.constrains("user_id")
    def _check_responsible(self):
        for schedule in self:
            if not schedule.user_id.has_group("stock.group_stock_manager"):
                raise ValidationError(
                    self.env._("The responsible has to be a warehouse manager.")
                )

    def _times(self):
        return {"A": self.times_a, "B": self.times_b, "C": self.times_c}

    def _compute_coverage(self):
        for schedule in self:
            times, today = schedule._times(), schedule.company_id._jxc_today()
            found = [spot for spot, _place, _busy in schedule._spots()]
            wanted = [s for s in found if times.get(s.grade, times["C"])]
            in_time = [
                spot
                for spot in wanted
                if core.lateness(spot, times.get(spot.grade, times["C"]), today) <= 1
            ]
            schedule.spots, schedule.covered = len(wanted), len(in_time)
            schedule.coverage = len(in_time) / len(wanted) if wanted else 0.0

    def action_quarterly(self):
        """Preset 季度全盘: everything once a quarter, whatever its class."""
        self.write(dict.fromkeys(TIMES, QUARTERLY))
        return True

    def _spots(self):
        """[(core.Spot, (product id, location id), being counted)] of the scope."""
        self.ensure_one()
        if not self.warehouse_id:
            return []
        rows = self._spot_rows()
        products = self.env["product.product"].browse({row[0] for row in rows})
        grades = products.with_company(self.company_id)._jxc_class()
        day = self.company_id._jxc_today
        spots = []
        for number, (product_id, place_id, at, picks, negative, busy) in enumerate(
            rows
        ):
            last = day(at) if at else None
            wanted = negative and self.on_negative
            spot = core.Spot(number, grades.get(product_id), last, picks, wanted)
            spots.append((spot, (product_id, place_id), busy))
        return spots

    def _spot_rows(self):
        """Rows of `SPOTS` for the stock in scope."""
        self.env.flush_all()
        # sudo: all stock in scope has its turn
        scope = self._plan_values()._scope()
        query = self.env["stock.quant"].sudo()._search(scope)
        return self.env.execute_query(
            SQL(
                SPOTS,
                quants=query.subselect(),
                active=list(ACTIVE),
                since=fields.Datetime.now() - timedelta(days=365),
            )
        )

    def _plan_values(self):
        """A count of the scope of this schedule, in memory."""
        return self.env["jxc.count"].new(
            {
                "warehouse_id": self.warehouse_id.id,
                "location_ids": [(6, 0, self.location_ids.ids)],
            }
        )

    def _due(self, today):
        """(product id, location id) of what is counted today."""
        spots = self._spots()
        times = self._times()
        by_grade = {}
        for spot, _place, _busy in spots:
            by_grade[spot.grade] = by_grade.get(spot.grade, 0) + 1
        share = core.daily_share(by_grade.items(), times, self._working_days(today))
        free = [spot for spot, _place, busy in spots if not busy]
        due = core.choose(free, times, today, share, self.picks)
        return [spots[found.key][1] for found in due]

    @api.model
    def _working_days(self, today):
        """Working days of the twelve months before ``today``."""
        days = (today - timedelta(days=n) for n in range(365))
        return sum(calendar_cn.is_working_day(day) for day in days)

    def action_plan(self):
        """Make and start today's count, if anything is due.

        :return: action that opens it, or says that nothing is due
        """
        self.ensure_one()
        self.check_access("write")
        count = self._plan(self.company_id._jxc_today())
        if not count:
            return {
                "type": "ir.actions.client",
                "tag": "display_notification",
                "params": {"message": self.env._("Nothing is due today.")},
            }
        return {
            "type": "ir.actions.act_window",
            "res_model": "jxc.count",
            "res_id": count.id,
            "views": [[False, "form"]],
        }

    def _plan(self, today):
        due = self._due(today)
        # sudo: the day it was planned for, set by the plan only
        self.sudo().last_run = today
        if not due:
            return self.env["jxc.count"]
        return self._make_count(due, "cycle", today)

    def _make_count(self, spots, method, today):
        """A count of exactly these (product id, location id), under way."""
        counts = self.env["jxc.count"].with_user(self.user_id)
        counts = counts.with_context(lang=self.user_id.lang)
        count = counts.with_company(self.company_id).create(
            {
                "company_id": self.company_id.id,
                "warehouse_id": self.warehouse_id.id,
                "user_id": self.user_id.id,
                "counter_ids": [(6, 0, self.counter_ids.ids)],
                "method": method,
                "deadline": today,
            }
        )
        # sudo: exactly these goods in these places, which no form could say
        count.sudo().write(
            {"spots": [list(pair) for pair in spots], "schedule_id": self.id}
        )
        count.action_start()
        return count

    @api.model
    def _cron_plan(self):
        """Plan the counts of today, on working days, once a day."""
        for schedule in self.search([]):
            today = schedule.company_id._jxc_today()
            if schedule.last_run == today or not calendar_cn.is_working_day(today):
                continue
            schedule._attempt(
                lambda schedule=schedule, today=today: schedule._plan(today)
            )
            self.env["ir.cron"]._commit_progress(1)

    def _attempt(self, plan):
        """Plan a count; what is wrong with one schedule does not stop the others.

        :return: whether it could be planned; else `problem` says why not
        """
        try:
            with self.env.cr.savepoint():
                plan()
            problem = False
        except UserError as error:
            problem = str(error)
        # sudo: noted by the system
        self.sudo().problem = problem
        return not problem

"""Counting on occasion: where goods move, and the job that makes the counts."""

from odoo import api, models, tools
from odoo.tools import SQL

from .jxc_count_occasion import SETTINGS


class JxcCountSchedule(models.Model):
    _inherit = "jxc.count.schedule"

    @api.model
    @tools.ormcache()
    def _watched_warehouses(self):
        """Ids of the warehouses where something is counted on occasion."""
        # sudo: a setting that concerns everybody who moves goods
        schedules = self.sudo().search([("warehouse_id.active", "=", True)])
        watching = schedules.filtered(
            lambda schedule: any(schedule[name] for name in SETTINGS.values())
        )
        return frozenset(watching.warehouse_id.ids)

    @api.model
    def _cron_occasions(self):
        """Turn what was noted into counts, then forget what nobody wants counted."""
        pending = self.env["jxc.count.occasion"].search([("count_id", "=", False)])
        failed = self.browse()
        for schedule in self.search([]) if pending else ():
            plan = schedule._plan_occasions
            if not schedule._attempt(lambda plan=plan: plan(pending)):
                failed |= schedule
            self.env["ir.cron"]._commit_progress(1)
        pending.filtered(
            lambda occasion: (
                not occasion.count_id
                and occasion.warehouse_id not in failed.warehouse_id
            )
        ).unlink()

    def _plan_occasions(self, pending):
        """Count the places of these occasions today.

        :return: the count they went into, empty if there was none
        """
        wanted = self._wanted_occasions(pending)
        if not wanted:
            return self.env["jxc.count"]
        spots = list(dict.fromkeys((o.product_id.id, o.location_id.id) for o in wanted))
        count = self._open_occasion_count()
        if count:
            count._join_spots(spots)
        else:
            today = self.company_id._jxc_today()
            count = self._make_count(spots, "trigger", today)
        wanted.count_id = count.id
        return count

    def _open_occasion_count(self):
        """Today's count of occasions, if counting still goes on."""
        counts = self.env["jxc.count"].with_user(self.user_id)
        return counts.search(
            [
                ("schedule_id", "=", self.id),
                ("method", "=", "trigger"),
                ("state", "=", "counting"),
                ("deadline", "=", self.company_id._jxc_today()),
            ],
            limit=1,
        ).with_company(self.company_id)

    def _wanted_occasions(self, pending):
        """Those of this schedule that are not counted already, or were just now."""
        reasons = {reason for reason, name in SETTINGS.items() if self[name]}
        mine = pending.filtered(
            lambda occasion: (
                not occasion.count_id
                and occasion.warehouse_id == self.warehouse_id
                and occasion.reason in reasons
            )
        )
        places = self._plan_values()._places() if mine else ()
        mine = mine.filtered(lambda occasion: occasion.location_id in places)
        counted = self._counted_lately(mine)
        return mine.filtered(lambda occasion: not self._is_quiet(occasion, counted))

    def _is_quiet(self, occasion, counted):
        key = occasion.product_id.id, occasion.location_id.id
        active, last = counted.get(key, (False, None))
        if active or not last or occasion.reason == "negative":
            return active
        today = self.company_id._jxc_today()
        return (today - self.company_id._jxc_today(last)).days < self.quiet_days

    def _counted_lately(self, occasions):
        """{(product id, location id): (is being counted, last counted at)}"""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                "SELECT l.product_id, l.location_id,"
                " bool_or(c.state NOT IN ('draft', 'posted')),"
                " MAX(l.counted_at) FILTER (WHERE l.round > 0)"
                " FROM jxc_count_line l JOIN jxc_count c ON c.id = l.count_id"
                "  AND c.state <> 'cancelled'"
                " WHERE l.product_id = ANY(%s) AND l.location_id = ANY(%s)"
                " GROUP BY 1, 2",
                occasions.product_id.ids,
                occasions.location_id.ids,
            )
        )
        return {(product, place): (active, at) for product, place, active, at in rows}


class StockMove(models.Model):
    _inherit = "stock.move"

    def _action_done(self, *args, **kwargs):
        if not self.env["jxc.count.schedule"]._watched_warehouses():
            return super()._action_done(*args, **kwargs)
        short = self._jxc_picked_short()
        moves = super()._action_done(*args, **kwargs)
        if moves:
            self.env["jxc.count.occasion"]._note(moves, short)
        return moves

    def _jxc_picked_short(self):
        """{(product id, location id)} where less was picked than was asked for."""
        short = self.filtered(
            lambda move: (
                move.picked
                and move.picking_type_id.code in ("outgoing", "internal")
                and move.product_uom.compare(move.quantity, move.product_uom_qty) < 0
            )
        )
        lines = short.move_line_ids
        return {(line.product_id.id, line.location_id.id) for line in lines}

"""Counts of single goods in single places, which a schedule chose."""

from odoo import fields, models
from odoo.fields import Domain

from . import count_sql

PLANNERS = "stock.group_stock_manager,jxc_base.group_boss"


class JxcCount(models.Model):
    _inherit = "jxc.count"

    schedule_id = fields.Many2one(
        "jxc.count.schedule",
        readonly=True,
        copy=False,
        ondelete="set null",
        groups=PLANNERS,
    )
    spots = fields.Json("Goods in Places", readonly=True, copy=False)
    occasion_ids = fields.One2many(
        "jxc.count.occasion", "count_id", "Occasions", readonly=True, groups=PLANNERS
    )

    def _scope(self):
        domain = super()._scope()
        # sudo: set by the schedule only
        if not (spots := self.sudo().spots):
            return domain
        places = {}
        for product_id, location_id in spots:
            places.setdefault(location_id, []).append(product_id)
        return domain & Domain.OR(
            Domain("location_id", "=", place) & Domain("product_id", "in", products)
            for place, products in places.items()
        )

    def _add_planned(self):
        super()._add_planned()
        # sudo: as above; an emptied place is counted though the book has nothing
        if spots := self.sudo().spots:
            self.env.cr.execute(count_sql.add_empty(self, spots))

    def _join_spots(self, spots):
        """Take more goods in places into a count under way."""
        self.ensure_one()
        self._check_state("counting")
        # sudo: chosen by the schedule, which no form could say
        count = self.sudo()
        count.spots = [*(count.spots or []), *map(list, spots)]
        self._prepare()
        places = {place for _product_id, place in spots}
        done = count.task_ids.filtered(
            lambda task: task.state == "done" and task.location_id.id in places
        )
        done.write({"state": "doing", "done_at": False})
        self._summarise()

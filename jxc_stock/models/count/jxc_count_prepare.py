"""Starting a count: its lines, its tasks, and the places nothing may move in."""

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...core import count as core
from . import count_sql
from .jxc_count import ACTIVE


class JxcCount(models.Model):
    _inherit = "jxc.count"

    def _prepare(self):
        """Make lines and tasks of the plan; one statement each, whatever the size."""
        self.ensure_one()
        self.env.flush_all()
        self._add_planned()
        self.env["jxc.count.line"].invalidate_model()
        self._check_no_other()
        self._make_tasks()
        if not self.task_ids:
            raise UserError(
                self.env._(
                    "There is nothing to count: no stock in these locations and of "
                    "these products. Choose single locations to count empty ones too."
                )
            )

    def _add_planned(self):
        quants = self.env["stock.quant"].sudo()  # sudo: all stock in scope is counted
        query = quants._search(self._scope())
        self.env.cr.execute(count_sql.add_planned(self, query))

    def _scope(self):
        """Domain of the quants this count is about."""
        domain = Domain("quantity", "!=", 0)
        domain &= Domain("location_id.usage", "=", "internal")
        domain &= Domain("location_id", "in", self._places().ids)
        domain &= Domain("product_id.is_storable", "=", True)
        if self.category_ids:
            domain &= Domain("product_id.categ_id", "child_of", self.category_ids.ids)
        if self.product_ids:
            domain &= Domain("product_id", "in", self.product_ids.ids)
        return domain & self._grade_domain()

    def _grade_domain(self):
        """Quants of the classes of the plan, as they hold today."""
        if not self.grades:
            return Domain.TRUE
        # sudo: the class of goods is no secret
        products = self.env["product.product"].sudo().with_company(self.company_id)
        own = list(self.grades) if self.grades != "none" else []
        graded = Domain("jxc_abc", "in", own or ["A", "B", "C"])
        query = products.with_context(active_test=False)._search(graded)
        return Domain("product_id", "in" if own else "not in", query)

    def _places(self):
        """Internal locations of the plan, with all below them."""
        # sudo: locations of the warehouse, whoever may read them
        places = self.env["stock.location"].sudo()
        domain = Domain("warehouse_id", "=", self.warehouse_id.id)
        domain &= Domain("usage", "=", "internal")
        if self.location_ids:
            domain &= Domain("id", "child_of", self.location_ids.ids)
        return places.search(domain)

    def _check_no_other(self):
        """Two counts of the same goods would post the same difference twice."""
        self.env.cr.execute(
            SQL(
                "SELECT c.name, l.location_name FROM jxc_count_line l"
                " JOIN jxc_count_line o ON o.location_id = l.location_id"
                "  AND o.product_id = l.product_id AND o.count_id <> l.count_id"
                " JOIN jxc_count c ON c.id = o.count_id AND c.state = ANY(%s)"
                " WHERE l.count_id = %s LIMIT 1",
                list(ACTIVE),
                self.id,
            )
        )
        if found := self.env.cr.fetchone():
            raise UserError(
                self.env._(
                    "%(place)s is being counted in %(count)s already: finish or "
                    "cancel that count first.",
                    place=found[1],
                    count=found[0],
                )
            )

    def _make_tasks(self):
        """One task a place; counters get neighbouring places of about equal work."""
        # sudo: lines are not for counters; the planner starts the count
        groups = (
            self.env["jxc.count.line"]
            .sudo()
            ._read_group([("count_id", "=", self.id)], ["location_id"], ["__count"])
        )
        work = dict(groups)
        leaves = self.location_ids.filtered(
            lambda place: place.usage == "internal" and not place.child_ids
        )
        for place in leaves - self.task_ids.location_id:
            work.setdefault(place, 1)
        known = self.task_ids.location_id
        places = sorted(work.keys() - set(known), key=lambda p: (p.complete_name, p.id))
        shares = core.share_out([work[p] for p in places], len(self.counter_ids))
        counters = self.counter_ids.sorted("id")
        # sudo: the plan was checked; rounds and states are the system's
        self.env["jxc.count.task"].sudo().create(
            [
                {
                    "count_id": self.id,
                    "location_id": place.id,
                    "user_id": counters[share].id if share is not None else False,
                }
                for place, share in zip(places, shares, strict=True)
            ]
        )

    def _freeze(self):
        if not self.freeze:
            return
        places = self._places()
        taken = places.jxc_count_id - self
        if taken:
            raise UserError(
                self.env._("A part of it is frozen by %s already.", taken[0].name)
            )
        places.jxc_count_id = self

    def _release(self):
        """Let goods move again."""
        # sudo: only the count frees what it has frozen
        places = self.env["stock.location"].sudo().with_context(active_test=False)
        found = places.search([("jxc_count_id", "in", self.ids)])
        found.write({"jxc_count_id": False})

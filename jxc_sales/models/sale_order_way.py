from datetime import datetime

import pytz

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..core import order_way
from . import sale_way_query, sale_way_scope, sale_way_times

CAUSES = [
    (order_way.APPROVAL, "Approval"),
    (order_way.PURCHASE, "Purchase"),
    (order_way.WAREHOUSE, "Warehouse"),
    (order_way.CUSTOMER, "Customer"),
    (order_way.FINANCE, "Finance"),
    ("other", "Other"),
]


class SaleOrder(models.Model):
    """Where an order stands from quotation to payment, for one or for many."""

    _inherit = "sale.order"

    jxc_stage = fields.Selection(
        selection=[
            ("quoted", "Quotation"),
            ("approved", "To Confirm"),
            ("reserved", "To Reserve"),
            ("picked", "To Pick"),
            ("shipped", "To Ship"),
            ("signed", "To Sign"),
            ("invoiced", "To Invoice"),
            ("paid", "To Pay"),
            ("done", "Finished"),
            ("cancelled", "Cancelled"),
        ],
        string="Next Step",
        compute="_compute_jxc_way",
        search="_search_jxc_stage",
        help="The first step of the order that is not done yet.",
    )
    jxc_late = fields.Boolean(
        string="Late",
        compute="_compute_jxc_way",
        search="_search_jxc_late",
        help="A step that is still open should have been done before today.",
    )
    jxc_late_stage = fields.Char(string="Late Step", compute="_compute_jxc_way")
    jxc_late_cause = fields.Selection(
        selection=CAUSES,
        string="Cause of Lateness",
        compute="_compute_jxc_way",
        help="Derived from what happened when; a correction takes its place.",
    )
    jxc_late_cause_manual = fields.Selection(
        selection=CAUSES,
        string="Corrected Cause",
        copy=False,
        tracking=True,
        help="Overrules the derived cause of lateness.",
    )

    # --- facts ----------------------------------------------------------------

    @api.model
    def _jxc_way_query(self, condition, **options):
        """Flush what the query reads and return it.

        :param condition: SQL over the alias ``so``
        :param options: see ``sale_way_query.way_query``
        """
        for model, names in sale_way_query.FLUSHED.items():
            self.env[model].flush_model(names)
        zone = self.env.tz.zone or "UTC"
        return sale_way_query.way_query(condition, zone, **options)

    def _jxc_way_facts(self):
        """Return {id: row of facts}, whatever documents the user may open.

        Three queries, however many orders.
        """
        if not self.ids:
            return {}
        condition = SQL("so.id = ANY(%s)", list(self.ids))
        rows = self.env.execute_query_dict(self._jxc_way_query(condition, few=True))
        facts = {row["id"]: row for row in rows}
        bills = [bill for row in rows for bill in row["bill_ids"] or ()]
        paid = bills and self.env.execute_query(sale_way_times.paid_query(bills))
        paid = dict(paid or [])
        for row in rows:
            days = [paid[bill] for bill in row["bill_ids"] or () if bill in paid]
            row["paid_at"] = max(days, default=None) if row["paid"] else None
        shipped = [row["id"] for row in rows if self._jxc_asks_receipts(row)]
        receipts = shipped and self.env.execute_query(
            sale_way_times.receipt_query(shipped)
        )
        for order_id, moment in receipts or ():
            facts[order_id]["last_receipt"] = moment
        return facts

    @api.model
    def _jxc_asks_receipts(self, row):
        """Whether a late arrival of goods may be the cause: shipped on another day
        than promised (a day of tolerance for time zones)."""
        due, at = row["shipped_due"], row["shipped_at"]
        return bool(row["shipped"] and due and at) and at.date() >= due

    @api.model
    def _jxc_way(self, row):
        """Return :class:`order_way.Way` of a row of facts."""
        confirmed = row["state"] == "sale"
        at = {
            "quoted": row["create_date"] if row["quoted"] else None,
            "approved": confirmed and (row["reviewed_at"] or row["date_order"]),
            "picked": row["picked"] and (row["picked_at"] or row["shipped_at"]),
            "shipped": row["shipped"] and row["shipped_at"],
            "signed": row["signed"] and row["signed_at"],
            "invoiced": row["invoiced"] and row["billed_on"],
            "paid": row["paid_at"],
        }
        due = {
            code: row[f"{code}_due"]
            for code in ("approved", "shipped", "invoiced", "paid")
        }
        if not (row["paid"] or row["unpaid"]):
            due["paid"] = None
        return order_way.Way(
            reached={code: row[code] for code in order_way.STAGES},
            at={code: moment for code, moment in at.items() if moment},
            due={code: day for code, day in due.items() if day},
            waiting_for_approval=bool(row["review_open"]),
            approval=row["reviewed_at"],
        )

    # --- stage, lateness, cause -----------------------------------------------

    @api.depends("jxc_late_cause_manual", "state")
    @api.depends_context("lang", "uid")
    def _compute_jxc_way(self):
        facts = self._origin._jxc_way_facts()
        names = self._jxc_step_names()
        for order in self:
            row = facts.get(order._origin.id)
            if not row:
                order.update(dict.fromkeys(self._jxc_way_fields(), False))
                continue
            late, cause = self._jxc_lateness(row)
            order.jxc_stage = row["stage"]
            order.jxc_late = late is not None and not row[late]
            order.jxc_late_stage = names.get(late, False)
            order.jxc_late_cause = late and (order.jxc_late_cause_manual or cause)

    @api.model
    def _jxc_way_fields(self):
        return ("jxc_stage", "jxc_late", "jxc_late_stage", "jxc_late_cause")

    @api.model
    def _jxc_lateness(self, row):
        """Return (late step or None, derived cause or None) of a row of facts."""
        way, zone = self._jxc_way(row), pytz.timezone(row["zone"])

        def local_day(moment):
            if not isinstance(moment, datetime):
                return moment
            return pytz.utc.localize(moment).astimezone(zone).date()

        today = local_day(fields.Datetime.now())
        cancelled = row["state"] == "cancel"
        late = order_way.late_stage(way, today, local_day, cancelled)
        return late, order_way.cause(way, late, row.get("last_receipt"), local_day)

    def _search_jxc_stage(self, operator, value):
        if operator not in ("in", "not in"):
            return NotImplemented
        stages = list(value)
        if operator == "not in":
            known = [code for code, _name in self._fields["jxc_stage"].selection]
            stages = [code for code in known if code not in value]
        condition = (
            SQL("TRUE") if "cancelled" in stages else SQL("so.state <> 'cancel'")
        )
        if not {"done", "cancelled"} & set(stages):
            condition = sale_way_scope.open_orders()
        query = self._jxc_way_query(
            SQL("%s AND %s", condition, self._jxc_accessible()),
            settled=sale_way_scope.settled(),
        )
        return self._jxc_way_domain(query, SQL("stage = ANY(%s)", stages))

    def _search_jxc_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        if len(value) != 1:
            return Domain(bool(value))
        query = self._jxc_way_query(
            SQL("%s AND %s", sale_way_scope.open_orders(), self._jxc_accessible()),
            settled=SQL(
                "(so.invoice_status IN ('invoiced', 'upselling') AND %s)",
                sale_way_scope.settled(),
            ),
        )
        late = SQL(
            """
            LEAST(current_due, CASE WHEN state = 'sale' AND unpaid > 0
                               THEN paid_due END)
            < (%s AT TIME ZONE 'UTC' AT TIME ZONE zone)::date
            """,
            fields.Datetime.now(),
        )
        domain = self._jxc_way_domain(query, late)
        return domain if True in value else ~domain

    @api.model
    def _jxc_way_domain(self, query, condition):
        """Domain of ids: asked at once, for as a part of a larger query the planner
        takes them for a few and computes them again for each order."""
        found = self.env.execute_query(
            SQL("SELECT id FROM (%s) way WHERE %s", query, condition)
        )
        return Domain("id", "in", [order_id for (order_id,) in found])

    @api.model
    def _jxc_accessible(self):
        """SQL over ``so``: the user may read the order."""
        orders = self.env["sale.order"].with_context(active_test=False)
        return SQL("so.id IN %s", orders._search([]).subselect())

    def _field_to_sql(self, alias, field_expr, query=None):
        """Orders can be grouped and sorted by their next step."""
        if field_expr != "jxc_stage" or query is None:
            return super()._field_to_sql(alias, field_expr, query)
        way = self._jxc_way_query(
            SQL("%s AND %s", sale_way_scope.open_orders(), self._jxc_accessible()),
            settled=sale_way_scope.settled(),
        )
        # asked at once, as in `_jxc_way_domain`
        found = self.env.execute_query(SQL("SELECT id, stage FROM (%s) way", way))
        ids, stages = map(list, zip(*found, strict=True)) if found else ([], [])
        joined = query.make_alias(alias, "jxc_way")
        query.add_join(
            "LEFT JOIN",
            joined,
            SQL(
                "(SELECT * FROM unnest(%s::integer[], %s::text[]) AS way (id, stage))",
                ids,
                stages,
            ),
            SQL("%s = %s", SQL.identifier(joined, "id"), SQL.identifier(alias, "id")),
        )
        return SQL(
            "COALESCE(%s, CASE WHEN %s = 'cancel' THEN 'cancelled' ELSE 'done' END)",
            SQL.identifier(joined, "stage"),
            SQL.identifier(alias, "state"),
        )

    def _read_group_orderby(self, order, groupby_terms, query):
        """Groups stand in the order of the way, not of the alphabet."""
        stage = groupby_terms.get("jxc_stage")
        if stage is None:
            return super()._read_group_orderby(order, groupby_terms, query)
        way = [code for code, _name in self._fields["jxc_stage"].selection]
        position = SQL("ARRAY_POSITION(%s, %s)", way, stage)
        terms = {**groupby_terms, "jxc_stage": position}
        sql_order = super()._read_group_orderby(order, terms, query)
        groupby_terms.update({**terms, "jxc_stage": stage})
        return sql_order

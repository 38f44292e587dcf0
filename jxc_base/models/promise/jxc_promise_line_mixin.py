from dataclasses import dataclass
from datetime import date

from odoo import api, fields, models
from odoo.tools import SQL

from ...core.promise import CONFIRMED, FIRST, REVISED, Promise, base_date

CONTEXT_KEY = "jxc_promise_change"


@dataclass(frozen=True)
class PromiseChange:
    """Why a promised date changes and who says so; passed on in the context.

    Only server code can make one: what a client sends is never of this class.
    ``partner_id`` names the partner who changed it (vendor portal, signed link).
    """

    fault: str
    reason: str = ""
    via: str = "order"
    partner_id: int | None = None


class JxcPromiseLineMixin(models.AbstractModel):
    """Lines whose confirmed dates go to the ledger ``jxc.promise``.

    Put it before the line's model in ``_inherit`` and implement the two hooks.
    """

    _name = "jxc.promise.line.mixin"
    _description = "Line With Promised Dates"

    _jxc_promise_side = None
    _jxc_promise_link = None
    _jxc_promise_state = None
    # Fields of the line that date or quantity depend on
    _jxc_promise_fields = frozenset()
    # Whose change it is when a user of the company changes a date
    _jxc_promise_fault = None
    # Whose change it is when the order's partner does so in the portal
    _jxc_promise_portal_fault = None
    # Whose change moves the date that the line is measured against
    _jxc_promise_moved_by = None

    # --- hooks of the lines ---------------------------------------------------

    def _jxc_promised(self):
        """Return (naive UTC datetime, quantity in the product's unit) of one line."""
        raise NotImplementedError

    def _jxc_promise_warehouse(self):
        """Return the warehouse the goods go to or leave from."""
        raise NotImplementedError

    # --- answers --------------------------------------------------------------

    @api.private
    def _jxc_promises(self):
        """Return {line id: [Promise in the order of recording]}."""
        found = {line_id: [] for line_id in self.ids}
        for line_id, *values in self._jxc_promise_rows():
            found[line_id].append(Promise(*values))
        return found

    @api.private
    def _jxc_first_promise(self):
        """Return {line id: the first Promise, None without any}."""
        promises = self._jxc_promises()
        return {line_id: next(iter(rows), None) for line_id, rows in promises.items()}

    @api.private
    def _jxc_last_promise(self):
        """Return {line id: the Promise that holds now, None without any}."""
        promises = self._jxc_promises()
        return {
            line_id: rows[-1] if rows else None for line_id, rows in promises.items()
        }

    @api.private
    def _jxc_base_date(self):
        """Return {line id: day that the line is measured against, or None}.

        The first promise, moved only by the other side; see ``core/promise.py``.
        """
        return {
            line_id: base_date(rows, self._jxc_promise_moved_by)
            for line_id, rows in self._jxc_promises().items()
        }

    def _jxc_promise_rows(self):
        if not self.ids:
            return []
        self.env["jxc.promise"].flush_model()
        link = SQL.identifier(self._jxc_promise_link)
        return self.env.execute_query(
            SQL(
                "SELECT %(link)s, kind, promised_date, quantity, fault FROM jxc_promise"
                " WHERE %(link)s = ANY(%(lines)s) ORDER BY recorded_at, id",
                link=link,
                lines=self.ids,
            )
        )

    # --- recording ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._jxc_record_promises()
        return lines

    def write(self, vals):
        watched = bool(self._jxc_promise_fields & vals.keys())
        if watched:
            # what was promised until now, if nobody has recorded it yet
            self._jxc_record_promises()
        result = super().write(vals)
        if watched:
            self._jxc_record_promises()
        return result

    def _jxc_record_promises(self, kind=None):
        """Add what the ledger does not say yet about these lines.

        :param kind: CONFIRMED adds an entry even when nothing changed
        """
        lines = self.filtered(lambda line: line._jxc_is_promised())
        if not lines:
            return
        vals_list = []
        for line_id, last in lines._jxc_last_promise().items():
            vals = lines.browse(line_id)._jxc_promise_news(last, kind)
            if vals:
                vals_list.append(vals)
        # sudo: the ledger is written by the orders, by nobody directly; what is
        # written here follows from the order that the user was allowed to change
        self.env["jxc.promise"].sudo().create(vals_list)

    def _jxc_is_promised(self):
        """Tell whether this is a line of goods in a confirmed order."""
        self.ensure_one()
        return (
            bool(self.id)
            and self.state == self._jxc_promise_state
            and not self.display_type
            # sudo: only the kind of product, which decides nothing about rights
            and self.product_id.sudo().type == "consu"
        )

    def _jxc_promise_news(self, last, kind=None):
        """Return values of a new entry, None when it would say nothing new."""
        moment, quantity = self._jxc_promised()
        day = self._jxc_promise_day(moment)
        if last is None:
            positive = self.product_id.uom_id.compare(quantity, 0.0) > 0
            return self._jxc_promise_vals(FIRST, day, quantity) if positive else None
        moved = day != last.day
        if moved or self.product_id.uom_id.compare(quantity, last.quantity):
            return self._jxc_promise_vals(REVISED, day, quantity, moved)
        if kind == CONFIRMED:
            return self._jxc_promise_vals(CONFIRMED, day, quantity)
        return None

    def _jxc_promise_day(self, moment) -> date:
        # sudo: the time zone of the company, whoever may read its settings
        return self.company_id.sudo()._jxc_today(moment)

    def _jxc_promise_change(self):
        """Return why the promise changes and who says so."""
        change = self.env.context.get(CONTEXT_KEY)
        if isinstance(change, PromiseChange):
            return change
        # sudo: the order's partner, in whose name portal users and guests act
        if self.env.user._is_internal():
            return PromiseChange(self._jxc_promise_fault)
        partner = self.sudo().order_id.partner_id
        fault = self._jxc_promise_portal_fault
        return PromiseChange(fault, via="portal", partner_id=partner.id)

    def _jxc_promise_vals(self, kind, day, quantity, moved=False):
        change = self._jxc_promise_change()
        return {
            **self._jxc_promise_subject(),
            **self._jxc_promise_author(change),
            "kind": kind,
            "promised_date": day,
            "quantity": quantity,
            "fault": change.fault if moved else False,
            "reason": change.reason if kind != FIRST else False,
            "via": change.via,
            "recorded_at": fields.Datetime.now(),
        }

    def _jxc_promise_subject(self):
        # sudo: names to remember; the warehouse or partner may be another's
        line = self.sudo()
        # as the company calls them, whoever confirms
        lang = line.company_id.partner_id.lang or self.env.lang
        line = line.with_context(lang=lang)
        order, product = line.order_id, line.product_id
        return {
            "side": self._jxc_promise_side,
            self._jxc_promise_link: self.id,
            "document_name": order.name,
            "product_id": product.id,
            "product_name": product.display_name,
            "unit_name": product.uom_id.name,
            "partner_id": order.partner_id.id,
            "partner_name": order.partner_id.display_name,
            "warehouse_id": line._jxc_promise_warehouse().id,
            "company_id": line.company_id.id,
        }

    def _jxc_promise_author(self, change):
        if change.partner_id:
            # sudo: the name of the partner who says so
            partner = self.env["res.partner"].sudo().browse(change.partner_id)
            return {"by_partner_id": partner.id, "by_name": partner.display_name}
        return {"by_user_id": self.env.uid, "by_name": self.env.user.name}

from datetime import datetime, time

import pytz

from odoo import api, fields, models
from odoo.addons.jxc_base.core import timeline
from odoo.addons.jxc_base.core.timeline import Stage
from odoo.addons.jxc_base.models.common.jxc_cost_guard import SALE_PRICE
from odoo.tools import format_amount

from ..core import order_way


def _evening(day, zone):
    """Return the end of a day in a time zone, as naive UTC."""
    local = pytz.timezone(zone).localize(datetime.combine(day, time.max))
    return local.astimezone(pytz.utc).replace(tzinfo=None)


class SaleOrder(models.Model):
    """The timeline on the form and in the portal."""

    _name = "sale.order"
    _inherit = ["sale.order", "jxc.timeline.mixin"]

    @api.model
    def _jxc_step_names(self):
        return {
            "quoted": self.env._("Quoted"),
            "approved": self.env._("Approved"),
            "reserved": self.env._("Reserved"),
            "picked": self.env._("Picked"),
            "shipped": self.env._("Shipped"),
            "signed": self.env._("Signed for"),
            "invoiced": self.env._("Invoiced"),
            "paid": self.env._("Paid"),
        }

    def _jxc_timeline_stages(self):
        facts = self._jxc_way_facts()
        people = self._jxc_people(facts)
        readable = self._jxc_readable(facts)
        return {
            order.id: order._jxc_timeline_of(facts[order.id], people, readable)
            for order in self
            if order.id in facts
        }

    def _jxc_timeline_of(self, row, people, readable):
        names, now = self._jxc_step_names(), fields.Datetime.now()
        stages = self._jxc_stages(row, people, readable)
        return [
            self._jxc_timeline_dict(stage, names[stage.code])
            for stage in timeline.arrange(stages, now, row["state"] == "cancel")
        ]

    def _jxc_stages(self, row, people, readable):
        way = self._jxc_way(row)
        details = self._jxc_details(row)
        documents = self._jxc_documents(row, readable)
        doers = self._jxc_doers(row, people)
        return [
            Stage(
                code,
                done=way.reached[code],
                at=way.at.get(code),
                due=self._jxc_due(way, code, row["zone"]),
                by=doers.get(code) if way.reached[code] else None,
                detail=", ".join(details[code]) or None,
                model=documents[code][0],
                ids=documents[code][1],
            )
            for code in order_way.STAGES
        ]

    @api.model
    def _jxc_due(self, way, code, zone):
        """A day measured against a day stays one; against a moment, its evening."""
        due = order_way.due_of(way, code)
        if due is None or (
            way.reached[code] and not isinstance(way.at.get(code), datetime)
        ):
            return due
        return _evening(due, zone)

    def _jxc_people(self, facts):
        """Return {user id: name} of everybody the timelines name."""
        ids = {
            user_id
            for row in facts.values()
            for user_id in (row["user_id"], *(row["reviewer_ids"] or ()))
            if user_id
        }
        # sudo: the names of colleagues are no secret to the order's reader
        users = self.env["res.users"].sudo().browse(ids)
        return {user.id: user.name for user in users}

    @api.model
    def _jxc_doers(self, row, people):
        approvers = [people[user] for user in row["reviewer_ids"] or ()]
        seller = people.get(row["user_id"])
        return {"quoted": seller, "approved": ", ".join(approvers) or seller}

    def _jxc_readable(self, facts):
        """Return {model: ids} of the documents behind the steps the user may open."""
        wanted = {"stock.picking": set(), "account.move": set()}
        for row in facts.values():
            for name in ("out_ids", "chain_ids", "back_ids"):
                wanted["stock.picking"].update(row[name] or ())
            wanted["account.move"].update(row["bill_ids"] or ())
        return {model: self._jxc_allowed(model, ids) for model, ids in wanted.items()}

    @api.model
    def _jxc_allowed(self, model, ids):
        documents = self.env[model]
        if not ids or not documents.has_access("read"):
            return set()
        return set(documents.search([("id", "in", list(ids))]).ids)

    @api.model
    def _jxc_documents(self, row, readable):
        """Return {step: (model, ids)} of the documents a click opens."""
        out, chain = row["out_ids"] or [], row["chain_ids"] or []
        ids = {
            "reserved": chain or out,
            "picked": chain or out,
            "shipped": out + (row["back_ids"] or []),
            "signed": out,
        }
        found = {
            code: ("stock.picking", self._jxc_kept(ids.get(code), readable))
            for code in order_way.STAGES
        }
        bills = [i for i in row["bill_ids"] or () if i in readable["account.move"]]
        found["invoiced"] = found["paid"] = ("account.move", tuple(bills))
        skipped = [code for code in order_way.STAGES if row[code] is None]
        return {**found, **dict.fromkeys(skipped, (None, ()))}

    @api.model
    def _jxc_kept(self, ids, readable):
        return tuple(sorted(i for i in ids or () if i in readable["stock.picking"]))

    # --- what stands below a step ---------------------------------------------

    def _jxc_details(self, row):
        details = {code: [] for code in order_way.STAGES}
        if row["state"] in ("draft", "sent"):
            details["approved"] = self._jxc_review_detail(row)
        if row["approved"] and row["line_count"]:
            self._jxc_goods_details(row, details)
        if row["bill_ids"]:
            self._jxc_bill_details(row, details)
        late, cause = self._jxc_lateness(row)
        if late:
            cause = self.jxc_late_cause_manual or cause
            details[late].append(
                self.env._("cause: %(cause)s", cause=self._jxc_cause_name(cause))
            )
        return details

    @api.model
    def _jxc_cause_name(self, cause):
        field = self._fields["jxc_late_cause"]
        return dict(field._description_selection(self.env)).get(cause, "")

    @api.model
    def _jxc_review_detail(self, row):
        if row["review_rejected"]:
            return [self.env._("rejected")]
        if row["review_open"]:
            return [self.env._("waiting for approval")]
        if row["review_count"]:
            return [self.env._("approved, not confirmed yet")]
        return []

    @api.model
    def _jxc_goods_details(self, row, details):
        shipped = row["shipped_qty"]
        for code, quantity in (
            ("reserved", shipped + row["reserved_qty"]),
            ("picked", shipped + row["picked_qty"]),
            ("shipped", shipped),
        ):
            if not row[code] or (code == "shipped" and shipped < row["ordered"]):
                details[code].append(self._jxc_share(quantity, row))
        if row["returned_qty"]:
            details["shipped"].append(
                self.env._("returned: %(share)s", share=self._jxc_plain(row))
            )

    @api.model
    def _jxc_share(self, quantity, row):
        """Quantities where all lines have one unit, else a share of them."""
        if row["units"] == 1:
            return self.env._(
                "%(done)s of %(total)s",
                done=f"{round(quantity, 3):g}",
                total=f"{round(row['ordered'], 3):g}",
            )
        return f"{100 * min(quantity / row['ordered'], 1):.0f} %"

    @api.model
    def _jxc_plain(self, row):
        if row["units"] == 1:
            return f"{round(row['returned_qty'], 3):g}"
        return f"{100 * row['returned_qty'] / row['ordered']:.0f} %"

    def _jxc_bill_details(self, row, details):
        if row["drafts"]:
            details["invoiced"].append(self.env._("draft invoice"))
        elif row["posted"] and row["invoiced"] is False:
            details["invoiced"].append(self.env._("in part"))
        if row["unpaid"] and self.env.user.has_groups(SALE_PRICE):
            amount = format_amount(
                self.env, row["residual"], self.company_id.currency_id
            )
            details["paid"].append(self.env._("open: %(amount)s", amount=amount))

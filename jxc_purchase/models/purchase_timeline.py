from odoo import api, fields, models
from odoo.addons.jxc_base.core import timeline
from odoo.addons.jxc_base.core.timeline import Stage

from ..core import purchase_way


class JxcPurchaseTimeline(models.AbstractModel):
    """What requests and orders share: names of the steps, stage and lateness."""

    _name = "jxc.purchase.timeline"
    _inherit = "jxc.timeline.mixin"
    _description = "Timeline of Purchasing"

    jxc_stage = fields.Char(string="Stage", compute="_compute_jxc_stage")
    jxc_late = fields.Boolean(string="Late", compute="_compute_jxc_stage")

    @api.depends("jxc_timeline")
    @api.depends_context("lang", "uid")
    def _compute_jxc_stage(self):
        for record in self:
            steps = record.jxc_timeline or []
            current = [step for step in steps if step["state"] == "current"]
            record.jxc_late = any(step["late"] for step in current)
            record.jxc_stage = self._jxc_stage_text(steps)

    @api.model
    def _jxc_stage_text(self, steps):
        """Last step reached, and how far the next one has come."""
        names = self._jxc_stage_names()
        states = [step["state"] for step in steps]
        if "cancelled" in states:
            return names["cancelled"]
        if "current" not in states:
            return names["finished"] if steps else False
        place = states.index("current")
        reached = [s["name"] for s in steps[:place] if s["state"] == "done"]
        text = reached[-1] if reached else names["draft"]
        following = steps[place]
        partly = following["code"] in ("received", "put_away", "billed", "paid")
        if partly and following["detail"]:
            return f"{text} · {following['name']} {following['detail']}"
        return text

    @api.model
    def _jxc_stage_names(self):
        return {
            "draft": self.env._("Draft"),
            "requested": self.env._("Requested"),
            "approved": self.env._("Approved"),
            "rfq": self.env._("RFQ"),
            "ordered": self.env._("Ordered"),
            "received": self.env._("Received"),
            "put_away": self.env._("Put Away"),
            "billed": self.env._("Billed"),
            "paid": self.env._("Paid"),
            "cancelled": self.env._("Cancelled"),
            "finished": self.env._("Finished"),
        }

    @api.model
    def _jxc_arrange(self, stages, cancelled):
        names = self._jxc_stage_names()
        arranged = timeline.arrange(stages, fields.Datetime.now(), cancelled)
        return [self._jxc_timeline_dict(stage, names[stage.code]) for stage in arranged]

    @api.model
    def _jxc_goods_stages(self, facts, ordered):
        """The steps from receipt to payment.

        :param facts: purchase_way.Facts
        :param ordered: whether something was ordered; the steps wait for it
        """
        away = facts.put_away
        return [
            self._jxc_progress_stage(
                "received", facts.receipt, "stock.picking", facts.returned
            ),
            Stage("put_away", None)
            if ordered and facts.receipt.done and not away.total
            else self._jxc_progress_stage("put_away", away, "stock.picking"),
            self._jxc_progress_stage("billed", facts.bill, "account.move"),
            self._jxc_progress_stage(
                "paid", facts.payment, "account.move", complete=facts.bill.complete
            ),
        ]

    @api.model
    def _jxc_progress_stage(self, code, part, model, returned=0.0, complete=True):
        details = []
        if part.partial and code != "paid":
            details.append(
                self.env._(
                    "%(done)s of %(total)s",
                    done=f"{round(part.done, 3):g}",
                    total=f"{round(part.total, 3):g}",
                )
            )
        elif part.partial:
            details.append(self.env._("in part"))
        if returned:
            details.append(
                self.env._("returned %(qty)s", qty=f"{round(returned, 3):g}")
            )
        done = part.complete and complete
        return Stage(
            code,
            done=done,
            at=part.at if done else None,
            due=part.due,
            detail=", ".join(details) or None,
            model=model,
            ids=part.ids,
        )


class PurchaseOrder(models.Model):
    _name = "purchase.order"
    _inherit = ["purchase.order", "jxc.purchase.timeline"]

    def _jxc_timeline_stages(self):
        facts = self._jxc_way_facts()
        result = {}
        # sudo: reads who requested and when; the order itself was read by the user
        for order in self.sudo():
            requests = order.jxc_request_ids
            ordered = order.state == "purchase"
            stages = [
                *self._jxc_request_stages(requests),
                Stage("rfq", True, at=order.create_date, by=order.create_uid.name),
                Stage(
                    "ordered",
                    ordered,
                    at=order.date_approve if ordered else None,
                    due=None if ordered else order.date_order,
                    by=order.user_id.name if ordered else None,
                ),
                *self._jxc_goods_stages(facts[order.id], ordered),
            ]
            result[order.id] = self._jxc_arrange(stages, order.state == "cancel")
        return result

    @api.model
    def _jxc_request_stages(self, requests):
        """Steps of the requests behind an order; skipped where it has none."""
        if not requests:
            return [Stage("requested", None), Stage("approved", None)]
        submitted = [r.jxc_submitted_at for r in requests if r.jxc_submitted_at]
        approved = [r.jxc_approved_at for r in requests if r.jxc_approved_at]
        return [
            Stage(
                "requested",
                True,
                at=min(submitted, default=None),
                by=", ".join(requests.requested_by.mapped("name")),
                model="purchase.request",
                ids=tuple(requests.ids),
            ),
            Stage(
                "approved",
                True,
                at=max(approved, default=None),
                by=", ".join(requests.jxc_approved_by.mapped("name")),
            ),
        ]


class PurchaseRequest(models.Model):
    _name = "purchase.request"
    _inherit = ["purchase.request", "jxc.purchase.timeline"]

    def _jxc_timeline_stages(self):
        # sudo: requesters follow their goods without rights on orders
        requests = self.sudo()
        orders = requests.line_ids.purchase_request_allocation_ids.purchase_line_id
        orders = orders.order_id.filtered(lambda o: o.state != "cancel")
        confirmed = orders.filtered(lambda o: o.state == "purchase")
        facts = confirmed._jxc_way_facts()
        result = {}
        for request in requests:
            lines = request.line_ids.purchase_request_allocation_ids.purchase_line_id
            own = lines.order_id & orders
            total = purchase_way.add_up(facts[o.id] for o in own & confirmed)
            stages = request._jxc_stages(own, own & confirmed, total)
            ended = request.state in ("cancelled", "rejected")
            result[request.id] = self._jxc_arrange(stages, ended)
        return result

    def _jxc_stages(self, orders, confirmed, facts):
        """Steps of one request.

        :param orders: orders and RFQs made from it, ``confirmed`` among them
        :param facts: added facts of the confirmed ones
        """
        lines = self.line_ids.filtered(lambda li: not li.cancelled and li.product_qty)
        own_facts = self._jxc_own_facts(facts, lines)
        return [
            *self._jxc_asking_stages(),
            *self._jxc_buying_stages(orders, confirmed, lines),
            *self._jxc_goods_stages(own_facts, bool(confirmed)),
        ]

    def _jxc_is_approved(self):
        return self.state in ("approved", "in_progress", "ordered", "done")

    def _jxc_asking_stages(self):
        approved = self._jxc_is_approved()
        return [
            Stage(
                "requested",
                bool(self.jxc_submitted_at),
                at=self.jxc_submitted_at or None,
                by=self.requested_by.name,
            ),
            Stage(
                "approved",
                approved,
                at=self.jxc_approved_at or None,
                due=None if approved else self.jxc_date_required or None,
                by=self.jxc_approved_by.name or None,
            ),
        ]

    def _jxc_buying_stages(self, orders, confirmed, lines):
        ordered = self.state in ("ordered", "done") and bool(confirmed)
        wanted = self.jxc_date_required or None
        times = [order.date_approve for order in confirmed if order.date_approve]
        return [
            Stage(
                "rfq",
                self._jxc_is_approved()
                and bool(orders)
                and not any(lines.mapped("jxc_open_qty")),
                at=max(orders.mapped("create_date"), default=None),
                due=None if orders else wanted,
                detail=", ".join(orders.mapped("name")) or None,
                model="purchase.order",
                ids=tuple(orders.ids),
            ),
            Stage(
                "ordered",
                ordered,
                at=max(times, default=None) if ordered else None,
                due=None if ordered else wanted,
                detail=", ".join(confirmed.mapped("name")) or None,
                model="purchase.order",
                ids=tuple(confirmed.ids),
            ),
        ]

    def _jxc_own_facts(self, facts, lines):
        """Facts of the orders, with the receipt measured by the request's own lines."""
        if not facts.receipt.total:
            return facts
        waiting = [
            line.date_required
            for line in lines
            if line.jxc_received_qty < line.jxc_ordered_qty and line.date_required
        ]
        days = [line.date_required for line in lines if line.date_required]
        wanted = [
            line.jxc_ordered_qty if line.jxc_closed else line.product_qty
            for line in lines
        ]
        receipt = purchase_way.Progress(
            total=sum(wanted),
            done=sum(
                min(line.jxc_received_qty, quantity)
                for line, quantity in zip(lines, wanted, strict=True)
            ),
            at=facts.receipt.at,
            due=min(waiting, default=max(days, default=None)),
            ids=facts.receipt.ids,
        )
        return purchase_way.Facts(
            receipt, facts.put_away, facts.bill, facts.payment, facts.returned
        )

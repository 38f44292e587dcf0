"""What policies say about a line of a movement: expired, too short a life, a better
lot, not scanned. The same answer before (shown) and when it is done (refused)."""

from collections import defaultdict, namedtuple

from odoo import fields, models
from odoo.fields import Domain

from ...core import policy as core

INSIDE = ("internal", "transit")
# kind of policy; whether it refuses; the line; what is wrong and what to do; the same
# in a few words, beside the line
Finding = namedtuple("Finding", "kind refuse line text short", defaults=("",))


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def _jxc_line_findings(self):
        """Findings about each of these lines for itself.

        :return: list of Finding; exceptions that were granted are left out
        """
        policies = self.env["jxc.policy"]._in_force()
        # sudo: what a policy finds does not depend on who asks
        lines = self.sudo().filtered(
            lambda line: not line.product_uom_id.is_zero(line.quantity)
        )
        found = []
        for kind in ("expired", "life", "order", "scan"):
            if kind in policies:
                found += getattr(lines, f"_jxc_find_{kind}")()
        granted = lines._jxc_granted() if found else {}
        return [f for f in found if (f.kind, f.line.id) not in granted]

    def _jxc_end(self):
        """The usage of the place where these goods are bound for in the end."""
        usage = self.location_dest_id.usage
        final = self.move_id.location_final_id.usage
        return final if usage in INSIDE and final == "customer" else usage

    def _jxc_is_handed_on(self):
        """Whether a document gives these goods to somebody: gift, sample …"""
        # sudo: which document it is decides, whoever may read it
        note = self.move_id.sudo().jxc_note_line_id.note_id
        kind = note.kind_id
        return kind.direction == "out" and bool(note.partner_id or kind.need_partner)

    def _jxc_leaving(self, ends):
        """Lines with a lot that leave stock for one of these usages."""
        return self.filtered(
            lambda line: (
                line.lot_id
                and line.location_id.usage in INSIDE
                and line._jxc_end() in ends
            )
        )

    def _jxc_company(self):
        return self.move_id.company_id or self.company_id

    def _jxc_rule(self, kind):
        return self.env["jxc.policy"]._rule(
            kind, self._jxc_company(), self.location_id.warehouse_id, self.product_id
        )

    def _jxc_customer(self):
        """The customer these goods are for: the order's delivery address first."""
        order = self.move_id.sale_line_id.order_id
        picking = self.move_id.picking_id
        return (
            order.partner_shipping_id or picking.partner_id or self.move_id.partner_id
        )

    def _jxc_lot_day(self, moment):
        """A UTC time as a day of the company's calendar, or None."""
        return self._jxc_company()._jxc_today(moment) if moment else None

    # --- expired

    def _jxc_find_expired(self):
        now = fields.Datetime.now()
        found = []
        ends = (*INSIDE, "customer", "production", "inventory")
        for line in self._jxc_leaving(ends):
            rule = line._jxc_rule("expired")
            limit = line._jxc_expired_since(rule.value)
            if limit and limit <= now and line._jxc_in_expired_scope():
                texts = line._jxc_expired_texts(rule, limit)
                found.append(Finding("expired", True, line, *texts))
        return found

    def _jxc_expired_since(self, value):
        """When the lot of this line expires for the policy; False: never."""
        lot = self.lot_id
        if value == "removal":
            return lot.removal_date or lot.expiration_date
        return lot.expiration_date if value == "expiration" else False

    def _jxc_in_expired_scope(self):
        end, scope = self._jxc_end(), self._jxc_company().jxc_expired_scope
        if end == "inventory":
            return self._jxc_is_handed_on()
        if end in ("customer", "production"):
            return end == "customer" or scope != "customer"
        place, target = self.location_id, self.location_dest_id
        if scope != "transfer" or target.jxc_hold_effective:
            return False
        return target.usage == "transit" or place.warehouse_id != target.warehouse_id

    # --- remaining life

    def _jxc_find_life(self):
        found = []
        for line in self._jxc_leaving(("customer",)):
            expiry = line._jxc_lot_day(line.lot_id.expiration_date)
            rule = line._jxc_life_rule()
            if not expiry or not rule.number:
                continue
            left = core.days_left(expiry, line._jxc_company()._jxc_today())
            if left < rule.number:
                texts = line._jxc_life_texts(rule, left)
                found.append(Finding("life", True, line, *texts))
        return found

    def _jxc_life_rule(self):
        return self.env["jxc.policy"]._life(
            self._jxc_company(), self.product_id, self._jxc_customer()
        )

    # --- order of lots

    def _jxc_find_order(self):
        judged = {}
        for line in self._jxc_leaving(("customer", "production")):
            # what was picked for this delivery was judged when it was picked
            if not line.move_id.move_orig_ids:
                rule = line._jxc_rule("order")
                strategy = line._jxc_strategy()
                if rule.value in ("advise", "enforce") and strategy:
                    judged[line] = (rule, strategy)
        if not judged:
            return []
        lines = self.browse([line.id for line in judged])
        quants, arrivals = lines._jxc_other_lots(), lines._jxc_arrivals()
        found = []
        for line, (rule, strategy) in judged.items():
            better = line._jxc_better(quants[line.product_id], strategy, arrivals)
            if better:
                texts = line._jxc_order_texts(rule, strategy, better)
                found.append(Finding("order", rule.value == "enforce", line, *texts))
        return found

    def _jxc_strategy(self):
        """ "fefo" or "fifo" by core's removal strategy; others order no lots."""
        quant, move = self.env["stock.quant"], self.move_id
        method = quant._get_removal_strategy(self.product_id, move.location_id)
        return method if method in ("fefo", "fifo") else None

    def _jxc_other_lots(self):
        """{product: quants with a lot that could be taken}, in one search."""
        quants = self.env["stock.quant"]
        frozen = self.env["stock.location"]._jxc_frozen_ids()
        domain = Domain(
            [
                ("product_id", "in", self.product_id.ids),
                ("lot_id", "!=", False),
                ("quantity", ">", 0),
                ("location_id", "child_of", self.move_id.location_id.ids),
                ("location_id", "not in", list(frozen)),
            ]
        )
        quants = quants.search(domain & ~quants._jxc_held_domain())
        found = defaultdict(quants.browse)
        for quant in quants:
            found[quant.product_id] |= quant
        return found

    def _jxc_arrivals(self):
        """{lot: when it first came}, of the lots of these products in stock or out."""
        rows = self.env["stock.quant"]._read_group(
            [("product_id", "in", self.product_id.ids), ("lot_id", "!=", False)],
            ["lot_id"],
            ["in_date:min"],
        )
        return dict(rows)

    def _jxc_better(self, quants, strategy, arrivals):
        """The lot that goes before the one of this line, or None."""
        free = self._jxc_free_lots(quants)
        due = {
            lot: self._jxc_lot_day(lot.removal_date or lot.expiration_date)
            if strategy == "fefo"
            else self._jxc_lot_day(arrivals.get(lot))
            for lot in {*free, self.lot_id}
        }
        offers = [
            core.Offer(lot, due[lot], quantity)
            for lot, quantity in free.items()
            if self._jxc_may_go(lot)
        ]
        return core.better_offer(due[self.lot_id], offers)

    def _jxc_free_lots(self, quants):
        """{other lot: what is free of it} where this line's movement may take it."""
        top = self.move_id.location_id.parent_path or ""
        free = defaultdict(float)
        for quant in quants - quants.filtered(lambda q: q.lot_id == self.lot_id):
            near = (quant.location_id.parent_path or "").startswith(top)
            if near and quant.owner_id == self.owner_id:
                free[quant.lot_id] += quant.quantity - quant.reserved_quantity
        unit = self.product_id.uom_id
        return {
            lot: amount for lot, amount in free.items() if unit.compare(amount, 0) > 0
        }

    def _jxc_may_go(self, lot):
        """Whether a lot could take the place of this line's: not expired, and with
        enough life left for the customer."""
        now, expiry = fields.Datetime.now(), lot.expiration_date
        if any(day and day <= now for day in (expiry, lot.removal_date)):
            return False
        if not expiry or self._jxc_end() != "customer":
            return True
        required = self._jxc_life_rule().number or 0
        today = self._jxc_company()._jxc_today()
        return core.days_left(self._jxc_lot_day(expiry), today) >= required

    # --- scanning

    def _jxc_find_scan(self):
        found = []
        for line in self:
            # the type of the transfer counts, whatever a movement says of itself
            kinds = line.move_id.picking_type_id | line.picking_id.picking_type_id
            kinds = kinds.filtered("jxc_scan_required")
            if kinds and not line.jxc_scanned_at:
                text = line._jxc_scan_text(kinds[0])
                found.append(Finding("scan", True, line, text))
        return found

"""The night: what is to be cleared, what is proposed, what became of it."""

from datetime import datetime, time, timedelta

import pytz

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from ...core.clearance import Goods, propose
from ...report import clearance_sql

QUIET = {"dropped": 90, "done": 30}  # days before the same goods are listed again
LIVE = ("open", "doing")


def _pairs(keys) -> SQL:
    """Rows (product_id, warehouse_id)."""
    products, warehouses = zip(*keys, strict=True) if keys else ((), ())
    return SQL(
        "SELECT * FROM unnest(%s::int[], %s::int[]) AS pair (product_id, warehouse_id)",
        list(products),
        list(warehouses),
    )


class JxcStockClearance(models.Model):
    _inherit = "jxc.stock.clearance"

    @api.model
    @api.private
    def _renew(self, company):
        """List what is slow or dead, propose, and follow what is under way.

        Reads the figures of the running month: renew them first.
        """
        month = company._jxc_facts_clock()._jxc_today().replace(day=1)
        if not self.env["jxc.stock.figure"]._begun(company, month):
            return
        self.env["jxc.lock"]._acquire([f"stock.clearance:{company.id}"])
        clearances = self.with_company(company).with_context(tracking_disable=True)
        figures = clearances._figures(company)
        clearances._collect(company, figures)
        live = clearances.search(
            [("company_id", "=", company.id), ("state", "in", LIVE)]
        )
        live._follow()
        undecided = live.filtered(lambda line: line.state == "open")
        undecided.filtered(lambda line: line._is_gone())._close("done", "cleared")
        undecided.filtered(lambda line: line.state == "open")._moving_again(figures)
        undecided.filtered(lambda line: line.state == "open")._propose(figures)

    @api.model
    def _figures(self, company):
        """{(product, warehouse): figure} of what lies too long now."""
        month = company._jxc_facts_clock()._jxc_today().replace(day=1)
        found = self.env["jxc.stock.figure"].search(
            [
                ("company_id", "=", company.id),
                ("month", "=", month),
                ("movement", "in", ("slow", "dead")),
                ("warehouse_id", "!=", False),
                ("closing_quantity", ">", 0),
            ]
        )
        return {(row.product_id.id, row.warehouse_id.id): row for row in found}

    @api.model
    def _collect(self, company, figures):
        """New lines, those of the highest value first."""
        known = self._known(company)
        least = company.jxc_clear_value
        fresh = [
            row
            for key, row in figures.items()
            if key not in known and row.closing_value >= least
        ]
        return self._list(company, fresh)

    @api.model
    def _known(self, company):
        """Keys that are on the list, or were closed a short while ago."""
        today = company._jxc_facts_clock()._jxc_today()
        domain = Domain("state", "in", LIVE)
        for state, days in QUIET.items():
            since = today - timedelta(days=days)
            domain |= Domain("state", "=", state) & Domain("closed_on", ">", since)
        rows = self._read_group(
            Domain("company_id", "=", company.id) & domain,
            ["product_id", "warehouse_id"],
        )
        return {(product.id, warehouse.id) for product, warehouse in rows}

    @api.model
    def _list(self, company, rows):
        today = company._jxc_facts_clock()._jxc_today()
        return self.create(
            [
                {
                    "company_id": company.id,
                    "product_id": row.product_id.id,
                    "warehouse_id": row.warehouse_id.id,
                    "started_on": today,
                    "movement": row.movement,
                    "idle_days": row.idle_days,
                    "quantity_start": row.closing_quantity,
                    "value_start": row.closing_value,
                    "quantity_now": row.closing_quantity,
                    "value_now": row.closing_value,
                }
                for row in rows
            ]
        )

    def _keys(self):
        return [(line.product_id.id, line.warehouse_id.id) for line in self]

    def action_renew(self):
        """List, propose and follow again, now; the figures of the month with it.

        :raises AccessError: not a task of the user
        """
        if not self.has_access("write"):
            raise AccessError(
                self.env._("Managers of stock, purchase and sales clear goods.")
            )
        # sudo: figures are written by the system; the right was checked above
        return self.env["jxc.stock.figure"].sudo()._renew_soon(self.env.company)

    # -- what is proposed --------------------------------------------------------------

    def _propose(self, figures):
        """Ask the rules again; lines of one company."""
        if not self:
            return
        company = self.company_id
        today = company._jxc_facts_clock()._jxc_today()
        facts = self.env.execute_query(
            clearance_sql.facts(company, today, _pairs(self._keys()))
        )
        by_key = {(row[0], row[1]): row[2:] for row in facts}
        for line, key in zip(self, self._keys(), strict=True):
            vals = line._proposal(by_key[key], figures.get(key), today)
            changed = {name: v for name, v in vals.items() if line._differs(name, v)}
            if changed:
                line.write(changed)

    def _differs(self, name, value):
        now = self[name]
        return (now.id if isinstance(now, models.Model) else now) != value

    def _proposal(self, facts, figure, today):
        quantity, sold, expiry, expired, vendor, until, returnable, wanted, by = facts
        pace = sold * 365 / 12 / clearance_sql.PACE
        goods = Goods(
            quantity=quantity or self.quantity_now or self.quantity_start,
            idle_days=figure.idle_days if figure else self.idle_days,
            dead=(figure or self).movement == "dead",
            months=quantity / pace if pace > 0 else None,
            expiry_days=(expiry - today).days if expiry else None,
            expired=expired,
            return_days=(until - today).days if until else None,
            returnable=returnable,
            wanted=self.uom_id.round(wanted, rounding_method="DOWN"),
        )
        found = propose(goods)
        return {
            "movement": (figure or self).movement,
            "idle_days": goods.idle_days,
            "proposal": found.action,
            "proposal_reason": found.reason,
            "proposed_quantity": found.quantity,
            "proposed_discount": found.discount,
            "proposed_target_id": by if found.action == "transfer" else False,
            "proposed_vendor_id": vendor if found.action == "return" else False,
            "proposal_values": {
                "months": f"{goods.months:.1f}" if goods.months is not None else "",
                "expiry": expiry.isoformat() if expiry else "",
                "until": until.isoformat() if until else "",
                "idle": goods.idle_days,
            },
        }

    def _moving_again(self, figures):
        """Undecided goods that are neither slow nor dead any more leave the list.

        What somebody has put there while it moved stays until they decide.
        """
        again = self.filtered(
            lambda line: (
                line.movement in ("slow", "dead") and line._keys()[0] not in figures
            )
        )
        again._close("dropped", "again")

    # -- what became of it -------------------------------------------------------------

    def _follow(self):
        """Quantity and value now, and what came in; close what is cleared."""
        for company, lines in self.grouped("company_id").items():
            lines._follow_in(company)
        cleared = self.filtered(
            lambda line: line.state == "doing" and line._is_cleared()
        )
        cleared._close("done", "cleared")

    def _follow_in(self, company):
        pairs = _pairs(self._keys())
        stock = {
            (product, warehouse): (quantity, value)
            for product, warehouse, quantity, value in self.env.execute_query(
                clearance_sql.stock(company, pairs)
            )
        }
        came = self._came_in(company)
        for line, key in zip(self, self._keys(), strict=True):
            quantity, value = stock.get(key, (0.0, 0.0))
            days = came.get(key, ())
            total = sum(amount for day, amount in days if day >= line.started_on)
            vals = {"quantity_now": quantity, "value_now": value, "recovered": total}
            changed = {name: v for name, v in vals.items() if line._moved(name, v)}
            if changed:
                line.write(changed)

    def _moved(self, name, value):
        return abs(self[name] - value) > 1e-6

    def _came_in(self, company):
        """{(product, warehouse): [(day, amount)]}"""
        zone = company._jxc_facts_clock()._jxc_timezone()
        first = min(self.mapped("started_on"))
        since = zone.localize(datetime.combine(first, time.min))
        since = since.astimezone(pytz.utc).replace(tzinfo=None)
        found = {}
        query = clearance_sql.recovered(self.env, company, since, _pairs(self._keys()))
        for product, warehouse, day, amount in self.env.execute_query(query):
            found.setdefault((product, warehouse), []).append((day, amount))
        return found

    def _is_gone(self):
        return self.uom_id.compare(self.quantity_now, 0) <= 0

    def _is_cleared(self):
        gone = self.quantity_start - self.quantity_now
        return self._is_gone() or self.uom_id.compare(gone, self.quantity) >= 0

    def _close(self, state, outcome):
        if not self:
            return
        today = self.company_id[:1]._jxc_facts_clock()._jxc_today()
        self.write({"state": state, "outcome": outcome, "closed_on": today})
        self.activity_unlink(["mail.mail_activity_data_todo"], only_automated=False)


class JxcStockFigure(models.Model):
    _inherit = "jxc.stock.figure"

    def action_clear(self):
        """Put these goods on the clearance list, whatever their pace and value.

        :raises AccessError: not a task of the user
        :return: window of their lines
        """
        clearances = self.env["jxc.stock.clearance"]
        if not clearances.has_access("write"):
            raise AccessError(
                self.env._("Managers of stock, purchase and sales clear goods.")
            )
        self.check_access("read")
        rows = self.filtered(lambda row: row.warehouse_id and row.closing_quantity > 0)
        # sudo: lines are written by the system; the right was checked above
        lines = rows.sudo()._to_clear().with_env(self.env)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "jxc_stock.jxc_stock_clearance_action"
        )
        return {**action, "domain": [("id", "in", lines.ids)], "context": {}}

    def _to_clear(self):
        clearances = self.env["jxc.stock.clearance"]
        domain = Domain("state", "in", LIVE)
        domain &= Domain("product_id", "in", self.product_id.ids)
        live = {key: line for line in clearances.search(domain) for key in line._keys()}
        found = clearances
        for company, rows in self.grouped("company_id").items():
            keys = {(row.product_id.id, row.warehouse_id.id): row for row in rows}
            found |= found.concat(*(live[key] for key in keys if key in live))
            missing = [row for key, row in keys.items() if key not in live]
            fresh = clearances._list(company, missing)
            fresh._propose(keys)
            found |= fresh
        return found

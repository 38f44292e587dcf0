"""The first screen: what to do now. A tile is a code and a method named after it."""

from datetime import datetime, time, timedelta

import pytz

from odoo import api, models
from odoo.fields import Domain

OPEN_PICKING = [("state", "in", ("waiting", "confirmed", "assigned"))]
FOLLOW_UP_DAYS = 3


class JxcWorkbench(models.AbstractModel):
    _name = "jxc.workbench"
    _description = "Workbench"

    @api.model
    @api.readonly
    def get_data(self):
        """Everything the first screen shows, in one call.

        :return: ``{"user": str, "company": str, "today": iso date, "tiles": [tile]}``;
            a tile is ``{"code", "title", "count": int, "state", "hint", "lines",
            "action"}`` with ``state`` one of ``none`` (nothing to do), ``todo``,
            ``late``; ``lines`` are ``{"title", "count", "action"}`` parts of the count;
            ``action`` is an action dictionary.
        """
        tiles = (getattr(self, f"_tile_{code}")() for code in self._tiles())
        return {
            "user": self.env.user.name,
            "company": self.env.company.name,
            "today": self._today().isoformat(),
            "tiles": [{"lines": [], **tile} for tile in tiles if tile],
        }

    @api.model
    @api.readonly
    def find(self, text, limit=6):
        """Products and partners by name, mnemonic, code, barcode or specification.

        :param str text: what was typed; fewer than one character finds nothing.
        :param int limit: at most this many of each, 20 at most.
        :return: ``[{"model", "id", "name"}]``, products first.
        """
        text = text.replace("\0", "").strip()[:200] if isinstance(text, str) else ""
        limit = min(max(limit, 1), 20) if type(limit) is int else 6
        found = []
        for model in ("product.product", "res.partner") if text else ():
            if self.env[model].has_access("read"):
                pairs = self.env[model].name_search(text, limit=limit)
                found += [{"model": model, "id": i, "name": name} for i, name in pairs]
        return found

    @api.model
    def _tiles(self):
        """Codes of the tiles in their order; addons add theirs to the list."""
        return [
            "approvals",
            "quotes",
            "deliveries_late",
            "deliveries_today",
            "orders_to_invoice",
            "rfqs",
            "receipts_late",
            "receipts_today",
            "bills_to_enter",
        ]

    # -- helpers for tiles -------------------------------------------------------------
    @api.model
    def _today(self):
        return self.env.company._jxc_today()

    @api.model
    def _day_start(self, days=0):
        """Naive UTC time at which the company's day, ``days`` from today, begins."""
        day = datetime.combine(self._today() + timedelta(days=days), time.min)
        local = self.env.company._jxc_timezone().localize(day)
        return local.astimezone(pytz.utc).replace(tzinfo=None)

    @api.model
    def _has_role(self, *groups):
        return any(self.env.user.has_group(group) for group in groups)

    @api.model
    def _list_action(self, name, model, domain):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "views": [[False, "list"], [False, "form"]],
            "domain": list(Domain(domain)),
            "target": "current",
        }

    @api.model
    def _count_tile(self, code, title, model, domain, late=False, hint=None):
        """Tile that counts the documents of ``domain`` and opens them."""
        if not self.env[model].has_access("read"):
            return None
        count = self.env[model].search_count(domain)
        state = ("late" if late else "todo") if count else "none"
        return {
            "code": code,
            "title": title,
            "count": count,
            "state": state,
            "hint": hint,
            "action": self._list_action(title, model, domain),
        }

    @api.model
    def _picking_domain(self, code, late):
        start, end = self._day_start(), self._day_start(1)
        due = Domain("scheduled_date", "<", start)
        if not late:
            due = Domain("scheduled_date", ">=", start)
            due &= Domain("scheduled_date", "<", end)
        return Domain(OPEN_PICKING) & Domain("picking_type_code", "=", code) & due

    # -- tiles -------------------------------------------------------------------------
    @api.model
    def _tile_approvals(self):
        models = self.env["tier.definition"]._get_tier_validation_model_names()
        lines = [
            self._approval_line(model)
            for model in models
            if model in self.env and self.env[model].has_access("read")
        ]
        lines = [line for line in lines if line["count"]]
        if not lines and not self.env["tier.definition"].search_count(
            [("reviewer_group_id", "in", self.env.user.all_group_ids.ids)], limit=1
        ):
            return None
        count = sum(line["count"] for line in lines)
        title = self.env._("Approvals Waiting for Me")
        empty = self._list_action(title, "tier.review", [("id", "=", False)])
        return {
            "code": "approvals",
            "title": title,
            "count": count,
            "state": "todo" if count else "none",
            "hint": self.env._("Documents that others want you to approve."),
            "lines": lines if len(lines) > 1 else [],
            "action": lines[0]["action"] if lines else empty,
        }

    @api.model
    def _approval_line(self, model):
        domain = [("can_review", "=", True)]
        name = self.env["ir.model"]._get(model).name
        return {
            "title": name,
            "count": self.env[model].search_count(domain),
            "action": self._list_action(name, model, domain),
        }

    @api.model
    def _tile_quotes(self):
        if not self._has_role("sales_team.group_sale_salesman"):
            return None
        today = self._today()
        waiting = Domain("date_order", "<", self._day_start(1 - FOLLOW_UP_DAYS))
        ending = Domain("validity_date", "!=", False)
        ending &= Domain("validity_date", "<=", today + timedelta(days=FOLLOW_UP_DAYS))
        domain = Domain("state", "in", ("draft", "sent")) & (waiting | ending)
        return self._count_tile(
            "quotes",
            self.env._("Quotes to Follow Up"),
            "sale.order",
            domain,
            hint=self.env._(
                "Open for %(days)s days, or valid for only %(days)s more.",
                days=FOLLOW_UP_DAYS,
            ),
        )

    @api.model
    def _tile_orders_to_invoice(self):
        if not self._has_role(
            "sales_team.group_sale_salesman", "account.group_account_invoice"
        ):
            return None
        return self._count_tile(
            "orders_to_invoice",
            self.env._("Orders to Invoice"),
            "sale.order",
            [("invoice_status", "=", "to invoice"), ("state", "=", "sale")],
            hint=self.env._("Delivered or ordered, not invoiced yet."),
        )

    @api.model
    def _tile_rfqs(self):
        if not self._has_role("purchase.group_purchase_user"):
            return None
        return self._count_tile(
            "rfqs",
            self.env._("Requests for Quotation"),
            "purchase.order",
            [("state", "in", ("draft", "sent"))],
            hint=self.env._("Compare the vendors' prices and confirm an order."),
        )

    @api.model
    def _tile_bills_to_enter(self):
        if not self._has_role("account.group_account_invoice"):
            return None
        return self._count_tile(
            "bills_to_enter",
            self.env._("Bills to Enter"),
            "purchase.order",
            [("invoice_status", "=", "to invoice"), ("state", "=", "purchase")],
            hint=self.env._("Received, but the vendor's bill is missing."),
        )

    @api.model
    def _picking_tile(self, code, title, kind, late, hint):
        roles = ["stock.group_stock_user"]
        if kind == "incoming":
            roles.append("purchase.group_purchase_user")
        else:
            roles.append("sales_team.group_sale_salesman")
        if not self._has_role(*roles):
            return None
        domain = self._picking_domain(kind, late)
        return self._count_tile(code, title, "stock.picking", domain, late, hint)

    @api.model
    def _tile_deliveries_late(self):
        title = self.env._("Late Deliveries")
        hint = self.env._("Should have left before today.")
        return self._picking_tile("deliveries_late", title, "outgoing", True, hint)

    @api.model
    def _tile_deliveries_today(self):
        title = self.env._("Deliveries Due Today")
        hint = self.env._("Pick, pack and validate them today.")
        return self._picking_tile("deliveries_today", title, "outgoing", False, hint)

    @api.model
    def _tile_receipts_late(self):
        title = self.env._("Late Receipts")
        hint = self.env._("Ask the vendor, or enter what has arrived.")
        return self._picking_tile("receipts_late", title, "incoming", True, hint)

    @api.model
    def _tile_receipts_today(self):
        title = self.env._("Receipts Due Today")
        hint = self.env._("Expected at the dock today.")
        return self._picking_tile("receipts_today", title, "incoming", False, hint)

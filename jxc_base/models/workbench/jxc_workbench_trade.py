"""Tiles of purchase, sales and finance."""

from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import format_amount

FOLLOW_UP_DAYS = 3
PAY_DAYS = 7
EXPECTED = [
    ("state", "not in", ("done", "cancel", "draft")),
    ("location_id.usage", "=", "supplier"),
]


class JxcWorkbench(models.AbstractModel):
    _inherit = "jxc.workbench"

    # -- purchase ----------------------------------------------------------------------
    @api.model
    def _tile_purchase_late(self):
        lines = Domain("order_id.state", "=", "purchase")
        lines &= Domain("date_planned", "<", self._day_start())
        return self._count_tile(
            "purchase_late",
            None,
            "purchase.order.line",
            lines & Domain("move_ids", "any", EXPECTED),
            late=True,
            hint=self.env._("Promised before today and not here: ask the vendor."),
            icon="fa-hourglass-end",
        )

    @api.model
    def _tile_rfqs(self):
        """Mine and nobody's; those of all are one click further."""
        drafts = Domain("state", "in", ("draft", "sent"))
        mine = Domain("user_id", "in", (self.env.uid, False))
        tile = self._count_tile(
            "rfqs",
            None,
            "purchase.order",
            drafts & mine,
            hint=self.env._("Compare the vendors' prices and confirm an order."),
            icon="fa-file-text-o",
        )
        everybody = self.env._("All")
        if tile:
            every = self._count_tile("rfqs", everybody, "purchase.order", drafts)
            if every["count"] > tile["count"]:
                tile["lines"] = [
                    {name: every[name] for name in ("title", "count", "action")}
                ]
        return tile

    @api.model
    def _tile_bills_to_enter(self):
        return self._count_tile(
            "bills_to_enter",
            None,
            "purchase.order",
            [("invoice_status", "=", "to invoice"), ("state", "=", "purchase")],
            hint=self.env._("Received, but the vendor's bill is missing."),
            icon="fa-inbox",
        )

    # -- sales -------------------------------------------------------------------------
    @api.model
    def _tile_quotes(self):
        soon = self._today() + timedelta(days=FOLLOW_UP_DAYS)
        waiting = Domain("date_order", "<", self._day_start(1 - FOLLOW_UP_DAYS))
        ending = Domain("validity_date", "!=", False)
        ending &= Domain("validity_date", "<=", soon)
        return self._count_tile(
            "quotes",
            None,
            "sale.order",
            Domain("state", "in", ("draft", "sent")) & (waiting | ending),
            hint=self.env._(
                "Open for %(days)s days, or valid for only %(days)s more.",
                days=FOLLOW_UP_DAYS,
            ),
            icon="fa-comments-o",
        )

    @api.model
    def _tile_orders_to_invoice(self):
        return self._count_tile(
            "orders_to_invoice",
            None,
            "sale.order",
            [("invoice_status", "=", "to invoice"), ("state", "=", "sale")],
            hint=self.env._("Delivered or ordered, not invoiced yet."),
            icon="fa-file-o",
        )

    # -- money -------------------------------------------------------------------------
    @api.model
    def _tile_receivables(self):
        due = Domain("date_maturity", "<", self._today())
        hint = self.env._("Posted invoices past their day, credits taken off.")
        return self._money_tile("receivables", "asset_receivable", due, 1, hint)

    @api.model
    def _tile_payables(self):
        last = self._today() + timedelta(days=PAY_DAYS)
        due = Domain("date_maturity", "<=", last)
        hint = self.env._("Vendors' bills to pay, overdue ones included.")
        return self._money_tile("payables", "liability_payable", due, -1, hint)

    @api.model
    def _money_tile(self, code, account_type, due, sign, hint):
        """Tile of the open items of a kind of account: what they come to."""
        domain = Domain("account_id.account_type", "=", account_type) & due
        domain &= Domain("parent_state", "=", "posted")
        domain &= Domain("reconciled", "=", False)
        late = code == "receivables"
        model = "account.move.line"
        tile = self._count_tile(
            code, None, model, domain, late=late, hint=hint, icon="fa-money"
        )
        if tile:
            figure = format_amount(
                self.env,
                round(sign * self._open_amount(domain)),
                self.env.company.currency_id,
                trailing_zeroes=False,
            )
            context = {"search_default_group_by_partner": 1}
            tile.update(figure=figure, action={**tile["action"], "context": context})
        return tile

    @api.model
    def _open_amount(self, domain):
        """Sum in the currency of the main company, over all that are chosen."""
        sums = self.env["account.move.line"]._read_group(
            domain, ["company_currency_id"], ["amount_residual:sum"]
        )
        company = self.env.company
        return sum(
            currency._convert(
                amount, company.currency_id, company=company, date=self._today()
            )
            for currency, amount in sums
        )

"""Days sales outstanding, from posted entries."""

from collections import defaultdict

from odoo import api, models
from odoo.fields import Domain

from ...core.kpi import Figure, Lines

CREDIT_SALES = ("out_invoice", "out_refund")


class JxcKpi(models.Model):
    _inherit = "jxc.kpi"

    @api.model
    def _kpi_dso(self, period, dimension, company):
        """Receivables at the end of the period ÷ credit sales of the period.

        Both with tax, in the company's currency, from posted entries; what is settled
        within itself by then is left out of the receivables. Credit sales are invoices
        and credit notes; sales receipts (paid at once) are none. The salesperson is the
        customer's. Source: spec of the indicator, `docs/user/finance.md`.
        """
        owed = self._dso_owed(period, company)
        sold = self._dso_sold(period, company)
        partners = {"owed": "partner_id", "sold": "commercial_partner_id"}
        if dimension == "none":
            sums = {None: [self._dso_sum(owed), self._dso_sum(sold)]}
            if sums[None] == [0.0, 0.0]:
                return []
        else:
            sums = defaultdict(lambda: [0.0, 0.0])
            for column, (name, lines) in enumerate((("owed", owed), ("sold", sold))):
                for partner, amount in self._dso_by_partner(lines, partners[name]):
                    sums[self._dso_key(partner, dimension)][column] += amount
        return [
            Figure(
                key,
                *amounts,
                {
                    "numerator": self._dso_lines(owed, dimension, "partner_id", key),
                    "denominator": self._dso_lines(
                        sold, dimension, "commercial_partner_id", key
                    ),
                },
            )
            for key, amounts in sums.items()
        ]

    @api.model
    def _dso_owed(self, period, company):
        domain = Domain("company_id", "=", company.id)
        domain &= Domain("parent_state", "=", "posted")
        domain &= Domain("account_id.account_type", "=", "asset_receivable")
        domain &= Domain("date", "<=", period.end)
        settled_later = Domain(
            "full_reconcile_id.reconciled_line_ids.date", ">", period.end
        )
        domain &= Domain("full_reconcile_id", "=", False) | settled_later
        return Lines("account.move.line", list(domain), "balance")

    @api.model
    def _dso_sold(self, period, company):
        domain = Domain("company_id", "=", company.id)
        domain &= Domain("state", "=", "posted")
        domain &= Domain("move_type", "in", CREDIT_SALES)
        domain &= Domain("date", ">=", period.start) & Domain("date", "<=", period.end)
        return Lines("account.move", list(domain), "amount_total_signed")

    @api.model
    def _dso_sum(self, lines):
        measure = [f"{lines.measure}:sum"]
        [(amount,)] = self.env[lines.model]._read_group(lines.domain, [], measure)
        return amount or 0.0

    @api.model
    def _dso_by_partner(self, lines, field):
        return self.env[lines.model]._read_group(
            lines.domain, [field], [f"{lines.measure}:sum"]
        )

    @api.model
    def _dso_key(self, partner, dimension):
        customer = partner.commercial_partner_id
        return (customer.user_id if dimension == "salesperson" else customer).id or None

    @api.model
    def _dso_lines(self, lines, dimension, field, key):
        if dimension == "none":
            return lines
        path = f"{field}.commercial_partner_id"
        if dimension == "salesperson":
            path += ".user_id"
        domain = Domain(path, "=", key or False)
        if not key:
            domain |= Domain(field, "=", False)
        return lines._replace(domain=list(Domain(lines.domain) & domain))

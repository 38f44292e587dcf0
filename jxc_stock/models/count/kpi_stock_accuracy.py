"""How well book and shelf agree, from the posted counts of a period."""

from collections import defaultdict

from odoo import api, models
from odoo.addons.jxc_base.core.kpi import Figure, Lines
from odoo.fields import Domain

LINE = "jxc.count.line"
PLACES = {
    "warehouse": "warehouse_id",
    "product": "product_id",
    "category": "product_id",
}


class JxcKpi(models.Model):
    _inherit = "jxc.kpi"

    @api.model
    def _kpi_stock_accuracy(self, period, dimension, company):
        """Lines whose book equals the count exactly ÷ lines counted.

        Lines with book 0 included; each line as it was after its last recount.
        """
        exact = Domain("exact", "=", True)
        return self._accuracy_figures(period, dimension, company, exact)

    @api.model
    def _kpi_stock_accuracy_within(self, period, dimension, company):
        """Lines within the tolerance of their class ÷ lines counted."""
        within = Domain("within", "=", True)
        return self._accuracy_figures(period, dimension, company, within)

    @api.model
    def _kpi_stock_accuracy_first(self, period, dimension, company):
        """Lines found exact by the first counter ÷ lines counted."""
        first = Domain("first_exact", "=", True)
        return self._accuracy_figures(period, dimension, company, first)

    @api.model
    def _kpi_stock_accuracy_value(self, period, dimension, company):
        """Σ agreed value ÷ Σ book value, at the cost of the count.

        The agreed value of a line is its book value less |difference|, at least 0:
        surplus and shortage never make up for each other.
        """
        return self._accuracy_figures(
            period, dimension, company, Domain.TRUE, "agreed_value", "book_value"
        )

    @api.model
    def _accuracy_figures(
        self, period, dimension, company, good, upper=None, lower=None
    ):
        """Figures of counted lines: those of ``good`` ÷ all, by number or measures.

        :param good: ``Domain`` of the lines of the numerator
        :param upper: measure summed in the numerator, None: their number
        :param lower: measure summed in the denominator, None: their number
        """
        counted = self._accuracy_lines(period, company)
        sums = defaultdict(lambda: [0.0, 0.0])
        for column, domain, measure in (
            (0, counted & good, upper),
            (1, counted, lower),
        ):
            for key, amount in self._accuracy_sums(domain, dimension, measure):
                sums[key][column] += amount or 0.0
        return [
            Figure(
                key,
                *amounts,
                {
                    "numerator": self._accuracy_drill(
                        counted & good, dimension, key, upper
                    ),
                    "denominator": self._accuracy_drill(counted, dimension, key, lower),
                },
            )
            for key, amounts in sums.items()
            if amounts[1]
        ]

    @api.model
    def _accuracy_lines(self, period, company):
        domain = Domain("company_id", "=", company.id)
        domain &= Domain("posted_on", ">=", period.start)
        domain &= Domain("posted_on", "<=", period.end)
        return domain & Domain("round", ">", 0) & Domain("count_state", "=", "posted")

    @api.model
    def _accuracy_sums(self, domain, dimension, measure):
        aggregate = [f"{measure}:sum" if measure else "__count"]
        field = PLACES.get(dimension)
        groups = self.env[LINE]._read_group(domain, [field] if field else [], aggregate)
        for *keys, amount in groups:
            key = keys[0] if keys else None
            yield (self._accuracy_key(key, dimension) if keys else None), amount

    @api.model
    def _accuracy_key(self, record, dimension):
        return (record.categ_id if dimension == "category" else record).id or None

    @api.model
    def _accuracy_drill(self, domain, dimension, key, measure):
        if dimension == "category":
            domain &= Domain("product_id.categ_id", "=", key or False)
        elif dimension in PLACES:
            domain &= Domain(PLACES[dimension], "=", key or False)
        return Lines(LINE, list(domain), measure)

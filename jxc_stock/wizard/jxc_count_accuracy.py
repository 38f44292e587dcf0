"""How well book and shelf agreed in the counts of a period, and why they did not."""

from odoo import api, fields, models
from odoo.addons.jxc_base.models.common.jxc_cost_guard import COST
from odoo.fields import Command, Domain
from odoo.tools import SQL

from ..core import count as core

FIGURES = """
    SELECT count(*), count(*) FILTER (WHERE exact), count(*) FILTER (WHERE first_exact),
        count(*) FILTER (WHERE within),
        count(DISTINCT (count_id, location_id)),
        count(DISTINCT (count_id, location_id))
            - count(DISTINCT (count_id, location_id)) FILTER (WHERE NOT exact),
        COALESCE(SUM(abs(value)), 0), COALESCE(SUM(value), 0),
        COALESCE(SUM(agreed_value), 0), COALESCE(SUM(book_value), 0)
    FROM jxc_count_line WHERE id IN %s
"""
UNITS = """
    SELECT t.uom_id, count(*),
        SUM(GREATEST(0, abs(l.book_qty) - abs(l.variance))), SUM(abs(l.book_qty))
    FROM jxc_count_line l
    JOIN product_product p ON p.id = l.product_id
    JOIN product_template t ON t.id = p.product_tmpl_id
    WHERE l.id IN %s
    GROUP BY 1 ORDER BY 2 DESC, 1
"""
REASONS = """
    SELECT reason_id, count(*), SUM(abs(value)), SUM(value),
        SUM(-value) FILTER (WHERE value < 0)
    FROM jxc_count_line WHERE id IN %s AND NOT exact
    GROUP BY 1
"""
# Goods in places: those that have stock now, and those that were counted
COVERAGE = """
    WITH counted AS (
        SELECT DISTINCT product_id, location_id FROM jxc_count_line
        WHERE id IN %(lines)s
    ), stock AS (
        SELECT DISTINCT product_id, location_id FROM stock_quant WHERE id IN %(quants)s
        UNION SELECT * FROM counted
    )
    SELECT (SELECT count(*) FROM counted), (SELECT count(*) FROM stock)
"""


class JxcCountAccuracy(models.TransientModel):
    _name = "jxc.count.accuracy"
    _description = "Count Accuracy"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    company_currency_id = fields.Many2one(related="company_id.currency_id")
    warehouse_id = fields.Many2one(
        "stock.warehouse", domain="[('company_id', '=', company_id)]"
    )
    date_from = fields.Date(
        "From", required=True, default=lambda self: self._default_date_from()
    )
    date_to = fields.Date(
        "To", required=True, default=lambda self: self.env.company._jxc_today()
    )
    counted_lines = fields.Integer("Lines Counted", compute="_compute_figures")
    exact_lines = fields.Integer("Lines Exact", compute="_compute_figures")
    accuracy = fields.Float(
        compute="_compute_figures",
        help="Lines whose book equals the count exactly ÷ lines counted, lines with "
        "book 0 included. Surplus and shortage never make up for each other.",
    )
    first_accuracy = fields.Float(
        "Accuracy of First Counts", compute="_compute_figures"
    )
    within_accuracy = fields.Float("Within Tolerance", compute="_compute_figures")
    place_accuracy = fields.Float(
        "Accuracy of Locations",
        compute="_compute_figures",
        help="Locations without any difference ÷ locations counted.",
    )
    places = fields.Integer("Locations Counted", compute="_compute_figures")
    spots = fields.Integer(
        "Goods in Places",
        compute="_compute_figures",
        help="What has stock in a location now, or was counted there.",
    )
    covered_spots = fields.Integer("Of Them Counted", compute="_compute_figures")
    coverage = fields.Float(
        compute="_compute_figures",
        help="Goods in places that were counted in this time ÷ all. An accuracy is "
        "worth no more than its coverage.",
    )
    value_accuracy = fields.Float(
        "Accuracy by Value", compute="_compute_figures", groups=COST
    )
    gross_value = fields.Monetary(
        "Sum of Differences",
        compute="_compute_figures",
        currency_field="company_currency_id",
        groups=COST,
        help="Surplus and shortage without sign, at cost.",
    )
    net_value = fields.Monetary(
        "Net Difference",
        compute="_compute_figures",
        currency_field="company_currency_id",
        groups=COST,
    )
    unit_ids = fields.One2many(
        "jxc.count.accuracy.unit", "accuracy_id", compute="_compute_unit_ids"
    )
    reason_ids = fields.One2many(
        "jxc.count.accuracy.reason", "accuracy_id", compute="_compute_reason_ids"
    )

    @api.model
    def _default_date_from(self):
        """First day of the quarter, as the indicator has it."""
        today = self.env.company._jxc_today()
        return today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)

    @api.depends("date_from")
    def _compute_display_name(self):
        self.display_name = self.env._("Count Accuracy")

    def _domain(self):
        """Counted lines of the counts posted in this time."""
        domain = Domain("company_id", "=", self.company_id.id)
        domain &= Domain("posted_on", ">=", self.date_from)
        domain &= Domain("posted_on", "<=", self.date_to)
        if self.warehouse_id:
            domain &= Domain("warehouse_id", "=", self.warehouse_id.id)
        return domain & Domain("round", ">", 0) & Domain("count_state", "=", "posted")

    def _lines(self):
        """Sub-query of the lines, with the reader's rights."""
        lines = self.env["jxc.count.line"]
        lines.flush_model()
        return lines._search(self._domain()).subselect()

    @api.depends("company_id", "warehouse_id", "date_from", "date_to")
    def _compute_figures(self):
        for page in self:
            lines = page._lines()
            row = self.env.execute_query(SQL(FIGURES, lines))[0]
            counted, exact, first, within, places, places_exact, *money = row
            gross, net, agreed, book = money
            found = core.Accuracy(
                counted, exact, first, within, places, places_exact, gross, net
            )
            page.counted_lines, page.exact_lines = counted, exact
            page.accuracy, page.place_accuracy = found.by_line or 0, found.by_place or 0
            page.first_accuracy = first / counted if counted else 0
            page.within_accuracy = within / counted if counted else 0
            page.places = places
            page.gross_value, page.net_value = gross, net
            page.value_accuracy = agreed / book if book else 0
            page._compute_coverage(lines)

    def _compute_coverage(self, lines):
        domain = Domain("quantity", "!=", 0)
        domain &= Domain("company_id", "=", self.company_id.id)
        domain &= Domain("location_id.usage", "=", "internal")
        domain &= Domain("product_id.is_storable", "=", True)
        if self.warehouse_id:
            domain &= Domain("location_id.warehouse_id", "=", self.warehouse_id.id)
        # sudo: how much there is to count is the same for everybody
        quants = self.env["stock.quant"].sudo()._search(domain)
        query = SQL(COVERAGE, lines=lines, quants=quants.subselect())
        self.covered_spots, self.spots = self.env.execute_query(query)[0]
        self.coverage = self.covered_spots / self.spots if self.spots else 0

    @api.depends("company_id", "warehouse_id", "date_from", "date_to")
    def _compute_unit_ids(self):
        for page in self:
            rows = self.env.execute_query(SQL(UNITS, page._lines()))
            page.unit_ids = [Command.clear()] + [
                Command.create(
                    {
                        "uom_id": uom_id,
                        "lines": lines,
                        "agreed_qty": agreed,
                        "book_qty": book,
                        "accuracy": agreed / book if book else 0,
                    }
                )
                for uom_id, lines, agreed, book in rows
            ]

    @api.depends("company_id", "warehouse_id", "date_from", "date_to")
    def _compute_reason_ids(self):
        priced = self.env.user.has_groups(COST)
        for page in self:
            rows = self.env.execute_query(SQL(REASONS, page._lines()))
            # those who see no cost get the order by number of lines
            rows.sort(key=lambda row: -(row[2] if priced else row[1]))
            weights = [row[2] if priced else row[1] for row in rows]
            page.reason_ids = [Command.clear()] + [
                Command.create(self._reason_values(row, shares))
                for row, shares in zip(rows, core.pareto(weights), strict=True)
            ]

    @api.model
    def _reason_values(self, row, shares):
        reason_id, lines, gross, net, loss = row
        reason = self.env["jxc.count.reason"].browse(reason_id)
        return {
            "reason_id": reason_id,
            "name": reason.display_name or self.env._("No reason given"),
            "lines": lines,
            "gross_value": gross,
            "net_value": net,
            "loss_value": loss or 0,
            "share": shares[0],
            "cumulated": shares[1],
        }

    def action_lines(self):
        """The lines behind the figures."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "jxc_stock.jxc_count_line_action"
        )
        action["domain"] = list(self._domain())
        action["context"] = {}
        return action


class JxcCountAccuracyUnit(models.TransientModel):
    _name = "jxc.count.accuracy.unit"
    _description = "Count Accuracy by Unit"

    accuracy_id = fields.Many2one("jxc.count.accuracy", "Page", ondelete="cascade")
    uom_id = fields.Many2one("uom.uom", "Unit")
    lines = fields.Integer()
    agreed_qty = fields.Float(
        "Quantity That Agrees",
        digits="Product Unit",
        help="Book less the difference, surplus or shortage; at least 0 a line.",
    )
    book_qty = fields.Float("Book", digits="Product Unit")
    accuracy = fields.Float()


class JxcCountAccuracyReason(models.TransientModel):
    _name = "jxc.count.accuracy.reason"
    _description = "Reason of Stock Differences in a Period"

    accuracy_id = fields.Many2one("jxc.count.accuracy", "Page", ondelete="cascade")
    company_currency_id = fields.Many2one(related="accuracy_id.company_currency_id")
    reason_id = fields.Many2one("jxc.count.reason")
    name = fields.Char("Reason of Difference")
    lines = fields.Integer()
    gross_value = fields.Monetary(
        "Sum of Differences", currency_field="company_currency_id", groups=COST
    )
    net_value = fields.Monetary(
        "Net Difference", currency_field="company_currency_id", groups=COST
    )
    loss_value = fields.Monetary(
        "Shortage", currency_field="company_currency_id", groups=COST
    )
    share = fields.Float()
    cumulated = fields.Float(
        help="This reason and those above it: the few at the top make up most of it."
    )

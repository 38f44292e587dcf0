"""Transfers that would help 调拨建议: from surplus to shortage, with the figures."""

from collections import defaultdict
from datetime import timedelta
from itertools import groupby
from operator import itemgetter

from psycopg2.errors import SerializationFailure

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import format_amount
from odoo.tools.misc import formatLang

from ...core import transfer as core
from ...report import transfer_sql

BATCH = 2000
MAY_COMPUTE = (
    "stock.group_stock_user",
    "jxc_base.group_planner",
    "jxc_base.group_purchaser",
)


def _figure(label, **options):
    return fields.Float(label, digits="Product Unit", readonly=True, **options)


class JxcTransferSuggestion(models.Model):
    _name = "jxc.transfer.suggestion"
    _description = "Suggested Transfer"
    _order = "urgent desc, days_left, cost, id"
    _rec_name = "product_id"
    _allow_sudo_commands = False

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_currency_id = fields.Many2one(related="company_id.currency_id")
    product_id = fields.Many2one(
        "product.product", required=True, readonly=True, ondelete="cascade"
    )
    categ_id = fields.Many2one(related="product_id.categ_id", store=True)
    uom_id = fields.Many2one(related="product_id.uom_id")
    warehouse_from_id = fields.Many2one(
        "stock.warehouse",
        "From Warehouse",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    warehouse_to_id = fields.Many2one(
        "stock.warehouse",
        "To Warehouse",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    suggested = _figure("Suggested")
    quantity = fields.Float(
        "To Transfer",
        digits="Product Unit",
        help="May be lowered, and raised up to what the source can spare.",
    )
    available_from = _figure("Available at Source")
    keeps = _figure(
        "Source Keeps",
        help="Its own target: maximum of its replenishment rule, at least the days of "
        "sales of the settings.",
    )
    spare = _figure(
        "Source Can Spare",
        help="Available now and after all that goes out, above what it keeps.",
    )
    available_to = _figure("Available Here")
    coming_to = _figure("Coming", help="Ordered, or on a transfer already.")
    going_to = _figure("Going", help="Promised and not reserved yet.")
    per_day_to = _figure("Sales a Day")
    fills = _figure("Target Here", help="Maximum of the replenishment rule, else days.")
    lack = _figure("Missing Here")
    days_left = fields.Float(
        "Lasts (Days)", digits=(16, 1), readonly=True, aggregator=None
    )
    selling = fields.Boolean(readonly=True)
    urgent = fields.Boolean(readonly=True, help="Sold out before the goods can arrive.")
    days = fields.Integer("Days on the Way", readonly=True, aggregator=None)
    cost = fields.Monetary(
        "Freight",
        currency_field="company_currency_id",
        readonly=True,
        aggregator=None,
        help="Of one transfer between the two, however many goods are on it.",
    )
    computed_at = fields.Datetime(readonly=True)
    transfer_id = fields.Many2one(
        "stock.interwarehouse.transfer",
        "Warehouse Transfer",
        readonly=True,
        ondelete="set null",
    )
    why = fields.Text(compute="_compute_why")

    @api.constrains("quantity")
    def _check_quantity(self):
        given = self._given_by_source()
        for row in self:
            compare = row.uom_id.compare
            total = given[row.company_id, row.product_id, row.warehouse_from_id]
            if compare(row.quantity, 0) < 0 or compare(total, row.spare) > 0:
                raise ValidationError(
                    self.env._(
                        "%(warehouse)s can spare %(spare)s of %(product)s without "
                        "falling below its own target.",
                        warehouse=row.warehouse_from_id.name,
                        spare=f"{row.spare:g}",
                        product=row.product_id.display_name,
                    )
                )

    def _given_by_source(self):
        """{(company, product, source): quantity of all its rows}

        Rows of one source share what it can spare.
        """
        # sudo: to warehouses the reader does not work in, too
        groups = self.sudo()._read_group(
            [("product_id", "in", self.product_id.ids)],
            ["company_id", "product_id", "warehouse_from_id"],
            ["quantity:sum"],
        )
        return {tuple(key): quantity for *key, quantity in groups}

    def write(self, vals):
        if not self.env.su and set(vals) - {"quantity"}:
            raise UserError(self.env._("Only the quantity of a suggestion changes."))
        return super().write(vals)

    @api.depends_context("lang")
    @api.depends("suggested")
    def _compute_why(self):
        for row in self:
            row.why = "\n".join(row._why_parts())

    def _why_parts(self):
        yield self._why_lacking()
        if self.selling:
            yield self.env._(
                "It sells %(rate)s a day: what is there lasts %(days)s days.",
                rate=self._figure(self.per_day_to),
                days=self._figure(self.days_left),
            )
        yield self._why_spare()
        yield self.env._(
            "On the way %(days)s days, freight %(cost)s.",
            days=self.days,
            cost=format_amount(self.env, self.cost, self.company_currency_id),
        )

    def _figure(self, value):
        return formatLang(self.env, value, digits=2).removesuffix(".00")

    def _why_lacking(self):
        figure = self._figure
        return self.env._(
            "%(to)s: %(available)s available + %(coming)s coming − %(going)s going, "
            "target %(target)s: %(lack)s %(unit)s missing.",
            to=self.warehouse_to_id.name,
            available=figure(self.available_to),
            coming=figure(self.coming_to),
            going=figure(self.going_to),
            target=figure(self.fills),
            lack=figure(self.lack),
            unit=self.uom_id.name,
        )

    def _why_spare(self):
        figure = self._figure
        return self.env._(
            "%(giver)s: %(available)s available, keeps %(keeps)s, can spare %(spare)s "
            "%(unit)s.",
            giver=self.warehouse_from_id.name,
            available=figure(self.available_from),
            keeps=figure(self.keeps),
            spare=figure(self.spare),
            unit=self.uom_id.name,
        )

    # -- computing -------------------------------------------------------------

    def action_renew(self):
        """Compute the suggestions of the company again, now."""
        if not any(self.env.user.has_group(group) for group in MAY_COMPUTE):
            raise AccessError(self.env._("Warehouse, planners and buyers do this."))
        # sudo: rows are written by the system; the right was checked above
        self.env["jxc.stock.daily"].sudo().catch_up()
        self.sudo()._renew(self.env.company)
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    @api.model
    def _cron_renew(self):
        # sudo: the cron works for every company
        companies = self.env["res.company"].sudo().search([])
        self.env["ir.cron"]._commit_progress(remaining=len(companies))
        for company in companies:
            try:
                self._renew(company)
            except SerializationFailure:
                self.env.cr.rollback()  # somebody else has just done it
            if not self.env["ir.cron"]._commit_progress(1):
                break

    @api.model
    @api.private
    def _renew(self, company):
        """Replace the suggestions of a company."""
        self.env["jxc.lock"]._acquire([f"transfer.suggestion:{company.id}"])
        self.env.flush_all()
        rows = self._suggest(company)
        # sudo: rows of the system, whoever asked
        known = self.sudo().with_context(active_test=False)
        known.search([("company_id", "=", company.id)]).unlink()
        for start in range(0, len(rows), BATCH):
            known.create(rows[start : start + BATCH])

    @api.model
    def _suggest(self, company):
        """Values of the suggestions, by product."""
        routes = self.env["jxc.transfer.route"]
        freight, closed = routes._freight(company)
        default = routes._default(company)
        # sudo: settings of the company
        mine = company.sudo()
        cover = core.Cover(mine.jxc_transfer_least_days, mine.jxc_transfer_most_days)
        now, found = fields.Datetime.now(), []
        for product, rows in groupby(self._stocks(company), key=itemgetter(0)):
            stocks = [core.Stock(*row[1:]) for row in rows]
            by_place = {stock.warehouse: stock for stock in stocks}
            for offer in core.suggest(stocks, freight, cover, default, closed):
                found.append(
                    {
                        "company_id": company.id,
                        "product_id": product,
                        "computed_at": now,
                        **self._offer_vals(offer, by_place),
                    }
                )
        return found

    @api.model
    def _stocks(self, company):
        """Rows of `transfer_sql.COLUMNS`."""
        today = company._jxc_facts_clock()._jxc_today()
        # sudo: a setting of the company
        days = max(company.sudo().jxc_cover_days, 1)
        window = (today - timedelta(days=days), today)
        self.env.cr.execute(transfer_sql.stocks(company.id, window))
        return self.env.cr.fetchall()

    @api.model
    def _offer_vals(self, offer, by_place):
        source, target = by_place[offer.source], by_place[offer.target]
        return {
            "warehouse_from_id": offer.source,
            "warehouse_to_id": offer.target,
            "suggested": offer.quantity,
            "quantity": offer.quantity,
            "available_from": source.available,
            "keeps": offer.keeps,
            "spare": offer.spare,
            "available_to": target.available,
            "coming_to": target.coming,
            "going_to": target.going,
            "per_day_to": target.per_day,
            "fills": offer.fills,
            "lack": offer.lack,
            "days_left": offer.days_left or 0.0,
            "selling": offer.days_left is not None,
            "urgent": offer.urgent,
            "days": offer.days,
            "cost": offer.cost,
        }

    # -- using -----------------------------------------------------------------

    def action_transfer(self):
        """Make draft transfers of the selected rows, one per pair of warehouses.

        :return: action that opens them
        """
        fresh = self.filtered(
            lambda row: not row.transfer_id and row.uom_id.compare(row.quantity, 0) > 0
        )
        if not fresh:
            raise UserError(
                self.env._("There is nothing to transfer: choose rows with a quantity.")
            )
        made = self.env["stock.interwarehouse.transfer"]
        pairs = defaultdict(self.browse)
        for row in fresh:
            pairs[row.warehouse_from_id, row.warehouse_to_id] |= row
        for (source, target), rows in pairs.items():
            amounts = defaultdict(float)
            for row in rows:
                amounts[row.product_id] += row.quantity
            origin = self.env._("Suggested Transfer")
            transfer = source._jxc_raise_transfer(target, amounts, origin)
            # sudo: notes what became of the row; the transfer is the user's own
            rows.sudo().transfer_id = transfer
            made |= transfer
        return made._jxc_open()

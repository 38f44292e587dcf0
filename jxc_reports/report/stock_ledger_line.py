from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.addons.jxc_base.models.common.jxc_cost_guard import COST
from odoo.addons.jxc_stock.models.facts.jxc_stock_daily import AREAS, CAUSES, OWNERSHIPS
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from . import stock_ledger_line_sql, stock_ledger_sql
from .ledger_period import PERIOD_KEYS, PLACE_KEYS

KEYS = (*PERIOD_KEYS, *PLACE_KEYS)
KINDS = [
    ("opening", "Opening"),
    ("receipt", "Purchase receipt"),
    ("purchase_return", "Purchase return"),
    ("delivery", "Sales delivery"),
    ("sale_return", "Sales return"),
    ("transfer_in", "Transfer in"),
    ("transfer_out", "Transfer out"),
    ("shifted", "To or from hold"),
    ("gain", "Gain / other in"),
    ("loss", "Loss / other out"),
    ("scrap", "Scrap"),
    ("production", "Production"),
    ("late", "Late change of a closed month"),
    ("unbooked", "Changed since it was booked"),
    ("revaluation", "Revaluation"),
    ("closing", "Closing"),
]

EXPORT_FIELDS = (
    "day",
    "date",
    "kind",
    "reference",
    "origin",
    "partner_id",
    "warehouse_id",
    "area",
    "lot_id",
    "in_quantity",
    "out_quantity",
    "late_quantity",
    "balance_quantity",
    "in_value",
    "out_value",
    "revaluation",
    "cause",
    "balance_value",
    "unit_cost",
)


def _quantity(label, **options):
    return fields.Float(
        label, digits="Product Unit", readonly=True, depends_context=KEYS, **options
    )


def _value(label, **options):
    return fields.Monetary(
        label,
        currency_field="currency_id",
        groups=COST,
        readonly=True,
        depends_context=KEYS,
        **options,
    )


class StockLedgerLine(models.Model):
    """Each movement of one product in a period, with running balances.

    The context says which product (``jxc_product_id``) of which company
    (``jxc_company_id``, else the current one), and may narrow it down to a place
    (``jxc_warehouse_id``, False for goods without one; ``jxc_area``;
    ``jxc_ownership``); the period as for ``jxc.ledger.period``. The closing line
    equals the summary (``jxc.stock.ledger``) of the same places.
    """

    _name = "jxc.stock.ledger.line"
    _inherit = "jxc.ledger.period"
    _description = "Detailed Stock Ledger"
    _auto = False
    _order = "day, sequence, date, id"
    _rec_name = "reference"
    _depends = {
        "jxc.stock.cost": ["company_id", "product_id", "day", "unit_cost"],
        "jxc.stock.daily": [
            *stock_ledger_sql.PLACE,
            *stock_ledger_sql.FLOWS,
            "cause",
            "day",
            "opening_quantity",
            "opening_value",
        ],
        "jxc.stock.revaluation": [
            "cause_name",
            "company_id",
            "known_on",
            "move_id",
            "old_value",
            "product_id",
        ],
        "product.template": ["is_storable"],
        "res.company": ["currency_id", "jxc_stock_carried_month", "partner_id"],
        "stock.location": ["company_id", "jxc_hold_effective", "usage", "warehouse_id"],
        "stock.move": [
            "date",
            "origin",
            "partner_id",
            "picking_id",
            "product_id",
            "reference",
            "scrap_id",
            "value",
        ],
        "stock.move.line": [
            "location_dest_id",
            "location_id",
            "lot_id",
            "move_id",
            "owner_id",
            "product_id",
            "quantity_product_uom",
            "state",
        ],
        "stock.picking": ["partner_id"],
    }

    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    sequence = fields.Integer("Order of the Day", readonly=True, aggregator=None)
    day = fields.Date("Date", readonly=True, help="Day of the company.")
    date = fields.Datetime("Moved on", readonly=True)
    kind = fields.Selection(KINDS, readonly=True)
    reference = fields.Char("Document", readonly=True)
    origin = fields.Char("Source", readonly=True)
    partner_id = fields.Many2one("res.partner", readonly=True)
    lot_id = fields.Many2one("stock.lot", "Lot/Serial", readonly=True)
    warehouse_id = fields.Many2one("stock.warehouse", readonly=True)
    area = fields.Selection(AREAS, readonly=True)
    ownership = fields.Selection(OWNERSHIPS, "Owner", readonly=True)
    move_id = fields.Many2one("stock.move", readonly=True)
    picking_id = fields.Many2one("stock.picking", "Transfer", readonly=True)
    in_quantity = _quantity("In")
    out_quantity = _quantity("Out")
    late_quantity = _quantity(
        "Late", help="Changes of a closed month, booked on the first open day."
    )
    balance_quantity = _quantity("Balance", aggregator=None)
    in_value = _value("In Value")
    out_value = _value("Out Value")
    revaluation = _value("Revaluation")
    cause = fields.Selection(CAUSES, readonly=True, groups=COST)
    balance_value = _value("Balance Value", aggregator=None)
    unit_cost = fields.Float(
        digits="Product Price",
        aggregator=None,
        groups=COST,
        readonly=True,
        depends_context=KEYS,
        help="Value ÷ quantity of the movement, or of the balance.",
    )

    @property
    def _table_query(self):
        place, period = self._jxc_place(), self._jxc_days()
        places = stock_ledger_sql.places(
            period["first"],
            period["last"],
            self.env["jxc.stock.ledger"]._jxc_starts(period["first"]),
            place["facts"],
        )
        cost = self.env.su or self.env.user.has_group(COST)
        return SQL(
            """
            SELECT line.*, CASE
                   WHEN line.kind = 'late' THEN NULL
                   WHEN line.in_quantity + line.out_quantity <> 0
                   THEN (line.in_value + line.out_value)
                        / (line.in_quantity + line.out_quantity)
                   WHEN line.balance_quantity <> 0
                   THEN line.balance_value / line.balance_quantity
                   ELSE 0 END AS unit_cost, company.currency_id
              FROM (%s) line
              JOIN res_company company ON company.id = line.company_id
             WHERE line.product_id <> 0
            """,
            stock_ledger_line_sql.lines(self.env, place, period, places, cost),
        )

    # -- what the context asks for -------------------------------------------------

    def _jxc_days(self):
        first, last = self._jxc_period()
        zone = self._jxc_company()._jxc_facts_clock()._jxc_timezone()

        def begin(day):
            local = zone.localize(datetime.combine(day, time.min))
            return local.astimezone(pytz.utc).replace(tzinfo=None)

        return {
            "first": first,
            "last": last,
            "since": begin(first),
            "until": begin(last + timedelta(days=1)),
        }

    def _jxc_company(self):
        wanted = self._jxc_id("jxc_company_id")
        return self.env["res.company"].browse(wanted) if wanted else self.env.company

    def _jxc_id(self, key):
        value = self.env.context.get(key) or 0
        if type(value) is not int or not 0 <= value < 2**31:
            raise UserError(self.env._("%(value)s is not a record.", value=value))
        return value

    def _jxc_place(self):
        """The company, product and places, as values and as SQL conditions."""
        company, product = self._jxc_company(), self._jxc_id("jxc_product_id")
        keys = {"company_id": company.id, "product_id": product}
        context = self.env.context
        if "jxc_warehouse_id" in context:
            keys["warehouse_id"] = self._jxc_id("jxc_warehouse_id") or None
        for name, known in (("area", AREAS), ("ownership", OWNERSHIPS)):
            value = context.get(f"jxc_{name}")
            if value and value not in [code for code, _label in known]:
                raise UserError(self.env._("%(value)s is unknown.", value=value))
            if value:
                keys[name] = value
        return {
            "company": company.id,
            "product": product,
            # sudo: only how many decimals the company's currency has
            "digits": company.sudo().currency_id.decimal_places,
            "facts": self._jxc_condition("fact", keys),
            "flows": self._jxc_condition("flow", keys),
        }

    @api.model
    def _jxc_condition(self, alias, keys):
        tests = [
            SQL("%s IS NOT DISTINCT FROM %s", SQL.identifier(alias, name), value)
            if name == "warehouse_id"
            else SQL("%s = %s", SQL.identifier(alias, name), value)
            for name, value in keys.items()
            if not (alias == "flow" and name == "ownership")
        ]
        if alias == "flow" and "ownership" in keys:
            own = SQL("flow.own") if keys["ownership"] == "own" else SQL("NOT flow.own")
            tests.append(own)
        return SQL(" AND ").join(tests)

    # -- going on ------------------------------------------------------------------

    def action_export_xlsx(self):
        """Download the selected lines, or all lines of the list's current filter.

        :return: a client action that starts the download
        """
        shown = Domain(self.env.context.get("active_domain") or [])
        domain = Domain("id", "in", self.ids) if self else shown
        product = self.env["product.product"].browse(self._jxc_id("jxc_product_id"))
        ledger = self.env._("Detailed Stock Ledger")
        title = f"{ledger} {product.display_name}"
        return self._jxc_export(domain, EXPORT_FIELDS, title)

    def action_open_document(self):
        """Open what is behind the line: its transfer or movement, or the bills.

        :return: a window action
        :raises UserError: nothing is behind the line
        """
        self.ensure_one()
        if self.kind == "late":
            return self._jxc_open_late()
        if self.kind == "revaluation":
            records = self._jxc_causes()
        else:
            records = self.picking_id or self.move_id
        if not records:
            raise UserError(self.env._("There is no document behind this line."))
        return {
            "type": "ir.actions.act_window",
            "name": self.reference or records[:1].display_name,
            "res_model": records._name,
            **self._jxc_views(records),
        }

    def _jxc_views(self, records):
        if len(records) == 1:
            return {"res_id": records.id, "views": [(False, "form")]}
        return {
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", records.ids)],
        }

    def _jxc_causes(self):
        """The documents that changed the value on this day, of one model."""
        log = self.env["jxc.stock.revaluation"]
        if self.cause in ("average", "rounding"):
            return log
        log = log.search(
            [
                ("company_id", "=", self.company_id.id),
                ("product_id", "=", self.product_id.id),
                ("known_on", "=", self.day),
            ]
        )
        causes = [line.cause_ref for line in log if line.cause_ref]
        causes = [cause for cause in causes if cause.exists()]
        if not causes:
            return log
        model = self.env[causes[0]._name]
        return model.union(*(cause for cause in causes if cause._name == model._name))

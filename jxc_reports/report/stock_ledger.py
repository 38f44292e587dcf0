from odoo import api, fields, models
from odoo.addons.jxc_base.models.common.jxc_cost_guard import COST
from odoo.addons.jxc_stock.models.facts.jxc_stock_daily import AREAS, OWNERSHIPS
from odoo.fields import Domain
from odoo.tools import SQL

from ..core.ledger import scan_starts
from . import stock_ledger_sql
from .ledger_period import PERIOD_KEYS

# Columns of the file
DESCRIPTION = (
    "default_code",
    "product_id",
    "categ_id",
    "warehouse_id",
    "area",
    "ownership",
    "uom_id",
)
FIGURES = (
    "opening",
    "in",
    "out",
    "moved_in",
    "moved_out",
    "shifted",
    "late",
    "revaluation",
    "closing",
    "sold",
)
REVALUATION = ("revaluation", "value")


def _quantity(label, **options):
    return fields.Float(
        label,
        digits="Product Unit",
        readonly=True,
        depends_context=PERIOD_KEYS,
        **options,
    )


def _value(label, **options):
    return fields.Monetary(
        label,
        currency_field="currency_id",
        groups=COST,
        readonly=True,
        depends_context=PERIOD_KEYS,
        **options,
    )


class StockLedger(models.Model):
    """Opening, in, out and closing of each product and place in a period.

    One row per company, product, warehouse, area and ownership that was not empty
    throughout the period of the context (see ``jxc.ledger.period``). Quantities in the
    product's unit, values in the company's currency::

        closing quantity = opening + in - out + moved in - moved out + shifted + late
        closing value    = opening + in - out + moved in - moved out + shifted
                           + revaluation

    Everything is summed from the daily facts (``jxc.stock.daily``).
    """

    _name = "jxc.stock.ledger"
    _inherit = "jxc.ledger.period"
    _description = "Stock Ledger"
    _auto = False
    _order = "default_code, id"
    _rec_name = "product_id"
    _depends = {
        "jxc.stock.cost": ["company_id", "product_id", "day", "unit_cost"],
        "jxc.stock.daily": [
            *stock_ledger_sql.PLACE,
            *stock_ledger_sql.FLOWS,
            *stock_ledger_sql.SOLD,
            "day",
            "opening_quantity",
            "opening_value",
        ],
        "product.product": ["default_code", "product_tmpl_id"],
        "product.template": ["categ_id", "uom_id"],
        "res.company": ["currency_id", "jxc_stock_carried_month"],
    }

    company_id = fields.Many2one("res.company", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    default_code = fields.Char("Product Code", readonly=True)
    categ_id = fields.Many2one("product.category", "Category", readonly=True)
    uom_id = fields.Many2one("uom.uom", "Unit", readonly=True)
    warehouse_id = fields.Many2one("stock.warehouse", readonly=True)
    area = fields.Selection(
        AREAS,
        readonly=True,
        help="Hold: locations for quality checks, quarantine and expired goods. "
        "In transit: between two warehouses.",
    )
    ownership = fields.Selection(OWNERSHIPS, "Owner", readonly=True)
    place = fields.Char(compute="_compute_place", help="Warehouse and area.")
    currency_id = fields.Many2one("res.currency", readonly=True)

    opening_quantity = _quantity("Opening")
    in_quantity = _quantity(
        "In", help="From outside: receipts, returns of customers, gains, production."
    )
    out_quantity = _quantity(
        "Out", help="To outside: deliveries, returns to vendors, losses, scrap."
    )
    moved_in_quantity = _quantity("Moved In", help="From other warehouses and transit.")
    moved_out_quantity = _quantity("Moved Out", help="To other warehouses and transit.")
    shifted_quantity = _quantity(
        "Hold ±",
        help="Between stock and hold of the same warehouse; negative: left this area.",
    )
    late_quantity = _quantity(
        "Late",
        help="Changes of a closed month, booked on the first open day.",
    )
    closing_quantity = _quantity("Closing")
    sold_quantity = _quantity(
        "Sold", help="Part of out and in: to customers minus back from customers."
    )
    opening_value = _value("Opening Value")
    in_value = _value("In Value")
    out_value = _value("Out Value")
    moved_in_value = _value("Moved In Value")
    moved_out_value = _value("Moved Out Value")
    shifted_value = _value("Hold ± Value")
    revaluation = _value(
        "Revaluation",
        help="Changes of value without goods moving: bills at another price, landed "
        "costs, changed cost prices, moved averages, rounding, late changes.",
    )
    closing_value = _value("Closing Value")
    sold_value = _value("Cost of Sales", help="Value of what was sold, at cost.")
    unit_cost = fields.Float(
        digits="Product Price",
        aggregator=None,
        groups=COST,
        readonly=True,
        depends_context=PERIOD_KEYS,
        help="The company's cost of one unit at the end of the period.",
    )

    @api.depends("warehouse_id", "area")
    def _compute_place(self):
        for row in self:
            names = self._jxc_place_names(row.warehouse_id, row.area)
            row.place = " · ".join(names)

    @api.model
    def _jxc_place_names(self, warehouse, area):
        """Warehouse and, unless it is the normal one or stands alone, area."""
        # sudo: names only; everybody may see what is in which warehouse
        names = warehouse.sudo().mapped("name")
        if area != "stock" or not names:
            labels = self._fields["area"]._description_selection(self.env)
            names.append(dict(labels)[area])
        return names

    @property
    def _table_query(self):
        first, last = self._jxc_period()
        return SQL(
            """
            SELECT (ledger.product_id::bigint * 1000000
                    + COALESCE(ledger.warehouse_id * 2, ledger.company_id * 2 + 1)) * 6
                   + CASE ledger.area WHEN 'stock' THEN 0 WHEN 'hold' THEN 2 ELSE 4 END
                   + CASE ledger.ownership WHEN 'own' THEN 0 ELSE 1 END AS id,
                   ledger.*, product.default_code, template.categ_id, template.uom_id,
                   company.currency_id, %(unit_cost)s AS unit_cost
              FROM (%(places)s) ledger
              JOIN product_product product ON product.id = ledger.product_id
              JOIN product_template template ON template.id = product.product_tmpl_id
              JOIN res_company company ON company.id = ledger.company_id
            """,
            unit_cost=self._jxc_unit_cost(last),
            places=stock_ledger_sql.places(first, last, self._jxc_starts(first)),
        )

    def _jxc_unit_cost(self, last):
        return SQL(
            """
            CASE WHEN ledger.ownership = 'own' THEN (
                SELECT cost.unit_cost FROM jxc_stock_cost cost
                 WHERE cost.company_id = ledger.company_id
                   AND cost.product_id = ledger.product_id AND cost.day <= %s
                 ORDER BY cost.day DESC LIMIT 1) END
            """,
            last,
        )

    @api.model
    def _jxc_starts(self, first):
        # sudo: how far the facts are carried forward; rows of other companies stay
        # hidden by the company rule
        companies = self.env["res.company"].sudo().search([])
        carried = {
            company.id: company.jxc_stock_carried_month or None for company in companies
        }
        return scan_starts(first, carried)

    def action_open_lines(self):
        """Open the movements behind this row, in the same period.

        :return: a window action on jxc.stock.ledger.line
        """
        self.ensure_one()
        place = {
            "jxc_company_id": self.company_id.id,
            "jxc_warehouse_id": self.warehouse_id.id,
            "jxc_area": self.area,
            "jxc_ownership": self.ownership,
        }
        return self.product_id._jxc_ledger_action(self.id, place)

    def action_export_xlsx(self):
        """Download the selected rows, or all rows of the list's current filter.

        :return: a client action that starts the download
        """
        shown = Domain(self.env.context.get("active_domain") or [])
        domain = Domain("id", "in", self.ids) if self else shown
        return self._jxc_export(domain, self._jxc_columns(), self.env._("Stock Ledger"))

    @api.model
    def _jxc_columns(self):
        """Names of the fields of a file, as chosen by ``jxc_show`` of the context."""
        kinds = {"quantity": ["quantity"], "value": ["value"]}
        shown = kinds.get(self.env.context.get("jxc_show"), ["quantity", "value"])
        figures = [
            f"{name}_{kind}" if name != "revaluation" else name
            for name in FIGURES
            for kind in shown
            if f"{name}_{kind}" in self._fields or (name, kind) == REVALUATION
        ]
        return [*DESCRIPTION, *figures, *(["unit_cost"] if "value" in shown else [])]

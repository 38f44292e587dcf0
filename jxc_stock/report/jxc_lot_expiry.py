from datetime import timedelta

from odoo import api, fields, models
from odoo.addons.jxc_base.models.jxc_alert_rule_stock import cost
from odoo.addons.jxc_base.models.jxc_cost_guard import COST
from odoo.tools import SQL

from . import threshold_sql

TIERS = [
    ("expired", "Expired"),
    ("7", "Within 7 Days"),
    ("30", "8 to 30 Days"),
    ("60", "31 to 60 Days"),
    ("90", "61 to 90 Days"),
    ("later", "Later"),
]
SOON = 30  # days that the workbench counts


class JxcLotExpiry(models.Model):
    """Lots on hand by warehouse: how long they are good, and what will be left."""

    _name = "jxc.lot.expiry"
    _description = "Lots and Expiry"
    _auto = False
    _rec_name = "lot_id"
    _order = "expiration_day, lot_id, warehouse_id"
    _depends = {
        "stock.quant": [
            "product_id",
            "lot_id",
            "location_id",
            "quantity",
            "reserved_quantity",
            "owner_id",
        ],
        "stock.lot": ["expiration_date", "product_id"],
        "stock.location": ["warehouse_id", "usage", "jxc_hold_effective"],
        "product.product": ["standard_price", "product_tmpl_id"],
        "product.template": ["categ_id", "uom_id"],
    }

    product_id = fields.Many2one("product.product", readonly=True)
    categ_id = fields.Many2one("product.category", "Category", readonly=True)
    uom_id = fields.Many2one("uom.uom", "Unit", readonly=True)
    lot_id = fields.Many2one("stock.lot", readonly=True)
    warehouse_id = fields.Many2one("stock.warehouse", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    company_currency_id = fields.Many2one("res.currency", readonly=True)
    expiration_day = fields.Date("Expires", readonly=True)
    days_left = fields.Integer(
        readonly=True, aggregator=None, help="Negative: expired so many days ago."
    )
    tier = fields.Selection(TIERS, "Expiry", readonly=True)
    quantity = fields.Float("On Hand", digits="Product Unit", readonly=True)
    available = fields.Float(
        digits="Product Unit", readonly=True, help="Neither reserved nor on hold."
    )
    set_aside = fields.Float(
        "With the Expired",
        digits="Product Unit",
        readonly=True,
        help="In a location for expired goods.",
    )
    demand = fields.Float(
        "Demand a Day",
        digits=(16, 2),
        readonly=True,
        aggregator=None,
        help="Of the product in this warehouse.",
    )
    left_over = fields.Float(
        digits="Product Unit",
        readonly=True,
        help="What demand will not take before it expires.",
    )
    value = fields.Monetary(
        currency_field="company_currency_id",
        readonly=True,
        groups=COST,
        help="Own goods at unit cost.",
    )

    @property
    def _table_query(self):
        company = self.env.company
        clock = company._jxc_facts_clock()
        today = clock._jxc_today()
        window = today - timedelta(days=max(company.jxc_cover_days, 1)), today
        return SQL(
            """
            SELECT lot.*, COALESCE(demand.per_day, 0) AS demand,
                   GREATEST(lot.quantity - COALESCE(demand.per_day, 0)
                            * GREATEST(lot.days_left, 0), 0) AS left_over,
                   CASE WHEN lot.days_left < 0 THEN 'expired'
                        WHEN lot.days_left <= 7 THEN '7'
                        WHEN lot.days_left <= 30 THEN '30'
                        WHEN lot.days_left <= 60 THEN '60'
                        WHEN lot.days_left <= 90 THEN '90'
                        ELSE 'later' END AS tier
              FROM (%(lots)s) lot
              LEFT JOIN (%(demand)s) demand
                ON demand.product_id = lot.product_id
               AND demand.warehouse_id = lot.warehouse_id
            """,
            lots=self._lots_sql(today, clock._jxc_timezone().zone),
            demand=threshold_sql.demand(*window),
        )

    @api.model
    def _lots_sql(self, today, zone):
        """Rows (lot, warehouse) of what is on hand and has an expiry."""
        day = SQL(
            "(lot.expiration_date AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", zone
        )
        held = SQL("place.jxc_hold_effective")
        return SQL(
            """
            SELECT lot.id::bigint * 1000000 + place.warehouse_id AS id,
                   lot.id AS lot_id, lot.product_id, template.categ_id,
                   template.uom_id, place.warehouse_id, warehouse.company_id,
                   company.currency_id AS company_currency_id,
                   %(day)s AS expiration_day, %(day)s - %(today)s::date AS days_left,
                   SUM(quant.quantity) AS quantity,
                   SUM(CASE WHEN %(held)s IS NULL
                            THEN quant.quantity - quant.reserved_quantity ELSE 0 END)
                   AS available,
                   SUM(CASE WHEN %(held)s = 'expired' THEN quant.quantity ELSE 0 END)
                   AS set_aside,
                   COALESCE(SUM(quant.quantity) FILTER (
                       WHERE quant.owner_id IS NULL), 0) * %(cost)s AS value
              FROM stock_quant quant
              JOIN stock_lot lot ON lot.id = quant.lot_id
              JOIN stock_location place ON place.id = quant.location_id
              JOIN stock_warehouse warehouse ON warehouse.id = place.warehouse_id
              JOIN res_company company ON company.id = warehouse.company_id
              JOIN product_product product ON product.id = lot.product_id
              JOIN product_template template ON template.id = product.product_tmpl_id
             WHERE quant.quantity > 0 AND place.usage IN ('internal', 'transit')
               AND lot.expiration_date IS NOT NULL
             GROUP BY lot.id, place.warehouse_id, warehouse.company_id, company.id,
                      product.id, template.id
            """,
            day=day,
            today=today,
            held=held,
            cost=cost(SQL("warehouse.company_id")),
        )

    def action_open_alerts(self):
        """The warnings about these lots, with what can be done."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "jxc_base.jxc_alert_action"
        )
        return {
            **action,
            "domain": [
                ("res_model", "=", "stock.lot"),
                ("res_id", "in", self.lot_id.ids),
                ("warehouse_id", "in", self.warehouse_id.ids),
            ],
            "context": {},
        }

    def action_open_bins(self):
        """Where the lot lies."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.lot_id.display_name,
            "res_model": "stock.quant",
            "views": [
                (self.env.ref("stock.view_stock_quant_tree_editable").id, "list")
            ],
            "domain": [
                ("lot_id", "=", self.lot_id.id),
                ("location_id.warehouse_id", "=", self.warehouse_id.id),
            ],
            "context": {"edit": False, "create": False},
        }


class JxcWorkbench(models.AbstractModel):
    _inherit = "jxc.workbench"

    @api.model
    def _tile_lots_expiring(self):
        """Lots that expire within a month, on the page where they stand by tiers."""
        domain = [("days_left", "<=", SOON)]
        expired = self.env["jxc.lot.expiry"].search_count(
            [("days_left", "<", 0), ("set_aside", "=", 0)], limit=1
        )
        tile = self._count_tile(
            "lots_expiring",
            None,
            "jxc.lot.expiry",
            domain,
            late=bool(expired),
            hint=self.env._("Within 30 days, expired ones included."),
            icon="fa-calendar-times-o",
        )
        if tile:
            tile["action"] = {
                **self.env["ir.actions.act_window"]._for_xml_id(
                    "jxc_stock.jxc_lot_expiry_action"
                ),
                "context": {"search_default_soon": 1},
            }
        return tile

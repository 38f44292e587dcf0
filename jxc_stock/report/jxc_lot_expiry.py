from odoo import api, fields, models
from odoo.addons.jxc_base.models.common.jxc_cost_guard import COST
from odoo.tools import SQL

from . import expiry_sql

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
            "removal_date",
        ],
        "stock.lot": ["expiration_date", "product_id", "jxc_recall_id"],
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
        digits="Product Unit",
        readonly=True,
        help="Not reserved, not on hold and not past the removal date.",
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
        help="What demand will not take before it expires; of several lots the one "
        "that expires first is sold first.",
    )
    value = fields.Monetary(
        currency_field="company_currency_id",
        readonly=True,
        groups=COST,
        help="Own goods at unit cost.",
    )

    @property
    def _table_query(self):
        return self._rows_sql(self.env.company)

    @api.model
    def _rows_sql(self, company, product_ids=None):
        """The rows by the days and the demand window of a company."""
        clock = company._jxc_facts_clock()
        return expiry_sql.rows(
            clock._jxc_today(),
            clock._jxc_timezone().zone,
            max(company.jxc_cover_days, 1),
            product_ids,
        )

    @api.model
    @api.private
    def _left_over(self, company, product_ids):
        """{(lot id, warehouse id): (demand a day, left over)} in a company."""
        rows = self.env.execute_query(
            SQL(
                "SELECT lot_id, warehouse_id, demand, left_over::float8"
                " FROM (%s) row WHERE company_id = %s",
                self._rows_sql(company, list(product_ids)),
                company.id,
            )
        )
        return {row[:2]: row[2:] for row in rows}

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

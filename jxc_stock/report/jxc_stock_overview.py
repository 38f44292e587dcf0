from odoo import api, fields, models
from odoo.addons.jxc_base.models.common.jxc_cost_guard import COST
from odoo.tools import SQL

from . import overview_daily_sql, overview_sql
from .optional_float import OptionalFloat


class JxcStockOverview(models.Model):
    """Product × warehouse: what is there, free, coming, going and held.

    Rows without a warehouse: goods in transit that no receipt is waiting for yet.
    """

    _name = "jxc.stock.overview"
    _description = "Stock Overview"
    _auto = False
    _rec_name = "product_id"
    _order = "product_id, warehouse_id"
    _depends = {
        "stock.quant": [
            "product_id",
            "location_id",
            "quantity",
            "reserved_quantity",
            "removal_date",
        ],
        "stock.move": [
            "product_id",
            "product_qty",
            "state",
            "location_id",
            "location_dest_id",
            "location_final_id",
        ],
        "stock.move.line": ["move_id", "location_id", "quantity_product_uom"],
        "stock.location": [
            "warehouse_id",
            "usage",
            "company_id",
            "jxc_hold_effective",
        ],
        "stock.warehouse": ["company_id", "active"],
        "product.product": ["active", "product_tmpl_id"],
        "product.template": ["is_storable", "company_id", "categ_id", "uom_id"],
        "res.company": ["currency_id", "jxc_cover_days", "jxc_stock_carried_month"],
    }

    product_id = fields.Many2one("product.product", readonly=True)
    categ_id = fields.Many2one("product.category", "Category", readonly=True)
    warehouse_id = fields.Many2one("stock.warehouse", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    uom_id = fields.Many2one("uom.uom", "Unit", readonly=True)
    on_hand = fields.Float(digits="Product Unit", readonly=True)
    reserved = fields.Float(digits="Product Unit", readonly=True)
    available = fields.Float(
        digits="Product Unit",
        readonly=True,
        help="On hand, not reserved, not on hold and not past the removal date.",
    )
    incoming = fields.Float(digits="Product Unit", readonly=True)
    outgoing = fields.Float(digits="Product Unit", readonly=True)
    in_transit = fields.Float(
        digits="Product Unit",
        readonly=True,
        help="Shipped by another warehouse and not received yet; part of incoming.",
    )
    hold_quality = fields.Float("In Check", digits="Product Unit", readonly=True)
    hold_quarantine = fields.Float("Quarantine", digits="Product Unit", readonly=True)
    expired = fields.Float(
        digits="Product Unit",
        readonly=True,
        help="Past the removal date, or in a location for expired goods.",
    )
    hold = fields.Float("On Hold", digits="Product Unit", readonly=True)
    forecast = fields.Float(
        digits="Product Unit",
        readonly=True,
        help="On hand without blocked goods, plus incoming, minus outgoing.",
    )
    sold = fields.Float(
        digits="Product Unit",
        readonly=True,
        help="To customers less back from customers, in the period of the settings.",
    )
    cover = OptionalFloat(
        "Days of Cover",
        digits=(16, 1),
        aggregator=None,
        readonly=True,
        help="Available, divided by what was sold a day; empty when nothing was sold.",
    )
    currency_id = fields.Many2one("res.currency", readonly=True)
    value = fields.Monetary(
        readonly=True,
        groups=COST,
        help="Value of the company's own goods at its unit cost, from the daily facts.",
    )
    short = fields.Boolean(
        readonly=True,
        help="Less available than what is to go out and not reserved yet.",
    )
    negative = fields.Boolean(readonly=True)
    moved = fields.Boolean(
        readonly=True, help="The product has been moved at least once in this company."
    )
    next_arrival_date = fields.Datetime(
        "Next Arrival", compute="_compute_next_arrival", compute_sudo=True
    )
    next_arrival_quantity = fields.Float(
        "Next Quantity",
        digits="Product Unit",
        compute="_compute_next_arrival",
        compute_sudo=True,
    )
    next_arrival_document = fields.Char(
        "Next Document", compute="_compute_next_arrival", compute_sudo=True
    )

    abc = fields.Char("Class", compute="_compute_abc")

    @api.depends("product_id", "warehouse_id")
    @api.depends_context("company")
    def _compute_abc(self):
        """The class that holds now, in the warehouse of the row."""
        # sudo: the class of goods is no secret, what it goes by is
        rows = (
            self.env["jxc.stock.class"]
            .sudo()
            .search_fetch(
                [
                    ("latest", "=", True),
                    ("company_id", "in", self.company_id.ids),
                    ("product_id", "in", self.product_id.ids),
                    ("warehouse_id", "in", self.warehouse_id.ids),
                ],
                ["product_id", "warehouse_id", "name"],
            )
        )
        names = {(row.product_id, row.warehouse_id): row.name for row in rows}
        for row in self:
            row.abc = names.get((row.product_id, row.warehouse_id))

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT cell.product_id::bigint * 1000000
                   + COALESCE(cell.warehouse_id * 2, cell.company_id * 2 + 1) AS id,
                   cell.product_id, template.categ_id, cell.warehouse_id,
                   cell.company_id, company.currency_id, template.uom_id,
                   cell.on_hand, cell.reserved, cell.incoming, cell.outgoing,
                   cell.in_transit, cell.hold_quality, cell.hold_quarantine,
                   cell.expired, %(derived)s, COALESCE(sale.sold, 0) AS sold,
                   %(cover)s AS cover, COALESCE(worth.value, 0) AS value,
                   EXISTS (SELECT 1 FROM stock_move done
                            WHERE done.product_id = cell.product_id
                              AND done.company_id = cell.company_id
                              AND done.state = 'done') AS moved
              FROM (%(cells)s) cell
              JOIN product_product product ON product.id = cell.product_id
              JOIN product_template template ON template.id = product.product_tmpl_id
              JOIN res_company company ON company.id = cell.company_id
              LEFT JOIN (%(sales)s) sale
                ON sale.product_id = cell.product_id
               AND sale.company_id = cell.company_id
               AND sale.place_id = COALESCE(cell.warehouse_id, 0)
              LEFT JOIN (%(values)s) worth
                ON worth.product_id = cell.product_id
               AND worth.company_id = cell.company_id
               AND worth.place_id = COALESCE(cell.warehouse_id, 0)
             WHERE template.is_storable
               AND (cell.warehouse_id IS NOT NULL OR cell.in_transit <> 0 %(shown)s)
               AND (product.active OR cell.on_hand <> 0)
            """,
            derived=overview_sql.derived(),
            cells=overview_sql.cells(blank=True),
            cover=self._jxc_list_cover(),
            # joined, not added up: PostgreSQL leaves out what nobody asks for
            sales=overview_daily_sql.by_place(
                overview_daily_sql.sold_between(None, *self._jxc_cover_window()), "sold"
            ),
            values=overview_daily_sql.by_place(
                overview_daily_sql.values_now(None), "value"
            ),
            # goods in transit that a receipt waits for have their value here
            shown=SQL("OR worth.value <> 0" if self._jxc_sees_value() else ""),
        )

    def _jxc_list_cover(self):
        """SQL: days of cover of a `cell` with its `sale`."""
        return overview_daily_sql.cover(
            SQL("(cell.on_hand - cell.reserved - cell.blocked)"),
            SQL("sale.sold"),
            self._jxc_cover_days(),
        )

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        """Products that nobody buys stand last in both directions."""
        if field_name == "cover" and not nulls.code:
            nulls = SQL("NULLS LAST")
        return super()._order_field_to_sql(alias, field_name, direction, nulls, query)

    @api.depends("product_id", "warehouse_id")
    def _compute_next_arrival(self):
        arrivals = self._jxc_arrivals(self.product_id.ids, self.warehouse_id.ids)
        for row in self:
            coming = arrivals.get((row.product_id.id, row.warehouse_id.id), [])
            following = min(coming, key=lambda arrival: arrival["date"], default=None)
            row.next_arrival_date = following and following["date"]
            row.next_arrival_quantity = following and following["quantity"]
            row.next_arrival_document = following and following["document"]["name"]

    def action_open_lots(self):
        """Window of the bins and lots behind this row."""
        self.ensure_one()
        place = self.warehouse_id.view_location_id
        domain = [("product_id", "=", self.product_id.id)]
        domain += [("location_id", "child_of", place.id)] if place else []
        return {
            "type": "ir.actions.act_window",
            "name": self.product_id.display_name,
            "res_model": "stock.quant",
            "views": [
                (self.env.ref("stock.view_stock_quant_tree_editable").id, "list")
            ],
            "domain": domain,
            "context": {"edit": False, "create": False},
        }

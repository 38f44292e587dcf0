from odoo import api, fields, models
from odoo.addons.jxc_base.models.common.jxc_cost_guard import COST
from odoo.tools import SQL

from ...report import daily_fill_sql, demand_fill_sql
from . import dirty_triggers
from .fact_fields import FactMany2one


class JxcDemandDaily(models.Model):
    """What customers took of a product from a warehouse on a day, or was consumed.

    One row per company, product, warehouse and day with demand. Goods that come back
    are booked on the day and the warehouse of their sale, in the warehouse they came
    back to on their own day when no sale is known::

        quantity = delivered quantity - returned quantity

    A closed month stays: what changes in it stands as `late_quantity` on the first
    open day, so that the sum of quantity and late quantity is what moved. Counted by
    the run of `jxc.stock.daily`. Days without stock: `report/stock_out_sql.py`.
    """

    _name = "jxc.demand.daily"
    _description = "Daily Demand"
    _log_access = False
    _allow_sudo_commands = False
    _order = "day desc, id desc"
    _rec_name = "product_id"

    company_id = FactMany2one("res.company", readonly=True, required=True)
    product_id = FactMany2one("product.product", readonly=True, required=True)
    product_tmpl_id = fields.Many2one(related="product_id.product_tmpl_id")
    categ_id = fields.Many2one(related="product_id.categ_id")
    warehouse_id = FactMany2one(
        "stock.warehouse", readonly=True, help="Empty: from a location of no warehouse."
    )
    day = fields.Date(readonly=True, required=True, help="Day of the company.")
    quantity = fields.Float(
        "Demand",
        digits="Product Unit",
        readonly=True,
        help="Delivered less what came back of it later, in the product's unit.",
    )
    delivered_quantity = fields.Float("Delivered", digits="Product Unit", readonly=True)
    returned_quantity = fields.Float(
        "Returned",
        digits="Product Unit",
        readonly=True,
        help="Of the deliveries of this day, whenever it came back.",
    )
    late_quantity = fields.Float(
        digits="Product Unit",
        readonly=True,
        help="Changes of a closed month, booked on the first open day.",
    )
    line_count = fields.Integer(
        "Order Lines", readonly=True, help="Order lines with a delivery on this day."
    )
    company_currency_id = fields.Many2one(related="company_id.currency_id")
    value = fields.Monetary(
        "Cost of Demand",
        currency_field="company_currency_id",
        groups=COST,
        readonly=True,
        help="Cost of what the demand counts.",
    )

    _key_index = models.UniqueIndex(
        "(company_id, product_id, COALESCE(warehouse_id, 0), day)"
    )
    _day_index = models.Index("(company_id, day)")

    @api.model
    @api.private
    def _count_if_new(self):
        """Facts that are older than this table are counted again, demand included."""
        [(missing,)] = self.env.execute_query(
            SQL(
                "SELECT NOT EXISTS (SELECT 1 FROM jxc_demand_daily)"
                " AND EXISTS (SELECT 1 FROM jxc_stock_daily WHERE sold_quantity <> 0)"
                " AND NOT EXISTS (SELECT 1 FROM jxc_stock_dirty WHERE demand_at = %s)",
                dirty_triggers.NEVER_COUNTED,
            )
        )
        if missing:
            never = dirty_triggers.NEVER_COUNTED
            self.env["jxc.stock.dirty"]._mark_moved(SQL("TRUE"), demand_at=never)

    @api.model
    @api.private
    def _renew(self, pairs):
        """Make the demand of a batch what its movements say; equal rows stay.

        Called by the run of `jxc.stock.daily`, whose `jxc_batch` and `jxc_flow` it
        reads.

        :param pairs: [(company id, product id, from when, from when for demand)]
        """
        sql, run = demand_fill_sql, self.env.cr.execute
        columns = [list(column) for column in zip(*pairs, strict=True)]
        run(SQL(sql.TABLES))
        never = dirty_triggers.NEVER_COUNTED
        run(sql.fill_batch(self.env, [*columns[:2], columns[3]], never))
        run(sql.fill_flows(self.env))
        run(SQL(sql.ROOTS))
        roots = self.env.execute_query(
            SQL("SELECT DISTINCT root_id FROM jxc_demand_root")
        )
        run(sql.fill_sales(self.env, [root for (root,) in roots]))
        run(daily_fill_sql.staging(sql.TABLE))
        run(sql.stage())
        run(daily_fill_sql.replace(sql.TABLE, sql.COLUMNS, sql.KEY, sql.BATCH_TABLE))
        self.invalidate_model(flush=False)

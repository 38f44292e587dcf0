from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ...report import stock_out_sql
from ..facts.fact_fields import FactMany2one


class JxcStockOut(models.Model):
    """Times without stock of goods in demand, in the last thirteen weeks.

    Counted every night with the figures, and with *Refresh Figures*: to tell them from
    a million movements takes seconds.
    """

    _name = "jxc.stock.out"
    _description = "Time Without Stock"
    _log_access = False
    _allow_sudo_commands = False
    _order = "last_day desc, days desc, id"
    _rec_name = "product_id"

    company_id = FactMany2one("res.company", readonly=True, required=True)
    product_id = FactMany2one("product.product", readonly=True, required=True)
    warehouse_id = FactMany2one("stock.warehouse", readonly=True, required=True)
    first_day = fields.Date("Out Since", readonly=True)
    last_day = fields.Date("Out Until", readonly=True)
    days = fields.Integer(
        "Days Without Stock",
        readonly=True,
        help="Nothing at the beginning and at the end of the day, and nothing came.",
    )
    still = fields.Boolean(
        "Still Out", readonly=True, help="Nothing there on the last day counted."
    )

    _page_index = models.Index("(company_id, still, last_day)")

    @api.model
    @api.private
    def _renew(self, company):
        """Tell the times of the last thirteen weeks again; equal rows stay."""
        self.env["jxc.lock"]._acquire([f"stock.out:{company.id}"])
        self.env.flush_all()
        today = company._jxc_facts_clock()._jxc_today()
        since = today - timedelta(days=stock_out_sql.WINDOW - 1)
        bounds = stock_out_sql.bounds([(company.id, since, today)])
        self.env.cr.execute(
            SQL(
                """
                CREATE TEMPORARY TABLE jxc_out_new ON COMMIT DROP AS
                SELECT gone.*, last_day - first_day + 1 AS days,
                       last_day = %(today)s AS still
                  FROM (%(intervals)s) gone;
                DELETE FROM jxc_stock_out old
                 WHERE company_id = %(company)s
                   AND NOT EXISTS (
                       SELECT 1 FROM jxc_out_new new
                        WHERE new.product_id = old.product_id
                          AND new.warehouse_id = old.warehouse_id
                          AND new.first_day = old.first_day
                          AND new.last_day = old.last_day AND new.still = old.still);
                INSERT INTO jxc_stock_out (
                    company_id, product_id, warehouse_id, first_day, last_day, days,
                    still)
                SELECT new.* FROM jxc_out_new new
                 WHERE NOT EXISTS (
                       SELECT 1 FROM jxc_stock_out old
                        WHERE old.company_id = %(company)s
                          AND old.product_id = new.product_id
                          AND old.warehouse_id = new.warehouse_id
                          AND old.first_day = new.first_day);
                DROP TABLE jxc_out_new
                """,
                company=company.id,
                today=today,
                intervals=stock_out_sql.intervals(bounds),
            )
        )
        self.invalidate_model(flush=False)

    def action_renew(self):
        return self.env["jxc.stock.figure"].action_renew()

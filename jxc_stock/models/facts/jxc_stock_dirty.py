"""What changed and must be counted again: rows written by the database itself."""

from odoo import api, fields, models
from odoo.tools import SQL

from . import dirty_triggers
from .fact_fields import FactMany2one


class JxcStockDirty(models.Model):
    """A product whose daily facts are out of date from a moment on.

    Triggers write the rows in the transaction of the change, whatever way it takes
    (ORM, import, SQL); a run consumes only rows it can see, so nothing that commits
    later is lost. See docs/decisions/daily-facts.md.
    """

    _name = "jxc.stock.dirty"
    _description = "Stock Facts To Renew"
    _log_access = False
    _allow_sudo_commands = False

    company_id = FactMany2one(
        "res.company",
        readonly=True,
        help="Empty: every company that has the product.",
    )
    product_id = FactMany2one(
        "product.product", readonly=True, required=True, index=True
    )
    at = fields.Datetime(
        "From", readonly=True, required=True, help="Facts change from this moment on."
    )

    demand_at = fields.Datetime(
        "Demand From",
        readonly=True,
        help="The sale that a return takes back; empty: as the other facts.",
    )

    def init(self):
        self.env.cr.execute(SQL(dirty_triggers.CREATE))

    @api.model
    @api.private
    def _mark(self, product_ids, at=None):
        """Have the facts of these products counted again, in every company.

        :param product_ids: ids of product.product
        :param at: naive UTC time from when on; from the beginning when None
        """
        if product_ids:
            self._mark_moved(SQL("product_id = ANY(%s)", list(product_ids)), at)

    @api.model
    @api.private
    def _mark_moved(self, condition, at=None, demand_at=None):
        """Have the facts counted again of what these done move lines moved.

        :param SQL condition: on columns of stock_move_line
        :param at: naive UTC time from when on; from the beginning when None
        :param demand_at: the same of the demand; as `at` when None
        """
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "INSERT INTO jxc_stock_dirty (company_id, product_id, at, demand_at)"
                " SELECT DISTINCT company_id, product_id, %s::timestamp, %s::timestamp"
                " FROM stock_move_line"
                " WHERE state = 'done' AND product_id IS NOT NULL AND (%s)",
                at or dirty_triggers.BEGINNING,
                demand_at,
                condition,
            )
        )

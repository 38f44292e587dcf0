from odoo import api, models
from odoo.addons.jxc_stock.report import daily_sql
from odoo.tools import SQL

from ..core.ledger import row_key

# A movement of a closed month, done or written after that month was closed
CHANGED = """
    line.product_id = %(product)s AND side.company_id = %(company)s
    AND EXISTS (
        SELECT 1 FROM (VALUES %(months)s) AS month (since, until, closed_at)
         WHERE GREATEST(line.jxc_done_at, line.write_date, move.write_date)
               > month.closed_at::timestamp
           AND ((move.date >= COALESCE(month.since::timestamp, '-infinity')
                 AND move.date < month.until::timestamp)
                OR (line.jxc_done_at >= COALESCE(month.since::timestamp, '-infinity')
                    AND line.jxc_done_at < month.until::timestamp)))
"""


class StockLedgerLine(models.Model):
    """Which goods a reopened screen is about, and what is behind a late change."""

    _inherit = "jxc.stock.ledger.line"

    # -- opened again by its address -----------------------------------------------

    @api.model
    def prepare(self):
        """As for every ledger; besides, what the address alone says of the goods.

        :return: further keys: place (context keys of the product and place whose code
            is ``active_id``, unless the context has them) and title
        """
        keys = self._jxc_opened()
        return {**super().prepare(), "place": keys, "title": self._jxc_title(keys)}

    def _jxc_opened(self):
        code = self.env.context.get("active_id")
        known = "jxc_product_id" in self.env.context
        if known or type(code) is not int or not 0 < code < 2**53:
            return {}
        key = row_key(code)
        if key is None or isinstance(key, int):
            return {"jxc_product_id": key} if key else {}
        # sudo: whose warehouse it is; the lines follow the company rule
        warehouse = self.env["stock.warehouse"].sudo().browse(key.warehouse or ())
        return {
            "jxc_company_id": warehouse.exists().company_id.id or key.company,
            "jxc_product_id": key.product,
            "jxc_warehouse_id": key.warehouse or False,
            "jxc_area": key.area,
            "jxc_ownership": key.ownership,
        }

    @api.model
    def _jxc_title(self, keys):
        """Names of the product and place, "" if the reader may not see the product."""
        product = self.env["product.product"].browse(keys.get("jxc_product_id") or ())
        product = product.exists()._filtered_access("read")
        if not product:
            return ""
        names = [product.display_name]
        if "jxc_warehouse_id" in keys:
            warehouse = self.env["stock.warehouse"].browse(
                keys["jxc_warehouse_id"] or ()
            )
            names += self.env["jxc.stock.ledger"]._jxc_place_names(
                warehouse.exists()._filtered_access("read"), keys["jxc_area"]
            )
        return " · ".join(names)

    # -- late changes --------------------------------------------------------------

    def _jxc_open_late(self):
        """Movements that may be behind a late change: see `CHANGED`.

        Of the place, or else (they were moved elsewhere) of the product.

        :return: a window action on jxc.stock.movement
        """
        place = {
            "warehouse_id": self.warehouse_id.id or None,
            "area": self.area,
            "ownership": self.ownership,
        }
        found = self._jxc_changed_lines(place) or self._jxc_changed_lines({})
        return {
            "type": "ir.actions.act_window",
            "name": dict(self._fields["kind"]._description_selection(self.env))["late"],
            "res_model": "jxc.stock.movement",
            "views": [(False, "list")],
            "domain": [("move_line_id", "in", found)],
            "context": {},
            "help": self.env._(
                "What was changed is not there any more: the movement was deleted."
            ),
        }

    def _jxc_changed_lines(self, place):
        """Ids of move lines."""
        months = self._jxc_months()
        if not months:
            return []
        condition = SQL(
            CHANGED,
            product=self.product_id.id,
            company=self.company_id.id,
            months=SQL(", ").join(months),
        )
        query = SQL(
            "SELECT DISTINCT flow.line_id FROM (%s) flow WHERE %s",
            daily_sql.flows(self.env, condition),
            self._jxc_condition("flow", {"company_id": self.company_id.id, **place}),
        )
        return [line_id for (line_id,) in self.env.execute_query(query)]

    def _jxc_months(self):
        """SQL rows (first moment or NULL, end, closed at) of each closed month."""
        rows, since = [], None
        # sudo: when the months were closed, for whoever sees the late change
        for month in (
            self.env["jxc.stock.month"]
            .sudo()
            .search([("company_id", "=", self.company_id.id)], order="last_day")
        ):
            until = month._jxc_open_since()
            rows.append(SQL("(%s, %s, %s)", since, until, month.closed_at))
            since = until
        return rows

"""Detectors over stock: replenishment levels, negative stock, lots and their expiry."""

from datetime import date, timedelta

from odoo import fields, models
from odoo.tools import SQL

from ...core.alerts import Finding

OPEN_MOVES = ("confirmed", "waiting", "partially_available", "assigned")


def cost(company):
    """Unit cost of `product` in the company of an SQL expression."""
    return SQL("COALESCE((product.standard_price ->> (%s)::text)::float8, 0)", company)


class JxcAlertRule(models.Model):
    _inherit = "jxc.alert.rule"

    # -- what detectors share --------------------------------------------------

    def _companies(self):
        """Companies of these rules, all when one of them has none."""
        # sudo: the check covers all companies
        every = self.env["res.company"].sudo().search([])
        return self.company_id if all(rule.company_id for rule in self) else every

    def _days_sql(self):
        """Rows (company_id, tz, today): the business day of each company."""
        rows = [
            SQL(
                "(%s, %s, %s::date)",
                company.id,
                company._jxc_timezone().zone,
                company._jxc_today(),
            )
            for company in self._companies()
        ]
        return SQL("(VALUES %s) AS here(company_id, tz, today)", SQL(", ").join(rows))

    def _local_day(self, column):
        """The business day, in SQL, of a time stored in UTC."""
        return SQL("(%s AT TIME ZONE 'UTC' AT TIME ZONE here.tz)::date", column)

    def _slack(self):
        """Largest share by which one of these rules lets a warning linger."""
        return max(self.mapped("hysteresis"), default=0.0) / 100

    def _outermost(self):
        """The mildest level of these rules, eased: no row beyond it matters."""
        over = self[:1].operator == "over"
        levels = [
            rule.warn_level + abs(rule.warn_level) * self._slack() * (-1 if over else 1)
            for rule in self
        ]
        return min(levels) if over else max(levels)

    def _rows(self, query):
        """Rows of a query as dictionaries."""
        self.env.cr.execute(query)
        return self.env.cr.dictfetchall()

    # -- levels of replenishment rules -----------------------------------------

    def _detect_below_safety(self):
        return self._detect_level(SQL("point.jxc_safety_quantity"), over=False)

    def _detect_below_min(self):
        return self._detect_level(SQL("point.product_min_qty"), over=False)

    def _detect_above_max(self):
        return self._detect_level(SQL("point.product_max_qty"), over=True)

    def _detect_level(self, level, over):
        """Order points whose stock is past a level of theirs, or not back by far."""
        basis = self[:1].basis
        past = SQL("stock.quantity > point.level * (1 - %s)", self._slack())
        if not over:
            past = SQL("stock.quantity < point.level * (1 + %s)", self._slack())
        query = SQL(
            """
              WITH point AS (
                   SELECT point.id, point.company_id, point.product_id,
                          point.warehouse_id, place.parent_path AS path,
                          %(level)s AS level
                     FROM stock_warehouse_orderpoint point
                     JOIN stock_location place ON place.id = point.location_id
                    WHERE point.active AND %(level)s > 0
                      AND point.company_id = ANY(%(companies)s)),
                   part AS (%(parts)s),
                   stock AS (
                   SELECT point.id, COALESCE(SUM(part.quantity), 0) AS quantity
                     FROM point LEFT JOIN part ON part.id = point.id GROUP BY point.id)
            SELECT point.id AS res_id, point.company_id, point.product_id,
                   point.warehouse_id, stock.quantity::float8 AS measure,
                   point.level::float8 AS threshold,
                   ABS(point.level - stock.quantity) * %(cost)s AS impact
              FROM point JOIN stock ON stock.id = point.id
              JOIN product_product product ON product.id = point.product_id
             WHERE product.active AND %(past)s
            """,
            level=level,
            companies=self._companies().ids,
            parts=self._stock_parts(basis),
            cost=cost(SQL("point.company_id")),
            past=past,
        )
        model = "stock.warehouse.orderpoint"
        return [Finding(res_model=model, **row) for row in self._rows(query)]

    def _stock_parts(self, basis):
        """Rows (order point, quantity) that add up to its stock."""
        parts = [self._on_hand_sql(basis)]
        if basis == "projected":
            parts += [self._moves_sql(side) for side in (1, -1)]
        return SQL(" UNION ALL ").join(parts)

    def _blocked(self):
        """SQL: whether a `quant` in a `place` is there but not free, as for `free_qty`.

        Hook: an addon that blocks goods in another way adds them.
        """
        return SQL(
            "(place.jxc_hold_effective IS NOT NULL"
            " OR COALESCE(quant.removal_date <= %s::timestamp, FALSE))",
            date.today(),  # as core, see product_expiry
        )

    def _counted(self, basis):
        """SQL: what counts of a `quant`; what leaves a hold by plan is projected."""
        if basis == "on_hand":
            return SQL("quant.quantity")
        blocked, free = SQL("0"), SQL("quant.quantity - quant.reserved_quantity")
        if basis == "projected":
            blocked, free = SQL("quant.reserved_quantity"), SQL("quant.quantity")
        return SQL("CASE WHEN %s THEN %s ELSE %s END", self._blocked(), blocked, free)

    def _on_hand_sql(self, basis):
        return SQL(
            """
            SELECT point.id, SUM(%(quantity)s) AS quantity
              FROM point JOIN stock_quant quant ON quant.product_id = point.product_id
              JOIN stock_location place ON place.id = quant.location_id
             WHERE place.usage IN ('internal', 'transit')
               AND starts_with(place.parent_path, point.path)
             GROUP BY point.id
            """,
            quantity=self._counted(basis),
        )

    def _moves_sql(self, side):
        """What will still come (1) into the places of a point, or leave them (−1).

        Of receipts in several steps the place counts where they end.
        """
        place = SQL("move.location_id")
        if side > 0:
            place = SQL("COALESCE(move.location_final_id, move.location_dest_id)")
        until = fields.Datetime.now() + timedelta(days=self[:1].horizon_days)
        return SQL(
            """
            SELECT point.id, %(side)s * SUM(move.product_qty)
              FROM point JOIN stock_move move ON move.product_id = point.product_id
              JOIN stock_location place ON place.id = %(place)s
             WHERE move.state = ANY(%(open)s) AND move.date <= %(until)s
               AND starts_with(place.parent_path, point.path)
             GROUP BY point.id
            """,
            side=side,
            place=place,
            open=list(OPEN_MOVES),
            until=until,
        )

    # -- less than nothing -----------------------------------------------------

    def _detect_negative(self):
        """Products with less than nothing in some bin, by warehouse."""
        query = SQL(
            """
            SELECT quant.product_id AS res_id, quant.product_id, quant.company_id,
                   place.warehouse_id, SUM(quant.quantity)::float8 AS measure,
                   0.0::float8 AS threshold,
                   ABS(SUM(quant.quantity)) * %(cost)s AS impact
              FROM stock_quant quant
              JOIN stock_location place ON place.id = quant.location_id
              JOIN product_product product ON product.id = quant.product_id
             WHERE quant.quantity < -0.000001 AND place.usage IN ('internal', 'transit')
               AND quant.company_id = ANY(%(companies)s)
             GROUP BY quant.product_id, quant.company_id, place.warehouse_id, product.id
            """,
            cost=cost(SQL("quant.company_id")),
            companies=self._companies().ids,
        )
        return [Finding(res_model="product.product", **r) for r in self._rows(query)]

    # -- lots ------------------------------------------------------------------

    def _detect_expiring(self):
        """Lots on hand that are still good, by days left."""
        days = SQL("%s - here.today", self._local_day(SQL("lot.expiration_date")))
        return self._detect_lots(
            days,
            SQL(
                "%(days)s >= 0 AND %(days)s <= %(to)s", days=days, to=self._outermost()
            ),
        )

    def _detect_expired(self):
        """Expired lots that lie among the others, not in a place for expired goods."""
        days = SQL("here.today - %s", self._local_day(SQL("lot.expiration_date")))
        return self._detect_lots(
            days,
            SQL(
                "%s >= %s AND place.jxc_hold_effective IS DISTINCT FROM 'expired'",
                days,
                max(self._outermost(), 1),
            ),
        )

    def _detect_lots(self, days, wanted):
        query = SQL(
            """
            SELECT lot.id AS res_id, lot.product_id, quant.company_id,
                   place.warehouse_id, (%(days)s)::float8 AS measure,
                   %(day)s AS due, SUM(quant.quantity)::float8 AS quantity,
                   SUM(quant.quantity) FILTER (WHERE quant.owner_id IS NULL)
                       * %(cost)s AS impact
              FROM stock_quant quant JOIN stock_lot lot ON lot.id = quant.lot_id
              JOIN stock_location place ON place.id = quant.location_id
              JOIN product_product product ON product.id = lot.product_id
              JOIN %(here)s ON here.company_id = quant.company_id
             WHERE quant.quantity > 0 AND place.usage IN ('internal', 'transit')
               AND lot.expiration_date IS NOT NULL AND %(wanted)s
             GROUP BY lot.id, product.id, quant.company_id, place.warehouse_id,
                      here.tz, here.today
            """,
            days=days,
            day=self._local_day(SQL("lot.expiration_date")),
            cost=cost(SQL("quant.company_id")),
            here=self._days_sql(),
            wanted=wanted,
        )
        return [
            Finding(
                res_model="stock.lot", values={"quantity": row.pop("quantity")}, **row
            )
            for row in self._rows(query)
        ]

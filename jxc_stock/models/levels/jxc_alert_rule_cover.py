"""Detectors of too few and too many days of cover, from the daily facts."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.addons.jxc_base.core.alerts import Finding
from odoo.addons.jxc_base.models.alert.jxc_alert_rule import STOCK, Detector
from odoo.addons.jxc_base.models.alert.jxc_alert_rule_stock import cost
from odoo.tools import SQL

from ...report import overview_daily_sql, overview_sql

LEVELS = {"cover_low": "jxc_cover_days", "cover_high": "jxc_cover_days_most"}


class JxcAlertRule(models.Model):
    _inherit = "jxc.alert.rule"

    detector = fields.Selection(
        selection_add=[
            ("cover_low", "Too few days of cover"),
            ("cover_high", "Too many days of cover"),
        ],
        ondelete={"cover_low": "cascade", "cover_high": "cascade"},
    )

    @api.model
    def _detectors(self):
        remedies = ("request", "bring")
        return {
            **super()._detectors(),
            "cover_low": Detector(False, remedies=remedies, events=STOCK),
            "cover_high": Detector(True, remedies=("send",), events=STOCK),
        }

    def _detect_cover_low(self):
        return self._detect_cover(
            SQL("cover.days <= cover.level * %s", 1 + self._slack())
        )

    def _detect_cover_high(self):
        return self._detect_cover(
            SQL("cover.days >= cover.level * %s", 1 - self._slack())
        )

    def _detect_cover(self, past):
        """Products by warehouse whose cover is past their level; one query a company.

        Cover is that of the stock overview: available ÷ mean sales a day. Where nothing
        was sold there is no cover. The level is that of the replenishment rule, else
        the outermost of these rules.
        """
        found = []
        for company in self._companies():
            rows = self._rows(self._cover_sql(company, past))
            found += [self._cover_finding(row) for row in rows]
        return found

    def _cover_finding(self, row):
        own = row.pop("own")
        return Finding(
            res_model="product.product",
            res_id=row["product_id"],
            threshold=own,
            values={"per_day": row.pop("per_day"), "own": own is not None},
            **row,
        )

    def _cover_sql(self, company, past):
        days = max(company.jxc_cover_days, 1)
        today = company._jxc_facts_clock()._jxc_today()
        available = SQL("cell.on_hand - cell.reserved - cell.blocked")
        return SQL(
            """
            WITH cover AS (
                 SELECT cell.product_id, cell.warehouse_id, cell.company_id,
                        %(cover)s AS days, cell.sold / %(days)s AS per_day,
                        point.level AS own, COALESCE(point.level, %(level)s) AS level
                   FROM (%(cells)s) cell
                   LEFT JOIN (%(points)s) point USING (product_id, warehouse_id)
                  WHERE cell.sold > 0 AND cell.warehouse_id IS NOT NULL
                    AND cell.company_id = %(company)s)
            SELECT cover.product_id, cover.warehouse_id, cover.company_id,
                   cover.days::float8 AS measure, cover.own::float8 AS own,
                   cover.per_day::float8 AS per_day,
                   (ABS(cover.level - cover.days) * cover.per_day)::float8 * %(cost)s
                   AS impact
              FROM cover
              JOIN product_product product ON product.id = cover.product_id
              JOIN product_template template ON template.id = product.product_tmpl_id
             WHERE product.active AND template.is_storable AND %(past)s
            """,
            cover=overview_daily_sql.cover(available, SQL("cell.sold"), days),
            days=days,
            level=self._outermost_level(),
            cells=overview_sql.cells(
                sources=("stock", "sold"),
                window=(today - timedelta(days=days), today),
            ),
            points=self._cover_points_sql(),
            company=company.id,
            cost=cost(SQL("cover.company_id")),
            past=past,
        )

    def _outermost_level(self):
        """The mildest level of these rules, not eased yet."""
        over = self[:1].operator == "over"
        return (min if over else max)(self.mapped("warn_level"))

    def _cover_points_sql(self):
        """Rows (product, warehouse, level) of replenishment rules that have one."""
        return SQL(
            """
            SELECT product_id, warehouse_id, MAX(%(level)s) AS level
              FROM stock_warehouse_orderpoint
             WHERE active AND %(level)s > 0
             GROUP BY product_id, warehouse_id
            """,
            level=SQL.identifier(LEVELS[self[0].detector]),
        )


class JxcAlertText(models.AbstractModel):
    _inherit = "jxc.alert.text"

    def _message_cover_low(self):
        return self.env._(
            "%(product)s: what is available lasts %(days)s days, it should be at "
            "least %(level)s",
            **self._cover_words(),
        )

    def _message_cover_high(self):
        return self.env._(
            "%(product)s: what is available lasts %(days)s days, it should be at "
            "most %(level)s",
            **self._cover_words(),
        )

    def _cover_words(self):
        return {
            "product": self.product_id.display_name,
            "days": self._figure(self.measure, 1),
            "level": self._figure(self.threshold, 1),
        }


class JxcAlert(models.Model):
    _inherit = "jxc.alert"

    def _missing_here(self):
        """Sales of the days that are missing, less what comes and is requested."""
        if self.detector != "cover_low":
            return super()._missing_here()
        # sudo: what is needed is the same for everybody
        here = self.sudo().product_id.with_context(warehouse_id=self.warehouse_id.id)
        asked = here._jxc_open_request_quantity()[here.id]
        wanted = self.threshold * self.sudo()._value("per_day")
        return max(self._whole(wanted - here.virtual_available - asked), 0.0)

    def _too_much(self):
        """Sales of the days that are too many."""
        if self.detector != "cover_high":
            return super()._too_much()
        days = self.measure - self.threshold
        # sudo: how much a day is sold, no figure in money
        return max(self._whole(days * self.sudo()._value("per_day")), 0.0)

    def _whole(self, quantity):
        """Rounded up to the product's unit."""
        return self.product_id.uom_id.round(quantity, rounding_method="UP")

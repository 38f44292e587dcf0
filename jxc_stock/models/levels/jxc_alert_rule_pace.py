"""Detectors of goods that stand still, and of turnover that falls."""

from odoo import api, fields, models
from odoo.addons.jxc_base.core.alerts import Finding
from odoo.addons.jxc_base.models.alert.jxc_alert_rule import Detector
from odoo.tools import SQL, format_date

LEAST_DAYS = 15  # of a month before it is compared with the one before


class JxcAlertRule(models.Model):
    _inherit = "jxc.alert.rule"

    detector = fields.Selection(
        selection_add=[
            ("idle", "No delivery for long"),
            ("turnover", "Turnover fell against last month"),
        ],
        ondelete={"idle": "cascade", "turnover": "cascade"},
    )

    @api.model
    def _detectors(self):
        return {
            **super()._detectors(),
            "idle": Detector(True, remedies=("clear", "move")),
            "turnover": Detector(True, unit="percent", remedies=("clear",)),
        }

    # -- no movement -----------------------------------------------------------

    def _detect_idle(self):
        """Goods on hand that nobody took for so many days, by warehouse.

        From the figures of the month, which are counted every night; what was
        delivered since is not idle.
        """
        query = SQL(
            """
            SELECT figure.product_id, figure.warehouse_id, figure.company_id,
                   (figure.idle_days + here.today - figure.until)::float8 AS measure,
                   figure.closing_quantity::float8 AS quantity,
                   figure.closing_value::float8 AS impact, figure.last_out
              FROM (SELECT company_id, MAX(month) AS month FROM jxc_stock_figure
                     GROUP BY company_id) latest
              JOIN jxc_stock_figure figure USING (company_id, month)
              JOIN %(here)s ON here.company_id = figure.company_id
             WHERE figure.warehouse_id IS NOT NULL AND figure.closing_quantity > 0
               AND figure.idle_days + here.today - figure.until >= %(least)s
               AND NOT EXISTS (
                   SELECT 1 FROM jxc_demand_daily demand
                    WHERE demand.company_id = figure.company_id
                      AND demand.product_id = figure.product_id
                      AND demand.warehouse_id = figure.warehouse_id
                      AND demand.day > figure.until AND demand.delivered_quantity > 0)
            """,
            here=self._days_sql(),
            least=max(self._outermost(), 1),
        )
        return [self._idle_finding(row) for row in self._rows(query)]

    def _idle_finding(self, row):
        last = row.pop("last_out")
        values = {"quantity": row.pop("quantity"), "last": last and last.isoformat()}
        return Finding(
            res_model="product.product", res_id=row["product_id"], values=values, **row
        )

    # -- turnover --------------------------------------------------------------

    def _detect_turnover(self):
        """Categories by warehouse whose turnover fell, by per cent of the month before.

        Turnover is that of the indicator: cost of goods sold ÷ average stock × 365 ÷
        days. The running month counts from its fifteenth day on, before that the last
        two full ones do. Impact: the stock above what the former pace needs.
        """
        return [
            Finding(
                res_model="product.category",
                values={
                    name: row.pop(name) for name in ("now", "before", "month", "worst")
                },
                **row,
            )
            for row in self._rows(self._turnover_sql())
        ]

    def _turnover_sql(self):
        return SQL(
            """
              WITH counted AS (
                   SELECT company_id, month, MAX(until) - month + 1 AS days,
                          ROW_NUMBER() OVER (
                              PARTITION BY company_id ORDER BY month DESC) AS place
                     FROM jxc_stock_figure
                    WHERE company_id = ANY(%(companies)s)
                    GROUP BY company_id, month
                   HAVING MAX(until) - month + 1 >= %(days)s),
                   pace AS (
                   SELECT counted.company_id, counted.month, counted.place,
                          figure.warehouse_id, template.categ_id,
                          SUM(figure.average_value) AS stock,
                          SUM(figure.sold_value) * 365 / counted.days
                              / NULLIF(SUM(figure.average_value), 0) AS turns,
                          (ARRAY_AGG(figure.product_id ORDER BY
                              figure.average_value - figure.sold_value DESC))[1]
                          AS worst
                     FROM counted
                     JOIN jxc_stock_figure figure USING (company_id, month)
                     JOIN product_product product ON product.id = figure.product_id
                     JOIN product_template template
                       ON template.id = product.product_tmpl_id
                    WHERE counted.place <= 2 AND figure.warehouse_id IS NOT NULL
                    GROUP BY counted.company_id, counted.month, counted.place,
                             counted.days, figure.warehouse_id, template.categ_id)
            SELECT now.categ_id AS res_id, now.company_id, now.warehouse_id,
                   ((1 - now.turns / former.turns) * 100)::float8 AS measure,
                   ((1 - now.turns / former.turns) * now.stock)::float8 AS impact,
                   now.turns::float8 AS now, former.turns::float8 AS before,
                   now.month::varchar AS month, now.worst
              FROM pace now
              JOIN pace former
                ON former.place = 2 AND former.company_id = now.company_id
               AND former.warehouse_id = now.warehouse_id
               AND former.categ_id = now.categ_id
               AND former.month = now.month - INTERVAL '1 month'
             WHERE now.place = 1 AND former.turns > 0 AND now.stock > 0
               AND (1 - now.turns / former.turns) * 100 >= %(least)s
            """,
            companies=self._companies().ids,
            days=LEAST_DAYS,
            least=max(self._outermost(), 0.01),
        )


class JxcAlertText(models.AbstractModel):
    _inherit = "jxc.alert.text"

    def _message_idle(self):
        words = {
            "product": self.product_id.display_name,
            "quantity": self._quantity(self._value("quantity")),
            "days": self._figure(self.measure),
        }
        last = fields.Date.to_date(self._value("last", False))
        if not last:
            return self.env._(
                "%(product)s: %(quantity)s lie here, none was ever delivered in the "
                "%(days)s days since they came",
                **words,
            )
        return self.env._(
            "%(product)s: %(quantity)s lie here, none was delivered for %(days)s days, "
            "since %(last)s",
            last=format_date(self.env, last),
            **words,
        )

    def _message_turnover(self):
        worst = self.env["product.product"].browse(self._value("worst", ()))
        return self.env._(
            "%(category)s: %(now)s turns a year in %(month)s, %(before)s the month "
            "before: %(fall)s %% less. Most is tied up in %(product)s",
            category=self.record_name,
            now=self._figure(round(self._value("now"), 1), 1),
            before=self._figure(round(self._value("before"), 1), 1),
            month=str(self._value("month", ""))[:7],
            fall=self._figure(round(self.measure), 0),
            product=worst.exists().display_name or "–",
        )

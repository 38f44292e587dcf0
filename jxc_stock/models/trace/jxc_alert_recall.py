from odoo import api, fields, models
from odoo.addons.jxc_base.core.alerts import Finding
from odoo.addons.jxc_base.models.alert.jxc_alert_rule import Detector
from odoo.tools import SQL

from .recall_block import BLOCKED


class JxcAlertRule(models.Model):
    _inherit = "jxc.alert.rule"

    detector = fields.Selection(
        selection_add=[("recall", "Customers of a recall not told in time")],
        ondelete={"recall": "cascade"},
    )

    @api.model
    def _detectors(self):
        mine = Detector(True, unit="hour", remedies=("todo",))
        return {**super()._detectors(), "recall": mine}

    def _blocked(self):
        """A recalled lot is not free wherever it lies."""
        recalled = SQL("COALESCE(quant.lot_id IN %s, FALSE)", BLOCKED)
        return SQL("(%s OR %s)", super()._blocked(), recalled)

    def _detect_recall(self):
        """Active recalls with customers nobody has told, by hours past the deadline."""
        hours = SQL(
            "EXTRACT(EPOCH FROM %s - recall.deadline) / 3600", fields.Datetime.now()
        )
        query = SQL(
            """
            SELECT recall.id AS res_id, recall.company_id, recall.user_id AS owner_id,
                   recall.deadline::date AS due, %(hours)s::float8 AS measure,
                   COUNT(DISTINCT line.customer_name) AS customers
              FROM jxc_recall recall
              JOIN jxc_recall_line line
                ON line.recall_id = recall.id AND line.state = 'to_call'
             WHERE recall.state = 'active' AND recall.company_id = ANY(%(companies)s)
               AND %(hours)s >= %(least)s
             GROUP BY recall.id
            """,
            hours=hours,
            companies=self._companies().ids,
            least=self._outermost(),
        )
        return [
            Finding(
                res_model="jxc.recall",
                values={"customers": row.pop("customers")},
                **row,
            )
            for row in self._rows(query)
        ]


class JxcAlertText(models.AbstractModel):
    _inherit = "jxc.alert.text"

    def _message_recall(self):
        return self.env._(
            "%(recall)s: %(customers)s customers have not been told, %(hours)s hours "
            "past the deadline",
            recall=self.record_name,
            customers=self._figure(self._value("customers"), 0),
            hours=self._figure(self.measure, 0),
        )

"""Decisions about slow goods that nobody carries out, and the way onto their list."""

from odoo import api, fields, models
from odoo.addons.jxc_base.models.alert.jxc_alert_rule import Detector
from odoo.tools import SQL

CLEARANCE = "jxc.stock.clearance"
# those who may decide about goods to clear
DECIDE = (
    *("stock.group_stock_manager", "purchase.group_purchase_user"),
    *("jxc_base.group_sales_manager", "jxc_base.group_boss"),
)


class JxcAlertRule(models.Model):
    _inherit = "jxc.alert.rule"

    detector = fields.Selection(
        selection_add=[("clearance_late", "Clearing of stock past its day")],
        ondelete={"clearance_late": "cascade"},
    )

    @api.model
    def _detectors(self):
        about = Detector(True, remedies=("todo",))
        return {**super()._detectors(), "clearance_late": about}

    def _detect_clearance_late(self):
        """Decided goods that are still there after the day they were due, by days.

        Impact: what still lies in them.
        """
        query = SQL(
            """
            SELECT line.id AS res_id, line.company_id, line.product_id,
                   line.warehouse_id, line.owner_id, line.due, line.decision,
                   (here.today - line.due)::float8 AS measure,
                   line.quantity_now::float8 AS quantity,
                   COALESCE(line.value_now, 0)::float8 AS impact
              FROM jxc_stock_clearance line
              JOIN %(here)s ON here.company_id = line.company_id
             WHERE line.state = 'doing' AND here.today - line.due >= %(least)s
            """,
            here=self._days_sql(),
            least=max(self._outermost(), 1),
        )
        return self._documents(CLEARANCE, query, "decision", "quantity")


class JxcAlertText(models.AbstractModel):
    _inherit = "jxc.alert.text"

    def _message_clearance_late(self):
        lines = self.env[CLEARANCE]
        decisions = dict(lines._fields["decision"]._description_selection(self.env))
        return self.env._(
            "%(product)s: %(decision)s was due %(days)s days ago, %(quantity)s are "
            "still there",
            product=self.product_id.display_name,
            decision=decisions.get(self._value("decision", ""), ""),
            days=self._figure(self.measure),
            quantity=self._quantity(self._value("quantity")),
        )


class JxcAlertResponse(models.Model):
    _inherit = "jxc.alert.response"

    remedy = fields.Selection(
        selection_add=[("clear", "Plan a Clearance")], ondelete={"clear": "cascade"}
    )


class JxcAlert(models.Model):
    _inherit = "jxc.alert"

    @api.model
    def _remedy_groups(self):
        return {**super()._remedy_groups(), "clear": DECIDE}

    def _remedy_clear(self):
        """The line of the clearance list, with its proposal; made where there is none.

        Of a category: the product in which most money is tied up.
        """
        figures, made = self._figures_to_clear(), {}
        for alert in self:
            row = figures.get((alert._product_to_clear(), alert.warehouse_id.id))
            if not row:
                alert._nothing(self.env._("nothing of it was there when last counted."))
            # sudo: lines are written by the system; whose task it is was checked
            made[alert.id] = row.sudo()._to_clear().with_env(self.env)
        return made

    def _product_to_clear(self):
        # sudo: which product it is about, no figure in money
        return self.product_id.id or self.sudo()._value("worst", False)

    def _figures_to_clear(self):
        """{(product id, warehouse id): latest figure of goods that are there}"""
        # sudo: figures are written by the system; which goods are there is no secret
        rows = self.env["jxc.stock.figure"].sudo()
        found = {}
        for row in rows.search(
            [
                ("company_id", "in", self.company_id.ids),
                ("product_id", "in", [alert._product_to_clear() for alert in self]),
                ("warehouse_id", "in", self.warehouse_id.ids),
            ],
            order="month desc",
        ):
            found.setdefault((row.product_id.id, row.warehouse_id.id), row)
        return {key: row for key, row in found.items() if row.closing_quantity > 0}

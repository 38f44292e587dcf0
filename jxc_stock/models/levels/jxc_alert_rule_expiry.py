"""What will be left of a lot when it expires, and where it would still sell."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.addons.jxc_base.models.alert.jxc_alert_response import STOCK
from odoo.tools import SQL

from ...report import threshold_sql

IDLE_SUPPLY = 90  # days of demand of the other warehouse that idle goods may fill


class JxcAlertRule(models.Model):
    _inherit = "jxc.alert.rule"

    @api.model
    def _detectors(self):
        detectors = super()._detectors()
        about = detectors["expiring"]
        remedies = dict.fromkeys(("sell", "move", *about.remedies))
        return {**detectors, "expiring": _with(about, tuple(remedies))}

    def _detect_expiring(self):
        """As in base, with what demand will leave of each lot."""
        found = super()._detect_expiring()
        left = self._left_over({finding.product_id for finding in found})
        for finding in found:
            key = finding.res_id, finding.warehouse_id
            per_day, rest = left.get(key, (0.0, finding.values["quantity"]))
            finding.values.update(per_day=per_day, left=rest)
        return found

    @api.model
    def _left_over(self, products):
        """{(lot id, warehouse id): (demand a day, left over)}, as the page of lots."""
        left = {}
        for company in self._companies() if products else ():
            left.update(self.env["jxc.lot.expiry"]._left_over(company, products))
        return left

    @api.model
    def _demand_of(self, products, companies):
        """{(product id, warehouse id): mean demand a day}."""
        demand, products = {}, list(products)
        for company in companies if products else ():
            today = company._jxc_facts_clock()._jxc_today()
            window = today - timedelta(days=max(company.jxc_cover_days, 1)), today
            rows = self.env.execute_query(
                SQL(
                    "SELECT demand.product_id, demand.warehouse_id, demand.per_day"
                    " FROM (%s) demand"
                    " JOIN stock_warehouse place ON place.id = demand.warehouse_id"
                    " WHERE place.company_id = %s",
                    threshold_sql.demand(*window, products),
                    company.id,
                )
            )
            demand.update({row[:2]: row[2] for row in rows})
        return demand


def _with(about, remedies):
    return type(about)(
        **{name: getattr(about, name) for name in about.__slots__}
        | {"remedies": remedies}
    )


class JxcAlertText(models.AbstractModel):
    _inherit = "jxc.alert.text"

    def _message_expiring(self):
        left = self._value("left", None)
        if left is None:
            return super()._message_expiring()
        words = {
            **self._lot_words(),
            "rate": self._figure(self._value("per_day"), 1),
            "left": self._quantity(round(left, 2)),
        }
        if not left:
            return self.env._(
                "%(product)s, lot %(lot)s: %(quantity)s expire in %(days)s days; at "
                "%(rate)s a day they sell in time",
                **words,
            )
        return self.env._(
            "%(product)s, lot %(lot)s: %(quantity)s expire in %(days)s days; at "
            "%(rate)s a day %(left)s will be left over",
            **words,
        )


class JxcAlertResponse(models.Model):
    _inherit = "jxc.alert.response"

    remedy = fields.Selection(
        selection_add=[("move", "Move Where It Sells")], ondelete={"move": "cascade"}
    )


class JxcAlert(models.Model):
    _inherit = "jxc.alert"

    @api.model
    def _remedy_groups(self):
        return {**super()._remedy_groups(), "move": STOCK}

    def _remedy_move(self):
        """A draft transfer per warehouse that takes most of the product a day."""
        moves = {}
        rates = self._rates_elsewhere()
        for alert in self:
            others = {
                number: rate
                for (product, number), rate in rates.items()
                if product == alert.product_id.id and number != alert.warehouse_id.id
            }
            taker = max(others, key=others.get, default=None)
            quantity = alert._to_move(others.get(taker, 0.0))
            if alert.product_id.uom_id.compare(quantity, 0) > 0:
                place = alert.warehouse_id.browse(taker)
                moves.setdefault((alert.warehouse_id, place), []).append(
                    (alert, quantity)
                )
        if not moves:
            self._nothing(self.env._("no other warehouse sells it."))
        return self._transfers(moves)

    def _rates_elsewhere(self):
        """{(product id, warehouse id): demand a day} in the companies concerned."""
        # sudo: what is in demand where is the same for everybody
        rules = self.env["jxc.alert.rule"].sudo()
        return rules._demand_of(self.product_id.ids, self.company_id.sudo())

    def _to_move(self, rate):
        """What the other warehouse sells of it in the days that are left."""
        # sudo: quantities, no figure in money
        values = self.sudo()
        quantity = values._value("left", None)
        if quantity is None:
            quantity = values._value("quantity")
        here = self.product_id.with_context(warehouse_id=self.warehouse_id.id)
        # sudo: what is free is the same for everybody
        quantity = min(quantity, max(here.sudo().free_qty, 0.0))
        days = self.measure if self.detector == "expiring" else IDLE_SUPPLY
        return min(quantity, self._whole(rate * days))

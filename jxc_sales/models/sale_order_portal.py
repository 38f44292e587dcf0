from datetime import date, datetime

import pytz

from odoo import api, models
from odoo.tools import format_date

_CSS = {
    "done": "border-success",
    "current": "border-info fw-bold",
    "cancelled": "text-muted text-decoration-line-through",
}
_ICONS = {"done": "fa-check", "current": "fa-dot-circle-o", "cancelled": "fa-times"}
_NOTHING_READABLE = {"stock.picking": set(), "account.move": set()}


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _jxc_portal_timeline(self):
        """Return the steps as the customer may see them.

        Days only; no colleagues, no lateness, no inner causes, and of the goods
        how much was shipped.

        :return: list of dicts code, name, state, state_name, icon, css, day, detail
        """
        self.ensure_one()
        row = self._jxc_way_facts()[self.id]
        steps = self._jxc_timeline_of(row, {}, _NOTHING_READABLE)
        return [
            self._jxc_portal_step(step, row)
            for step in steps
            if step["state"] != "skipped"
        ]

    @api.model
    def _jxc_portal_step(self, step, row):
        state = step["state"]
        partly = step["code"] == "shipped" and row["shipped_qty"] and not row["shipped"]
        approved = step["code"] == "approved"
        return {
            "code": step["code"],
            "name": self.env._("Confirmed") if approved else step["name"],
            "state": state,
            "state_name": self._jxc_portal_states()[state],
            "icon": _ICONS.get(state),
            "css": _CSS.get(state, "text-muted"),
            "day": self._jxc_portal_day(step["at"], row["zone"]),
            "detail": self._jxc_share(row["shipped_qty"], row) if partly else None,
        }

    @api.model
    def _jxc_portal_states(self):
        return {
            "done": self.env._("Done"),
            "current": self.env._("Current step"),
            "todo": self.env._("To do"),
            "cancelled": self.env._("Cancelled"),
        }

    @api.model
    def _jxc_portal_day(self, at, zone):
        if not at:
            return None
        if len(at) == 10:
            return format_date(self.env, date.fromisoformat(at))
        moment = pytz.utc.localize(datetime.fromisoformat(at))
        return format_date(self.env, moment.astimezone(pytz.timezone(zone)).date())

from odoo import api, models


class JxcWorkbench(models.AbstractModel):
    _inherit = "jxc.workbench"

    @api.model
    def _tiles(self):
        return [*super()._tiles(), "stock_short", "stock_hold"]

    @api.model
    def _tile_stock_short(self):
        if not self._has_role(
            "stock.group_stock_user",
            "purchase.group_purchase_user",
            "jxc_base.group_planner",
        ):
            return None
        hint = self.env._("Less is available than still has to go out.")
        title = self.env._("Products Running Short")
        return self._overview_tile("stock_short", title, "short", hint, late=True)

    @api.model
    def _tile_stock_hold(self):
        if not self._has_role("stock.group_stock_user"):
            return None
        hint = self.env._("Check, release or return what lies on hold.")
        title = self.env._("Products on Hold")
        return self._overview_tile("stock_hold", title, "hold", hint)

    @api.model
    def _overview_tile(self, code, title, state, hint, late=False):
        count = self.env["jxc.stock.overview"]._jxc_count(state)
        action = self.env["ir.actions.client"]._for_xml_id(
            "jxc_stock.jxc_stock_overview_action"
        )
        return {
            "code": code,
            "title": title,
            "count": count,
            "state": ("late" if late else "todo") if count else "none",
            "hint": hint,
            "action": {**action, "context": {"overview_state": state}},
        }

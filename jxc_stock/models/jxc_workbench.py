from odoo import api, models


class JxcWorkbench(models.AbstractModel):
    _inherit = "jxc.workbench"

    @api.model
    def _tile_stock_short(self):
        hint = self.env._("Less is available than still has to go out.")
        icon = "fa-battery-quarter"
        return self._overview_tile("short", hint, late=True, icon=icon)

    @api.model
    def _tile_stock_hold(self):
        hint = self.env._("Check, release or return what lies on hold.")
        return self._overview_tile("hold", hint, icon="fa-lock")

    @api.model
    def _overview_tile(self, state, hint, late=False, **more):
        count = self.env["jxc.stock.overview"]._jxc_count(state)
        action = self.env["ir.actions.client"]._for_xml_id(
            "jxc_stock.jxc_stock_overview_action"
        )
        return {
            "count": count,
            "state": ("late" if late else "todo") if count else "none",
            "hint": hint,
            "action": {**action, "context": {"overview_state": state}},
            **more,
        }

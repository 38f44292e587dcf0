from odoo import api, fields, models
from odoo.fields import Domain


class JxcWorkbenchTile(models.Model):
    _inherit = "jxc.workbench.tile"

    code = fields.Selection(
        selection_add=[("stock_clear", "Stock to Clear")],
        ondelete={"stock_clear": "cascade"},
    )


class JxcWorkbench(models.AbstractModel):
    _inherit = "jxc.workbench"

    @api.model
    def _tile_stock_clear(self):
        """Slow and dead goods to decide about, and decisions that are overdue."""
        undecided = Domain("state", "=", "open")
        overdue = Domain("state", "=", "doing") & Domain("due", "<", self._today())
        model, hint = "jxc.stock.clearance", self.env._("Decide, as proposed or not.")
        tile = self._count_tile("stock_clear", None, model, undecided | overdue)
        if not tile or not self.env[model].has_access("write"):
            return None
        late = self.env[model].search_count(overdue)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "jxc_stock.jxc_stock_clearance_action"
        )
        name = self.env._("Overdue")
        line = {
            "title": name,
            "count": late,
            "action": {**action, "domain": list(overdue), "context": {}},
        }
        return {
            **tile,
            "state": "late" if late else tile["state"],
            "hint": hint,
            "icon": "fa-recycle",
            "lines": [line] if late else [],
            "action": {
                **action,
                "domain": list(undecided | overdue),
                "context": {},
            },
        }

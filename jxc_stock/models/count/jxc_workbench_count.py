from odoo import api, fields, models


class JxcWorkbenchTile(models.Model):
    _inherit = "jxc.workbench.tile"

    code = fields.Selection(
        selection_add=[
            ("count_tasks", "My Counts"),
            ("counts_review", "Counts to Review or Post"),
        ],
        ondelete={"count_tasks": "cascade", "counts_review": "cascade"},
    )


class JxcWorkbench(models.AbstractModel):
    _inherit = "jxc.workbench"

    @api.model
    def _tile_count_tasks(self):
        """Places to count: one's own, and those nobody has taken."""
        domain = [
            ("user_id", "in", (self.env.uid, False)),
            ("state", "in", ("todo", "doing")),
            ("count_state", "in", ("counting", "recount")),
        ]
        late = self.env["jxc.count.task"].has_access("read") and self.env[
            "jxc.count.task"
        ].search_count([*domain, ("deadline", "<", self._today())], limit=1)
        tile = self._count_tile(
            "count_tasks",
            None,
            "jxc.count.task",
            domain,
            late=bool(late),
            hint=self.env._("Locations to count, yours or nobody's yet."),
            icon="fa-check-square-o",
        )
        if tile:
            action = self.env["ir.actions.act_window"]._for_xml_id
            tile["action"] = action("jxc_stock.jxc_count_task_action_mine")
        return tile

    @api.model
    def _tile_counts_review(self):
        """Counts that wait for the manager: counted, approved, or stuck in posting."""
        if not self._has_role("stock.group_stock_manager"):
            return None
        return self._count_tile(
            "counts_review",
            None,
            "jxc.count",
            [("state", "in", ("review", "approval", "posting"))],
            hint=self.env._("Decide on the differences, then post them."),
            icon="fa-balance-scale",
        )

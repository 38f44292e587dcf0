from odoo import api, fields, models


class JxcWorkbenchTile(models.Model):
    _inherit = "jxc.workbench.tile"

    code = fields.Selection(
        selection_add=[
            ("recalls", "Recalls"),
            ("recall_calls", "Recall: Customers to Call"),
        ],
        ondelete={"recalls": "cascade", "recall_calls": "cascade"},
    )


class JxcWorkbench(models.AbstractModel):
    _inherit = "jxc.workbench"

    @api.model
    def _tile_recalls(self):
        """Recalls under way; late when somebody should have been told by now."""
        domain = [("state", "=", "active")]
        overdue = [*domain, ("deadline", "<", fields.Datetime.now())]
        overdue += [("line_ids.state", "=", "to_call")]
        return self._count_tile(
            "recalls",
            None,
            "jxc.recall",
            domain,
            late=bool(self.env["jxc.recall"].search_count(overdue, limit=1)),
            hint=self.env._("Under way: tell the customers, get the goods back."),
            icon="fa-bullhorn",
        )

    @api.model
    def _tile_recall_calls(self):
        """Customers whom the user has to tell of a recall."""
        return self._count_tile(
            "recall_calls",
            None,
            "jxc.recall.line",
            [
                ("user_id", "=", self.env.uid),
                ("state", "=", "to_call"),
                ("recall_state", "=", "active"),
            ],
            late=True,
            hint=self.env._("They still have recalled goods; call them today."),
            icon="fa-phone",
        )

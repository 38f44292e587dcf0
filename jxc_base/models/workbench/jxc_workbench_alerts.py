from odoo import api, fields, models

ROWS = 5


class JxcWorkbench(models.AbstractModel):
    _inherit = "jxc.workbench"

    @api.model
    def _tile_alerts(self):
        """Warnings that are new or being handled, mine or nobody's, worst first."""
        domain = [
            ("state", "in", ("new", "acknowledged")),
            ("owner_id", "in", (self.env.uid, False)),
        ]
        alerts = self.env["jxc.alert"]
        groups = alerts._read_group(domain, ["severity"], ["__count"])
        counts = dict(groups)
        if not counts and not self._is_warned():
            return None
        critical = counts.get("critical", 0)
        return {
            "kind": "alerts",
            "count": sum(counts.values()),
            "critical": critical,
            "state": "late" if critical else "todo" if counts else "none",
            "rows": self._alert_rows(
                alerts.search(domain, limit=ROWS, order=self._alert_order())
            ),
            "action": {
                **self.env["ir.actions.act_window"]._for_xml_id(
                    "jxc_base.jxc_alert_action"
                ),
                "domain": domain,
            },
        }

    @api.model
    def _is_warned(self):
        """Whether warnings come to this user at all, so that none is good news."""
        if self._has_role("jxc_base.group_boss", "jxc_base.group_jxc_admin"):
            return True
        rules = self.env["jxc.alert.rule"]
        groups = ["|", ("group_ids", "in", self.env.user.all_group_ids.ids)]
        return bool(
            rules.search_count([*groups, ("user_ids", "in", self.env.uid)], limit=1)
        )

    @api.model
    def _alert_order(self):
        """What is at stake counts, for those who may know it."""
        if self._has_role("jxc_base.group_cost"):
            return "severity, impact desc, opened_at desc, id desc"
        return "severity, opened_at desc, id desc"

    @api.model
    def _alert_rows(self, alerts):
        cost = self._has_role("jxc_base.group_cost")
        today = self._today()
        return [
            {
                "id": alert.id,
                "severity": alert.severity,
                "message": alert.message or "",
                # sudo: the name of a warehouse in a warning the user may read
                "place": alert.sudo().warehouse_id.name or "",
                "impact": alert._money(alert.impact) if cost and alert.impact else "",
                "since": fields.Datetime.to_string(alert.opened_at),
                "due": fields.Date.to_string(alert.due) or None,
                "late": bool(alert.due and alert.due < today),
                "taken": alert.state == "acknowledged",
            }
            for alert in alerts
        ]

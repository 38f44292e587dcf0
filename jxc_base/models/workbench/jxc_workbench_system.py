"""Indicators, the age of the backup, messages that were not delivered."""

from odoo import api, fields, models
from odoo.tools import format_datetime

KPIS = 8


class JxcWorkbench(models.AbstractModel):
    _inherit = "jxc.workbench"

    @api.model
    def _tile_kpi(self):
        """Those the settings name, else the first the user may see."""
        row = self._places().get("kpi")
        # sudo: which ones are meant; the search below shows what the user may see
        chosen = row.sudo().kpi_ids.ids if row else []
        domain = [("id", "in", chosen)] if chosen else []
        kpis = self.env["jxc.kpi"].search(domain, limit=KPIS)
        if not kpis:
            return None
        tiles = kpis._tiles()
        return {
            "kind": "kpi",
            "count": sum(tile["state"] in ("warn", "alarm") for tile in tiles),
            "state": "todo",
            "tiles": tiles,
            "action": self._action("jxc_base.jxc_kpi_action"),
        }

    @api.model
    def _action(self, name):
        return self.env["ir.actions.act_window"]._for_xml_id(name)

    @api.model
    def _tile_backup(self):
        """Age of the newest backup against the level of the warning."""
        # sudo: age and level, no more, for those the settings show this tile to
        rules = self.env["jxc.alert.rule"].sudo()
        found = rules._detect_backup()
        if not found:
            return None
        rule = rules.search([("detector", "=", "backup")], limit=1)
        hours, last = found[0].measure, found[0].values["last"]
        late = bool(rule) and hours >= rule.warn_level
        return {
            "count": int(late),
            "figure": self._age(hours) if last else self.env._("None"),
            "state": "late" if late or not last else "none",
            "hint": self._backup_hint(last),
            "icon": "fa-database",
            "action": {
                **self._action("jxc_base.jxc_alert_action"),
                "domain": [("detector", "=", "backup")],
                "context": {},
            },
        }

    @api.model
    def _age(self, hours):
        if hours < 48:
            return self.env._("%(count)s hours ago", count=round(hours))
        return self.env._("%(count)s days ago", count=round(hours / 24))

    @api.model
    def _backup_hint(self, last):
        if not last:
            return self.env._("There is no backup yet. Run ./jxc backup every day.")
        moment = fields.Datetime.to_datetime(last)
        return self.env._(
            "Made %(when)s",
            when=format_datetime(self.env, moment, dt_format="short"),
        )

    @api.model
    def _tile_messages_failed(self):
        return self._count_tile(
            "messages_failed",
            None,
            "jxc.notification",
            [("state", "=", "failed")],
            late=True,
            hint=self.env._("Check the channel, then send them again."),
            icon="fa-paper-plane-o",
        )

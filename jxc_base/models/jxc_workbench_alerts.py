from odoo import api, models


class JxcWorkbench(models.AbstractModel):
    _inherit = "jxc.workbench"

    @api.model
    def _tiles(self):
        tiles = super()._tiles()
        return tiles if "alerts" in tiles else [*tiles[:1], "alerts", *tiles[1:]]

    @api.model
    def _tile_alerts(self):
        """Warnings that are new or being handled, mine or nobody's."""
        alerts = self.env["jxc.alert"]
        domain = [
            ("state", "in", ("new", "acknowledged")),
            ("owner_id", "in", (self.env.uid, False)),
        ]
        critical = alerts.search_count([*domain, ("severity", "=", "critical")])
        tile = self._count_tile(
            "alerts",
            self.env._("Warnings"),
            "jxc.alert",
            domain,
            late=bool(critical),
            hint=self.env._("Critical: %(count)s", count=critical),
        )
        if tile:
            action = self.env["ir.actions.act_window"]._for_xml_id
            tile["action"] = action("jxc_base.jxc_alert_action")
        return tile

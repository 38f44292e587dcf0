"""What policies say about a transfer before it is completed, on its form."""

from markupsafe import Markup, escape

from odoo import api, fields, models

from .jxc_policy_exception import GROUP
from .policy_check import ALLOWABLE


class StockPicking(models.Model):
    _inherit = "stock.picking"

    jxc_policy_refused = fields.Html(
        "Refused by Policies", compute="_compute_jxc_policy", sanitize=False
    )
    jxc_policy_advised = fields.Html(
        "Advised by Policies", compute="_compute_jxc_policy", sanitize=False
    )
    jxc_may_allow = fields.Boolean(
        "May Allow Exceptions", compute="_compute_jxc_policy"
    )
    jxc_exception_ids = fields.One2many(
        "jxc.policy.exception", "picking_id", "Policy Exceptions", readonly=True
    )
    jxc_exception_count = fields.Integer(
        "Number of Exceptions", compute="_compute_jxc_exception_count"
    )

    @api.depends("jxc_exception_ids")
    def _compute_jxc_exception_count(self):
        for picking in self:
            # sudo: that there are exceptions, readable or not
            picking.jxc_exception_count = len(picking.sudo().jxc_exception_ids)

    @api.depends(
        "state",
        "partner_id",
        "jxc_exception_ids",
        "move_line_ids.quantity",
        "move_line_ids.lot_id",
        "move_line_ids.location_id",
        "move_line_ids.package_id",
        "move_line_ids.jxc_scanned_at",
    )
    def _compute_jxc_policy(self):
        right = self.env.user.has_group(GROUP)
        policies = self.env["jxc.policy"]._in_force()
        for picking in self:
            found = picking._jxc_policy_findings() if policies else []
            refused = [finding for finding in found if finding.refuse]
            advised = [finding for finding in found if not finding.refuse]
            picking.jxc_policy_refused = picking._jxc_policy_html(refused)
            picking.jxc_policy_advised = picking._jxc_policy_html(advised)
            picking.jxc_may_allow = right and any(f.kind in ALLOWABLE for f in refused)

    def _jxc_policy_findings(self):
        """What policies would say if this transfer were completed as it is."""
        if self.state in ("done", "cancel"):
            return []
        lines = self._origin.move_line_ids
        return lines._jxc_shortages(done=False) + lines._jxc_line_findings()

    def _jxc_policy_html(self, findings):
        titles = self.env["stock.move.line"]._jxc_titles()
        parts = []
        for kind, title in titles.items():
            texts = dict.fromkeys(f.text for f in findings if f.kind == kind)
            rows = (escape(text).replace("\n", Markup("<br/>")) for text in texts)
            rows = [Markup("<li>%s</li>") % row for row in rows]
            if rows:
                listed = Markup("").join(rows)
                parts.append(
                    Markup("<b>%s</b><ul class='mb-1'>%s</ul>") % (title, listed)
                )
        return Markup("").join(parts) or False

    def action_jxc_allow(self):
        """Ask for the reason and allow what policies find wrong."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Allow Exceptions"),
            "res_model": "jxc.policy.allow",
            "view_mode": "form",
            "target": "new",
            "context": {"default_picking_id": self.id},
        }

    def action_jxc_exceptions(self):
        """Open the exceptions that were allowed for this transfer."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "jxc_stock.jxc_policy_exception_action"
        )
        return {**action, "domain": [("picking_id", "=", self.id)], "context": {}}


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    jxc_advice = fields.Char(
        "Advice",
        compute="_compute_jxc_advice",
        help="What policies say about this line: a lot that goes first, an expired "
        "lot, too little life left.",
    )

    @api.depends("lot_id", "quantity", "location_id", "state")
    def _compute_jxc_advice(self):
        self.jxc_advice = False
        if not self.env["jxc.policy"]._in_force() & {"order", "expired", "life"}:
            return
        pending = self._origin.filtered(
            lambda line: line.state not in ("done", "cancel")
        )
        texts = {}
        for finding in pending._jxc_line_findings():
            if finding.kind != "scan":
                texts.setdefault(finding.line.id, finding.short or finding.text)
        for line in self:
            line.jxc_advice = texts.get(line._origin.id)


class StockMove(models.Model):
    _inherit = "stock.move"

    jxc_has_advice = fields.Boolean(
        "Policies Give Advice", compute="_compute_jxc_has_advice"
    )

    def _compute_jxc_has_advice(self):
        policies = self.env["jxc.policy"]._in_force()
        self.jxc_has_advice = bool(policies & {"order", "expired", "life"})

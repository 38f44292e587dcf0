from odoo import api, fields, models

PLACES = ("product_id", "partner_id", "warehouse_id")
SPARE = 0.1  # proposed beyond the present figure
WEEK = {"day": 7, "hour": 168}  # what grows with time is proposed for a week more


class JxcAlertAccept(models.TransientModel):
    """For what, how far and how long the figures of warnings are normal."""

    _name = "jxc.alert.accept"
    _description = "This Is Normal"

    alert_ids = fields.Many2many("jxc.alert", required=True)
    alert_count = fields.Integer("Number of Warnings", compute="_compute_about")
    message = fields.Char(compute="_compute_about")
    scope = fields.Selection(
        [("record", "This document only"), ("same", "All with the same")],
        default="record",
        required=True,
        string="For",
    )
    product_id = fields.Many2one("product.product", compute="_compute_about")
    partner_id = fields.Many2one("res.partner", compute="_compute_about")
    warehouse_id = fields.Many2one("stock.warehouse", compute="_compute_about")
    same_product = fields.Boolean(default=True)
    same_partner = fields.Boolean(default=True)
    same_warehouse = fields.Boolean()
    measure = fields.Float("Figure Now", compute="_compute_about")
    unit = fields.Selection(
        [
            ("quantity", "Quantity"),
            ("day", "Days"),
            ("hour", "Hours"),
            ("score", "Score"),
        ],
        compute="_compute_about",
    )
    figure = fields.Float(
        string="Normal to",
        compute="_compute_figure",
        store=True,
        readonly=False,
        help="The figure itself and what is better do not warn any more.",
    )
    until = fields.Date(
        compute="_compute_until",
        store=True,
        readonly=False,
        help="The last day. Empty: until somebody revokes it.",
    )
    fades = fields.Boolean(compute="_compute_until", store=True, readonly=False)
    reason = fields.Char(help="Whoever looks at the list later reads why.")

    @api.depends("alert_ids")
    def _compute_about(self):
        for form in self:
            alerts, single = form.alert_ids, form.alert_ids
            form.alert_count = len(alerts)
            single = alerts if len(alerts) == 1 else alerts[:0]
            form.message = single.message
            form.measure = single.measure
            form.unit = alerts.rule_id.unit if len(alerts.rule_id) == 1 else False
            for name in PLACES:
                form[name] = single[name]

    @api.depends("alert_ids")
    def _compute_figure(self):
        for form in self:
            alerts = form.alert_ids
            form.figure = form._proposed(alerts) if len(alerts) == 1 else 0.0

    @api.depends("alert_ids")
    def _compute_until(self):
        for form in self:
            rules = form.alert_ids.rule_id
            days = min(filter(None, rules.mapped("normal_days")), default=0)
            # sudo: the business day of a company is no secret
            today = form.alert_ids[:1].company_id.sudo()._jxc_today()
            form.until = fields.Date.add(today, days=days) if days else False
            form.fades = bool(days and all(rules.mapped("normal_fades")))

    def _proposed(self, alert):
        """A little worse than now, so that it does not warn again tomorrow."""
        rule = alert.rule_id
        spare = max(abs(alert.measure) * SPARE, WEEK.get(rule.unit, 0))
        over = rule.operator == "over"
        return round(alert.measure + (spare if over else -spare), 2)

    def action_accept(self):
        """Say so: the limit moves, what is covered is settled.

        :raises UserError: no reason, or a figure or day that the rule does not allow
        """
        single = len(self.alert_ids) == 1
        self.alert_ids._call_normal(
            self.reason,
            {
                alert.id: self.figure if single else self._proposed(alert)
                for alert in self.alert_ids
            },
            self.until,
            self.fades,
            self._names() if single and self.scope == "same" else None,
        )
        return {"type": "ir.actions.act_window_close"}

    def _names(self):
        chosen = zip(
            PLACES,
            (self.same_product, self.same_partner, self.same_warehouse),
            strict=True,
        )
        return [name for name, wanted in chosen if wanted and self[name]]

from dataclasses import dataclass

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ..core.alerts import CRITICAL, WARNING, Limits, Scope
from .alert_text import SEVERITIES


@dataclass(frozen=True, slots=True)
class Detector:
    """What the engine and the form have to know about a detector.

    :param over: high figures are bad, else low ones
    :param home: the level belongs to the record (an order point's minimum)
    :param unit: of measure and levels: quantity, day, hour, score
    :param basis: the rule says which stock is meant
    :param horizon: the rule's days matter
    :param opens: field of the record that leads to the document to open
    """

    over: bool
    home: bool = False
    unit: str = "day"
    basis: bool = False
    horizon: bool = False
    opens: str | None = None


DETECTORS = {
    "below_safety": Detector(False, True, "quantity", basis=True, horizon=True),
    "below_min": Detector(False, True, "quantity", basis=True, horizon=True),
    "above_max": Detector(True, True, "quantity", basis=True, horizon=True),
    "negative": Detector(False, True, "quantity"),
    "expiring": Detector(False),
    "expired": Detector(True),
    "late_purchase": Detector(True, opens="order_id"),
    "late_delivery": Detector(True),
    "overdue": Detector(True),
    "approval": Detector(True, unit="hour"),
    "backup": Detector(True, unit="hour"),
    "purchase_price": Detector(True, unit="score", horizon=True, opens="order_id"),
}


class JxcAlertRule(models.Model):
    """When to warn, whom, and how often.

    A detector is a value of `detector`, an entry of `_detectors()`, a method
    `_detect_<code>()` → `core.alerts.Finding` rows in a bounded number of queries, and
    a message (`jxc.alert.text`).
    """

    _name = "jxc.alert.rule"
    _description = "Warning Rule"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    detector = fields.Selection(
        [
            ("below_safety", "Below safety stock"),
            ("below_min", "Below minimum"),
            ("above_max", "Above maximum"),
            ("negative", "Negative stock"),
            ("expiring", "Lot expires soon"),
            ("expired", "Expired lot on hand"),
            ("late_purchase", "Purchase line late"),
            ("late_delivery", "Delivery late"),
            ("overdue", "Receivable overdue"),
            ("approval", "Approval waits"),
            ("backup", "Backup too old"),
            ("purchase_price", "Unusual purchase price"),
        ],
        string="Warns of",
        required=True,
    )
    company_id = fields.Many2one("res.company", ondelete="cascade", help="Empty: all.")
    warehouse_id = fields.Many2one(
        "stock.warehouse",
        ondelete="cascade",
        domain="[('company_id', 'in', [company_id, False] if company_id else "
        "allowed_company_ids)]",
        help="Only here. Empty: all.",
    )
    product_category_id = fields.Many2one(
        "product.category",
        string="Category",
        ondelete="cascade",
        help="Only products of this category and those below it. Empty: all.",
    )
    product_id = fields.Many2one(
        "product.product",
        ondelete="cascade",
        help="Only this product. Of several rules the closest one counts: product "
        "before category before warehouse before company.",
    )
    operator = fields.Selection(
        [("over", "at or above"), ("under", "at or below")],
        compute="_compute_about",
        help="Whether high or low figures are bad; it follows what is warned of.",
    )
    unit = fields.Selection(
        [
            ("quantity", "Quantity"),
            ("day", "Days"),
            ("hour", "Hours"),
            ("score", "Score"),
        ],
        compute="_compute_about",
    )
    has_home = fields.Boolean(compute="_compute_about")
    has_basis = fields.Boolean(compute="_compute_about")
    has_horizon = fields.Boolean(compute="_compute_about")
    warn_level = fields.Float(string="Warning Level")
    with_critical = fields.Boolean(string="Second Level", default=True)
    critical_level = fields.Float()
    severity = fields.Selection(
        SEVERITIES,
        default=WARNING,
        required=True,
        help="The level itself is kept on the replenishment rule of the product.",
    )
    basis = fields.Selection(
        [
            ("on_hand", "On hand"),
            ("available", "Available"),
            ("projected", "Projected"),
        ],
        default="on_hand",
        required=True,
        help="On hand: everything in the place. Available: without reserved goods and "
        "goods on hold. Projected: without goods on hold, with what should come and "
        "go within the days ahead.",
    )
    horizon_days = fields.Integer(
        string="Days",
        default=14,
        help="Projected stock: days ahead. Purchase prices: orders of the last days.",
    )
    hysteresis = fields.Float(
        string="Clears Past (%)",
        default=10.0,
        help="A warning stays until the figure has come back past the level by this "
        "share of it, so that it does not come and go.",
    )
    cooldown_hours = fields.Integer(
        string="Quiet for (hours)",
        default=24,
        help="A warning that was settled does not come back within these hours, and "
        "one that cleared by itself is not told again, unless it is graver.",
    )
    interval_minutes = fields.Integer(
        string="Check Every (minutes)", default=60, required=True
    )
    user_ids = fields.Many2many("res.users", string="Users")
    group_ids = fields.Many2many("res.groups", string="Roles")
    notify_owner = fields.Boolean(
        string="Owner of the Document",
        default=True,
        help="Buyer, salesperson or approver of the document.",
    )
    channel_ids = fields.Many2many(
        "jxc.channel",
        string="Channels",
        groups="jxc_base.group_jxc_admin",
        help="Empty: those of the purposes Warning and Critical warning.",
    )
    silent = fields.Boolean(
        string="Inbox Only", help="Shown in the inbox; no messages are sent."
    )
    last_run_at = fields.Datetime(string="Last Check", readonly=True, copy=False)
    last_error = fields.Char(readonly=True, copy=False)
    open_count = fields.Integer(string="Open Now", compute="_compute_effect")
    fired_count = fields.Integer(string="Fired", compute="_compute_effect")
    acted_count = fields.Integer(string="Acted On", compute="_compute_effect")
    acted_share = fields.Float(string="Acted On (%)", compute="_compute_effect")
    median_hours = fields.Float(
        string="Hours to Act",
        compute="_compute_effect",
        help="Median time from the warning to the first act of a person.",
    )

    _hysteresis_sane = models.Constraint(
        "CHECK(hysteresis >= 0 AND hysteresis <= 100)",
        "The share to come back lies between 0 and 100 %.",
    )
    _times_sane = models.Constraint(
        "CHECK(cooldown_hours >= 0 AND interval_minutes > 0 AND horizon_days >= 0)",
        "Hours, minutes and days cannot be negative.",
    )

    @api.model
    def _detectors(self):
        """{detector: `Detector`}; addons add theirs."""
        return dict(DETECTORS)

    @api.depends("detector")
    def _compute_about(self):
        detectors = self._detectors()
        for rule in self:
            about = detectors.get(rule.detector) or Detector(True)
            rule.operator = "over" if about.over else "under"
            rule.unit = about.unit
            rule.has_home = about.home
            rule.has_basis = about.basis
            rule.has_horizon = about.horizon

    @api.constrains("detector", "warn_level", "critical_level", "with_critical")
    def _check_levels(self):
        for rule in self.filtered(lambda rule: rule.with_critical):
            order = [rule.warn_level, rule.critical_level]
            order = order if rule.operator == "over" else order[::-1]
            if not rule.has_home and order[0] > order[1]:
                raise ValidationError(
                    self.env._(
                        "%(rule)s: the critical level must lie beyond the warning "
                        "level.",
                        rule=rule.name,
                    )
                )

    def _compute_effect(self):
        self.env["jxc.alert"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT rule_id, COUNT(*), COUNT(acted_at),
                       COUNT(*) FILTER (
                           WHERE state IN ('new', 'acknowledged', 'snoozed')),
                       PERCENTILE_CONT(0.5) WITHIN GROUP (
                           ORDER BY EXTRACT(EPOCH FROM acted_at - opened_at)) / 3600
                  FROM jxc_alert WHERE rule_id = ANY(%s) GROUP BY rule_id
                """,
                self.ids,
            )
        )
        found = {row[0]: row[1:] for row in rows}
        for rule in self:
            fired, acted, still, hours = found.get(rule._origin.id, (0, 0, 0, None))
            rule.fired_count, rule.acted_count, rule.open_count = fired, acted, still
            rule.acted_share = 100 * acted / fired if fired else 0.0
            rule.median_hours = hours or 0.0

    def write(self, vals):
        """A rule that is switched off takes its open warnings with it."""
        done = super().write(vals)
        if vals.get("active") is False:
            # sudo: the administrator of the rule settles the warnings of everybody
            alerts = self.env["jxc.alert"].sudo()
            still = [("rule_id", "in", self.ids), ("is_open", "=", True)]
            cleared = {"state": "cleared", "closed_at": fields.Datetime.now()}
            alerts.search(still).write(cleared)
        return done

    def _scope(self):
        return Scope(
            self.id,
            self.product_id.id or None,
            self.product_category_id.id or None,
            self.warehouse_id.id or None,
            self.company_id.id or None,
        )

    def _limits(self, threshold):
        """Levels of this rule for a record, its own where it has one."""
        margin = self.hysteresis / 100
        over = self.operator == "over"
        if self.has_home:
            return Limits(((self.severity, threshold),), over, True, margin)
        levels = ((WARNING, self.warn_level),)
        if self.with_critical:
            levels += ((CRITICAL, self.critical_level),)
        return Limits(levels, over, margin=margin)

    # -- buttons ---------------------------------------------------------------

    def action_run(self):
        """Check now and open, update and clear warnings.

        :raises AccessError: not an administrator of rules
        """
        self.check_access("write")
        # sudo: detectors look at the documents of everybody
        self.sudo()._run(force=True)
        return self.action_open_alerts()

    def action_open_alerts(self):
        """The warnings of this rule."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "jxc_base.jxc_alert_action"
        )
        action["domain"] = [("rule_id", "in", self.ids)]
        action["context"] = {"search_default_open": 1}
        return action

    def action_test(self):
        """Show what this rule would find now; nothing is written, nobody is told."""
        self.ensure_one()
        self.check_access("write")
        # sudo: as above; the administrator sees what the rule would find
        return self.sudo()._preview()

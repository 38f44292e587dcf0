from dataclasses import dataclass, replace

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ...core.alerts import CRITICAL, WARNING, Limits, Scope, own
from .alert_text import SEVERITIES


@dataclass(frozen=True, slots=True)
class Detector:
    """What the engine and the form have to know about a detector.

    :param over: high figures are bad, else low ones
    :param home: the level belongs to the record (an order point's minimum); without
        it a finding may still have one of its own instead of the rule's
    :param unit: of measure and levels: quantity, day, hour, score, percent
    :param basis: the rule says which stock is meant
    :param horizon: the rule's days matter
    :param opens: field of the record that leads to the document to open
    :param remedies: codes of what can be done from the warning, the likeliest first
    :param events: after which `_wake` events listening rules are checked at once
    :param tiers: the rule may have levels between its two, each told when it is passed
    :param watched: field of the record with whom the warning is about; they do not
        say themselves that it is normal
    """

    over: bool
    home: bool = False
    unit: str = "day"
    basis: bool = False
    horizon: bool = False
    opens: str | None = None
    remedies: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    tiers: bool = False
    watched: str | None = None


STOCK = ("stock",)
SHORT = Detector(
    False,
    True,
    "quantity",
    basis=True,
    horizon=True,
    remedies=("request", "bring"),
    events=STOCK,
)
DETECTORS = {
    "below_safety": SHORT,
    "below_min": SHORT,
    "above_max": replace(SHORT, over=True, remedies=("send",)),
    "negative": Detector(False, True, "quantity", remedies=("count",), events=STOCK),
    "expiring": Detector(False, remedies=("sell",), tiers=True),
    "expired": Detector(True, remedies=("stow",)),
    "late_purchase": Detector(
        True, opens="order_id", remedies=("chase",), events=STOCK
    ),
    "late_delivery": Detector(True, remedies=("push", "call"), events=STOCK),
    "overdue": Detector(True, remedies=("call",)),
    "approval": Detector(True, unit="hour", remedies=("remind",)),
    "backup": Detector(True, unit="hour", remedies=("todo",)),
    "purchase_price": Detector(
        True,
        unit="score",
        horizon=True,
        opens="order_id",
        remedies=("ask",),
        events=("purchase",),
        watched="order_id.user_id",
    ),
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
            ("percent", "%"),
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
    keep_days = fields.Integer(
        string="Keep Closed Ones (days)",
        default=400,
        help="Closed warnings are deleted afterwards, and no longer counted below. "
        "0: they are kept.",
    )
    silent = fields.Boolean(
        string="Inbox Only", help="Shown in the inbox; no messages are sent."
    )
    open_count = fields.Integer(string="Open Now", compute="_compute_effect")
    fired_count = fields.Integer(
        string="Fired",
        compute="_compute_effect",
        help="Warnings of the chosen companies that are still kept.",
    )
    acted_count = fields.Integer(
        string="Acted On",
        compute="_compute_effect",
        help="Taken, given to somebody, settled or answered with a document by a "
        "person. Snoozed or called normal: not acted on.",
    )
    document_count = fields.Integer(
        string="Led to a Document",
        compute="_compute_effect",
        help="A request, transfer, activity or the like was made from the warning.",
    )
    normal_count = fields.Integer(
        string="Called Normal",
        compute="_compute_effect",
        help="False alarms, as the people said. Many of them: the level is wrong.",
    )
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
        "CHECK(cooldown_hours >= 0 AND interval_minutes > 0 AND horizon_days >= 0"
        " AND keep_days >= 0)",
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

    @api.constrains("company_id", "warehouse_id", "product_id")
    def _check_places(self):
        """A rule of one company for a place of another would never warn."""
        for rule in self.filtered("company_id"):
            mine = rule.company_id
            places = rule.warehouse_id.company_id | rule.product_id.company_id
            if places - mine:
                raise ValidationError(
                    self.env._(
                        "%(rule)s: warehouse and product have to be those of "
                        "%(company)s.",
                        rule=rule.name,
                        company=mine.name,
                    )
                )

    def _compute_effect(self):
        self.env["jxc.alert"].flush_model()
        self.env["jxc.alert.response"].flush_model()
        rows = {row[0]: row[1:] for row in self.env.execute_query(self._effect_sql())}
        for rule in self:
            fired, acted, helped, normal, still, hours = rows.get(
                rule._origin.id, (0, 0, 0, 0, 0, None)
            )
            rule.fired_count, rule.acted_count, rule.open_count = fired, acted, still
            rule.document_count, rule.normal_count = helped, normal
            rule.acted_share = 100 * acted / fired if fired else 0.0
            rule.median_hours = hours or 0.0

    def _effect_sql(self):
        """Rows (rule, fired, acted on, with document, called normal, open, hours)."""
        return SQL(
            """
            SELECT alert.rule_id, COUNT(*), COUNT(acted_at),
                   COUNT(*) FILTER (WHERE EXISTS (
                       SELECT 1 FROM jxc_alert_response answer
                        WHERE answer.alert_id = alert.id)),
                   COUNT(normal_id),
                   COUNT(*) FILTER (
                       WHERE state IN ('new', 'acknowledged', 'snoozed')),
                   PERCENTILE_CONT(0.5) WITHIN GROUP (
                       ORDER BY EXTRACT(EPOCH FROM acted_at - opened_at)) / 3600
              FROM jxc_alert alert
             WHERE alert.rule_id = ANY(%s) AND alert.company_id = ANY(%s)
             GROUP BY alert.rule_id
            """,
            self.ids,
            self.env.companies.ids,
        )

    def write(self, vals):
        """A rule that is switched off takes its open warnings with it."""
        done = super().write(vals)
        if vals.get("active") is False:
            # sudo: the administrator of the rule settles the warnings of everybody
            alerts = self.env["jxc.alert"].sudo()
            still = [("rule_id", "in", self.ids), ("is_open", "=", True)]
            cleared = {
                "state": "cleared",
                "closed_at": fields.Datetime.now(),
                "snoozed_until": False,
            }
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
        limits = Limits(levels, over, margin=margin)
        return limits if threshold is None else own(limits, threshold)

    # -- buttons ---------------------------------------------------------------

    def action_run(self):
        """Check now and open, update and clear warnings.

        :raises AccessError: not an administrator of rules
        """
        self.check_access("write")
        # sudo: detectors look at the documents of everybody
        self.sudo()._run()
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

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ...core import kpi as core
from ...core.period import KINDS
from ..common.jxc_append_only import maintenance

UNITS = [
    ("percent", "%"),
    ("days", "Days"),
    ("hours", "Hours"),
    ("times", "Times"),
    ("money", "Money"),
    ("quantity", "Quantity"),
    ("number", "Number"),
]
LIMITS = ("has_target", "target", "has_limits", "warn", "alarm")
# What a manager sets; the rest of an indicator is what its method computes
SETTINGS = {*LIMITS, "owner_id", "target_ids", "grace_days", "sequence"}
ADMIN_SETTINGS = SETTINGS | {"group_ids", "active"}


class JxcKpi(models.Model):
    """An indicator: what it means, who sees it, when it is good.

    A data record and a method ``_kpi_<code>(period, dimension, company)`` that answers
    a list of ``core.kpi.Figure``.
    """

    _name = "jxc.kpi"
    _inherit = ["mail.thread"]
    _description = "Indicator"
    _order = "sequence, id"
    _allow_sudo_commands = False

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, readonly=True, index=True)
    addon = fields.Char(readonly=True)
    active = fields.Boolean(default=True, tracking=True)
    sequence = fields.Integer(default=100)
    formula = fields.Text(required=True, translate=True)
    meaning = fields.Text(
        "What It Means", translate=True, help="How to read it and what to do about it."
    )
    unit = fields.Selection(UNITS, required=True, default="number")
    ratio = fields.Boolean(
        default=True, help="Numerator ÷ denominator; otherwise a plain sum."
    )
    scaling = fields.Selection(
        [
            ("none", "As it is"),
            ("days", "× days of the period"),
            ("annual", "× 365 ÷ days of the period"),
        ],
        required=True,
        default="none",
    )
    direction = fields.Selection(
        [
            (core.HIGHER, "Higher is better"),
            (core.LOWER, "Lower is better"),
            (core.TARGET, "Close to the target"),
        ],
        required=True,
        default=core.HIGHER,
    )
    period = fields.Selection(
        [
            (kind, name)
            for kind, name in zip(
                KINDS, ("Day", "Week", "Month", "Quarter"), strict=True
            )
        ],
        required=True,
        default="month",
    )
    grace_days = fields.Integer(
        "Closed After (Days)",
        default=0,
        tracking=True,
        help="A period is closed so many days after its end, so that documents "
        "entered late still count. Afterwards its figures never change.",
    )
    has_target = fields.Boolean("Has a Target", tracking=True)
    target = fields.Float(tracking=True, help="In the unit of the indicator.")
    has_limits = fields.Boolean(tracking=True)
    warn = fields.Float(
        "Warning Limit",
        tracking=True,
        help="Worse than this is yellow. Where close to the target is good: the "
        "distance from the target.",
    )
    alarm = fields.Float("Alarm Limit", tracking=True, help="Worse than this is red.")
    target_ids = fields.One2many(
        "jxc.kpi.target", "kpi_id", string="Targets of Companies"
    )
    owner_id = fields.Many2one(
        "res.users",
        domain="[('share', '=', False)]",
        tracking=True,
        help="Who answers for it.",
    )
    dimension_ids = fields.Many2many(
        "jxc.kpi.dimension", string="Told Apart By", readonly=True
    )
    group_ids = fields.Many2many(
        "res.groups",
        string="Seen By",
        tracking=True,
        help="Roles that see this indicator; empty: everybody with a role.",
    )
    is_cost = fields.Boolean(
        "Tells Cost", readonly=True, help="Only for those who may see cost and margin."
    )
    last_error = fields.Char(readonly=True, copy=False)

    _code_uniq = models.Constraint("UNIQUE(code)", "An indicator's code is unique.")

    @api.constrains("code")
    def _check_method(self):
        for kpi in self:
            if not hasattr(self, f"_kpi_{kpi.code}"):
                raise ValidationError(
                    self.env._("No method computes “%(code)s”.", code=kpi.code)
                )

    @api.constrains("has_target", "has_limits", "warn", "alarm", "direction")
    def _check_limits(self):
        for kpi in self:
            kpi._refuse_limits(kpi)

    def _refuse_limits(self, limits):
        """Raise when the limits of `limits` (self or a company's) make no sense."""
        wrong = {
            core.HIGHER: limits.alarm > limits.warn,
            core.LOWER: limits.alarm < limits.warn,
            core.TARGET: limits.alarm < limits.warn or limits.warn < 0,
        }
        if self.has_limits and wrong[self.direction]:
            raise ValidationError(
                self.env._(
                    "“%(name)s”: the alarm limit is the worse one of the two.",
                    name=self.name,
                )
            )
        if self.has_limits and self.direction == core.TARGET and not self.has_target:
            raise ValidationError(self.env._("“%s” needs a target.", self.name))

    def _limits(self, company):
        """Target and limits that hold in `company` (`core.kpi.Limits`)."""
        self.ensure_one()
        own = self.target_ids.filtered(lambda target: target.company_id == company)
        given = own or self
        return core.Limits(
            self.direction,
            given.target if self.has_target else None,
            given.warn if self.has_limits else None,
            given.alarm if self.has_limits else None,
        )

    def _load_records_write(self, values):
        """An upgrade leaves alone what managers set."""
        given = {key: val for key, val in values.items() if key not in ADMIN_SETTINGS}
        return super()._load_records_write(given)

    def write(self, vals):
        self._check_settings(vals)
        return super().write(vals)

    def _check_settings(self, vals):
        """Managers set limits; who sees it is the administrator's."""
        admin = self.env.user.has_group("jxc_base.group_jxc_admin")
        allowed = ADMIN_SETTINGS if admin else SETTINGS
        wrong = [
            name
            for name in vals
            if name not in allowed and not name.startswith(("message_", "activity_"))
        ]
        if wrong and not self.env.su:
            raise AccessError(
                self.env._(
                    "Only targets, limits and the owner of an indicator are set "
                    "here; the rest says what is computed."
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_measured(self):
        # sudo: whether there is any figure, also of other companies
        if self.env["jxc.kpi.value"].sudo().search_count([("kpi_id", "in", self.ids)]):
            raise UserError(
                self.env._("It has figures. Archive the indicator instead.")
            )

    def unlink(self):
        """Together with its figures: only uninstalling its addon gets here."""
        with maintenance(self.env.cr):
            return super().unlink()

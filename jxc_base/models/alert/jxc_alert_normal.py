"""Figures that somebody called normal: who, when, why, for what and how long."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from ...core.normal import PLACES, Normal

COLUMNS = ("figure", "since", "until", "fades")


class JxcAlertNormal(models.Model):
    """Feedback to a warning: up to here the figure is normal for this scope.

    Made by `jxc.alert._call_normal` and taken back by `action_revoke`; never changed
    otherwise, so it says what was decided then.
    """

    _name = "jxc.alert.normal"
    _description = "Taken as Normal"
    _order = "id desc"
    _rec_name = "place"

    rule_id = fields.Many2one(
        "jxc.alert.rule", required=True, readonly=True, ondelete="cascade", index=True
    )
    detector = fields.Selection(related="rule_id.detector", store=True, index=True)
    operator = fields.Selection(related="rule_id.operator")
    unit = fields.Selection(related="rule_id.unit")
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    res_model = fields.Char(string="Document Model", readonly=True)
    res_id = fields.Many2oneReference(
        string="Document Id", model_field="res_model", readonly=True
    )
    place = fields.Char(
        string="For",
        readonly=True,
        required=True,
        help="What it is about, as it was called then.",
    )
    product_id = fields.Many2one(
        "product.product", readonly=True, ondelete="cascade", index="btree_not_null"
    )
    partner_id = fields.Many2one(
        "res.partner", readonly=True, ondelete="cascade", index="btree_not_null"
    )
    warehouse_id = fields.Many2one("stock.warehouse", readonly=True, ondelete="cascade")
    figure = fields.Float(
        string="Normal to",
        readonly=True,
        aggregator=None,
        help="The figure itself and what is better do not warn.",
    )
    since = fields.Date(readonly=True, required=True)
    until = fields.Date(readonly=True, help="The last day. Empty: until revoked.")
    fades = fields.Boolean(
        readonly=True,
        help="The limit moves back a little every day until the last day.",
    )
    reason = fields.Char(readonly=True, required=True)
    said_by_id = fields.Many2one(
        "res.users", string="Said by", readonly=True, ondelete="set null"
    )
    said_at = fields.Datetime(string="Said", readonly=True)
    revoked_by_id = fields.Many2one("res.users", readonly=True, ondelete="set null")
    revoked_at = fields.Datetime(string="Revoked", readonly=True)
    state = fields.Selection(
        [("counts", "In Force"), ("ended", "Ended"), ("revoked", "Revoked")],
        compute="_compute_state",
        search="_search_state",
    )

    _place_given = models.Constraint(
        "CHECK(COALESCE(res_id, product_id, partner_id, warehouse_id) IS NOT NULL)",
        "Say for which document, product, partner or warehouse the figure is normal.",
    )

    @api.depends("until", "revoked_at", "company_id")
    def _compute_state(self):
        for normal in self:
            # sudo: the business day of a company is no secret
            today = normal.company_id.sudo()._jxc_today()
            ended = normal.until and normal.until < today
            normal.state = (
                "revoked" if normal.revoked_at else "ended" if ended else "counts"
            )

    def _search_state(self, operator, value):
        if operator not in ("in", "not in"):
            return NotImplemented
        today = self.env.company._jxc_today()
        kept = Domain("revoked_at", "=", False)
        domains = {
            "revoked": ~kept,
            "ended": kept & Domain("until", "<", today),
            "counts": kept
            & (Domain("until", "=", False) | Domain("until", ">=", today)),
        }
        found = Domain.OR(domains[state] for state in value if state in domains)
        return found if operator == "in" else ~found

    # -- rights ----------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Only feedback to a warning makes one.

        :raises AccessError: without superuser rights
        """
        if not self.env.su:
            raise AccessError(
                self.env._("What is normal is said in the warning it is about.")
            )
        return super().create(vals_list)

    def write(self, vals):
        """What was said stays as it was said; only its revocation is added.

        :raises AccessError: without superuser rights
        """
        if not self.env.su:
            raise AccessError(
                self.env._("Revoke it and say anew what is normal in a warning.")
            )
        return super().write(vals)

    def action_revoke(self):
        """Take it back: from the next check on the rule's own limit counts again.

        :raises AccessError: the rule is for others
        :raises UserError: it does not count any more
        """
        self.check_access("read")
        self.rule_id._check_judge()
        if self.filtered(lambda normal: normal.state != "counts"):
            raise UserError(self.env._("It does not count any more."))
        # sudo: nobody writes them otherwise, the right was checked above
        self.sudo().write(
            {"revoked_at": fields.Datetime.now(), "revoked_by_id": self.env.uid}
        )

    @api.constrains("figure", "since", "until")
    def _check_until(self):
        for normal in self.filtered("until"):
            if normal.until < normal.since:
                raise ValidationError(
                    self.env._("The last day is today or later, or empty.")
                )

    def _plain(self):
        """As plain values; ids where it has records."""
        values = {name: self[name] or None for name in COLUMNS}
        for name in PLACES:
            kind = self._fields[name].type
            values[name] = (self[name].id if kind == "many2one" else self[name]) or None
        return Normal(
            normal_id=self.id,
            company_id=self.company_id.id,
            **{**values, "figure": self.figure, "fades": self.fades},
        )

    def _covered(self):
        """Domain of the open warnings that it makes good."""
        better = "<=" if self.operator == "over" else ">="
        covered = Domain("detector", "=", self.detector)
        covered &= Domain("is_open", "=", True)
        covered &= Domain("company_id", "=", self.company_id.id)
        covered &= Domain("measure", better, self.figure)
        plain = self._plain()
        for name in PLACES:
            if (value := getattr(plain, name)) is not None:
                covered &= Domain(name, "=", value)
        return covered

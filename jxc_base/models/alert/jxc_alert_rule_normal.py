"""What a rule allows to be called normal, by whom, and what counts of it."""

from odoo import fields, models
from odoo.exceptions import AccessError

from ...core.normal import Normals


class JxcAlertRule(models.Model):
    _inherit = "jxc.alert.rule"

    normal_days = fields.Integer(
        string="Normal for (days)",
        default=180,
        help="What people call normal is forgotten after so many days at the latest. "
        "0: they may call it normal until it is revoked.",
    )
    normal_fades = fields.Boolean(
        help="The limit moves back a little every day, instead of all at once at the "
        "end.",
    )
    normal_ids = fields.One2many("jxc.alert.normal", "rule_id")

    _normal_days_sane = models.Constraint(
        "CHECK(normal_days >= 0)", "Days cannot be negative."
    )

    def _check_judge(self):
        """Who owns a document does not decide what is normal: those of the rule do.

        :raises AccessError: neither in the rule's roles and users, nor boss or
            administrator
        """
        user = self.env.user
        if self.env.su or user.has_group("jxc_base.group_boss"):
            return
        if user.has_group("jxc_base.group_jxc_admin"):
            return
        # sudo: whom a rule is for, whatever the user may read of groups
        for rule in self.sudo():
            if not (user in rule.user_ids or rule.group_ids & user.all_group_ids):
                raise AccessError(
                    self.env._(
                        "%(rule)s: only those whom the rule tells decide what is "
                        "normal.",
                        rule=rule.name,
                    )
                )

    def _normals(self):
        """What counts for the findings of these rules, ready to be looked up."""
        normals = self.env["jxc.alert.normal"].search(
            [("detector", "in", self.mapped("detector")), ("state", "=", "counts")]
        )
        return Normals(normal._plain() for normal in normals)

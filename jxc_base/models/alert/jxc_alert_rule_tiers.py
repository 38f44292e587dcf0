"""Levels between the two of a rule: 90, 60, 30 and 7 days before a lot expires."""

import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...core.alerts import with_tiers


class JxcAlertRule(models.Model):
    _inherit = "jxc.alert.rule"

    tiers = fields.Char(
        string="Levels Between",
        help="Further levels between the two, separated by commas. The warning is told "
        "again whenever one of them is passed.",
    )
    has_tiers = fields.Boolean(compute="_compute_has_tiers")

    @api.depends("detector")
    def _compute_has_tiers(self):
        detectors = self._detectors()
        for rule in self:
            about = detectors.get(rule.detector)
            rule.has_tiers = bool(about and about.tiers)

    @api.constrains(
        "tiers", "detector", "warn_level", "critical_level", "with_critical"
    )
    def _check_tiers(self):
        for rule in self.filtered(lambda rule: rule.has_tiers and rule.tiers):
            ends = sorted((rule.warn_level, rule.critical_level))
            if not rule.with_critical or any(
                not ends[0] < tier < ends[1] for tier in rule._tier_levels()
            ):
                raise ValidationError(
                    self.env._(
                        "%(rule)s: the levels between have to lie between the warning "
                        "and the critical level.",
                        rule=rule.name,
                    )
                )

    @api.constrains("tiers", "detector")
    def _check_no_tiers(self):
        for rule in self.filtered(lambda rule: rule.tiers and not rule.has_tiers):
            raise ValidationError(
                self.env._(
                    "%(rule)s: there are no levels between for what it warns of.",
                    rule=rule.name,
                )
            )

    def _tier_levels(self):
        """The levels between, as numbers.

        :raises ValidationError: something else is among them
        """
        if not (self.has_tiers and self.tiers):
            return []
        parts = [part for part in re.split(r"[\s,;，、；]+", self.tiers) if part]
        try:
            return [float(part) for part in parts]
        except ValueError as error:
            raise ValidationError(
                self.env._(
                    "%(rule)s: “%(text)s” are no numbers separated by commas.",
                    rule=self.name,
                    text=self.tiers,
                )
            ) from error

    def _limits(self, threshold):
        limits = super()._limits(threshold)
        tiers = self._tier_levels()
        return with_tiers(limits, tiers) if tiers else limits

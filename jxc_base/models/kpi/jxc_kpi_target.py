from odoo import api, fields, models
from odoo.tools.misc import formatLang

FIGURES = ("target", "warn", "alarm")


class JxcKpiTarget(models.Model):
    """Target and limits of one company, instead of the general ones."""

    _name = "jxc.kpi.target"
    _description = "Target of a Company"
    _rec_name = "company_id"
    _allow_sudo_commands = False

    kpi_id = fields.Many2one(
        "jxc.kpi", string="Indicator", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        ondelete="cascade",
        default=lambda self: self.env.company,
    )
    target = fields.Float()
    warn = fields.Float("Warning Limit")
    alarm = fields.Float("Alarm Limit")

    _company_uniq = models.Constraint(
        "UNIQUE(kpi_id, company_id)", "A company has one target per indicator."
    )

    @api.constrains("warn", "alarm")
    def _check_limits(self):
        for target in self:
            target.kpi_id._refuse_limits(target)

    @api.model_create_multi
    def create(self, vals_list):
        targets = super().create(vals_list)
        targets._tell()
        return targets

    def write(self, vals):
        result = super().write(vals)
        self._tell()
        return result

    def unlink(self):
        for target in self:
            text = self.env._(
                "%(company)s: the general target and limits hold again",
                company=target.company_id.display_name,
            )
            target.kpi_id._message_log(body=text)
        return super().unlink()

    def _tell(self):
        """Leave the new figures in the indicator's history."""
        for target in self:
            shown = (formatLang(self.env, target[name]) for name in FIGURES)
            text = self.env._(
                "%(company)s: target %(target)s, warning %(warn)s, alarm %(alarm)s",
                company=target.company_id.display_name,
                **dict(zip(FIGURES, shown, strict=True)),
            )
            target.kpi_id._message_log(body=text)

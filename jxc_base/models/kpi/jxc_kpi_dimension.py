from odoo import api, fields, models

from ...core.kpi import key_text


class JxcKpiDimension(models.Model):
    """By what an indicator can be told apart. Data, not typed by users."""

    _name = "jxc.kpi.dimension"
    _description = "Indicator Dimension"
    _order = "sequence, id"
    _allow_sudo_commands = False

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, readonly=True)
    model = fields.Char(
        readonly=True,
        help="Model of its values. Empty: codes, named by the method _labels_<code>.",
    )
    sequence = fields.Integer(default=10)

    _code_uniq = models.Constraint("UNIQUE(code)", "A dimension exists once.")

    @api.private
    def _labels(self, keys):
        """Names of values of this dimension, as they are today.

        :param keys: ids or codes, None for records without a value
        :return: dict by stored key
        """
        self.ensure_one()
        known = {key_text(None): self.env._("(none)")}
        if self.model:
            records = self.env[self.model].browse([key for key in keys if key])
            return known | {str(r.id): r.display_name for r in records.exists()}
        method = getattr(self, f"_labels_{self.code}", None)
        return known | (method() if method else {})

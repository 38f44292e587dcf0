from odoo import fields, models


class JxcLabelSize(models.Model):
    _name = "jxc.label.size"
    _description = "Label Size"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    width = fields.Float(string="Width (mm)", required=True, default=60)
    height = fields.Float(string="Height (mm)", required=True, default=40)
    default_for = fields.Selection(
        [
            ("product", "Products"),
            ("lot", "Lots and serial numbers"),
            ("location", "Locations"),
            ("package", "Packages"),
        ],
        help="This size is proposed when labels of that kind are printed.",
    )
    active = fields.Boolean(default=True)

    _measures = models.Constraint(
        "CHECK(width BETWEEN 10 AND 300 AND height BETWEEN 10 AND 300)",
        "A label measures 10 to 300 mm.",
    )

    def _jxc_default(self, kind):
        """Size proposed for ``kind``: the one set for it, else the first."""
        return self.search([("default_for", "=", kind)], limit=1) or self.search(
            [], limit=1
        )

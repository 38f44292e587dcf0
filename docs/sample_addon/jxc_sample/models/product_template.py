from odoo import fields, models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    jxc_sample_focus = fields.Boolean(
        "Focus Product", help="Must never be sold out: counts as class A."
    )

    def write(self, vals):
        changed = self.browse()
        if "jxc_sample_focus" in vals:
            focus = bool(vals["jxc_sample_focus"])
            changed = self.filtered(lambda goods: goods.jxc_sample_focus != focus)
        result = super().write(vals)
        self.env["jxc.webhook.event"]._emit("sample.focus.changed", changed)
        return result

from odoo import api, models
from odoo.fields import Domain


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "jxc.mnemonic.mixin"]

    @api.depends(
        "name",
        "jxc_mnemonic",
        "complete_name",
        "ref",
        "vat",
        "company_registry",
        "email",
        "phone",
    )
    def _compute_jxc_search(self):
        return super()._compute_jxc_search()

    def _jxc_search_parts(self):
        return [
            *super()._jxc_search_parts(),
            self.complete_name,
            self.ref,
            self.vat,
            self.company_registry,
            self.email,
            self.phone,
        ]

    @api.model
    def _search_display_name(self, operator, value):
        if operator == "ilike" and isinstance(value, str) and value.strip():
            return Domain("jxc_find", "ilike", value)
        return super()._search_display_name(operator, value)

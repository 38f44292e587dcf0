from odoo import models
from odoo.addons.jxc_base.core.unapprove import listed


class PurchaseOrder(models.Model):
    _inherit = "purchase.order"

    def _jxc_unapprove_effects(self):
        yield from super()._jxc_unapprove_effects()
        if self.jxc_request_ids:
            yield self.env._(
                "The quantities of %(requests)s stay with it: they are ordered when it "
                "is confirmed again, or free when it is cancelled.",
                requests=listed(self.jxc_request_ids.mapped("name")),
            )

from odoo import models
from odoo.addons.jxc_base.models.common.jxc_gate import LINE, with_gate


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _sale_create_reinvoice_sale_line(self):
        """Expenses re-invoiced at cost or sales price add lines to approved orders."""
        opened = super(AccountMoveLine, with_gate(self, LINE))
        return opened._sale_create_reinvoice_sale_line()

from odoo import models

from ..core.ledger import product_code
from ..report.ledger_period import PERIOD_KEYS


class ProductProduct(models.Model):
    _inherit = "product.product"

    def action_jxc_ledger_lines(self):
        """Open the detailed ledger of the product, all places of the company.

        :return: a window action on jxc.stock.ledger.line
        """
        self.ensure_one()
        self.check_access("read")
        return self._jxc_ledger_action(product_code(self.id), {})

    def _jxc_ledger_action(self, code, place):
        """The detailed ledger of the product, in the period of the context.

        :param int code: what stands in the address, so that it can be opened again:
            id of the ledger's row, or `product_code`
        :param dict place: context keys that narrow it down to a place
        """
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "jxc_reports.stock_ledger_line_action"
        )
        kept = {*PERIOD_KEYS, "jxc_show"}
        context = {k: v for k, v in self.env.context.items() if k in kept}
        keys = {**place, "jxc_product_id": self.id}
        opened = {"active_id": code, "active_ids": [code]}
        action["context"] = {**context, **keys, **opened}
        title = self.env["jxc.stock.ledger.line"]._jxc_title(keys)
        action["display_name"] = title or action["name"]
        return action


class ProductTemplate(models.Model):
    _inherit = "product.template"

    def action_jxc_ledger(self):
        """Open the ledger of the product: its places and variants.

        :return: a window action on jxc.stock.ledger
        """
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "jxc_reports.stock_ledger_action"
        )
        action["domain"] = [("product_id.product_tmpl_id", "in", self.ids)]
        action["context"] = {"search_default_own": 1}
        return action

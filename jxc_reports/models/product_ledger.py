from odoo import models

from ..report.ledger_period import PERIOD_KEYS


class ProductProduct(models.Model):
    _inherit = "product.product"

    def action_jxc_ledger_lines(self):
        """Open the detailed ledger of the product, all places of the company.

        :return: a window action on jxc.stock.ledger.line
        """
        self.ensure_one()
        self.check_access("read")
        return self._jxc_ledger_action({}, [])

    def _jxc_ledger_action(self, place, names):
        """The detailed ledger of the product, in the period of the context.

        :param dict place: context keys that narrow it down to a place
        :param names: names of the place, for the title
        """
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "jxc_reports.stock_ledger_line_action"
        )
        kept = {*PERIOD_KEYS, "jxc_show"}
        context = {k: v for k, v in self.env.context.items() if k in kept}
        action["context"] = {**context, **place, "jxc_product_id": self.id}
        # sudo: the name only, of a product whose stock everybody may see
        title = " · ".join([self.sudo().display_name, *names])
        action["display_name"] = title
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

"""Approval rules by warehouse: transfers from or to it."""

from odoo import api, fields, models
from odoo.fields import Domain


class JxcApprovalRule(models.Model):
    _inherit = "jxc.approval.rule"

    jxc_warehouse_ids = fields.Many2many(
        "stock.warehouse",
        "jxc_approval_rule_warehouse_rel",
        "rule_id",
        "warehouse_id",
        string="Warehouses",
        check_company=True,
        help="Documents of these warehouses; of transfers, from or to one of them. "
        "Empty: every warehouse.",
    )

    def _conditions(self):
        found = super()._conditions()
        if self.jxc_warehouse_ids:
            found.append(("warehouse", self.jxc_warehouse_ids))
        return found

    @api.depends("jxc_warehouse_ids")
    def _compute_summary(self):
        return super()._compute_summary()

    def _text_warehouse(self, warehouses):
        names = ", ".join(warehouses.mapped("name"))
        return self.env._("warehouse %(names)s", names=names)


class StockInterwarehouseTransfer(models.Model):
    _inherit = "stock.interwarehouse.transfer"

    @api.model
    def _jxc_criterion_warehouse(self, rule, warehouses):
        """Transfers from or to one of the warehouses."""
        return Domain("warehouse_from_id", "in", warehouses.ids) | Domain(
            "warehouse_to_id", "in", warehouses.ids
        )

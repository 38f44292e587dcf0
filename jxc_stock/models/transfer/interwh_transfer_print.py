"""What is printed and taken out of transfers."""

from odoo import models
from odoo.addons.jxc_base.core import xlsx
from odoo.addons.jxc_base.models.common.jxc_cost_guard import COST

HEAD = ("name", "warehouse_from_id", "warehouse_to_id", "state", "jxc_requested_by")
DAYS = ("create_date", "jxc_shipped_at", "jxc_expected_on", "jxc_received_at")
GOODS = (
    *("product_id", "product_uom", "product_uom_qty", "qty_shipped"),
    *("jxc_in_transit", "qty_received", "jxc_difference", "jxc_value"),
)


class StockInterwarehouseTransfer(models.Model):
    _inherit = "stock.interwarehouse.transfer"

    def _print_value(self):
        """Value at cost, None for those who may not see it."""
        return self.jxc_amount if self.env.user.has_group(COST) else None

    def action_xlsx(self):
        """Download the goods of these transfers as xlsx, one row each.

        :return: action that downloads the file
        """
        self.check_access("read")
        title = self.env._("Warehouse Transfers")
        name = self.name if len(self) == 1 else title
        return self.env["jxc.xlsx"]._download(name, [self._xlsx_sheet(title)])

    def _xlsx_sheet(self, title):
        lines = self.env["stock.interwarehouse.transfer.line"]
        goods = [n for n in GOODS if lines._has_field_access(lines._fields[n], "read")]
        column = self.env["jxc.xlsx"]._column
        columns = [column(self._fields[n]) for n in (*HEAD, *DAYS)]
        columns += [
            column(
                lines._fields[n],
                **({"kind": "money", "total": True} if n == "jxc_value" else {}),
            )
            for n in goods
        ]
        return xlsx.Sheet(
            title,
            columns,
            self._xlsx_rows(goods),
            title=title,
            total_label=self.env._("Total"),
            frozen_columns=1,
        )

    def _xlsx_rows(self, goods):
        for transfer in self:
            head = [transfer._xlsx_value(transfer, name) for name in (*HEAD, *DAYS)]
            for line in transfer.line_ids:
                yield [*head, *(self._xlsx_value(line, name) for name in goods)]

    def _xlsx_value(self, record, name):
        field, value = record._fields[name], record[name]
        if field.type == "many2one":
            # sudo: names of what a document names are shown with it
            return value.sudo().display_name or None
        if field.type == "datetime":
            return self.env["jxc.xlsx"]._local(value)
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value)
        return value if field.type in ("float", "monetary") else value or None

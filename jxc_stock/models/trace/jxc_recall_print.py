"""The report of a recall, on paper and as xlsx; and its ways to other screens."""

from odoo import models
from odoo.addons.jxc_base.core import xlsx

LINE_COLUMNS = (
    "customer_name",
    "phone",
    "user_id",
    "product_id",
    "lot_id",
    "shipped_qty",
    "returned_qty",
    "destroyed_qty",
    "remaining_qty",
    "uom_id",
    "state",
    "note",
    "contacted_by",
    "contacted_at",
)
LOG_COLUMNS = ("at", "user_name", "kind", "customer", "lot_name", "quantity", "text")


class JxcRecall(models.Model):
    _inherit = "jxc.recall"

    def action_print(self):
        """Print the report."""
        return self.env.ref("jxc_stock.action_report_recall").report_action(self)

    def action_xlsx(self):
        """Download customers and log of this recall as xlsx.

        :return: action that downloads the file, with what the user may read
        """
        self.ensure_one()
        sheets = []
        for title, model, names in (
            (self.env._("Customers"), "jxc.recall.line", LINE_COLUMNS),
            (self.env._("Log"), "jxc.recall.log", LOG_COLUMNS),
        ):
            if self.env[model].has_access("read"):
                sheets.append(self._xlsx_sheet(title, model, names))
        return self.env["jxc.xlsx"]._download(self.name, sheets)

    def _xlsx_sheet(self, title, model, names):
        records = self.env[model].search([("recall_id", "=", self.id)], order="id")
        fields_ = [records._fields[name] for name in names]
        return xlsx.Sheet(
            title,
            [self._xlsx_column(field) for field in fields_],
            (
                [self._xlsx_value(record, field) for field in fields_]
                for record in records
            ),
            title=f"{self.env._('Recall')} {self.name}",
            subtitles=[self.reason, self._progress_text()],
            total_label=self.env._("Total"),
            frozen_columns=1,
        )

    def _xlsx_column(self, field):
        options = {"kind": "number", "total": True} if field.type == "float" else {}
        return self.env["jxc.xlsx"]._column(field, **options)

    def _xlsx_value(self, record, field):
        value = record[field.name]
        if field.type == "many2one":
            # sudo: names of what a row names are shown with it
            return value.sudo().display_name or None
        if field.type == "datetime":
            return self.env["jxc.xlsx"]._local(value)
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value)
        return value if field.type == "float" else value or None

    def action_message(self):
        """Send the message to all customers who still have some."""
        self.ensure_one()
        left = self.line_ids.filtered(lambda line: line.remaining_qty > 0)
        return left.action_message()

    def action_customers(self):
        """Open the customers as a list."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "jxc_stock.jxc_recall_line_action"
        )
        return {**action, "domain": [("recall_id", "=", self.id)], "context": {}}

    def action_transfers(self):
        """Open the transfers to quarantine."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("To Quarantine"),
            "res_model": "stock.picking",
            "view_mode": "list,form",
            "domain": [("id", "in", self.transfer_ids.ids)],
        }

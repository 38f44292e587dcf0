"""What is printed and taken out of other receipts, issues and scrap."""

from odoo import models
from odoo.addons.jxc_base.core import xlsx
from odoo.addons.jxc_base.core.capitals import amount_in_capitals
from odoo.addons.jxc_base.models.common.jxc_cost_guard import COST

COLUMNS = (
    "product_id",
    "lot_id",
    "location_id",
    "quantity",
    "uom_id",
    "jxc_mixed_qty",
    "unit_cost",
    "value",
    "reason_ids",
    "note",
)


class JxcStockNote(models.Model):
    _inherit = "jxc.stock.note"

    def _open(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "context": {"default_direction": self.direction},
        }

    def _print_title(self):
        return dict(self._fields["direction"]._description_selection(self.env))[
            self.direction
        ]

    def _print_value(self):
        """(amount, in Chinese capitals), None without the right to see cost."""
        if not self.env.user.has_group(COST):
            return None
        return self.value, amount_in_capitals(f"{self.value:.2f}")

    def action_xlsx(self):
        """Download these documents with their lines as xlsx.

        :return: action that downloads the file
        """
        self.check_access("read")
        sheets = [note._xlsx_sheet() for note in self]
        name = self.name if len(self) == 1 else self._print_title_of_all()
        return self.env["jxc.xlsx"]._download(name, sheets)

    def _print_title_of_all(self):
        return self.env._("Other Receipts and Issues")

    def _xlsx_sheet(self):
        lines = self.env["jxc.stock.note.line"]
        names = [
            n for n in COLUMNS if lines._has_field_access(lines._fields[n], "read")
        ]
        subtitle = " · ".join(
            filter(
                None,
                [
                    self.company_id.name,
                    self.warehouse_id.name,
                    self.kind_id.name,
                    self.department_id.name,
                    self.partner_id.display_name,
                    self.reason,
                ],
            )
        )
        return xlsx.Sheet(
            self.name.replace("/", "-"),
            [self._xlsx_column(lines._fields[n]) for n in names],
            [[line._xlsx_value(name) for name in names] for line in self.line_ids],
            title=f"{self._print_title()} {self.name}",
            subtitles=[subtitle],
            total_label=self.env._("Total"),
        )

    def _xlsx_column(self, field):
        options = {}
        if field.name == "value":
            options = {"kind": "money", "total": True}
        elif field.type == "float":
            options = {"kind": "number"}
        return self.env["jxc.xlsx"]._column(field, **options)


class JxcStockNoteLine(models.Model):
    _inherit = "jxc.stock.note.line"

    def _xlsx_value(self, name):
        if name == "location_id":
            return self._place().complete_name
        if name == "lot_id":
            return self.lot_id.name or self.lot_name or None
        value = self[name]
        if self._fields[name].type == "many2one":
            return value.display_name or None
        if self._fields[name].type == "many2many":
            return ", ".join(value.mapped("name")) or None
        return value

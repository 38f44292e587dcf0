"""What is printed and taken out of a count: sheet, surplus, shortage, all lines."""

from odoo import api, models
from odoo.addons.jxc_base.core import xlsx
from odoo.addons.jxc_base.core.capitals import amount_in_capitals
from odoo.addons.jxc_base.models.common.jxc_cost_guard import COST

CHUNK = 2000
FINAL = ("accepted", "posted")
COLUMNS = (
    "location_name",
    "product_id",
    "lot_id",
    "package_id",
    "owner_id",
    "uom_id",
    "book_qty",
    "counted_qty",
    "variance",
    "value",
    "first_variance",
    "second_variance",
    "round",
    "counter_names",
    "counted_at",
    "state",
    "grey_reason",
    "decision",
    "decided_by",
    "reason_id",
    "note",
)


class JxcCount(models.Model):
    _inherit = "jxc.count"

    def _sheet_places(self):
        """Goods by place for the printed sheet, without any quantity.

        :return: [(place, [line])]
        """
        self.ensure_one()
        # sudo: names of what is to be counted; the template shows no quantity
        lines = self.sudo().line_ids
        return list(lines.grouped("location_id").items())

    def _sheet_units(self, product):
        """Units to write a quantity in, largest first; one for most products."""
        units = product.uom_id | product.uom_ids
        base = product.uom_id
        held = {unit: unit._compute_quantity(1, base, round=False) for unit in units}
        return sorted((u for u in units if held[u] >= 1), key=lambda u: -held[u])

    def _note_lines(self, surplus):
        """Differences of one direction, in the order of the places."""
        return self.difference_ids.filtered(
            lambda line: line.state in FINAL and (line.variance > 0) == surplus
        )

    def _note_value(self, surplus):
        """(amount, in Chinese capitals) of `_note_lines`, None without the right."""
        if not self.env.user.has_group(COST):
            return None
        amount = abs(sum(self._note_lines(surplus).mapped("value")))
        return amount, amount_in_capitals(f"{amount:.2f}")

    def action_xlsx(self):
        """Download all lines of this count as xlsx.

        :return: action that downloads the file
        :raises AccessError: for those who may not see the lines
        """
        self.ensure_one()
        self.env["jxc.count.line"].check_access("read")
        sheets = [
            self._xlsx_sheet(self.env._("Count Lines"), []),
            self._xlsx_sheet(
                self.env._("Surplus"), [("variance", ">", 0), ("state", "in", FINAL)]
            ),
            self._xlsx_sheet(
                self.env._("Shortage"), [("variance", "<", 0), ("state", "in", FINAL)]
            ),
        ]
        return self.env["jxc.xlsx"]._download(self.name, sheets)

    def _xlsx_sheet(self, name, domain):
        lines = self.env["jxc.count.line"]
        names = [
            n for n in COLUMNS if lines._has_field_access(lines._fields[n], "read")
        ]
        signatures = self.env._(
            "Prepared by: %(user)s    Counted by:            Checked by:            "
            "Approved by:",
            user=self.user_id.name or "",
        )
        return xlsx.Sheet(
            name,
            [self._xlsx_column(lines._fields[n]) for n in names],
            self._xlsx_rows(names, [("count_id", "=", self.id), *domain]),
            title=f"{name} {self.name}",
            subtitles=[self._xlsx_subtitle(), signatures],
            total_label=self.env._("Total"),
            frozen_columns=2,
        )

    def _xlsx_subtitle(self):
        local = self.env["jxc.xlsx"]._local
        moments = [local(self.started_at), local(self.posted_at)]
        times = " – ".join(f"{moment:%Y-%m-%d %H:%M}" for moment in moments if moment)
        return f"{self.company_id.name} · {self.warehouse_id.name} · {times}"

    @api.model
    def _xlsx_column(self, field):
        options = {}
        if field.name == "value":
            options = {"kind": "money", "total": True}
        elif field.type == "float":
            options = {"kind": "number"}
        return self.env["jxc.xlsx"]._column(field, **options)

    def _xlsx_rows(self, names, domain):
        """Rows as they are shown; a part at a time, whatever the size."""
        lines = self.env["jxc.count.line"]
        local = self.env["jxc.xlsx"]._local
        ids = lines.search(domain).ids
        for start in range(0, len(ids), CHUNK):
            for line in lines.browse(ids[start : start + CHUNK]):
                yield [self._xlsx_value(line, name, local) for name in names]
            self.env.invalidate_all()

    @api.model
    def _xlsx_value(self, line, name, local):
        field, value = line._fields[name], line[name]
        if field.type == "many2one":
            # sudo: names of what a line names are shown with it
            return value.sudo().display_name or None
        if field.type == "datetime":
            return local(value)
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value)
        return (
            value if field.type in ("float", "monetary", "integer") else value or None
        )

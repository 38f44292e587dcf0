from odoo import models
from odoo.addons.jxc_base.core.xlsx import Sheet

COLUMNS = (
    ("request_id", {"width": 20}),
    ("date_start", {}),
    ("requested_by", {}),
    ("product_id", {"width": 36}),
    ("jxc_spec", {}),
    ("jxc_suggested_qty", {}),
    ("product_qty", {}),
    ("jxc_qty_reason", {}),
    ("product_uom_id", {}),
    ("date_required", {}),
    ("jxc_source", {}),
    ("jxc_source_ref", {}),
    ("supplier_id", {"width": 24}),
    ("jxc_rfq_qty", {}),
    ("jxc_ordered_qty", {}),
    ("jxc_received_qty", {}),
    ("jxc_open_qty", {}),
    ("estimated_cost", {"total": True}),
    ("request_state", {}),
)


class PurchaseRequest(models.Model):
    _inherit = "purchase.request"

    def action_jxc_xlsx(self):
        """Download the lines of these requests, with the rights of the reader.

        :return: ``ir.actions.act_url`` of the xlsx file
        """
        lines = self.line_ids
        columns = [
            (lines._fields[name], options)
            for name, options in COLUMNS
            if lines._has_field_access(lines._fields[name], "read")
        ]
        sheet = Sheet(
            name=self.env._("Purchase Requests"),
            columns=[
                self.env["jxc.xlsx"]._column(field, **options)
                for field, options in columns
            ],
            rows=(
                [self._jxc_cell(line, field) for field, _options in columns]
                for line in lines
            ),
        )
        return self.env["jxc.xlsx"]._download(self.env._("Purchase Requests"), [sheet])

    def _jxc_cell(self, line, field):
        value = line[field.name]
        if field.type == "many2one":
            return value.display_name or None
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value)
        return value if value or field.type in ("float", "monetary") else None

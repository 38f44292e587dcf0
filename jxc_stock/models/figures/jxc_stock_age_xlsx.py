from odoo import api, models
from odoo.addons.jxc_base.core import xlsx


class JxcStockAge(models.Model):
    _inherit = "jxc.stock.age"

    def action_export(self):
        """Download the last counted ages: a row per product and warehouse.

        :return: action that downloads the file; values only for who may see them
        """
        return self._download_ages([("latest", "=", True)])

    @api.model
    def _download_ages(self, domain):
        domain = [*domain, ("company_id", "in", self.env.companies.ids)]
        buckets = self.env["jxc.stock.age.bucket"].search([])
        name = self.env._("Stock by Age")
        sheet = xlsx.Sheet(
            name,
            self._xlsx_columns(buckets),
            self._xlsx_rows(domain, buckets),
            title=name,
            subtitles=[self._xlsx_day(domain)],
            total_label=self.env._("Total"),
            frozen_columns=2,
        )
        return self.env["jxc.xlsx"]._download(name, [sheet])

    def action_ask_day(self):
        """Window that asks for the day whose ages are wanted."""
        return self.env["ir.actions.act_window"]._for_xml_id(
            "jxc_stock.jxc_stock_age_asked_action"
        )

    def _xlsx_day(self, domain):
        [(day,)] = self._read_group(domain, [], ["day:max"])
        return f"{self.env._('As Of')} {day or ''}"

    def _xlsx_figures(self):
        """Figures the reader may see."""
        return [n for n in ("quantity", "value") if n in self.fields_get([n])]

    def _xlsx_columns(self, buckets):
        labels = self.fields_get(["quantity", "value", "warehouse_id"], ["string"])
        groups = [self.env._("Total"), *buckets.mapped("display_name")]
        groups.append(self.env._("Below Zero"))
        return [
            *(xlsx.Column(self.env._("Code")), xlsx.Column(self.env._("Product"))),
            *(
                xlsx.Column(labels["warehouse_id"]["string"]),
                xlsx.Column(self.env._("Unit")),
            ),
            *(
                xlsx.Column(
                    f"{group} {labels[figure]['string']}",
                    "money" if figure == "value" else "number",
                    total=figure == "value",
                )
                for group in groups
                for figure in self._xlsx_figures()
            ),
            xlsx.Column(self.env._("Oldest Arrival"), "date"),
        ]

    def _xlsx_rows(self, domain, buckets):
        figures = self._xlsx_figures()
        found, oldest = {}, {}
        for product, warehouse, bucket, first, *sums in self._read_group(
            domain,
            ["product_id", "warehouse_id", "bucket_id"],
            ["oldest:min", *(f"{figure}:sum" for figure in figures)],
        ):
            key = product, warehouse
            found.setdefault(key, {})[bucket] = sums
            dates = [day for day in (first, oldest.get(key)) if day]
            oldest[key] = min(dates, default=None)
        empty = self.env["jxc.stock.age.bucket"]
        for (product, warehouse), parts in found.items():
            cells = [[sum(column) for column in zip(*parts.values(), strict=True)]]
            cells += [parts.get(b, [None] * len(figures)) for b in [*buckets, empty]]
            yield [
                product.default_code or None,
                product.with_context(display_default_code=False).display_name,
                warehouse.name or None,
                product.uom_id.name,
                *(cell for group in cells for cell in group),
                oldest[product, warehouse],
            ]

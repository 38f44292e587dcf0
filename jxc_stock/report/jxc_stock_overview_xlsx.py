from datetime import datetime

from odoo import api, models
from odoo.addons.jxc_base.core import xlsx

from .jxc_stock_overview_grid import MAX_PAGE

MAX_PRODUCTS = 100_000


class JxcStockOverview(models.Model):
    _inherit = "jxc.stock.overview"

    @api.model
    def action_export(self, options=None, figures=None):
        """Download what the screen shows, all pages, as xlsx.

        :param options: as for `get_overview`; offset and limit are ignored
        :param figures: names of the figures in the blocks of the warehouses
        :return: action that downloads the file
        :raises UserError: as `get_overview`
        """
        known = self._jxc_figure_names()
        wanted = figures if isinstance(figures, (list, tuple)) else known
        chosen = [name for name in wanted if name in known] or list(known)
        warehouses = self._jxc_options(options)["warehouses"]
        sheet = xlsx.Sheet(
            self.env._("Stock Overview"),
            self._jxc_xlsx_columns(warehouses, chosen),
            self._jxc_xlsx_rows(options, warehouses, chosen),
            title=self.env._("Stock Overview"),
            subtitles=[self._jxc_xlsx_subtitle(warehouses)],
            total_label=self.env._("Total"),
            frozen_columns=2,
        )
        name = self.env._("Stock Overview")
        return self.env["jxc.xlsx"]._download(name, [sheet])

    def _jxc_xlsx_subtitle(self, warehouses):
        moment = self.env["jxc.xlsx"]._local(datetime.now().replace(microsecond=0))
        return f"{', '.join(warehouses.mapped('name'))} · {moment:%Y-%m-%d %H:%M}"

    def _jxc_xlsx_columns(self, warehouses, figures):
        labels = self.fields_get([*figures, "next_arrival_date"], ["string"])
        columns = [
            xlsx.Column(self.env._("Code")),
            xlsx.Column(self.env._("Product")),
            xlsx.Column(self.env._("Category")),
            xlsx.Column(self.env._("Unit")),
        ]
        for block in [self.env._("Total"), *warehouses.mapped("name")]:
            columns += [
                self._jxc_xlsx_column(name, f"{block} {labels[name]['string']}")
                for name in figures
            ]
            columns.append(
                xlsx.Column(f"{block} {labels['next_arrival_date']['string']}", "date")
            )
        return columns

    def _jxc_xlsx_column(self, name, title):
        if name == "value":
            decimals = self.env.company.currency_id.decimal_places
            return xlsx.Column(title, "money", decimals=decimals, total=True)
        if name == "cover":
            return xlsx.Column(title, "number", decimals=1)
        decimals = self.env["decimal.precision"].precision_get("Product Unit")
        return xlsx.Column(title, "number", decimals=decimals)

    def _jxc_xlsx_rows(self, options, warehouses, figures):
        for offset in range(0, MAX_PRODUCTS, MAX_PAGE):
            page = dict(options or {}, offset=offset, limit=MAX_PAGE)
            products = self.get_overview(page)["products"]
            for product in products:
                yield self._jxc_xlsx_row(product, warehouses, figures)
            if len(products) < MAX_PAGE:
                return

    def _jxc_xlsx_row(self, product, warehouses, figures):
        row = [product[name] for name in ("code", "name", "category", "unit")]
        blocks = [product["total"]]
        blocks += [product["cells"].get(key, {}) for key in warehouses.ids]
        for block in blocks:
            row += [block.get(name, None if name == "cover" else 0) for name in figures]
            arrival = block.get("arrival")
            row.append(
                self._jxc_day(datetime.fromisoformat(arrival["date"]))
                if arrival
                else None
            )
        return row

"""The grid as a file that can be filled in and read back."""

from datetime import datetime

from odoo import models
from odoo.addons.jxc_base.core import xlsx
from odoo.fields import Domain
from odoo.tools import SQL

PAGE = 5_000
FILE = {
    "warehouse": "warehouse_id",
    "class": "class_text",
    "on_hand": "on_hand",
    "available": "available",
    "incoming": "incoming",
    "demand": "demand",
    "days": "cover",
    "state": "state",
    "safety": "safety_quantity",
    "minimum": "min_quantity",
    "maximum": "max_quantity",
    "cover": "cover_days",
    "most": "cover_days_most",
}
COUNTED = ("on_hand", "available", "incoming", "safety", "minimum", "maximum")


class JxcStockThreshold(models.Model):
    _inherit = "jxc.stock.threshold"

    def _jxc_chosen(self):
        """What is ticked, else all that the screen shows."""
        if self:
            return Domain("id", "in", self.ids)
        shown = self.env.context.get("active_domain")
        if self.env.context.get("active_model") != self._name or not shown:
            return Domain.TRUE
        return Domain(shown)

    def action_export(self):
        """Download the ticked rows, else all that the filter shows, as xlsx.

        The file can be filled in and read back (`jxc.level.change`).
        """
        name = self.env._("Stock Levels")
        moment = self.env["jxc.xlsx"]._local(datetime.now().replace(microsecond=0))
        sheet = xlsx.Sheet(
            name,
            self._jxc_file_sheet_columns(),
            self._jxc_file_sheet_rows(self._jxc_chosen()),
            title=name,
            subtitles=[
                f"{self.env.company.name} · {moment:%Y-%m-%d %H:%M}",
                self.env._(
                    "Change the levels and load the file. Empty: stays as it is; 0: no "
                    "level. Other columns are not read."
                ),
            ],
            frozen_columns=2,
        )
        return self.env["jxc.xlsx"]._download(name, [sheet])

    def _jxc_file_titles(self):
        """{column: heading in the user's language}."""
        labels = self.fields_get([*FILE.values()], ["string"])
        return {
            "code": self.env._("Code"),
            "product": self.env._("Product"),
            "unit": self.env._("Unit"),
            "key": self.env._("Key (leave as it is)"),
            **{name: labels[field]["string"] for name, field in FILE.items()},
        }

    def _jxc_file_sheet_columns(self):
        titles = self._jxc_file_titles()
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        kinds = {
            **dict.fromkeys(COUNTED, ("number", digits)),
            "demand": ("number", 2),
            "days": ("number", 1),
            **dict.fromkeys(("cover", "most", "key"), ("int", 0)),
        }
        names = ("code", "product", "unit", *FILE, "key")
        return [
            xlsx.Column(
                titles[name],
                kinds.get(name, ("text", 2))[0],
                decimals=kinds.get(name, ("text", 2))[1],
            )
            for name in names
        ]

    def _jxc_file_sheet_rows(self, domain):
        """Rows of the file; one query for all figures."""
        states = dict(self._fields["state"]._description_selection(self.env))
        self.env.flush_all()
        query = self._search(domain, order="product_id, warehouse_id")
        names = ("product_id", "uom_id", *FILE.values(), "id")
        self.env.cr.execute(
            query.select(*(SQL.identifier(query.table, name) for name in names))
        )
        rows = self.env.cr.dictfetchall()
        texts = self._jxc_file_texts(rows)
        for row in rows:
            code, product = texts["product"][row["product_id"]]
            figures = {name: row[field] for name, field in FILE.items()}
            figures["warehouse"] = texts["warehouse"][row["warehouse_id"]]
            figures["state"] = states[row["state"]]
            yield [
                code,
                product,
                texts["unit"][row["uom_id"]],
                *figures.values(),
                row["id"],
            ]

    def _jxc_file_texts(self, rows):
        """Names by id of products, warehouses and units."""
        env = self.env

        def named(model, column):
            records = env[model].browse({row[column] for row in rows})
            return {record.id: record.name for record in records}

        products = env["product.product"].browse({row["product_id"] for row in rows})
        products = products.with_context(display_default_code=False)
        return {
            "product": {
                product.id: (
                    product.default_code or product.barcode or None,
                    product.display_name,
                )
                for product in products
            },
            "warehouse": {
                place.id: place.name
                # sudo: names of warehouses beside the figures that everybody sees
                for place in env["stock.warehouse"]
                .sudo()
                .browse({row["warehouse_id"] for row in rows})
            },
            "unit": named("uom.uom", "uom_id"),
        }

    # -- many at once ----------------------------------------------------------

    def action_change_many(self):
        """A change by rule, of the ticked rows if there are any."""
        scope = {
            "default_product_ids": [(6, 0, self.product_id.ids)],
            "default_warehouse_ids": [(6, 0, self.warehouse_id.ids)],
        }
        return self._jxc_change_action("rule", **(scope if self else {}))

    def action_load(self):
        """A change from an Excel file."""
        return self._jxc_change_action("file", default_name=self.env._("Excel file"))

    def _jxc_change_action(self, kind, **context):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Change of Stock Levels"),
            "res_model": "jxc.level.change",
            "views": [[False, "form"]],
            "context": {"default_kind": kind, **context},
        }

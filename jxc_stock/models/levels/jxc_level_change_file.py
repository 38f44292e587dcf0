"""Levels from an Excel file: every row is checked, nothing is half-done."""

import base64
import io
from collections import Counter
from dataclasses import replace

from odoo import models
from odoo.addons.jxc_base.core import cutover
from odoo.addons.jxc_base.core import levels as core
from odoo.addons.jxc_base.core.cutover import Column
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...report.threshold_sql import FACTOR
from .jxc_level_change_plan import _levels, _line, _state

MOST = 50_000  # rows of a file


class JxcLevelChange(models.Model):
    _inherit = "jxc.level.change"

    def _plan_file(self):
        """(lines, report) of what the file changes, wrong rows among the lines.

        :raises UserError: no file, or none that can be read
        """
        rows = self._file_rows()
        self._file_goods(rows)
        there = self._file_grid(rows)
        self._file_doubles(rows)
        lines, before, after, same = [], Counter(), Counter(), 0
        for row in rows:
            grid = there.get(row.values.get("at"))
            old, new = self._file_levels(row, grid)
            if row.problems:
                lines.append(self._wrong_line(row, grid))
                continue
            before[_state(old, grid)] += 1
            after[_state(new, grid)] += 1
            same += new == old
            if new != old:
                lines.append(_line(grid, old, new, number=row.number))
        report = {"rows": len(rows), "same": same, "before": before, "after": after}
        return lines, report

    # -- reading ---------------------------------------------------------------

    def _file_columns(self):
        """The columns that are read, by the headings of the download."""
        titles = self.env["jxc.stock.threshold"]._jxc_file_titles()
        columns = [
            Column("code", titles["code"]),
            Column("warehouse", titles["warehouse"], required=True),
            Column("key", titles["key"], "number"),
        ]
        return columns + [Column(part, titles[part], "number") for part in core.FIELDS]

    def _file_columns_all(self):
        """The same, understood in every installed language."""
        columns = self._file_columns()
        for code in self.env["jxc.cutover.sheet"]._languages():
            others = self.with_context(lang=code)._file_columns()
            columns = [
                replace(column, aliases=column.aliases | {other.title})
                for column, other in zip(columns, others, strict=True)
            ]
        return columns

    def _file_rows(self):
        # what was uploaded, also where the client asks for sizes only
        data = self.with_context(bin_size=False).file
        if not data:
            raise UserError(self.env._("Choose the Excel file first."))
        stream = io.BytesIO(base64.b64decode(data))
        try:
            rows = cutover.read(stream, self._file_columns_all(), MOST)
        except cutover.NoHeadings as error:
            raise UserError(
                self.env._(
                    "These columns are missing: %(columns)s. Use a file downloaded "
                    "from the stock levels.",
                    columns=", ".join(error.args),
                )
            ) from error
        except cutover.TooLong as error:
            raise UserError(
                self.env._("At most %(rows)s rows a file: split it.", rows=MOST)
            ) from error
        except cutover.NotASheet as error:
            raise UserError(self.env._("This is no readable xlsx file.")) from error
        if not rows:
            raise UserError(self.env._("The sheet has no rows."))
        return rows

    # -- which goods -----------------------------------------------------------

    def _file_goods(self, rows):
        """Find product and warehouse of each row: `at` = (product id, warehouse id)."""
        codes = {row.values["code"] for row in rows} - {None}
        products = self._file_products(codes)
        warehouses = self._file_warehouses()
        for row in rows:
            product = self._file_product(row, products)
            warehouse = warehouses.get(cutover.heading(row.values["warehouse"]))
            if row.values["warehouse"] and not warehouse:
                row.complain(
                    self.env._(
                        "Warehouse: there is no “%(name)s”",
                        name=row.values["warehouse"],
                    )
                )
            row.values["at"] = (product, warehouse) if product and warehouse else None

    def _file_products(self, codes):
        """{code or barcode: product ids}."""
        domain = Domain("default_code", "in", list(codes))
        domain |= Domain("barcode", "in", list(codes))
        domain &= Domain("is_storable", "=", True)
        domain &= Domain("company_id", "in", (False, self.company_id.id))
        found = {}
        for product in self.env["product.product"].search(domain):
            for code in {product.default_code, product.barcode} & codes:
                found.setdefault(code, []).append(product.id)
        return found

    def _file_product(self, row, products):
        code, key = row.values["code"], row.values["key"]
        if not code:
            if key:
                return int(key) // FACTOR
            row.complain(self.env._("Code: is empty"))
            return None
        found = products.get(code, [])
        if len(found) > 1 and key and int(key) // FACTOR in found:
            return int(key) // FACTOR
        if len(found) == 1:
            return found[0]
        text = self.env._("Code: there is no storable product “%(code)s”", code=code)
        if found:
            text = self.env._("Code: several products have “%(code)s”", code=code)
        row.complain(text)
        return None

    def _file_warehouses(self):
        """{name or code: warehouse id} of the company."""
        warehouses = self.env["stock.warehouse"].search(
            [("company_id", "=", self.company_id.id)]
        )
        found = {cutover.heading(place.code): place.id for place in warehouses}
        return {
            **found,
            **{cutover.heading(place.name): place.id for place in warehouses},
        }

    def _file_grid(self, rows):
        """{(product id, warehouse id): row of the grid}."""
        keys = {row.values["at"] for row in rows} - {None}
        domain = Domain("product_id", "in", list({product for product, _w in keys}))
        domain &= Domain("warehouse_id", "in", list({place for _p, place in keys}))
        domain &= Domain("company_id", "=", self.company_id.id)
        return {
            (row["product_id"], row["warehouse_id"]): row
            for row in self._grid_rows(domain)
        }

    def _file_doubles(self, rows):
        seen = {}
        for row in rows:
            if row.values["at"]:
                seen.setdefault(row.values["at"], []).append(row)
        for same in seen.values():
            for row in same if len(same) > 1 else ():
                row.complain(
                    self.env._(
                        "the same goods and warehouse stand in the rows %(rows)s",
                        rows=", ".join(str(other.number) for other in same),
                    )
                )

    # -- levels ----------------------------------------------------------------

    def _file_levels(self, row, grid):
        """(levels now, levels wanted); an empty cell leaves a level as it is."""
        if grid is None:
            if row.values["at"]:
                row.complain(self.env._("these goods have no levels in this warehouse"))
            return None, None
        old = _levels(grid)
        given = {
            part: row.values[part]
            for part in core.FIELDS
            if row.values[part] is not None
        }
        for part in core.DAYS:
            if part in given:
                given[part] = self._whole_days(row, part, given[part])
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        for part in core.QUANTITIES:
            if part in given:
                given[part] = round(given[part], digits)
        new = replace(old, **given)
        if new != old:
            points = self.env["stock.warehouse.orderpoint"]
            for problem in points._jxc_level_problems(new):
                row.complain(problem)
        return old, new

    def _whole_days(self, row, part, days):
        if days != int(days) or days > 10_000:
            titles = self.env["jxc.stock.threshold"]._jxc_file_titles()
            row.complain(
                self.env._(
                    "%(column)s: %(days)s is no number of days",
                    column=titles[part],
                    days=f"{days:.10g}",
                )
            )
            return 0
        return int(days)

    def _wrong_line(self, row, grid):
        sentence = self.env["jxc.cutover.load"]._complaints(row)
        if grid is None:
            grid = dict.fromkeys(
                ("product_id", "warehouse_id", "orderpoint_id", "demand")
            )
            grid.update(company_id=self.company_id.id, **_NOTHING)
            grid["product_id"], grid["warehouse_id"] = row.values["at"] or (None, None)
            if row.values["at"] and not self._there(*row.values["at"]):
                grid["product_id"] = grid["warehouse_id"] = None
        old = _levels(grid)
        return {
            **_line(grid, old, old, number=row.number, problem=sentence),
            "made": False,
        }

    def _there(self, product_id, warehouse_id):
        return self.env["product.product"].browse(product_id).exists()


_NOTHING = dict.fromkeys(
    (
        *("min_quantity", "max_quantity", "safety_quantity"),
        *("cover_days", "cover_days_most", "on_hand", "available", "forecast"),
    ),
    0.0,
)

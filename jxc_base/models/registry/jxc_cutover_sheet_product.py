"""The cut-over sheet of products."""

from odoo import models

from ...core.cutover import Column

PLAIN = {
    "name": "name",
    "code": "default_code",
    "spec": "jxc_spec",
    "brand": "jxc_brand",
    "barcode": "barcode",
    "price": "list_price",
    "cost": "standard_price",
    "note": "description",
    "tracking": "tracking",
    "expiry": "use_expiration_date",
}
SLASH = " / "


def category_path(text):
    """``Food/ Seasoning`` as core shows it: ``Food / Seasoning``."""
    return SLASH.join(filter(None, (part.strip() for part in (text or "").split("/"))))


class JxcCutoverSheet(models.Model):
    _inherit = "jxc.cutover.sheet"

    def _columns_product(self):
        text = self._texts_product()
        cost = Column("cost", text["cost"], kind="number", help=text["per"])
        return [
            *self._columns_product_names(text),
            *self._columns_product_kinds(text),
            Column("barcode", text["barcode"], example="6901234567892"),
            Column("price", text["price"], kind="number", example="12.50"),
            *([cost] if self._sees_cost() else []),
            Column("note", text["note"]),
        ]

    def _columns_product_names(self, text):
        return [
            Column("code", text["code"], required=True, example="A1001"),
            Column("name", text["name"], required=True, example=text["soy"]),
            Column("spec", text["spec"], example="500ml×12"),
            Column("brand", text["brand"]),
            Column(
                "category", text["category"], help=text["path"], example=text["food"]
            ),
            Column(
                "unit", text["unit"], required=True, help=text["units"], example="kg"
            ),
        ]

    def _columns_product_kinds(self, text):
        kinds, trackings = self._kinds_product(), self._trackings_product()
        return [
            Column(
                "kind", text["kind"], kind="choice", choices=kinds, help=text["goods"]
            ),
            Column("tracking", text["tracking"], kind="choice", choices=trackings),
            Column("expiry", text["expiry"], kind="yesno", help=text["lots"]),
        ]

    def _texts_product(self):
        return {
            "code": self.env._("Product Code"),
            "name": self.env._("Product Name"),
            "soy": self.env._("Soy sauce"),
            "spec": self.env._("Specification"),
            "brand": self.env._("Brand"),
            "category": self.env._("Category"),
            "path": self.env._(
                "With its parents, separated by /. Missing ones are created."
            ),
            "food": self.env._("Food / Seasoning"),
            "unit": self.env._("Unit"),
            "units": self.env._("Name of a unit of measure that exists."),
            "kind": self.env._("Kind of Product"),
            "goods": self.env._("Empty: storable goods."),
            "tracking": self.env._("Tracking"),
            "expiry": self.env._("Expiry Dates"),
            "lots": self.env._("Only with lots or serial numbers."),
            "barcode": self.env._("Barcode"),
            "price": self.env._("Sales Price"),
            "cost": self.env._("Cost per Unit"),
            "per": self.env._("Without tax, in the company's currency."),
            "note": self.env._("Remarks"),
        }

    def _kinds_product(self):
        return {
            self.env._("Storable Goods"): "goods",
            self.env._("Consumable"): "consumable",
            self.env._("Service"): "service",
        }

    def _trackings_product(self):
        return {
            self.env._("None"): "none",
            self.env._("Lots"): "lot",
            self.env._("Serial Numbers"): "serial",
        }

    def _sees_cost(self):
        products = self.env["product.product"]
        return products._has_field_access(products._fields["standard_price"], "write")

    # --- check ----------------------------------------------------------------

    def _check_product(self, rows):
        units = self._units()
        codes = self._products_by(rows, "code", "default_code")
        barcodes = self._products_by(rows, "barcode", "barcode")
        for row in rows:
            values = row.values
            if values["unit"] and values["unit"].lower() not in units:
                row.complain(
                    self.env._("there is no unit “%(unit)s”", unit=values["unit"])
                )
            for taken in (
                codes.get(values["code"]),
                barcodes.get(values["barcode"]),
            ):
                if taken:
                    row.complain(
                        self.env._(
                            "“%(product)s” has it already", product=taken.display_name
                        )
                    )
            self._check_product_tracking(row)

    def _check_product_tracking(self, row):
        tracked = row.values["tracking"] in ("lot", "serial")
        if tracked and row.values["kind"] in ("service", "consumable"):
            row.complain(self.env._("only goods are tracked"))
        if row.values["expiry"] and not tracked:
            row.complain(self.env._("expiry dates need lots or serial numbers"))

    def _products_by(self, rows, column, field):
        wanted = [row.values[column] for row in rows if row.values[column]]
        # sudo: a code of a product that the user cannot see is taken all the same
        found = self.env["product.product"].sudo().with_context(active_test=False)
        found = found.search(
            [
                (field, "in", wanted),
                ("company_id", "in", [False, self.env.company.id]),
            ]
        )
        return {product[field]: product.with_env(self.env) for product in found}

    def _units(self):
        """{name in any language, lower case: unit}."""
        units = self.env["uom.uom"].search([])
        found = {}
        for code in self._languages():
            for unit in units.with_context(lang=code):
                found.setdefault(unit.name.strip().lower(), unit.id)
        return found

    # --- load -----------------------------------------------------------------

    def _load_product(self, rows):
        units = self._units()
        categories, made = self._load_categories(rows)
        templates = self.env["product.template"].create(
            [self._product_vals(row.values, units, categories) for row in rows]
        )
        return templates, made

    def _product_vals(self, values, units, categories):
        kind = values["kind"] or "goods"
        vals = {
            field: values[name]
            for name, field in PLAIN.items()
            if values.get(name) is not None
        }
        path = category_path(values["category"])
        return {
            **vals,
            "type": "service" if kind == "service" else "consu",
            "is_storable": kind == "goods",
            "uom_id": units[values["unit"].lower()],
            **({"categ_id": categories[path]} if path else {}),
        }

    def _load_categories(self, rows):
        """Return ({path: id}, [categories made]); parents first."""
        paths = set()
        for row in rows:
            parts = category_path(row.values["category"]).split(SLASH)
            paths |= {SLASH.join(parts[:n]) for n in range(1, len(parts) + 1)}
        paths.discard("")
        categories = self.env["product.category"]
        known = categories.search([("complete_name", "in", list(paths))])
        ids = {category.complete_name: category.id for category in known}
        made = []
        for path in sorted(paths - set(ids), key=lambda path: path.count(SLASH)):
            parent, _slash, name = path.rpartition(SLASH)
            category = categories.create({"name": name, "parent_id": ids.get(parent)})
            ids[path] = category.id
            made.append(category)
        return ids, made

    def _totals_product(self, rows):
        made = {category_path(row.values["category"]) for row in rows} - {""}
        return [(self.env._("Product categories"), len(made))]

    # --- taking back ----------------------------------------------------------

    def _ignored_tables(self):
        """Prices are history of the product itself, and go with it."""
        return {*super()._ignored_tables(), "product_value"}

    def _references(self, records):
        found = super()._references(records)
        if records._name == "product.template":
            variants = records.with_context(active_test=False).product_variant_ids
            for name, count in super()._references(variants).items():
                found[name] = found.get(name, 0) + count
        return found

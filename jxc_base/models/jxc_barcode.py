"""What a scanned code means: candidates of every kind, exact matches only."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..core.gs1 import MAX_LENGTH
from ..core.scan import read_scan

# Kind -> (model, fields that hold the code). Looked up with the user's rights.
PLACES = {
    "location": ("stock.location", ["barcode"]),
    "package": ("stock.package", ["name"]),
    "operation_type": ("stock.picking.type", ["barcode"]),
}


class JxcBarcode(models.AbstractModel):
    _name = "jxc.barcode"
    _description = "Barcode Resolver"

    @api.model
    @api.readonly
    def resolve(self, code, expected=None):
        """All records that ``code`` names exactly, never parts, never a guess.

        Read as GS1 (symbology prefix, separators, brackets, Digital Link), as a GTIN
        in all its spellings and as a plain code: barcodes and codes of products,
        barcodes of packings, lots and serials, locations, packages, operation types,
        documents. Searched with the user's rights in the user's companies, in a number
        of queries that does not depend on the matches.

        :param str code: the scanned text.
        :param expected: a kind or list of kinds the current step asks for; when
            candidates of these kinds exist, only they are returned, otherwise all (the
            caller says what was scanned instead).
        :return: list of dicts with ``kind`` (product, packing, lot, location, package,
            operation_type, document), ``model``, ``id``, ``name``, ``code``; where they
            apply ``product_id``, ``quantity`` (in ``uom``), ``uom_id``, ``uom``,
            ``factor`` (product units per ``uom``), ``lot_id``, ``lot``, ``expiry``
            (ISO date), ``serial``. Empty when the code is unknown.
        :raise UserError: not a text, too long, or a GS1 code that is wrong, which says
            where.
        """
        scan = self._jxc_read(code)
        if not scan.text:
            return []
        candidates = self._jxc_items(scan) + self._jxc_lots(scan)
        candidates += self._jxc_places(scan) + self._jxc_documents(scan)
        candidates = self._jxc_distinct(candidates)
        if not candidates and scan.error:
            raise UserError(self._jxc_gs1_message(scan.error))
        return self._jxc_expected(candidates, expected)

    @api.model
    def _jxc_document_models(self):
        """Kinds of documents a code may name: model -> fields with the number."""
        names = ("stock.picking", "purchase.order", "sale.order", "purchase.request")
        return {name: ["name"] for name in names if name in self.env}

    def _jxc_read(self, code):
        if not isinstance(code, str):
            raise UserError(self.env._("A scanned code is a text."))
        if len(code) > MAX_LENGTH:
            message = self.env._("A code has at most %(limit)s characters.", limit=2048)
            raise UserError(message)
        return read_scan(code.replace("\x00", ""))

    def _jxc_find(self, model, names, codes):
        """Records the user may read whose field ``names`` equals one of ``codes``."""
        records = self.env[model]
        if not records.has_access("read"):
            return records
        domain = Domain.OR([(name, "in", list(codes))] for name in names)
        if "company_id" in records._fields:
            domain &= Domain("company_id", "in", [False, *self.env.companies.ids])
        return records.search(domain)

    # --- products and packings

    def _jxc_items(self, scan):
        names = ["barcode", "default_code"]
        products = self._jxc_find("product.product", names, scan.item_codes)
        packings = self._jxc_find("product.uom", ["barcode"], scan.item_codes)
        lots = self._jxc_item_lots(scan, products | packings.product_id)
        candidates = [self._jxc_packing(scan, packing, lots) for packing in packings]
        return candidates + [self._jxc_product(scan, item, lots) for item in products]

    def _jxc_item_lots(self, scan, products):
        """Lots named by a GS1 code, by product."""
        names = [name for name in (scan.lot, scan.serial) if name]
        lots = self.env["stock.lot"]
        if names and products and lots.has_access("read"):
            domain = Domain("name", "in", names) & Domain(
                "product_id", "in", products.ids
            )
            companies = [False, *self.env.companies.ids]
            lots = lots.search(domain & Domain("company_id", "in", companies))
        return {(lot.product_id.id, lot.name): lot for lot in lots}

    def _jxc_product(self, scan, product, lots):
        values = {
            **self._jxc_base("product", product, product.default_code or scan.text),
            **self._jxc_unit(product, product.uom_id),
            **self._jxc_lot_values(scan, product, lots),
            "quantity": self._jxc_quantity(scan, product),
        }
        if values.get("lot_id"):
            values.update(kind="lot", model="stock.lot", id=values["lot_id"])
            values["name"] = values["lot"]
        return values

    def _jxc_packing(self, scan, packing, lots):
        product = packing.product_id
        return {
            **self._jxc_base("packing", packing, packing.barcode),
            **self._jxc_unit(product, packing.uom_id),
            **self._jxc_lot_values(scan, product, lots),
            "name": product.display_name,
            "quantity": scan.quantity or 1,
        }

    def _jxc_unit(self, product, uom):
        return {
            "product_id": product.id,
            "product": product.display_name,
            "uom_id": uom.id,
            "uom": uom.name,
            "factor": uom.factor / product.uom_id.factor,
        }

    def _jxc_quantity(self, scan, product):
        """Pieces of the code, or its weight in the product's unit; 1 without either."""
        kilogram = self.env.ref("uom.product_uom_kgm", raise_if_not_found=False)
        if scan.weight is not None and kilogram:
            unit = product.uom_id
            if kilogram._has_common_reference(unit):
                return kilogram._compute_quantity(float(scan.weight), unit, round=False)
        return scan.quantity or 1

    def _jxc_lot_values(self, scan, product, lots):
        """Lot or serial of a GS1 code as the product is tracked."""
        tracked = {"serial": scan.serial, "lot": scan.lot}
        name = tracked.get(product.tracking)
        values = {"lot": name, "serial": scan.serial, "lot_id": False}
        lot = lots.get((product.id, name))
        expiry = scan.expiry
        if lot:
            values["lot_id"] = lot.id
            expiry = self._jxc_expiry(lot) or expiry
        values["expiry"] = expiry.isoformat() if expiry else None
        return values

    # --- lots, places, documents

    def _jxc_lots(self, scan):
        if scan.gtin:
            return []
        # A GS1 code without item names a lot by its number alone.
        names = [*scan.codes, *filter(None, (scan.lot, scan.serial))]
        return [
            {
                **self._jxc_base("lot", lot, lot.name),
                **self._jxc_unit(lot.product_id, lot.product_id.uom_id),
                "quantity": 1,
                "lot_id": lot.id,
                "lot": lot.name,
                "expiry": (day := self._jxc_expiry(lot)) and day.isoformat(),
            }
            for lot in self._jxc_find("stock.lot", ["name"], names)
        ]

    def _jxc_expiry(self, lot):
        """Expiry of a lot as a date in the user's time zone, or None."""
        moment = lot.expiration_date
        if not moment:
            return None
        return fields.Datetime.context_timestamp(lot, moment).date()

    def _jxc_places(self, scan):
        return [
            self._jxc_base(kind, record, record[names[0]])
            for kind, (model, names) in PLACES.items()
            for record in self._jxc_find(model, names, scan.codes)
        ]

    def _jxc_documents(self, scan):
        return [
            self._jxc_base("document", record, record[names[0]])
            for model, names in self._jxc_document_models().items()
            for record in self._jxc_find(model, names, scan.codes)
        ]

    # --- result

    def _jxc_base(self, kind, record, code):
        return {
            "kind": kind,
            "model": record._name,
            "id": record.id,
            "name": record.display_name,
            "code": code,
        }

    def _jxc_distinct(self, candidates):
        return list({(c["model"], c["id"]): c for c in candidates}.values())

    def _jxc_expected(self, candidates, expected):
        given = expected if isinstance(expected, (list, tuple, set)) else [expected]
        kinds = {kind for kind in given if isinstance(kind, str)}
        wanted = [candidate for candidate in candidates if candidate["kind"] in kinds]
        return wanted or candidates

    def _jxc_gs1_message(self, error):
        """The GS1 error in the user's language."""
        texts = {**self._jxc_gs1_form_texts(), **self._jxc_gs1_value_texts()}
        place = error.position + 1
        text = texts.get(error.code)
        return text % {**error.values, "place": place} if text else str(error)

    def _jxc_gs1_form_texts(self):
        return {
            "empty": self.env._("The GS1 code is empty."),
            "unknown_ai": self.env._(
                "GS1 code: no identifier starts with “%(text)s” (character %(place)s)."
            ),
            "too_short": self.env._(
                "GS1 code: (%(ai)s) needs %(wanted)s characters, found %(found)s."
            ),
            "too_long": self.env._(
                "GS1 code: (%(ai)s) takes %(wanted)s characters, found %(found)s."
            ),
            "bad_character": self.env._(
                "GS1 code: (%(ai)s) has a character that is not allowed: %(text)s"
            ),
        }

    def _jxc_gs1_value_texts(self):
        return {
            "check_digit": self.env._(
                "GS1 code: the check digit of (%(ai)s) is %(found)s and should be "
                "%(wanted)s. Scan again or check the label."
            ),
            "bad_date": self.env._("GS1 code: (%(ai)s) %(text)s is not a date."),
            "bad_decimals": self.env._(
                "GS1 code: (%(ai)s) cannot have %(found)s decimals."
            ),
            "repeated": self.env._(
                "GS1 code: (%(ai)s) appears twice with different values."
            ),
            "bad_gtin": self.env._(
                "“%(text)s” is not a GTIN of 8, 12, 13 or 14 digits."
            ),
        }

"""Labels of products, lots, locations and packages (D05)."""

from odoo import api, models
from odoo.exceptions import UserError

from ..core.gs1 import Gs1Error, gtin14, parse_gs1
from ..core.gs1_values import is_valid_key
from ..core.label import Label, label_page, label_svg

MAX_LABELS = 1000
KINDS = {
    "product.product": "product",
    "stock.lot": "lot",
    "stock.location": "location",
    "stock.package": "package",
}


class JxcLabel(models.AbstractModel):
    _name = "jxc.label"
    _description = "Label Printing"

    @api.model
    def _jxc_kinds(self):
        """Models with labels: model -> kind; ``_label_<kind>()`` says what is on it."""
        return dict(KINDS)

    @api.model
    def _labels(self, records, size):
        """Labels of ``records`` on ``size`` (jxc.label.size), read as the caller.

        :raise UserError: a kind of record without label, or a record without a code.
        """
        kind = self._jxc_kinds().get(records._name)
        if not kind:
            raise UserError(self.env._("There is no label for this kind of record."))
        content = getattr(self, f"_label_{kind}")
        labels = []
        for record in records:
            values = content(record)
            if not values["code"]:
                message = self.env._(
                    "“%(name)s” has no barcode and no code. Enter one first.",
                    name=record.display_name,
                )
                raise UserError(message)
            labels.append(Label(width=size.width, height=size.height, **values))
        return labels

    @api.model
    def _svg(self, record, size):
        """SVG text of the label of one record."""
        return label_svg(self._labels(record, size)[0])

    @api.model
    def _page(self, records, size, copies=1):
        """HTML page with ``copies`` labels of each record, one per printed page.

        :raise UserError: nothing to print, or more than 1,000 labels at once.
        """
        copies = max(int(copies), 1)
        if not records:
            raise UserError(self.env._("Choose what to print labels for."))
        if copies * len(records) > MAX_LABELS:
            message = self.env._("Print at most %(limit)s labels at once.", limit=1000)
            raise UserError(message)
        labels = self._labels(records, size)
        return label_page(
            [label for label in labels for _copy in range(copies)],
            title=self.env._("%(count)s labels", count=copies * len(records)),
            button=self.env._("Print"),
            lang=(self.env.lang or "en_US").replace("_", "-"),
        )

    @api.model
    def _url(self, records, size=None, copies=1):
        """Address of the printable page of ``records``."""
        ids = ",".join(map(str, records.ids))
        page = f"/jxc/labels/{records._name}?ids={ids}&copies={copies}"
        return f"{page}&size={size.id}" if size else page

    # --- what stands on a label

    def _label_product(self, product):
        details = [product.default_code, product.jxc_spec, product.uom_id.name]
        return {
            "code": product.barcode or product.default_code,
            "title": product.with_context(display_default_code=False).display_name,
            "lines": ["  ".join(filter(None, details))],
        }

    def _label_lot(self, lot):
        product = lot.product_id
        expiry = self.env["jxc.barcode"]._jxc_expiry(lot)
        number = self.env._("Lot %(name)s", name=lot.name)
        lines = [product.default_code, number]
        if expiry:
            lines.append(self.env._("Expiry %(date)s", date=expiry.isoformat()))
        return {
            "code": self._lot_code(lot, expiry),
            "title": product.with_context(display_default_code=False).display_name,
            "lines": lines,
            "shown": lot.name,
        }

    def _lot_code(self, lot, expiry):
        """GS1 text with item, expiry and lot when that is possible, else the lot."""
        try:
            gtin = gtin14(lot.product_id.barcode or "")
        except Gs1Error:
            return lot.name
        day = f"17{expiry:%y%m%d}" if expiry else ""
        number = "21" if lot.product_id.tracking == "serial" else "10"
        code = f"01{gtin}{day}{number}{lot.name}"
        try:
            parse_gs1(code)
        except Gs1Error:
            return lot.name
        return code

    def _label_location(self, location):
        return {
            "code": location.barcode,
            "title": location.name,
            "lines": [location.complete_name],
        }

    def _label_package(self, package):
        sscc = len(package.name) == 18 and is_valid_key(package.name)
        lines = [package.package_type_id.name, package.location_id.complete_name]
        return {
            "code": f"00{package.name}" if sscc else package.name,
            "title": package.name,
            "lines": lines,
            "shown": package.name,
        }

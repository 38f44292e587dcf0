"""Cards of products, packings, lots, locations, packages, operation types."""

from odoo import fields, models


class JxcPda(models.AbstractModel):
    _inherit = "jxc.pda"

    def _pda_card_product(self, product):
        named = product.with_context(display_default_code=False)
        barcodes = product.barcode_ids.mapped("name")
        return {
            "title": named.display_name,
            "subtitle": product.jxc_spec or None,
            "image": self._pda_image(product),
            "facts": self._pda_facts(
                (self.env._("Code"), product.default_code),
                (self.env._("Barcode"), ", ".join(barcodes)),
                (self.env._("Brand"), product.jxc_brand),
                (self.env._("Unit"), product.uom_id.name),
            ),
            "stock": self._pda_stock([("product_id", "=", product.id)], product.uom_id),
            "sections": self._pda_packings(product),
        }

    def _pda_image(self, product):
        """Address of the picture, None without one."""
        has_image = product.with_context(bin_size=True).image_128
        stamp = int(product.write_date.timestamp())
        url = f"/web/image/product.product/{product.id}/image_256?unique={stamp}"
        return url if has_image else None

    def _pda_packings(self, product):
        """Units larger than the product's own, each with factor and barcodes."""
        codes = {}
        for packing in product.product_uom_ids:
            codes.setdefault(packing.uom_id, []).append(packing.barcode)
        units = (product.uom_ids | product.product_uom_ids.uom_id) - product.uom_id
        rows = []
        for uom in units.sorted("factor"):
            factor = self._pda_number(uom.factor / product.uom_id.factor)
            rows.append(
                {
                    "title": uom.name,
                    "detail": ", ".join(codes.get(uom, [])) or None,
                    "value": f"= {factor} {product.uom_id.name}",
                    "target": None,
                }
            )
        return [{"title": self.env._("Packings"), "rows": rows}] if rows else []

    def _pda_card_packing(self, packing):
        product = packing.product_id
        factor = self._pda_number(packing.uom_id.factor / product.uom_id.factor)
        content = f"1 {packing.uom_id.name} = {factor} {product.uom_id.name}"
        card = self._pda_card_product(product)
        fact = self._pda_fact(self.env._("This packing"), content)
        return {**card, "facts": [fact, *card["facts"]]}

    def _pda_card_lot(self, lot):
        product = lot.product_id
        expiry = self.env["jxc.barcode"]._jxc_expiry(lot)
        named = product.with_context(display_default_code=False)
        return {
            "title": lot.name,
            "subtitle": named.display_name,
            "image": self._pda_image(product),
            "badge": self._pda_expiry_badge(expiry),
            "facts": self._pda_facts(
                (self.env._("Product Code"), product.default_code),
                (self.env._("Specification"), product.jxc_spec),
                (self.env._("Expiry"), expiry and expiry.isoformat()),
                (self.env._("Reference"), lot.ref),
            ),
            "stock": self._pda_stock([("lot_id", "=", lot.id)], product.uom_id),
            "sections": [
                {
                    "title": self.env._("Product"),
                    "rows": [
                        {
                            "title": named.display_name,
                            "detail": product.default_code or None,
                            "value": None,
                            "target": self._pda_target(product),
                        }
                    ],
                }
            ],
        }

    def _pda_expiry_badge(self, expiry):
        if not expiry:
            return None
        days = (expiry - fields.Date.context_today(self)).days
        if days < 0:
            return {"text": self.env._("Expired"), "tone": "danger"}
        text = self.env._("%(days)s days left", days=days)
        return {"text": text, "tone": "warning" if days <= 30 else "ok"}

    def _pda_card_location(self, location):
        holds = dict(location._fields["jxc_hold"]._description_selection(self.env))
        hold = holds.get(location.jxc_hold_effective)
        rows = self._pda_contents([("location_id", "child_of", location.id)])
        return {
            "title": location.name,
            "subtitle": location.complete_name,
            "badge": hold and {"text": hold, "tone": "warning"},
            "facts": self._pda_facts(
                (self.env._("Barcode"), location.barcode),
                (self.env._("Warehouse"), location.warehouse_id.name),
            ),
            "sections": [
                {
                    "title": self.env._("What lies here"),
                    "rows": rows,
                    "empty": self.env._("This location is empty."),
                }
            ],
        }

    def _pda_card_package(self, package):
        rows = self._pda_contents([("package_id", "child_of", package.id)])
        location = package.location_id
        return {
            "title": package.name,
            "facts": self._pda_facts(
                (self.env._("Location"), location.complete_name),
                (self.env._("Package Type"), package.package_type_id.name),
            ),
            "sections": [
                {
                    "title": self.env._("Contents"),
                    "rows": rows,
                    "empty": self.env._("This package is empty."),
                }
            ],
        }

    def _pda_card_operation_type(self, kind):
        return {
            "title": kind.name,
            "facts": self._pda_facts(
                (self.env._("Warehouse"), kind.warehouse_id.name),
                (self.env._("Ready"), str(kind.count_picking_ready)),
            ),
        }

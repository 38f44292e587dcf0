"""Stock on the cards: the truth, computed for everybody alike."""

from odoo import models

from .jxc_pda import MAX_ROWS


class JxcPda(models.AbstractModel):
    _inherit = "jxc.pda"

    def _pda_quants(self, domain, groupby):
        """Rows ``(*groups, on hand, reserved)`` of what lies in our own places."""
        # sudo: rights restrict documents, never the truth about stock; limited to
        # the user's companies, and only quantities are read.
        quants = self.env["stock.quant"].sudo()
        return quants._read_group(
            [
                *domain,
                ("location_id.usage", "in", ["internal", "transit"]),
                ("company_id", "in", [False, *self.env.companies.ids]),
                ("quantity", "!=", 0),
            ],
            groupby,
            ["quantity:sum", "reserved_quantity:sum"],
        )

    def _pda_held(self, location):
        return location.id in self.env["stock.location"]._jxc_hold_location_ids()

    def _pda_available(self, location, quantity, reserved):
        """Free to promise: nothing in hold locations, else what is not reserved."""
        return 0 if self._pda_held(location) else quantity - reserved

    def _pda_stock(self, domain, uom):
        """Totals and rows per warehouse, then per location and lot.

        :return: ``{uom, on_hand, reserved, available, warehouses: [{name, on_hand,
            reserved, available, rows: […]}], more}`` in the product's unit.
        """
        found = self._pda_quants(domain, ["location_id", "lot_id", "package_id"])
        warehouses = {}
        for location, lot, package, quantity, reserved in found[:MAX_ROWS]:
            name = location.warehouse_id.name or self.env._("In transit")
            house = warehouses.setdefault(name, {"name": name, "rows": []})
            row = self._pda_stock_row(location, lot, package, quantity, reserved)
            house["rows"].append(row)
        houses = list(warehouses.values())
        for house in houses:
            house["rows"].sort(key=lambda row: (row["expiry"] or "9", row["name"]))
            house.update(self._pda_sums(house["rows"]))
        return {
            "uom": uom.name,
            "warehouses": sorted(houses, key=lambda house: -house["on_hand"]),
            "more": max(len(found) - MAX_ROWS, 0),
            **self._pda_sums(houses),
        }

    def _pda_stock_row(self, location, lot, package, quantity, reserved):
        expiry = self.env["jxc.barcode"]._jxc_expiry(lot) if lot else None
        return {
            "name": location.complete_name,
            "lot": lot.name or None,
            "package": package.name or None,
            "expiry": expiry.isoformat() if expiry else None,
            "held": self._pda_held(location),
            "on_hand": quantity,
            "reserved": reserved,
            "available": self._pda_available(location, quantity, reserved),
            "target": self._pda_target(location),
        }

    def _pda_sums(self, rows):
        keys = ("on_hand", "reserved", "available")
        return {key: round(sum(row[key] for row in rows), 6) for key in keys}

    def _pda_contents(self, domain):
        """Rows of products and lots lying somewhere."""
        found = self._pda_quants(domain, ["product_id", "lot_id"])
        rows = []
        for product, lot, quantity, reserved in found[:MAX_ROWS]:
            number = self._pda_number(quantity)
            parts = [product.default_code, lot and f"{lot.name}"]
            if reserved:
                text = self._pda_number(reserved)
                parts.append(self.env._("reserved %(quantity)s", quantity=text))
            rows.append(
                {
                    "title": product.with_context(
                        display_default_code=False
                    ).display_name,
                    "detail": " · ".join(filter(None, parts)),
                    "value": f"{number} {product.uom_id.name}",
                    "target": self._pda_target(product),
                }
            )
        return sorted(rows, key=lambda row: row["title"])

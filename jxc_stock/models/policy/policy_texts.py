"""What findings of policies say, in the language of the reader."""

from odoo import models
from odoo.fields import Domain
from odoo.tools import format_date
from odoo.tools.misc import formatLang


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def _jxc_says(self, rule):
        """Who set a rule, in brackets after what it says."""
        return self.env["jxc.policy"]._origin_name(rule.origin)

    def _jxc_quantity_text(self, product, quantity):
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        text = formatLang(self.env, quantity, digits=digits)
        point = self.env["res.lang"]._get_data(code=self.env.lang or "en_US")
        point = point.decimal_point or "."
        text = text.rstrip("0").rstrip(point) if point in text else text
        return f"{text} {product.uom_id.name}"

    def _jxc_date_text(self, day):
        return format_date(self.env, day) if day else self.env._("no date")

    def _jxc_expired_texts(self, rule, limit):
        """(what is wrong and what to do, the same in a few words)"""
        date = self._jxc_date_text(self._jxc_lot_day(limit))
        text = self.env._(
            "%(product)s: lot %(lot)s is expired since %(date)s and does not leave "
            "(%(origin)s). Take another lot, or scrap or return this one.",
            product=self.product_id.display_name,
            lot=self.lot_id.name,
            date=date,
            origin=self._jxc_says(rule),
        )
        return text, self.env._("Expired since %(date)s", date=date)

    def _jxc_life_texts(self, rule, left):
        """(what is wrong and what to do, the same in a few words)"""
        required = f"{rule.number:g}"
        text = self.env._(
            "%(product)s: lot %(lot)s has %(left)s days left, %(required)s are "
            "required (%(origin)s). Take a fresher lot.",
            product=self.product_id.display_name,
            lot=self.lot_id.name,
            left=left,
            required=required,
            origin=self._jxc_says(rule),
        )
        short = self.env._(
            "%(left)s of %(required)s days left", left=left, required=required
        )
        return text, short

    def _jxc_order_texts(self, rule, strategy, better):
        """(which lot goes first, the same in a few words)"""
        values = {
            "product": self.product_id.display_name,
            "lot": self.lot_id.name,
            "better": better.lot.name,
            "date": self._jxc_date_text(better.due),
            "free": self._jxc_quantity_text(self.product_id, better.free),
            "origin": self._jxc_says(rule),
        }
        short = self.env._(
            "First: %(better)s, %(date)s", better=values["better"], date=values["date"]
        )
        if strategy == "fefo":
            text = self.env._(
                "%(product)s: lot %(better)s is due first (%(date)s, %(free)s free), "
                "before lot %(lot)s (%(origin)s).",
                **values,
            )
            return text, short
        text = self.env._(
            "%(product)s: lot %(better)s came first (%(date)s, %(free)s free), before "
            "lot %(lot)s (%(origin)s).",
            **values,
        )
        return text, short

    def _jxc_scan_text(self, kind):
        return self.env._(
            "%(product)s: not scanned yet (%(origin)s).",
            product=" · ".join(
                filter(None, (self.product_id.display_name, self.lot_id.name))
            ),
            origin=self.env["jxc.policy"]._origin_name(kind),
        )

    # --- shortages

    def _jxc_short_text(self, short, rule):
        """One shortage: product, place, what is missing, what to do instead.

        :param short: `core.policy.Short` whose key is (product, location, lot,
            package, owner)
        """
        product, location, lot, package, owner = short.key
        place = " · ".join(
            filter(
                None,
                (location.complete_name, lot.name, package.name, owner.display_name),
            )
        )
        head = self.env._(
            "%(product)s at %(place)s: %(taken)s taken, %(there)s there, %(missing)s "
            "missing (%(origin)s).",
            product=product.display_name,
            place=place,
            taken=self._jxc_quantity_text(product, short.taken),
            there=self._jxc_quantity_text(product, max(short.there, 0)),
            missing=self._jxc_quantity_text(product, short.missing),
            origin=self._jxc_says(rule),
        )
        return "\n".join([head, *self._jxc_alternatives(short)])

    def _jxc_alternatives(self, short, company=None):
        """Lines of text: where else there is some, what is coming, what to take."""
        company = company or self._jxc_company()[:1]
        places = self._jxc_elsewhere(short, company)
        coming = self._jxc_coming(short.key[0], company)
        texts = []
        if places:
            listed = "; ".join(places)
            texts.append(self.env._("  Free elsewhere: %(places)s", places=listed))
        if coming:
            listed = "; ".join(coming)
            texts.append(self.env._("  Coming: %(receipts)s", receipts=listed))
        texts += self._jxc_substitute_texts(short.key[0])
        return texts or [self.env._("  Nothing elsewhere, nothing coming.")]

    def _jxc_elsewhere(self, short, company):
        product, location, lot, package, owner = short.key
        quants = self.env["stock.quant"]
        domain = Domain(
            [
                ("product_id", "=", product.id),
                ("company_id", "=", company.id),
                ("location_id.usage", "=", "internal"),
                ("owner_id", "in", [owner.id, False]),
            ]
        )
        rows = quants._read_group(
            domain & ~quants._jxc_held_domain(),
            ["location_id", "lot_id", "package_id"],
            ["quantity:sum", "reserved_quantity:sum"],
        )
        free = []
        for place, other_lot, other_package, quantity, reserved in rows:
            same = (place, other_lot, other_package) == (location, lot, package)
            if not same and product.uom_id.compare(quantity - reserved, 0) > 0:
                near = place.warehouse_id != location.warehouse_id
                parts = (place.complete_name, other_lot.name, other_package.name)
                free.append((near, reserved - quantity, parts))
        texts = []
        for _near, quantity, parts in sorted(free, key=lambda row: row[:2])[:5]:
            amount = self._jxc_quantity_text(product, -quantity)
            texts.append(f"{' · '.join(filter(None, parts))}: {amount}")
        return texts

    def _jxc_coming(self, product, company):
        moves = self.env["stock.move"].search(
            [
                ("product_id", "=", product.id),
                ("company_id", "=", company.id),
                (
                    "state",
                    "in",
                    ("waiting", "confirmed", "partially_available", "assigned"),
                ),
                ("location_id.usage", "in", ("supplier", "transit", "production")),
                ("location_dest_id.usage", "=", "internal"),
            ],
            order="date, id",
            limit=3,
        )
        dates = moves._jxc_reliable_date()
        return [
            self.env._(
                "%(date)s %(quantity)s to %(place)s",
                date=self._jxc_date_text(move.company_id._jxc_today(dates[move.id])),
                quantity=self._jxc_quantity_text(product, move.product_qty),
                place=move.location_dest_id.warehouse_id.name
                or move.location_dest_id.complete_name,
            )
            for move in moves
        ]

    def _jxc_substitute_texts(self, product):
        others = product._jxc_substitutes()[product.id]
        free = [
            f"{other.display_name}: {self._jxc_quantity_text(other, other.free_qty)}"
            for other in others[:3]
            if other.uom_id.compare(other.free_qty, 0) > 0
        ]
        if not free:
            return []
        return [self.env._("  Substitutes: %(products)s", products="; ".join(free))]


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _jxc_substitutes(self):
        """Products that can be delivered instead of each of these.

        :return: {product id: product.product}
        """
        return {
            product.id: product.product_tmpl_id.jxc_substitute_ids.product_variant_ids
            for product in self
        }

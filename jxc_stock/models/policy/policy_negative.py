"""Negative stock: what a batch of lines takes beyond what is there."""

from odoo import api, models
from odoo.exceptions import UserError

from ...core import policy as core
from .policy_lines import Finding


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def _jxc_shortages(self, net=None, done=True):
        """Findings about what these lines bring below zero, judged together.

        Whoever takes goods whose stock must not be negative takes their lock first:
        of two who take the last one, the later repeats and sees what the first left.
        :param net: {key: change}; None: what the lines move
        :param done: whether the quants have been changed already
        :return: list of Finding
        """
        if "negative" not in self.env["jxc.policy"]._in_force():
            return []
        # sudo: what there is does not depend on who asks
        lines = self.sudo()
        net = lines._jxc_net() if net is None else net
        rules = lines._jxc_negative_rules(net)
        if done:
            lines._jxc_lock_stock(rules)
        final = lines._jxc_on_hand(rules)
        if not done:
            final = {key: final.get(key, 0) + net[key] for key in rules}
        shorts = core.shortages(final, {key: net[key] for key in rules}, compare)
        return [lines._jxc_short_finding(short, rules[short.key]) for short in shorts]

    def _jxc_net(self):
        """{key: in − out} of these lines in the product's unit."""
        moved = self.filtered(
            lambda line: (
                line.product_id.is_storable
                and not line.product_uom_id.is_zero(line.quantity)
            )
        )
        return core.net_changes(
            (line._jxc_key(), line._jxc_key(target=True), line.quantity_product_uom)
            for line in moved
        )

    def _jxc_key(self, target=False):
        """What core keeps apart: (product, location, lot, package, owner)."""
        place = self.location_dest_id if target else self.location_id
        package = self.result_package_id if target else self.package_id
        return self.product_id, place, self.lot_id, package, self.owner_id

    def _jxc_negative_rules(self, net):
        """{key: Rule} of the keys that are judged: inside, and taken from."""
        policy, rules = self.env["jxc.policy"], {}
        for key, change in net.items():
            product, place = key[:2]
            if place.usage == "internal" and product.uom_id.compare(change, 0) < 0:
                company = place.company_id or self._jxc_company()[:1]
                rule = policy._rule("negative", company, place.warehouse_id, product)
                if rule.value in ("warn", "forbid"):
                    rules[key] = rule
        return rules

    def _jxc_lock_stock(self, rules):
        keys = {
            f"stock:{product.id}:{place.id}"
            for (product, place, *_rest), rule in rules.items()
            if rule.value == "forbid"
        }
        # sudo: lock rows belong to nobody
        self.env["jxc.lock"].sudo()._acquire(keys)

    def _jxc_on_hand(self, keys):
        """{key: quantity on hand}, in one query; 0 is left out."""
        if not keys:
            return {}
        products, places = zip(*(key[:2] for key in keys), strict=True)
        rows = self.env["stock.quant"]._read_group(
            [
                ("product_id", "in", {product.id for product in products}),
                ("location_id", "in", {place.id for place in places}),
            ],
            ["product_id", "location_id", "lot_id", "package_id", "owner_id"],
            ["quantity:sum"],
        )
        return {tuple(key): quantity for *key, quantity in rows}

    def _jxc_short_finding(self, short, rule):
        line = self.filtered(lambda line: line._jxc_key() == short.key)[:1]
        text = (line or self)._jxc_short_text(short, rule)
        return Finding("negative", rule.value == "forbid", line or self[:1], text)


def compare(key, first, second):
    """Compare two quantities of a key as precisely as its unit."""
    return key[0].uom_id.compare(first, second)


class StockQuant(models.Model):
    _inherit = "stock.quant"

    @api.model_create_multi
    def create(self, vals_list):
        quants = super().create(vals_list)
        if not self.env.su and any("quantity" in vals for vals in vals_list):
            quants._jxc_refuse_negative()
        return quants

    def write(self, vals):
        result = super().write(vals)
        if not self.env.su and "quantity" in vals:
            self._jxc_refuse_negative()
        return result

    def _jxc_refuse_negative(self):
        """A quantity written directly, without a movement, obeys as well.

        :raises UserError: names the product and the place
        """
        policy = self.env["jxc.policy"]
        if "negative" not in policy._in_force():
            return
        # sudo: what is forbidden does not depend on who asks
        for quant in self.sudo():
            place, product = quant.location_id, quant.product_id
            if (
                place.usage != "internal"
                or product.uom_id.compare(quant.quantity, 0) >= 0
            ):
                continue
            rule = policy._rule(
                "negative", quant.company_id, place.warehouse_id, product
            )
            if rule.value == "forbid":
                raise UserError(
                    self.env._(
                        "%(product)s at %(place)s cannot be negative (%(origin)s).",
                        product=product.display_name,
                        place=place.complete_name,
                        origin=policy._origin_name(rule.origin),
                    )
                )

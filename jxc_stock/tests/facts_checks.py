"""What must be true of the daily facts, whatever happened."""

from collections import defaultdict
from datetime import timedelta
from itertools import pairwise

from odoo.addons.jxc_stock.models.facts.product_company_value import company_only

QUANTITIES = {
    "opening_quantity": 1,
    "in_quantity": 1,
    "out_quantity": -1,
    "moved_in_quantity": 1,
    "moved_out_quantity": -1,
    "shifted_quantity": 1,
    "late_quantity": 1,
}
VALUES = {
    "opening_value": 1,
    "in_value": 1,
    "out_value": -1,
    "moved_in_value": 1,
    "moved_out_value": -1,
    "shifted_value": 1,
    "revaluation": 1,
}
PLACE = ("warehouse_id", "area", "ownership")
FIGURES = (
    *QUANTITIES,
    "closing_quantity",
    *VALUES,
    "closing_value",
    "sold_quantity",
    "sold_value",
)


class FactsChecks:
    """Mixin of a test case with `env`, `company`, `facts`, `wh_a`, `wh_b`."""

    # ---- read

    def rows(self, product, day=None, company=None):
        """Rows of a product up to `day`: {(warehouse id, area, ownership): [row]}."""
        company = company or self.env.company
        domain = [("product_id", "=", product.id), ("company_id", "=", company.id)]
        if day:
            domain.append(("day", "<=", day))
        self.facts.invalidate_model()
        found = defaultdict(list)
        for row in self.facts.search(domain, order="day, id"):
            found[row.warehouse_id.id, row.area, row.ownership].append(row)
        return found

    def row(self, product, day, place):
        """The row of a place on a day, or an empty recordset."""
        rows = self.rows(product)[place]
        return next((row for row in rows if row.day == day), self.facts)

    def closing(self, product, day=None, company=None):
        """Closing of each place: {place: (quantity, value)}."""
        return {
            place: (rows[-1].closing_quantity, rows[-1].closing_value)
            for place, rows in self.rows(product, day, company).items()
        }

    def closing_total(self, product, day=None, company=None):
        """Own quantity and value of all places together."""
        own = [
            figures
            for place, figures in self.closing(product, day, company).items()
            if place[2] == "own"
        ]
        return sum(q for q, _v in own), sum(v for _q, v in own)

    def place(self, warehouse=None, area="stock", ownership="own"):
        return (warehouse.id if warehouse else False, area, ownership)

    def core_quantities(self, product, company=None):
        """Quants of the company's valued locations by place."""
        company = company or self.env.company
        self.env["stock.quant"].invalidate_model()
        quants = self.env["stock.quant"].search(
            [
                ("product_id", "=", product.id),
                ("location_id.company_id", "=", company.id),
                ("location_id.usage", "in", ("internal", "transit")),
            ]
        )
        found = defaultdict(float)
        for quant in quants:
            found[self._place_of(quant, company)] += quant.quantity
        return found

    def _place_of(self, quant, company):
        location, owner = quant.location_id, quant.owner_id
        area = "hold" if location.jxc_hold_effective else "stock"
        if location.usage == "transit":
            area = "transit"
        foreign = owner and owner != company.partner_id
        return location.warehouse_id.id, area, "other" if foreign else "own"

    def core_value(self, product, company=None):
        """Core's valuation as a user of the company sees it."""
        company = company or self.env.company
        product = product.with_user(self.reader).with_context(
            allowed_company_ids=company.ids,
            active_test=False,
        )
        self.env.invalidate_all()
        with company_only():
            return product.total_value

    # ---- assert

    def assert_quantity(self, product, first, second, msg=None):
        same = product.uom_id.compare(first, second) == 0
        self.assertTrue(same, f"{msg}: {first} != {second}")

    def assert_money(self, first, second, msg=None, company=None):
        currency = (company or self.env.company).currency_id
        same = currency.compare_amounts(first, second) == 0
        self.assertTrue(same, f"{msg}: {first} != {second}")

    def assert_agrees(self, product, company=None):
        """Closing = quants per place and core's valuation; rows are sound."""
        company = company or self.env.company
        core = self.core_quantities(product, company)
        facts = self.closing(product, company=company)
        for place in core.keys() | facts.keys():
            quantity = facts.get(place, (0, 0))[0]
            self.assert_quantity(product, quantity, core[place], f"quantity {place}")
        value = self.closing_total(product, company=company)[1]
        core_value = self.core_value(product, company)
        self.assert_money(value, core_value, f"value of {product.name}", company)
        self.assert_sound(product, company)
        self.assert_cost(product, company)
        return dict(core), core_value

    def assert_sound(self, product, company=None):
        """Rows add up, chain, are unique; movements between places cancel out."""
        places = self.rows(product, company=company)
        for place, rows in places.items():
            for row in rows:
                self._assert_row(product, row, company)
            self._assert_chain(product, place, rows, company)
        self._assert_cancel_out(product, places, company)

    def _assert_row(self, product, row, company):
        where = f"{row.day} {row.warehouse_id.code} {row.area} {row.ownership}"
        total = sum(row[name] * sign for name, sign in QUANTITIES.items())
        self.assert_quantity(product, total, row.closing_quantity, where)
        total = sum(row[name] * sign for name, sign in VALUES.items())
        self.assert_money(total, row.closing_value, where, company)
        currency = (company or self.env.company).currency_id
        for name in (*VALUES, "closing_value", "sold_value"):
            rounded = currency.round(row[name])
            self.assertAlmostEqual(row[name], rounded, 6, f"{where} {name}")
            if row.ownership == "other":
                self.assertFalse(row[name], f"{where} {name}")
        if row.revaluation:
            self.assertTrue(row.cause, f"{where}: revaluation without a cause")

    def _assert_chain(self, product, place, rows, company):
        days = [row.day for row in rows]
        self.assertEqual(days, sorted(set(days)), f"days of {place}")
        self.assertFalse(rows[0].opening_quantity or rows[0].opening_value, place)
        for before, after in pairwise(rows):
            where = f"chain {place} {after.day}"
            self.assert_quantity(
                product, after.opening_quantity, before.closing_quantity, where
            )
            self.assert_money(after.opening_value, before.closing_value, where, company)
        self._assert_carried(product, place, rows, company)

    def _assert_carried(self, product, place, rows, company):
        """A row on the first of each month for what is in stock then."""
        last = (company or self.env.company).jxc_stock_carried_month
        days = {row.day for row in rows}
        for before, after in pairwise([*rows, None]):
            if product.uom_id.is_zero(before.closing_quantity):
                continue
            first = (before.day.replace(day=1) + timedelta(days=32)).replace(day=1)
            if last and first <= last and (not after or first <= after.day):
                self.assertIn(first, days, f"not carried: {place}")

    def _assert_cancel_out(self, product, places, company):
        moved, shifted = defaultdict(float), defaultdict(float)
        money = defaultdict(float)
        for place, rows in places.items():
            for row in rows:
                moved[row.day, place[2]] += row.moved_in_quantity
                moved[row.day, place[2]] -= row.moved_out_quantity
                shifted[row.day, place[0], place[2]] += row.shifted_quantity
                money[row.day] += row.moved_in_value - row.moved_out_value
                money[row.day] += row.shifted_value
        for name, sums in (("moved", moved), ("shifted", shifted)):
            for key, total in sums.items():
                self.assert_quantity(product, total, 0, f"{name} {key}")
        # each place's value is rounded on its own
        cents = len(places) * (company or self.env.company).currency_id.rounding
        for day, total in money.items():
            self.assertAlmostEqual(total, 0, delta=cents, msg=f"moved value {day}")

    def assert_cost(self, product, company=None):
        """The company's last unit cost is that of its closing."""
        company = company or self.env.company
        cost = self.env["jxc.stock.cost"]
        cost.invalidate_model()
        last = cost.search(
            [("product_id", "=", product.id), ("company_id", "=", company.id)],
            order="day desc, id desc",
            limit=1,
        )
        quantity, value = self.closing_total(product, company=company)
        if not last:
            self.assertFalse(value, "value without a cost row")
            return
        unit = value / quantity if quantity else 0
        if not product.uom_id.is_zero(quantity):
            tolerance = company.currency_id.rounding / abs(quantity)
            self.assertAlmostEqual(last.unit_cost, unit, delta=tolerance + 1e-6)

    # ---- what was known on past days

    def remember(self, product, quantities, value):
        """Note what core says tonight."""
        self.seen[product, self.today()] = (quantities, value)

    def assert_past(self, product=None):
        """Each past evening's figures still stand as core told them then."""
        for (item, day), (quantities, value) in self.seen.items():
            if product and item != product:
                continue
            facts = self.closing(item, day)
            for place in quantities.keys() | facts.keys():
                quantity = facts.get(place, (0, 0))[0]
                known = quantities.get(place, 0)
                self.assert_quantity(item, quantity, known, f"{day} {place}")
            self.assert_money(self.closing_total(item, day)[1], value, f"{day} value")

    def snapshot(self, *products, until=None):
        """All figures of the company's rows, to compare runs."""
        domain = [("company_id", "=", self.env.company.id)]
        if products:
            domain.append(("product_id", "in", [p.id for p in products]))
        if until:
            domain.append(("day", "<=", until))
        self.facts.invalidate_model()
        rows = self.facts.search(domain)
        figures = {}
        for row in rows:
            key = (row.product_id.id, row.day, *(self._key(row, n) for n in PLACE))
            figures[key] = {name: round(row[name], 6) for name in FIGURES}
            figures[key]["cause"] = row.cause
        return figures

    @staticmethod
    def _key(row, name):
        return row[name].id if name == "warehouse_id" else row[name]

    def assert_rebuilt_same(self, *products):
        """A rebuild from raw gives the rows that the runs gave."""
        before = self.snapshot(*products)
        self.facts._rebuild(companies=self.env.company)
        after = self.snapshot(*products)
        self.assertEqual(sorted(before, key=str), sorted(after, key=str))
        for key, figures in before.items():
            self.assertEqual(figures, after[key], key)

    def revaluations(self, product):
        """The log of values that became known later, oldest first."""
        log = self.env["jxc.stock.revaluation"]
        log.invalidate_model()
        return log.search([("product_id", "=", product.id)], order="known_at, id")

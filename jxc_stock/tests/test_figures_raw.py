"""Ages, classes and turnover against the movements themselves, told again in Python."""

from collections import defaultdict
from datetime import date, timedelta

import pytz
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import tagged

from ..core import classes
from ..report import age_sql
from .common_facts import FactsCommon

COST = 10
FIRST = date(2026, 3, 2)
WEEKS = 4
KINDS = ("in_a", "in_b", "out_a", "out_b", "ship", "arrive", "hold", "back", "scrap")
STEPS = st.lists(
    st.tuples(
        st.sampled_from(KINDS), st.integers(0, 1), st.integers(1, 9), st.integers(0, 5)
    ),
    min_size=4,
    max_size=14,
)


@tagged("post_install", "-at_install")
class TestFiguresRaw(FactsCommon):
    """Two products of a constant cost, random movements, looked at on a past day."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.jxc_class_weeks = WEEKS
        cls.goods = cls.env["product.product"].browse()
        for name in ("Tea", "Salt"):
            cls.goods |= cls._product(name=name, standard_price=COST)

    @settings(
        max_examples=6,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(STEPS, st.integers(0, 20))
    def test_against_the_movements(self, steps, back):
        with self.undone():
            last = self.play(steps)
            today = self.on((last + timedelta(days=1)).isoformat())
            self.run_facts()
            asked = max(today - timedelta(days=back), FIRST)
            self.check_ages(asked)
            self.check_turnover(today)
            self.check_classes(today)

    def play(self, steps):
        day, sold = FIRST, {}
        self.on(day.isoformat())
        for product in self.goods:
            self.receive(product, 10, COST)
        for kind, number, quantity, gap in steps:
            day += timedelta(days=gap)
            self.on(day.isoformat())
            self.step(kind, self.goods[number], quantity, sold)
        return day

    def step(self, kind, product, quantity, sold):
        stock_a = self.wh_a.lot_stock_id
        if kind in ("in_a", "in_b"):
            self.receive(product, quantity, COST, wh=self.place_of(kind))
        elif kind in ("out_a", "out_b"):
            move = self.deliver(product, quantity, wh=self.place_of(kind))
            sold[product] = move, quantity
        elif kind == "back" and product in sold:
            move, most = sold.pop(product)
            self.back(move, min(quantity, most))
        elif kind == "ship":
            self.ship(product, quantity)
        elif kind == "arrive":
            self.arrive(product, quantity)
        elif kind == "hold":
            self.move(product, quantity, stock_a, self.hold_a)
        elif kind == "scrap":
            self.move(product, quantity, stock_a, self.loss())

    def place_of(self, kind):
        return self.wh_a if kind.endswith("a") else self.wh_b

    def loss(self):
        return self.env["stock.location"].search(
            [("usage", "=", "inventory"), ("company_id", "=", self.company.id)], limit=1
        )

    # -- the movements, told again -----------------------------------------------------

    def flows(self, product):
        """[(day, quantity, from, to)]: warehouse ids, 0 on the road, else a usage."""
        zone = pytz.timezone(self.company.jxc_tz)
        lines = self.env["stock.move.line"].search(
            [("product_id", "=", product.id), ("state", "=", "done")], order="date, id"
        )
        return [
            (
                pytz.utc.localize(line.date).astimezone(zone).date(),
                line.quantity_product_uom,
                *(
                    self.whence(place)
                    for place in (line.location_id, line.location_dest_id)
                ),
            )
            for line in lines
        ]

    def whence(self, place):
        if place.usage in ("internal", "transit"):
            return place.warehouse_id.id or 0
        return place.usage

    def left(self, product, place, until):
        """{day: what is left of its arrivals}, first in, first out; or below zero."""
        queue, gone = [], 0
        for day, quantity, source, target in self.flows(product):
            if source == target or day > until:
                continue
            if target == place:
                queue.append([day, quantity])
            elif source == place:
                gone += quantity
        found = defaultdict(float)
        for day, quantity in queue:
            part = min(quantity, gone)
            gone -= part
            if quantity - part:
                found[day] += quantity - part
        if gone:
            found[None] = -gone
        return dict(found)

    def held(self, product, place, day):
        return sum(
            quantity * ((target == place) - (source == place))
            for when, quantity, source, target in self.flows(product)
            if when <= day
        )

    def sold(self, product, place, first, last):
        """{day of the delivery: quantity}, what came back taken off on its own day."""
        found = defaultdict(float)
        for day, quantity, source, target in self.flows(product):
            if first <= day <= last:
                if (source, target) == (place, "customer"):
                    found[day] += quantity
                elif (source, target) == ("customer", place):
                    found[day] -= quantity
        return found

    # -- what is compared --------------------------------------------------------------

    def places(self):
        return [self.wh_a.id, self.wh_b.id, 0]

    def check_ages(self, day):
        self.env["jxc.stock.age"]._renew(self.company, day)
        rows = self.env.execute_query(age_sql.layers(self.company, day))
        stored = self.env["jxc.stock.age"].search(
            [("company_id", "=", self.company.id), ("day", "=", day)]
        )
        for product in self.goods:
            for place in self.places():
                mine = [row for row in rows if row[:2] == (product.id, place)]
                found = {row[2]: float(row[3]) for row in mine}
                expected = self.left(product, place, day)
                self.assertEqual(found, expected, (product.name, place, day))
                kept = stored.filtered(
                    lambda row, product=product, place=place: (
                        row.product_id == product
                        and row.warehouse_id.id == place
                        or row.product_id == product
                        and not row.warehouse_id
                        and not place
                    )
                )
                self.assertAlmostEqual(
                    sum(kept.mapped("value")), COST * sum(expected.values()), 2
                )

    def check_turnover(self, today):
        """Cost of goods sold and mean of the stock of each day, this month."""
        first = today.replace(day=1)
        figures = self.env["jxc.stock.figure"]
        figures._renew(self.company, first)
        days = [first + timedelta(days=n) for n in range((today - first).days + 1)]
        for product in self.goods:
            for place in self.places():
                row = figures.search(
                    [
                        ("product_id", "=", product.id),
                        ("warehouse_id", "=", place or False),
                        ("month", "=", first),
                    ]
                )
                mean = sum(self.held(product, place, day) for day in days) / len(days)
                sold = sum(self.sold(product, place, first, today).values())
                where = (product.name, place)
                self.assertAlmostEqual(row.average_value, COST * mean, 4, where)
                self.assertAlmostEqual(row.sold_value, COST * sold, 4, where)
                if mean > 0:
                    turned = sold / mean * 365 / len(days)
                    self.assertAlmostEqual(row.turnover, turned, 4, where)

    def check_classes(self, today):
        """Measure and class by the deliveries of the weeks before today."""
        self.env["jxc.stock.class"]._classify(self.company)
        last = today - timedelta(days=1)
        first = today - timedelta(weeks=WEEKS)
        sums = {p: sum(self.net(p, first, last).values()) for p in self.goods}
        letters = classes.abc(sums, self.company._jxc_abc_limits())
        for product in self.goods:
            row = self.env["jxc.stock.class"].search(
                [("product_id", "=", product.id), ("warehouse_id", "=", False)]
            )
            if row:
                self.assertAlmostEqual(row.amount, COST * sums[product], 4)
                self.assertEqual(row.abc, letters[product])

    def net(self, product, first, last):
        """What was delivered on a day less what came back of it, whenever."""
        found = defaultdict(float)
        zone = pytz.timezone(self.company.jxc_tz)
        moves = self.env["stock.move"].search(
            [("product_id", "=", product.id), ("state", "=", "done")]
        )
        for move in moves:
            origin = move.origin_returned_move_id
            sign = {"customer": 1}.get(move.location_dest_id.usage, 0)
            if move.location_id.usage == "customer":
                sign = -1
            when = pytz.utc.localize((origin or move).date).astimezone(zone).date()
            if sign and first <= when <= last:
                found[when] += sign * move.product_qty
        return found

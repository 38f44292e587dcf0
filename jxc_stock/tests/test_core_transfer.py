from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..core import transfer as core
from ..core.transfer import Cover, Freight, Stock
from ..core.transfer_state import Balance, settle, state

QUANTITY = st.integers(-50, 2000).map(lambda n: n / 4)
LEVEL = st.integers(0, 400).map(float)
STEPS = (1.0, 0.25, 6.0)


@st.composite
def products(draw):
    """Warehouses with a product, freight between them, and days of cover."""
    count, step = draw(st.integers(1, 6)), draw(st.sampled_from(STEPS))
    stocks = [
        Stock(
            number,
            draw(QUANTITY),
            abs(draw(QUANTITY)),
            abs(draw(QUANTITY)),
            draw(LEVEL),
            draw(LEVEL),
            draw(st.integers(0, 40)) / 8,
            step,
        )
        for number in range(1, count + 1)
    ]
    way = st.builds(Freight, st.integers(0, 90).map(float), st.integers(0, 9))
    pairs = [(a, b) for a in range(1, count + 1) for b in range(1, count + 1)]
    freight = {pair: draw(way) for pair in pairs if draw(st.booleans())}
    closed = frozenset(pair for pair in pairs if draw(st.integers(0, 5)) == 0)
    least = draw(st.integers(0, 20))
    return stocks, freight, Cover(least, least + draw(st.integers(0, 40))), closed


def asked(case):
    stocks, freight, cover, closed = case
    return core.suggest(stocks, freight, cover, Freight(5, 2), closed)


@tagged("post_install", "-at_install")
class TestSuggestProperties(BaseCase):
    @given(products())
    def test_a_source_keeps_its_own_target(self, case):
        stocks, _freight, cover, _closed = case
        offers = asked(case)
        for stock in stocks:
            sent = sum(o.quantity for o in offers if o.source == stock.warehouse)
            if sent:
                kept = min(stock.available, stock.projected) - sent
                self.assertGreaterEqual(kept, core.keeps(stock, cover) - 1e-6)

    @given(products())
    def test_never_more_than_what_is_lacking(self, case):
        stocks, _freight, cover, _closed = case
        offers = asked(case)
        for stock in stocks:
            brought = sum(o.quantity for o in offers if o.target == stock.warehouse)
            self.assertLessEqual(brought, core.lack(stock, cover) + 1e-6)
            if brought:
                self.assertLess(stock.projected, core.level(stock, cover))

    @given(products())
    def test_whole_steps_of_something(self, case):
        step = case[0][0].step
        for offer in asked(case):
            self.assertGreater(offer.quantity, 0)
            self.assertAlmostEqual(offer.quantity / step, round(offer.quantity / step))

    @given(products())
    def test_nobody_gives_and_takes(self, case):
        offers = asked(case)
        sources = {offer.source for offer in offers}
        self.assertFalse(sources & {offer.target for offer in offers})
        self.assertFalse({(o.source, o.target) for o in offers} & case[3])

    @given(products(), st.randoms())
    def test_the_order_of_the_input_does_not_matter(self, case, random):
        stocks, freight, cover, closed = case
        mixed = list(stocks)
        random.shuffle(mixed)
        self.assertEqual(asked(case), asked((mixed, freight, cover, closed)))

    @given(products())
    def test_nothing_is_left_undone(self, case):
        """Where something is lacking still, nobody allowed has a step to spare."""
        stocks, _freight, cover, closed = case
        offers = asked(case)
        for target in stocks:
            came = sum(o.quantity for o in offers if o.target == target.warehouse)
            missing = core.lack(target, cover) - came
            for source in stocks:
                pair = (source.warehouse, target.warehouse)
                if source == target or pair in closed:
                    continue
                gave = sum(o.quantity for o in offers if o.source == pair[0])
                could = min(missing, core.spare(source, cover) - gave)
                self.assertLess(could, source.step + 1e-6)

    @given(products())
    def test_carried_out_nothing_more_is_suggested(self, case):
        """No going back and forth: afterwards the same warehouses are at rest."""
        stocks, freight, cover, closed = case
        offers = asked(case)
        after = [
            stock._replace(
                available=stock.available
                - sum(o.quantity for o in offers if o.source == stock.warehouse)
                + sum(o.quantity for o in offers if o.target == stock.warehouse)
            )
            for stock in stocks
        ]
        again = core.suggest(after, freight, cover, Freight(5, 2), closed)
        sources = {offer.source for offer in offers}
        self.assertFalse(sources & {offer.target for offer in again})


@tagged("post_install", "-at_install")
class TestSuggestCases(BaseCase):
    def test_the_one_sold_out_first_is_served_first(self):
        stocks = [
            Stock(1, 30),
            Stock(2, 8, least=20, most=30, per_day=1),
            Stock(3, 2, least=20, most=30, per_day=1),
        ]
        offers = core.suggest(stocks, {}, Cover(7, 30))
        # 3 lasts two days and lacks 28, 2 lasts eight days and gets the last two
        self.assertEqual([(o.target, o.quantity) for o in offers], [(3, 28), (2, 2)])

    def test_the_cheap_way_unless_it_comes_too_late(self):
        ways = {(1, 3): Freight(10, 6), (2, 3): Freight(80, 1)}
        stocks = [Stock(1, 50), Stock(2, 50), Stock(3, 4, 0, 0, 5, 20, 1)]
        self.assertEqual(core.suggest(stocks, ways, Cover(0, 0))[0].source, 2)
        slow = [*stocks[:2], Stock(3, 4, 0, 0, 5, 20, 0.5)]
        self.assertEqual(core.suggest(slow, ways, Cover(0, 0))[0].source, 1)

    def test_what_comes_and_goes_counts(self):
        target = Stock(2, 0, coming=20, least=5, most=20)
        self.assertEqual(core.suggest([Stock(1, 50), target], {}, Cover()), [])
        busy = Stock(1, 50, going=45)
        lacking = Stock(2, 0, least=5, most=20)
        self.assertEqual(core.suggest([busy, lacking], {}, Cover())[0].quantity, 5)

    def test_packing(self):
        stocks = [Stock(1, 50), Stock(2, 1, least=5, most=20, step=12)]
        self.assertEqual(core.suggest(stocks, {}, Cover())[0].quantity, 12)


FIGURE = st.integers(0, 40).map(float)


@st.composite
def balances(draw):
    shipped = draw(FIGURE)
    received = min(draw(FIGURE), shipped)
    lost = min(draw(FIGURE), shipped - received)
    return Balance(
        draw(FIGURE),
        shipped,
        draw(FIGURE),
        received,
        0.0,
        0.0,
        lost,
        draw(FIGURE),
    )


@tagged("post_install", "-at_install")
class TestSettle(BaseCase):
    @given(balances(), st.booleans())
    def test_afterwards_all_that_is_under_way_is_explained(self, line, arriving):
        change = settle(line, arriving)
        receive = line.to_receive + change.receive
        differ = line.unsettled + change.differ
        self.assertGreaterEqual(receive, 0)
        self.assertGreaterEqual(differ, 0)
        self.assertAlmostEqual(receive + differ, line.in_transit + line.to_ship)
        settled = line._replace(to_receive=receive, unsettled=differ)
        self.assertEqual(settle(settled, arriving), (0, 0))

    @given(balances())
    def test_no_difference_before_anything_arrives(self, line):
        self.assertLessEqual(settle(line, arriving=False).differ, 0)

    def test_states(self):
        cases = {
            ("draft", Balance()): "draft",
            ("to_approve", Balance()): "to_approve",
            ("cancelled", Balance()): "cancelled",
            ("confirmed", Balance()): "cancelled",
            ("confirmed", Balance(10, 0, 10)): "confirmed",
            ("confirmed", Balance(4, 6, 10)): "partly_shipped",
            ("confirmed", Balance(0, 10, 10)): "in_transit",
            ("confirmed", Balance(0, 10, 4, 6)): "partly_received",
            ("confirmed", Balance(4, 6, 4, 6)): "partly_received",
            ("confirmed", Balance(0, 10, 0, 10)): "done",
            ("confirmed", Balance(0, 10, 0, 8, unsettled=2)): "received",
            ("confirmed", Balance(0, 10, 0, 8, to_return=2)): "received",
            ("confirmed", Balance(0, 10, 0, 8, lost=2)): "done",
            ("confirmed", Balance(0, 10, 0, 0, unsettled=10)): "in_transit",
            ("confirmed", Balance(0, 10, 0, 0, lost=10)): "done",
        }
        for (stage, line), wanted in cases.items():
            with self.subTest(stage=stage, line=line):
                self.assertEqual(state(stage, [line, Balance()]), wanted)

"""The simulated year of the demo company, on some articles and any last day."""

from collections import defaultdict
from datetime import date, timedelta
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demo import data
from demo.history import planted, shop
from demo.history.orders import orders
from demo.history.plan import simulate
from demo.history.rows import Lot
from demo.history.shelf import Shelf
from demo.history.year import DAYS, LOCAL, Year

CODES = ("GS001", "GS004", "RP002", "LS001", "SS001", "LD001", "ZP001", "TW010")
CODES += ("HB005", "YL011", "TW012", "LY006", "JQ009", "GH004", "RP009", "JQ006")
EVES = {2024: date(2024, 2, 10), 2026: date(2026, 2, 15)}
PUT_AWAY = timedelta(hours=2)
ENDS = (
    date(2026, 11, 21),
    date(2026, 2, 20),  # in the middle of the festival
    date(2026, 3, 6),  # soon after it
    date(2029, 12, 31),  # holidays not announced yet
)


@cache
def world(end=date(2026, 11, 21), codes=CODES, numbers=(1, 2, 3)):
    year = Year(end, shop.festivals(EVES, range(end.year - 1, end.year + 2)))
    goods = [data.goods()[code] for code in codes]
    return simulate(year, shop.shop(goods, numbers), shop.table(numbers))


def local(moment):
    return moment + LOCAL


def flows(made):
    """Return [(time, in first, key, lot, signed quantity)] of all that moved."""
    history, found = made.history, []
    buys = {row.id: row for row in history.purchases}
    sales = {row.id: row for row in history.sales}
    came = {row.id: buys[row.purchase] for row in history.receipts}
    left = {row.id: sales[row.sale] for row in history.deliveries}

    def add(at, key, lot, quantity):
        found.append((at, quantity < 0, key, lot, quantity))

    for row in history.adjusts:
        add(row.at, (row.warehouse, row.code), row.lot, row.quantity)
    for row in history.receipts:
        order = came[row.id]
        wait = PUT_AWAY if order.warehouse == 1 else timedelta()
        add(row.at + wait, (order.warehouse, order.code), row.lot, row.quantity)
    for row in history.deliveries:
        key = left[row.id].warehouse, left[row.id].code
        add(row.at, key, row.lot, -row.quantity)
    for row in history.returns:
        order = came[row.receipt] if row.receipt else left[row.delivery]
        sign = -1 if row.receipt else 1
        add(row.at, (order.warehouse, order.code), row.lot, sign * row.quantity)
    for row in history.transfers:
        add(row.shipped_at, (row.source, row.code), row.lot, -row.quantity)
        if row.arrived_at:
            add(row.arrived_at, (row.target, row.code), row.lot, row.quantity)
    return sorted(found, key=lambda flow: flow[:2])


def total(rows, key):
    sums = defaultdict(int)
    for row in rows:
        sums[getattr(row, key)] += row.quantity
    return sums


def moments(made):
    """Return all times at which something was done."""
    history = made.history
    for kind in ("receipts", "deliveries", "returns", "adjusts"):
        yield from (row.at for row in getattr(history, kind))
    for row in history.transfers:
        yield from filter(None, (row.shipped_at, row.arrived_at))
    for row in (*history.purchases, *history.sales):
        yield row.ordered_at


@pytest.mark.parametrize("end", ENDS, ids=str)
def test_no_lot_is_ever_short_and_the_shelves_are_what_moved(end):
    made = world(end)
    left = defaultdict(int)
    for _at, _out, key, lot, quantity in flows(made):
        left[key, lot] += quantity
        assert left[key, lot] >= 0, (key, lot)
    shelves = {
        (key, lot): quantity
        for key, shelf in made.shelves.items()
        for lot, quantity in shelf.quantity.items()
    }
    assert {k: v for k, v in left.items() if v} == shelves


@pytest.mark.parametrize("end", ENDS, ids=str)
def test_nothing_is_done_before_after_or_on_closed_days(end):
    made = world(end)
    year = made.year
    days = {year.number(local(at).date()) for at in moments(made)}
    assert min(days) == 0 and max(days) <= DAYS - 1
    for kind in ("receipts", "deliveries"):
        for row in getattr(made.history, kind):
            assert not year.closed(year.number(local(row.at).date()))
    for row in made.history.purchases:
        assert not year.vendors_closed(year.number(local(row.ordered_at).date())) or (
            row.doc.count("-") > 2  # planted
        )


@pytest.mark.parametrize("end", ENDS, ids=str)
def test_nobody_gets_more_than_ordered_nor_gives_back_more_than_he_got(end):
    history = world(end).history
    for orders_, done, link in (
        (history.purchases, history.receipts, "purchase"),
        (history.sales, history.deliveries, "sale"),
    ):
        got = total(done, link)
        assert all(got[row.id] <= row.quantity for row in orders_)
    came = {row.id: row.quantity for row in history.receipts}
    left = {row.id: row.quantity for row in history.deliveries}
    for row in history.returns:
        assert row.quantity <= (
            came[row.receipt] if row.receipt else left[row.delivery]
        )


@pytest.mark.parametrize("end", ENDS, ids=str)
def test_goods_are_sold_before_they_expire(end):
    history = world(end).history
    for row in history.deliveries:
        assert not row.lot or row.lot.expires > local(row.at).date()


@pytest.mark.parametrize("end", ENDS, ids=str)
def test_the_lots_that_expire_are_there_whenever_the_year_ends(end):
    made = world(end)
    for key in ("expires_in_10_days", "expires_in_30_days", "expired_lot"):
        case = planted.CASES[key]
        expires = made.year.end + timedelta(days=case.expected["expires_in"])
        shelf = made.shelves[case.warehouse, case.code].quantity
        size = data.goods()[case.code].per_carton
        found = [q for lot, q in shelf.items() if lot.expires == expires]
        assert found == [case.expected["cartons"] * size], key


@given(st.dates(date(2024, 6, 1), date(2040, 12, 31)))
def test_weekday_and_season_stay(end):
    year = Year(end)
    for day in (0, 100, DAYS - 1):
        source = date(2017, 1, 1) + timedelta(days=year.source_day(day) - 1)
        ours = year.date(day)
        assert source.weekday() == ours.weekday()
        apart = abs(source.timetuple().tm_yday - ours.timetuple().tm_yday)
        assert min(apart, 365 - apart) <= 6
    assert len({year.source_day(day) for day in range(DAYS)}) == DAYS
    assert year.date(DAYS - 1) == end


def test_the_festival_moves_orders_and_loses_none():
    end = date(2026, 11, 21)
    table = shop.table((1, 2, 3))
    plain = orders(Year(end), table)
    year = Year(end, (EVES[2026],))
    moved = orders(year, table)
    assert not any(year.quiet(day) for day in moved)
    first, last = year.closures[0]
    assert last - first + 1 == planted.CASES["spring_festival"].expected["closed_days"]
    slow = {*planted.SLOW_CODES, planted.DEAD.code}

    def cartons(found, days):
        lines = (line for day in days for line in found.get(day, ()))
        return sum(line.cartons for line in lines if line.code not in slow)

    assert cartons(plain, range(DAYS)) == cartons(moved, range(DAYS))
    ahead = range(first - 15, first - 1)
    closed = range(first - 1, last)
    assert cartons(moved, ahead) == cartons(plain, ahead) + cartons(plain, closed)


def test_most_orders_are_delivered_the_next_day_and_some_not():
    made = world()
    first = {}
    for row in made.history.deliveries:
        first.setdefault(row.sale, row.at)
    sales = [s for s in made.history.sales if s.id in first]
    late = sum(first[s.id] > s.planned_at for s in sales)
    assert 0 < late < 0.05 * len(sales)
    assert made.cut and made.late


def test_the_same_input_gives_the_same_rows():
    again = world.__wrapped__(date(2026, 11, 21), CODES, (1, 2, 3))
    assert again.history == world().history


def test_one_warehouse_alone_buys_for_itself():
    history = world(codes=("ZP001", "GS001"), numbers=(2,)).history
    assert {row.warehouse for row in history.purchases} == {2}
    assert not history.transfers


def test_a_shelf_gives_what_expires_first_and_never_more_than_it_has():
    shelf, today = Shelf(life_days=30), date(2026, 1, 10)
    late, soon = Lot(date(2026, 2, 1), "b"), Lot(date(2026, 1, 20), "a")
    gone = Lot(date(2026, 1, 9), "c")
    for lot in (late, soon, gone):
        shelf.put(lot, 5)
    assert shelf.take(7, today) == [(soon, 5), (late, 2)]
    assert shelf.sellable(today) == 3
    assert shelf.expired(today) == [(gone, 5)]
    with pytest.raises(ValueError):
        shelf.remove(late, 4)

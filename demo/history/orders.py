"""The year's customer orders from the demand table, with what is planted in them."""

from collections import defaultdict
from typing import NamedTuple

from . import planted
from .year import CLOSED_DAYS, DAYS


class Order(NamedTuple):
    """What a customer orders of one article; price in CNY per base unit."""

    customer: int
    warehouse: int
    code: str
    cartons: int
    price: float


def orders(year, table):
    """Return {day 0…363: [Order]}, by customer.

    Orders of closed days come two weeks earlier, when everybody stocks up for the
    festival; slow movers, the dead article and expiring lots lose their orders.

    :param table: {warehouse: {day of the source: [Demand]}}.
    """
    found, sold = defaultdict(lambda: defaultdict(list)), set()
    for day in range(DAYS):
        target = day - CLOSED_DAYS if year.quiet(day) else day
        if target < 0:
            continue
        for warehouse, days in table.items():
            for line in days.get(year.source_day(day), ()):
                if wanted(day, warehouse, line.code, sold):
                    key = (warehouse, line.customer, line.code)
                    found[target][key].append(line)
    return {
        day: [_merged(key, lines[key]) for key in sorted(lines)]
        for day, lines in sorted(found.items())
    }


def _merged(key, lines):
    """One order of the same article by the same customer on the same day."""
    warehouse, customer, code = key
    cartons = sum(line.cartons for line in lines)
    return Order(customer, warehouse, code, cartons, float(lines[0].price))


def wanted(day, warehouse, code, sold):
    """Whether the plan leaves this order in; remembers a slow mover's in ``sold``."""
    if day >= planted.UNSOLD.get((warehouse, code), DAYS):
        return False
    if code == planted.DEAD.code:
        return day < planted.UNTIL_DEAD
    if code not in planted.SLOW_CODES:
        return True
    period = code, day // planted.SLOW_EVERY
    first = period not in sold
    sold.add(period)
    return first

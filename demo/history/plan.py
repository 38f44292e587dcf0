"""The year as rows of documents and movements: a simulation of the shop, day by day.

Pure and repeatable: no clock, no random numbers. Every day runs in the order of its
hours: count and scrap in the morning, transfers and vendors' goods come in, customers
get theirs in the afternoon, and in the evening the others' goods leave the main
warehouse. So no lot is ever short at any moment.
"""

from .buying import Buying
from .keeping import Keeping
from .orders import orders
from .selling import Selling
from .world import World
from .year import DAYS


def simulate(year, shop, table):
    """Return the World at the end of the year; its ``history`` has all rows.

    :param year: Year. :param shop: Shop.
    :param table: {warehouse: {day of the source 1…364: [Demand]}}.
    """
    wanted = orders(year, chosen(shop, table))
    world = World(year, shop, wanted)
    keeping, buying, selling = Keeping(world), Buying(world), Selling(world)
    keeping.open()
    for day in range(DAYS):
        keeping.count(day)
        keeping.scrap(day)
        keeping.arrive(day)
        buying.receive(day)
        if not year.closed(day):
            selling.deliver(day)
        selling.take_back(day)
        selling.order(day, wanted.get(day, ()))
        buying.order(day)
        keeping.ship(day)
    world.cut = selling.cut
    world.late = {key: left for key, (_row, left, _due) in selling.open.items()}
    return world


def chosen(shop, table):
    """Return the part of the demand table that the shop sells."""
    return {
        number: {
            day: [line for line in lines if line.code in shop.goods]
            for day, lines in table[number].items()
        }
        for number in shop.warehouses
    }

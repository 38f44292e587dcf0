"""One real day of the demand, worked out with plain arithmetic: no Odoo here.

Day 194 of the source (a Thursday in July) at the first warehouse: three kinds of fruit
and vegetables run short without the day's purchase. Every figure the whole-suite tests
expect comes from this file, which knows the CSV files and nothing else.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from demo import data, opening

DAY, WAREHOUSE = 194, 1
MORNING = "2026-07-16 01:00:00"  # 09:00 in Shanghai, a Thursday as day 194 was
TODAY = "2026-07-16"
VENDOR, RIVAL = "V10", "V14"
NEW_LOT = "20260715"
CENT = Decimal("0.01")
PAID_AT_ONCE = "现结"


def money(value):
    """Round half up to 0.01, as the Chinese chart does for each line."""
    return Decimal(value).quantize(CENT, ROUND_HALF_UP)


@dataclass(frozen=True)
class Line:
    """A line of an order: cartons at a price per carton without tax, VAT in percent."""

    code: str
    cartons: int
    price: Decimal
    vat: int

    @property
    def pieces(self):
        return self.cartons * data.goods()[self.code].per_carton

    @property
    def untaxed(self):
        return money(self.cartons * self.price)

    @property
    def tax(self):
        return money(self.untaxed * self.vat / 100)


def sales():
    """Return {customer number: [Line]}: what each customer orders on the day."""
    orders = defaultdict(list)
    for want in data.demand(WAREHOUSE)[DAY]:
        good = data.goods()[want.code]
        price = want.price * good.per_carton
        orders[want.customer].append(Line(good.code, want.cartons, price, good.vat))
    return dict(orders)


def sold_cartons():
    """Return {code: cartons sold on the day}."""
    total = defaultdict(int)
    for lines in sales().values():
        for line in lines:
            total[line.code] += line.cartons
    return dict(total)


def purchase(vendor=VENDOR):
    """Return [Line] of the day's purchase: 10 cartons and twice the day's sales.

    The vendor quotes 3 % below its list price, the rival its list price (4 % above).
    """
    lines = []
    for code, cartons in sorted(sold_cartons().items()):
        good = data.goods()[code]
        if good.vendor == VENDOR:
            listed = good.cost * good.per_carton
            factor = Decimal("0.97") if vendor == VENDOR else Decimal("1.04")
            price = money(listed * factor)
            lines.append(Line(code, 10 + 2 * cartons, price, good.vat))
    return lines


def untaxed(lines):
    return sum(line.untaxed for line in lines)


def total(lines):
    return sum(line.untaxed + line.tax for line in lines)


def opening_lots(today):
    """Return {code: [(lot name or None, pieces)]} before the day, oldest first."""
    lots = defaultdict(list)
    codes = [data.goods()[code] for code in sold_cartons()]
    for _warehouse, good, _bin, day, pieces in opening.plan(codes, [WAREHOUSE], today):
        lots[good.code].append((f"{day:%Y%m%d}" if good.life_days else None, pieces))
    return dict(lots)


def new_expiry(code):
    """Return when the received lot expires: its day of production + shelf life."""
    produced = datetime.strptime(NEW_LOT, "%Y%m%d")
    return produced + timedelta(days=data.goods()[code].life_days, hours=16)


def closing_lots(today):
    """Return {(code, lot): pieces} after the day: what expires first goes first."""
    lots = opening_lots(today)
    for line in purchase():
        lots[line.code].append((NEW_LOT, line.pieces))
    left = {}
    for code, cartons in sold_cartons().items():
        wanted = cartons * data.goods()[code].per_carton
        for lot, pieces in sorted(lots[code]):  # by day of production
            taken = min(pieces, wanted)
            wanted -= taken
            left[code, lot] = left.get((code, lot), 0) + pieces - taken
        assert not wanted, f"the day sells more {code} than there is"
    return {key: pieces for key, pieces in left.items() if pieces}


def opening_value(today):
    """Return the cost of the opening stock, CNY."""
    return sum(
        pieces * data.goods()[code].cost
        for code, lots in opening_lots(today).items()
        for _lot, pieces in lots
    )


def closing_value(today):
    """Return {code: value at average cost, CNY, unrounded} after the day."""
    bought = {line.code: line for line in purchase()}
    values = {}
    for code, lots in opening_lots(today).items():
        good = data.goods()[code]
        pieces = sum(pieces for _lot, pieces in lots)
        value = pieces * good.cost
        if code in bought:
            pieces += bought[code].pieces
            value += bought[code].untaxed
        left = pieces - sold_cartons()[code] * good.per_carton
        values[code] = value * left / pieces
    return values


def cash_customers():
    """Return the numbers of the day's customers who pay at once."""
    terms = {int(row["customer"]): row["term"] for row in data.rows("customers")}
    return [number for number in sales() if terms[number] == PAID_AT_ONCE]

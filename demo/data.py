"""The files of demo/data as plain values: no Odoo here.

One unit sold in the source is one carton sold by the wholesaler; the price of a day
is our list price moved as the source's price moved against its own median. See
README.md.
"""

import csv
from collections import defaultdict
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, lru_cache
from pathlib import Path

FOLDER = Path(__file__).parent
DAYS = 364
WAREHOUSES = (1, 2, 3)
LOWEST, HIGHEST = Decimal("0.75"), Decimal("1.10")


@dataclass(frozen=True)
class Good:
    """One article of the wholesaler; money in CNY per base unit, without tax."""

    code: str
    category: str
    name: str
    brand: str
    spec: str
    model: str
    origin: str
    unit: str
    per_carton: int
    vat: int
    life_days: int
    storage: str
    cost: Decimal
    price: Decimal
    vendor: str
    barcode: str
    carton_barcode: str

    @property
    def title(self):
        return f"{self.brand}{self.name} {self.spec}"


@dataclass(frozen=True)
class Demand:
    """What one customer bought of one article on one day."""

    customer: int
    code: str
    cartons: int
    price: Decimal


def rows(name):
    """Return the rows of data/<name>.csv as dictionaries."""
    with open(FOLDER / "data" / f"{name}.csv", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


@lru_cache(maxsize=1)
def goods():
    """Return {code: Good} in the order of goods.csv."""
    found = {}
    for row in rows("goods"):
        row = {k: v for k, v in row.items() if not k.startswith("source_")}
        numbers = {k: int(row[k]) for k in ("per_carton", "vat", "life_days")}
        money = {k: Decimal(row[k]) for k in ("cost", "price")}
        found[row["code"]] = Good(**{**row, **numbers, **money})
    return found


@lru_cache(maxsize=1)
def regular_cents():
    """Return {code: median price of the article in the source, cents}."""
    return {row["code"]: int(row["regular_cents"]) for row in rows("sources")}


@lru_cache(maxsize=3)
def demand(warehouse):
    """Return {day 1…364: [Demand]} of the warehouse's customers."""
    days = defaultdict(list)
    for row in rows(f"demand_{warehouse}"):
        price = day_price(row["code"], int(row["cents"]))
        line = Demand(int(row["customer"]), row["code"], int(row["quantity"]), price)
        days[int(row["day"])].append(line)
    return days


@cache
def day_price(code, cents):
    """Return our price of the day in CNY per base unit, rounded to 0.01.

    list price × (price of the day / median price), the factor kept in 0.75 … 1.10.
    """
    factor = Decimal(cents) / max(regular_cents()[code], 1)
    factor = min(max(factor, LOWEST), HIGHEST)
    price = goods()[code].price * factor
    return price.quantize(Decimal("0.01"), ROUND_HALF_UP)


@lru_cache(maxsize=3)
def mean_cartons(warehouse):
    """Return {code: mean cartons a day} over the 364 days."""
    total = defaultdict(int)
    for lines in demand(warehouse).values():
        for line in lines:
            total[line.code] += line.cartons
    return {code: total[code] / DAYS for code in goods()}

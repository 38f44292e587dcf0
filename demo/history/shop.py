"""The shop of the files in demo/data, and its year; no Odoo here."""

from datetime import date

from demo import data

from .planted import NEW_YEAR_DAYS
from .world import Shop, Vendor

BUYERS = ("cg1", "cg2")


def shop(goods, numbers):
    """Return the Shop of these Goods and warehouse numbers."""
    vendors = {
        row["vendor"]: Vendor(
            *(row["vendor"], int(row["lead_days"]), int(row["moq_cartons"])),
            BUYERS[int(row["vendor"][1:]) % 2],
        )
        for row in data.rows("vendors")
    }
    sellers = {int(r["customer"]): r["salesperson"] for r in data.rows("customers")}
    return Shop({g.code: g for g in goods}, vendors, sellers, tuple(numbers))


def table(numbers):
    """Return {warehouse: {day of the source: [Demand]}}."""
    return {number: data.demand(number) for number in numbers}


def festivals(known, years):
    """Return the first day of the Spring Festival of each year, as far as is known.

    :param known: {year: first official day}; other years start on New Year's Eve.
    """
    eves = {int(text[:4]): date.fromisoformat(text) for text in NEW_YEAR_DAYS}
    days = {**eves, **known}
    return tuple(days[year] for year in years if year in days)

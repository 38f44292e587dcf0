"""Opening stock in bins and lots, and the opening entry that goes with it."""

from datetime import timedelta
from decimal import Decimal
from math import ceil

from . import data
from .warehouses import bins_of_goods

COVER_DAYS = 12
BANK = Decimal("1500000.00")


def opening_cartons(good, mean):
    """Return cartons on hand at the start, oldest lot first, from the mean a day.

    Fresh goods (up to 30 days) cover a third of their life and lie in one lot; other
    goods cover 12 days, two fifths of it in an older lot when there are 5 or more.
    """
    fresh = 0 < good.life_days <= 30
    days = min(good.life_days / 3, COVER_DAYS) if fresh else COVER_DAYS
    total = max(ceil(mean * days), 1 if fresh else 2)
    if fresh or total < 5:
        return [total]
    older = total * 2 // 5
    return [older, total - older]


def produced_on(good, position, count, today):
    """Return the day of production of a lot: the newest is 5 % of its life old."""
    share = 5 + 20 * (count - 1 - position)
    return today - timedelta(days=good.life_days * share // 100)


def plan(goods, warehouses, today):
    """Yield (warehouse, good, bin, production day or None, quantity in base unit)."""
    bins = bins_of_goods(data.goods().values())
    for number in warehouses:
        mean = data.mean_cartons(number)
        for good in goods:
            parts = opening_cartons(good, mean[good.code])
            if not good.life_days:
                parts = [sum(parts)]
            for position, cartons in enumerate(parts):
                day = produced_on(good, position, len(parts), today)
                quantity = cartons * good.per_carton
                yield number, good, bins[good.code], day, quantity


def load_lots(env, records, goods, warehouses, today):
    """Create the lots: named by production day, expiring after the shelf life."""
    values = {}
    for _number, good, _bin, day, _quantity in plan(goods, warehouses, today):
        if good.life_days:
            expiry = day + timedelta(days=good.life_days)
            values[f"lot_{good.code}_{day:%Y%m%d}"] = {
                "name": f"{day:%Y%m%d}",
                "product_id": records.get(f"product_{good.code}").id,
                "expiration_date": f"{expiry} 15:59:59",
            }
    records.put("stock.lot", values)


def load_stock(env, records, goods, warehouses, today):
    """Count the opening stock in and book its value against capital, once."""
    if "opening_entry" in records:
        return
    load_lots(env, records, goods, warehouses, today)
    quants, value = [], Decimal(0)
    for number, good, place, day, quantity in plan(goods, warehouses, today):
        lot = f"lot_{good.code}_{day:%Y%m%d}"
        quants.append(
            {
                "product_id": records.get(f"product_{good.code}").id,
                "location_id": records.get(f"bin_{number}_{place}").id,
                "lot_id": records.get(lot).id if good.life_days else False,
                "inventory_quantity": quantity,
            }
        )
        value += quantity * good.cost
    counted = env["stock.quant"].with_context(inventory_mode=True).create(quants)
    counted.with_context(inventory_name="期初库存").action_apply_inventory()
    book(env, records, value, today)


def book(env, records, value, today):
    """Debit stock and bank, credit paid-in capital, once."""
    bank = env["account.journal"].search([("type", "=", "bank")], limit=1)
    template = env["account.chart.template"].with_company(env.company)
    capital = template.ref("l10n_cn_account_3001")
    stock = env.company.account_stock_valuation_id
    amounts = [
        (stock, value, Decimal(0)),
        (bank.default_account_id, BANK, Decimal(0)),
        (capital, Decimal(0), value + BANK),
    ]
    entry = {
        "ref": "期初余额",
        "date": today,
        "move_type": "entry",
        "line_ids": [
            (
                0,
                0,
                {
                    "name": "期初余额",
                    "account_id": account.id,
                    "debit": float(debit),
                    "credit": float(credit),
                },
            )
            for account, debit, credit in amounts
        ],
    }
    records.put("account.move", {"opening_entry": entry})["opening_entry"].action_post()

"""The steps that give the demo company its year; each is done once and for all.

A step leaves its mark (an external id) in the same transaction. The day on which the
history ends is kept, so that a load that was killed before midnight goes on with it.
"""

from datetime import date, timedelta
from decimal import Decimal

from demo import data, opening
from tools.history import accounting, write

from . import documents, planted, shop, stage, traces
from .plan import simulate
from .year import DAYS, Year

PARAMETER = "jxc_demo.history_end"
BILLED_LATER = 3  # days at least between the last receipt and its bill


def begun(records):
    """Whether the company has its year already, or a part of it."""
    return "history_end" in records


def steps(goods, numbers, end):
    """Return [(title, step(env, records))] of a history that ends on ``end``."""
    return [
        ("一年的采购、销售与库存", lambda e, r: load_goods(e, r, goods, numbers, end)),
        ("账单、发票与收付款", load_accounting),
        ("信用额度与证照", traces.load),
        ("其他出入库、组装、调拨与召回", documents.load),
        ("每日库存事实", load_facts),
        ("拣货顺序、分类、库龄与建议", load_figures),
    ]


def load_goods(env, records, goods, numbers, end):
    """Simulate the year and write it; ``end`` is kept for the steps that follow."""
    if begun(records):
        return
    year = Year(end, festivals(end))
    world = simulate(year, shop.shop(goods, numbers), shop.table(numbers))
    stage.fill(env, records, world)
    write.write(env, facts=False)
    parameter = env["ir.config_parameter"].create(
        {"key": PARAMETER, "value": end.isoformat()}
    )
    records.adopt("history_end", parameter)
    _open_books(env, records, world)


def festivals(end):
    """Return the Spring Festivals near the year, from the Chinese calendar."""
    from odoo.addons.jxc_base.core import calendar_cn

    years = range(end.year - 1, end.year + 2)
    known = {}
    for year in set(years) & set(calendar_cn.known_years()):
        days = (date(year, 1, 15) + timedelta(days=n) for n in range(45))
        known[year] = next(d for d in days if calendar_cn.day_info(d).holiday == "春节")
    return shop.festivals(known, years)


def _open_books(env, records, world):
    """Book the value of the opening stock against capital on the first day."""
    cost = {code: good.cost for code, good in data.goods().items()}
    value = sum(
        (row.quantity * cost[row.code] for row in opened(world)),
        Decimal(0),
    )
    opening.book(env, records, value, world.year.start)


def opened(world):
    return (row for row in world.history.adjusts if row.kind == "opening")


def last_day(records):
    """Return the last day of the history that was loaded."""
    return date.fromisoformat(records.get("history_end").value)


def load_accounting(env, records):
    """Post bills, invoices and payments of the year; one bill is above its order."""
    if "history_posted" in records:
        return
    since = last_day(records) - timedelta(days=DAYS - 1)
    slip = planted.CASES["price_slip"]
    factor = slip.expected["factor"]
    lines = slipped(env, records)
    habits = accounting.Habits(late=late_payers(records))
    accounting.post(
        env,
        since,
        last_day(records),
        {line.id: round(line.price_unit * factor, 2) for line in lines},
        habits,
    )
    records.adopt("history_posted", records.get("history_end"))


def late_payers(records):
    """Return {customer id: days late} of those over their credit limit."""
    case = planted.CASES["over_credit_limit"]
    days = case.expected["days_late"]
    return {records.get(f"customer_{n}").id: days for n in case.customers}


def slipped(env, records):
    """Return the lines of the order that is billed above its price.

    The vendor bills on a month's last day: its last order that came some days before,
    so that goods have moved at the old cost when the bill says another.
    """
    vendor = records.get(f"vendor_{planted.CASES['price_slip'].vendor}")
    before = last_day(records).replace(day=1) - timedelta(days=BILLED_LATER)
    order = env["purchase.order"].search(
        [("partner_id", "=", vendor.id), ("effective_date", "<", before)],
        order="effective_date desc, id desc",
        limit=1,
    )
    return order.order_line


def load_facts(env, records):
    """Count the daily facts of everything above."""
    if "history_facts" in records:
        return
    env["jxc.stock.daily"]._rebuild()
    env["jxc.promise"]._take_over()
    records.adopt("history_facts", records.get("history_end"))


def load_figures(env, records):
    """What the nights of the year would have counted, and the bins in pick order."""
    if "history_figures" in records:
        return
    warehouses = env["stock.warehouse"].search([("company_id", "=", env.company.id)])
    order = env["jxc.pick.order"].with_user(records.get("user_ckjl"))
    for warehouse in warehouses:
        order.create({"warehouse_id": warehouse.id}).action_number()
    env["jxc.stock.class"]._classify(env.company)
    env["jxc.stock.figure"]._renew_all(env.company)
    env["jxc.transfer.suggestion"]._renew(env.company)
    for warehouse in warehouses:
        env["jxc.slot.advice"]._renew(warehouse)
    records.adopt("history_figures", records.get("history_end"))

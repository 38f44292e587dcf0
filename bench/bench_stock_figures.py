"""Classes, ages, turnover, times without stock, clearance and slotting at full load.

Counting goes over the daily facts of 10,000 products in 5 warehouses: a month's
figures, today's ages, the ages of a past day, the classes of the month. Pages read what
is counted. The last row is a night of the indicators: thirteen months, five indicators.
Everything is rolled back.
"""

from datetime import timedelta
from unittest.mock import patch

from bench.frame import Row, measure
from bench.load import as_role, once, reference

GOAL_PAGE = 1000
GOAL_COUNT = 10_000
GOAL_NIGHT = 180_000
OUT = {name: {} for name in ("product_id", "warehouse_id", "first_day", "days")}
AGE = {name: {} for name in ("product_id", "warehouse_id", "bucket_id", "quantity")}
CLEAR = {
    name: {} for name in ("product_id", "warehouse_id", "proposal_text", "value_now")
}
CAPITAL = {name: {} for name in ("display_name", "closing_value", "verdict", "trend")}
FIGURE = {name: {} for name in ("product_id", "closing_value", "turnover", "verdict")}


def run(env, scale: float) -> list[Row]:
    """Return the time of each count, of the pages over it, and of a night."""
    reference(env, scale)
    company = env.company
    rows = [*counts(env, company), *pages(as_role(env, "boss"))]
    with patch.object(env.registry["ir.cron"], "_commit_progress", return_value=1):
        night = env["jxc.kpi"]._cron_refresh
        rows.append(once("a night of the indicators", night, GOAL_NIGHT))
    env.cr.rollback()
    return rows


def counts(env, company):
    today = company._jxc_facts_clock()._jxc_today()
    month, past = today.replace(day=1), today - timedelta(days=100)
    figures, ages = env["jxc.stock.figure"], env["jxc.stock.age"]
    classes, gone = env["jxc.stock.class"], env["jxc.stock.out"]
    before = month - timedelta(days=1)
    figures._renew(company, before.replace(day=1))
    yield once("classes of the month", lambda: classes._classify(company), GOAL_COUNT)
    yield once("ages of today", lambda: ages._renew(company), GOAL_COUNT)
    yield once("ages of a past day", lambda: ages._renew(company, past), GOAL_COUNT)
    yield once("figures of a month", lambda: figures._renew(company, month), GOAL_COUNT)
    yield once("times without stock", lambda: gone._renew(company), GOAL_COUNT)
    clear = env["jxc.stock.clearance"]
    yield once("clearance list, first", lambda: clear._renew(company))
    yield once("clearance list, again", lambda: clear._renew(company), GOAL_COUNT)
    slots = env["jxc.slot.advice"]
    warehouse = env["stock.warehouse"].search(
        [("company_id", "=", company.id)], limit=1
    )
    yield once("slotting advice", lambda: slots._renew(warehouse), GOAL_COUNT)


def pages(env):
    env.flush_all()
    listed = {
        "jxc.stock.out": ([("still", "=", True)], OUT),
        "jxc.stock.age": ([("latest", "=", True)], AGE),
        "jxc.stock.figure": ([("movement", "=", "dead")], FIGURE),
        "jxc.stock.clearance": ([("state", "=", "open")], CLEAR),
        "jxc.stock.capital": ([("level", "=", "category")], CAPITAL),
    }
    for name, (domain, shown) in listed.items():
        yield page(env[name], domain, shown)


def page(model, domain, shown) -> Row:
    asked = {"limit": 80, "count_limit": 10_001}
    return measure(
        f"page of {model._name}",
        [lambda: model.web_search_read(domain, shown, **asked)],
        GOAL_PAGE,
        model.env.invalidate_all,
    )

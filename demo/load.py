"""Load the demo company into a database: ``load(env)``.

Every step can be repeated: records have external ids ``__jxc_demo__.…`` and are made
once; what a user changed afterwards stays. Each step is committed, so that a load that
was killed goes on where it stopped.
"""

import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from . import company, data, goods, opening, partners, rules, warehouses
from .history import steps as history_steps
from .records import Records

SUPERUSER = 1
CONTEXT = {
    "lang": "zh_CN",
    "tz": "Asia/Shanghai",
    "tracking_disable": True,
    "no_reset_password": True,
    "mail_create_nosubscribe": True,
}


def load(
    env,
    say=print,
    commit=True,
    codes=None,
    warehouse_numbers=(1, 2, 3),
    history=True,
):
    """Make the demo company in the main company of the database; return Records.

    :param env: any environment; the work is done as the superuser.
    :param say: called with one line of progress per step.
    :param commit: False keeps everything in the caller's transaction (tests).
    :param codes: article codes to load, all by default.
    :param warehouse_numbers: warehouses that get stock and reorder points.
    :param history: with the year that ends yesterday; False: today's opening stock.
    """
    main = env["res.company"].sudo().search([], order="id", limit=1)
    context = {**CONTEXT, "allowed_company_ids": main.ids}
    env = env(user=SUPERUSER, context=context)
    records = Records(env)
    chosen = [g for c, g in data.goods().items() if codes is None or c in codes]
    steps = _steps(chosen, warehouse_numbers)
    steps += _stock_steps(records, chosen, warehouse_numbers, history)
    steps.append(("指标", _load_indicators))
    for number, (title, step) in enumerate(steps, 1):
        start = time.monotonic()
        step(env, records)
        if commit:
            env.cr.commit()
        say(f"[{number:2d}/{len(steps)}] {title} {time.monotonic() - start:.1f} s")
    return records


def _stock_steps(records, chosen, numbers, history):
    """The year, or today's opening stock; who has the one never gets the other."""
    today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    opened = "opening_entry" in records and not history_steps.begun(records)
    if history and not opened:
        return history_steps.steps(chosen, numbers, today - timedelta(days=1))
    if history_steps.begun(records):
        return []
    return [
        ("期初库存", lambda e, r: opening.load_stock(e, r, chosen, numbers, today)),
    ]


def _steps(chosen, numbers):
    return [
        ("语言", lambda env, _r: company.load_language(env)),
        ("公司与会计科目", lambda env, _r: company.load_company(env)),
        ("日记账与付款条款", _load_books),
        ("仓库", warehouses.load_warehouses),
        ("库位", _load_places),
        ("用户", partners.load_users),
        ("供应商与客户", _load_partners),
        ("单位与分类", _load_units),
        ("商品与供应商价格", lambda e, r: goods.load_goods(e, r, chosen)),
        ("上架规则", lambda _e, r: goods.load_put_away(r, chosen, numbers)),
        ("审批规则与补货点", lambda e, r: _load_rules(e, r, chosen, numbers)),
    ]


def _load_books(env, records):
    company.load_journals(env, records)
    company.load_terms(env, records)


def _load_places(env, records):
    warehouses.name_shared_places(env)
    warehouses.load_bins(env, records)
    env["jxc.number.preset"]._apply(env.company)


def _load_partners(env, records):
    partners.load_vendors(env, records)
    partners.load_customers(env, records)


def _load_units(env, records):
    goods.load_units(env, records)
    goods.load_categories(env, records)


def _load_indicators(env, _records):
    """The figures of the year, so that the workbench shows them on the first day."""
    env["jxc.kpi"].search([]).action_refresh()


def _load_rules(env, records, chosen, numbers):
    rules.load_departments(records)
    rules.load_approvals(env, records)
    rules.load_order_points(env, records, chosen, numbers)

"""All warning detectors on the reference load, and a run that opens warnings.

Goal: less than 10 s for all detectors together. Every product gets a replenishment rule
in every warehouse (minimum, maximum, safety stock), so that the three level detectors
have the largest table to look at; the figures of the last full month are counted for
those that read them. Everything is rolled back.
"""

from datetime import timedelta

from bench.frame import Row, measure
from bench.load import once, reference

GOAL = 10_000
POINTS = """
    INSERT INTO stock_warehouse_orderpoint
           (name, company_id, product_id, warehouse_id, location_id, active, trigger,
            product_min_qty, product_max_qty, jxc_safety_quantity, jxc_cover_days)
    SELECT 'bench', warehouse.company_id, product.id, warehouse.id,
           warehouse.lot_stock_id, TRUE, 'manual', 20 + product.id % 40,
           100 + product.id % 400, 5 + product.id % 20, 0
      FROM product_product product
      JOIN product_template template ON template.id = product.product_tmpl_id
      CROSS JOIN stock_warehouse warehouse
     WHERE template.is_storable AND product.active AND warehouse.active
    ON CONFLICT DO NOTHING
"""


def run(env, scale: float) -> list[Row]:
    """Return the time of each detector, of all, and of two runs of the engine."""
    reference(env, scale)
    env.cr.execute(POINTS)
    env.cr.execute("ANALYZE stock_warehouse_orderpoint")
    env.invalidate_all()
    count_figures(env)
    rules = env["jxc.alert.rule"].search([])
    rules.silent = True
    env.flush_all()
    rows = [measure("all detectors", [lambda: detect(rules)], GOAL)]
    rows += [
        measure(f"detector {rule.detector}: {len(detect(rule))} rows", [each(rule)])
        for rule in rules
    ]
    rows.append(once("run that opens them", rules._run))
    opened = env["jxc.alert"].search_count([])
    rows.append(once(f"run that finds the same {opened}", rules._run))
    env.cr.rollback()
    return rows


def count_figures(env) -> None:
    """Figures of the last two full months, as the nights left them."""
    figures = env["jxc.stock.figure"]
    month = env.company._jxc_facts_clock()._jxc_today().replace(day=1)
    for _month in range(2):
        month = (month - timedelta(days=1)).replace(day=1)
        figures._renew(env.company, month)


def detect(rules):
    return [
        found for rule in rules for found in getattr(rule, f"_detect_{rule.detector}")()
    ]


def each(rule):
    return lambda: detect(rule)

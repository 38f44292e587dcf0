"""`write(env)`: turn the staging tables into the documents of an Odoo company."""

import logging
import time
from contextlib import contextmanager

from tools.history import (
    bulk,
    goods,
    numbering,
    orders,
    plan,
    prepare,
    rules,
    staging,
    stocked,
    worth,
    write_purchase,
    write_sale,
    write_stock,
)

_logger = logging.getLogger(__name__)


class Clock:
    """Seconds of each step, in order."""

    def __init__(self, say):
        self.seconds, self.say = {}, say

    @contextmanager
    def step(self, name):
        started = time.monotonic()
        yield
        self.seconds[name] = round(time.monotonic() - started, 2)
        self.say(f"history: {name} {self.seconds[name]:.1f} s")


def write(env, say=_logger.info, facts=True):
    """Write the staged history into the company of `env`; return seconds by step.

    Everything happens in the caller's transaction. The staged products must not have
    done movements yet. `facts=False` leaves the daily facts to the caller.

    :raises ValueError: the staged rows contradict themselves or the database
    """
    env.flush_all()
    clock, cr = Clock(say), env.cr
    with clock.step("prepare"):
        staging.indexes(cr)
        scene = prepare.scene(env)
        rules.check(scene)
        plan.prepare(cr)
        numbering.prepare(cr)
    with clock.step("plan"):
        make_plans(scene)
    with clock.step("value"):
        worth.compute(scene)
    with clock.step("reserve"):
        stocked.reserve(scene)
        stocked.expect(scene)
    with clock.step("number"):
        write_stock.number_pickings(scene)
    with bulk.fast(cr, clock):
        insert_all(scene, clock)
    with clock.step("costs"):
        worth.store_costs(scene)
    env.invalidate_all()
    if facts:
        rebuild(env, clock)
    return clock.seconds


def make_plans(scene):
    orders.plan(scene, orders.PURCHASE)
    orders.plan(scene, orders.SALE)
    goods.plan_put_away(scene)
    plan.index(scene.env.cr)
    goods.plan_returns(scene)
    goods.plan_transfers(scene)
    goods.plan_adjustments(scene)
    plan.settle(scene.env.cr)
    stocked.plan_lots(scene)
    stocked.plan_places(scene)
    rules.check_stock(scene)


def insert_all(scene, clock):
    """Insert table by table, referred rows first."""
    for name, step in (
        ("orders", lambda: (write_purchase.write(scene), write_sale.write(scene))),
        ("lots", lambda: write_stock.insert_lots(scene)),
        ("transfers", lambda: write_stock.insert_transfers(scene)),
        ("scraps", lambda: write_stock.insert_scraps(scene)),
        ("pickings", lambda: write_stock.insert_pickings(scene)),
        ("moves", lambda: write_stock.insert_moves(scene)),
        ("lines", lambda: write_stock.insert_lines(scene)),
        ("quants", lambda: write_stock.insert_quants(scene)),
        (
            "references",
            lambda: (write_purchase.finish(scene), write_sale.finish(scene)),
        ),
    ):
        with clock.step(name):
            step()


def rebuild(env, clock):
    """Make what follows from documents anew: daily facts and promised dates."""
    with clock.step("rebuild"):
        env["jxc.stock.daily"]._rebuild()
    with clock.step("promises"):
        env["jxc.promise"]._take_over()

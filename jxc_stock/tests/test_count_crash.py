"""The posting process is killed; another one goes on. Two post at the same time."""

import os
import signal
import subprocess
import sys
from contextlib import contextmanager

from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, api
from odoo.addons.jxc_base.models.common.jxc_append_only import maintenance
from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL, config, mute_logger

LINES = 6
BATCH = 2
# Posts batch by batch and is killed in the second one: moved, not committed
KILLED = """
import os, signal, sys
import odoo
from odoo import SUPERUSER_ID, api
odoo.tools.config.parse_config(sys.argv[3:])
from odoo.modules.registry import Registry
registry = Registry(sys.argv[1])
from odoo.addons.jxc_stock.models.count import jxc_count_post
jxc_count_post.BATCH = 2
JxcCount = registry["jxc.count"]
post, calls = JxcCount._post_lines, []
def die(self, lines):
    post(self, lines)
    calls.append(1)
    if len(calls) == 2:
        os.kill(os.getpid(), signal.SIGKILL)
JxcCount._post_lines = die
with registry.cursor() as cr:
    env = api.Environment(cr, SUPERUSER_ID, {})
    count = env["jxc.count"].browse(int(sys.argv[2]))
    while count._post_next():
        cr.commit()
"""
TABLES = (
    "stock_move_line",
    "stock_move",
    "stock_quant",
    "jxc_stock_dirty",
    "jxc_stock_daily",
    "jxc_stock_cost",
    "product_value",
)


@tagged("post_install", "-at_install")
class TestCountCrash(TransactionCase):
    """Real transactions; what they commit is removed at the end."""

    def setUp(self):
        super().setUp()
        self.addCleanup(self._forget)
        with self.transaction() as env:
            self._plan(env)

    @contextmanager
    def transaction(self, commit=True):
        with self.registry.cursor() as cr:
            cr.execute("SET LOCAL lock_timeout = '5s'")
            env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
            yield env
            env.flush_all()
            if not commit:
                cr.rollback()

    def _plan(self, env):
        company = env.ref("base.main_company")
        warehouse = env["stock.warehouse"].search(
            [("company_id", "=", company.id)], limit=1
        )
        place = env["stock.location"].create(
            {"name": "Crash Shelf", "location_id": warehouse.lot_stock_id.id}
        )
        goods = env["product.product"].create(
            [{"name": f"Crash {n}", "is_storable": True} for n in range(LINES)]
        )
        for product in goods:
            env["stock.quant"]._update_available_quantity(product, place, 100)
        count = env["jxc.count"].create(
            {
                "warehouse_id": warehouse.id,
                "location_ids": [(6, 0, place.ids)],
                "share_a": 1,
            }
        )
        self.place_id, self.goods = place.id, goods.ids
        self.templates, self.count_id = goods.product_tmpl_id.ids, count.id
        self.counts = [count.id]
        count.action_start()
        count.task_ids.record(
            [{"product_id": product.id, "quantity": 90} for product in goods]
        )
        count.action_review()
        count.action_submit()
        count._jxc_business_method().write({"state": "posting"})

    def _forget(self):
        with self.registry.cursor() as cr, maintenance(cr):
            cr.execute(
                "UPDATE jxc_count_line SET move_id = NULL WHERE count_id = ANY(%s)",
                [self.counts],
            )
            for table in TABLES:
                rows = SQL.identifier(table), self.goods
                cr.execute(SQL("DELETE FROM %s WHERE product_id = ANY(%s)", *rows))
            for table in ("entry", "line", "task"):
                name = SQL.identifier(f"jxc_count_{table}")
                where = SQL("WHERE count_id = ANY(%s)", self.counts)
                cr.execute(SQL("DELETE FROM %s %s", name, where))
            cr.execute("DELETE FROM jxc_count WHERE id = ANY(%s)", [self.counts])
            cr.execute("DELETE FROM stock_location WHERE id = %s", [self.place_id])
            for table, ids in (
                ("product_product", self.goods),
                ("product_template", self.templates),
            ):
                name = SQL.identifier(table)
                cr.execute(SQL("DELETE FROM %s WHERE id = ANY(%s)", name, ids))

    def quantities(self, env):
        quants = env["stock.quant"]._read_group(
            [("product_id", "in", self.goods), ("location_id", "=", self.place_id)],
            ["product_id"],
            ["quantity:sum"],
        )
        return sorted(quantity for _product, quantity in quants)

    def moves(self, env):
        return env["stock.move"].search_count([("product_id", "in", self.goods)])

    def test_killed_in_the_middle(self):
        options = ["-c", config.rcfile, "--log-level=critical"]
        done = subprocess.run(
            [
                sys.executable,
                "-c",
                KILLED,
                self.cr.dbname,
                str(self.count_id),
                *options,
                f"--addons-path={','.join(config['addons_path'])}",
            ],
            timeout=120,
            check=False,
            env={**os.environ},
        )
        self.assertEqual(done.returncode, -signal.SIGKILL)
        with self.transaction() as env:
            self.assertEqual(self.moves(env), BATCH, "the first batch is there, whole")
            self.assertEqual(
                self.quantities(env), [90] * BATCH + [100] * (LINES - BATCH)
            )
            count = env["jxc.count"].browse(self.count_id)
            self.assertEqual(count.state, "posting")
            while count._post_next():
                pass
            self.assertEqual(count.state, "posted")
            self.assertEqual(self.quantities(env), [90] * LINES)
            self.assertEqual(self.moves(env), LINES, "each line once")

    def test_two_at_once(self):
        with self.transaction() as first:
            count = first["jxc.count"].browse(self.count_id)
            with self.transaction(commit=False) as second:
                other = second["jxc.count"].browse(self.count_id)
                self.assertEqual(other.state, "posting", "its snapshot is taken")
                count._post_batch()
                first.cr.commit()
                with (
                    mute_logger("odoo.sql_db"),
                    self.assertRaises(SerializationFailure),
                ):
                    other._post_batch()
                second.cr.rollback()
        with self.transaction() as env:
            self.assertEqual(self.moves(env), LINES)
            self.assertEqual(self.quantities(env), [90] * LINES)
            self.assertEqual(env["jxc.count"].browse(self.count_id).state, "posted")

    def _found_in_another_count(self, env):
        """A count of other goods, whose counter found the first of ours there too."""
        count = env["jxc.count"].browse(self.count_id)
        product = env["product.product"].browse(self.goods[0]).copy({"name": "Other"})
        place = count.location_ids
        env["stock.quant"]._update_available_quantity(product, place, 1)
        self.goods.append(product.id)
        self.templates.append(product.product_tmpl_id.id)
        other = count.copy({"product_ids": [(6, 0, product.ids)]})
        other.action_start()
        other.task_ids.record([{"product_id": self.goods[0], "quantity": 90}])
        other.action_review()
        other.action_submit()
        other._jxc_business_method().write({"state": "posting"})
        return other.id

    def test_the_same_goods_in_two_counts_at_once(self):
        """The second one sees that the difference is settled."""
        with self.transaction() as env:
            self.counts.append(self._found_in_another_count(env))
        with (
            self.transaction() as first,
            self.transaction(commit=False) as second,
        ):
            other = second["jxc.count"].browse(self.counts[1])
            self.assertEqual(other.state, "posting", "its snapshot is taken")
            first["jxc.count"].browse(self.count_id)._post_batch()
            first.cr.commit()
            with mute_logger("odoo.sql_db"), self.assertRaises(SerializationFailure):
                other._post_batch()
            second.cr.rollback()
        with self.transaction() as env:
            other = env["jxc.count"].browse(self.counts[1])
            other._post_batch()
            self.assertEqual(other.state, "review")
            self.assertEqual(other.line_ids.filtered("round").state, "grey")
            self.assertEqual(self.quantities(env)[1:], [90] * LINES)

    def test_two_who_count_at_once(self):
        """Neither waits for the other, nothing is lost."""
        with self.transaction() as env:
            count = env["jxc.count"].browse(self.count_id)
            count._move_on(state="counting")
            task = count.task_ids
            task.sudo().state = "doing"
            env.cr.execute(
                "UPDATE jxc_count_line SET judged_round = 0 WHERE count_id = %s",
                [self.count_id],
            )
        row = {"product_id": self.goods[0], "quantity": 1, "mode": "add"}
        with self.transaction() as first, self.transaction() as second:
            for env in (first, second):
                env["jxc.count"].browse(self.count_id).task_ids.record([row])
                env.flush_all()
        with self.transaction() as env:
            totals = env["jxc.count"].browse(self.count_id).task_ids._totals()[0]
            self.assertEqual(totals[(self.goods[0], 0, 0, 0)], 92)

import threading
from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, api
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from ..core.alerts import Finding

NUMBERS = range(1, 201)
MANY = 10_000


@tagged("post_install", "-at_install")
class TestAlertConcurrency(TransactionCase):
    """Real transactions side by side; what they commit is removed at the end."""

    def setUp(self):
        super().setUp()
        self.rule_id = None
        self.addCleanup(self._forget)
        with self.registry.cursor() as cr:
            rule = self._rules(cr).create(
                {"name": "Both", "detector": "negative", "silent": True, "sequence": 0}
            )
            self.rule_id = rule.id
            self.company_id = rule.env["res.company"].search([], limit=1).id
        self.found = [self._finding(number) for number in NUMBERS]
        self.startPatcher(
            patch.object(
                self.registry["jxc.alert.rule"],
                "_detect_negative",
                lambda rules: list(self.found),
            )
        )
        # of equal rules the first counts, so the one of the test takes all
        self.startPatcher(
            patch.object(
                self.registry["jxc.alert.rule"],
                "search",
                lambda rules, *args, **kwargs: rules.browse(self.rule_id),
            )
        )

    def _finding(self, number):
        return Finding(
            res_model="product.product",
            res_id=number,
            company_id=self.company_id,
            measure=-1,
            threshold=0.0,
        )

    def _rules(self, cr):
        context = {"tracking_disable": True}
        return api.Environment(cr, SUPERUSER_ID, context)["jxc.alert.rule"]

    def _forget(self):
        with self.registry.cursor() as cr:
            cr.execute("DELETE FROM jxc_alert_rule WHERE id = %s", [self.rule_id])
            cr.execute("DELETE FROM jxc_lock WHERE key = 'alert:negative'")

    def _run(self, cr):
        return self._rules(cr).browse(self.rule_id)._run()

    def _count(self):
        with self.registry.cursor() as cr:
            cr.execute(
                "SELECT COUNT(*), COUNT(DISTINCT res_id) FROM jxc_alert"
                " WHERE rule_id = %s",
                [self.rule_id],
            )
            return cr.fetchone()

    def test_the_second_gives_way(self):
        with self.registry.cursor() as first, self.registry.cursor() as second:
            self.assertEqual(self._run(first)["opened"], len(NUMBERS))
            self.assertEqual(self._run(second)["opened"], 0)
            first.commit()
        self.assertEqual(self._count(), (200, 200))

    def test_an_old_snapshot_fails_and_its_repetition_finds_them(self):
        with self.registry.cursor() as old:
            old.execute("SELECT 1")
            with self.registry.cursor() as first:
                self._run(first)
            with mute_logger("odoo.sql_db"), self.assertRaises(SerializationFailure):
                self._run(old)
            old.rollback()
            self.assertEqual(self._run(old)["opened"], 0)
        self.assertEqual(self._count(), (200, 200))

    def test_without_the_lock_the_index_holds(self):
        with self.registry.cursor() as old:
            old.execute("SELECT 1")
            with self.registry.cursor() as first:
                self._run(first)
            rule = self._rules(old).browse(self.rule_id)
            rows = list(rule._judged({}))
            for row in rows:
                row.pop("key")
            self.assertEqual(len(rows), len(NUMBERS))
            try:
                with mute_logger("odoo.sql_db"):
                    opened = rule._insert(rows, "2026-03-05 04:00:00")
                self.assertEqual(opened, [])
            except SerializationFailure:
                old.rollback()
        self.assertEqual(self._count(), (200, 200))

    # -- really at once --------------------------------------------------------

    def _race(self):
        """Two threads with a connection each check at once, repeating like the cron.

        :return: what each has opened and cleared
        """
        start, outcomes, errors = threading.Barrier(2), [], []

        def check():
            try:
                start.wait(20)
                outcomes.append(self._repeated())
            except Exception as error:
                errors.append(error)

        threads = [threading.Thread(target=check) for _two in range(2)]
        with mute_logger("odoo.sql_db"):
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(120)
        self.assertFalse(errors)
        self.assertEqual(len(outcomes), 2)
        return outcomes

    def _repeated(self):
        total = {"opened": 0, "cleared": 0}
        with self.registry.cursor() as cr:
            for _attempt in range(5):
                try:
                    counts = self._run(cr)
                    cr.commit()  # pylint: disable=invalid-commit
                    return {name: counts[name] for name in total}
                except SerializationFailure:
                    cr.rollback()
        self.fail("five times in a row somebody else was faster")

    def test_ten_thousand_open_and_clear_in_two_runs_at_once(self):
        self.found = [self._finding(number) for number in range(1, MANY + 1)]
        for opened in (MANY, 0):
            self.assertEqual(sum(o["opened"] for o in self._race()), opened)
            self.assertEqual(self._count(), (MANY, MANY))
        self.found = self.found[: MANY // 2]
        self.assertEqual(sum(o["cleared"] for o in self._race()), MANY - MANY // 2)
        self.found = []
        self.assertEqual(sum(o["cleared"] for o in self._race()), MANY // 2)
        self.assertEqual(self._open(), 0)
        self.assertEqual(self._count(), (MANY, MANY))

    def _open(self):
        with self.registry.cursor() as cr:
            cr.execute(
                "SELECT COUNT(*) FROM jxc_alert WHERE rule_id = %s AND state = 'new'",
                [self.rule_id],
            )
            return cr.fetchone()[0]

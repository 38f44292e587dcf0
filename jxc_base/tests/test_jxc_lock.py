import threading
import time

from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, api
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestJxcLock(TransactionCase):
    """Two real transactions; what they commit is removed at the end."""

    KEYS = ("test:credit:1", "test:credit:2")

    def setUp(self):
        super().setUp()
        self.addCleanup(self._forget)

    def _forget(self):
        with self.registry.cursor() as cr:
            cr.execute("DELETE FROM jxc_lock WHERE key = ANY(%s)", [list(self.KEYS)])

    def _lock(self, cr):
        return api.Environment(cr, SUPERUSER_ID, {})["jxc.lock"]

    def _taken(self):
        with self.registry.cursor() as cr:
            cr.execute(
                "SELECT key, taken FROM jxc_lock WHERE key = ANY(%s) ORDER BY key",
                [list(self.KEYS)],
            )
            return dict(cr.fetchall())

    def test_creates_and_counts(self):
        with self.registry.cursor() as cr:
            self._lock(cr)._acquire(reversed(self.KEYS))
            self._lock(cr)._acquire([self.KEYS[0], self.KEYS[0]])
        self.assertEqual(self._taken(), dict(zip(self.KEYS, (2, 1), strict=True)))

    def test_nothing_to_lock(self):
        with self.assertQueryCount(0):
            self.env["jxc.lock"]._acquire([])

    def _race(self, prepare):
        """Both begin, the first takes the lock, the second waits for it."""
        if prepare:
            with self.registry.cursor() as cr:
                self._lock(cr)._acquire(self.KEYS)
        outcome = []
        with self.registry.cursor() as first, self.registry.cursor() as second:
            second.execute("SELECT 1")  # its snapshot is now older than the lock
            self._lock(first)._acquire(self.KEYS)
            waiter = threading.Thread(target=self._wait, args=(second, outcome))
            waiter.start()
            time.sleep(0.2)
            self.assertFalse(outcome, "the second must wait")
            first.commit()
            waiter.join(5)
            second.rollback()
            self._lock(second)._acquire(self.KEYS)  # the repeated request
        return outcome

    def _wait(self, cr, outcome):
        try:
            with mute_logger("odoo.sql_db"):
                self._lock(cr)._acquire(self.KEYS)
            outcome.append("won")
        except SerializationFailure:
            outcome.append("lost")

    def test_loser_fails_and_may_repeat(self):
        self.assertEqual(self._race(prepare=True), ["lost"])
        self.assertEqual(set(self._taken().values()), {3})

    def test_loser_fails_on_missing_rows_too(self):
        self.assertEqual(self._race(prepare=False), ["lost"])
        self.assertEqual(set(self._taken().values()), {2})

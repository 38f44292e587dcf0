from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, api
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

DOCUMENT = 2_000_000_000  # of no order


@tagged("post_install", "-at_install")
class TestApprovalConcurrency(TransactionCase):
    """Real transactions side by side; what they commit is removed at the end."""

    def setUp(self):
        super().setUp()
        self.addCleanup(self._sql, "DELETE FROM tier_review WHERE res_id = %s")
        self._sql(
            "INSERT INTO tier_review (model, res_id, status)"
            " VALUES ('purchase.order', %s, 'pending')"
        )

    def _sql(self, text):
        with self.registry.cursor() as cr:
            cr.execute(text, [DOCUMENT])

    def _order(self, cr):
        orders = api.Environment(cr, SUPERUSER_ID, {})["purchase.order"]
        return orders.browse(DOCUMENT)

    def test_of_two_signers_the_later_starts_over(self):
        """Neither saw the other's signature: a step for both would never end."""
        with self.registry.cursor() as first, self.registry.cursor() as second:
            second.execute("SELECT 1")  # its snapshot is now older
            self._order(first)._jxc_hold_reviews()
            first.commit()
            with mute_logger("odoo.sql_db"), self.assertRaises(SerializationFailure):
                self._order(second)._jxc_hold_reviews()
            second.rollback()
            # as the server repeats it, on a fresh view
            self._order(second)._jxc_hold_reviews()
            second.rollback()

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from ..models.common import jxc_signed_link_miss
from .common_signed_link import SignedLinkCase


@tagged("post_install", "-at_install")
class TestSignedLinkBrake(SignedLinkCase):
    """Guessing is slowed down without locking others out or filling the database."""

    def setUp(self):
        super().setUp()
        self.misses = self.env["jxc.signed.link.miss"]
        self.patch(jxc_signed_link_miss, "LIMIT", 3)
        self.patch(jxc_signed_link_miss, "TOTAL", 6)

    def test_guessing_from_one_address(self):
        good, _link = self.make()
        for number in range(3):
            self.assertEqual(self.url_open(f"/jxc/l/guess{number}").status_code, 404)
        for path in ("/jxc/l/guess4", good):
            answer = self.url_open(path)
            self.assertEqual(answer.status_code, 429)
            self.assertEqual(answer.headers["Retry-After"], "600")
            self.assertNotIn("Document 42", answer.text)
        # refused by reading alone
        self.assertEqual(self.misses.search_count([]), 3)
        later = fields.Datetime.now() + timedelta(minutes=11)
        with self.at(later):
            self.assertEqual(self.url_open(good).status_code, 200)

    def test_other_addresses_pass(self):
        for _number in range(3):
            self.misses._add("10.0.0.1")
        self.assertTrue(self.misses._too_many("10.0.0.1"))
        self.assertFalse(self.misses._too_many("10.0.0.2"))
        with self.assertQueryCount(1):
            self.misses._too_many("10.0.0.2")

    def test_guessing_from_many_addresses(self):
        for number in range(6):
            self.misses._add(f"10.0.1.{number}")
        self.assertTrue(self.misses._too_many("10.0.1.1"))
        # who never failed holds a good link, perhaps
        self.assertFalse(self.misses._too_many("10.9.9.9"))

    def test_a_network_of_version_6_is_one_visitor(self):
        bucket = self.misses._bucket
        self.assertEqual(bucket("2001:db8:1:2::1"), bucket("2001:db8:1:2:ff::9"))
        self.assertNotEqual(bucket("2001:db8:1:2::1"), bucket("2001:db8:1:3::1"))

    def test_buckets_depend_on_the_database(self):
        addresses = [f"10.0.0.{number}" for number in range(20)]
        before = [self.misses._bucket(address) for address in addresses]
        self.assertLess(max(before), jxc_signed_link_miss.BUCKETS)
        self.env["ir.config_parameter"].set_param("database.secret", "another")
        self.assertNotEqual(before, [self.misses._bucket(a) for a in addresses])
        for odd in (None, "", "no address"):
            self.assertGreaterEqual(self.misses._bucket(odd), 0)

    def test_old_failures_are_forgotten(self):
        with self.at(fields.Datetime.now() - timedelta(minutes=11)):
            self.misses._add("10.0.0.1")
        self.misses._add("10.0.0.1")
        self.misses._gc_misses()
        self.assertEqual(self.misses.search_count([]), 1)

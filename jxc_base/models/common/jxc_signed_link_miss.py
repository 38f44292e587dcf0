"""How often addresses were tried that are no links: the brake on guessing.

Only failures are written, each as one new row, so that nobody waits for anybody and
workers share what they know. Addresses fall into a fixed number of buckets by a keyed
hash (no address is stored, none can aim at a neighbour's bucket). Who is over the limit
is refused by reading alone: an attack cannot make more than LIMIT rows a bucket. Once
the total is reached, whoever has failed at all has to wait, while a visitor with a good
link still passes.
"""

import hashlib
import hmac
import ipaddress
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

WINDOW = timedelta(minutes=10)
LIMIT = 20
TOTAL = 500
BUCKETS = 4096


class JxcSignedLinkMiss(models.Model):
    _name = "jxc.signed.link.miss"
    _description = "Failed Try of a Signed Link"
    _log_access = False
    _allow_sudo_commands = False

    bucket = fields.Integer(required=True, readonly=True)
    at = fields.Datetime(required=True, readonly=True, index=True)

    _bucket_at_idx = models.Index("(bucket, at)")

    @api.model
    @api.private
    def _add(self, address):
        """Count a failure of ``address``."""
        self.env.cr.execute(
            SQL(
                "INSERT INTO jxc_signed_link_miss (bucket, at) VALUES (%s, %s)",
                self._bucket(address),
                fields.Datetime.now(),
            )
        )

    @api.model
    @api.private
    def _too_many(self, address):
        """Tell whether ``address`` has to wait."""
        mine = SQL("bucket = %s", self._bucket(address))
        failures = self._count(mine, LIMIT)
        if not failures:
            return False
        return failures >= LIMIT or self._count(SQL("TRUE"), TOTAL) >= TOTAL

    def _count(self, condition, limit):
        since = fields.Datetime.now() - WINDOW
        [[count]] = self.env.execute_query(
            SQL(
                "SELECT count(*) FROM (SELECT FROM jxc_signed_link_miss"
                " WHERE at > %s AND %s LIMIT %s) found",
                since,
                condition,
                limit,
            )
        )
        return count

    def _bucket(self, address):
        """Bucket of an address; a whole /64 of version 6 is one visitor."""
        try:
            parsed = ipaddress.ip_address(address or "")
        except ValueError:
            parsed = None
        if parsed and parsed.version == 6:
            network = ipaddress.ip_network((parsed, 64), strict=False)
            address = str(network.network_address)
        # sudo: the key of the database; only a hash made with it gets out
        key = self.env["ir.config_parameter"].sudo().get_param("database.secret")
        text = (address or "").encode()
        digest = hmac.new((key or "").encode(), text, hashlib.sha256).digest()
        return int.from_bytes(digest[:4]) % BUCKETS

    @api.autovacuum
    def _gc_misses(self):
        since = fields.Datetime.now() - WINDOW
        self.env.cr.execute(
            SQL("DELETE FROM jxc_signed_link_miss WHERE at < %s", since)
        )

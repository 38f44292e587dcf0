from odoo import api, fields, models
from odoo.tools import SQL


class JxcLock(models.Model):
    """Rows that exist only to be updated by whoever decides on a shared limit.

    PostgreSQL transactions here see a snapshot that is older than any lock they
    wait for. Updating a row makes the later of two deciders fail with a
    serialization error; Odoo repeats its request on a fresh snapshot (a cron has
    to repeat itself).
    """

    _name = "jxc.lock"
    _description = "Lock Row"
    _log_access = False
    _allow_sudo_commands = False

    key = fields.Char(required=True, readonly=True)
    taken = fields.Integer(default=0, readonly=True)

    _key_uniq = models.Constraint("UNIQUE(key)", "A lock row exists once.")

    @api.model
    @api.private
    def _acquire(self, keys):
        """Take the locks named by `keys` until the end of the transaction.

        Call it before reading what the decision depends on. The rows are taken in
        sorted order, so two callers never wait for each other in a circle; missing
        rows are made.
        :param keys: iterable of str, for example "credit:17"
        :raises psycopg2.errors.SerializationFailure: another transaction took one
            of them since this one began
        """
        wanted = sorted({str(key) for key in keys})
        if not wanted:
            return
        self.env.cr.execute(
            SQL(
                "INSERT INTO jxc_lock (key, taken)"
                " SELECT key, 0 FROM unnest(%s) AS key ORDER BY key"
                " ON CONFLICT (key) DO NOTHING",
                wanted,
            )
        )
        self.env.cr.execute(
            SQL(
                "SELECT id FROM jxc_lock WHERE key = ANY(%s) ORDER BY key FOR UPDATE",
                wanted,
            )
        )
        self.env.cr.execute(
            SQL("UPDATE jxc_lock SET taken = taken + 1 WHERE key = ANY(%s)", wanted)
        )
        self.invalidate_model(["taken"], flush=False)

    @api.model
    @api.private
    def _try_acquire(self, key):
        """Take one lock like `_acquire`, or give way when somebody holds it.

        :return: whether the lock is taken, until the end of the transaction
        :raises psycopg2.errors.SerializationFailure: another transaction took it
            since this one began
        """
        # asked first: making or updating the row would wait for its holder
        self.env.cr.execute(
            SQL("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", key)
        )
        if not self.env.cr.fetchone()[0]:
            return False
        self._acquire([key])
        return True

"""When rules are checked: every so often, and soon after what they look at happened."""

import logging
from datetime import timedelta

from psycopg2.errors import SerializationFailure

from odoo import api, fields, models
from odoo.tools import SQL, ormcache

_logger = logging.getLogger(__name__)
ATTEMPTS = 5
EARLY = timedelta(minutes=1)  # the clock of the cron is not that of the last check
CRON = "jxc_base.cron_alert_run"
NOTED = "jxc.alert.event"


class JxcAlertEvent(models.Model):
    """What happened since the last check; rows are only added and taken away.

    Written in the transaction of the cause, so nothing is checked that did not happen.
    """

    _name = "jxc.alert.event"
    _description = "Cause to Check Warnings"
    _log_access = False

    detector = fields.Char(required=True, readonly=True, index=True)


class JxcAlertRule(models.Model):
    _name = "jxc.alert.rule"
    _inherit = ["jxc.cached.mixin", "jxc.alert.rule"]
    _jxc_cached_fields = frozenset({"on_event", "active", "detector"})

    on_event = fields.Boolean(
        string="Also When It Happens",
        help="Checked a minute or so after goods moved, an order was confirmed or the "
        "like as well, not only every so many minutes.",
    )
    interval_minutes = fields.Integer(
        string="Check Every (minutes)", default=60, required=True
    )
    last_run_at = fields.Datetime(string="Last Check", readonly=True, copy=False)
    last_error = fields.Char(readonly=True, copy=False)

    # -- something happened ----------------------------------------------------

    @api.model
    @api.private
    def _wake(self, event):
        """Have the detectors of an event checked soon after this transaction.

        :param event: what happened; the detectors that name it in `Detector.events`
        """
        wanted = self._listening().get(event)
        if not wanted:
            return
        hooks = self.env.cr.precommit
        if NOTED not in hooks.data:
            hooks.data[NOTED] = set()
            hooks.add(self._note_events)
        hooks.data[NOTED] |= wanted

    @api.model
    @ormcache()
    def _listening(self):
        """{event: detectors that have a rule which listens}."""
        # sudo: whose rules they are does not matter to what happened
        rules = self.sudo().search([("on_event", "=", True)])
        heard = {}
        for code in set(rules.mapped("detector")):
            for event in self._detectors()[code].events:
                heard.setdefault(event, set()).add(code)
        return heard

    def _note_events(self):
        """Before the commit: one row per detector, and the cron is called."""
        noted = self.env.cr.precommit.data.pop(NOTED, ())
        self.env.cr.execute(
            SQL(
                "INSERT INTO jxc_alert_event (detector) SELECT unnest(%s)",
                sorted(noted),
            )
        )
        # sudo: users may not read crons, but what they do causes a check
        cron = self.env.ref(CRON, raise_if_not_found=False)
        if cron:
            cron.sudo()._trigger()

    def _take_events(self):
        """Forget what the check that follows will see."""
        self.env.cr.execute(
            SQL(
                "DELETE FROM jxc_alert_event WHERE detector = ANY(%s)",
                list(set(self.mapped("detector"))),
            )
        )

    # -- the cron --------------------------------------------------------------

    @api.model
    @api.private
    def _cron_run(self):
        """Check what is due, one detector per transaction."""
        due = self._due_detectors()
        progress = self.env["ir.cron"]._commit_progress
        progress(remaining=len(due))
        for detector in due:
            if not self._attempt(detector):
                _logger.warning("Warnings: %s is checked by somebody else", detector)
            if not progress(1):
                break

    def _attempt(self, detector):
        """One detector; crons have to repeat themselves. Whether it was checked."""
        for _attempt in range(ATTEMPTS):
            try:
                self._run_safely(detector)
                return True
            except SerializationFailure:
                self.env.cr.rollback()
                self.env.invalidate_all(flush=False)
        return False

    def _due_detectors(self):
        """Codes of what has not been checked for its minutes, or has a cause."""
        before = fields.Datetime.now() + EARLY
        rules = self.search([])
        due = rules.filtered(
            lambda rule: (
                not rule.last_run_at
                or rule.last_run_at + timedelta(minutes=rule.interval_minutes) <= before
            )
        )
        happened = self.env.execute_query(
            SQL("SELECT DISTINCT detector FROM jxc_alert_event")
        )
        listening = rules.filtered("on_event").mapped("detector")
        caused = {detector for (detector,) in happened} & set(listening)
        return sorted(set(due.mapped("detector")) | caused)

    def _run_safely(self, detector):
        """One detector that fails is noted on its rules; the others go on."""
        rules = self.search([("detector", "=", detector)])
        try:
            with self.env.cr.savepoint():
                rules._run()
        except SerializationFailure:
            raise
        except Exception as error:
            _logger.exception("Warnings: detector %s", detector)
            text = f"{type(error).__name__}: {error}"[:300]
            rules.write({"last_error": text, "last_run_at": fields.Datetime.now()})

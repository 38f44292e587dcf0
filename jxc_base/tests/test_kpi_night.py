"""The nightly run of the indicators: what fails, what is due, who else is at it."""

from unittest.mock import patch

from freezegun import freeze_time
from psycopg2.errors import SerializationFailure

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..core.period import Period
from ..models.kpi.jxc_kpi import JxcKpi
from .common_kpi import NOW, SaidCase


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestKpiNight(SaidCase):
    """What fails stops no other; what is due is computed once."""

    def test_one_that_fails_stops_no_other(self):
        def fail(*args):
            raise ZeroDivisionError("no stock")

        progress = patch.object(
            type(self.env["ir.cron"]), "_commit_progress", lambda *a, **k: 1
        )
        logger = mute_logger("odoo.addons.jxc_base.models.kpi.jxc_kpi_compute")
        with progress, logger, patch.object(JxcKpi, "_kpi_said", fail):
            self.env["jxc.kpi"]._cron_refresh()
        self.assertEqual(self.good.last_error, "no stock")
        self.assertFalse(self.stored("said", self.month(2026, 3)))
        today = Period.of("month", self.company._jxc_today())
        self.assertTrue(self.stored("dso", today))
        with progress:
            self.env["jxc.kpi"]._cron_refresh()
        self.assertFalse(self.good.last_error)
        self.assertTrue(self.stored("said", self.month(2026, 3)))

    def test_a_new_day_is_computed_although_somebody_asked_late_at_night(self):
        """Refreshed at 23:30 in Shanghai, the cron at 02:30 closes the month."""
        kpi, company = self.good, self.company
        cron = kpi.with_context(ir_cron_progress_id=1)
        progress = patch.object(
            type(self.env["ir.cron"]), "_commit_progress", lambda *a, **k: 1
        )
        with freeze_time("2026-03-31 15:30:00"):
            kpi._refresh(company)
        with freeze_time("2026-03-31 18:30:00"), progress:
            cron._cron_refresh()
            self.assertTrue(self.stored("said", self.month(2026, 3), closed=True))
            april = self.stored("said", self.month(2026, 4), key="")
            self.assertEqual(len(april), 1)
        with freeze_time("2026-03-31 19:30:00"), progress:
            cron._cron_refresh()  # goes on where it was stopped
        self.assertEqual(self.stored("said", self.month(2026, 4), key=""), april)

    def test_somebody_else_at_it_is_no_error(self):
        """The cron gives way; a click is repeated by the server."""

        def fail(*args):
            raise SerializationFailure

        progress = patch.object(
            type(self.env["ir.cron"]), "_commit_progress", lambda *a, **k: 1
        )
        rollback = patch.object(self.cr, "rollback")
        with patch.object(JxcKpi, "_kpi_said", fail):
            with progress, rollback as rolled_back:
                self.env["jxc.kpi"]._cron_refresh()
            self.assertTrue(rolled_back.called)
            self.assertFalse(self.good.last_error)
            with self.assertRaises(SerializationFailure):
                self.good.action_refresh()

from odoo.tools import SQL

from .models import approval_trigger, kpi_trigger, promise_trigger


def uninstall_hook(env):
    """Leave no function of ours in the database; the indexes on it go with it."""
    env.cr.execute(SQL(promise_trigger.DROP))
    env.cr.execute(SQL(approval_trigger.DROP))
    env.cr.execute(SQL(kpi_trigger.DROP))
    env.cr.execute("DROP FUNCTION IF EXISTS jxc_grams(text) CASCADE")

from odoo.tools import SQL

from .models.common import jxc_append_only


def uninstall_hook(env):
    """Leave no function of ours in the database; the indexes on it go with it."""
    env.cr.execute(SQL(jxc_append_only.DROP))
    env.cr.execute("DROP FUNCTION IF EXISTS jxc_grams(text) CASCADE")

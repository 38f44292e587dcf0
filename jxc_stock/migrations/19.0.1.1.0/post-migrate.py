"""Movements that were done before the daily facts existed are counted."""

from odoo import SUPERUSER_ID, api
from odoo.tools import SQL


def migrate(cr, version):
    """Mark everything that ever moved."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    env["jxc.stock.dirty"]._mark_moved(SQL("TRUE"))

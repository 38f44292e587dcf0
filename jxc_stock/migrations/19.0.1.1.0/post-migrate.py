"""Movements from before the daily facts are counted; adjustments stay guarded."""

from odoo import SUPERUSER_ID, api
from odoo.tools import SQL


def migrate(cr, version):
    """Mark everything that ever moved."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    env["jxc.stock.dirty"]._mark_moved(SQL("TRUE"))
    # adjustments needed a document before this became a setting
    env["res.company"].search([]).jxc_adjustment_guard = True

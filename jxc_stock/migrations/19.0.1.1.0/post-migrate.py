"""Movements from before the daily facts are counted; adjustments stay guarded."""

from odoo import SUPERUSER_ID, api
from odoo.tools import SQL


def migrate(cr, version):
    """Mark everything that ever moved."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    env["jxc.stock.dirty"]._mark_moved(SQL("TRUE"))
    # transfers that have movements were confirmed, whatever their state is computed to
    cr.execute(
        "UPDATE stock_interwarehouse_transfer t SET jxc_stage = 'confirmed'"
        " WHERE EXISTS (SELECT 1 FROM stock_picking p"
        " WHERE p.interwarehouse_transfer_id = t.id)"
    )
    transfers = env["stock.interwarehouse.transfer"].search([])
    env.add_to_compute(transfers._fields["state"], transfers)
    # adjustments needed a document before this became a setting
    env["res.company"].search([]).jxc_adjustment_guard = True

from odoo.tools import SQL

from .models.facts import dirty_triggers


def post_init_hook(env):
    """Settle the text messages and have all movements there are counted."""
    _no_text_messages(env)
    env["jxc.stock.dirty"]._mark_moved(SQL("TRUE"))


def uninstall_hook(env):
    """Take the triggers off the tables of other addons."""
    env.cr.execute(SQL(dirty_triggers.DROP))


def _no_text_messages(env):
    """No text message to customers at each delivery until somebody asks for it.

    Core switches it on by itself and then stops the first delivery with a question.
    Companies that answered the question keep their choice.
    """
    company = env["res.company"]
    if "has_received_warning_stock_sms" in company._fields:
        undecided = company.search([("has_received_warning_stock_sms", "=", False)])
        undecided.stock_text_confirmation = False

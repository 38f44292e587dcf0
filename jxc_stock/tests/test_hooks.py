"""What the installation leaves as it should be."""

from odoo.tests import TransactionCase, tagged

from ..hooks import post_init_hook


@tagged("post_install", "-at_install")
class TestTextMessages(TransactionCase):
    def test_no_text_message_unless_somebody_decided(self):
        companies = self.env["res.company"]
        if "has_received_warning_stock_sms" not in companies._fields:
            self.skipTest("no text messages in this database")
        values = {"stock_text_confirmation": True}
        fresh = companies.create({"name": "Fresh", **values})
        decided = companies.create(
            {"name": "Decided", "has_received_warning_stock_sms": True, **values}
        )
        post_init_hook(self.env)
        self.assertFalse(fresh.stock_text_confirmation)
        self.assertTrue(decided.stock_text_confirmation)

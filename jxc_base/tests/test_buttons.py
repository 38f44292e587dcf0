from lxml import etree

from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestButtons(TransactionCase):
    """Buttons call their method on records: one of the model itself would fail."""

    def test_buttons_work_on_records(self):
        modules = self.env["ir.module.module"].search([("name", "=like", "jxc\\_%")])
        names = modules.filtered(lambda m: m.state == "installed").mapped("name")
        known = self.env["ir.model.data"].search(
            [("model", "=", "ir.ui.view"), ("module", "in", names)]
        )
        views = self.env["ir.ui.view"].browse(known.mapped("res_id"))
        checked = 0
        for view in views.filtered(lambda view: view.model in self.env):
            model = self.env[view.model]
            for button in etree.fromstring(view.arch).iter("button"):
                method = getattr(model, button.get("name") or "", None)
                if button.get("type") != "object" or method is None:
                    continue
                checked += 1
                with self.subTest(view=view.name, button=button.get("name")):
                    self.assertFalse(getattr(method, "_api_model", False))
        self.assertTrue(checked)

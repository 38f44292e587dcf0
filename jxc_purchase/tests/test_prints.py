from odoo import Command
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestPrints(TransactionCase):
    def _printed(self, report, order):
        reports = self.env["ir.actions.report"]
        content, _kind = reports._render_qweb_html(report, order.ids)
        return content.decode()

    def test_packings_on_the_order(self):
        """Partners read quantities in packings, as the warehouse will."""
        pack = self.env["uom.uom"].create({"name": "包"})
        box = self.env["uom.uom"].create(
            {"name": "箱", "relative_factor": 24, "relative_uom_id": pack.id}
        )
        product = self.env["product.product"].create(
            {"name": "印面", "uom_id": pack.id, "uom_ids": [Command.link(box.id)]}
        )
        order = self.env["purchase.order"].create(
            {
                "partner_id": self.env["res.partner"].create({"name": "甲"}).id,
                "order_line": [
                    Command.create({"product_id": product.id, "product_qty": 77})
                ],
            }
        )
        for report in ("report_purchaseorder", "report_purchasequotation"):
            self.assertIn("3箱5包", self._printed(f"purchase.{report}", order), report)

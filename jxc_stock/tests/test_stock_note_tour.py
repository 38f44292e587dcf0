from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestStockNoteTour(HttpCase):
    def test_issue_with_approval(self):
        """The worker enters 3箱5包, the manager approves, the worker completes it."""
        self.env["res.lang"]._activate_lang("zh_CN")
        worker, manager = (
            new_test_user(self.env, login=login, groups=groups, lang="zh_CN")
            for login, groups in (
                (
                    "note_tour_worker",
                    "jxc_base.group_warehouse_worker,uom.group_uom",
                ),
                ("note_tour_manager", "jxc_base.group_warehouse_manager"),
            )
        )
        product = self._noodles(worker.company_id)
        rules = self.env["jxc.approval.rule"]
        rules.search([("document", "=", "jxc.stock.note")]).active = False
        rules.create(
            {
                "name": "Tour rule",
                "document": "jxc.stock.note",
                "company_id": worker.company_id.id,
                "amount_from": 100,
                "step_ids": [
                    Command.create(
                        {"approver": "users", "user_ids": [Command.set(manager.ids)]}
                    )
                ],
            }
        )
        # the first kind proposed asks for an explanation only
        kinds = self.env["jxc.stock.kind"].search([("direction", "=", "out")])
        kinds.need_department = kinds.need_partner = False
        address = "/odoo/other-issues"
        self.start_tour(address, "jxc_stock_note_write", login=worker.login)
        note = self.env["jxc.stock.note"].search([("reason", "=", "展会样品")])
        self.assertEqual((note.line_ids.quantity, note.state), (77, "draft"))
        self.start_tour(address, "jxc_stock_note_approve", login=manager.login)
        note.invalidate_recordset()
        self.assertEqual(note.validation_status, "validated")
        self.start_tour(address, "jxc_stock_note_complete", login=worker.login)
        note.invalidate_recordset()
        self.assertEqual((note.state, note.done_by), ("done", worker))
        self.assertEqual(product.qty_available, 23)

    def _noodles(self, company):
        units = self.env["uom.uom"]
        pack = units.create({"name": "包"})
        box = units.create(
            {"name": "箱", "relative_factor": 24, "relative_uom_id": pack.id}
        )
        product = self.env["product.product"].create(
            {
                "name": "导览面条",
                "is_storable": True,
                "uom_id": pack.id,
                "uom_ids": [Command.set(box.ids)],
                "standard_price": 3,
            }
        )
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", company.id)], limit=1
        )
        self.env["stock.quant"]._update_available_quantity(
            product, warehouse.lot_stock_id, 100
        )
        return product

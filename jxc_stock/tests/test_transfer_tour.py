from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestTransferTour(HttpCase):
    def test_request_to_difference(self):
        self.env["jxc.approval.rule"].search([]).active = False
        asker, chief = (
            new_test_user(
                self.env, login=login, groups="jxc_base.group_warehouse_manager"
            )
            for login in ("transfer_tour", "transfer_chief")
        )
        asker.company_id.sudo().jxc_self_approval = True
        giver, _taker = self.env["stock.warehouse"].create(
            [
                {"name": "Tour Giver", "code": "TGV"},
                {"name": "Tour Taker", "code": "TTK"},
            ]
        )
        product = self.env["product.product"].create(
            {"name": "Tour Soy", "is_storable": True}
        )
        self.env["stock.quant"]._update_available_quantity(
            product, giver.lot_stock_id, 30
        )
        self.env["jxc.transfer.reason"].create({"name": "Tour Reason"})
        self.env["jxc.approval.rule"].create(
            {
                "document": "stock.interwarehouse.transfer",
                "step_ids": [
                    (
                        0,
                        0,
                        {
                            "approver": "users",
                            "user_ids": [(6, 0, (asker | chief).ids)],
                        },
                    )
                ],
            }
        )
        self.start_tour("/odoo/warehouse-transfers", "jxc_transfer", login=asker.login)
        transfer = self.env["stock.interwarehouse.transfer"].search(
            [("warehouse_from_id", "=", giver.id)]
        )
        self.assertEqual(transfer.state, "received")
        difference = transfer.jxc_difference_ids
        self.assertEqual((difference.quantity, difference.kind), (3, "shortage"))
        self.assertEqual(difference.reason_id.name, "Tour Reason")

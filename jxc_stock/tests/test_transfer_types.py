from odoo.tests import tagged

from .common import OverviewCommon


@tagged("post_install", "-at_install")
class TestTransferTypes(OverviewCommon):
    def test_every_warehouse_is_ready(self):
        warehouses = self.env["stock.warehouse"].search([])
        self.assertTrue(all(warehouses.mapped("out_inter_wh_type_id")))
        self.assertTrue(all(w.in_inter_wh_type_id for w in warehouses))
        self.assertEqual(len(warehouses.out_inter_wh_type_id), len(warehouses))

    def test_goods_on_the_way_can_be_valued(self):
        company = self.env["res.company"].create({"name": "Fresh company"})
        self.assertTrue(company.internal_transit_location_id.active)
        self.env["stock.warehouse"].search([])._jxc_ensure_transfer_types()
        self.assertTrue(self.env.company.internal_transit_location_id.active)

    def test_named_in_the_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        warehouse = self.env["stock.warehouse"].create({"name": "Zh", "code": "ZHW"})
        chinese = warehouse.with_context(lang="zh_CN")
        self.assertEqual(chinese.out_inter_wh_type_id.name, "调拨出库")
        english = warehouse.with_context(lang="en_US")
        self.assertEqual(english.in_inter_wh_type_id.name, "Warehouse Transfers In")

    def test_worker_confirms_ships_and_receives(self):
        self._plant(self.product, 10, self.wh_a.lot_stock_id)
        transfer = (
            self.env["stock.interwarehouse.transfer"]
            .with_user(self.worker)
            .create(
                {
                    "warehouse_from_id": self.wh_a.id,
                    "warehouse_to_id": self.wh_b.id,
                    "line_ids": [
                        (0, 0, {"product_id": self.product.id, "product_uom_qty": 4})
                    ],
                }
            )
        )
        transfer.action_confirm()
        for stage in ("outgoing", "incoming"):
            moves = transfer.line_ids._get_stage_moves(stage)
            moves.write({"quantity": 4, "picked": True})
            moves.picking_id._action_done()
        self.assertEqual(transfer.state, "done")
        there = self.product.with_context(warehouse_id=self.wh_b.id)
        self.assertEqual(there.qty_available, 4)

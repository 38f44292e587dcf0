from odoo.tests import tagged

from .common import OverviewCommon


@tagged("post_install", "-at_install")
class TestTransferTypes(OverviewCommon):
    def test_a_warehouse_without_transfers_keeps_the_types_of_core(self):
        warehouse = self.env["stock.warehouse"].create({"name": "New", "code": "NEW"})
        self.assertFalse(warehouse.out_inter_wh_type_id)
        self.assertFalse(warehouse.in_inter_wh_type_id)

    def test_made_once(self):
        warehouses = (self.wh_a | self.wh_b).with_user(self.worker)
        warehouses._ensure_inter_wh_op_types()
        types = warehouses.out_inter_wh_type_id | warehouses.in_inter_wh_type_id
        self.assertEqual(len(types), 4)
        warehouses._ensure_inter_wh_op_types()
        again = warehouses.out_inter_wh_type_id | warehouses.in_inter_wh_type_id
        self.assertEqual(again, types)

    def test_goods_on_the_way_can_be_valued(self):
        company = self.env["res.company"].create({"name": "Fresh company"})
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", company.id)]
        )
        warehouse._ensure_inter_wh_op_types()
        self.assertTrue(company.internal_transit_location_id.active)

    def test_named_in_the_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        warehouse = self.env["stock.warehouse"].create({"name": "Zh", "code": "ZHW"})
        warehouse._ensure_inter_wh_op_types()
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

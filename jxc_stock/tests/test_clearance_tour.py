from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestClearanceTour(HttpCase):
    def test_dead_stock_goes_where_it_sells(self):
        """A warehouse manager: as proposed, look at the draft, done."""
        self.env["res.lang"]._activate_lang("zh_CN")
        manager = new_test_user(
            self.env,
            login="clear_tour",
            groups="jxc_base.group_warehouse_manager",
            lang="zh_CN",
        )
        company = manager.company_id
        home = self.env["stock.warehouse"].search(
            [("company_id", "=", company.id)], limit=1
        )
        other = self.env["stock.warehouse"].create({"name": "导览二仓", "code": "DQ2"})
        product = self.env["product.product"].create(
            {"name": "导览呆滞品", "is_storable": True}
        )
        line = self.env["jxc.stock.clearance"].create(
            {
                "company_id": company.id,
                "product_id": product.id,
                "warehouse_id": home.id,
                "started_on": company._jxc_today(),
                "movement": "dead",
                "idle_days": 200,
                "quantity_start": 10,
                "quantity_now": 10,
                "proposal": "transfer",
                "proposal_reason": "wanted",
                "proposed_quantity": 8,
                "proposed_target_id": other.id,
            }
        )
        self.start_tour(
            "/odoo/stock-to-clear",
            "jxc_clearance",
            login=manager.login,
        )
        line.invalidate_recordset()
        transfer = self.env[line.res_model].browse(line.res_ids)
        self.assertEqual((transfer.warehouse_to_id, transfer.state), (other, "draft"))
        self.assertEqual(transfer.line_ids.product_uom_qty, 8)
        self.assertEqual(line.state, "done")
        self.assertFalse(line.activity_ids)

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from .common_clearance import ClearanceCommon


@tagged("post_install", "-at_install")
class TestClearance(ClearanceCommon):
    def test_listed_once_with_a_proposal(self):
        self.renew()
        tea, salt = self.line(), self.line(self.salt)
        self.assertEqual(
            (tea.movement, tea.idle_days, tea.quantity_start, tea.value_start),
            ("dead", 184, 40, 400),
        )
        self.assertEqual((tea.proposal, tea.proposed_discount), ("price", 30))
        self.assertIn("184", tea.proposal_text)
        self.renew("2026-09-02")
        self.assertEqual(self.line() + self.line(self.salt), tea + salt)
        self.assertEqual(tea.idle_days, 185)

    def test_not_under_the_value(self):
        self.company.jxc_clear_value = 100.01
        self.renew()
        self.assertTrue(self.line())
        self.assertFalse(self.line(self.salt))

    def test_another_warehouse_takes_what_it_sells(self):
        """9 in 91 days are 9.02 in three months; it has 1: 8 fit."""
        self.sells_in_b()
        self.renew()
        line = self.line()
        self.assertEqual((line.proposal, line.proposed_quantity), ("transfer", 8))
        self.assertEqual(line.proposed_target_id, self.wh_b)
        manager = self.user("warehouse_manager")
        line.with_user(manager).action_accept()
        transfer = self.env[line.res_model].browse(line.res_ids)
        self.assertEqual(transfer._name, "stock.interwarehouse.transfer")
        self.assertEqual(
            (transfer.warehouse_from_id, transfer.warehouse_to_id, transfer.state),
            (self.wh_a, self.wh_b, "draft"),
        )
        self.assertEqual(transfer.line_ids.product_uom_qty, 8)
        action = line.with_user(manager).action_open_document()
        self.assertEqual(action["res_id"], transfer.id)
        self.assertEqual((line.owner_id, line.decided_by_id), (manager, manager))
        self.assertEqual(line.due.isoformat(), "2026-09-15")
        self.assertEqual(line.activity_ids.user_id, manager)
        with self.assertRaises(UserError):
            line.with_user(manager).action_accept()
        with self.assertRaises(UserError):
            line.with_user(manager).quantity = 3
        # they leave: cleared, and the task is gone
        self.ship(self.tea, 8)
        self.renew("2026-09-03")
        self.assertEqual((line.state, line.outcome), ("done", "cleared"))
        self.assertEqual((line.quantity_now, line.value_now), (32, 320))
        self.assertFalse(line.activity_ids)

    def test_vendor_takes_back(self):
        self.vendor.jxc_return_days = 200
        self.renew()
        line = self.line()
        self.assertEqual((line.proposal, line.proposed_quantity), ("return", 40))
        self.assertEqual(line.proposed_vendor_id, self.vendor)
        line.with_user(self.user("boss")).action_accept()
        picking = self.env[line.res_model].browse(line.res_ids)
        self.assertEqual((picking.state, picking.partner_id), ("draft", self.vendor))
        move = picking.move_ids
        self.assertEqual((move.product_uom_qty, move.to_refund), (40, True))
        receipt = move.origin_returned_move_id
        self.assertEqual((receipt.product_id, receipt.product_qty), (self.tea, 40))
        self.assertEqual(move.location_dest_id.usage, "supplier")
        # what goes back is worth its cost
        picking.action_confirm()
        self._finish(move, 40)
        self.renew("2026-09-10")
        self.assertEqual((line.outcome, line.recovered), ("cleared", 400))

    def test_who_may_not_make_the_document_makes_a_task(self):
        self.renew()
        seller = self.user("sales_manager")
        line = self.line().with_user(seller)
        line.write({"decision": "scrap", "quantity": 5})
        line.action_decide()
        self.assertEqual((line.state, line.document_name), ("doing", False))
        self.assertEqual(line.activity_ids.user_id, seller)
        line.with_user(self.user("warehouse_manager")).action_make()
        self.assertEqual(line.sudo().res_model, "stock.scrap")

    def test_price_cut_is_a_draft(self):
        self.renew()
        line = self.line().with_user(self.user("boss"))
        self.assertIn("value_now", line.fields_get())
        with Form(line) as form:
            form.decision = "price"
            self.assertEqual((form.discount, form.quantity), (30, 40))
            form.discount = 45
        line.action_decide()
        prices = self.env[line.res_model].browse(line.res_ids)
        self.assertFalse(prices.active)
        item = prices.with_context(active_test=False).item_ids
        self.assertEqual((item.product_id, item.percent_price), (self.tea, 45))
        prices.active = True
        self.assertEqual(prices._get_product_price(self.tea, 1), 11)

    def test_what_comes_in_is_counted(self):
        """3 of 40 are sold at 11 after the decision."""
        self.renew()
        line = self.line()
        line.write({"decision": "promotion", "quantity": 40})
        line.action_decide()
        order = self.env["sale.order"].create(
            {
                "partner_id": self.vendor.id,
                "company_id": self.company.id,
                "order_line": [
                    (
                        0,
                        0,
                        {
                            "product_id": self.tea.id,
                            "product_uom_qty": 3,
                            "price_unit": 11,
                            "tax_ids": False,
                        },
                    )
                ],
            }
        )
        self.on("2026-09-04")
        self.deliver(self.tea, 3, sale_line_id=order.order_line.id)
        self.renew("2026-09-05")
        self.assertEqual((line.state, line.quantity_now), ("doing", 37))
        self.assertEqual((line.value_now, line.recovered), (370, 33))
        self.on("2026-09-20")
        self.assertTrue(line.late)
        self.assertIn(line, self.clearances.search([("late", "=", True)]))
        line.action_done()
        self.assertEqual((line.state, line.outcome), ("done", "closed"))

    def test_expired_lots_are_scrapped(self):
        wine = self._product(name="Wine", tracking="lot", use_expiration_date=True)
        lot = self.env["stock.lot"].create(
            {"name": "W1", "product_id": wine.id, "company_id": self.company.id}
        )
        lot.write({"expiration_date": "2026-08-01", "removal_date": "2026-07-20"})
        self.on("2026-03-02")
        self.move(wine, 6, self.suppliers, self.wh_a.lot_stock_id, lot=lot)
        self.renew()
        line = self.line(wine)
        self.assertEqual((line.proposal, line.proposed_quantity), ("scrap", 6))
        line.with_user(self.user("warehouse_manager")).action_accept()
        scrap = self.env[line.res_model].browse(line.res_ids)
        self.assertEqual(
            (scrap._name, scrap.lot_id, scrap.scrap_qty, scrap.state),
            ("stock.scrap", lot, 6, "draft"),
        )

    def test_wrong_decisions_say_what_is_missing(self):
        self.renew()
        line = self.line()
        with self.assertRaises(UserError):
            line.action_decide()
        for values in (
            {"decision": "transfer", "quantity": 5},
            {"decision": "transfer", "quantity": 5, "target_id": self.wh_a.id},
            {"decision": "return", "quantity": 5},
            {"decision": "price", "quantity": 5, "discount": 100},
            {"decision": "promotion", "quantity": 41},
            {"decision": "scrap", "quantity": 0},
        ):
            with self.assertRaises(UserError, msg=values), self.env.cr.savepoint():
                line.write({"target_id": False, "vendor_id": False, **values})
                line.action_decide()
        self.assertEqual(line.state, "open")

    def test_take_back(self):
        self.renew()
        line = self.line()
        line.action_accept()
        line.action_reopen()
        self.assertEqual((line.state, line.document_name), ("open", False))
        self.assertFalse(line.activity_ids)

    def test_rights(self):
        self.renew()
        line = self.line()
        for role in ("salesperson", "warehouse_worker", "planner", "finance"):
            mine = line.with_user(self.user(role))
            self.assertEqual(mine.movement, "dead")
            self.assertEqual("value_now" in mine.fields_get(), role == "finance")
            with self.assertRaises(AccessError):
                mine.decision = "scrap"
            with self.assertRaises(AccessError):
                mine.action_accept()
        for role in ("warehouse_manager", "purchaser", "sales_manager", "boss"):
            mine = line.with_user(self.user(role))
            self.assertIn(line, mine.search([("state", "=", "open")]))
            mine.note = role
            with self.assertRaises(AccessError):
                mine.write({"state": "done"})
            with self.assertRaises(AccessError):
                mine.write({"proposal": "scrap"})
            with self.assertRaises(AccessError):
                mine.create({"product_id": self.tea.id})
            with self.assertRaises(AccessError):
                mine.unlink()

    def test_another_company_sees_nothing(self):
        self.renew()
        other = self._company("Other Trade", "base.CNY", "Asia/Shanghai")
        stranger = new_test_user(
            self.env,
            login="clear.stranger",
            groups="jxc_base.group_boss",
            company_id=other.id,
            company_ids=other.ids,
        )
        theirs = {"allowed_company_ids": other.ids}
        seen = self.clearances.with_user(stranger).with_context(**theirs)
        self.assertFalse(seen.search([]))
        with self.assertRaises(AccessError):
            self.line().with_user(stranger).with_context(**theirs).action_accept()

    def test_listed_from_the_slow_ones(self):
        """Also what moves; twice leads to the same line."""
        self.on("2026-08-30")
        self.deliver(self.salt, 1)
        self.renew()
        self.assertFalse(self.line(self.salt))
        manager = self.user("warehouse_manager")
        row = self.figures.search([("product_id", "=", self.salt.id)], limit=1)
        action = row.with_user(manager).action_clear()
        line = self.line(self.salt)
        self.assertEqual(action["domain"], [("id", "in", line.ids)])
        row.with_user(manager).action_clear()
        self.assertEqual(self.line(self.salt), line)
        with self.assertRaises(AccessError):
            row.with_user(self.user("salesperson")).action_clear()

    def test_workbench(self):
        self.renew()
        manager = self.user("warehouse_manager")
        bench = self.env["jxc.workbench"].with_user(manager)
        bench = bench.with_company(self.company)
        tile = bench._tile_stock_clear()
        self.assertEqual((tile["count"], tile["state"]), (2, "todo"))
        self.line().action_accept()
        self.on("2026-10-01")
        tile = bench._tile_stock_clear()
        self.assertEqual((tile["count"], tile["state"]), (2, "late"))
        worker = self.user("warehouse_worker")
        self.assertIsNone(
            self.env["jxc.workbench"].with_user(worker)._tile_stock_clear()
        )

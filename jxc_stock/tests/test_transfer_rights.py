from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from .common_transfer import TransferCommon


@tagged("post_install", "-at_install")
class TestTransferRights(TransferCommon):
    """What each role sees and may do, by every route."""

    def test_everybody_with_a_role_asks(self):
        for group in ("requester", "salesperson", "purchaser", "planner", "boss"):
            with self.subTest(group=group):
                user = new_test_user(
                    self.env, login=f"tr2_{group}", groups=f"jxc_base.group_{group}"
                )
                transfer = self._ask(user=user)
                mine = transfer.with_user(user)
                mine.line_ids.product_uom_qty = 4
                mine.line_ids.read(["jxc_free_from", "jxc_spare_from", "qty_shipped"])
                mine.read(["state", "jxc_progress", "jxc_shipments", "picking_count"])
                mine.action_submit()
                mine.action_draft()
                mine.action_cancel()
                self.assertEqual(transfer.state, "cancelled")

    def test_others_requests_are_read_only(self):
        transfer = self._ask(user=self.seller)
        theirs = transfer.with_user(self.requester)
        self.assertEqual(theirs.state, "draft")
        for call in (
            lambda: theirs.write({"jxc_note": "x"}),
            lambda: theirs.line_ids.write({"product_uom_qty": 1}),
            lambda: theirs.unlink(),
            lambda: theirs.action_submit(),
            lambda: theirs.action_cancel(),
        ):
            with self.assertRaises(AccessError):
                call()

    def test_warehouses_and_companies(self):
        transfer = self._ask(warehouse_to_id=self.wh_c.id)
        search = transfer.with_user(self.receiver).search
        self.assertFalse(search([("id", "=", transfer.id)]))
        self.assertTrue(
            transfer.with_user(self.sender).search([("id", "=", transfer.id)])
        )
        other = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = new_test_user(
            self.env,
            login="tr_stranger",
            groups="jxc_base.group_warehouse_manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        for model in ("transfer", "transfer.line"):
            records = self.env[f"stock.interwarehouse.{model}"].with_user(stranger)
            self.assertFalse(records.search([("create_date", "!=", False)]))

    def test_both_sides_handle_their_own(self):
        transfer = self._confirmed(user=self.manager)
        self.assertTrue(transfer.with_user(self.sender).jxc_can_ship)
        self.assertFalse(transfer.with_user(self.receiver).jxc_can_ship)
        self._ship(transfer, 10, user=self.sender)
        self.assertTrue(transfer.with_user(self.receiver).jxc_can_receive)
        self.assertFalse(transfer.with_user(self.sender).jxc_can_receive)
        self.assertFalse(transfer.with_user(self.seller).jxc_can_receive)

    def test_states_are_not_written(self):
        transfer = self._ask()
        for vals in (
            {"state": "done"},
            {"jxc_stage": "confirmed"},
            {"jxc_stage": "to_approve"},
            {"jxc_amount": 1.0},
            {"jxc_shipped_at": "2026-01-01 00:00:00"},
            {"picking_ids": [(5, 0, 0)]},
            {"jxc_difference_ids": [(5, 0, 0)]},
        ):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                transfer.write(vals)
            with self.subTest(create=vals), self.assertRaises(UserError):
                self._ask(**vals)
        with self.assertRaises(UserError):
            transfer.with_context(default_jxc_stage="confirmed").copy()
        with self.assertRaises(UserError):
            transfer.line_ids.write({"move_ids": [(5, 0, 0)]})

    def test_import_makes_a_draft(self):
        result = (
            self.env["stock.interwarehouse.transfer"]
            .with_user(self.manager)
            .load(
                [
                    "warehouse_from_id/.id",
                    "warehouse_to_id/.id",
                    "line_ids/product_id/.id",
                    "line_ids/product_uom_qty",
                ],
                [[str(self.wh_a.id), str(self.wh_b.id), str(self.soy.id), "3"]],
            )
        )
        self.assertFalse(result["messages"], result["messages"])
        made = self.env["stock.interwarehouse.transfer"].browse(result["ids"])
        self.assertEqual((made.state, made.line_ids.product_uom_qty), ("draft", 3))
        result = made.with_user(self.manager).load(
            ["warehouse_from_id/.id", "warehouse_to_id/.id", "state"],
            [[str(self.wh_a.id), str(self.wh_b.id), "done"]],
        )
        self.assertFalse(result["ids"])

    def test_movements_stay_with_their_transfer(self):
        transfer = self._confirmed()
        move = self._open_moves(transfer, "outgoing")
        other = self._ask(3, self.tea)
        for vals in (
            {"interwh_transfer_line_id": False},
            {"interwh_transfer_line_id": other.line_ids.id},
        ):
            with self.assertRaises(UserError):
                move.with_user(self.manager).write(vals)
        with self.assertRaises(UserError):
            self.env["stock.move"].with_user(self.manager).create(
                {
                    "product_id": self.tea.id,
                    "location_id": self.wh_a.lot_stock_id.id,
                    "location_dest_id": self.transit.id,
                    "interwh_transfer_line_id": transfer.line_ids.id,
                }
            )

    def test_confirmed_facts_stay(self):
        transfer = self._confirmed()
        with self.assertRaises(UserError):
            transfer.write({"warehouse_to_id": self.wh_c.id})
        with self.assertRaises(UserError):
            transfer.line_ids.write({"product_id": self.tea.id})
        with self.assertRaises(UserError):
            transfer.unlink()
        with self.assertRaises(ValidationError):
            self._ask(line_ids=[]).write({"warehouse_to_id": self.wh_a.id})

    def test_cost_is_hidden(self):
        transfer = self._ask(user=self.seller)
        with self.assertRaises(AccessError):
            transfer.with_user(self.seller).read(["jxc_amount"])
        with self.assertRaises(AccessError):
            transfer.with_user(self.seller).line_ids.read(["jxc_value"])
        self.assertEqual(transfer.sudo().jxc_amount, 100)

    def test_lists_that_managers_keep(self):
        for model, vals in (
            ("jxc.transfer.reason", {"name": "Rain"}),
            (
                "jxc.transfer.route",
                {"warehouse_from_id": self.wh_a.id, "warehouse_to_id": self.wh_c.id},
            ),
        ):
            with self.assertRaises(AccessError):
                self.env[model].with_user(self.sender).create(vals)
            self.env[model].with_user(self.manager).create(vals)


@tagged("post_install", "-at_install")
class TestTransferApproval(TransferCommon):
    """Rules of the rules page hold in the business methods."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.chief = new_test_user(
            cls.env, login="tr_chief", groups="jxc_base.group_warehouse_manager"
        )

    def _rule(self, **values):
        return self.env["jxc.approval.rule"].create(
            {
                "name": "Transfers",
                "document": "stock.interwarehouse.transfer",
                "step_ids": [
                    (0, 0, {"approver": "users", "user_ids": [(6, 0, self.chief.ids)]})
                ],
                **values,
            }
        )

    def test_by_amount(self):
        self._rule(amount_from=500)
        small = self._confirmed(10)  # 10 × 10 = 100
        self.assertEqual(small.state, "confirmed")
        large = self._ask(50, user=self.seller)  # 50 × 10 = 500
        large.action_submit()
        self.assertEqual(large.state, "to_approve")
        self.assertTrue(large.sudo().review_ids)
        with self.assertRaises(ValidationError):
            large.with_user(self.manager).action_confirm()
        large.with_user(self.chief).validate_tier()
        large.invalidate_recordset()
        large.with_user(self.sender).action_confirm()
        self.assertEqual(large.state, "confirmed")

    def test_by_warehouse(self):
        rule = self._rule(jxc_warehouse_ids=[(6, 0, self.wh_c.ids)])
        self.assertIn(self.wh_c.name, rule.summary)
        self._confirmed()
        far = self._ask(warehouse_to_id=self.wh_c.id)
        with self.assertRaises(ValidationError):
            far.action_confirm()
        far.with_user(self.chief).action_confirm()
        self.assertEqual(far.state, "confirmed")

    def test_what_is_asked_for_stays_meanwhile(self):
        self._rule()
        transfer = self._ask(user=self.seller)
        transfer.action_submit()
        mine = transfer.with_user(self.seller)
        with self.assertRaises(UserError):
            mine.line_ids.product_uom_qty = 99
        with self.assertRaises(UserError):
            mine.write({"warehouse_to_id": self.wh_c.id})
        mine.action_draft()
        self.assertFalse(transfer.sudo().review_ids)
        mine.line_ids.product_uom_qty = 9
        mine.action_submit()
        self.assertTrue(transfer.sudo().review_ids)

    def test_a_confirmed_one_does_not_outgrow_its_rule(self):
        self._rule(amount_from=500)
        transfer = self._confirmed(10)
        with self.assertRaises(UserError):
            transfer.line_ids.product_uom_qty = 60

    def test_refused(self):
        self._rule()
        transfer = self._ask(user=self.seller)
        transfer.action_submit()
        review = transfer.with_user(self.chief)
        review.sudo().review_ids.write({"comment": "Not now"})
        review._rejected_tier(review.review_ids)
        self.assertEqual(transfer.state, "draft")

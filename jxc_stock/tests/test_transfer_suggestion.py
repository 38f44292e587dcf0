from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from .common_transfer import TransferCommon


@tagged("post_install", "-at_install")
class TestTransferSuggestion(TransferCommon):
    """From surplus to shortage, with figures and drafts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rows = cls.env["jxc.transfer.suggestion"]
        cls._level(cls.soy, cls.wh_a, 20, 40)
        cls._level(cls.soy, cls.wh_b, 10, 25)
        cls.planner = new_test_user(
            cls.env, login="tr_planner", groups="jxc_base.group_planner"
        )

    @classmethod
    def _level(cls, product, warehouse, least, most, **values):
        return cls.env["stock.warehouse.orderpoint"].create(
            {
                "product_id": product.id,
                "warehouse_id": warehouse.id,
                "location_id": warehouse.lot_stock_id.id,
                "product_min_qty": least,
                "product_max_qty": most,
                "trigger": "manual",
                **values,
            }
        )

    def _suggested(self, product=None):
        self.rows._renew(self.company)
        return self.rows.search([("product_id", "=", (product or self.soy).id)])

    def test_figures(self):
        row = self._suggested()
        self.assertEqual(
            (row.warehouse_from_id, row.warehouse_to_id), (self.wh_a, self.wh_b)
        )
        self.assertEqual((row.suggested, row.lack, row.fills), (25, 25, 25))
        # 100 there, the maximum of its own rule is 40
        self.assertEqual((row.available_from, row.keeps, row.spare), (100, 40, 60))
        self.assertIn("25", row.why)
        self.assertEqual(len(row.why.splitlines()), 3)

    def test_reserved_and_planned_count(self):
        sale = self.env["stock.move"].create(
            {
                "product_id": self.soy.id,
                "product_uom_qty": 50,
                "location_id": self.wh_a.lot_stock_id.id,
                "location_dest_id": self.env.ref("stock.stock_location_customers").id,
            }
        )
        sale._action_confirm()
        # 100 − 50 promised − 40 of its own
        self.assertEqual(self._suggested().quantity, 10)
        sale._action_assign()
        self.assertEqual(self._suggested().quantity, 10)
        self._confirmed(20)  # comes already: 25 − 20 = 5 … but 20 ≥ its minimum
        self.assertFalse(self._suggested())

    def test_drafts_are_not_suggested_again(self):
        action = self._suggested().with_user(self.manager).action_transfer()
        transfer = self.env["stock.interwarehouse.transfer"].browse(action["res_id"])
        self.assertEqual(
            (transfer.state, transfer.line_ids.product_uom_qty), ("draft", 25)
        )
        self.assertFalse(self._suggested())
        transfer.action_cancel()
        self.assertTrue(self._suggested())

    def test_one_draft_per_pair(self):
        self._level(self.tea, self.wh_b, 10, 30)
        self._level(self.tea, self.wh_c, 10, 30)
        self.rows._renew(self.company)
        chosen = self.rows.search([("product_id", "in", (self.soy | self.tea).ids)])
        chosen.with_user(self.planner).action_transfer()
        made = chosen.transfer_id
        self.assertEqual(
            {(t.warehouse_to_id, len(t.line_ids)) for t in made},
            {(self.wh_b, 2), (self.wh_c, 1)},
        )
        self.assertEqual(made.create_uid, self.planner)
        with self.assertRaises(UserError):
            chosen.with_user(self.planner).action_transfer()

    def test_packing(self):
        point = self.env["stock.warehouse.orderpoint"].search(
            [("product_id", "=", self.soy.id), ("warehouse_id", "=", self.wh_b.id)]
        )
        dozen = self.env.ref("uom.product_uom_dozen")
        self.soy.uom_ids = dozen
        point.replenishment_uom_id = dozen
        self.assertEqual(self._suggested().quantity, 24)

    def test_sales_set_the_target(self):
        """Goods without a rule are lacking by the days they last."""
        self._plant(self.tea, 14, self.wh_b.lot_stock_id)
        days = self.company.jxc_cover_days
        today = self.company._jxc_facts_clock()._jxc_today()
        self.env.cr.execute(
            "INSERT INTO jxc_stock_daily (company_id, product_id, warehouse_id, area,"
            " ownership, day, sold_quantity)"
            " VALUES (%s, %s, %s, 'stock', 'own', %s::date - 1, %s)",
            (self.company.id, self.tea.id, self.wh_b.id, today, 4 * days),
        )
        row = self._suggested(self.tea)
        # 4 a day: lasts 3.5 days, less than 7; filled up to 30 × 4, 106 of them missing
        self.assertEqual((row.per_day_to, row.days_left), (4, 3.5))
        self.assertEqual((row.lack, row.suggested), (106, 100))
        self.assertFalse(row.urgent)
        self.company.jxc_transfer_days = 5
        self.assertTrue(self._suggested(self.tea).urgent)

    def test_freight_and_closed_ways(self):
        self._plant(self.soy, 100, self.wh_c.lot_stock_id)
        routes = self.env["jxc.transfer.route"]
        near = {"warehouse_from_id": self.wh_c.id, "warehouse_to_id": self.wh_b.id}
        far = {"warehouse_from_id": self.wh_b.id, "warehouse_to_id": self.wh_a.id}
        routes.create([{**near, "cost": 10}, {**far, "cost": 90}])
        row = self._suggested()
        self.assertEqual((row.warehouse_from_id, row.cost), (self.wh_c, 10))
        routes.search([("warehouse_from_id", "=", self.wh_c.id)]).suggested = False
        self.assertEqual(self._suggested().warehouse_from_id, self.wh_a)
        with self.assertRaises(ValidationError):
            routes.create({**near, "warehouse_to_id": self.wh_c.id})

    def test_quantity_by_hand(self):
        row = self._suggested().with_user(self.manager)
        row.quantity = 60
        with self.assertRaisesRegex(ValidationError, "its own target"):
            row.quantity = 61
        with self.assertRaises(UserError):
            row.write({"spare": 1000})
        with self.assertRaises(AccessError):
            row.with_user(self.seller).write({"quantity": 1})

    def test_who_computes(self):
        self.rows.with_user(self.planner).action_renew()
        with self.assertRaises(AccessError):
            self.rows.with_user(self.seller).action_renew()

    def test_source_dialog(self):
        transfer = self._ask(user=self.requester, warehouse_from_id=self.wh_c.id)
        action = transfer.with_user(self.requester).action_sources()
        dialog = self.env[action["res_model"]].with_user(self.requester)
        lines = dialog.browse(action["res_id"]).line_ids
        best = lines[0]
        self.assertEqual((best.warehouse_id, best.enough), (self.wh_a, True))
        self.assertEqual(
            (best.on_hand, best.available, best.projected), (100, 100, 100)
        )
        self.assertEqual((best.kept, best.spare), (20, 80))
        best.action_choose()
        self.assertEqual(transfer.warehouse_from_id, self.wh_a)

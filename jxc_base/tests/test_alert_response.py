from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_alert_response import ResponseCase
from .common_alerts import NOON


@tagged("post_install", "-at_install")
class TestAlertResponse(ResponseCase):
    """Each remedy as the user whose task it is, and as one whose task it is not."""

    # -- one click, one document -----------------------------------------------

    def test_what_each_role_is_offered(self):
        alert = self.below()
        self.assertEqual(self.names(alert, "purchaser"), ["request"])
        self.assertEqual(self.names(alert, "planner"), ["request"])
        self.assertEqual(self.names(alert, "warehouse_manager"), ["bring"])
        alert.action_done()
        self.assertEqual(self.names(alert, "purchaser"), [])

    def test_others_are_told_whose_task_it_is(self):
        alert = self.below()
        with self.assertRaisesRegex(AccessError, "task of others"):
            self.respond(alert, "request", "warehouse_manager")
        with self.assertRaisesRegex(AccessError, "task of others"):
            self.respond(alert, "bring", "purchaser")
        with self.assertRaises(AccessError):
            self.respond(alert, "request", "finance")
        for remedy in ("call", "nonsense", None, 7):
            with self.subTest(remedy=remedy), self.assertRaises(UserError):
                self.respond(alert, remedy, "purchaser")
        self.assertFalse(alert.response_ids)

    def test_bring_from_where_there_is_most(self):
        """North has 40 and keeps 10; South has 12. 50 − 5 = 45 are wanted, 30 come."""
        south = self.env["stock.warehouse"].create({"name": "South", "code": "STH"})
        self._plant(self.product, 40, self.north.lot_stock_id)
        self._plant(self.product, 12, south.lot_stock_id)
        self.env["stock.warehouse.orderpoint"].create(
            {
                "product_id": self.product.id,
                "warehouse_id": self.north.id,
                "location_id": self.north.lot_stock_id.id,
                "product_min_qty": 10,
                "product_max_qty": 15,
                "jxc_safety_quantity": 10,
                "trigger": "manual",
            }
        )
        alert = self.below()
        _action, answer = self.respond(alert, "bring", "warehouse_manager")
        transfer = self.env[answer.res_model].browse(answer.res_id)
        self.assertEqual(transfer.state, "draft")
        self.assertEqual(transfer.create_uid, self.users["warehouse_manager"])
        lines = "move_ids" if "move_ids" in transfer._fields else "line_ids"
        self.assertEqual(transfer[lines].mapped("product_uom_qty"), [30])
        self.assertEqual(transfer.location_id, self.north.lot_stock_id)
        self.assertEqual(transfer.location_dest_id, self.stock)
        self.assertEqual(
            (alert.state, alert.owner_id),
            ("acknowledged", self.users["warehouse_manager"]),
        )
        self.assertEqual(alert.acted_by_id, self.users["warehouse_manager"])

    def test_nothing_to_spare(self):
        alert = self.below()
        with self.assertRaisesRegex(UserError, "no other warehouse"):
            self.respond(alert, "bring", "warehouse_manager")
        self.assertEqual(alert.state, "new")

    def test_a_second_click_opens_the_first_document(self):
        self._plant(self.product, 40, self.north.lot_stock_id)
        alert = self.below()
        first, answer = self.respond(alert, "bring", "warehouse_manager")
        again, still = self.respond(alert, "bring", "warehouse_manager")
        self.assertEqual(answer, still)
        self.assertEqual(first["res_id"], again["res_id"])
        offered = alert.with_user(self.users["warehouse_manager"]).remedies
        self.assertEqual(offered[0]["document"], answer.name)

    def test_two_rules_about_the_same_goods_share_a_document(self):
        self._plant(self.product, 40, self.north.lot_stock_id)
        alert = self.below()
        other = self.opened(
            "below_safety",
            self.env["stock.warehouse.orderpoint"].browse(alert.res_id),
            ["warehouse_manager"],
            threshold=10.0,
            product_id=self.product.id,
            warehouse_id=self.warehouse.id,
        )
        _action, answer = self.respond(alert, "bring", "warehouse_manager")
        _action, shared = self.respond(other, "bring", "warehouse_manager")
        self.assertEqual(
            (shared.res_model, shared.res_id), (answer.res_model, answer.res_id)
        )

    def test_a_cancelled_document_is_made_anew(self):
        self._plant(self.product, 40, self.north.lot_stock_id)
        alert = self.below()
        _action, answer = self.respond(alert, "bring", "warehouse_manager")
        document = answer._document()
        if document._name != "stock.picking":
            document.unlink()
        else:
            document.action_cancel()
        _action, both = self.respond(alert, "bring", "warehouse_manager")
        self.assertEqual(len(both), 2)

    def test_the_link_outlives_the_document(self):
        self._plant(self.product, 40, self.north.lot_stock_id)
        alert = self.below()
        _action, answer = self.respond(alert, "bring", "warehouse_manager")
        name, document = answer.name, answer._document()
        document.unlink()
        self.assertEqual(alert.response_ids.name, name)
        with self.assertRaises(UserError):
            answer.action_open()

    def test_send_to_where_it_is_short(self):
        point = self.point(product_max_qty=50)
        self.env["stock.warehouse.orderpoint"].create(
            {
                "product_id": self.product.id,
                "warehouse_id": self.north.id,
                "location_id": self.north.lot_stock_id.id,
                "product_min_qty": 10,
                "product_max_qty": 25,
                "trigger": "manual",
            }
        )
        self._plant(self.product, 80)
        alert = self.opened(
            "above_max",
            point,
            ["warehouse_manager"],
            measure=80.0,
            threshold=50.0,
            product_id=self.product.id,
            warehouse_id=self.warehouse.id,
        )
        _action, answer = self.respond(alert, "send", "warehouse_manager")
        transfer = answer._document()
        lines = "move_ids" if "move_ids" in transfer._fields else "line_ids"
        self.assertEqual(transfer[lines].product_uom_qty, 25, "30 too many, 25 fit")
        self.assertEqual(transfer.location_dest_id, self.north.lot_stock_id)

    def test_bulk_makes_one_document_per_pair_of_warehouses(self):
        twin = self._product("Vinegar")
        for product in self.product | twin:
            self._plant(product, 40, self.north.lot_stock_id)
        alerts = self.below() | self.below(product=twin)
        self.respond(alerts, "bring", "warehouse_manager")
        documents = {(a.res_model, a.res_id) for a in alerts.response_ids}
        self.assertEqual((len(alerts.response_ids), len(documents)), (2, 1))

    # -- request ---------------------------------------------------------------

    def test_nothing_is_requested_twice(self):
        """What is on order is enough: the reason, and no document."""
        alert = self.below()
        self._picking("in", 100)
        with self.assertRaisesRegex(UserError, "enough"):
            self.respond(alert, "request", "purchaser")

    # -- lots, negative stock --------------------------------------------------

    def lot_alert(self):
        self.product.write({"tracking": "lot", "use_expiration_date": True})
        lot = self.env["stock.lot"].create(
            {
                "product_id": self.product.id,
                "name": "L-OLD",
                "expiration_date": NOON - timedelta(days=3),
            }
        )
        self._plant(self.product, 6, lot_id=lot)
        return self.opened(
            "expired",
            lot,
            ["warehouse_manager"],
            product_id=self.product.id,
            warehouse_id=self.warehouse.id,
        )

    def test_stow_an_expired_lot(self):
        alert = self.lot_alert()
        with self.assertRaisesRegex(UserError, "no place for expired"):
            self.respond(alert, "stow", "warehouse_manager")
        heap = self._location("Expired Heap", jxc_hold="expired")
        _action, answer = self.respond(alert, "stow", "warehouse_manager")
        picking = answer._document()
        self.assertEqual((picking.state, picking.location_dest_id), ("assigned", heap))
        line = picking.move_line_ids
        self.assertEqual((line.lot_id.name, line.quantity), ("L-OLD", 6))
        picking.move_ids.picked = True
        picking.with_context(skip_backorder=True, skip_expired=True).button_validate()
        self.assertEqual(picking.state, "done")

    def test_count_where_there_is_less_than_nothing(self):
        self._plant(self.product, -3)
        alert = self.opened(
            "negative",
            self.product,
            ["warehouse_manager"],
            measure=-3.0,
            threshold=0.0,
            product_id=self.product.id,
            warehouse_id=self.warehouse.id,
        )
        _action, answer = self.respond(alert, "count", "warehouse_manager")
        self.assertTrue(answer._document())

    # -- what it is worth ------------------------------------------------------

    def test_effect_counts_documents(self):
        self._plant(self.product, 40, self.north.lot_stock_id)
        alert = self.below()
        self.time.tick(2 * 3600)
        self.respond(alert, "bring", "warehouse_manager")
        rule = alert.rule_id
        rule.invalidate_recordset()
        self.assertEqual((rule.document_count, rule.acted_count), (1, 1))
        self.assertEqual((rule.acted_share, rule.median_hours), (100, 2))

    def test_links_are_seen_with_their_warning(self):
        self._plant(self.product, 40, self.north.lot_stock_id)
        _action, answer = self.respond(self.below(), "bring", "warehouse_manager")
        for role, seen in (("purchaser", True), ("finance", False)):
            found = self.env["jxc.alert.response"].with_user(self.users[role])
            with self.subTest(role=role):
                self.assertEqual(bool(found.search([("id", "=", answer.id)])), seen)
                with self.assertRaises(AccessError):
                    found.create({})

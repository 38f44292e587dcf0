from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..core.alerts import Finding
from .common_alerts import NOON, AlertCase


@tagged("post_install", "-at_install")
class TestAlertResponse(AlertCase):
    """Each remedy as the user whose task it is, and as one whose task it is not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.north = cls.env["stock.warehouse"].create({"name": "North", "code": "NTH"})
        cls.users = {
            role: new_test_user(
                cls.env, login=f"answer_{role}", groups=f"jxc_base.group_{role}"
            )
            for role in (
                "purchaser",
                "planner",
                "salesperson",
                "warehouse_worker",
                "warehouse_manager",
                "finance",
                "sales_manager",
                "jxc_admin",
            )
        }
        cls.vendor = cls.env["res.partner"].create(
            {"name": "Vendor of Sauce", "email": "sauce@example.com"}
        )

    def opened(self, detector, record, roles, **values):
        """An open warning about a record, told to roles."""
        rule = self.rule(detector, silent=True, roles=roles)
        finding = Finding(
            res_model=record._name,
            res_id=record.id,
            company_id=self.company.id,
            **{"measure": 5.0, **values},
        )
        row = rule._row(rule, finding, "warning", values.get("threshold") or 20.0)
        alert = self.env["jxc.alert"].browse(rule._insert([row], NOON))
        self.assertTrue(alert)
        return alert

    def respond(self, alert, remedy, role):
        mine = alert.with_user(self.users[role])
        action = mine.action_respond(remedy)
        self.env.invalidate_all()
        return action, alert.response_ids.filtered(lambda a: a.remedy == remedy)

    def below(self, detector="below_min", product=None, **values):
        """A replenishment rule of 20 to 50 with 5 in stock, and its warning."""
        product = product or self.product
        point = self.point(product, product_min_qty=20, product_max_qty=50)
        self._plant(product, 5)
        place = {"product_id": product.id, "warehouse_id": self.warehouse.id}
        roles = ["purchaser", "planner", "warehouse_manager"]
        return self.opened(detector, point, roles, threshold=20.0, **place, **values)

    def names(self, alert, role):
        self.env.invalidate_all()
        return [r["code"] for r in alert.with_user(self.users[role]).remedies or ()]

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
                "product_min_qty": 4,
                "product_max_qty": 9,
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

    def test_sell_a_lot_first(self):
        alert = self.opened(
            "expiring", self.product, ["sales_manager"], product_id=self.product.id
        )
        self.respond(alert, "sell", "sales_manager")
        self.assertEqual(
            self.activity(self.product).user_id, self.users["sales_manager"]
        )

    # -- people ----------------------------------------------------------------

    def activity(self, record):
        return self.env["mail.activity"].search(
            [("res_model", "=", record._name), ("res_id", "=", record.id)]
        )

    def order(self):
        return self.env["purchase.order"].create(
            {
                "partner_id": self.vendor.id,
                "user_id": self.users["purchaser"].id,
                "order_line": [
                    Command.create({"product_id": self.product.id, "product_qty": 5})
                ],
            }
        )

    def test_chase_the_vendor(self):
        order = self.order()
        alert = self.opened(
            "late_purchase",
            order.order_line,
            ["purchaser"],
            product_id=self.product.id,
            partner_id=self.vendor.id,
            due=NOON.date(),
            values={"document": order.name, "quantity": 5},
        )
        action, answer = self.respond(alert, "chase", "purchaser")
        self.assertEqual(answer._document(), order)
        self.assertEqual(self.activity(order).user_id, self.users["purchaser"])
        composer = (
            self.env["mail.compose.message"]
            .with_user(self.users["purchaser"])
            .with_context(**action["context"])
            .create({})
        )
        self.assertIn("Soy Sauce", composer.body)
        self.assertEqual(composer.partner_ids, self.vendor)
        composer.action_send_mail()
        self.assertIn("Soy Sauce", order.message_ids[0].body)

    def test_ask_the_buyer(self):
        order = self.order()
        alert = self.opened(
            "purchase_price",
            order.order_line,
            ["purchaser"],
            product_id=self.product.id,
            values={"document": order.name, "price": 9, "usual": 1},
        )
        self.respond(alert, "ask", "jxc_admin")
        self.assertEqual(self.activity(order).user_id, self.users["purchaser"])

    def test_call_the_customer(self):
        alert = self.opened(
            "overdue",
            self.vendor,
            ["finance"],
            partner_id=self.vendor.id,
            values={"amount": 70},
        )
        self.respond(alert, "call", "finance")
        activity = self.activity(self.vendor)
        self.assertEqual(activity.user_id, self.users["finance"])
        self.assertEqual(activity.activity_type_id.category, "phonecall")
        self.assertIn("70", activity.note)

    def test_push_a_delivery(self):
        picking = self._picking("out", 4)
        self._plant(self.product, 4)
        alert = self.opened(
            "late_delivery",
            picking,
            ["warehouse_manager", "sales_manager"],
            partner_id=self.vendor.id,
        )
        self.respond(alert, "push", "warehouse_manager")
        self.assertEqual(picking.state, "assigned")
        self.assertEqual(
            self.activity(picking).user_id, self.users["warehouse_manager"]
        )
        with self.assertRaises(AccessError):
            self.respond(alert, "push", "sales_manager")

    def test_remind_the_approvers(self):
        definition = self.env["tier.definition"].create(
            {
                "name": "All",
                "model_id": self.env["ir.model"]._get_id("purchase.order"),
                "review_type": "individual",
                "reviewer_id": self.users["finance"].id,
            }
        )
        order = self.order()
        review = self.env["tier.review"].create(
            {
                "model": "purchase.order",
                "res_id": order.id,
                "definition_id": definition.id,
                "status": "pending",
            }
        )
        alert = self.opened("approval", order, ["jxc_admin"])
        self.respond(alert, "remind", "jxc_admin")
        self.assertEqual(review.jxc_reminded_at, NOON)
        told = self.env["jxc.notification"].search(
            [("purpose_id.code", "=", "approval")], limit=1
        )
        self.assertIn(self.users["finance"].partner_id, told.partner_ids)

    def test_a_task_for_the_backup(self):
        alert = self.opened("backup", self.company, ["jxc_admin"])
        self.respond(alert, "todo", "jxc_admin")
        self.assertTrue(self.activity(self.company.partner_id))

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

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import HttpCase, new_test_user, tagged

from .common import RequestCommon


class WorkbenchCommon(RequestCommon):
    def order(self, user=None):
        line = {"product_id": self.soy.id, "product_qty": 3, "price_unit": 40}
        orders = self.env["purchase.order"].with_user(user or self.purchaser)
        order = orders.create(
            {"partner_id": self.vendor.id, "order_line": [Command.create(line)]}
        )
        order.request_validation()
        self.env.invalidate_all()
        return order

    def board(self, user):
        return self.env["jxc.workbench"].with_user(user)

    def tile(self, user, code="approvals"):
        self.env.invalidate_all()
        tiles = self.board(user).get_data()["tiles"]
        return next((tile for tile in tiles if tile["code"] == code), None)

    def decide(self, user, record, accept, comment=""):
        """As the screen does: about what it showed last, if it showed anything."""
        rows = (self.tile(user) or {"rows": []})["rows"]
        shown = [row["shown"] for row in rows if row["id"] == record.id]
        args = (record._name, record.id, accept, comment, *shown)
        return self.board(user).decide(*args)

    def waiting(self, user):
        return {(row["model"], row["id"]) for row in self.tile(user)["rows"]}


@tagged("post_install", "-at_install")
class TestWorkbench(WorkbenchCommon):
    def test_what_waits_for_me(self):
        self._rule("purchase.order", name="Every order")
        order = self.order()
        tile = self.tile(self.manager)
        (row,) = tile["rows"]
        self.assertEqual((tile["count"], tile["state"]), (1, "todo"))
        self.assertEqual((row["model"], row["id"]), (order._name, order.id))
        self.assertEqual((row["name"], row["rule"]), (order.name, "Every order"))
        about = (row["about"], row["requester"])
        self.assertEqual(about, ("Vendor A", self.purchaser.name))
        self.assertIn("120.00", row["amount"])
        self.assertEqual([line["quantity"] for line in row["lines"]], ["3"])
        found = self.env["purchase.order"].with_user(self.manager)
        self.assertEqual(found.search(tile["lines"][0]["action"]["domain"]), order)
        self.assertIsNone(self.tile(self.purchaser))

    def test_sections_are_no_more_lines(self):
        """“More lines” are those that count, as those that are shown."""
        self._rule("purchase.order")
        order = self.order()
        order.restart_validation()
        goods = {"product_id": self.salt.id, "product_qty": 1, "price_unit": 2}
        note = {"display_type": "line_section", "name": "Part", "product_qty": 0}
        order.order_line = [Command.create(goods)] * 3 + [Command.create(note)] * 4
        order.request_validation()
        (row,) = self.tile(self.manager)["rows"]
        self.assertEqual((len(row["lines"]), row["more"]), (4, ""))
        order.restart_validation()
        order.order_line = [Command.create(goods)] * 5
        order.request_validation()
        (row,) = self.tile(self.manager)["rows"]
        self.assertEqual((len(row["lines"]), row["more"]), (6, "3 more lines"))

    def test_whoever_rules_name_sees_an_empty_list(self):
        """Named users, heads, managers, who escalations go to, and stand-ins."""
        head = self._user("head", "jxc_base.group_purchaser")
        named = self._user("named", "jxc_base.group_purchaser")
        last = self._user("last", "jxc_base.group_purchaser")
        deputy = self._user("deputy", "jxc_base.group_purchaser")
        rule = self._rule("purchase.order", reviewer_id=False, review_type="jxc_users")
        rule.jxc_reviewer_ids = named
        self._rule("purchase.order", reviewer_id=False, review_type="jxc_head")
        rule.write({"jxc_escalate_hours": 5, "jxc_escalate_user_id": last.id})
        for user in (named, last):
            self.assertEqual(self.tile(user)["count"], 0)
        for user in (head, deputy):
            self.assertIsNone(self.tile(user))
        self.env["jxc.department"].create(
            {"name": "Desk", "head_id": head.id, "company_id": self.company.id}
        )
        self.env["jxc.approval.delegation"].create(
            {"user_id": named.id, "delegate_id": deputy.id}
        )
        for user in (head, deputy):
            self.assertEqual(self.tile(user)["count"], 0)

    def test_approve_in_place(self):
        self._rule("purchase.order")
        order = self.order()
        said = self.decide(self.manager, order, True, " fine ")
        self.assertEqual(said, f"{order.name}: approved.")
        self.assertEqual(order.validation_status, "validated")
        entry = self.env["jxc.approval.entry"].search(
            [("res_id", "=", order.id), ("kind", "=", "signed")]
        )
        self.assertEqual((entry.user_id, entry.comment), (self.manager, "fine"))
        tile = self.tile(self.manager)
        self.assertEqual((tile["count"], tile["rows"]), (0, []))

    def test_refusing_wants_a_comment(self):
        self._rule("purchase.order")
        order = self.order()
        for comment in ("", "  ", None, 5):
            with self.assertRaisesRegex(UserError, "Say why"):
                self.decide(self.manager, order, False, comment)
        self.decide(self.manager, order, False, "too dear")
        self.assertEqual(order.validation_status, "rejected")

    def test_only_what_waits_for_me(self):
        self._rule("purchase.order")
        order = self.order()
        for user in (self.purchaser, self.requester, self.worker):
            with self.subTest(user.login), self.assertRaises(UserError):
                self.decide(user, order, True)
        self.decide(self.manager, order, True)
        with self.assertRaisesRegex(UserError, "does not wait for you"):
            self.decide(self.manager, order, True)

    def test_only_what_was_shown(self):
        self._rule("purchase.order")
        order = self.order()
        (row,) = self.tile(self.manager)["rows"]
        order.sudo().date_planned = "2031-03-05 04:00:00"
        for shown in (row["shown"], "", None, 5, ["x"]):
            with self.assertRaisesRegex(UserError, "look again"):
                self.board(self.manager).decide(order._name, order.id, True, "", shown)
        self.assertEqual(order.validation_status, "pending")

    def test_nobody_decides_about_their_own(self):
        self.company.jxc_self_approval = False
        self._rule("purchase.order", reviewer_id=self.manager.id)
        other = self._user("second", "jxc_base.group_purchase_manager")
        rule = self.env["tier.definition"].search([("name", "=", "Rule")])
        group = self.env["res.groups"].create(
            {"name": "Two", "user_ids": [Command.set((self.manager + other).ids)]}
        )
        rule.write(
            {
                "review_type": "group",
                "reviewer_group_id": group.id,
                "reviewer_id": False,
            }
        )
        order = self.order(self.manager)
        self.assertEqual(self.waiting(self.manager), set())
        self.assertEqual(self.waiting(other), {(order._name, order.id)})
        with self.assertRaises(UserError):
            self.decide(self.manager, order, True)

    def test_bad_input(self):
        self._rule("purchase.order")
        order = self.order()
        board = self.board(self.manager)
        bad = (
            ("res.users", self.manager.id, True),
            ("no.such.model", 1, True),
            (None, order.id, True),
            (["purchase.order"], order.id, True),
            (order._name, 0, True),
            (order._name, -5, True),
            (order._name, 2**40, True),
            (order._name, "7", True),
            (order._name, [order.id], True),
            (order._name, order.id + 10**6, True),
            (order._name, order.id, "yes"),
            (order._name, order.id, None),
        )
        for args in bad:
            with self.subTest(args=args), self.assertRaises(UserError):
                board.decide(*args)
        self.assertEqual(order.validation_status, "pending")

    def test_another_company(self):
        self._rule("purchase.order")
        order = self.order()
        there = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = new_test_user(
            self.env,
            login="jxc_elsewhere",
            groups="jxc_base.group_purchase_manager",
            company_id=there.id,
            company_ids=[Command.set(there.ids)],
        )
        with self.assertRaises(UserError):  # access errors are some, too
            self.board(stranger).decide(order._name, order.id, True)

    def test_requests_without_a_rule_wait_for_purchase_managers(self):
        request = self._request([(self.soy, 5)])
        self.company.jxc_request_auto_approve = False
        request.button_to_approve()
        self.assertEqual(self.waiting(self.manager), {(request._name, request.id)})
        self.assertIsNone(self.tile(self.requester))
        with self.assertRaisesRegex(UserError, "look again"):
            self.board(self.manager).decide(request._name, request.id, True, "", "x")
        self.decide(self.manager, request, True, "go ahead")
        self.assertEqual(request.state, "approved")
        self.assertEqual(request.jxc_approved_by, self.manager)
        other = self._request([(self.soy, 5)])
        other.button_to_approve()
        self.decide(self.manager, other, False, "not now")
        self.assertEqual((other.state, other.jxc_reason), ("rejected", "not now"))

    def test_my_requests_on_their_way(self):
        request = self._request([(self.soy, 5)])
        late = self._approved([(self.salt, 2)])
        tile = self.tile(self.requester, "my_requests")
        self.assertEqual(tile["count"], 2)
        parts = {line["title"]: line["count"] for line in tile["lines"]}
        self.assertEqual(parts, {"To Submit": 1, "Late": 1})
        self.assertTrue(request.exists() and late.exists())
        self.assertEqual(self.tile(self.colleague, "my_requests")["count"], 0)

    def test_requested_lines_to_order(self):
        before = self.tile(self.purchaser, "requests_to_order")["count"]
        self._approved([(self.salt, 2), (self.soy, 3)])
        after = self.tile(self.purchaser, "requests_to_order")["count"]
        self.assertEqual(after, before + 2)

    def test_queries_do_not_follow_the_documents(self):
        self._rule("purchase.order")

        def queries():
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            tile = self.board(self.manager)._tile_approvals()
            return self.env.cr.sql_log_count - before, tile["count"]

        for _number in range(5):
            self.order()
        queries()
        few, _count = queries()
        for _number in range(8):
            self.order()
        many, count = queries()
        self.assertEqual(count, 13)
        self.assertLessEqual(many, few)


@tagged("post_install", "-at_install")
class TestWorkbenchTour(WorkbenchCommon, HttpCase):
    def test_approve_from_the_workbench(self):
        self._rule("purchase.order")
        first, second = self.order(), self.order()
        tour = "jxc_workbench_approve"
        self.start_tour("/odoo", tour, login=self.manager.login, timeout=120)
        self.env.invalidate_all()
        states = (first | second).mapped("validation_status")
        self.assertEqual(sorted(states), ["rejected", "validated"])
        trail = self.env["jxc.approval.entry"].search(
            [("res_id", "in", (first | second).ids), ("kind", "!=", "asked")]
        )
        self.assertEqual(set(trail.mapped("via")), {"web"})

from datetime import timedelta

from psycopg2 import errors

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_trace import TraceCommon


@tagged("post_install", "-at_install")
class TestRecall(TraceCommon):
    """LOT-A: 100 received, 40 with the shop, 20 with the school, 40 here."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._receive(cls.lot, 100)
        cls._receive(cls.good, 50)
        cls._ship(cls.lot, 45)
        cls._bring_back(cls.lot, 5)
        cls._ship(cls.lot, 20, cls.school)
        cls.recall = cls._recall()

    def _line(self, customer=None):
        return self.recall.line_ids.filtered(
            lambda line: line.customer_id == (customer or self.shop)
        )

    # -- customers -----------------------------------------------------------------

    def test_customers_with_phone_and_quantity(self):
        self.recall.action_start()
        found = {
            line.customer_name: (line.phone, line.shipped_qty, line.user_id)
            for line in self.recall.line_ids
        }
        self.assertEqual(
            found,
            {
                "Trace Shop": ("0571-2", 40, self.seller),
                "Trace School": ("0571-3", 20, self.other_seller),
            },
        )
        self.assertEqual((self.recall.shipped_qty, self.recall.inside_qty), (60, 40))

    def test_one_task_for_each_customer(self):
        second = self._lot("LOT-C")
        self._receive(second, 10)
        self._ship(second, 4)
        recall = self._recall(self.lot | second)
        recall.action_start()
        tasks = recall.sudo().line_ids.activity_ids
        self.assertEqual(len(recall.sudo().line_ids), 3)
        self.assertEqual(len(tasks), 2)
        self.assertEqual(tasks.user_id, self.seller | self.other_seller)
        mine = self.env["jxc.recall.line"].with_user(self.seller).search([])
        mine = mine.filtered(lambda line: line.recall_id == recall)
        self.assertEqual(len(mine), 2)
        mine[0].action_informed()
        self.assertEqual(set(mine.mapped("state")), {"informed"})
        self.assertFalse(mine.sudo().activity_ids)

    def test_returns_are_matched(self):
        self.recall.action_start()
        self._bring_back(self.lot, 10)
        line = self._line()
        self.assertEqual((line.returned_qty, line.remaining_qty), (10, 30))
        self.assertEqual(line.state, "to_call")
        line.action_informed()
        picking = self._bring_back(self.lot, 30, target=self.hold)
        self.env.invalidate_all()
        self.assertEqual((line.state, line.remaining_qty), ("returned", 0))
        step = self.recall.log_ids[-1]
        self.assertEqual((step.kind, step.text), ("returned", picking.name))
        self.assertEqual(
            (self.recall.recovered_qty, self.recall.progress), (40, 40 / 60)
        )

    def test_destroyed_counts_as_recovered(self):
        self.recall.action_start()
        line = self._line(self.school)
        with self.assertRaises(UserError):
            line.destroyed(21)
        for wrong in (0, -1, "3"):
            with self.assertRaises(UserError):
                line.destroyed(wrong)
        line.destroyed(5, "photo")
        self.assertEqual((line.state, line.remaining_qty), ("informed", 15))
        line.destroyed(15)
        self.assertEqual((line.state, line.remaining_qty), ("destroyed", 0))
        self.assertEqual(self.recall.recovered_qty, 20)

    def test_messages_over_the_channels(self):
        self.recall.action_start()
        line = self._line()
        line.action_message()
        message = self.env["jxc.notification"].search(
            [("purpose_id.code", "=", "recall.customer")], limit=1
        )
        self.assertEqual(message.partner_ids, self.shop)
        self.assertFalse(message.link)
        for text in ("LOT-A", "40", "Glass found"):
            self.assertIn(text, message.title + message.body)

    # -- steps ---------------------------------------------------------------------

    def test_closing_wants_everybody_told(self):
        self.recall.action_start()
        with self.assertRaisesRegex(UserError, "Trace School"):
            self.recall.action_close()
        self._line().action_informed()
        self._line(self.school).action_refused()
        action = self.recall.action_close()
        self.assertEqual(action["report_name"], "jxc_stock.report_recall")
        self.assertEqual(self.recall.state, "closed")
        self.assertEqual(self.lot.jxc_recall_id, self.recall)

    def test_report_and_file(self):
        self.recall.action_start()
        report = self.env["ir.actions.report"].with_user(self.inspector)
        html = report._render_qweb_html("jxc_stock.report_recall", self.recall.ids)[0]
        for text in (self.recall.name, "Trace School", "0571-3", "Glass found"):
            self.assertIn(text, html.decode())
        self.assertEqual(self.recall.action_xlsx()["type"], "ir.actions.act_url")

    def test_release_wants_role_and_reason(self):
        self.recall.action_start()
        with self.assertRaises(AccessError):
            self.recall.release("because")
        recall = self.recall.with_user(self.manager)
        for empty in ("", "  ", None):
            with self.assertRaises(UserError):
                recall.release(empty)
        wizard = self.env["jxc.recall.release"].with_user(self.manager)
        wizard = wizard.create({"recall_id": recall.id, "reason": "Laboratory: fine"})
        wizard.action_confirm()
        self.assertEqual(
            (recall.state, recall.release_reason), ("released", wizard.reason)
        )
        self.assertFalse(self.lot.jxc_recall_id)
        self.assertFalse(self.recall.sudo().line_ids.activity_ids)
        self.assertEqual(self._ship(self.lot, 1).state, "done")

    def test_a_lot_is_in_one_recall(self):
        self.recall.action_start()
        with self.assertRaisesRegex(UserError, self.recall.name):
            self._recall().action_start()
        with self.assertRaises(UserError):
            self.recall.action_start()

    # -- rights and RPC --------------------------------------------------------------

    def test_who_starts(self):
        for user in (self.manager, self.boss, self.inspector):
            with self.subTest(user=user.login):
                lot = self._lot(f"L-{user.login}")
                recall = self._recall(lot, user)
                recall.action_start()
                self.assertEqual(recall.state, "active")
        for user in (self.worker, self.seller):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    self._recall(user=user)
                with self.assertRaises(AccessError):
                    self.recall.with_user(user).action_start()

    def test_states_and_figures_are_not_written(self):
        with self.assertRaises(UserError):
            self.recall.state = "active"
        with self.assertRaises(UserError):
            self._recall(state="active")
        with self.assertRaises(UserError):
            self.lot.with_user(self.manager).jxc_recall_id = self.recall
        self.recall.action_start()
        with self.assertRaises(UserError):
            self.recall.lot_ids = self.good
        with self.assertRaises(UserError):
            self.lot.with_user(self.manager).jxc_recall_id = False
        line = self._line().with_user(self.seller)
        for vals in ({"state": "returned"}, {"shipped_qty": 1}, {"user_id": 1}):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                line.write(vals)
        with self.assertRaises(UserError):
            self.recall.with_user(self.boss).unlink()

    def test_everyone_answers_for_own_customers(self):
        self.recall.action_start()
        lines = self.env["jxc.recall.line"].with_user(self.seller)
        self.assertEqual(lines.search([]).mapped("customer_name"), ["Trace Shop"])
        with self.assertRaises(AccessError):
            lines.browse(self._line(self.school).id).action_informed()
        with self.assertRaises(AccessError):
            lines.with_user(self.worker).search([])

    def test_log_is_written_once(self):
        self.recall.action_start()
        step = self.recall.log_ids[0]
        self.assertEqual((step.kind, step.user_name), ("started", self.inspector.name))
        logs = self.env["jxc.recall.log"]
        with self.assertRaises(UserError):
            step.sudo().text = "else"
        with self.assertRaises(AccessError):
            logs.with_user(self.boss).create({"recall_id": self.recall.id})
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(errors.RestrictViolation),
            self.env.cr.savepoint(),
        ):
            self.env.cr.execute("DELETE FROM jxc_recall_log")

    def test_notes_stay_in_the_log(self):
        self.recall.action_start()
        self._line().with_user(self.seller).note = "calls back"
        self.assertEqual(self.recall.log_ids[-1].text, "calls back")

    # -- what people see ---------------------------------------------------------------

    def test_tiles(self):
        self.recall.action_start()
        tile = self.env["jxc.workbench"].with_user(self.inspector)._tile_recalls()
        self.assertEqual((tile["count"], tile["state"]), (1, "todo"))
        tile = self.env["jxc.workbench"].with_user(self.seller)._tile_recall_calls()
        self.assertEqual(tile["count"], 1)

    def test_warning_when_customers_wait(self):
        self.recall.action_start()
        rule = self.env.ref("jxc_stock.alert_rule_recall")
        self.assertFalse(rule._detect_recall())
        self.recall.sudo().started_at -= timedelta(hours=30)
        self.env.flush_all()
        (finding,) = rule._detect_recall()
        self.assertEqual(finding.res_id, self.recall.id)
        self.assertAlmostEqual(finding.measure, 6, 1)
        self.assertEqual(finding.values["customers"], 2)
        rule._run()
        alert = self.env["jxc.alert"].search([("res_model", "=", "jxc.recall")])
        self.assertIn(self.recall.name, alert.message)

    def test_deadline_by_severity(self):
        for severity, hours in (("1", 24), ("2", 48), ("3", 72)):
            recall = self._recall(self._lot(f"S-{severity}"), severity=severity)
            recall.action_start()
            limit = recall.started_at + timedelta(hours=hours)
            self.assertEqual(recall.deadline, limit)
            self.assertLess(recall.started_at, fields.Datetime.now() + timedelta(1))

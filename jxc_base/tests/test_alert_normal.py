from datetime import timedelta
from unittest.mock import patch

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from ..core.alerts import Finding
from .common_alerts import AlertCase

LATE = {"first": 12, "second": 15, "other": 14}


@tagged("post_install", "-at_install")
class TestAlertNormal(AlertCase):
    """Customers *first* and *second* of one product, *other* of another one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.twin = cls._product("Vinegar")
        cls.figures = dict(LATE)
        cls.partners = {
            name: cls.env["res.partner"].create({"name": name}) for name in LATE
        }
        cls.late = cls.rule(
            "overdue",
            warn_level=10,
            critical_level=20,
            silent=True,
            roles=["finance"],
            hysteresis=0,
            normal_days=30,
        )
        cls.finance = new_test_user(
            cls.env, login="normal_finance", groups="jxc_base.group_finance"
        )
        found = patch.object(
            type(cls.late), "_detect_overdue", lambda rules: cls.findings()
        )
        cls.startClassPatcher(found)

    @classmethod
    def findings(cls):
        return [
            Finding(
                res_model="res.partner",
                res_id=cls.partners[name].id,
                partner_id=cls.partners[name].id,
                product_id=(cls.twin if name == "other" else cls.product).id,
                company_id=cls.company.id,
                warehouse_id=cls.warehouse.id,
                measure=days,
            )
            for name, days in cls.figures.items()
        ]

    def setUp(self):
        super().setUp()
        self.figures.update(LATE)
        self.late._run()

    def open(self, name=None):
        alerts = self.alerts(self.late)
        if name is None:
            return {a.partner_id.name for a in alerts}
        return alerts.filtered(lambda a: a.partner_id == self.partners[name])

    def call(self, alert, figure=16.0, days=10, names=None, user=None, **values):
        until = self.company._jxc_today() + timedelta(days=days) if days else False
        return alert.with_user(user or self.finance)._call_normal(
            "agreed", {alert.id: figure}, until, names=names, **values
        )

    def test_this_record_only(self):
        alert = self.open("first")
        normal = self.call(alert)
        self.assertEqual((alert.state, alert.normal_id), ("done", normal))
        self.assertEqual(self.open(), {"second", "other"})
        self.time.tick(25 * 3600)
        self.late._run()
        self.assertEqual(self.open(), {"second", "other"}, "also after quiet hours")
        self.figures["first"] = 17
        self.late._run()
        again = self.open("first")
        self.assertEqual((again.threshold, again.severity), (16, "warning"))
        self.assertEqual(again.moved_by_id, normal)
        self.figures["first"] = 27
        self.late._run()
        self.assertEqual(again.severity, "critical", "20 moved by 6 as well")

    def test_worse_than_said_is_news_at_once(self):
        """Nobody settled 17, so the quiet hours do not hold it back."""
        self.call(self.open("first"))
        self.figures["first"] = 17
        self.late._run()
        self.assertTrue(self.open("first"))

    def test_same_product_settles_what_it_covers(self):
        self.call(self.open("second"), names=["product_id"])
        self.assertEqual(self.open(), {"other"})
        self.figures.update(first=16, second=16.5)
        self.late._run()
        self.assertEqual(self.open(), {"second", "other"})

    def test_ends_and_fades(self):
        """Ten days, the last one included; one of them fades."""
        self.call(self.open("first"), days=9)
        self.call(self.open("second"), figure=20.0, days=9, fades=True)
        self.time.tick(5 * 86400)
        self.late._run()
        self.assertEqual(self.open(), {"other"}, "10 + 10 × 5/10 = 15 is good")
        self.time.tick(86400)
        self.late._run()
        self.assertEqual(self.open("second").threshold, 10 + 10 * 4 / 10)
        self.time.tick(3 * 86400)
        self.late._run()
        self.assertNotIn("first", self.open())
        self.time.tick(86400)
        self.late._run()
        self.assertEqual(self.open("first").threshold, 10)

    def test_revoked_it_warns_again(self):
        normal = self.call(self.open("first")).with_user(self.finance)
        self.assertEqual(normal.state, "counts")
        normal.action_revoke()
        self.assertEqual(normal.state, "revoked")
        self.assertEqual(normal.revoked_by_id, self.finance)
        self.late._run()
        self.assertTrue(self.open("first"))
        with self.assertRaises(UserError):
            normal.action_revoke()

    def test_who_when_why(self):
        normal = self.call(self.open("first"))
        self.assertEqual((normal.said_by_id, normal.reason), (self.finance, "agreed"))
        self.assertEqual(normal.said_at, fields.Datetime.now())
        self.assertEqual(normal.place, "first")
        mine = normal.with_user(self.finance)
        with self.assertRaises(AccessError):
            mine.write({"figure": 99})
        with self.assertRaises(AccessError):
            mine.copy({"figure": 99})
        with self.assertRaises(AccessError):
            mine.unlink()

    def test_refused(self):
        alert = self.open("first")
        cases = {
            "better than now": {"figure": 11.0},
            "too long": {"days": 31},
            "for ever": {"days": 0},
            "nothing the same": {"names": []},
        }
        for case, values in cases.items():
            with self.subTest(case=case), self.assertRaises(UserError):
                self.call(alert, **values)
        with self.assertRaises(UserError):
            alert.with_user(self.finance)._call_normal(" ", {alert.id: 16.0})
        self.late.normal_days = 0
        self.assertFalse(self.call(alert, days=0).until)

    def test_owners_do_not_decide(self):
        seller = new_test_user(
            self.env, login="normal_seller", groups="jxc_base.group_salesperson"
        )
        alert = self.open("first")
        alert.owner_id = seller
        with self.assertRaises(AccessError):
            alert.with_user(seller).action_normal()
        normal = self.call(alert).with_user(seller)
        with self.assertRaises(AccessError):
            normal.action_revoke()
        boss = new_test_user(
            self.env, login="normal_boss", groups="jxc_base.group_boss"
        )
        normal.with_user(boss).action_revoke()

    def test_who_is_watched_does_not_decide(self):
        manager = new_test_user(
            self.env, login="normal_buyer", groups="jxc_base.group_purchase_manager"
        )
        order = self.env["purchase.order"].create(
            {
                "partner_id": self.partners["first"].id,
                "user_id": manager.id,
                "order_line": [
                    Command.create({"product_id": self.product.id, "product_qty": 1})
                ],
            }
        )
        rule = self.rule("purchase_price", roles=["purchase_manager"])
        finding = Finding(
            res_model="purchase.order.line",
            res_id=order.order_line.id,
            company_id=self.company.id,
            measure=8.0,
        )
        row = rule._row(rule, finding, "warning", 4.5)
        alert = self.env["jxc.alert"].browse(rule._insert([row], fields.Datetime.now()))
        with self.assertRaisesRegex(AccessError, "your own"):
            alert.with_user(manager).action_normal()
        order.user_id = self.finance
        self.assertTrue(alert.with_user(manager).action_normal())

    def test_dialog(self):
        alert = self.open("first").with_user(self.finance)
        action = alert.action_normal()
        model = self.env[action["res_model"]].with_user(self.finance)
        form = Form(model.with_context(**action["context"]))
        self.assertEqual(form.figure, 12 + 7, "a week more, it grows every day")
        self.assertEqual(form.until, self.company._jxc_today() + timedelta(days=30))
        form.scope, form.same_product, form.figure = "same", False, 15.0
        form.reason = "pays every other month"
        form.save().action_accept()
        normal = alert.normal_id
        self.assertEqual(normal.partner_id, self.partners["first"])
        self.assertFalse(normal.product_id or normal.warehouse_id or normal.res_id)

    def test_several_at_once(self):
        alerts = self.alerts(self.late).with_user(self.finance)
        action = alerts.action_normal()
        model = self.env[action["res_model"]].with_user(self.finance)
        form = Form(model.with_context(**action["context"]))
        form.reason = "stocktaking week"
        form.save().action_accept()
        self.assertFalse(self.open())
        figures = self.env["jxc.alert.normal"].search([]).mapped("figure")
        self.assertEqual(sorted(figures), [12 + 7, 14 + 7, 15 + 7])

    def test_false_alarms_are_counted(self):
        self.call(self.open("first"))
        self.open("second").with_user(self.finance).action_done("paid")
        self.late.invalidate_recordset()
        self.assertEqual((self.late.normal_count, self.late.acted_count), (1, 1))
        self.assertAlmostEqual(self.late.acted_share, 100 / 3)

    def test_other_rules_of_the_kind_honour_it(self):
        """A closer rule that comes later does not forget what people said."""
        self.call(self.open("first"))
        closer = self.rule(
            "overdue",
            warn_level=10,
            critical_level=20,
            warehouse_id=self.warehouse.id,
            silent=True,
        )
        self.late._run()
        found = {alert.partner_id.name for alert in self.alerts(closer)}
        self.assertEqual(found, {"second", "other"})

    def test_states_are_searched(self):
        counts, ended, revoked = (
            self.call(self.open(name), figure=30.0, days=days)
            for name, days in (("first", 9), ("second", 1), ("other", 9))
        )
        revoked.with_user(self.finance).action_revoke()
        self.time.tick(2 * 86400)
        normals = self.env["jxc.alert.normal"]
        for normal, state in ((counts, "counts"), (ended, "ended")):
            with self.subTest(state=state):
                normal.invalidate_recordset()
                self.assertEqual(normal.state, state)
                self.assertEqual(normals.search([("state", "=", state)]), normal)
        self.assertEqual(normals.search([("state", "!=", "counts")]), revoked | ended)

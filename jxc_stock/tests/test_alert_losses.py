from datetime import timedelta

from odoo.tests import new_test_user, tagged

from .common_alert_levels import NOON, TODAY, AlertLevelsCommon


@tagged("post_install", "-at_install")
class TestAlertLosses(AlertLevelsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bins = cls.env["stock.location"].create(
            [
                {"name": f"Bin {number}", "location_id": cls.wh_a.lot_stock_id.id}
                for number in range(4)
            ]
        )
        cls.many = cls.env["product.product"].create(
            [{"name": f"Counted {n}", "is_storable": True} for n in range(20)]
        )
        cls.careless, cls.careful = (
            new_test_user(cls.env, login=f"counter_{name}", groups="base.group_user")
            for name in ("careless", "careful")
        )
        cls.count = cls._count()

    @classmethod
    def _count(cls, **values):
        count = cls.env["jxc.count"].create(
            {"warehouse_id": cls.wh_a.id, "company_id": cls.company.id}
        )
        # counts of the past, posted as by the count
        cls.env.flush_all()
        values = {"state": "posted", "posted_on": TODAY, **values}
        for name, value in values.items():
            cls.env.cr.execute(
                f"UPDATE jxc_count SET {name} = %s WHERE id = %s", [value, count.id]
            )
        count.invalidate_recordset()
        return count

    def counted(self, place, losses, lines=20, user=None, value=-10, count=None):
        """So many lines of a place, some of them with a loss of 10."""
        count = count or self.count
        rows = self.env["jxc.count.line"].sudo()
        for number, product in enumerate(self.many[:lines]):
            lost = number < losses
            rows |= rows.create(
                {
                    "count_id": count.id,
                    "company_id": self.company.id,
                    "warehouse_id": self.wh_a.id,
                    "location_id": place.id,
                    "product_id": product.id,
                    "round": 1,
                    "state": "posted" if lost else "match",
                    "variance": -1 if lost else 0,
                    "value": value if lost else 0,
                    "counted_at": NOON,
                }
            )
        if user:
            self.entries(rows, user)
        return rows

    def entries(self, rows, user):
        count = rows.count_id
        task = (
            self.env["jxc.count.task"]
            .sudo()
            .create({"count_id": count.id, "location_id": rows[0].location_id.id})
        )
        self.env["jxc.count.entry"].sudo().create(
            [
                {
                    "count_id": count.id,
                    "task_id": task.id,
                    "company_id": self.company.id,
                    "round": 1,
                    "location_id": row.location_id.id,
                    "product_id": row.product_id.id,
                    "mode": "set",
                    "quantity": 1,
                    "product_qty": 1,
                    "uom_id": row.product_id.uom_id.id,
                    "user_id": user.id,
                    "user_name": user.name,
                    "received_at": NOON,
                    "scanned_at": NOON,
                    "client_key": f"{row.id}-{user.id}",
                }
                for row in rows
            ]
        )

    def mine(self, alert):
        return True

    # -- losses ----------------------------------------------------------------

    def test_a_bin_that_loses(self):
        """Bin 0: 10 of 20 lines; the others: 1 of 20 each, 3 of 60."""
        self.counted(self.bins[0], 10)
        for place in self.bins[1:]:
            self.counted(place, 1)
        alert = self.found(self.rule("count_loss", 3, 5, horizon_days=90))
        self.assertEqual(
            (alert.res_model, alert.res_id), ("stock.location", self.bins[0].id)
        )
        self.assertEqual(alert.warehouse_id, self.wh_a)
        self.assertEqual(alert.impact, 10 * 10)
        self.assertGreater(alert.measure, 3)
        for part in ("10 of 20", "90 days", "5 %"):
            self.assertIn(part, alert.message)
        self.assertIn("20", self.chinese(alert))
        alert.with_user(self.manager).action_respond("count_place")
        count = alert.response_ids._document()
        self.assertEqual((count.state, count.location_ids), ("draft", self.bins[0]))

    def test_losses_everywhere_are_nobodys(self):
        for place in self.bins:
            self.counted(place, 5)
        self.assertFalse(self.found(self.rule("count_loss", 3, 5, horizon_days=90)))

    def test_two_losses_are_chance(self):
        self.counted(self.bins[0], 2, lines=2)
        for place in self.bins[1:]:
            self.counted(place, 0)
        self.assertFalse(self.found(self.rule("count_loss", 0.1, 5, horizon_days=90)))

    def test_long_ago_and_not_posted(self):
        for values in (
            {"posted_on": TODAY - timedelta(days=100)},
            {"state": "review"},
        ):
            count = self._count(**values)
            self.counted(self.bins[0], 10, count=count)
        for place in self.bins[1:]:
            self.counted(place, 0)
        self.assertFalse(self.found(self.rule("count_loss", 3, 5, horizon_days=90)))

    def test_a_counter_who_loses(self):
        self.counted(self.bins[0], 10, user=self.careless)
        self.counted(self.bins[1], 1, user=self.careful)
        self.counted(self.bins[2], 0, user=self.careful)
        rule = self.rule("count_loss_person", 3, 5, horizon_days=90)
        alert = self.found(rule)
        self.assertEqual(
            (alert.res_model, alert.res_id), ("res.users", self.careless.id)
        )
        self.assertIn("10 of 20", alert.message)
        self.assertIn("careless", alert.message)
        alert.with_user(self.manager).action_respond("talk")
        partner = alert.response_ids._document()
        self.assertEqual(partner, self.careless.partner_id)
        self.assertEqual(partner.activity_ids.user_id, self.manager)

    # -- due -------------------------------------------------------------------

    def test_what_the_schedule_asks_for(self):
        """Of four goods in places one was counted in time: 75 % are due."""
        schedule = self.env["jxc.count.schedule"].create(
            {
                "name": "Planted Cycle",
                "warehouse_id": self.wh_a.id,
                "company_id": self.company.id,
                "user_id": self.manager.id,
                "times_c": 2,
            }
        )
        for product in self.many[:4]:
            self._plant(product, 3, self.bins[0])
        self.counted(self.bins[0], 0, lines=2)[1].sudo().write(
            {"counted_at": NOON - timedelta(days=200)}
        )
        alert = self.found(self.rule("count_due", 10, 80)).filtered(
            lambda alert: alert.res_id == schedule.id
        )
        self.assertEqual((alert.measure, alert.owner_id), (75, self.manager))
        self.assertIn("3 of 4", alert.message)
        schedule.invalidate_recordset()
        self.assertEqual(schedule.coverage, 1 / 4, "as the schedule itself says")
        alert.with_user(self.manager).action_respond("plan_count")
        self.assertEqual(alert.response_ids._document().state, "counting")

    def test_places_of_the_schedule(self):
        schedule = self.env["jxc.count.schedule"].create(
            {
                "name": "Planted Corner",
                "warehouse_id": self.wh_a.id,
                "company_id": self.company.id,
                "user_id": self.manager.id,
                "location_ids": [(6, 0, self.bins[1].ids)],
            }
        )
        self._plant(self.many[0], 3, self.bins[0])
        rule = self.rule("count_due", 10, 80)
        self.assertNotIn(schedule.id, self.found(rule).mapped("res_id"))
        self._plant(self.many[0], 3, self.bins[1])
        self.assertIn(schedule.id, self.found(rule).mapped("res_id"))

    def test_class_that_is_left_out(self):
        """0 times a year: no division by it, no place that is late."""
        schedule = self.env["jxc.count.schedule"].create(
            {
                "name": "Planted Left Out",
                "warehouse_id": self.wh_a.id,
                "company_id": self.company.id,
                "user_id": self.manager.id,
                "location_ids": [(6, 0, self.bins[1].ids)],
                "times_a": 0,
                "times_b": 0,
                "times_c": 0,
            }
        )
        self._plant(self.many[0], 3, self.bins[1])
        rule = self.rule("count_due", 10, 80)
        self.assertNotIn(schedule.id, self.found(rule).mapped("res_id"))

    def test_past_the_deadline(self):
        late = self._count(state="counting", deadline=TODAY - timedelta(days=2))
        done = self._count(deadline=TODAY - timedelta(days=2))
        soon = self._count(state="counting", deadline=TODAY)
        alerts = self.found(self.rule("count_late", 1, 3, hysteresis=0))
        self.assertIn(late.id, alerts.mapped("res_id"))
        self.assertFalse({done.id, soon.id} & set(alerts.mapped("res_id")))
        alert = alerts.filtered(lambda alert: alert.res_id == late.id)
        self.assertEqual((alert.measure, alert.severity), (2, "warning"))
        self.assertIn("2 days past", alert.message)
        alert.with_user(self.manager).action_respond("finish_count")
        self.assertTrue(late.activity_ids)

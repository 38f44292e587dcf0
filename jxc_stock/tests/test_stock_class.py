from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from .common_facts import FactsCommon


@tagged("post_install", "-at_install")
class TestStockClass(FactsCommon):
    """Eight weeks of five products in two warehouses, worked by hand.

    The weeks end on Sunday 26 April; classes are computed on Monday the 27th. Each
    costs 10. A sells 8, 12, 8, 12 … tea; B sells soy in every other week.
    """

    MONDAYS = tuple(
        f"2026-{day}"
        for day in ("03-02", "03-09", "03-16", "03-23", "03-30", "04-06", "04-13")
    ) + ("2026-04-20",)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.jxc_class_weeks = 8
        cls.classes = cls.env["jxc.stock.class"]
        cls.tea, cls.soy, cls.salt, cls.wax, cls.old = (
            cls._product(name=name, standard_price=10)
            for name in ("Tea", "Soy", "Salt", "Wax", "Old")
        )

    def play(self):
        """tea 8 × 10 a week, soy 4 × 4 in B, salt 10 once, wax 1 + 1, old nothing."""
        self.on("2026-03-02", "07:00")
        for product in (self.tea, self.soy, self.salt, self.wax, self.old):
            self.receive(product, 200, 10)
            self.receive(product, 200, 10, wh=self.wh_b)
        for number, day in enumerate(self.MONDAYS):
            self.on(day)
            self.deliver(self.tea, 12 if number % 2 else 8)
            if number % 2 == 0:
                self.deliver(self.soy, 4, wh=self.wh_b)
            if number == 3:
                self.deliver(self.salt, 10)
            if number in (6, 7):
                self.deliver(self.wax, 1)
        self.on("2026-04-27")
        self.run_facts()
        self.classes._classify(self.company)

    def class_of(self, product, wh=None, latest=True):
        self.classes.invalidate_model()
        return self.classes.search(
            [
                ("product_id", "=", product.id),
                ("warehouse_id", "=", wh.id if wh else False),
                ("latest", "=", latest),
            ]
        )

    def test_hand_worked(self):
        """80 tea, 16 soy, 10 salt, 2 wax at 10 = 1080; 800 ÷ 1080 = 74 % before soy,
        89 % before salt, 98 % before wax."""
        self.play()
        names = [
            self.class_of(product).name
            for product in (self.tea, self.soy, self.salt, self.wax, self.old)
        ]
        # soy 4, 0, 4, 0: deviation 2 ÷ mean 2; salt in one of the five weeks since;
        # wax has a history of two weeks
        self.assertEqual(names, ["AX", "AY", "BZ", "C", "C"])
        row = self.class_of(self.tea)
        self.assertEqual((row.quantity, row.amount, row.weeks), (80, 800, 8))
        self.assertAlmostEqual(row.variation, 2 / 10, 2)
        self.assertAlmostEqual(row.share, 800 / 1080, 6)
        self.assertEqual(self.class_of(self.salt).weeks, 5)

    def test_by_warehouse(self):
        """In A 800 + 100 + 20; in B soy alone."""
        self.play()
        names = {
            (product.name, wh.code): self.class_of(product, wh).name
            for product in (self.tea, self.soy, self.salt, self.wax)
            for wh in (self.wh_a, self.wh_b)
        }
        self.assertEqual(names["Tea", "FXA"], "AX")
        self.assertEqual(names["Salt", "FXA"], "BZ")  # 87 % before it
        self.assertEqual(names["Wax", "FXA"], "C")  # 98 %
        self.assertEqual(names["Soy", "FXA"], "C")  # in stock, never asked for
        self.assertEqual(names["Soy", "FXB"], "AY")
        self.assertEqual(names["Tea", "FXB"], "C")

    def test_by_quantity_and_margin(self):
        self.play()
        self.company.jxc_class_measure = "quantity"
        self.classes._classify(self.company)
        self.assertEqual(self.class_of(self.tea).amount, 80)
        self.company.jxc_class_measure = "margin"
        self._sell(self.wax, 5, 410)
        self.on("2026-04-28")
        self.run_facts()
        self.classes._classify(self.company)
        # the others were delivered without an order: they bring nothing
        row = self.class_of(self.wax)
        self.assertEqual(row.amount, 5 * 410 - 5 * 10 - 2 * 10)
        self.assertEqual(row.abc, "A")
        # without the 8 of the first Monday, which is no longer in the eight weeks
        self.assertEqual(self.class_of(self.tea).amount, -720)
        self.assertEqual(self.class_of(self.tea).abc, "C")

    def _sell(self, product, quantity, price):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.vendor.id,
                "company_id": self.company.id,
                "warehouse_id": self.wh_a.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_qty": quantity,
                            "price_unit": price,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
            }
        )
        self.deliver(product, quantity, sale_line_id=order.order_line.id)

    def test_history_and_change(self):
        """A row a month; the same month is renewed, the one before stays."""
        self.play()
        first = self.class_of(self.wax)
        self.classes._classify(self.company)
        self.assertEqual(self.class_of(self.wax), first)
        self.on("2026-05-04")
        self.deliver(self.wax, 190)
        self.on("2026-05-05")
        self.run_facts()
        self.classes._classify(self.company)
        now = self.class_of(self.wax)
        self.assertEqual((now.name[0], now.previous, now.changed), ("A", "C", True))
        self.assertEqual(self.class_of(self.wax, latest=False), first)
        self.assertIn(now, self.classes.search([("changed", "=", True)]))
        self.assertNotIn(first, self.classes.search([("changed", "=", True)]))

    def test_by_hand(self):
        """With a reason, who and when; it goes on next month, and ends when emptied."""
        self.play()
        manager = self._user("warehouse_manager")
        row = self.class_of(self.old).with_user(manager)
        with self.assertRaises(ValidationError):
            row.abc_manual = "A"
        row.write({"abc_manual": "A", "xyz_manual": "X", "reason": "Listed in May"})
        self.assertEqual((row.name, row.manual_by), ("AX", manager))
        self.assertEqual(self.old._jxc_class(), {self.old.id: "A"})
        self.on("2026-05-05")
        self.run_facts()
        self.classes._classify(self.company)
        now = self.class_of(self.old).with_user(manager)
        self.assertEqual(
            (now.name, now.abc_computed, now.reason[:6]), ("AX", "C", "Listed")
        )
        with self.assertRaises(ValidationError):
            row.write({"abc_manual": "B", "reason": "Changed my mind"})
        now.write({"abc_manual": False, "xyz_manual": False})
        self.assertEqual(now.name, "C")

    def test_by_hand_outlives_a_gap(self):
        """Sold out and asked for by nobody: what was set by hand still goes on."""
        self.play()
        everywhere = self.class_of(self.old)
        everywhere.write({"abc_manual": "A", "reason": "Comes back in autumn"})
        for warehouse in (self.wh_a, self.wh_b):
            self.scrap(self.old, 200, wh=warehouse)
        for day in ("2026-05-05", "2026-06-05"):
            self.on(day)
            self.run_facts()
            self.classes._classify(self.company)
        now = self.class_of(self.old)
        self.assertEqual((now.abc, now.abc_computed), ("A", "C"))
        self.assertEqual(now.month.isoformat(), "2026-06-01")

    def _user(self, role):
        return new_test_user(
            self.env,
            login=f"class.{role}",
            groups=f"jxc_base.group_{role}",
            company_id=self.company.id,
            company_ids=self.company.ids,
        )

    def test_rights(self):
        self.play()
        row = self.class_of(self.tea)
        for role in ("warehouse_manager", "planner"):
            user = self._user(role)
            with self.assertRaises(AccessError):
                row.with_user(user).write({"abc_computed": "C"})
            with self.assertRaises(AccessError):
                self.classes.with_user(user).create({"month": "2026-04-01"})
            self.classes.with_user(user).with_company(self.company).action_classify()
        for role in ("salesperson", "warehouse_worker", "boss"):
            user = self._user(role)
            mine = row.with_user(user)
            self.assertEqual(mine.name, "AX")
            self.assertEqual("amount" in mine.fields_get(), role == "boss")
            with self.assertRaises(AccessError):
                mine.write({"abc_manual": "C", "reason": "no right"})
            with self.assertRaises(AccessError):
                mine.action_classify()

    def test_product_and_overview(self):
        """The hook, the button of the form and the filter ask for the latest class."""
        self.play()
        goods = self.tea + self.wax + self._product(name="New")
        with self.assertQueryCount(2):
            self.assertEqual([*goods._jxc_class().values()], ["A", "C", None])
        there = goods.with_context(warehouse_id=self.wh_b.id)
        self.assertEqual([*there._jxc_class().values()], ["C", "C", None])
        self.assertEqual(self.tea.product_tmpl_id.jxc_class_text, "AX")
        found = self.env["product.product"].search([("jxc_abc", "=", "A")])
        self.assertEqual(found, self.tea + self.soy)
        action = self.tea.action_jxc_classes()
        rows = self.classes.search(action["domain"])
        self.assertEqual(rows.product_id, self.tea)
        shown = self.env["jxc.stock.overview"].search(
            [("product_id.jxc_abc", "=", "A"), ("warehouse_id", "=", self.wh_a.id)]
        )
        self.assertEqual(shown.product_id, self.tea + self.soy)

    def test_settings(self):
        with Form(self.env["res.config.settings"]) as form:
            form.jxc_class_measure = "quantity"
            form.jxc_class_a = 0.7
        form.save().execute()
        self.assertEqual(self.company.jxc_class_a, 0.7)
        for wrong in (
            {"jxc_class_a": 0.99},
            {"jxc_class_weeks": 3},
            {"jxc_class_x": 2},
        ):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                self.company.write(wrong)

    def test_one_at_a_time(self):
        """Who comes second is told so."""
        self.patch(type(self.env["jxc.lock"]), "_try_acquire", lambda *_args: False)
        with self.assertRaises(UserError):
            self.classes._classify(self.company)

    def test_cron(self):
        self.play()
        self.classes.search([]).unlink()
        cron = type(self.env["ir.cron"])
        self.patch(cron, "_commit_progress", lambda *_args, **_values: 1)
        self.classes._cron_classify()
        self.assertEqual(self.class_of(self.tea).name, "AX")

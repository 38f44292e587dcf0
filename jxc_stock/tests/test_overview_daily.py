"""Value and days of cover of the overview, on daily facts planted by hand."""

import base64
import io
from datetime import date, timedelta
from unittest.mock import patch

from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from .common import OverviewCommon

TODAY = date(2026, 3, 20)


@tagged("post_install", "-at_install")
class TestOverviewDaily(OverviewCommon):
    """Soy: 30 in A and 10 in B, 14 in transit; 56 sold from A in 28 days."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        today = patch.object(
            cls.env.registry["res.company"], "_jxc_today", lambda self, now=None: TODAY
        )
        cls.startClassPatcher(today)
        cls.company = cls.env.company
        cls.company.jxc_cover_days = 28
        cls.company.jxc_stock_carried_month = date(2026, 3, 1)
        cls.other = cls._product("Overview Rice")
        cls._plant(cls.product, 30, cls.wh_a.lot_stock_id)
        cls._plant(cls.product, 10, cls.wh_b.lot_stock_id)
        cls._plant(cls.product, 14, cls.company.internal_transit_location_id)
        cls._fact(cls.wh_a, 1, closing_value=500)
        cls._fact(cls.wh_a, 9, sold_quantity=60, closing_value=300)
        cls._fact(cls.wh_a, 15, sold_quantity=-4)  # a return of goods of others
        cls._fact(cls.wh_a, 9, area="hold", closing_value=25)
        cls._fact(cls.wh_b, 1, closing_value=100)
        cls._fact(None, 12, area="transit", closing_value=140)
        cls.boss = new_test_user(cls.env, login="ov_boss", groups="jxc_base.group_boss")

    @classmethod
    def _fact(cls, warehouse, day, product=None, area="stock", **values):
        """A daily fact of a day in March 2026; own goods when it has a value."""
        when = day if isinstance(day, date) else date(2026, 3, day)
        return cls.env["jxc.stock.daily"].create(
            {
                "company_id": cls.company.id,
                "product_id": (product or cls.product).id,
                "warehouse_id": warehouse.id if warehouse else False,
                "area": area,
                "ownership": "own" if "closing_value" in values else "other",
                "day": when,
                **values,
            }
        )

    def _seen(self, user, product=None, **options):
        mine = self.overview.with_user(user)
        product = product or self.product
        found = mine.get_overview({"search": product.default_code, **options})
        return found["products"][0]

    def _ids(self, user, **options):
        options = {"limit": 1000, **options}
        rows = self.overview.with_user(user).get_overview(options)["products"]
        both = (self.product | self.other).ids
        return [row["id"] for row in rows if row["id"] in both]

    def _list(self, product=None, warehouse=None):
        domain = [("product_id", "=", (product or self.product).id)]
        domain += [("warehouse_id", "=", warehouse.id if warehouse else False)]
        return self.overview.with_user(self.boss).search(domain)

    # -- value -------------------------------------------------------------------

    def test_value_is_the_last_closing(self):
        row = self._seen(self.boss)
        self.assertEqual(row["cells"][self.wh_a.id]["value"], 300 + 25)
        self.assertEqual(row["cells"][self.wh_b.id]["value"], 100)
        self.assertEqual(row["total"]["value"], 300 + 25 + 100 + 140)
        only = self._seen(self.boss, warehouse_ids=[self.wh_a.id, self.wh_b.id])
        everything = self.overview._jxc_warehouses() == self.wh_a | self.wh_b
        self.assertEqual(
            only["total"]["value"], 300 + 25 + 100 + (140 if everything else 0)
        )

    def test_list_has_the_same_values(self):
        self.assertEqual(self._list(warehouse=self.wh_a).value, 300 + 25)
        self.assertEqual(self._list(warehouse=self.wh_b).value, 100)
        self.assertEqual((self._list().value, self._list().in_transit), (140, 14))
        mine = self.overview.with_user(self.boss)
        domain = [("product_id", "=", self.product.id)]
        [(total,)] = mine._read_group(domain, [], ["value:sum"])
        self.assertEqual(total, self._seen(self.boss)["total"]["value"])

    def test_rows_before_the_carried_month_do_not_count(self):
        self._fact(self.wh_b, date(2026, 2, 3), product=self.other, closing_value=9)
        row = self._seen(self.boss, self.other)
        self.assertEqual(row["total"]["value"], 0)
        self.company.jxc_stock_carried_month = False
        row = self._seen(self.boss, self.other)
        self.assertEqual(row["total"]["value"], 9)

    def test_order_by_value(self):
        self._fact(self.wh_a, 2, product=self.other, closing_value=70)
        both = [self.product.id, self.other.id]
        self.assertEqual(self._ids(self.boss, order="value", descending=True), both)
        self.assertEqual(self._ids(self.boss, order="value"), both[::-1])

    def test_two_companies_in_the_currency_of_the_first(self):
        euro, dollar = self.env.ref("base.EUR"), self.env.ref("base.USD")
        mine, theirs = (
            (dollar, euro) if self.company.currency_id == dollar else (euro, dollar)
        )
        other = self.env["res.company"].create(
            {"name": "Second Trade", "currency_id": theirs.id}
        )
        (mine | theirs).active = True
        self.company.currency_id = mine
        convert = theirs._get_conversion_rate(
            theirs, mine, self.company, self.overview.env.cr.now().date()
        )
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", other.id)])
        fact = self._fact(warehouse, 5, closing_value=1000)
        self.env.cr.execute(
            "UPDATE jxc_stock_daily SET company_id = %s WHERE id = %s",
            [other.id, fact.id],
        )
        self.boss.company_ids += other
        both = [self.company.id, other.id]
        overview = self.overview.with_user(self.boss)
        options = {"search": self.product.default_code}
        found = overview.with_context(allowed_company_ids=both).get_overview(options)
        total = found["products"][0]["total"]["value"]
        self.assertAlmostEqual(total, 565 + 1000 * convert, 2)

    # -- days of cover -----------------------------------------------------------

    def test_cover_by_warehouse_and_total(self):
        row = self._seen(self.boss)
        cell = row["cells"][self.wh_a.id]
        self.assertEqual(cell["sold"], 60 - 4)
        self.assertEqual(cell["cover"], 30 / (56 / 28))
        self.assertIsNone(row["cells"][self.wh_b.id]["cover"])
        self.assertEqual(row["total"]["cover"], (30 + 10) / (56 / 28))
        self.assertEqual(self._list(warehouse=self.wh_a).cover, 30 / (56 / 28))
        self.assertIs(self._list(warehouse=self.wh_b).cover, False)

    def test_reserved_goods_cover_nothing(self):
        self._move(6, self.wh_a.lot_stock_id, self.customers)._action_assign()
        cell = self._seen(self.boss)["cells"][self.wh_a.id]
        self.assertEqual(cell["cover"], (30 - 6) / (56 / 28))

    def test_window_is_the_full_days_before_today(self):
        first = TODAY - timedelta(days=28)
        for day, counts in (
            (first - timedelta(days=1), False),
            (first, True),
            (TODAY - timedelta(days=1), True),
            (TODAY, False),
        ):
            with self.subTest(day):
                fact = self._fact(
                    self.wh_a, day, area="hold", sold_quantity=7, closing_value=0
                )
                sold = self._seen(self.boss)["cells"][self.wh_a.id]["sold"]
                self.assertEqual(sold, 56 + (7 if counts else 0))
                fact.unlink()

    def test_days_are_a_setting(self):
        self.company.jxc_cover_days = 10  # from the 10th: the return only
        self.assertIsNone(self._seen(self.boss)["cells"][self.wh_a.id]["cover"])
        self.company.jxc_cover_days = 14
        cell = self._seen(self.boss)["cells"][self.wh_a.id]
        self.assertEqual(cell["cover"], round(30 / (56 / 14), 1))
        for wrong in (0, -1, 1000):
            with self.subTest(wrong), self.assertRaises(ValidationError):
                self.company.jxc_cover_days = wrong

    def test_order_by_cover_unknown_last(self):
        third = self._product("Overview Salt")
        self._plant(self.other, 4, self.wh_a.lot_stock_id)
        self._fact(self.wh_a, 9, product=self.other, sold_quantity=28)
        known = [self.other.id, self.product.id]
        for descending in (False, True):
            options = {"order": "cover", "descending": descending, "limit": 1000}
            found = self.overview.get_overview(options)["products"]
            ids = [row["id"] for row in found]
            expected = known[::-1] if descending else known
            with self.subTest(descending=descending):
                self.assertEqual([key for key in ids if key in known], expected)
                self.assertLess(ids.index(expected[-1]), ids.index(third.id))
        rows = self.overview.search(
            [
                ("product_id", "in", [*known, third.id]),
                ("warehouse_id", "=", self.wh_a.id),
            ],
            order="cover desc",
        )
        self.assertEqual(rows.product_id.ids, [*known[::-1], third.id])

    def test_covers_less_than(self):
        self._plant(self.other, 6, self.wh_a.lot_stock_id)
        self._fact(self.wh_a, 9, product=self.other, sold_quantity=28)
        self.assertEqual(self._ids(self.boss, state="cover_week"), [self.other.id])
        rows = self.overview.search(
            [("cover", "<", 7), ("product_id", "in", self._both().ids)]
        )
        self.assertEqual(rows.product_id, self.other)
        self.assertEqual(self._ids(self.boss, state="cover_lead"), [])
        vendor = self.env["res.partner"].create({"name": "Slow Vendor"})
        for product in self._both():
            self.env["product.supplierinfo"].create(
                {
                    "partner_id": vendor.id,
                    "product_tmpl_id": product.product_tmpl_id.id,
                    "delay": 20,
                }
            )
        # Soy covers 40 / 2 = 20 days: not less than the 20 days of the vendor
        self.assertEqual(self._ids(self.boss, state="cover_lead"), [self.other.id])
        self.assertEqual(self.overview.get_details(self.other.id)["lead_time"], 20)

    def _both(self):
        return self.product | self.other

    # -- panel, file, pending ----------------------------------------------------

    def test_panel_explains(self):
        details = self.overview.with_user(self.boss).get_details(
            self.product.id, self.wh_a.id
        )
        figures = details["figures"]
        self.assertEqual((figures["sold"], details["cover_days"]), (56, 28))
        self.assertEqual((figures["cover"], figures["value"]), (15, 325))
        self.assertIsNone(details["lead_time"])

    def test_pending_products_are_marked(self):
        self.env.cr.execute("DELETE FROM jxc_stock_dirty")
        self.assertFalse(self._seen(self.boss)["pending"])
        self._done(self._move(1, self.suppliers, self.wh_a.lot_stock_id))
        self.assertTrue(self._seen(self.boss)["pending"])
        self.assertFalse(self._seen(self.boss, self.other)["pending"])

    def _file(self, user, figures):
        options = {"search": self.product.default_code}
        action = self.overview.with_user(user).action_export(options, figures)
        attachment = self.env["ir.attachment"].browse(
            int(action["url"].split("/")[3].split("?")[0])
        )
        book = load_workbook(io.BytesIO(base64.b64decode(attachment.datas)))
        rows = [list(row) for row in book.active.iter_rows(values_only=True)]
        return next(row for row in rows if row[0] == self.product.default_code), rows

    def test_file_has_value_and_cover(self):
        line, _rows = self._file(self.boss, ["cover", "value"])
        row = self._seen(self.boss)
        blocks = [row["total"]] + [
            row["cells"].get(warehouse.id, {})
            for warehouse in self.overview._jxc_warehouses()
        ]
        expected = [(b.get("cover"), b.get("value", 0)) for b in blocks]
        found = [tuple(line[4 + 3 * n : 6 + 3 * n]) for n in range(len(blocks))]
        self.assertEqual(found, expected)
        self.assertEqual(found[0], (20, 565))

    # -- who may see values ------------------------------------------------------

    def test_value_hidden_by_every_route(self):
        for role in ("salesperson", "warehouse_worker", "purchaser", "requester"):
            user = new_test_user(
                self.env, login=f"ovd_{role}", groups=f"jxc_base.group_{role}"
            )
            with self.subTest(role):
                self._assert_no_value(user)

    def _assert_no_value(self, user):
        mine = self.overview.with_user(user)
        row = self._seen(user)
        for figures in (row["total"], *row["cells"].values()):
            self.assertNotIn("value", figures)
        self.assertEqual(row["total"]["cover"], 20)
        self.assertFalse(mine.get_setup()["value"])
        self.assertNotIn("value", mine.get_details(self.product.id)["figures"])
        with self.assertRaises(UserError):
            mine.get_overview({"order": "value"})
        line, rows = self._file(user, ["on_hand", "value"])
        self.assertFalse({565, 325} & set(line))
        self.assertNotIn("value", mine.fields_get())
        self.assertFalse(
            mine.search([("product_id", "=", self.product.id)])
            - (
                self._list(warehouse=self.wh_a)
                | self._list(warehouse=self.wh_b)
                | mine.search([("warehouse_id", "not in", (self.wh_a | self.wh_b).ids)])
            )
        )
        for attempt in (
            lambda: mine.search([("value", ">", 0)]),
            lambda: mine.search([], order="value"),
            lambda: mine._read_group([], ["warehouse_id"], ["value:sum"]),
            lambda: mine.search([], limit=1).read(["value"]),
            lambda: mine.search([], limit=1).value,
        ):
            with self.assertRaises(AccessError):
                attempt()

    def test_roles_with_cost_see_the_value(self):
        for role in ("finance", "boss", "sales_manager", "purchase_manager"):
            user = new_test_user(
                self.env, login=f"ovv_{role}", groups=f"jxc_base.group_{role}"
            )
            with self.subTest(role):
                self.assertEqual(self._seen(user)["total"]["value"], 565)
                self.assertTrue(self.overview.with_user(user).get_setup()["value"])

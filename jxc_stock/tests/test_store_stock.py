from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import OverviewCommon

ROLES = (
    "requester",
    "purchaser",
    "salesperson",
    "warehouse_worker",
    "quality_inspector",
    "planner",
    "finance",
    "boss",
)


@tagged("post_install", "-at_install")
class TestStoreStock(OverviewCommon):
    """Soy: 7 in store A (2 of them on hold), 30 in B, 4 in the other company's C."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._plant(cls.product, 5, cls.wh_a.lot_stock_id)
        cls._plant(cls.product, 2, cls._hold(cls.wh_a, "quality"))
        cls._plant(cls.product, 30, cls.wh_b.lot_stock_id)
        cls.two = cls.env["res.company"].create({"name": "Store Two"})
        cls.wh_c = cls.env["stock.warehouse"].create(
            {"name": "Depot C", "code": "JXC", "company_id": cls.two.id}
        )
        cls._plant(cls.product, 4, cls.wh_c.lot_stock_id)
        cls.company = cls.env.company
        cls.clerk = cls._user("salesperson", "st_clerk")
        cls.clerk.jxc_warehouse_ids = cls.wh_a

    @classmethod
    def _user(cls, role, login=None, **values):
        login = login or f"st_{role}"
        groups = f"jxc_base.group_{role}"
        return new_test_user(cls.env, login=login, groups=groups, **values)

    def _seen(self, user, **options):
        """{store code: what the user sees of the product}, "T…": totals by company"""
        stock = self.env["jxc.store.stock"].with_user(user)
        companies = stock.get_setup()["companies"]
        found = stock.get_stores({"search": self.product.default_code, **options})
        rows = [row for row in found["products"] if row["id"] == self.product.id]
        if not rows:
            return None
        seen = {
            store["code"]: rows[0]["cells"][store["id"]]
            for company in companies
            for store in company["stores"]
            if store["code"] in ("JXA", "JXB", "JXC")
        }
        totals = {f"T{c['name']}": rows[0]["totals"][c["id"]] for c in companies}
        return seen | {name: totals[name] for name in totals if name == "TStore Two"}

    def test_everybody_sees_the_same_availability(self):
        for role in ROLES:
            with self.subTest(role=role):
                user = self._user(role)
                self.assertEqual(self._seen(user), {"JXA": 5, "JXB": 30})

    def test_store_staff_by_setting(self):
        for setting, other in (("details", 30), ("quantity", 30), ("sign", True)):
            with self.subTest(setting=setting):
                self.company.jxc_stores_see = setting
                self.assertEqual(self._seen(self.clerk), {"JXA": 5, "JXB": other})

    def test_a_total_gives_no_figure_away(self):
        self.company.jxc_stores_see = "sign"
        stock = self.env["jxc.store.stock"].with_user(self.clerk)
        found = stock.get_stores({"search": self.product.default_code})
        self.assertIs(found["products"][0]["totals"][self.company.id], True)
        everyone = self.env["jxc.store.stock"].with_user(self.worker)
        found = everyone.get_stores({"search": self.product.default_code})
        self.assertEqual(found["products"][0]["totals"][self.company.id], 35)

    def test_other_companies_by_their_setting(self):
        self.assertNotIn("JXC", self._seen(self.clerk))
        self.two.jxc_companies_see = "sign"
        self.assertEqual(self._seen(self.clerk)["JXC"], True)
        self.two.jxc_companies_see = "quantity"
        seen = self._seen(self.clerk)
        self.assertEqual((seen["JXC"], seen["TStore Two"]), (4, 4))

    def test_both_companies_at_once(self):
        user = self._user(
            "boss", "st_both", company_ids=[(6, 0, (self.company | self.two).ids)]
        )
        stock = self.env["jxc.store.stock"].with_user(user)
        stock = stock.with_context(allowed_company_ids=(self.company | self.two).ids)
        names = [company["name"] for company in stock.get_setup()["companies"]]
        self.assertEqual(set(names), {self.company.name, "Store Two"})
        row = stock.get_stores({"search": self.product.default_code})["products"][0]
        self.assertEqual(row["totals"][self.two.id], 4)

    def test_which_other_store_has_it(self):
        here = {"state": "elsewhere", "store_id": self.wh_a.id}
        self.assertIsNone(self._seen(self.clerk, **here))
        self._plant(self.product, -5, self.wh_a.lot_stock_id)
        self.assertEqual(self._seen(self.clerk, **here)["JXB"], 30)
        self._plant(self.product, -30, self.wh_b.lot_stock_id)
        self.assertIsNone(self._seen(self.clerk, **here))
        self.assertIsNone(self._seen(self.clerk, state="available"))

    def test_overview_shows_only_own_figures(self):
        """As a screen, as a cell and as a list; without the setting nothing changes."""
        overview = self.overview.with_user(self.clerk)
        page = {"search": self.product.default_code}
        mine = [("product_id", "=", self.product.id), ("warehouse_id", "!=", False)]
        for setting, codes in (("details", {"JXA", "JXB"}), ("sign", {"JXA"})):
            with self.subTest(setting=setting):
                self.company.jxc_stores_see = setting
                self.env.invalidate_all()
                setup = overview.get_setup()
                self.assertEqual(setup["limited"], setting == "sign")
                known = {w["code"] for w in setup["warehouses"]}
                self.assertEqual(known & {"JXA", "JXB"}, codes)
                cells = overview.get_overview(page)["products"][0]["cells"]
                self.assertEqual(self.wh_b.id in cells, setting == "details")
                listed = overview.search(mine).warehouse_id.mapped("code")
                self.assertEqual(set(listed) & {"JXA", "JXB"}, codes)
        total = overview.get_overview(page)["products"][0]["total"]
        self.assertEqual((total["on_hand"], total["available"]), (7, 5))
        with self.assertRaises(UserError):
            overview.get_details(self.product.id, self.wh_b.id)
        self.assertTrue(overview.get_details(self.product.id, self.wh_a.id)["bins"])

    def test_other_pages_give_no_figure_away_either(self):
        """Levels, lots, ages and figures of other stores, by list, group and export."""
        self.product.write({"tracking": "lot", "use_expiration_date": True})
        lot = self.env["stock.lot"].create(
            {
                "name": "Store Lot",
                "product_id": self.product.id,
                "expiration_date": "2030-01-01",
            }
        )
        facts = {
            "company_id": self.company.id,
            "product_id": self.product.id,
            "quantity": 3,
        }
        for warehouse in self.wh_a | self.wh_b:
            self._plant(self.product, 3, warehouse.lot_stock_id, lot_id=lot)
            there = {**facts, "warehouse_id": warehouse.id}
            self.env["jxc.stock.age"].sudo().create({**there, "day": "2026-03-01"})
            del there["quantity"]
            self.env["jxc.stock.figure"].sudo().create(
                {**there, "month": "2026-03-01", "until": "2026-03-20"}
            )
        mine = [("product_id", "=", self.product.id)]
        for setting, codes in (("details", {"JXA", "JXB"}), ("sign", {"JXA"})):
            self.company.jxc_stores_see = setting
            self.env.flush_all()
            for name in ("stock.threshold", "lot.expiry", "stock.age", "stock.figure"):
                rows = self.env[f"jxc.{name}"].with_user(self.clerk).search(mine)
                with self.subTest(setting=setting, page=name):
                    listed = set(rows.warehouse_id.sudo().mapped("code"))
                    self.assertEqual(listed & {"JXA", "JXB"}, codes)

    def test_promises_do_not_depend_on_it(self):
        self.company.jxc_stores_see = "sign"
        product = self.product.with_user(self.clerk)
        for warehouse, free in ((self.wh_a, 5), (self.wh_b, 30)):
            here = product.with_context(warehouse_id=warehouse.id)
            self.assertEqual(here.free_qty, free)

    def test_no_cost(self):
        self.product.standard_price = 98765
        stock = self.env["jxc.store.stock"].with_user(self.clerk)
        found = stock.get_stores({"search": self.product.default_code})
        self.assertNotIn("98765", str(found))
        self.assertEqual(
            set(found["products"][0]), {"id", "code", "name", "unit", "cells", "totals"}
        )

    def test_file(self):
        self.company.jxc_stores_see = "sign"
        stock = self.env["jxc.store.stock"].with_user(self.clerk)
        action = stock.action_export({"search": self.product.default_code})
        self.assertEqual(action["type"], "ir.actions.act_url")

    def test_wrong_values(self):
        stock = self.env["jxc.store.stock"].with_user(self.clerk)
        for wrong in ("x", [1], {"state": "x"}, {"limit": "many"}, {"offset": [1]}):
            with self.subTest(wrong=wrong), self.assertRaises(UserError):
                stock.get_stores(wrong)
        outsider = new_test_user(self.env, login="st_out", groups="base.group_user")
        with self.assertRaises(AccessError):
            stock.with_user(outsider).get_stores()

    def test_set_based(self):
        stock = self.env["jxc.store.stock"].with_user(self.worker)
        stock.get_stores({"search": "OVERVIEW"})
        for number in range(5):
            self._product(f"Overview More {number}")
        self.env.invalidate_all()
        with self.assertQueryCount(30):
            stock.get_stores({"search": "OVERVIEW"})

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import OverviewCommon


@tagged("post_install", "-at_install")
class TestOverview(OverviewCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.category = cls.env["product.category"].create({"name": "Sauces"})
        cls.product.categ_id = cls.category
        cls.other = cls._product("Overview Rice", categ_id=cls.category.id)
        cls._plant(cls.product, 20, cls.wh_a.lot_stock_id)

    def _ids(self, **options):
        options = {"category_id": self.category.id, **options}
        return [row["id"] for row in self.overview.get_overview(options)["products"]]

    def test_states(self):
        stock = self.wh_a.lot_stock_id
        named = {
            state: self._product(f"State {state}", categ_id=self.category.id)
            for state in ("short", "negative", "hold", "expired", "incoming", "out")
        }
        self._plant(named["short"], 2, stock)
        self._move(5, stock, self.customers, product=named["short"])
        self._done(self._move(3, stock, self.customers, product=named["negative"]))
        self._plant(named["hold"], 4, self._hold(self.wh_b, "quality"))
        self._plant(named["expired"], 4, self._hold(self.wh_b, "expired"))
        self._move(5, self.suppliers, stock, product=named["incoming"])
        self._done(self._move(1, self.suppliers, stock, product=named["out"]))
        self._done(self._move(1, stock, self.customers, product=named["out"]))
        found = {state: set(self._ids(state=state)) for state in (*named, "never")}
        key = {state: product.id for state, product in named.items()}
        self.assertEqual(found["short"], {key["short"], key["negative"]})
        self.assertEqual(found["negative"], {key["negative"]})
        self.assertEqual(found["hold"], {key["hold"], key["expired"]})
        self.assertEqual(found["expired"], {key["expired"]})
        self.assertEqual(found["incoming"], {key["incoming"]})
        self.assertEqual(found["out"], {key["out"], key["negative"]})
        self.assertEqual(found["never"], {self.other.id, key["incoming"]})

    def test_reserved_delivery_is_not_short(self):
        self._move(20, self.wh_a.lot_stock_id, self.customers)._action_assign()
        self.assertEqual(self._ids(state="short"), [])

    def test_state_looks_at_chosen_warehouses(self):
        self._move(5, self.suppliers, self.wh_b.lot_stock_id)
        self.assertEqual(
            self._ids(state="incoming", warehouse_ids=[self.wh_b.id]),
            [self.product.id],
        )
        self.assertEqual(self._ids(state="incoming", warehouse_ids=[self.wh_a.id]), [])

    def test_order_and_pages(self):
        self._plant(self.other, 30, self.wh_b.lot_stock_id)
        both = [self.other.id, self.product.id]
        self.assertEqual(self._ids(order="on_hand", descending=True), both)
        self.assertEqual(self._ids(order="on_hand"), both[::-1])
        self.assertEqual(self._ids(order="name"), both)
        self.assertEqual(self._ids(order="name", limit=1, offset=1), both[1:])
        page = {"category_id": self.category.id, "limit": 1, "offset": 1}
        self.assertEqual(self.overview.get_overview(page)["length"], 2)

    def test_archived_with_stock_stays(self):
        self.product.active = False
        self.other.active = False
        self.assertEqual(self._ids(), [self.product.id])

    def test_next_arrival(self):
        stock = self.wh_a.lot_stock_id
        self._move(5, self.suppliers, stock, days=9)
        first = self._move(
            4, self.suppliers, stock, days=2, picking_type_id=self.wh_a.in_type_id.id
        )
        row = self._row()
        for figures in (row["total"], row["cells"][self.wh_a.id]):
            self.assertEqual(figures["arrival"]["quantity"], 4)
            self.assertEqual(figures["arrival"]["document"], first.picking_id.name)
            self.assertFalse(figures["arrival"]["late"])
        line = self.overview.search(
            [("product_id", "=", self.product.id), ("warehouse_id", "=", self.wh_a.id)]
        )
        self.assertEqual(line.next_arrival_quantity, 4)
        self.assertEqual(line.next_arrival_document, first.picking_id.name)

    def test_details(self):
        owner = self.env["res.partner"].create({"name": "Consignor"})
        zone = self._hold(self.wh_a, "quarantine")
        self._plant(self.product, 2, zone, owner_id=owner)
        self._move(6, self.wh_a.lot_stock_id, self.customers, days=1)
        self._move(9, self.suppliers, self.wh_a.lot_stock_id, days=4)
        self._move(1, self.suppliers, self.wh_b.lot_stock_id, days=4)
        details = self.overview.get_details(self.product.id, self.wh_a.id)
        held = [row for row in details["bins"] if row["hold"]]
        self.assertEqual(len(details["bins"]), 2)
        self.assertEqual((held[0]["quantity"], held[0]["owner"]), (2, "Consignor"))
        self.assertEqual([row["quantity"] for row in details["incoming"]], [9])
        self.assertEqual([row["quantity"] for row in details["outgoing"]], [6])
        balances = [step["balance"] for step in details["timeline"]]
        self.assertEqual(balances, [20 - 6, 20 - 6 + 9])
        everywhere = self.overview.get_details(self.product.id)
        self.assertEqual(len(everywhere["incoming"]), 2)
        self.assertEqual(everywhere["timeline"][-1]["balance"], 20 - 6 + 9 + 1)

    def test_details_in_packings(self):
        box = self.env["uom.uom"].create(
            {
                "name": "箱",
                "relative_factor": 6,
                "relative_uom_id": self.product.uom_id.id,
            }
        )
        self.product.uom_ids = box
        details = self.overview.get_details(self.product.id, self.wh_a.id)
        unit = self.product.uom_id.name
        self.assertEqual(details["packings"]["on_hand"], f"3箱2 {unit}")
        self.assertEqual(details["bins"][0]["packings"], f"3箱2 {unit}")
        details = self.overview.get_details(self.other.id, self.wh_a.id)
        self.assertEqual(details["packings"], {"on_hand": "", "available": ""})

    def test_details_of_lot(self):
        product = self._product("Overview Yoghurt", tracking="lot")
        lot = self.env["stock.lot"].create({"name": "L77", "product_id": product.id})
        self._plant(product, 3, self.wh_a.lot_stock_id, lot_id=lot)
        rows = self.overview.get_details(product.id, self.wh_a.id)["bins"]
        self.assertEqual(rows[0]["lot"], {"id": lot.id, "name": "L77"})

    def test_bad_input(self):
        for options in (
            {"order": "id; DROP TABLE"},
            {"state": "x"},
            {"warehouse_ids": [-1]},
            {"warehouse_ids": "all"},
            {"warehouse_ids": [10**30, None]},
            {"limit": "many"},
            {"category_id": "food"},
        ):
            with self.subTest(options), self.assertRaises(UserError):
                self.overview.get_overview(options)
        self.assertEqual(self._ids(search="%_'\""), [])
        page = self.overview.get_overview({"limit": 10**9, "offset": -4})
        self.assertLessEqual(len(page["products"]), 1000)

    def test_bad_details(self):
        for key in (0, -1, 10**30, "x", None, [1], 2**31 - 1):
            with self.subTest(key), self.assertRaises(UserError):
                self.overview.get_details(key)
        for key in (-1, "x", 2**31 - 1):
            with self.subTest(warehouse=key), self.assertRaises(UserError):
                self.overview.get_details(self.product.id, key)

    def test_product_of_a_foreign_company(self):
        other = self.env["res.company"].create({"name": "Foreign Trade"})
        self.other.company_id = other
        mine = self.overview.with_user(self.worker)
        with self.assertRaises(AccessError):
            mine.get_details(self.other.id)
        found = mine.get_overview({"search": self.other.default_code})
        self.assertNotIn(self.other.id, [row["id"] for row in found["products"]])

    def test_every_role_sees_the_same(self):
        expected = self._row()["total"]["on_hand"]
        roles = (
            "requester",
            "purchaser",
            "salesperson",
            "warehouse_worker",
            "warehouse_manager",
            "quality_inspector",
            "planner",
            "finance",
            "boss",
            "data_steward",
        )
        for role in roles:
            with self.subTest(role):
                user = new_test_user(
                    self.env, login=f"ov_{role}", groups=f"jxc_base.group_{role}"
                )
                mine = self.overview.with_user(user)
                found = mine.get_overview({"search": self.product.default_code})
                self.assertEqual(found["products"][0]["total"]["on_hand"], expected)
                self.assertTrue(mine.get_details(self.product.id)["bins"])
                self.assertTrue(mine.get_setup()["warehouses"])
                rows = mine.search_fetch(
                    [("product_id", "=", self.product.id)],
                    ["on_hand", "next_arrival_date"],
                )
                self.assertEqual(sum(rows.mapped("on_hand")), expected)

    def test_read_only(self):
        mine = self.overview.with_user(self.worker)
        for operation in ("create", "write", "unlink"):
            self.assertFalse(mine.has_access(operation))

    def test_outsider_has_no_access(self):
        outsider = new_test_user(self.env, login="ov_out", groups="base.group_user")
        mine = self.overview.with_user(outsider)
        self.assertFalse(mine.has_access("read"))
        for call in (
            mine.get_setup,
            mine.get_overview,
            lambda: mine.get_details(self.product.id),
        ):
            with self.assertRaises(AccessError):
                call()

    def test_wrong_values_are_said_so(self):
        mine = self.overview.with_user(self.worker)
        for options in (
            "abc",
            [1, 2],
            {"order": [1]},
            {"state": ["x"]},
            {"offset": float("inf")},
            {"limit": "many"},
        ):
            with self.subTest(options=options), self.assertRaises(UserError):
                mine.get_overview(options)
        self.assertEqual(mine.get_overview({"search": "no\0thing"})["length"], 0)
        for product_id in (True, "x", -1, 2**40, None, [1]):
            with self.subTest(product=product_id), self.assertRaises(UserError):
                mine.get_details(product_id)
        mine.action_export({"search": self.product.default_code}, 5)

    def test_no_cost(self):
        """Of a bin there is no value at all; see test_overview_daily for the rest."""
        self.assertFalse({"cost", "standard_price"} & set(self.overview._fields))
        self.assertNotIn("value", self.overview.get_details(self.product.id)["bins"][0])

    def test_queries_do_not_grow(self):
        more = [self._product(f"More {n}", categ_id=self.category.id) for n in range(9)]
        for product in more:
            self._plant(product, 1, self.wh_b.lot_stock_id)
        self._ids()
        self.env.invalidate_all()
        with self.assertQueryCount(20):
            self.assertEqual(len(self._ids()), 2 + 9)

    def test_arrival_of_other_product_missing(self):
        self.assertNotIn("arrival", self._row()["total"])
        self._move(1, self.suppliers, self.wh_b.lot_stock_id, product=self.other)
        self.assertNotIn("arrival", self._row()["total"])

    def test_columns_are_kept_per_user(self):
        settings = self.env["res.users.settings"]._find_or_create_for_user(self.worker)
        mine = settings.with_user(self.worker)
        mine.set_res_users_settings({"jxc_overview_columns": "on_hand,available"})
        self.assertEqual(settings.jxc_overview_columns, "on_hand,available")

    def test_workbench_tiles(self):
        def counts(user):
            tiles = self.env["jxc.workbench"].with_user(user).get_data()["tiles"]
            return {tile["code"]: tile for tile in tiles}

        before = counts(self.worker)
        self._move(25, self.wh_a.lot_stock_id, self.customers)
        self._plant(self.other, 3, self._hold(self.wh_b, "quality"))
        after = counts(self.worker)
        for code, state in (("stock_short", "short"), ("stock_hold", "hold")):
            with self.subTest(code):
                self.assertEqual(after[code]["count"], before[code]["count"] + 1)
                context = after[code]["action"]["context"]
                self.assertEqual(context, {"overview_state": state})
        clerk = new_test_user(
            self.env, login="ov_clerk", groups="jxc_base.group_requester"
        )
        self.assertNotIn("stock_short", counts(clerk))

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_trace import TraceCommon


@tagged("post_install", "-at_install")
class TestTrace(TraceCommon):
    """One lot with a life worked out by hand:

    100 received, 10 back to the vendor, 40 to the shop of which 5 came back, 20 to the
    school, 3 scrapped, 2 lost and 1 found by a count, 15 moved to another bin.
    On hand 100 − 10 − 40 + 5 − 20 − 3 − 2 + 1 = 31, with customers 40 − 5 + 20 = 55.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bin = cls.env["stock.location"].create(
            {"name": "Bin", "location_id": cls.stock.id}
        )
        order = cls.env["purchase.order"].create(
            {
                "partner_id": cls.vendor.id,
                "picking_type_id": cls.warehouse.in_type_id.id,
                "order_line": [
                    (0, 0, {"product_id": cls.product.id, "product_qty": 100})
                ],
            }
        )
        order.button_confirm()
        cls.order, cls.receipt = order, order.picking_ids
        line = cls.receipt.move_ids.move_line_ids
        line.write({"lot_id": cls.lot.id, "quantity": 100})
        cls._validate(cls.receipt)
        back = cls._transfer(
            cls.warehouse.out_type_id,
            cls.vendor,
            cls.stock,
            cls.suppliers,
            cls.lot,
            10,
        )
        cls._validate(back)
        cls.first = cls._ship(cls.lot, 40)
        cls._bring_back(cls.lot, 5)
        cls._ship(cls.lot, 20, cls.school)
        cls._scrap(cls.lot, 3)
        cls._count_to(-2)
        cls._count_to(1)
        inner = cls._transfer(
            cls.warehouse.int_type_id, None, cls.stock, cls.bin, cls.lot, 15
        )
        cls._validate(inner)

    @classmethod
    def _count_to(cls, difference):
        quant = cls.env["stock.quant"].search(
            [("lot_id", "=", cls.lot.id), ("location_id", "=", cls.stock.id)]
        )
        quant = quant.with_context(inventory_mode=True)
        quant.inventory_quantity = quant.quantity + difference
        quant.action_apply_inventory()

    def test_quantities_add_up(self):
        totals = self._trace()["totals"]
        expected = {
            "received": 100,
            "vendor_return": 10,
            "shipped": 60,
            "customer_return": 5,
            "scrapped": 3,
            "shortage": 2,
            "surplus": 1,
            "inner": 15,
            "balance": 31,
            "on_hand": 31,
            "difference": 0,
            "with_customers": 55,
        }
        self.assertEqual({name: totals[name] for name in expected}, expected)

    def test_stock_without_movement_shows(self):
        self.env["stock.quant"]._update_available_quantity(
            self.product, self.bin, 4, lot_id=self.lot
        )
        self.assertEqual(self._trace()["totals"]["difference"], 4)

    def test_upstream(self):
        (vendor,) = self._trace()["vendors"]
        self.assertEqual(vendor["name"], "Trace Mill")
        self.assertEqual((vendor["received"], vendor["returned"]), (100, 10))
        self.assertEqual(vendor["lot"]["vendor_lot"], "MILL-77")
        first = vendor["documents"][0]
        self.assertEqual(first["document"]["name"], self.receipt.name)
        self.assertEqual(first["purchase"], self.order.name)

    def test_downstream(self):
        shop, school = self._trace()["customers"]
        self.assertEqual(shop["name"], "Trace Shop")
        self.assertEqual(
            (shop["shipped"], shop["returned"], shop["net"], shop["phone"]),
            (40, 5, 35, "0571-2"),
        )
        self.assertEqual((school["net"], school["phone"]), (20, "0571-3"))
        documents = [row["document"]["name"] for row in shop["documents"]]
        self.assertIn(self.first.name, documents)

    def test_where_it_is_and_for_whom(self):
        delivery = self._delivery(self.lot, 6)
        data = self._trace()
        lying = {row["place"]: row["quantity"] for row in data["places"]}
        self.assertEqual(
            lying, {self.stock.complete_name: 16, self.bin.complete_name: 15}
        )
        (reserved,) = data["reserved"]
        self.assertEqual(reserved["document"]["name"], delivery.name)
        self.assertEqual(reserved["quantity"], 6)

    def test_movements_name_their_documents(self):
        steps = {row["kind"]: row for row in self._trace()["steps"]}
        self.assertEqual(steps["scrapped"]["document"]["model"], "stock.scrap")
        self.assertEqual(steps["received"]["document"]["id"], self.receipt.id)

    def test_assembly_both_ways(self):
        """Flour → dough → bread, and bread alone went to the school."""
        dough, bread = self._goods("Trace Dough"), self._goods("Trace Bread")
        dough_lot, bread_lot = self._lot("D-1", dough), self._lot("B-1", bread)
        self._make({self.lot: 4}, {dough_lot: 8})
        self._make({dough_lot: 8}, {bread_lot: 10})
        self._ship(bread_lot, 7, self.school)
        down = self._trace()
        self.assertEqual(
            [(row["name"], row["depth"], row["used"]) for row in down["children"]],
            [("D-1", 1, 4), ("B-1", 2, 8)],
        )
        through = [c for c in down["customers"] if c["lot"]["name"] == "B-1"]
        self.assertEqual(
            [(c["name"], c["net"]) for c in through], [("Trace School", 7)]
        )
        self.assertEqual(down["totals"]["used"], 4)
        up = self._trace(bread_lot)
        self.assertEqual([row["name"] for row in up["parents"]], ["D-1", "LOT-A"])
        self.assertEqual([v["name"] for v in up["vendors"]], ["Trace Mill"])
        self.assertEqual([c["name"] for c in up["customers"]], ["Trace School"])

    def test_taken_apart_again_ends(self):
        other = self._lot("CIRCLE", self._goods("Trace Circle"))
        self._make({self.lot: 2}, {other: 2})
        self._make({other: 2}, {self.lot: 2})
        self.assertEqual([r["name"] for r in self._trace()["children"]], ["CIRCLE"])

    def test_bounded_queries(self):
        self._trace()
        for number in range(5):
            partner = self.env["res.partner"].create({"name": f"Trace P{number}"})
            self._ship(self.lot, 1, partner)
        self.env.invalidate_all()
        with self.assertQueryCount(60):
            self._trace()

    def test_found_by_anything(self):
        trace = self.env["jxc.trace"].with_user(self.manager)
        self.product.barcode = "6901234567892"
        for text in (
            "LOT-A",
            "mill-77",
            "Trace Flour",
            "6901234567892",
            "(01)06901234567892(10)LOT-A",
            self.first.name,
            self.receipt.name,
            self.order.name,
            "Trace Shop",
            "Trace Mill",
        ):
            with self.subTest(text=text):
                self.assertIn(self.lot.id, [row["id"] for row in trace.find_lots(text)])
        self.assertEqual(trace.find_lots("  "), [])
        self.assertFalse(trace.find_lots("nothing is called so"))

    def test_wrong_values(self):
        trace = self.env["jxc.trace"].with_user(self.inspector)
        for wrong in (None, "1", 0, -3, 2**40, 10**9, [1]):
            with self.subTest(wrong=wrong), self.assertRaises(UserError):
                trace.get_trace(wrong)
        with self.assertRaises(UserError):
            trace.find_lots({"a": 1})

    def test_customers_of_colleagues(self):
        """A salesperson bound to own customers sees quantities, not names."""
        self.shop.customer_rank = self.school.customer_rank = 1
        self.seller.jxc_own_customers = True
        data = self._trace(user=self.seller)
        named = {row["name"]: row["net"] for row in data["customers"]}
        self.assertEqual(named["Trace Shop"], 35)
        self.assertNotIn("Trace School", named)
        self.assertEqual(sorted(named.values()), [20, 35])
        self.assertNotIn("0571-3", str(data))
        self.assertEqual(data["totals"]["on_hand"], 31)

    def test_documents_open_by_right(self):
        mine = self._trace(user=self.seller)["vendors"][0]["documents"][0]
        self.assertFalse(mine["purchase_open"])
        self.assertTrue(
            self._trace(user=self.boss)["vendors"][0]["documents"][0]["purchase_open"]
        )

    def test_files(self):
        action = (
            self.env["jxc.trace"].with_user(self.inspector).action_xlsx(self.lot.id)
        )
        self.assertEqual(action["type"], "ir.actions.act_url")
        report = self.env["ir.actions.report"].with_user(self.inspector)
        html = report._render_qweb_html("jxc_stock.report_trace", self.lot.ids)[0]
        for text in ("LOT-A", "Trace Mill", "Trace School", self.receipt.name):
            self.assertIn(text, html.decode())

    def test_other_company(self):
        other = self.env["res.company"].create({"name": "Trace Two"})
        product = self._goods("Trace Own")
        product.company_id = other
        lot = self._lot("OTHER", product)
        with self.assertRaises(UserError):
            self._trace(lot)

import json

from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, freeze_time, new_test_user, tagged

from .common import CASE, EAN, PRICE, ROLES, SECRET, PdaData


@tagged("post_install", "-at_install")
class TestPdaCards(TransactionCase, PdaData):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make()
        cls.worker = cls.user("warehouse_worker")

    def look_up(self, code, user=None):
        return self.env["jxc.pda"].with_user(user or self.worker).look_up(code)

    def card(self, code, user=None):
        result = self.look_up(code, user)
        self.assertFalse(result["error"])
        self.assertTrue(result["card"], result)
        return result["card"]

    def facts(self, card):
        return {fact["label"]: fact["value"] for fact in card["facts"]}

    def rows(self, card, title):
        return next(s["rows"] for s in card["sections"] if s["title"] == title)

    def test_product(self):
        card = self.card(EAN)
        self.assertEqual((card["kind"], card["title"]), ("product", "酱油"))
        self.assertEqual(card["subtitle"], "500ml")
        self.assertEqual(self.facts(card)["Barcode"], EAN)
        stock = card["stock"]
        # 100 in the bin of which 30 reserved; 12 on hold are not available
        self.assertEqual(stock["on_hand"], 100 + 12)
        self.assertEqual(stock["reserved"], 30)
        self.assertEqual(stock["available"], 100 - 30)
        (house,) = stock["warehouses"]
        self.assertEqual(house["name"], "PDA 仓")
        held = next(row for row in house["rows"] if row["held"])
        self.assertEqual((held["on_hand"], held["available"]), (12, 0))
        self.assertEqual(held["expiry"], "2030-06-30")
        (packing,) = self.rows(card, "Packings")
        self.assertEqual((packing["detail"], packing["value"]), (CASE, "= 12 Units"))

    def test_available_is_the_figure_of_the_product(self):
        product = self.soy.with_context(warehouse_id=self.warehouse.id)
        stock = self.card("PDA-SOY")["stock"]
        self.assertEqual(stock["available"], product.free_qty)
        self.assertEqual(stock["on_hand"], product.qty_available)

    def test_packing(self):
        card = self.card(CASE)
        self.assertEqual(card["kind"], "packing")
        self.assertEqual(self.facts(card)["This packing"], "1 Dozens = 12 Units")

    def test_lot(self):
        with freeze_time("2030-06-10"):
            badge = self.card("PDA-L1")["badge"]
            self.assertEqual(badge, {"text": "20 days left", "tone": "warning"})
        with freeze_time("2030-07-02"):
            self.assertEqual(self.card("PDA-L1")["badge"]["text"], "Expired")
        card = self.card("PDA-L1")
        self.assertEqual(card["stock"]["on_hand"], 112)
        self.assertEqual(self.facts(card)["Expiry"], "2030-06-30")

    def test_location_and_package(self):
        card = self.card("PDA-BIN-A")
        (row,) = self.rows(card, "What lies here")
        self.assertEqual(row["value"], "100 Units")
        self.assertIn("reserved 30", row["detail"])
        package = self.env["stock.package"].create({"name": "PDA-PACK"})
        self.env["stock.quant"]._update_available_quantity(
            self.soy, self.bin, 7, lot_id=self.lot, package_id=package
        )
        (row,) = self.rows(self.card("PDA-PACK"), "Contents")
        self.assertEqual(row["value"], "7 Units")
        self.assertEqual(self.card("PDA-BIN-Q")["badge"]["tone"], "warning")

    def test_documents(self):
        card = self.card(self.delivery.name)
        (row,) = self.rows(card, "Lines")
        # reserved is not done
        self.assertEqual(row["value"], "0 / 30 Units")
        self.assertEqual(self.facts(card)["Partner"], "PDA Partner")
        self.assertEqual(
            card["links"][-1]["url"], f"/odoo/stock.picking/{self.delivery.id}"
        )
        self.delivery.move_ids.picked = True
        (row,) = self.rows(self.card(self.delivery.name), "Lines")
        self.assertEqual((row["value"], row["tone"]), ("30 / 30 Units", "ok"))
        card = self.card(self.order.name, self.user("sales_manager"))
        self.assertTrue(self.rows(card, "Way of the Document"))
        (row,) = self.rows(
            self.card(self.purchase.name, self.user("purchaser")), "Lines"
        )
        self.assertEqual(row["value"], "0 / 5 Units")

    def test_request(self):
        requester = self.user("requester")
        line = {"product_id": self.soy.id, "product_qty": 8}
        request = (
            self.env["purchase.request"]
            .with_user(requester)
            .create({"line_ids": [(0, 0, line)]})
        )
        card = self.card(request.name, requester)
        (row,) = self.rows(card, "Lines")
        self.assertEqual(row["value"], "0 / 8 Units")

    def test_ambiguous_unknown_and_wrong(self):
        self.held.barcode = "PDA-SOY"
        result = self.look_up("PDA-SOY")
        self.assertIsNone(result["card"])
        kinds = {candidate["kind"] for candidate in result["candidates"]}
        self.assertEqual(kinds, {"product", "location"})
        unknown = self.look_up("PDA-NOTHING")
        self.assertEqual((unknown["candidates"], unknown["card"]), ([], None))
        self.assertIn("check digit", self.look_up("(01)06901234567890")["error"])

    def test_gs1_says_more(self):
        card = self.card(f"010{EAN}3024\x1d10NEW")
        facts = self.facts(card)
        self.assertEqual(facts["Quantity in the code"], "24 Units")
        self.assertEqual(facts["Lot in the code"], "NEW (not known yet)")

    def test_every_role_sees_the_same_stock_and_no_cost(self):
        for role in ROLES:
            user = self.worker if role == "warehouse_worker" else self.user(role)
            codes = [EAN, self.delivery.name, self.order.name, self.purchase.name]
            with self.subTest(role):
                stock = self.card(EAN, user)["stock"]
                self.assertEqual(
                    (stock["on_hand"], stock["reserved"], stock["available"]),
                    (112, 30, 70),
                )
                for code in codes:
                    text = json.dumps(self.look_up(code, user), ensure_ascii=False)
                    for secret in (SECRET, PRICE, int(SECRET), int(PRICE)):
                        self.assertNotIn(str(secret), text)
                        self.assertNotIn(f"{secret:,}", text)

    def test_cards_follow_the_rights(self):
        requester = self.user("requester")
        pda = self.env["jxc.pda"].with_user(requester)
        self.assertEqual(pda.look_up(self.delivery.name)["candidates"], [])
        with self.assertRaises(AccessError):
            pda.card("stock.picking", self.delivery.id)
        for model, number in (("res.users", 2), ("stock.quant", 1), (None, 1)):
            with self.assertRaises(UserError):
                pda.card(model, number)
        with self.assertRaises(UserError):
            pda.card("product.product", "1")
        with self.assertRaisesRegex(UserError, "deleted"):
            pda.card("product.product", 10**8)

    def test_other_company(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", company.id)]
        )
        self.env["stock.quant"].with_company(company)._update_available_quantity(
            self.soy, warehouse.lot_stock_id, 1000
        )
        self.assertEqual(self.card(EAN)["stock"]["on_hand"], 112)

    def test_queries_do_not_grow(self):
        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.look_up(EAN)
            return self.env.cr.sql_log_count - before

        count()
        few = count()
        for number in range(20):
            place = self.location(f"B-{number}", f"PDA-B-{number}")
            lot = self.lot.copy({"name": f"PDA-M{number}"})
            self.env["stock.quant"]._update_available_quantity(
                self.soy, place, 3, lot_id=lot
            )
        self.assertLessEqual(count(), few)
        self.assertLess(few, 60)

    def test_wrong_values_are_said_so(self):
        pda = self.env["jxc.pda"].with_user(self.worker)
        product = self.env["product.product"].search([], limit=1)
        for model, record_id in (
            ("product.product", True),
            ("product.product", "1"),
            (["product.product"], 1),
            ("res.users", 1),
        ):
            with self.subTest(model=model), self.assertRaises(UserError):
                pda.card(model, record_id)
        for scanned in ("abc", {"quantity": 5}, [1]):
            with self.subTest(scanned=scanned):
                card = pda.card("product.product", product.id, scanned)
                self.assertEqual(card["id"], product.id)

    def test_only_with_a_role(self):
        outsider = new_test_user(self.env, login="pda_out", groups="base.group_user")
        pda = self.env["jxc.pda"].with_user(outsider)
        product = self.env["product.product"].search([], limit=1)
        with self.assertRaises(AccessError):
            pda.card("product.product", product.id)
        with self.assertRaises(AccessError):
            pda.look_up("anything")

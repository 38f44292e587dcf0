"""Value and cover of the overview after real movements: core's figures, and sums."""

from odoo.tests import tagged

from .common_facts import FactsCommon, each_method


@tagged("post_install", "-at_install")
class TestOverviewFacts(FactsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.viewer = cls.reader
        cls.reader.group_ids += cls.env.ref("jxc_base.group_jxc_user")

    def overview_row(self, product):
        """The product's row in the grid, as somebody sees it who may see costs."""
        overview = self.env["jxc.stock.overview"].with_user(self.viewer)
        found = overview.get_overview({"search": product.display_name, "limit": 1000})
        return next(row for row in found["products"] if row["id"] == product.id)

    def assert_overview(self, product):
        """Grid and list add up to core's `total_value`; quantities to the quants."""
        self.run_facts()
        self.assertFalse(self.overview_row(product)["pending"])
        row = self.overview_row(product)
        core = self.core_value(product)
        self.env.invalidate_all()
        self.assertAlmostEqual(row["total"]["value"], core, 2)
        lines = self.env["jxc.stock.overview"].with_user(self.viewer)
        lines = lines.search([("product_id", "=", product.id)])
        self.assertAlmostEqual(sum(lines.mapped("value")), core, 2)
        for line in lines.filtered("warehouse_id"):
            cell = row["cells"].get(line.warehouse_id.id, {})
            self.assertEqual(line.value, cell.get("value", 0))
            self.assertEqual(line.cover or None, cell.get("cover") or None)
        return row

    @each_method()
    def test_value_is_that_of_core(self, product):
        self.on("2026-03-02")
        self.receive(product, 10, 12)
        self.receive(product, 20, 15, wh=self.wh_b)
        self.assert_overview(product)
        self.on("2026-03-04")
        self.deliver(product, 4)
        self.move(product, 3, self.wh_a.lot_stock_id, self.hold_a)
        self.ship(product, 5, self.wh_b)
        row = self.assert_overview(product)
        cost = row["total"]["value"] / (10 + 20 - 4)
        self.assertAlmostEqual(
            row["cells"][self.wh_a.id]["value"], cost * (10 - 4), delta=0.02
        )
        self.assertAlmostEqual(
            row["cells"][self.wh_b.id]["value"], cost * (20 - 5), delta=0.02
        )

    @each_method("average", "standard")
    def test_bill_and_price_change(self, product):
        self.on("2026-03-02")
        receipt = self.receive(product, 10, 12)
        self.on("2026-03-03")
        self.deliver(product, 4)
        self.assert_overview(product)
        self.bill(receipt, 10, 15)
        self.assert_overview(product)
        self.on("2026-03-05")
        self.change_price(product, 20)
        row = self.assert_overview(product)
        self.assertEqual(row["total"]["value"], 6 * 20)

    def test_goods_of_others_have_no_value(self):
        product = self._product()
        self.on("2026-03-02")
        self.receive(product, 10, 12)
        self.move(product, 7, self.suppliers, self.wh_a.lot_stock_id, owner=self.owner)
        row = self.assert_overview(product)
        cell = row["cells"][self.wh_a.id]
        self.assertEqual((cell["on_hand"], cell["value"]), (10 + 7, 10 * 12))

    def test_cover_after_sales_and_a_return(self):
        product = self._product()
        self.on("2026-03-02")
        self.receive(product, 100, 12)
        self.on("2026-03-04")
        sale = self.deliver(product, 30)
        self.on("2026-03-05")
        self.back(sale, 2)
        self.on("2026-03-06")
        # sold today: does not count yet
        self.deliver(product, 8)
        cell = self.assert_overview(product)["cells"][self.wh_a.id]
        free, sold = 100 - 30 + 2 - 8, 30 - 2
        self.assertEqual((cell["available"], cell["sold"]), (free, sold))
        self.assertEqual(cell["cover"], free / (sold / 28))
        self.on("2026-04-02")  # the 4th and the 5th are 29 and 28 days ago
        cell = self.overview_row(product)["cells"][self.wh_a.id]
        self.assertEqual(cell["sold"], 8 - 2)

    def test_next_month_without_movement(self):
        """The first of a month carries what is there; the value is found there."""
        product = self._product()
        self.on("2026-03-02")
        self.receive(product, 10, 12)
        self.run_facts()
        self.on("2026-06-15")
        row = self.assert_overview(product)
        self.assertEqual(row["total"]["value"], 10 * 12)

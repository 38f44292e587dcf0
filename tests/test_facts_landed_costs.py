from odoo.addons.jxc_stock.tests.common_facts import FactsCommon, each_method


class TestFactsLandedCosts(FactsCommon):
    """Freight and duty of a receipt become known later than the goods."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.journal = cls.env["account.journal"].create(
            {"name": "Facts landed", "code": "FXL", "type": "general"}
        )
        cls.freight = cls.env["product.product"].create(
            {"name": "Facts freight", "type": "service", "landed_cost_ok": True}
        )

    def land(self, transfer, amount):
        self._tick()
        line = {
            "product_id": self.freight.id,
            "name": "Freight",
            "price_unit": amount,
            "split_method": "by_quantity",
        }
        cost = self.env["stock.landed.cost"].create(
            {
                "picking_ids": transfer.ids,
                "account_journal_id": self.journal.id,
                "date": self.today(),
                "cost_lines": [(0, 0, line)],
            }
        )
        cost.button_validate()
        self.assertEqual(cost.state, "done")
        return cost

    @each_method("average", "fifo")
    def test_landed_cost(self, product):
        """10 at 12, 4 gone, then 30 of freight: 3 per unit on what is left."""
        self.on("2026-03-02")
        receipt = self.receive_order(product, 10, 12)
        self.close_day(product)
        self.on("2026-03-03")
        self.deliver(product, 4)
        self.close_day(product)
        day = self.on("2026-03-09")
        cost = self.land(receipt.picking_id, 30)
        self.close_day(product)
        row = self.row(product, day, self.place(self.wh_a))
        self.assertEqual((row.opening_value, row.closing_value), (6 * 12, 6 * 15))
        self.assertEqual((row.revaluation, row.cause), (6 * 3, "landed"))
        log = self.revaluations(product)
        self.assertEqual((log.old_value, log.new_value), (10 * 12, 10 * 15))
        self.assertEqual((log.cause_ref, log.known_on), (cost, day))
        self.assertEqual(log.cause_name, cost.name)
        self.on("2026-03-12")
        self.bill(receipt, 10, 13)
        self.close_day(product)
        self.on("2026-03-15")
        self.land(receipt.picking_id, -10)
        self.close_day(product)
        self.assertEqual(
            self.revaluations(product).mapped("cause"), ["landed", "bill", "landed"]
        )
        self.assert_past(product)
        self.assert_rebuilt_same(product)

    @each_method("average", "fifo")
    def test_landed_cost_of_a_closed_month(self, product):
        self.on("2026-03-02")
        receipt = self.receive_order(product, 10, 12)
        self.close_day(product)
        self.on("2026-04-05")
        month = {"company_id": self.company.id, "last_day": "2026-03-31"}
        self.env["jxc.stock.month"].create(month)
        closed = self.snapshot(product)
        day = self.on("2026-04-06")
        self.land(receipt.picking_id, 20)
        self.close_day(product)
        row = self.row(product, day, self.place(self.wh_a))
        self.assertEqual((row.revaluation, row.cause), (20, "landed"))
        self.assertEqual(self.snapshot(product, until=row.day.replace(day=5)), closed)
        self.assert_past(product)
        self.assert_rebuilt_same(product)

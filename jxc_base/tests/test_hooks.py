from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..models.common.hooks_product import ProductProduct
from .common_stock import StockCommon

# The answer of base alone, also where another addon refines the hook
raise_demand = ProductProduct._jxc_raise_demand
ORDERED = datetime(2026, 3, 2, 8, 0, 0)


@tagged("post_install", "-at_install")
class TestHooks(StockCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.vendor = cls.env["res.partner"].create({"name": "Mill"})
        cls.other = cls._product("Rice")
        cls.products = cls.product | cls.other

    def _bought(self, product, price, days, quantity=10):
        """A received purchase: ordered on the fixed day, received `days` later."""
        with freeze_time(ORDERED):
            order = self.env["purchase.order"].create(
                {
                    "partner_id": self.vendor.id,
                    "order_line": [
                        (
                            0,
                            0,
                            {
                                "product_id": product.id,
                                "product_qty": quantity,
                                "price_unit": price,
                                "tax_ids": [],
                            },
                        )
                    ],
                }
            )
            order.button_confirm()
        with freeze_time(ORDERED + timedelta(days=days)):
            self._validate(order.picking_ids, quantity)
        return order

    def test_reliable_date(self):
        moves = self._picking("in", 1).move_ids | self._picking("in", 2).move_ids
        self.assertEqual(
            moves._jxc_reliable_date(), {move.id: move.date for move in moves}
        )
        moves.mapped("date")
        with self.assertQueryCount(0):
            moves._jxc_reliable_date()

    def test_lead_times(self):
        self._bought(self.product, 3, days=4)
        self._bought(self.product, 3, days=6)
        child = self.env["res.partner"].create(
            {"name": "Clerk", "parent_id": self.vendor.id}
        )
        expected = {self.product.id: [6.0, 4.0], self.other.id: []}
        self.assertEqual(self.products._jxc_lead_times(child), expected)
        self.env.flush_all()
        with self.assertQueryCount(1):
            self.products._jxc_lead_times(self.vendor)

    def test_lead_times_of_another_vendor(self):
        self._bought(self.product, 3, days=4)
        stranger = self.env["res.partner"].create({"name": "Stranger"})
        self.assertEqual(self.product._jxc_lead_times(stranger)[self.product.id], [])

    def test_last_cost(self):
        self._bought(self.product, 5, days=1)
        self._bought(self.product, 7, days=2)
        costs = self.products._jxc_last_cost()
        self.assertEqual(costs, {self.product.id: 7.0, self.other.id: None})
        self.env.flush_all()
        with self.assertQueryCount(1):
            self.products._jxc_last_cost()

    def test_last_cost_in_product_unit(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        order = self._bought(self.product, 5, days=1)
        line = order.order_line.copy({"order_id": order.copy().id})
        line.write({"product_uom_id": dozen.id, "product_qty": 1, "price_unit": 24})
        (line.order_id.order_line - line).unlink()
        line.order_id.button_confirm()
        self._validate(
            line.order_id.picking_ids, line.order_id.picking_ids.move_ids.quantity
        )
        self.assertEqual(self.product._jxc_last_cost()[self.product.id], 24 / 12)

    def test_recommended_vendor(self):
        second = self.env["res.partner"].create({"name": "Second"})
        self.env["product.supplierinfo"].create(
            [
                {
                    "partner_id": partner.id,
                    "product_tmpl_id": self.product.product_tmpl_id.id,
                    "sequence": sequence,
                }
                for partner, sequence in ((second, 2), (self.vendor, 1))
            ]
        )
        found = self.products._jxc_recommended_vendor()
        self.assertEqual(found[self.product.id], self.vendor)
        self.assertFalse(found[self.other.id])

    def test_recommended_vendor_queries(self):
        products = self.products | self._product("Flour") | self._product("Oil")
        self.env.flush_all()
        self.env.invalidate_all()
        self.products._jxc_recommended_vendor()
        self.env.invalidate_all()
        with self.assertQueryCount(6):
            products._jxc_recommended_vendor()

    def test_answers_without_owner(self):
        ids = self.products.ids
        self.assertEqual(
            self.products._jxc_open_request_quantity(), dict.fromkeys(ids, 0.0)
        )
        self.assertEqual(self.products._jxc_class(), dict.fromkeys(ids))
        self.assertEqual(self.products._jxc_open_production(), {key: [] for key in ids})
        self.assertEqual(self.vendor._jxc_grade(), {self.vendor.id: None})
        category = self.product.categ_id or self.env["product.category"].create(
            {"name": "Food"}
        )
        self.assertEqual(category._jxc_budget_left(ORDERED.date()), {category.id: None})

    def test_raise_demand_runs_rules(self):
        buy = self.env.ref("purchase_stock.route_warehouse0_buy")
        self.product.write(
            {
                "route_ids": [(4, buy.id)],
                "seller_ids": [(0, 0, {"partner_id": self.vendor.id, "price": 3})],
            }
        )
        raised = raise_demand(self.products, {self.product.id: 8}, "SO001")
        self.assertEqual(raised, {self.product.id: None})
        line = self.env["purchase.order.line"].search(
            [("product_id", "=", self.product.id)]
        )
        self.assertEqual(line.product_qty, 8)
        self.assertEqual(line.order_id.origin, "SO001")

    def test_raise_demand_without_rule(self):
        with self.assertRaises(UserError):
            raise_demand(self.other, 3, "SO002")
        self.assertEqual(raise_demand(self.other, 0, "SO002"), {})

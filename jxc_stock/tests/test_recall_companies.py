from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common_trace import TraceCommon


@tagged("post_install", "-at_install")
class TestRecallCompanies(TraceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["res.company"].create({"name": "Recall Two"})
        cls.other_boss = new_test_user(
            cls.env,
            login="rc_boss2",
            groups="jxc_base.group_boss",
            company_id=cls.other.id,
            company_ids=[(6, 0, cls.other.ids)],
        )
        warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.other.id)], limit=1
        )
        move = cls.env["stock.move"].create(
            {
                "product_id": cls.product.id,
                "product_uom": cls.product.uom_id.id,
                "product_uom_qty": 8,
                "location_id": warehouse.lot_stock_id.id,
                "location_dest_id": cls.customers.id,
                "company_id": cls.other.id,
                "partner_id": cls.school.id,
            }
        )
        cls._receive(cls.lot, 10)
        cls._ship(cls.lot, 6)
        cls.env["stock.quant"]._update_available_quantity(
            cls.product, warehouse.lot_stock_id, 9, lot_id=cls.lot
        )
        move._action_confirm()
        move._action_assign()
        move.picked = True
        move._action_done()
        cls.stock_two = warehouse.lot_stock_id

    def test_a_shared_lot_is_blocked_everywhere(self):
        """Each company sees its own customers; the block knows no border."""
        recall = self._recall()
        recall.action_start()
        mine = self.env["jxc.recall.line"].with_user(self.boss).search([])
        self.assertEqual(mine.mapped("customer_name"), ["Trace Shop"])
        lines = self.env["jxc.recall.line"].with_user(self.other_boss).search([])
        self.assertEqual(lines.mapped("customer_name"), ["Trace School"])
        self.assertEqual(lines.shipped_qty, 8)
        self.assertEqual(lines.recall_id.name, recall.name)
        quant = self.env["stock.quant"].with_user(self.other_boss)
        free = quant._get_available_quantity(self.product, self.stock_two)
        self.assertEqual(free, 0)

    def test_lots_of_another_company(self):
        product = self._goods("Recall Own")
        product.company_id = self.other
        lot = self._lot("FOREIGN", product)
        with self.assertRaises(UserError):
            self._recall(lot)

    def test_recalls_without_own_customers_stay_there(self):
        recall = self._recall(self._lot("HERE"))
        recall.action_start()
        found = self.env["jxc.recall"].with_user(self.other_boss).search([])
        self.assertNotIn(recall.id, found.ids)
        with self.assertRaises(AccessError):
            recall.with_user(self.other_boss).release("mine")

    def test_trace_by_company(self):
        data = self._trace()
        self.assertEqual([row["name"] for row in data["customers"]], ["Trace Shop"])
        self.assertEqual(data["totals"]["difference"], 0)
        both = self.env["jxc.trace"].with_context(
            allowed_company_ids=(self.env.company | self.other).ids
        )
        names = {row["name"] for row in both.get_trace(self.lot.id)["customers"]}
        self.assertEqual(names, {"Trace Shop", "Trace School"})

from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_stock import StockCommon

REFUSED = "without a document"


@tagged("post_install", "-at_install")
class TestAdjustmentGuard(StockCommon):
    """Every way that leads to an adjustment, as a plain warehouse worker."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._plant(cls.product, 10)
        cls.mine = cls.product.with_user(cls.worker)
        cls.startClassPatcher(
            patch.object(
                type(cls.env["res.company"]), "_jxc_guards_adjustments", lambda c: c
            )
        )

    def _quants(self, user):
        return self.env["stock.quant"].with_user(user).with_context(inventory_mode=True)

    def _count(self, user, quantity):
        quant = self._quants(user).create(
            {
                "product_id": self.product.id,
                "location_id": self.stock.id,
                "inventory_quantity": quantity,
            }
        )
        quant.with_user(user).action_apply_inventory()

    def _adjusted(self):
        self._count(self.manager, 12)
        return self.env["stock.move"].search(
            [("product_id", "=", self.product.id), ("is_inventory", "=", True)]
        )

    def _scrap(self, user):
        scrap = self.env["stock.scrap"].with_user(user)
        return scrap.create({"product_id": self.product.id, "scrap_qty": 2})

    def test_transfer_from_loss_location(self):
        picking = self._picking("int", 3, user=self.worker, location_id=self.loss.id)
        with self.assertRaisesRegex(UserError, REFUSED):
            self._validate(picking, 3)

    def test_transfer_into_loss_location(self):
        picking = self._picking(
            "int", 3, user=self.worker, location_dest_id=self.loss.id
        )
        with self.assertRaisesRegex(UserError, REFUSED):
            self._validate(picking, 3)

    def test_line_redirected_to_loss_location(self):
        picking = self._picking("int", 3, user=self.worker)
        picking.action_assign()
        picking.move_line_ids.location_dest_id = self.loss
        with self.assertRaisesRegex(UserError, REFUSED):
            self._validate(picking)

    def test_quantity_on_product(self):
        steward = self.worker
        steward.group_ids += self.env.ref("product.group_product_manager")
        with self.assertRaisesRegex(UserError, REFUSED):
            self.mine.qty_available = 50

    def test_quant_apply(self):
        with self.assertRaisesRegex(UserError, REFUSED):
            self._count(self.worker, 7)

    def _load(self, quants, column):
        columns = ["product_id/.id", "location_id/.id", column]
        row = [str(self.product.id), str(self.stock.id), "99"]
        return quants.load(columns, [row])["messages"]

    def test_quant_import(self):
        quants = self._quants(self.worker)
        self.assertFalse(self._load(quants, "inventory_quantity"))
        counted = quants.search([("inventory_quantity", "=", 99)])
        with self.assertRaisesRegex(UserError, REFUSED):
            counted.action_apply_inventory()

    def test_quant_import_applied_at_once(self):
        for quants in (self._quants(self.worker), self._quants(self.worker).sudo()):
            self._load(quants, "inventory_quantity_auto_apply")
            self.assertEqual(self.product.qty_available, 10)

    def test_quant_quantity_itself(self):
        quants = self._quants(self.worker)
        with self.assertRaisesRegex(UserError, "cannot be written directly"):
            quants.search([("product_id", "=", self.product.id)]).quantity = 77
        with self.assertRaisesRegex(UserError, "cannot be written directly"):
            quants.with_context(inventory_mode=False).create(
                {
                    "product_id": self.product.id,
                    "location_id": self.stock.id,
                    "quantity": 5,
                }
            )

    def test_scrap(self):
        # an addon may take core's scrap order for a document; by itself it is none
        hook = type(self.env["stock.move"])
        nothing = patch.object(
            hook, "_jxc_adjustment_document", lambda moves: dict.fromkeys(moves.ids)
        )
        with nothing, self.assertRaisesRegex(UserError, REFUSED):
            self._scrap(self.worker).action_validate()

    def test_line_added_to_done_adjustment(self):
        line = self._adjusted().move_line_ids.with_user(self.worker)
        with self.assertRaisesRegex(UserError, REFUSED):
            line.copy({"quantity": 5})

    def test_loss_line_added_to_done_transfer(self):
        picking = self._picking("out", 2, user=self.worker)
        self._validate(picking, 2)
        with self.assertRaisesRegex(UserError, REFUSED):
            picking.move_line_ids.copy(
                {
                    "location_id": self.loss.id,
                    "location_dest_id": self.stock.id,
                    "quantity": 1,
                }
            )

    def test_quantity_of_done_adjustment(self):
        move = self._adjusted().with_user(self.worker)
        with self.assertRaisesRegex(UserError, REFUSED):
            move.quantity = 1
        with self.assertRaisesRegex(UserError, REFUSED):
            move.move_line_ids.quantity = 0

    def test_done_transfer_redirected(self):
        picking = self._picking("out", 2, user=self.worker)
        self._validate(picking, 2)
        with self.assertRaisesRegex(UserError, REFUSED):
            picking.move_line_ids.location_dest_id = self.loss
        with self.assertRaisesRegex(UserError, REFUSED):
            picking.move_ids.location_dest_id = self.loss

    def test_ordinary_work_passes(self):
        picking = self._picking("out", 2, user=self.worker)
        self._validate(picking, 2)
        picking.move_line_ids.quantity = 3
        self.assertEqual(self.product.qty_available, 7)

    def test_off(self):
        """Without the setting any stock user adjusts, as in core."""
        none = patch.object(
            type(self.env["res.company"]),
            "_jxc_guards_adjustments",
            lambda companies: companies.browse(),
        )
        with none:
            self._count(self.worker, 7)
            self._scrap(self.worker).action_validate()
        self.assertEqual(self.product.qty_available, 5)

    def test_manager_may(self):
        self._count(self.manager, 7)
        self.assertEqual(self.product.qty_available, 7)
        self._scrap(self.manager).action_validate()
        self.assertEqual(self.product.qty_available, 5)

    def test_system_may(self):
        quant = self.env["stock.quant"].search(
            [("product_id", "=", self.product.id), ("location_id", "=", self.stock.id)]
        )
        self.assertTrue(self.env.su)
        quant.with_context(inventory_mode=True).inventory_quantity_auto_apply = 4
        self.assertEqual(self.product.qty_available, 4)

    def test_document_allows(self):
        def document(moves):
            return dict.fromkeys(moves.ids, self.env.company)

        hook = type(self.env["stock.move"])
        with patch.object(hook, "_jxc_adjustment_document", document):
            self._scrap(self.worker).action_validate()
        self.assertEqual(self.product.qty_available, 8)

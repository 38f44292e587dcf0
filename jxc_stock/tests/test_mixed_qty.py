from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_note import NoteCommon


@tagged("post_install", "-at_install")
class TestMixedQty(NoteCommon):
    """Packings of a product on what the warehouse works with."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        units = cls.env["uom.uom"]
        cls.pack = units.create({"name": "包"})
        cls.box = units.create(
            {"name": "箱", "relative_factor": 24, "relative_uom_id": cls.pack.id}
        )
        cls.noodles = cls._product("Note Noodles", uom_id=cls.pack.id)
        cls.noodles.uom_ids = cls.box
        cls._plant(cls.noodles, 77)

    def test_lists_show_packings(self):
        quant = self.env["stock.quant"].search([("product_id", "=", self.noodles.id)])
        self.assertEqual(quant.jxc_mixed_qty, "3箱5包")
        plain = self.env["stock.quant"].search([("product_id", "=", self.soy.id)])
        self.assertFalse(plain.jxc_mixed_qty)

    def test_a_line_in_another_unit(self):
        note = self._note("out_other", (self.noodles, 2.5, {"uom_id": self.box.id}))
        line = note.line_ids
        self.assertEqual(line.jxc_mixed_qty, "2箱12包")
        self.assertEqual(line.jxc_units["own"]["factor"], [24, 1])
        self.assertEqual(
            [unit["name"] for unit in line.jxc_units["units"]], ["包", "箱"]
        )
        self.assertIn("x", line.jxc_units["units"][1]["others"])

    def test_new_line_without_product(self):
        line = self.env["jxc.stock.note.line"].new({})
        self.assertFalse(line.jxc_units)
        self.assertFalse(line.jxc_mixed_qty)

    def test_reading(self):
        self.assertEqual(self.noodles._jxc_from_mixed("3箱5包"), 77)
        self.assertEqual(self.noodles._jxc_from_mixed("3x5"), 77)
        self.assertEqual(self.noodles._jxc_from_mixed("3箱12包", self.box), 3.5)
        for text, message in (
            ("3桶", "is no unit here. Units: 包, 箱"),
            ("3箱5包 6 7", "is no quantity"),
            ("", "is no quantity"),
        ):
            with self.subTest(text), self.assertRaisesRegex(UserError, message):
                self.noodles._jxc_from_mixed(text)
        with self.assertRaisesRegex(UserError, "no exact number of 箱.*: 包"):
            self.noodles._jxc_from_mixed("3箱5包", self.box)

    def test_longer_lists_ask_no_more(self):
        rows = [(self.noodles, number) for number in range(1, 31)]
        lines = self._note("out_other", *rows).sudo().line_ids
        # without the prefetch of the document's own lines, which is forgotten below
        lines = lines.browse(lines.ids)
        counts = []
        for some in (lines[:2], lines[:2], lines):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some.mapped("jxc_units")
            some.mapped("jxc_mixed_qty")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])

    def _picking_out(self, product, quantity):
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse.out_type_id.id,
                "location_id": self.warehouse.lot_stock_id.id,
                "location_dest_id": self.env.ref("stock.stock_location_customers").id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_qty": quantity,
                            "location_id": self.warehouse.lot_stock_id.id,
                            "location_dest_id": self.env.ref(
                                "stock.stock_location_customers"
                            ).id,
                        }
                    )
                ],
            }
        )
        picking.action_confirm()
        picking.action_assign()
        return picking

    def _printed(self, report, picking):
        reports = self.env["ir.actions.report"].with_user(self.manager)
        content, _kind = reports._render_qweb_html(report, picking.ids)
        return content.decode()

    def test_prints_of_transfers(self):
        """What is picked and what was delivered, for people who see units as well."""
        self.env.ref("uom.group_uom").user_ids += self.manager
        picking = self._picking_out(self.noodles, 77)
        for report in ("stock.report_picking", "stock.report_deliveryslip"):
            self.assertIn("3箱5包", self._printed(report, picking), report)
        picking.move_ids.write({"quantity": 26, "picked": True})
        picking.with_context(skip_backorder=True)._action_done()
        self.assertIn("1箱2包", self._printed("stock.report_deliveryslip", picking))

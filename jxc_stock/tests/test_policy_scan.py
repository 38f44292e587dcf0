from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_policy import PolicyCommon


@tagged("post_install", "-at_install")
class TestPolicyScan(PolicyCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.soy.barcode = "6901234567892"
        cls.milk = cls._lotted("Policy Milk", barcode="06901234567908"[1:])
        cls.lot = cls._lot(cls.milk, "LOT-1", 50)
        cls.wrong = cls._lot(cls.milk, "LOT-2", 60)
        cls._plant(cls.soy, 10)
        for lot in (cls.lot, cls.wrong):
            cls._plant(cls.milk, 10, lot_id=lot)

    def _ready(self, user=None):
        picking = self._delivery(
            (self.soy, 2, {}), (self.milk, 1, {"lot_id": self.lot.id})
        )
        return picking.with_user(user or self.worker)

    def test_off_as_core(self):
        self._validate(self._ready())

    def test_each_line_needs_a_scan(self):
        self.out_type.jxc_scan_required = True
        picking = self._ready()
        self.assertEqual(picking.jxc_scan_open, 2)
        with self._refused("Not confirmed by scanning", "Count Soy", "LOT-1"):
            self._validate(picking)
        found = picking.jxc_scan("6901234567892")
        self.assertEqual((found["open"], found["again"]), (1, False))
        picking.move_line_ids.picked = True
        with self._refused("LOT-1"):
            self._validate(picking)
        picking.jxc_scan("LOT-1", "PDA 7")
        line = picking.move_line_ids.filtered("lot_id")
        self.assertEqual(
            (line.jxc_scanned_by, line.jxc_scan_device, line.picked),
            (self.worker, "PDA 7", True),
        )
        self.assertTrue(line.jxc_scanned_at)
        self._validate(picking)

    def test_gs1(self):
        """The product and its lot in one code."""
        picking = self._ready()
        found = picking.jxc_scan("(01)06901234567908(10)LOT-1")
        self.assertEqual(found["lot"], "LOT-1")

    def test_wrong_codes(self):
        picking = self._ready()
        with self._refused("Unknown code"):
            picking.jxc_scan("NOPE")
        with self._refused("LOT-1"):
            picking.jxc_scan("LOT-2")
        with self._refused("scan the lot", "LOT-1"):
            picking.jxc_scan(self.milk.barcode)
        self.tea.barcode = "6901234567915"
        with self._refused("Count Tea is not on this transfer"):
            picking.jxc_scan("6901234567915")
        for code in (None, 5, ["x"], ""):
            with self.subTest(code=code), self.assertRaises(UserError):
                picking.jxc_scan(code)

    def test_scanned_again(self):
        picking = self._ready()
        picking.jxc_scan("LOT-1")
        self.assertTrue(picking.jxc_scan("LOT-1")["again"])

    def test_package(self):
        package = self.env["stock.package"].create({"name": "POLICY-BOX"})
        self._plant(self.tea, 4, package_id=package)
        picking = self._delivery((self.tea, 4, {"package_id": package.id}))
        picking.jxc_scan("POLICY-BOX")
        self.assertTrue(picking.move_line_ids.jxc_scanned_at)

    def test_new_lot_of_a_receipt(self):
        kind = self.warehouse.in_type_id
        picking = self._delivery(
            (self.milk, 5, {"lot_name": "FRESH-9"}),
            source=self.suppliers,
            target=self.shelf,
            kind=kind,
        )
        kind.jxc_scan_required = True
        picking.jxc_scan("FRESH-9")
        self._validate(picking)

    def test_no_stamp_by_hand(self):
        line = self._ready().move_line_ids[0].with_user(self.manager)
        now = fields.Datetime.now()
        for values in ({"jxc_scanned_at": now}, {"jxc_scanned_by": self.manager.id}):
            with self.subTest(values), self.assertRaises(UserError):
                line.write(values)
            with self.subTest(values), self.assertRaises(UserError):
                line.copy(values)
        copied = line.with_context(default_jxc_scanned_at=now).copy()
        self.assertFalse(copied.jxc_scanned_at)

    def test_other_goods_are_scanned_anew(self):
        picking = self._ready()
        picking.jxc_scan("LOT-1")
        line = picking.move_line_ids.filtered("lot_id")
        line.quantity = 2
        self.assertTrue(line.jxc_scanned_at)
        line.lot_id = self.wrong
        self.assertFalse(line.jxc_scanned_at)

    def test_exception(self):
        self.out_type.jxc_scan_required = True
        picking = self._ready()
        picking.move_line_ids.with_user(self.manager).jxc_allow("The label is torn")
        self._validate(picking)
        self.assertEqual(set(picking.jxc_exception_ids.mapped("kind")), {"scan"})

    def test_line_added_to_a_done_transfer(self):
        picking = self._ready()
        self._validate(picking)
        self.out_type.jxc_scan_required = True
        line = picking.move_line_ids[0].with_user(self.manager)
        with self._refused("Not confirmed by scanning"):
            line.copy({"quantity": 1, "move_id": line.move_id.id})

    def test_other_types_are_free(self):
        self.warehouse.in_type_id.jxc_scan_required = True
        self._validate(self._ready())

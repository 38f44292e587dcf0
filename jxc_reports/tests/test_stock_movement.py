import io
from datetime import datetime

import openpyxl
from freezegun import freeze_time

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tests.common import TransactionCase

DAY = datetime(2026, 3, 10, 2, 0)  # 10:00 in Shanghai


@tagged("post_install", "-at_install")
class TestStockMovement(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create(
            {"name": "Movement Co", "jxc_tz": "Asia/Shanghai"}
        )
        cls.env.user.company_ids += cls.company
        cls.env = cls.env(
            context=dict(
                cls.env.context,
                allowed_company_ids=cls.company.ids,
                tracking_disable=True,
            )
        )
        Warehouse = cls.env["stock.warehouse"]
        cls.north = Warehouse.search([("company_id", "=", cls.company.id)], limit=1)
        cls.south = Warehouse.create(
            {"name": "South", "code": "STH", "company_id": cls.company.id}
        )
        cls.supplier = cls.env.ref("stock.stock_location_suppliers")
        cls.customer = cls.env.ref("stock.stock_location_customers")
        cls.unit = cls.env.ref("uom.product_uom_unit")
        cls.box = cls.env["uom.uom"].create(
            {
                "name": "Box of 12",
                "relative_factor": 12,
                "relative_uom_id": cls.unit.id,
            }
        )
        cls.category = cls.env["product.category"].create(
            {"name": "Sauces", "property_cost_method": "average"}
        )
        cls.soy = cls.env["product.product"].create(
            {
                "name": "Soy sauce",
                "default_code": "SOY",
                "is_storable": True,
                "categ_id": cls.category.id,
                "tracking": "lot",
                "standard_price": 5,
            }
        )
        cls.lot = cls.env["stock.lot"].create(
            {"name": "L1", "product_id": cls.soy.id, "company_id": cls.company.id}
        )
        with freeze_time(DAY):
            # 2 boxes of 12 at 5 a piece: 24 pieces worth 120, then 4 go to a customer,
            # 5 to the other warehouse, 6 to another bin, 1 is scrapped
            cls._move(cls.supplier, cls.north.lot_stock_id, 2, cls.box)
            cls._move(cls.north.lot_stock_id, cls.customer, 4)
            cls._move(cls.north.lot_stock_id, cls.south.lot_stock_id, 5)
            cls._move(cls.north.lot_stock_id, cls._bin(), 6)
            cls._scrap(1)
        with freeze_time(datetime(2026, 3, 10, 17, 0)):  # 01:00 next day in Shanghai
            cls._move(cls.north.lot_stock_id, cls.customer, 2)

    @classmethod
    def _bin(cls):
        return cls.env["stock.location"].create(
            {"name": "A-01", "location_id": cls.north.lot_stock_id.id}
        )

    @classmethod
    def _move(cls, source, destination, quantity, uom=None, owner=None):
        move = cls.env["stock.move"].create(
            {
                "product_id": cls.soy.id,
                "product_uom_qty": quantity,
                "product_uom": (uom or cls.unit).id,
                "location_id": source.id,
                "location_dest_id": destination.id,
                "company_id": cls.company.id,
            }
        )
        move._action_confirm()
        move.move_line_ids.unlink()
        move.write(
            {
                "move_line_ids": [
                    (
                        0,
                        0,
                        {
                            "product_id": cls.soy.id,
                            "lot_id": cls.lot.id,
                            "quantity": quantity,
                            "product_uom_id": (uom or cls.unit).id,
                            "location_id": source.id,
                            "location_dest_id": destination.id,
                            "owner_id": owner.id if owner else False,
                        },
                    )
                ],
                "picked": True,
            }
        )
        move._action_done()
        return move

    @classmethod
    def _scrap(cls, quantity):
        scrap = cls.env["stock.scrap"].create(
            {
                "product_id": cls.soy.id,
                "lot_id": cls.lot.id,
                "scrap_qty": quantity,
                "location_id": cls.north.lot_stock_id.id,
                "company_id": cls.company.id,
            }
        )
        scrap.do_scrap()

    def _rows(self, user=None, domain=()):
        Movement = self.env["jxc.stock.movement"]
        if user:
            Movement = Movement.with_user(user)
        return Movement.search([("product_id", "=", self.soy.id), *domain])

    def _wizard(self, **values):
        user = new_test_user(
            self.env,
            login="finance",
            groups="jxc_base.group_finance",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        return (
            self.env["jxc.stock.movement.export"]
            .with_user(user)
            .create({"date_from": "2026-03-10", "date_to": "2026-03-10", **values})
        )

    def test_each_line_is_seen_from_the_warehouse_it_touched(self):
        seen = sorted(
            (r.kind, r.warehouse_id.code, r.quantity_in, r.quantity_out)
            for r in self._rows()
        )
        north, south = self.north.code, self.south.code
        self.assertEqual(
            seen,
            sorted(
                [
                    ("receipt", north, 24, 0),
                    ("delivery", north, 0, 4),
                    ("transfer_out", north, 0, 5),
                    ("transfer_in", south, 5, 0),
                    ("internal", north, 0, 0),
                    ("scrap", north, 0, 1),
                    ("delivery", north, 0, 2),
                ]
            ),
        )
        internal = self._rows(domain=[("kind", "=", "internal")])
        self.assertEqual(internal.moved_quantity, 6)

    def test_in_minus_out_is_on_hand_per_warehouse(self):
        for warehouse, expected in ((self.north, 24 - 4 - 5 - 1 - 2), (self.south, 5)):
            with self.subTest(warehouse=warehouse.code):
                rows = self._rows(domain=[("warehouse_id", "=", warehouse.id)])
                net = sum(rows.mapped("quantity_in")) - sum(rows.mapped("quantity_out"))
                on_hand = self.soy.with_context(warehouse_id=warehouse.id).qty_available
                self.assertEqual(net, expected)
                self.assertEqual(net, on_hand)

    def test_value_is_the_share_of_the_move_in_the_product_unit(self):
        receipt = self._rows(domain=[("kind", "=", "receipt")])
        self.assertAlmostEqual(receipt.value_in, 2 * 12 * 5)
        deliveries = self._rows(domain=[("kind", "=", "delivery")])
        self.assertAlmostEqual(sum(deliveries.mapped("value_out")), (4 + 2) * 5)
        transfers = self._rows(domain=[("kind", "in", ["transfer_in", "transfer_out"])])
        self.assertEqual(transfers.mapped("value_in"), [0, 0])

    def test_goods_of_another_owner_have_quantity_and_no_value(self):
        owner = self.env["res.partner"].create({"name": "Consignor"})
        move = self._move(self.supplier, self.north.lot_stock_id, 10, owner=owner)
        row = self._rows(domain=[("move_id", "=", move.id)])
        self.assertEqual((row.owner_id, row.quantity_in), (owner, 10))
        self.assertEqual(row.value_in, 0)

    def test_value_only_with_the_cost_right(self):
        seller = new_test_user(
            self.env,
            login="seller",
            groups="jxc_base.group_salesperson",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        rows = self._rows(seller)
        self.assertEqual(len(rows), 7, "the truth about stock is for everybody")
        with self.assertRaises(AccessError):
            rows.read(["value_in"])
        with self.assertRaises(AccessError):
            rows.formatted_read_group([], aggregates=["value_out:sum"])
        header = self._sheet(rows.action_export_xlsx())[0]
        self.assertNotIn("Value in", header)

    def test_other_companies_and_outsiders_see_nothing(self):
        stranger = new_test_user(
            self.env,
            login="stranger",
            groups="jxc_base.group_warehouse_worker",
            company_id=self.env.ref("base.main_company").id,
        )
        self.assertFalse(
            self.env["jxc.stock.movement"]
            .with_user(stranger)
            .with_context(allowed_company_ids=stranger.company_ids.ids)
            .search([("product_id", "=", self.soy.id)])
        )
        employee = new_test_user(self.env, login="employee", groups="base.group_user")
        with self.assertRaises(AccessError):
            self.env["jxc.stock.movement"].with_user(employee).search([])

    def test_period_is_in_business_days_of_the_company(self):
        domain = self._wizard()._movement_domain()
        first_day = self._rows(domain=list(domain))
        self.assertEqual(sum(first_day.mapped("quantity_out")), 4 + 5 + 1)

    def test_period_must_not_end_before_it_starts(self):
        with self.assertRaises(ValidationError):
            self._wizard(date_to="2026-03-09")

    def test_xlsx_of_the_day_shows_the_same_figures(self):
        header, *lines = self._sheet(self._wizard(kind="delivery").action_export_xlsx())
        column = {name: nr for nr, name in enumerate(header)}
        body = [line for line in lines if line[column["Product Code"]] == "SOY"]
        self.assertEqual([line[column["Quantity out"]] for line in body], [4])
        self.assertEqual([line[column["Value out"]] for line in body], [4 * 5])
        self.assertEqual([line[column["Lot/Serial"]] for line in body], ["L1"])

    def test_row_opens_its_move(self):
        row = self._rows(domain=[("kind", "=", "receipt")])
        action = row.action_open_document()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("stock.move", row.move_id.id)
        )

    def _sheet(self, action):
        """Header and body rows of the downloaded file, without title lines."""
        attachment = self.env["ir.attachment"].browse(
            int(action["url"].split("/")[3].split("?")[0])
        )
        book = openpyxl.load_workbook(io.BytesIO(attachment.raw))
        rows = list(book.active.iter_rows(values_only=True))
        start = next(nr for nr, row in enumerate(rows) if "Product Code" in row)
        return rows[start:]

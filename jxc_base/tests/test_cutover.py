"""The cut-over assistant with its first sheet: products."""

import base64
import io

import openpyxl

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tests.common import TransactionCase

HEAD = ("Product Code", "Product Name", "Unit", "Category", "Sales Price")


def xlsx(rows, head=HEAD):
    book = openpyxl.Workbook()
    book.active.append(head)
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return base64.b64encode(stream.getvalue())


@tagged("post_install", "-at_install")
class TestCutover(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sheet = cls.env.ref("jxc_base.cutover_product")
        cls.steward = new_test_user(
            cls.env, login="steward_c", groups="jxc_base.group_data_steward"
        )
        cls.admin = new_test_user(
            cls.env, login="admin_c", groups="jxc_base.group_jxc_admin"
        )
        cls.unit = cls.env.ref("uom.product_uom_unit").name

    def upload(self, rows, user=None, head=HEAD, **values):
        loads = self.env["jxc.cutover.load"].with_user(user or self.steward)
        return loads.create(
            {
                "sheet_id": self.sheet.id,
                "file": xlsx(rows, head),
                "file_name": "p.xlsx",
                **values,
            }
        )

    def good(self, count=3):
        return [
            [f"CUT{n}", f"Cut-over tea {n}", self.unit, "Cut / Tea", 9.5 + n]
            for n in range(count)
        ]

    def loaded(self, rows=None, user=None):
        load = self.upload(rows or self.good(), user)
        load.action_check()
        self.assertEqual(load.state, "checked", load.report)
        load.action_load()
        return load

    def products(self):
        return self.env["product.template"].search([("default_code", "=like", "CUT%")])

    def errors(self, load):
        book = openpyxl.load_workbook(io.BytesIO(base64.b64decode(load.error_file)))
        lines = list(book.worksheets[0].iter_rows(values_only=True))
        return lines[0], lines[1:]

    # --- checking -------------------------------------------------------------

    def test_dry_run_saves_nothing_and_totals(self):
        load = self.upload(self.good())
        load.action_check()
        self.assertEqual(
            (load.state, load.row_count, load.error_count), ("checked", 3, 0)
        )
        self.assertIn(["Rows", 3], [list(total) for total in load.report["totals"]])
        self.assertFalse(self.products())
        self.assertFalse(self.env["product.category"].search([("name", "=", "Cut")]))

    def test_error_sheet_has_the_layout_and_a_message_per_row(self):
        rows = [
            ["CUT1", "First", self.unit, "", "abc"],
            ["CUT1", "Second", self.unit, "", 5],
            [None, "Third", "no such unit", "", -1],
            [1001, "Fourth", self.unit, "", "１２.5"],
        ]
        load = self.upload(rows)
        load.action_check()
        self.assertEqual((load.state, load.error_count), ("wrong", 3))
        head, lines = self.errors(load)
        self.assertEqual(head[-1], "Error Message")
        self.assertEqual(head[0], "Product Code *")
        messages = [line[-1] or "" for line in lines]
        self.assertIn("no number", messages[0])
        self.assertIn("rows 2, 3", messages[0])
        self.assertIn("rows 2, 3", messages[1])
        for said in ("is empty", "no such unit", "less than allowed"):
            self.assertIn(said, messages[2])
        self.assertEqual(messages[3], "")
        self.assertEqual(lines[3][0], "1001")
        self.assertFalse(self.products())
        with self.assertRaises(UserError):
            load.action_load()

    def test_corrected_error_sheet_can_be_uploaded(self):
        load = self.upload([["CUT1", "Tea", "nothing", "", 5]])
        load.action_check()
        content = io.BytesIO(base64.b64decode(load.error_file))
        book = openpyxl.load_workbook(content)
        places = {cell.value: cell.column for cell in book.worksheets[0][1]}
        book.worksheets[0].cell(2, places["Unit *"]).value = self.unit
        stream = io.BytesIO()
        book.save(stream)
        load.file = base64.b64encode(stream.getvalue())
        self.assertEqual(load.state, "new")
        load.action_check()
        load.action_load()
        self.assertEqual(self.products().mapped("name"), ["Tea"])

    def test_dry_run_finds_what_only_the_system_knows(self):
        """A constraint of the model, not of the sheet: one row of four is refused."""
        self.env["product.product"].create(
            {"name": "Known", "barcode": "6901234500017"}
        )
        head = [*HEAD, "Barcode"]
        rows = [[*row, ""] for row in self.good(4)]
        rows[2][-1] = "6901234500017"
        load = self.upload(rows, head=head)
        load.action_check()
        _head, lines = self.errors(load)
        wrong = [bool(line[-1]) for line in lines]
        self.assertEqual(wrong, [False, False, True, False])
        code = self.env["product.barcode"].create(
            {
                "name": "6901234500024",
                "product_id": self.env["product.product"].search([], limit=1).id,
            }
        )
        rows[2][-1] = code.name
        load = self.upload(rows, head=head)
        load.action_check()
        _head, lines = self.errors(load)
        self.assertEqual([bool(line[-1]) for line in lines], wrong)

    def test_bad_files(self):
        bad = (
            ("nonsense", base64.b64encode(b"nonsense")),
            ("empty", base64.b64encode(b"")),
            ("no headings", xlsx([["a"]], ["x"])),
            ("no rows", xlsx([])),
            ("broken zip", base64.b64encode(base64.b64decode(xlsx(self.good()))[:900])),
        )
        for name, content in bad:
            with self.subTest(name), self.assertRaises(UserError):
                self.upload([], file=content).action_check()
        with self.assertRaisesRegex(UserError, "Unit"):
            self.upload([["a", "b"]], head=HEAD[:2]).action_check()

    def test_headings_in_any_language_and_order(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        chinese = self.sheet.with_context(lang="zh_CN")._columns()
        titles = {column.name: column.title for column in chinese}
        head = [titles["name"], f" {titles['unit']}*", "other", titles["code"]]
        load = self.upload([["Tea", self.unit, "x", "CUT9"]], head=head)
        load.action_check()
        load.action_load()
        self.assertEqual(self.products().mapped("default_code"), ["CUT9"])

    def test_template_holds_columns_and_their_help(self):
        action = self.sheet.with_user(self.admin).action_template()
        attachment = self.env["ir.attachment"].browse(
            int(action["url"].split("/")[3].split("?")[0])
        )
        book = openpyxl.load_workbook(io.BytesIO(attachment.raw))
        head = [cell.value for cell in book.worksheets[0][1]]
        self.assertEqual(head[:2], ["Product Code *", "Product Name *"])
        self.assertIn("Cost per Unit", head)
        text = {row[0]: row for row in book.worksheets[1].iter_rows(values_only=True)}
        self.assertIn("parents", text["Category"][2])

    def test_cost_is_for_those_who_see_it(self):
        names = {
            column.name for column in self.sheet.with_user(self.steward)._columns()
        }
        self.assertNotIn("cost", names)
        head = [*HEAD, "Cost per Unit"]
        rows = [[*row, 3] for row in self.good(1)]
        for user, cost in ((self.steward, 0), (self.admin, 3)):
            rows[0][0] = f"CUT-{user.login}"
            load = self.upload(rows, user, head)
            load.action_check()
            load.action_load()
            made = self.products().filtered(lambda p: p.default_code == rows[0][0])
            self.assertEqual(made.standard_price, cost)

    # --- loading --------------------------------------------------------------

    def test_load_makes_products_with_their_categories(self):
        sheet = self.sheet.with_user(self.steward)
        before = sheet.loaded_count
        load = self.loaded()
        sheet.invalidate_recordset(["loaded_count"])
        made = self.products()
        self.assertEqual(len(made), 3)
        self.assertEqual(set(made.categ_id.mapped("complete_name")), {"Cut / Tea"})
        self.assertEqual(set(made.mapped("list_price")), {9.5, 10.5, 11.5})
        self.assertTrue(all(made.mapped("is_storable")))
        self.assertEqual((load.state, load.loaded_by), ("loaded", self.steward))
        self.assertEqual(sheet.loaded_count - before, 3)

    def test_nothing_loads_twice(self):
        load = self.loaded()
        again = self.upload(self.good())
        again.file = load.file
        with self.assertRaisesRegex(UserError, "loaded already"):
            again.action_check()
        other = self.upload([["cut1", "Same code", self.unit, "", 1]])
        other.action_check()
        self.assertEqual(other.state, "wrong")
        product = self.env["product.product"].create(
            {"name": "x", "default_code": "HAND"}
        )
        by_hand = self.upload([["HAND", "Same code", self.unit, "", 1]])
        by_hand.action_check()
        self.assertEqual(by_hand.state, "wrong")
        self.assertIn(product.display_name, by_hand.report["problems"][0]["text"])

    def test_two_checked_copies_load_once(self):
        first, second = self.upload(self.good()), self.upload(self.good())
        first.action_check()
        second.action_check()
        first.action_load()
        with self.assertRaises(UserError):
            second.action_load()
        self.assertEqual(len(self.products()), 3)

    def test_only_the_buttons_change_a_load(self):
        load = self.upload(self.good())
        for vals in ({"state": "loaded"}, {"checksum": "x"}, {"references": {}}):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                load.write(vals)
        with self.assertRaises(AccessError):
            self.upload(self.good(), state="checked")
        with self.assertRaises(AccessError):
            load.with_context(jxc_gate_load=True).write({"state": "checked"})
        load.action_check()
        load.action_load()
        with self.assertRaises(UserError):
            load.file_name = "other"
        with self.assertRaises(UserError):
            load.unlink()
        with self.assertRaises(AccessError):
            load.row_ids.unlink()

    def test_rights(self):
        for role in ("purchaser", "boss", "salesperson", "warehouse_manager"):
            user = new_test_user(
                self.env, login=f"c_{role}", groups=f"jxc_base.group_{role}"
            )
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.upload(self.good(), user)

    # --- taking back ----------------------------------------------------------

    def test_taken_back_as_a_whole_and_loaded_again(self):
        load = self.loaded()
        load.action_undo()
        self.assertFalse(self.products())
        self.assertFalse(self.env["product.category"].search([("name", "=", "Cut")]))
        self.assertEqual(load.state, "undone")
        again = self.upload(self.good())
        again.file = load.file
        again.action_check()
        again.action_load()
        self.assertEqual(len(self.products()), 3)

    def test_a_changed_price_does_not_hinder(self):
        load = self.loaded(user=self.admin)
        self.products()[0].write({"list_price": 99, "standard_price": 5})
        load.action_undo()
        self.assertFalse(self.products())

    def test_not_taken_back_once_something_is_built_on_it(self):
        load = self.loaded()
        product = self.products()[0]
        self.env["purchase.order"].create(
            {
                "partner_id": self.env.user.partner_id.id,
                "order_line": [
                    Command.create({"product_id": product.product_variant_id.id})
                ],
            }
        )
        with self.assertRaisesRegex(UserError, "Purchase Order Line"):
            load.action_undo()
        self.assertEqual((len(self.products()), load.state), (3, "loaded"))

    def test_category_that_others_use_hinders(self):
        load = self.loaded()
        category = self.products().categ_id
        self.env["product.template"].create({"name": "Mine", "categ_id": category.id})
        with self.assertRaisesRegex(UserError, "Product"):
            load.action_undo()
        self.assertEqual(len(self.products()), 3)

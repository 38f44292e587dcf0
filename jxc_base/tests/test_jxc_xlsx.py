import base64
import io
from datetime import datetime, timedelta

import openpyxl

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, TransactionCase, new_test_user, tagged

from ..core.xlsx import Column, Sheet
from ..models.common.jxc_xlsx import MARK


@tagged("post_install", "-at_install")
class TestJxcXlsx(TransactionCase):
    def setUp(self):
        super().setUp()
        groups = "base.group_user"
        self.author = new_test_user(self.env, "xlsx_author", groups=groups)
        self.other = new_test_user(self.env, "xlsx_other", groups=groups)
        self.sheet = Sheet("s", [Column("a", "int")], [[7]])

    def file(self, action):
        number = int(action["url"].split("/")[3].split("?")[0])
        return self.env["ir.attachment"].browse(number)

    def test_only_the_author_reads_the_file(self):
        action = (
            self.env["jxc.xlsx"].with_user(self.author)._download("a/b", [self.sheet])
        )
        self.assertEqual(action["type"], "ir.actions.act_url")
        attachment = self.file(action)
        self.assertEqual(attachment.name, "a-b.xlsx")
        data = base64.b64decode(attachment.with_user(self.author).datas)
        work = openpyxl.load_workbook(io.BytesIO(data)).active
        self.assertEqual(work["A2"].value, 7)
        with self.assertRaises(AccessError):
            attachment.with_user(self.other).read(["datas"])

    def test_old_files_are_deleted(self):
        old = self.file(self.env["jxc.xlsx"]._download("old", [self.sheet]))
        new = self.file(self.env["jxc.xlsx"]._download("new", [self.sheet]))
        kept = self.env["ir.attachment"].create({"name": "mine", "raw": b"x"})
        stamp = fields.Datetime.now() - timedelta(hours=25)
        query = "UPDATE ir_attachment SET create_date = %s WHERE id IN %s"
        self.env.cr.execute(query, (stamp, (old.id, kept.id)))
        self.env["jxc.xlsx"]._gc_files()
        self.assertEqual((old | new | kept).exists(), new | kept)
        self.assertEqual(new.description, MARK)

    def test_column_of_a_field(self):
        columns = self.env["jxc.xlsx"]
        product = self.env["product.product"]._fields
        self.assertEqual(columns._column(product["active"]).kind, "bool")
        weight = columns._column(product["weight"], decimals=3, total=True)
        self.assertEqual((weight.kind, weight.decimals), ("number", 3))
        self.assertEqual(columns._column(product["name"], title="N").title, "N")

    def test_local_time(self):
        self.author.tz = "Asia/Shanghai"
        columns = self.env["jxc.xlsx"].with_user(self.author)
        noon = datetime(2026, 1, 1, 4)
        self.assertEqual(columns._local(noon), datetime(2026, 1, 1, 12))
        self.assertIsNone(columns._local(False))


@tagged("post_install", "-at_install")
class TestJxcXlsxDownload(HttpCase):
    def test_download(self):
        user = new_test_user(
            self.env, "xlsx_http", groups="base.group_user", password="xlsx_http_1"
        )
        sheet = Sheet("s", [Column("名称")], [["海天"]])
        action = self.env["jxc.xlsx"].with_user(user)._download("库存", [sheet])
        self.authenticate("xlsx_http", "xlsx_http_1")
        response = self.url_open(action["url"])
        self.assertEqual(response.status_code, 200)
        self.assertIn("attachment", response.headers["Content-Disposition"])
        work = openpyxl.load_workbook(io.BytesIO(response.content)).active
        self.assertEqual(work["A2"].value, "海天")

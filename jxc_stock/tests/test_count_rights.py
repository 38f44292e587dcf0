import json

import psycopg2.errors

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common_count import CountCommon

# a quantity that is nowhere else in what the server sends
BOOK = 7919


@tagged("post_install", "-at_install")
class TestCountBlind(CountCommon):
    """What a counter gets to see, by every way."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._plant(cls.soy, BOOK)

    def test_sheet(self):
        sheet = self._task(self._count()).get_sheet()
        self.assertEqual(len(sheet["rows"]), 1)
        self.assertNotIn(str(BOOK), json.dumps(sheet))
        self.assertNotIn("book", sheet["rows"][0])
        self.assertIsNone(sheet["rows"][0]["quantity"])

    def test_sheet_after_counting_and_in_a_recount(self):
        count = self._count()
        self._enter(count, 5)
        self.assertNotIn(str(BOOK), json.dumps(self._task(count).get_sheet()))
        count.action_review()
        count.action_recount()
        task = self._task(count, user=self.second, number=2)
        sheet = json.dumps(task.get_sheet())
        for figure in (BOOK, BOOK - 5, -BOOK + 5):
            self.assertNotIn(str(figure), sheet)
        self.assertIsNone(
            task.get_sheet()["rows"][0]["quantity"], "nor the first count"
        )

    def test_sheet_that_is_not_blind(self):
        sheet = self._task(self._count(blind=False)).get_sheet()
        self.assertEqual(sheet["rows"][0]["book"], BOOK)

    def test_finding_goods(self):
        found = self._task(self._count()).find_goods("COUNT SOY")
        self.assertEqual(found[0]["product_id"], self.soy.id)
        self.assertNotIn(str(BOOK), json.dumps(found))

    def test_lines_are_closed(self):
        count = self._count()
        self._enter(count, 5)
        count.action_review()
        lines = self.env["jxc.count.line"].with_user(self.worker)
        line = self._line(count).with_user(self.worker)
        spec = {"book_qty": {}, "variance": {}, "state": {}}
        for call in (
            lambda: line.read(["product_id"]),
            lambda: line.read(["book_qty"]),
            lambda: line.web_read(spec),
            lambda: lines.search([("book_qty", ">", 1)]),
            lambda: lines.search_read([], ["variance"]),
            lambda: lines.web_search_read([], spec),
            lambda: lines.search_count([("variance", "<", 0)]),
            lambda: lines._read_group([], ["state"], ["book_qty:sum"]),
            lambda: lines.formatted_read_group([], ["product_id"], ["variance:sum"]),
            lambda: lines.web_read_group([], ["state"], ["__count"]),
            lambda: line.name_search("Soy"),
            lambda: line.action_keep(),
            lambda: line.write({"note": "x"}),
        ):
            with self.assertRaises(AccessError):
                call()

    def test_figures_of_the_count_are_closed(self):
        count = self._count()
        self._enter(count, 5)
        count.action_review()
        counts = self.env["jxc.count"].with_user(self.worker)
        mine = count.with_user(self.worker)
        closed = [
            name
            for name, field in counts._fields.items()
            if name.endswith(("_lines", "_value", "accuracy"))
            or name in ("line_ids", "difference_ids", "places", "exact_places")
        ]
        self.assertGreater(len(closed), 12)
        for name in closed:
            with self.subTest(field=name):
                with self.assertRaises(AccessError):
                    mine.read([name])
                with self.assertRaises(AccessError):
                    mine.web_read({name: {}})
                with self.assertRaises(AccessError):
                    counts.search([(name, "!=", False)])
        for domain in (
            [("line_ids.book_qty", ">", 10)],
            [("line_ids.variance", "<", 0)],
            [("difference_ids.product_id", "=", self.soy.id)],
            [("exact_lines", ">", 0)],
        ):
            with self.subTest(domain=domain), self.assertRaises(AccessError):
                counts.search(domain)
        with self.assertRaises(AccessError):
            counts.search([], order="exact_lines")
        with self.assertRaises(AccessError):
            counts._read_group([], ["exact_lines"])
        got = json.dumps(mine.read()[0], default=str)
        self.assertNotIn(str(BOOK), got)

    def test_by_way_of_tasks_and_entries(self):
        count = self._count()
        self._enter(count, 5)
        count.action_review()
        for model in ("jxc.count.task", "jxc.count.entry"):
            records = self.env[model].with_user(self.worker)
            with self.assertRaises(AccessError):
                records.search([("count_id.line_ids.book_qty", ">", 10)])
            with self.assertRaises(AccessError):
                records.search([("count_id.exact_lines", ">", 10)])
            got = json.dumps(records.search([]).read(), default=str)
            self.assertNotIn(str(BOOK), got)
            self.assertNotIn(str(BOOK - 5), got)

    def test_what_is_written_about_the_count(self):
        """Messages, tasks and approvals beside it tell nothing of the book either."""
        self.env.ref("jxc_stock.count_approval_rule").active = True
        count = self._count(note="Gently")
        self._enter(count, BOOK - 100)
        count.action_review()
        line = self._line(count)
        line.with_user(self.chief).action_accept()
        count.action_submit()
        self.assertTrue(count.sudo().review_ids)
        figures = (BOOK, BOOK - 100, 1000)
        for model in ("mail.message", "mail.activity", "tier.review"):
            known = self.env[model].with_user(self.worker)
            name = "model" if "model" in known._fields else "res_model"
            try:
                found = known.search(
                    [(name, "=", "jxc.count"), ("res_id", "=", count.id)]
                )
                got = json.dumps(found.read(), default=str)
            except AccessError:
                continue
            for figure in figures:
                self.assertNotIn(str(figure), got.replace(",", ""), model)

    def test_calls_of_the_web_client(self):
        """Whatever the sheet, the list and the form of a task can call."""
        self.worker.group_ids += self.env.ref("base.group_allow_export")
        count = self._count()
        task = self._task(count)
        sent = [
            task.get_sheet(),
            task.find_goods("COUNT SOY"),
            task.find_goods("Count"),
            task.record([{"product_id": self.soy.id, "quantity": 5}]),
            task.action_open(),
        ]
        task.action_finish()
        task.action_reopen()
        count.action_review()
        for model in ("jxc.count.task", "jxc.count.entry", "jxc.count"):
            records = self.env[model].with_user(self.worker)
            sent += self._web_calls(records, records.search([]))
        text = json.dumps(sent, default=str)
        self.assertIn(str(self.soy.id), text)
        for figure in (BOOK, BOOK - 5):
            self.assertNotIn(str(figure), text)

    def _web_calls(self, records, found):
        names = [
            name
            for name, field in records._fields.items()
            if records._has_field_access(field, "read")
        ]
        spec = {name: {} for name in names}
        plain = [n for n in names if records._fields[n].store]
        return [
            found.web_read(spec),
            records.web_search_read([], spec),
            records.search_read([], names),
            found.export_data([n for n in plain if "message" not in n])["datas"],
            records.web_read_group([], ["create_uid"], ["__count"])
            if "create_uid" in names
            else [],
            [records.get_view(view_type=kind)["arch"] for kind in ("list", "form")],
            [found.name_search(""), found[:1].copy_data() if found else []],
            self._messages(found),
        ]

    def _messages(self, records):
        if "message_ids" not in records._fields:
            return []
        return records.message_ids.read(["body"])

    def test_count_made_from_a_warning(self):
        """What a warning says names the book; counters would read it as a note."""
        rule = self.env["jxc.alert.rule"].search([("detector", "=", "negative")])[:1]
        alert = self.env["jxc.alert"].create(
            {
                "rule_id": rule.id,
                "res_model": "product.product",
                "res_id": self.soy.id,
                "product_id": self.soy.id,
                "company_id": self.env.company.id,
                "warehouse_id": self.warehouse.id,
                "severity": "critical",
                "measure": BOOK,
            }
        )
        self.assertIn(str(BOOK), alert.message.replace(",", ""))
        quants = self.env["stock.quant"].search(
            [("product_id", "=", self.soy.id), ("location_id", "=", self.shelf.id)]
        )
        count = alert._count(quants)
        self.assertEqual(count.product_ids, self.soy)
        seen = str(count.with_user(self.worker).read(["note"]))
        self.assertNotIn(str(BOOK), seen.replace(",", ""))

    def test_form_view(self):
        view = self.env["jxc.count"].with_user(self.worker).get_view(view_type="form")
        for name in ("gross_value", "difference_ids", "exact_lines", "accuracy"):
            self.assertNotIn(f'name="{name}"', str(view["arch"]))


@tagged("post_install", "-at_install")
class TestCountRights(CountCommon):
    """Who sees and does what."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._plant(cls.soy, 100)

    def role(self, name):
        return new_test_user(
            self.env, login=f"count_{name}", groups=f"jxc_base.group_{name}"
        )

    def test_access_by_role(self):
        models = ("jxc.count", "jxc.count.task", "jxc.count.line", "jxc.count.entry")
        for role, expected in {
            "warehouse_worker": "r r - r",
            "quality_inspector": "r r - r",
            "warehouse_manager": "rwcu rwcu rw r",
            "finance": "r r r r",
            "boss": "r r r r",
            "salesperson": "- - - -",
            "purchaser": "- - - -",
            "planner": "- - - -",
            "requester": "- - - -",
        }.items():
            env = self.env(user=self.role(role))
            for model, rights in zip(models, expected.split(), strict=True):
                for letter, operation in zip(
                    "rwcu", ("read", "write", "create", "unlink"), strict=True
                ):
                    with self.subTest(role=role, model=model, operation=operation):
                        allowed = env[model].has_access(operation)
                        self.assertEqual(allowed, letter in rights)

    def test_value_is_for_those_who_see_cost(self):
        count = self._count()
        self._enter(count, 99)
        count.action_review()
        line = self._line(count)
        for role in ("finance", "boss"):
            user = self.role(role)
            self.assertEqual(line.with_user(user).value, -10)
            self.assertEqual(count.with_user(user).gross_value, 10)
        for record, name in ((line, "value"), (count, "gross_value")):
            with self.assertRaises(AccessError):
                record.with_user(self.manager).read([name])
        self.assertEqual(line.with_user(self.manager).variance, -1)

    def test_tasks_of_others(self):
        count = self._count(counter_ids=[(6, 0, self.second.ids)])
        tasks = self.env["jxc.count.task"]
        mine = [("count_id", "=", count.id)]
        self.assertEqual(len(tasks.with_user(self.second).search(mine)), 1)
        self.assertFalse(tasks.with_user(self.worker).search(mine))
        with self.assertRaises(AccessError):
            self._task(count).get_sheet()
        with self.assertRaises(AccessError):
            self._enter(count, 1)

    def test_entries_of_others(self):
        count = self._count()
        self._enter(count, 5)
        entries = self.env["jxc.count.entry"]
        mine = [("count_id", "=", count.id)]
        self.assertEqual(len(entries.with_user(self.worker).search(mine)), 1)
        self.assertFalse(entries.with_user(self.second).search(mine))

    def test_entries_are_neither_forged_nor_changed(self):
        count = self._count()
        self._enter(count, 5)
        entry = self.env["jxc.count.entry"].search([("count_id", "=", count.id)])
        for user in (self.worker, self.manager):
            mine = entry.with_user(user)
            for call in (
                lambda r=mine: r.write({"quantity": 6}),
                lambda r=mine: r.unlink(),
                lambda r=mine: r.copy(),
            ):
                with self.assertRaises(UserError):
                    call()
        for query in (
            "UPDATE jxc_count_entry SET product_qty = 9 WHERE id = %s",
            "UPDATE jxc_count_entry SET scanned_at = now() WHERE id = %s",
            "DELETE FROM jxc_count_entry WHERE id = %s",
        ):
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(psycopg2.errors.RestrictViolation),
                self.cr.savepoint(),
            ):
                self.cr.execute(query, [entry.id])

    def test_counts_of_other_warehouses(self):
        other = self.env["stock.warehouse"].create({"name": "Far", "code": "FARC"})
        self.worker.jxc_warehouse_ids = other
        count = self._count()
        self.assertFalse(
            self.env["jxc.count"].with_user(self.worker).search([("id", "=", count.id)])
        )
        with self.assertRaises(AccessError):
            self._enter(count, 1)

    def test_other_company(self):
        company = self.env["res.company"].create({"name": "Count Branch"})
        stranger = new_test_user(
            self.env,
            login="count_stranger",
            groups="jxc_base.group_warehouse_manager",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )
        count = self._count()
        for model in ("jxc.count", "jxc.count.task", "jxc.count.line"):
            found = self.env[model].with_user(stranger).search([])
            self.assertFalse(
                found
                & self.env[model]
                .search([])
                .filtered(
                    lambda r: (r if r._name == "jxc.count" else r.count_id) == count
                )
            )
        with self.assertRaises(AccessError):
            count.with_user(stranger).action_review()

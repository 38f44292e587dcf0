from dataclasses import replace

from odoo import api, fields, models
from odoo.tools import SQL

from ...core import cutover
from ...core.xlsx import Column as XlsxColumn
from ...core.xlsx import Sheet


class JxcCutoverSheet(models.Model):
    """A kind of sheet that can be loaded at the cut-over.

    An addon adds a record and three methods named after its code:
    ``_columns_<code>()`` → list of ``core.cutover.Column``, ``_check_<code>(rows)``
    (complains about rows) and ``_load_<code>(rows)`` → list of what it made, one
    recordset per row, and other records made on the way. ``_totals_<code>(rows)`` →
    list of (label, number) may join.
    """

    _name = "jxc.cutover.sheet"
    _description = "Cut-over Sheet"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True, readonly=True)
    code = fields.Char(required=True, readonly=True)
    sequence = fields.Integer(default=10)
    key = fields.Char(
        "Key Column", required=True, readonly=True, help="What cannot be loaded twice."
    )
    description = fields.Text(translate=True, readonly=True)
    load_ids = fields.One2many("jxc.cutover.load", "sheet_id", string="Uploads")
    loaded_count = fields.Integer("Loaded Rows", compute="_compute_loaded_count")

    _code_uniq = models.UniqueIndex("(code)", "Another sheet has this code.")

    @api.depends_context("allowed_company_ids")
    def _compute_loaded_count(self):
        groups = self.env["jxc.cutover.row"]._read_group(
            [("sheet_id", "in", self.ids), ("key", "!=", False)],
            ["sheet_id"],
            ["__count"],
        )
        counts = {sheet.id: count for sheet, count in groups}
        for sheet in self:
            sheet.loaded_count = counts.get(sheet.id, 0)

    def action_template(self):
        """Download the empty sheet and, beside it, what its columns mean."""
        self.ensure_one()
        return self.env["jxc.xlsx"]._download(
            self.env._("Cut-over %(sheet)s", sheet=self.name),
            [self._data_sheet(()), self._help_sheet()],
        )

    def action_upload(self):
        """Open a new upload of this sheet."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": "jxc.cutover.load",
            "view_mode": "form",
            "context": {"default_sheet_id": self.id},
        }

    # --- what the sheets implement, by code -----------------------------------

    def _columns(self):
        return getattr(self, f"_columns_{self.code}")()

    def _check(self, rows):
        """Complain about rows; set-based, whatever the sheet's own columns say."""
        self._complain_doubles(rows)
        getattr(self, f"_check_{self.code}")(rows)

    def _load(self, rows):
        return getattr(self, f"_load_{self.code}")(rows)

    def _totals(self, rows):
        totals = getattr(self, f"_totals_{self.code}", None)
        return totals(rows) if totals else []

    def _ignored_tables(self):
        """Tables whose references to loaded records mean nothing: derived facts."""
        return {"jxc_cutover_row"}

    # --- for all sheets -------------------------------------------------------

    def _languages(self):
        """Installed languages, and English, in which terms are written."""
        installed = [code for code, _name in self.env["res.lang"].get_installed()]
        return dict.fromkeys(["en_US", *installed])

    def _columns_in_all_languages(self):
        """The columns, understood in every installed language."""
        columns = self._columns()
        for code in self._languages():
            others = self.with_context(lang=code)._columns()
            columns = [
                replace(
                    column,
                    aliases=column.aliases | {other.title},
                    choices={**other.choices, **column.choices},
                )
                for column, other in zip(columns, others, strict=True)
            ]
        return columns

    def _complain_doubles(self, rows):
        for value, numbers in cutover.doubles(rows, self.key).items():
            for row in rows:
                if row.number in numbers:
                    row.complain(
                        self.env._(
                            "%(value)s stands in the rows %(rows)s",
                            value=value,
                            rows=", ".join(map(str, numbers)),
                        )
                    )
        known = self.env["jxc.cutover.row"]._loaded_keys(self)
        for row in rows:
            if str(row.values.get(self.key) or "").lower() in known:
                row.complain(self.env._("was loaded already"))

    def _data_sheet(self, rows, message=False):
        """The sheet itself; with ``message`` a last column says what is wrong."""
        kinds = {"number": "number", "date": "date"}
        columns = [
            XlsxColumn(
                f"{column.title} *" if column.required else column.title,
                kind=kinds.get(column.kind, "text"),
            )
            for column in self._columns()
        ]
        if message:
            columns.append(XlsxColumn(self.env._("Error Message"), width=60))
        return Sheet(self.name, columns, rows)

    def _help_sheet(self):
        titles = (
            self.env._("Column"),
            self.env._("Required"),
            self.env._("Meaning"),
            self.env._("Example"),
        )
        yes = self.env._("yes")
        return Sheet(
            self.env._("Explanation"),
            [XlsxColumn(title) for title in titles],
            [
                (c.title, yes if c.required else "", self._explain(c), c.example)
                for c in self._columns()
            ],
        )

    def _explain(self, column):
        if not column.choices:
            return column.help
        return " ".join(filter(None, (column.help, " / ".join(column.choices))))

    @api.model
    def _references(self, records):
        """{"table.column": number of rows} that point to ``records`` by foreign key."""
        if not records:
            return {}
        self.env.flush_all()
        ignored = self._ignored_tables()
        found = {}
        for table, column in self.env.execute_query(
            SQL(
                "SELECT c.conrelid::regclass::text, a.attname FROM pg_constraint c"
                " JOIN pg_attribute a ON a.attrelid = c.conrelid"
                " AND a.attnum = c.conkey[1]"
                " WHERE c.contype = 'f' AND c.confrelid = %s::regclass",
                records._table,
            )
        ):
            if table in ignored:
                continue
            [[count]] = self.env.execute_query(
                SQL(
                    "SELECT COUNT(*) FROM %s WHERE %s = ANY(%s)",
                    SQL.identifier(table),
                    SQL.identifier(column),
                    records.ids,
                )
            )
            if count:
                found[f"{table}.{column}"] = count
        return found

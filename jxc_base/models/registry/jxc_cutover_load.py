import base64
import hashlib
import io

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...core import cutover
from ..common.jxc_gate import LOAD, gate_open, with_gate

SHOWN = 20  # problems shown on the form; the error sheet has all
KEPT = frozenset({"state", "checksum", "loaded_at", "undone_at", "references"})


class JxcCutoverLoad(models.Model):
    """One uploaded file: checked, loaded in one transaction, taken back as a whole."""

    _name = "jxc.cutover.load"
    _description = "Cut-over Upload"
    _order = "id desc"
    _rec_name = "file_name"

    sheet_id = fields.Many2one("jxc.cutover.sheet", required=True, ondelete="restrict")
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    file = fields.Binary("Excel File", attachment=True)
    file_name = fields.Char()
    checksum = fields.Char(readonly=True)
    state = fields.Selection(
        [
            ("new", "Not Checked"),
            ("wrong", "With Errors"),
            ("checked", "Checked"),
            ("loaded", "Loaded"),
            ("undone", "Taken Back"),
        ],
        required=True,
        readonly=True,
        default="new",
    )
    row_count = fields.Integer("Rows", readonly=True)
    error_count = fields.Integer("Rows with Errors", readonly=True)
    report = fields.Json(readonly=True)
    report_html = fields.Html("Result", compute="_compute_report_html", sanitize=False)
    error_file = fields.Binary("Error Sheet", attachment=True, readonly=True)
    error_name = fields.Char(compute="_compute_error_name")
    references = fields.Json("References at Load", readonly=True)
    row_ids = fields.One2many("jxc.cutover.row", "load_id")
    loaded_at = fields.Datetime(readonly=True)
    loaded_by = fields.Many2one("res.users", readonly=True, ondelete="set null")
    undone_at = fields.Datetime(readonly=True)

    # The same file cannot be loaded twice, whoever is faster
    _checksum_uniq = models.UniqueIndex(
        "(sheet_id, company_id, checksum) WHERE state = 'loaded'",
        "This file was loaded already.",
    )

    @api.depends("file_name")
    def _compute_error_name(self):
        for load in self:
            stem = (load.file_name or "").rpartition(".")[0] or load.sheet_id.name
            load.error_name = self.env._("%(name)s with messages.xlsx", name=stem)

    @api.depends("report")
    def _compute_report_html(self):
        for load in self:
            load.report_html = self.env["ir.qweb"]._render(
                "jxc_base.cutover_report", {"report": load.report or {}}
            )

    # --- guards ---------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su and any(KEPT & vals.keys() for vals in vals_list):
            raise AccessError(self._by_button())
        return super().create(vals_list)

    def write(self, vals):
        if not (self.env.su or gate_open(self, LOAD)):
            if KEPT & vals.keys():
                raise AccessError(self._by_button())
            if any(load.state in ("loaded", "undone") for load in self):
                raise UserError(self.env._("A loaded file stays as it is."))
            if {"file", "sheet_id"} & vals.keys():
                with_gate(self, LOAD).write({"state": "new", "report": False})
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never_loaded(self):
        if any(load.state in ("loaded", "undone") for load in self):
            raise UserError(
                self.env._("What was loaded stays on record: take it back instead.")
            )

    def _by_button(self):
        return self.env._("Files are checked, loaded and taken back with the buttons.")

    # --- what users do --------------------------------------------------------

    def action_check(self):
        """Dry run: read, check and try to load; nothing stays but the result."""
        self.ensure_one()
        rows = self._checked_rows()
        if not self._wrong(rows):
            self._try(rows)
        self._note_result(rows)

    def action_load(self):
        """Load the checked file in one transaction.

        :raises UserError: not checked, changed since, or somebody loaded it meanwhile
        """
        self.ensure_one()
        if self.state != "checked":
            raise UserError(self.env._("Check the file first; only a clean one loads."))
        rows = self._checked_rows()
        if self._wrong(rows):
            raise UserError(
                self.env._("It no longer fits since it was checked: check it again.")
            )
        made, others = self.sheet_id.with_company(self.company_id)._load(rows)
        self.env["jxc.cutover.row"]._note(self, rows, made, others)
        with_gate(self, LOAD).write(
            {
                "state": "loaded",
                "checksum": self._checksum(),
                "loaded_at": fields.Datetime.now(),
                "loaded_by": self.env.uid,
                "references": self._references(),
            }
        )
        return self.action_open_records()

    def action_undo(self):
        """Take the whole load back, as long as nothing was built on it.

        :raises UserError: names what was built on the loaded records
        """
        self.ensure_one()
        if self.state != "loaded":
            raise UserError(self.env._("Only a loaded file can be taken back."))
        self._check_nothing_built()
        for records in self.row_ids._records():
            records.exists().unlink()
        # sudo: the notes of what is gone; nobody may write them by themselves
        self.row_ids.sudo().unlink()
        with_gate(self, LOAD).write(
            {"state": "undone", "undone_at": fields.Datetime.now()}
        )

    def action_open_records(self):
        """Open what this file made."""
        self.ensure_one()
        keyed = self.row_ids.filtered("key")
        return {
            "type": "ir.actions.act_window",
            "name": self.sheet_id.name,
            "res_model": keyed[:1].res_model,
            "view_mode": "list,form",
            "domain": [("id", "in", keyed.mapped("res_id"))],
        }

    # --- reading and checking -------------------------------------------------

    def _content(self):
        # what was uploaded, also where the client asks for sizes only
        data = self.with_context(bin_size=False).file
        if not data:
            raise UserError(self.env._("Upload the filled sheet first."))
        return base64.b64decode(data)

    def _checksum(self):
        return hashlib.sha256(self._content()).hexdigest()

    def _checked_rows(self):
        sheet = self.sheet_id.with_company(self.company_id)
        rows = self._read(sheet)
        self._check_new_file()
        sheet._check(rows)
        return rows

    def _read(self, sheet):
        stream = io.BytesIO(self._content())
        try:
            rows = cutover.read(stream, sheet._columns_in_all_languages())
        except cutover.NoHeadings as error:
            raise UserError(
                self.env._(
                    "These columns are missing: %(columns)s. Use the template.",
                    columns=", ".join(error.args),
                )
            ) from error
        except cutover.TooLong as error:
            raise UserError(
                self.env._(
                    "At most %(rows)s rows a file: split it.", rows=cutover.MAX_ROWS
                )
            ) from error
        except cutover.NotASheet as error:
            raise UserError(self.env._("This is no readable xlsx file.")) from error
        if not rows:
            raise UserError(self.env._("The sheet has no rows."))
        return rows

    def _check_new_file(self):
        same = self.search(
            [
                ("sheet_id", "=", self.sheet_id.id),
                ("company_id", "=", self.company_id.id),
                ("checksum", "=", self._checksum()),
                ("state", "=", "loaded"),
            ],
            limit=1,
        )
        if same:
            raise UserError(
                self.env._(
                    "This file was loaded already: %(name)s.", name=same.display_name
                )
            )

    def _wrong(self, rows):
        return [row for row in rows if row.problems]

    def _try(self, rows):
        """Load in a savepoint that never stays; say which rows the system refuses."""
        if not (error := self._refused(rows)):
            return
        if len(rows) == 1:
            rows[0].complain(error)
            return
        middle = len(rows) // 2
        before = len(self._wrong(rows))
        for part in (rows[:middle], rows[middle:]):
            if len(self._wrong(rows)) < SHOWN:
                self._try(part)
        if len(self._wrong(rows)) == before:
            rows[0].complain(error)

    def _refused(self, rows):
        """What the system says against loading ``rows``; None when they load."""
        try:
            with self.env.cr.savepoint() as savepoint:
                self.sheet_id.with_company(self.company_id)._load(rows)
                self.env.flush_all()
                savepoint.rollback()
        except (UserError, ValueError, psycopg2.IntegrityError) as error:
            return str(error).partition("\n")[0]
        finally:
            self.env.invalidate_all()
        return None

    def _note_result(self, rows):
        wrong = self._wrong(rows)
        sheet = self.sheet_id
        totals = [(self.env._("Rows"), len(rows)), *sheet._totals(rows)]
        shown = [
            {"row": row.number, "text": self._complaints(row)} for row in wrong[:SHOWN]
        ]
        with_gate(self, LOAD).write(
            {
                "state": "wrong" if wrong else "checked",
                "row_count": len(rows),
                "error_count": len(wrong),
                "report": {"totals": totals, "problems": shown, "wrong": len(wrong)},
                "error_file": self._error_sheet(rows) if wrong else False,
            }
        )

    def _error_sheet(self, rows):
        sheet = self.sheet_id
        lines = ([*map(self._shown, row.cells), self._complaints(row)] for row in rows)
        attachment = self.env["jxc.xlsx"]._attachment(
            self.error_name.removesuffix(".xlsx"),
            [sheet._data_sheet(lines, message=True), sheet._help_sheet()],
        )
        return attachment.datas

    def _shown(self, cell):
        """A code typed as number stays a code, not 1001.0."""
        whole = isinstance(cell, float) and cell.is_integer()
        return cutover.as_text(cell) if whole else cell

    def _complaints(self, row):
        return "; ".join(self._sentence(*problem) for problem in row.problems)

    def _sentence(self, code, column, cell):
        if code is None:
            return cell
        texts = {
            "missing": self.env._("is empty"),
            "number": self.env._("is no number"),
            "small": self.env._("is less than allowed"),
            "date": self.env._("is no date"),
            "yesno": self.env._("is neither yes nor no"),
            "choice": self.env._("is none of the choices"),
            "long": self.env._("is too long"),
        }
        said = "" if cell is None else f" “{str(cell)[:40]}”"
        return f"{column}{said} {texts[code]}"

    # --- taking back ----------------------------------------------------------

    def _references(self):
        """Who points to the loaded records now, by table and column."""
        found = {}
        for records in self.row_ids._records():
            for name, count in self.sheet_id._references(records).items():
                found[name] = found.get(name, 0) + count
        return found

    def _check_nothing_built(self):
        before = self.references or {}
        grown = [
            name.partition(".")[0]
            for name, count in self._references().items()
            if count > before.get(name, 0)
        ]
        if grown:
            raise UserError(
                self.env._(
                    "It cannot be taken back: these use it by now: %(kinds)s.",
                    kinds=", ".join(self._kinds(grown)),
                )
            )

    def _kinds(self, tables):
        """Names of models for tables, as users know them."""
        # sudo: names of kinds of records, also of those the user may not read
        kinds = self.env["ir.model"].sudo().search([])
        names = {
            self.env[kind.model]._table: kind.name
            for kind in kinds
            if kind.model in self.env
        }
        return sorted({names.get(table, table) for table in tables})

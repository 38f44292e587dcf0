import base64
import io
from dataclasses import replace
from datetime import timedelta

from odoo import api, fields, models

from ...core import xlsx

MARK = "jxc.xlsx"
KEPT_HOURS = 24


class Counted:
    """Rows that tell how many of them have been read."""

    def __init__(self, rows):
        self.rows = rows
        self.count = 0

    def __iter__(self):
        for row in self.rows:
            self.count += 1
            yield row


class JxcXlsx(models.AbstractModel):
    _name = "jxc.xlsx"
    _description = "Xlsx Download"

    @api.model
    def _download(self, name, sheets):
        """Action that downloads ``sheets`` as the file ``<name>.xlsx``.

        The rows are read with the rights of the caller, who alone may fetch the file
        (an attachment without record belongs to its creator). It is deleted after a
        day.

        :param name: file name without suffix.
        :param sheets: list of ``odoo.addons.jxc_base.core.xlsx.Sheet``.
        :return: ``ir.actions.act_url`` dict.
        """
        attachment = self._attachment(name, sheets)
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{attachment.id}?download=1",
            "target": "download",
        }

    @api.model
    def _attachment(self, name, sheets):
        """The file as an attachment of the caller; see :meth:`_download`."""
        stream = io.BytesIO()
        counted = [replace(sheet, rows=Counted(sheet.rows)) for sheet in sheets]
        xlsx.write_workbook(stream, counted)
        read = sum(sheet.rows.count for sheet in counted)
        self.env["jxc.access.log"]._note("xlsx", title=name, rows=read)
        return self.env["ir.attachment"].create(
            {
                "name": f"{name.replace('/', '-')}.xlsx",
                "datas": base64.b64encode(stream.getvalue()),
                "mimetype": (
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
                ),
                "description": MARK,
            }
        )

    @api.model
    def _column(self, field, **options):
        """Column of the kind that fits ``field``, headed by its translated label."""
        kinds = {
            "integer": "int",
            "float": "number",
            "monetary": "money",
            "date": "date",
            "datetime": "datetime",
            "boolean": "bool",
        }
        options.setdefault("kind", kinds.get(field.type, "text"))
        label = field.get_description(self.env, ["string"])["string"]
        return xlsx.Column(options.pop("title", label), **options)

    @api.model
    def _local(self, moment):
        """``moment`` (UTC, naive) in the user's time zone, naive; None stays None."""
        if not moment:
            return None
        return fields.Datetime.context_timestamp(self, moment).replace(tzinfo=None)

    @api.autovacuum
    def _gc_files(self):
        limit = fields.Datetime.now() - timedelta(hours=KEPT_HOURS)
        domain = [
            ("description", "=", MARK),
            ("res_model", "=", False),
            ("create_date", "<", limit),
        ]
        self.env["ir.attachment"].search(domain, limit=1000).unlink()

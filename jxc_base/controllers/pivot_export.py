import json

from psycopg2.errors import ReadOnlySqlTransaction

from odoo.addons.web.controllers.pivot import TableExporter
from odoo.http import request, route


class PivotExport(TableExporter):
    """A pivot table taken out as a file is an export like any other."""

    @route()
    def export_xlsx(self, data, **kw):
        if request.env.cr.readonly:
            # On a replica: the server repeats the request where it may write the log
            raise ReadOnlySqlTransaction("The access log is written")
        text = data if isinstance(data, str) else data.read()
        response = super().export_xlsx(text, **kw)
        table = json.loads(text)
        request.env["jxc.access.log"]._note(
            "export",
            model=str(table.get("model") or "") or False,
            title=str(table.get("title") or ""),
            rows=len(table.get("rows") or []),
        )
        return response

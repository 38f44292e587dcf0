import json

from odoo.addons.web.controllers.pivot import TableExporter
from odoo.http import request, route


class PivotExport(TableExporter):
    """A pivot table taken out as a file is an export like any other."""

    @route(readonly=False)
    def export_xlsx(self, data, **kw):
        text = data.read() if hasattr(data, "read") else data
        response = super().export_xlsx(text, **kw)
        table = json.loads(text)
        request.env["jxc.access.log"]._note(
            "export",
            model=str(table.get("model") or "") or False,
            title=str(table.get("title") or ""),
            rows=len(table.get("rows") or []),
        )
        return response

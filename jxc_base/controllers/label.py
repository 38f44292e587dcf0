from werkzeug.exceptions import BadRequest, Forbidden, NotFound

from odoo.exceptions import AccessError, UserError
from odoo.http import Controller, request, route


class LabelController(Controller):
    @route(
        "/jxc/labels/<string:model>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def labels(self, model, ids="", size=None, copies="1"):
        """Printable page of the labels of records the user may read.

        :param ids: record ids divided by commas; ``size`` id of a jxc.label.size.
        """
        labels = request.env["jxc.label"]
        kind = labels._jxc_kinds().get(model)
        if not kind:
            raise NotFound()
        try:
            numbers = [int(number) for number in ids.split(",") if number]
            records = request.env[model].browse(numbers).exists()
            records.check_access("read")
            page = labels._page(records, self._size(kind, size), int(copies))
        except AccessError as error:
            raise Forbidden() from error
        except (UserError, ValueError) as error:
            raise BadRequest(str(error)) from error
        headers = [
            ("Content-Type", "text/html; charset=utf-8"),
            ("Cache-Control", "no-store"),
        ]
        return request.make_response(page, headers)

    def _size(self, kind, size):
        sizes = request.env["jxc.label.size"]
        chosen = sizes.browse(int(size)).exists() if size else sizes
        return chosen or sizes._jxc_default(kind)

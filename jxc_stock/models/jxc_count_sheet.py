"""The sheet of a task: what a counter is shown, and what they enter.

Of a blind count no quantity of the book leaves the server, neither as a figure nor by
what is shown or left out: goods are listed whether the book has any left or not.
"""

from math import isfinite

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..core import count as core

MAX_QUANTITY = 10**9
MAX_ROWS = 500
MAX_FOUND = 8


class JxcCountTask(models.Model):
    _inherit = "jxc.count.task"

    @api.readonly
    def get_sheet(self):
        """Everything the counter of this task needs, in one call.

        :return: ``{"task": {…}, "rows": [row]}``; a row is ``{"key", "product_id",
            "product", "code", "barcode", "tracking", "lot_id", "lot", "package_id",
            "package", "owner_id", "owner", "uom_id", "uom", "uoms": [[id, name,
            factor]], "quantity", "asked"}`` with ``quantity`` what this user has
            counted so far (product unit), None if nothing. Only where the count is
            not blind, ``book`` is what should be there now.
        :raises AccessError: the task is not this user's
        """
        self.ensure_one()
        self.check_access("read")
        mine = self._my_totals()
        # sudo: keys of the goods only; quantities of the book are not read from them
        lines = (
            self.env["jxc.count.line"]
            .sudo()
            .search(
                [
                    ("count_id", "=", self.count_id.id),
                    ("location_id", "=", self.location_id.id),
                    ("asked_round", "=", self.round),
                ]
            )
        )
        judged = lines.filtered(lambda line: line.judged_round >= self.round)
        hidden = {self._line_key(line) for line in judged}
        keys = dict.fromkeys([*map(self._line_key, lines - judged), *mine])
        rows = self._rows([key for key in keys if key not in hidden], mine)
        if not self.blind:
            self._add_book(rows)
        return {"task": self._sheet_head(), "rows": rows}

    def _sheet_head(self):
        can_count = True
        try:
            self._check_counter()
        except UserError:
            can_count = False
        count = self.count_id
        return {
            "id": self.id,
            "count": count.name,
            "location": self.location_name,
            "barcode": self.location_id.barcode or "",
            "round": self.round,
            "state": self.state,
            "blind": self.blind,
            "freeze": count.freeze,
            "deadline": fields.Date.to_string(self.deadline) or "",
            "user": self.user_id.name or "",
            "can_count": can_count,
        }

    @api.model
    def _line_key(self, record):
        return (
            record.product_id.id,
            record.lot_id.id or 0,
            record.package_id.id or 0,
            record.owner_id.id or 0,
        )

    def _my_totals(self):
        """{key: what this user has counted in this task}, in the product's unit."""
        # sudo: own entries only
        entries = (
            self.env["jxc.count.entry"]
            .sudo()
            .search(
                [("task_id", "=", self.id), ("user_id", "=", self.env.uid)], order="id"
            )
        )
        return {
            key: core.counted(entry._core() for entry in group).quantity
            for key, group in entries.grouped(self._line_key).items()
        }

    def _rows(self, keys, mine):
        # sudo: names of what lies where they count; no quantity is read
        env = self.sudo().env
        columns = ("product.product", "stock.lot", "stock.package", "res.partner")
        records = [
            env[model].browse({key[place] for key in keys} - {0})
            for place, model in enumerate(columns)
        ]
        names = [{record.id: record for record in found} for found in records]
        return [self._row(key, names, mine.get(key)) for key in keys]

    def _row(self, key, names, quantity):
        product, lot, package, owner = (
            known.get(part) for known, part in zip(names, key, strict=True)
        )
        return {
            "key": "-".join(map(str, key)),
            "product_id": product.id,
            "product": product.with_context(display_default_code=False).display_name,
            "code": product.default_code or "",
            "barcode": product.barcode or "",
            "tracking": product.tracking,
            "lot_id": key[1],
            "lot": lot.name if lot else "",
            "package_id": key[2],
            "package": package.name if package else "",
            "owner_id": key[3],
            "owner": owner.display_name if owner else "",
            "uom_id": product.uom_id.id,
            "uom": product.uom_id.name,
            "uoms": [
                [
                    uom.id,
                    uom.name,
                    uom._compute_quantity(1, product.uom_id, round=False),
                ]
                for uom in product.uom_id | product.uom_ids
            ],
            "quantity": quantity,
        }

    def _add_book(self, rows):
        """Put what should be there now beside the rows of an open count."""
        # sudo: quantities are the same for everybody; this count is not blind
        quants = (
            self.env["stock.quant"]
            .sudo()
            ._read_group(
                [
                    ("location_id", "=", self.location_id.id),
                    ("product_id", "in", [row["product_id"] for row in rows]),
                ],
                ["product_id", "lot_id", "package_id", "owner_id"],
                ["quantity:sum"],
            )
        )
        book = {
            "-".join(str(part.id or 0) for part in found): quantity
            for *found, quantity in quants
        }
        for row in rows:
            row["book"] = book.get(row["key"], 0.0)

    @api.readonly
    def find_goods(self, text):
        """Products by code, barcode or name, as rows to be added to the sheet.

        :param str text: what was typed or scanned
        :return: rows as in :meth:`get_sheet`, at most eight; exact codes come alone
        """
        self.ensure_one()
        self.check_access("read")
        text = text.replace("\0", "").strip()[:200] if isinstance(text, str) else ""
        if not text:
            return []
        # sudo: all goods of the company can be found on a shelf
        products = self.env["product.product"].sudo()
        known = Domain("is_storable", "=", True)
        known &= Domain("company_id", "in", [False, self.company_id.id])
        exact = Domain("barcode", "=", text) | Domain("default_code", "=", text)
        lots = self.env["stock.lot"].sudo()  # sudo: as above
        lot = lots.search(
            [("name", "=", text), ("product_id.is_storable", "=", True)], limit=2
        )
        if len(lot) == 1:
            return self._rows([(lot.product_id.id, lot.id, 0, 0)], {})
        found = products.search(exact & known, limit=MAX_FOUND)
        if not found:
            pairs = products.name_search(text, list(known), limit=MAX_FOUND)
            found = products.browse([product_id for product_id, _name in pairs])
        return self._rows([(product.id, 0, 0, 0) for product in found], {})

    def record(self, rows, device_time=None, clock_offset=None):
        """Add what was counted; nothing that was entered before is lost.

        :param list rows: ``[{"product_id": int, "quantity": float, "uom_id": int,
            "lot_id": int or "lot": str, "package_id": int, "owner_id": int, "mode":
            "set" or "add", "client_key": str}]``; all but the first two are optional,
            ``uom_id`` is the product's unit, ``mode`` "set" by default. A row whose
            ``client_key`` was sent before is passed over.
        :param str device_time: UTC time of the scan by the clock of the device; None:
            now
        :param float clock_offset: server clock − device clock in seconds
        :return: ``{key: quantity}`` of all this user has counted in this task
        :raises UserError: not open, not theirs, or a row that cannot be: names it;
            nothing of the call is kept then
        """
        self._check_counter()
        if not isinstance(rows, list) or not 0 < len(rows) <= MAX_ROWS:
            raise UserError(
                self.env._("Send 1 to %(most)s counted rows.", most=MAX_ROWS)
            )
        at = self._scan_time(device_time, clock_offset)
        vals_list = [
            self._prepare_entry(row, at, device_time, clock_offset) for row in rows
        ]
        self._check_not_judged(vals_list)
        known = self._known_keys([vals["client_key"] for vals in vals_list])
        fresh = [v for v in vals_list if v["client_key"] not in known]
        # sudo: counters add entries by this method only, as themselves
        self.env["jxc.count.entry"].sudo().create(fresh)
        if self.state == "todo":
            self._begin()
        totals = self._my_totals()
        return {"-".join(map(str, key)): quantity for key, quantity in totals.items()}

    def _check_not_judged(self, vals_list):
        """A figure that came after the review would be passed over in silence."""
        # sudo: whether a line was judged, not how
        lines = (
            self.env["jxc.count.line"]
            .sudo()
            .search(
                [
                    ("count_id", "=", self.count_id.id),
                    ("location_id", "=", self.location_id.id),
                    ("product_id", "in", [vals["product_id"] for vals in vals_list]),
                    ("judged_round", ">=", self.round),
                ]
            )
        )
        judged = {self._line_key(line): line for line in lines}
        for vals in vals_list:
            names = ("product_id", "lot_id", "package_id", "owner_id")
            line = judged.get(tuple(vals[name] or 0 for name in names))
            if line:
                self._refuse_row(
                    line.product_id.display_name,
                    self.env._("its count has been reviewed already"),
                )

    def _begin(self):
        # sudo: the counter was checked; they do not write tasks themselves
        self.sudo().write(
            {
                "state": "doing",
                "started_at": fields.Datetime.now(),
                "user_id": self.user_id.id or self.env.uid,
            }
        )

    def _scan_time(self, device_time, clock_offset):
        try:
            device = fields.Datetime.to_datetime(device_time) or None
            offset = float(clock_offset or 0)
            if not isfinite(offset):
                raise ValueError
            return core.scan_time(fields.Datetime.now(), device, offset)
        except (ValueError, TypeError, OverflowError):
            raise UserError(
                self.env._(
                    "The time of the count cannot be right. Set the clock of the "
                    "device and count again."
                )
            ) from None

    def _known_keys(self, keys):
        keys = [key for key in keys if key]
        if not keys:
            return set()
        # sudo: keys of this task only
        entries = self.env["jxc.count.entry"].sudo()
        found = entries.search([("task_id", "=", self.id), ("client_key", "in", keys)])
        return set(found.mapped("client_key"))

    def _prepare_entry(self, row, at, device_time, clock_offset):
        if not isinstance(row, dict):
            self._refuse_row("", self.env._("it is not a row"))
        product = self._given(row, "product_id", "product.product")
        if not product or not product.is_storable:
            self._refuse_row(
                product.display_name or "",
                self.env._("goods in stock are counted only"),
            )
        uom = self._given(row, "uom_id", "uom.uom") or product.uom_id
        if not uom._has_common_reference(product.uom_id):
            self._refuse_row(product.display_name, self.env._("the unit is another"))
        quantity = self._given_quantity(row, product, uom)
        lot = self._given_lot(row, product)
        mode = row.get("mode") or "set"
        if mode not in ("set", "add"):
            self._refuse_row(product.display_name, self.env._("unknown mode"))
        return {
            "count_id": self.count_id.id,
            "task_id": self.id,
            "company_id": self.company_id.id,
            "round": self.round,
            "location_id": self.location_id.id,
            "product_id": product.id,
            "lot_id": lot.id,
            "package_id": self._given(row, "package_id", "stock.package").id,
            "owner_id": self._given(row, "owner_id", "res.partner").id,
            "mode": mode,
            "quantity": quantity,
            "uom_id": uom.id,
            "product_qty": uom._compute_quantity(quantity, product.uom_id),
            "user_id": self.env.uid,
            "user_name": self.env.user.name,
            "device_time": device_time or False,
            "clock_offset": clock_offset or 0,
            "received_at": fields.Datetime.now(),
            "scanned_at": at,
            "client_key": str(row.get("client_key") or "")[:64] or False,
        }

    def _given(self, row, name, model):
        """The record named in a row, of this company or of none."""
        record_id = row.get(name) or 0
        if type(record_id) is not int:
            self._refuse_row("", self.env._("%s is not a record", name))
        # sudo: whether it exists and whose it is
        record = self.env[model].sudo().browse(record_id or ()).exists()
        company = "company_id" in record._fields and record.company_id
        if (record_id and not record) or (company and company != self.company_id):
            self._refuse_row("", self.env._("%s is not a record", name))
        return record

    def _given_quantity(self, row, product, uom):
        quantity = row.get("quantity")
        usable = type(quantity) in (int, float) and isfinite(quantity)
        if not usable or not 0 <= quantity <= MAX_QUANTITY:
            self._refuse_row(
                product.display_name, self.env._("the quantity has to be 0 or more")
            )
        if product.tracking == "serial" and quantity > 1:
            self._refuse_row(
                product.display_name, self.env._("a serial number exists once")
            )
        return uom.round(quantity)

    def _given_lot(self, row, product):
        """The lot of a row; one not known yet is made, since it lies there."""
        lot = self._given(row, "lot_id", "stock.lot")
        if lot and lot.product_id != product:
            self._refuse_row(product.display_name, self.env._("the lot is another's"))
        if product.tracking == "none":
            return lot.browse()
        name = str(row.get("lot") or "").strip()[:64]
        if not lot and name:
            lots = self.env["stock.lot"].sudo()  # sudo: lots of the company
            companies = [False, self.company_id.id]
            where = [("product_id", "=", product.id), ("company_id", "in", companies)]
            lot = lots.search([("name", "=", name), *where], limit=1) or lots.create(
                {"name": name, "product_id": product.id}
            )
        if not lot:
            self._refuse_row(
                product.display_name, self.env._("say which lot or serial number")
            )
        return lot

    def _refuse_row(self, name, why):
        raise UserError(
            self.env._(
                "%(product)s cannot be counted like this: %(why)s.",
                product=name or "?",
                why=why,
            )
        )


class JxcCountEntry(models.Model):
    _inherit = "jxc.count.entry"

    def _core(self):
        return core.Entry(
            self.user_id.id, self.product_qty, self.scanned_at, self.mode == "set"
        )

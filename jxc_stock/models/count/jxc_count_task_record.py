"""What a counter enters: checked, then added; nothing is ever overwritten."""

from math import isfinite

from odoo import fields, models
from odoo.exceptions import UserError

from ...core import count as core

MAX_QUANTITY = 10**9
MAX_ROWS = 500


class JxcCountTask(models.Model):
    _inherit = "jxc.count.task"

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
        fresh = self._not_sent_before(vals_list)
        self._check_not_judged(fresh)
        self._check_serials(fresh)
        # sudo: counters add entries by this method only, as themselves
        self.env["jxc.count.entry"].sudo().create(fresh)
        if self.state == "todo":
            self._begin()
        totals, _others = self._totals()
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

    def _check_serials(self, vals_list):
        """:raises UserError: a serial number would be there twice"""
        products = self.env["product.product"].browse(
            v["product_id"] for v in vals_list
        )
        if "serial" not in products.mapped("tracking"):
            return
        # sudo: of everybody who counts in this place and round
        entries = self.env["jxc.count.entry"].sudo()
        known = entries.search(
            [
                ("count_id", "=", self.count_id.id),
                ("location_id", "=", self.location_id.id),
                ("round", "=", self.round),
                ("lot_id", "in", [vals["lot_id"] for vals in vals_list]),
            ],
            order="id",
        )
        found = [*known, *map(entries.new, vals_list)]
        for product, lot in {(e.product_id, e.lot_id): None for e in found}:
            if product.tracking != "serial" or not lot:
                continue
            same = [e._core() for e in found if e.lot_id == lot]
            if core.counted(same).quantity > 1:
                self._refuse_row(
                    f"{product.display_name} {lot.name}",
                    self.env._("this serial number is counted already"),
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
            at = core.scan_time(fields.Datetime.now(), device, offset)
            if at < self.count_id.started_at - core.GREY_ZONE:
                raise ValueError
            return at
        except (ValueError, TypeError, OverflowError):
            raise UserError(
                self.env._(
                    "The time of the count cannot be right. Set the clock of the "
                    "device and count again."
                )
            ) from None

    def _not_sent_before(self, vals_list):
        """Those with a key of their own, each key once, or without any."""
        known = self._known_keys([vals["client_key"] for vals in vals_list])
        fresh = []
        for vals in vals_list:
            key = vals["client_key"]
            if not key or key not in known:
                fresh.append(vals)
                known.add(key)
        return fresh

    def _known_keys(self, keys):
        keys = [key for key in keys if key]
        if not keys:
            return set()
        # sudo: keys of this task only
        entries = self.env["jxc.count.entry"].sudo()
        found = entries.search([("task_id", "=", self.id), ("client_key", "in", keys)])
        return set(found.mapped("client_key"))

    def _prepare_entry(self, row, at, device_time, clock_offset):
        return {
            **self._prepare_goods(row),
            "count_id": self.count_id.id,
            "task_id": self.id,
            "company_id": self.company_id.id,
            "round": self.round,
            "location_id": self.location_id.id,
            "user_id": self.env.uid,
            "user_name": self.env.user.name,
            "device_time": device_time or False,
            "clock_offset": clock_offset or 0,
            "received_at": fields.Datetime.now(),
            "scanned_at": at,
            "client_key": str(row.get("client_key") or "")[:64] or False,
        }

    def _prepare_goods(self, row):
        """Goods and quantity of a row.

        :raises UserError: names what is wrong with it
        """
        if not isinstance(row, dict):
            self._refuse_row("", self.env._("it is not a row"))
        product = self._given(row, "product_id", "product.product")
        name = product.display_name or ""
        if not product or not product.is_storable:
            self._refuse_row(name, self.env._("goods in stock are counted only"))
        uom = self._given(row, "uom_id", "uom.uom") or product.uom_id
        if not uom._has_common_reference(product.uom_id):
            self._refuse_row(name, self.env._("the unit is another"))
        if (mode := row.get("mode") or "set") not in ("set", "add"):
            self._refuse_row(name, self.env._("unknown mode"))
        quantity = self._given_quantity(row, product, uom)
        return {
            "product_id": product.id,
            "lot_id": self._given_lot(row, product).id,
            "package_id": self._given(row, "package_id", "stock.package").id,
            "owner_id": self._given(row, "owner_id", "res.partner").id,
            "mode": mode,
            "quantity": quantity,
            "uom_id": uom.id,
            # as core books movements in other units
            "product_qty": uom._compute_quantity(
                quantity, product.uom_id, rounding_method="HALF-UP"
            ),
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
            # goods that had lots once are in the book by lot
            return lot if lot and self._is_planned(product, lot) else lot.browse()
        name = str(row.get("lot") or "").strip()[:64]
        if not lot and name:
            lots = self.env["stock.lot"].sudo()  # sudo: lots of the company
            companies = [False, self.company_id.id]
            where = [("product_id", "=", product.id), ("company_id", "in", companies)]
            lot = lots.search([("name", "=", name), *where], limit=1) or lots.create(
                {"name": name, "product_id": product.id}
            )
        if not lot and not self._is_planned(product, lot):
            self._refuse_row(
                product.display_name, self.env._("say which lot or serial number")
            )
        return lot

    def _is_planned(self, product, lot):
        """Whether the book has the product here with this lot, or without one."""
        # sudo: which goods are asked for, not how many
        lines = self.env["jxc.count.line"].sudo()
        return bool(
            lines.search_count(
                [
                    ("count_id", "=", self.count_id.id),
                    ("location_id", "=", self.location_id.id),
                    ("product_id", "=", product.id),
                    ("lot_id", "=", lot.id),
                ],
                limit=1,
            )
        )

    def _refuse_row(self, name, why):
        raise UserError(
            self.env._(
                "%(product)s cannot be counted like this: %(why)s.",
                product=name or "?",
                why=why,
            )
        )

"""The sheet of a task: what a counter is shown, and what they enter.

Of a blind count no quantity of the book leaves the server, neither as a figure nor by
what is shown or left out: goods are listed whether the book has any left or not.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...core import count as core

MAX_FOUND = 8


class JxcCountTask(models.Model):
    _inherit = "jxc.count.task"

    @api.readonly
    def get_sheet(self):
        """Everything the counter of this task needs, in one call.

        :return: ``{"task": {…}, "rows": [row]}``; a row is ``{"key", "product_id",
            "product", "code", "barcode", "tracking", "lot_id", "lot", "package_id",
            "package", "owner_id", "owner", "uom_id", "uom", "uoms": [[id, name,
            factor]], "scale", "quantity", "others"}`` with ``quantity`` what this user
            has counted so far (product unit), None if nothing, ``others`` what
            colleagues have counted there in this round, ``scale`` the units as
            `product._jxc_mixed_scale` has them. Only where the count is not blind,
            ``book`` is what should be there now.
        :raises AccessError: the task is not this user's
        """
        self.ensure_one()
        self.check_access("read")
        mine, others = self._totals()
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
        for row in rows:
            row["others"] = others.get(row["key"], 0.0)
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

    def _totals(self):
        """What is counted in this place and round, in the product's unit.

        :return: ({key of goods: by this user in this task}, {key of the row: by others
            and in other tasks})
        """
        # sudo: counters of one round add up; what others counted is theirs to see
        entries = self.env["jxc.count.entry"].sudo()
        domain = [("count_id", "=", self.count_id.id), ("round", "=", self.round)]
        domain += [("location_id", "=", self.location_id.id)]
        mine, others = {}, {}
        found = entries.search(domain, order="id")
        for (task, user, key), group in found.grouped(
            lambda entry: (entry.task_id, entry.user_id, self._line_key(entry))
        ).items():
            quantity = core.counted(entry._core() for entry in group).quantity
            if task == self and user == self.env.user:
                mine[key] = quantity
            else:
                key = "-".join(map(str, key))
                others[key] = others.get(key, 0.0) + quantity
        return mine, others

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
            "scale": product._jxc_mixed_scale(),
            "quantity": quantity,
            "others": 0.0,
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
        ours = Domain("name", "=", text)
        ours &= Domain("product_id.is_storable", "=", True)
        ours &= Domain("product_id.company_id", "in", [False, self.company_id.id])
        ours &= Domain("company_id", "in", [False, self.company_id.id])
        lot = lots.search(ours, limit=2)
        if len(lot) == 1:
            return self._rows([(lot.product_id.id, lot.id, 0, 0)], {})
        found = products.search(exact & known, limit=MAX_FOUND)
        if not found:
            pairs = products.name_search(text, list(known), limit=MAX_FOUND)
            found = products.browse([product_id for product_id, _name in pairs])
        return self._rows([(product.id, 0, 0, 0) for product in found], {})


class JxcCountEntry(models.Model):
    _inherit = "jxc.count.entry"

    def _core(self):
        return core.Entry(
            self.user_id.id, self.product_qty, self.scanned_at, self.mode == "set"
        )

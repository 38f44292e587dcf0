"""Documents beside the year's orders: other in and out, assembly, transfers, a recall.

They are made by the methods of the models, as the users whose job it is, and dated
with the evening of the last day. One whose goods are not there is left out: the stock
of other last days than the tested one is not the same.
"""

from contextlib import suppress
from datetime import datetime, time

from odoo import Command
from odoo.exceptions import UserError
from odoo.tools import SQL

from demo import data
from demo.goods import tax, unit_name

from .planted import CASES, KIT
from .year import LOCAL

KIT_TITLE, KIT_PRICE, KIT_LIFE, KIT_EXTRA = "下午茶礼盒", 89.0, 180, 3.0
MORNING, EVENING = time(7, 30), time(19, 0)
MARK = "history_documents"


def load(env, records):
    """Make the planted documents, once."""
    if MARK not in records:
        desk = Desk(env, records)
        _name_people(desk)
        for key in WRITERS:
            desk.write(key)
        records.adopt(MARK, records.get("history_end"))


def _name_people(desk):
    """Say who asked for the transfers of the year: the worker of each warehouse."""
    for number in (2, 3):
        desk.env.cr.execute(
            SQL(
                """UPDATE stock_interwarehouse_transfer
                SET jxc_requested_by = %s, jxc_user_id = %s
                WHERE warehouse_to_id = %s""",
                *(desk.id(f"user_ck{number}"), desk.id("user_ckjl")),
                desk.id(f"warehouse_{number}"),
            )
        )
    desk.env.invalidate_all()


class Desk:
    """Where the users of the demo write their documents on the last day."""

    def __init__(self, env, records):
        from .steps import last_day

        self.env, self.records = env, records
        self.day = last_day(records)

    def write(self, key):
        """Make the document of that case, dated back; not where goods are short."""
        with suppress(UserError), self.env.cr.savepoint():
            document = WRITERS[key](self, CASES[key])
            self.env.flush_all()
            self.records.adopt(f"document_{key}", document)

    def has(self, *codes):
        """Whether these articles were loaded."""
        if missing := [c for c in codes if f"product_{c}" not in self.records]:
            raise UserError(f"not loaded: {missing}")

    def model(self, name, login):
        """Return the model as the user sees it on the last day."""
        user = self.records.get(f"user_{login}")
        dated = self.env[name].with_context(ir_sequence_date=self.day.isoformat())
        return dated.with_user(user)

    def id(self, name):
        return self.records.get(name).id

    def goods(self, case, quantity=None):
        """Return the values of a line of so many pieces."""
        self.has(case.code)
        quantity = quantity or case.expected["pieces"]
        return {"product_id": self.id(f"product_{case.code}"), "quantity": quantity}

    def note(self, case, login, kind, **values):
        """Return a new other receipt, issue or scrap note of one line."""
        line = self.goods(case) | values.pop("line", {})
        values |= {
            "kind_id": self.env.ref(f"jxc_stock.kind_{kind}").id,
            "warehouse_id": self.id(f"warehouse_{case.warehouse}"),
            "line_ids": [Command.create(line)],
        }
        return self.model("jxc.stock.note", login).create(values)

    # ---- dating back

    def date_back(self, moves, hour, *documents):
        """Let done movements, and documents with `date_done`, be of the last day."""
        at = datetime.combine(self.day, hour) - LOCAL
        self.env.flush_all()
        for records, columns in (
            (moves, ("date", "jxc_done_at")),
            (moves.move_line_ids, ("date", "jxc_done_at")),
            (moves.picking_id, ("date_done", "scheduled_date")),
            (moves.scrap_id, ("date_done",)),
            *((document, ("date_done",)) for document in documents),
        ):
            self._stamp(records.sudo(), columns, at)
        self.env.invalidate_all()

    def _stamp(self, records, columns, at):
        pairs = [SQL("%s = %s", SQL.identifier(column), at) for column in columns]
        if records:
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET %s WHERE id = ANY(%s)",
                    SQL.identifier(records._table),
                    SQL(", ").join(pairs),
                    records.ids,
                )
            )

    def finish(self, document):
        """Complete a note or an assembly, as of the last day."""
        document.action_done()
        lines = document.line_ids
        dated = [part for part in (document, lines) if "date_done" in part._fields]
        self.date_back(lines.sudo().move_ids, EVENING, *dated)
        return document


def gift_received(desk, case):
    note = desk.note(
        *(case, "ck1", "in_gift"),
        partner_id=desk.id(f"vendor_{case.vendor}"),
        reason="随货赠品,无发票",
    )
    return desk.finish(note)


def sample_given(desk, case):
    (number,) = case.customers
    note = desk.note(
        *(case, "ck1", "out_sample"),
        partner_id=desk.id(f"customer_{number}"),
        reason="新品试吃,由销售员带走",
    )
    return desk.finish(note)


def use_to_approve(desk, case):
    note = desk.note(case, "sq", "out_use", reason="月度例会与客户接待用")
    note.request_validation()
    return note


def scrap_broken(desk, case):
    reason = desk.env.ref("jxc_stock.scrap_reason_handling")
    line = {"reason_ids": reason.ids, "lot_id": _lot(desk, case).id}
    line["location_id"] = _bin(desk, case).id
    note = desk.note(case, "ck2", "scrap", reason="卸货时跌落,罐体变形", line=line)
    return desk.finish(note)


def _quants(desk, case):
    """Free stock of the case's article in its warehouse, what expires first first."""
    desk.has(case.code)
    stock = desk.records.get(f"warehouse_{case.warehouse}").lot_stock_id
    quants = desk.env["stock.quant"].search(
        [
            ("product_id", "=", desk.id(f"product_{case.code}")),
            ("location_id", "child_of", stock.id),
        ]
    )
    wanted = case.expected.get("pieces", 1)
    free = quants.filtered(lambda quant: quant.available_quantity >= wanted)
    if not free:
        raise UserError(f"nothing free of {case.code}")
    return free.sorted(lambda quant: (quant.lot_id.expiration_date, quant.id))


def _lot(desk, case):
    return _quants(desk, case)[0].lot_id


def _bin(desk, case):
    return _quants(desk, case)[0].location_id


# ---- assembly


def gift_box(desk, case):
    desk.has(*case.expected["parts"])
    _make_kit(desk)
    preset = desk.records.put(
        "jxc.assembly.preset", {"preset_kit": _preset(desk, case)}
    )
    assembly = desk.model("jxc.assembly", "ck1").create(
        {
            "preset_id": preset["preset_kit"].id,
            "sets": case.expected["sets"],
            "warehouse_id": desk.id(f"warehouse_{case.warehouse}"),
        }
    )
    made = assembly.line_ids.filtered(lambda line: line.side == "made")
    made.lot_name = f"{desk.day:%Y%m%d}"
    return desk.finish(assembly)


def _make_kit(desk):
    """An article that nobody buys: it is made of others."""
    twin = data.goods()["LS017"]
    values = {
        "name": KIT_TITLE,
        "default_code": KIT,
        "type": "consu",
        "is_storable": True,
        "categ_id": desk.id(f"category_{twin.category}"),
        "uom_id": desk.id(unit_name(twin)[0]),
        "list_price": KIT_PRICE,
        "taxes_id": [(6, 0, tax(desk.env, "sales", twin.vat).ids)],
        "supplier_taxes_id": [(5,)],
        "invoice_policy": "delivery",
        "tracking": "lot",
        "use_expiration_date": True,
        "expiration_time": KIT_LIFE,
        "removal_time": KIT_LIFE // 20,
        "alert_time": KIT_LIFE // 3,
    }
    made = desk.records.put("product.product", {f"product_{KIT}": values})
    # its first cost, 0, was entered before the boxes were made, not after
    first = desk.env["product.value"].search(
        [("product_id", "=", made[f"product_{KIT}"].id)]
    )
    first.date = datetime.combine(desk.day, time(0)) - LOCAL


def _preset(desk, case):
    parts = [
        {"product_id": desk.id(f"product_{code}"), "quantity": quantity}
        for code, quantity in case.expected["parts"].items()
    ]
    box = {"product_id": desk.id(f"product_{KIT}"), "role": "product"}
    return {
        "name": KIT_TITLE,
        "extra_cost": KIT_EXTRA,
        "note": "咖啡放底层,巧克力与曲奇放上层,封口贴生产日期。",
        "line_ids": [Command.create(line) for line in (box, *parts)],
    }


# ---- transfers


def _transfer(desk, case, login):
    good = data.goods()[case.code]
    line = {
        "product_id": desk.goods(case, 1)["product_id"],
        "product_uom_qty": case.expected["cartons"],
        "product_uom": desk.id(unit_name(good)[1]),
    }
    return desk.model("stock.interwarehouse.transfer", login).create(
        {
            "warehouse_from_id": desk.id("warehouse_1"),
            "warehouse_to_id": desk.id(f"warehouse_{case.warehouse}"),
            "jxc_note": "周末促销备货",
            "line_ids": [Command.create(line)],
        }
    )


def transfer_requested(desk, case):
    transfer = _transfer(desk, case, "ck2")
    transfer.action_submit()
    return transfer


def transfer_difference(desk, case):
    transfer = _transfer(desk, case, "ck3")
    transfer.action_submit()
    transfer.with_user(desk.id("user_ckjl")).action_confirm()
    _ship(desk, transfer)
    _receive(desk, transfer.with_user(desk.id("user_ck3")), case)
    for name in ("jxc_shipped_at", "jxc_received_at", "jxc_expected_on"):
        desk.env.add_to_compute(transfer._fields[name], transfer.sudo())
    return transfer


def _ship(desk, transfer):
    moves = transfer.sudo().line_ids.move_ids
    shipment = moves.picking_id.filtered(lambda p: p.state == "assigned")
    shipment.move_ids.picked = True
    shipment.with_user(desk.id("user_ck1")).button_validate()
    if shipment.state != "done":
        raise UserError("short of goods")
    desk.date_back(shipment.move_ids, MORNING)


def _receive(desk, transfer, case):
    arrival = transfer.env["jxc.transfer.arrival"].browse(
        transfer.action_receive()["res_id"]
    )
    line = max(arrival.line_ids, key=lambda one: one.expected)
    missing, damaged = case.expected["missing"], case.expected["damaged"]
    reason = desk.env.ref("jxc_stock.transfer_reason_broken")
    line.arrived = line.expected - missing - damaged
    line.write({"damaged": damaged, "missing": missing, "reason_id": reason.id})
    arrival.note = "一箱外箱破损,少8罐、压坏6罐,司机已签字确认"
    arrival.action_receive()
    done = transfer.sudo().line_ids.move_ids.filtered(
        lambda move: move.state == "done" and move.location_id.usage == "transit"
    )
    desk.date_back(done, EVENING)


# ---- recall


def recall(desk, case):
    """The lot of biscuits in the boxes and three before it; some have been told."""
    lots = desk.records.get("document_gift_box").sudo().line_ids.move_ids.lot_ids
    lot = lots.filtered(lambda lot: lot.product_id.default_code == case.code)[:1]
    sold = desk.env["stock.lot"].search(
        [
            ("product_id", "=", lot.product_id.id),
            ("expiration_date", "<", lot.expiration_date),
        ],
        order="expiration_date desc",
        limit=3,
    )
    lot |= sold
    found = desk.model("jxc.recall", "zj").create(
        {
            "lot_ids": lot.ids,
            "severity": "2",
            "reason": "供应商通知:该批次曲奇包装漏标花生过敏原。",
            "quarantine_id": desk.id("hold_1_quarantine"),
        }
    )
    found.action_start()
    for line in found.line_ids[: case.expected["told"]]:
        line.action_informed()
    return found


WRITERS = {
    writer.__name__: writer
    for writer in (
        *(gift_received, sample_given, use_to_approve, scrap_broken, gift_box),
        *(transfer_requested, transfer_difference, recall),
    )
}

"""The way of a sales order: steps, lateness and its cause, from plain facts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

STAGES = (
    "quoted",
    "approved",
    "reserved",
    "picked",
    "shipped",
    "signed",
    "invoiced",
    "paid",
)
GOODS = ("reserved", "picked", "shipped")
APPROVAL, PURCHASE, WAREHOUSE = "approval", "purchase", "warehouse"
CUSTOMER, FINANCE = "customer", "finance"


@dataclass(frozen=True)
class Way:
    """What is known of one order.

    :param reached: {step: True, False, or None where it does not apply}
    :param at: {step: moment (UTC) or day when it was reached}
    :param due: {step: last day (company time) on which it was in time};
        the goods steps share the day of ``shipped``
    :param waiting_for_approval: somebody still has to approve
    :param approval: when the last approver agreed, None where no rule applied
    """

    reached: dict[str, bool | None]
    at: dict[str, datetime | date]
    due: dict[str, date]
    waiting_for_approval: bool = False
    approval: datetime | None = None


def current(way: Way, cancelled: bool = False) -> str:
    """Return the first step that applies and is not reached; else "done".

    >>> current(Way({"quoted": True, "approved": False}, {}, {}))
    'approved'
    """
    if cancelled:
        return "cancelled"
    return next((code for code in STAGES if way.reached.get(code) is False), "done")


def due_of(way: Way, code: str) -> date | None:
    """Return the day a step is measured by, None where nothing was promised.

    Goods are promised at the door: of the three goods steps only the one that is
    open now and the shipment itself are measured.
    """
    if code in GOODS:
        measured = code == "shipped" and way.reached.get("shipped")
        return way.due.get("shipped") if measured or code == current(way) else None
    return way.due.get(code)


def late_stage(
    way: Way, today: date, local_day: Callable, cancelled: bool = False
) -> str | None:
    """Return the step that is behind, or None.

    The open one; else the payment of an invoice that is due already, though more
    is to be done before; else a shipment that was made late.

    :param today: business day of the company
    :param local_day: function from a UTC moment or a day to the company's day
    """
    code = current(way, cancelled)
    due = way.due.get("shipped" if code in GOODS else code)
    if due and due < today:
        return code
    if code == "cancelled":
        return None
    overdue = way.reached.get("paid") is False and way.due.get("paid", today) < today
    if overdue:
        return "paid"
    return "shipped" if _shipped_late(way, local_day) else None


def _shipped_late(way: Way, local_day: Callable) -> bool:
    at, due = way.at.get("shipped"), way.due.get("shipped")
    return bool(way.reached.get("shipped") and at and due and local_day(at) > due)


def cause(
    way: Way, code: str | None, last_receipt: datetime | None, local_day: Callable
) -> str | None:
    """Return who or what made a step late.

    Approval when it came after the day of delivery itself; purchase when goods are
    missing, or arrived after that day; warehouse when they lay there; finance for
    invoices; the customer for payments and unanswered quotations.

    :param code: the late step, None when nothing is late
    :param last_receipt: last arrival of the order's goods before they were shipped
    """
    if code in ("quoted", "approved"):
        return APPROVAL if way.waiting_for_approval else CUSTOMER
    if code in GOODS:
        return _goods_cause(way, code, last_receipt, local_day)
    return {"signed": CUSTOMER, "invoiced": FINANCE, "paid": CUSTOMER}.get(code)


def _goods_cause(
    way: Way, code: str, last_receipt: datetime | None, local_day: Callable
) -> str:
    due = way.due["shipped"]
    if way.approval and local_day(way.approval) > due:
        return APPROVAL
    if code == "reserved":
        return PURCHASE
    if last_receipt and local_day(last_receipt) > due:
        return PURCHASE
    return WAREHOUSE

"""The planted cases: what is wrong, where, and the figure a screen must show.

Tests and screens name a case by its key. Days count back from the last day of the
history (0 = yesterday); quantities are cartons. Everything in ``expected`` is exact
unless it is a pair, which is a range.
"""

from dataclasses import dataclass, field

from .year import DAYS


@dataclass(frozen=True)
class Case:
    """What is wrong, where (vendor, customers, article, warehouse), which figures."""

    what: str
    vendor: str | None = None
    customers: tuple[int, ...] = ()
    code: str | None = None
    warehouse: int | None = None
    expected: dict = field(default_factory=dict)


KIT, KIT_PARTS = "LH001", {"LS017": 2, "LS012": 1, "CK004": 2}

CASES = {
    "spring_festival": Case(
        "shop closed for two weeks, its orders come two weeks ahead, vendors closed",
        expected={"closed_days": 14},
    ),
    "late_vendor": Case(
        "three of five orders come 4 to 9 days late",
        vendor="V09",
        expected={"late_share": 0.60, "days_late": (4, 9)},
    ),
    "short_vendor": Case(
        "every line of 10 cartons or more is short",
        vendor="V07",
        expected={"delivered_share": (0.85, 0.95)},
    ),
    "rejected_vendor": Case(
        "of every fourth line two fifths are sent back on the day of receipt",
        vendor="V11",
        expected={"rejected_lines_share": 0.25},
    ),
    "returning_customer": Case(
        "sends back one line of durable goods in eight, others one in 250",
        customers=(10,),
        expected={"returned_lines_share": (0.08, 0.14)},
    ),
    "slow_mover_1": Case("sold once in 75 days", code="JQ009", expected={"sold": 5}),
    "slow_mover_2": Case("sold once in 75 days", code="CK003", expected={"sold": 5}),
    "slow_mover_3": Case("sold once in 75 days", code="TW022", expected={"sold": 5}),
    "dead_article": Case(
        "not moved for more than 180 days, and worth money",
        code="GH004",
        warehouse=1,
        expected={"idle_days": 200, "cartons": (25, 70)},
    ),
    "expires_in_10_days": Case(
        "a lot that nobody bought for three weeks",
        code="TW010",
        warehouse=2,
        expected={"expires_in": 8, "cartons": 12},
    ),
    "expires_in_30_days": Case(
        "a lot that nobody bought for three weeks",
        code="YL011",
        warehouse=2,
        expected={"expires_in": 25, "cartons": 20},
    ),
    "expired_lot": Case(
        "still on the shelf, not scrapped",
        code="HB005",
        warehouse=3,
        expected={"expires_in": -3, "cartons": 6},
    ),
    "certificate": Case(
        "the vendor's food licence lapses; a task reminds its buyer",
        vendor="V04",
        expected={"days_left": 12},
    ),
    "over_credit_limit": Case(
        "pay two months late and owe twice their credit limit",
        customers=(7, 13),
        expected={"days_late": 60, "of_limit": (1.9, 2.5)},
    ),
    "price_slip": Case(
        "one bill is 8 % above the order",
        vendor="V12",
        expected={"factor": 1.08},
    ),
    "price_outlier": Case(
        "one order line is 35 % above the usual price",
        vendor="V13",
        code="JQ006",
        expected={"factor": 1.35},
    ),
    "surplus": Case(
        "150 cartons moved to Ningbo, where two weeks' stock is twenty",
        code="ZP001",
        warehouse=2,
        expected={"moved": 150, "cover_days": (60, 400)},
    ),
    "shortage": Case(
        "the same article is sold out in Yiwu, with customers waiting",
        code="ZP001",
        warehouse=3,
        expected={"cartons": 0},
    ),
    "in_transit": Case(
        "left Hangzhou four days ago and has not arrived in Yiwu",
        code="TW012",
        warehouse=3,
        expected={"days_ago": 3, "cartons": 10},
    ),
    "overdue_purchase": Case(
        "ordered, promised six days ago, nothing received",
        vendor="V01",
        code="LY006",
        warehouse=1,
        expected={"days_overdue": 5, "cartons": 30},
    ),
    "count_loss": Case(
        "the last count found many pieces too few",
        code="RP009",
        warehouse=1,
        expected={"pieces": -15, "days_ago": 9},
    ),
    "gift_received": Case(
        "other receipt, done: a carton of bags the vendor gave, worth nothing",
        vendor="V13",
        code="JQ004",
        warehouse=1,
        expected={"pieces": 50},
    ),
    "sample_given": Case(
        "other issue, done: samples for a customer",
        customers=(21,),
        code="LS012",
        warehouse=1,
        expected={"pieces": 2},
    ),
    "use_to_approve": Case(
        "other issue for our own use, waits for the warehouse manager's approval",
        code="CK002",
        warehouse=1,
        expected={"pieces": 20},
    ),
    "scrap_broken": Case(
        "scrap note, done: tins broken while unloading",
        code="SS014",
        warehouse=2,
        expected={"pieces": 6},
    ),
    "gift_box": Case(
        "assembly by preset, done: gift boxes of biscuits, chocolate and coffee",
        code=KIT,
        warehouse=1,
        expected={"sets": 10, "parts": KIT_PARTS},
    ),
    "transfer_requested": Case(
        "Ningbo asks Hangzhou for goods; nobody has decided yet",
        code="TW004",
        warehouse=2,
        expected={"cartons": 2},
    ),
    "transfer_difference": Case(
        "arrived in Yiwu with pieces missing and broken, not settled yet",
        code="SS018",
        warehouse=3,
        expected={"cartons": 3, "missing": 8, "damaged": 6},
    ),
    "recall": Case(
        "started: a lot of biscuits, also in the boxes; two customers were told",
        code="LS017",
        expected={"told": 2},
    ),
}

LAST = DAYS - 1
SLOW_CODES = tuple(CASES[f"slow_mover_{n}"].code for n in (1, 2, 3))
SLOW_EVERY = 75
DEAD = CASES["dead_article"]
EXTRA_OPENING = {(1, code): 30 for code in SLOW_CODES} | {(1, DEAD.code): 40}
NEW_YEAR_DAYS = ("2027-02-05", "2028-01-25", "2029-02-12", "2030-02-02", "2031-01-22")
"""New Year's Eves, for years whose holidays the calendar does not know yet."""


@dataclass(frozen=True)
class Bought:
    """A planted purchase: days of the year; ``expires`` days after the end or None."""

    key: str
    code: str
    warehouse: int
    cartons: int
    ordered: int
    received: int | None
    expires: int | None = None


@dataclass(frozen=True)
class Moved:
    """A planted transfer from the first warehouse."""

    key: str
    code: str
    target: int
    cartons: int
    day: int
    arrives: bool = True


def _expiring(key):
    case = CASES[key]
    expected = case.expected
    return Bought(
        *(key, case.code, case.warehouse, expected["cartons"], LAST - 26, LAST - 22),
        expires=expected["expires_in"],
    )


BOUGHT = (
    *map(_expiring, ("expires_in_10_days", "expires_in_30_days", "expired_lot")),
    Bought("surplus", "ZP001", 1, 150, LAST - 19, LAST - 14),
    Bought("in_transit", "TW012", 1, 12, LAST - 9, LAST - 6),
    Bought("overdue_purchase", "LY006", 1, 30, LAST - 8, None),
)
MOVED = (
    Moved("surplus", "ZP001", 2, 150, LAST - 14),
    Moved("in_transit", "TW012", 3, 10, LAST - 3, arrives=False),
)
UNSOLD = {(b.warehouse, b.code): b.received - 1 for b in BOUGHT if b.expires}
"""{(warehouse, code): day from which nobody orders it}."""
UNSHIPPED = {(CASES["shortage"].warehouse, CASES["shortage"].code): LAST - 35}
"""{(warehouse, code): day from which it is not replenished}."""
UNTIL_DEAD = LAST - DEAD.expected["idle_days"]
SLIP_FROM = LAST - 60
EXACT = frozenset(case.code for case in CASES.values() if case.code)
"""Articles whose figures are planted: no ordinary count touches them."""
RARE = frozenset((*SLOW_CODES, DEAD.code, CASES["shortage"].code))
"""Articles of which nothing comes back."""


def due(bought):
    """Return the day for which a planted purchase was promised."""
    if bought.received is not None:
        return bought.received
    return LAST - CASES[bought.key].expected["days_overdue"]

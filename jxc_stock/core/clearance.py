"""What to do with goods that nobody takes: one proposal, and the rule that gave it."""

from dataclasses import dataclass
from math import floor

SOON = 30  # days: too short for a transfer, and reason for a deep cut
YEAR = 365
PROMOTED = 12  # months of cover up to which a promotion can be enough
HORIZON = 3  # months: what another warehouse sells in them it can take
WORTH_MOVING = 0.2  # part of the goods below which a transfer is not worth the way
CUTS = {"light": 15, "dead": 30, "deep": 50}  # per cent


@dataclass(frozen=True, slots=True)
class Goods:
    """Slow or dead goods of a product in a warehouse.

    :param quantity: on hand, product unit
    :param idle_days: days without a delivery
    :param dead: beyond the company's limit, else slow
    :param months: months the goods last at the pace of the last three; None: no sales
    :param expiry_days: days until the first lot expires, negative when it has; None:
        no lot does
    :param expired: quantity past its date, product unit
    :param return_days: days the vendor still takes the last receipt back; None: never
    :param returnable: quantity of receipts the vendor takes back, product unit
    :param wanted: most that one other warehouse sells in `HORIZON` months above what
        it has, product unit
    """

    quantity: float
    idle_days: int
    dead: bool
    months: float | None = None
    expiry_days: int | None = None
    expired: float = 0.0
    return_days: int | None = None
    returnable: float = 0.0
    wanted: float = 0.0


@dataclass(frozen=True, slots=True)
class Proposal:
    """`action` is scrap, return, transfer, price or promotion; `reason` names the rule;
    `quantity` in the product unit; `discount` in per cent, 0 where it is none."""

    action: str
    reason: str
    quantity: float
    discount: int = 0


def propose(goods: Goods) -> Proposal:
    """The first rule that fits, from the one that saves most to the last resort.

    1. what is expired cannot be sold: scrap it
    2. the vendor still takes it back: return it, for the full price
    3. another warehouse sells it: transfer what that one takes, if that is worth the
       way and the goods last that long
    4. it expires before it would be sold: cut the price, deeply in the last 30 days
    5. it still sells, within a year: promote it
    6. dead: cut the price, deeply after a year; slow: cut it lightly

    :raises ValueError: nothing to clear

    >>> propose(Goods(10, 200, True, return_days=5, returnable=10))
    Proposal(action='return', reason='returnable', quantity=10, discount=0)
    >>> propose(Goods(10, 200, True, wanted=4)).action
    'transfer'
    >>> propose(Goods(10, 100, False, months=8.0)).action
    'promotion'
    >>> propose(Goods(10, 400, True)).discount
    50
    """
    if goods.quantity <= 0:
        raise ValueError("nothing to clear")
    for rule in (_expired, _returned, _moved, _expiring, _sold):
        if found := rule(goods):
            return found
    return _cut(goods)


def _expired(goods: Goods) -> Proposal | None:
    if goods.expired > 0:
        quantity = min(goods.expired, goods.quantity)
        return Proposal("scrap", "expired", quantity)
    return None


def _returned(goods: Goods) -> Proposal | None:
    quantity = min(goods.returnable, goods.quantity)
    if goods.return_days is not None and goods.return_days >= 0 and quantity > 0:
        return Proposal("return", "returnable", quantity)
    return None


def _moved(goods: Goods) -> Proposal | None:
    lasts = goods.expiry_days is None or goods.expiry_days > SOON
    wanted = min(goods.wanted, goods.quantity)
    if goods.quantity == floor(goods.quantity):
        wanted = float(floor(wanted))  # goods counted in pieces stay pieces
    if lasts and wanted >= WORTH_MOVING * goods.quantity:
        return Proposal("transfer", "wanted", wanted)
    return None


def _expiring(goods: Goods) -> Proposal | None:
    if goods.expiry_days is None:
        return None
    if goods.months is not None and goods.months * YEAR / 12 <= goods.expiry_days:
        return None
    if goods.expiry_days > YEAR:
        return None
    cut = CUTS["deep" if goods.expiry_days <= SOON else "dead"]
    return Proposal("price", "expiring", goods.quantity, cut)


def _sold(goods: Goods) -> Proposal | None:
    if goods.months is not None and goods.months <= PROMOTED:
        return Proposal("promotion", "sells", goods.quantity)
    return None


def _cut(goods: Goods) -> Proposal:
    if not goods.dead:
        return Proposal("price", "slow", goods.quantity, CUTS["light"])
    kind = "deep" if goods.idle_days > YEAR else "dead"
    return Proposal("price", "dead", goods.quantity, CUTS[kind])

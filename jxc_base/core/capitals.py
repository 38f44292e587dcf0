"""Amounts in Chinese capitals 人民币大写, as on receipts, orders and statements (B08).

Source: 会计基础工作规范 (Ministry of Finance, 财会字〔1996〕19号) article 52: a zero
inside the digits is written 零, several in a row once; none is needed for the 元 place;
整 after 元 or 角, never after 分. Agrees with 支付结算办法 appendix 1 (银发〔1997〕
393号);
where that leaves a choice the shorter form is taken.
"""

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation, localcontext

DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
LIMIT = Decimal(10) ** 16  # yuan; the largest place is 仟万亿
FEN = Decimal("0.01")


def _decimal(amount: Decimal | str | float | int) -> Decimal:
    if isinstance(amount, bool) or not isinstance(amount, (Decimal, str, float, int)):
        raise TypeError(f"an amount is a number, not {type(amount).__name__}")
    try:
        # A float counts as it is printed: 1.005 is 1.005, not 1.00499….
        value = Decimal(repr(amount) if isinstance(amount, float) else amount)
    except InvalidOperation:
        raise ValueError(f"{amount!r} is not a number") from None
    if not value.is_finite():
        raise ValueError("an amount is a finite number")
    if abs(value) >= LIMIT:
        raise ValueError("an amount in capitals is below 10,000 万亿 (10^16) yuan")
    return value


def _fen(value: Decimal) -> int:
    """The amount in fen, rounded half up (away from zero)."""
    with localcontext() as context:
        context.prec = 40
        rounded = value.quantize(FEN, rounding=ROUND_HALF_UP)
        if abs(rounded) >= LIMIT:
            raise ValueError("an amount in capitals is below 10,000 万亿 (10^16) yuan")
        return int(rounded * 100)


def _yuan(number: int) -> str:
    """Whole yuan without the word 元; empty for 0."""
    text, zero, digits = "", False, str(number)
    for index, digit in enumerate(digits):
        place = len(digits) - 1 - index
        if digit != "0":
            text += ("零" if zero and text else "") + DIGITS[int(digit)]
            text += PLACES[place % 4]
        zero = digit == "0"
        text += _section(number, place)
    return text


def _section(number: int, place: int) -> str:
    """万 or 亿 behind the last digit of a section that has any digit but 0."""
    if place in (4, 12) and number // 10**place % 10**4:
        return "万"
    return "亿" if place == 8 and number // 10**8 else ""


def _cents(jiao: int, fen: int, has_yuan: bool) -> str:
    text = f"{DIGITS[jiao]}角" if jiao else ""
    if not fen:
        return text + "整"
    zero = "零" if has_yuan and not jiao else ""
    return f"{text}{zero}{DIGITS[fen]}分"


def amount_in_capitals(amount: Decimal | str | float | int, prefix: str = "") -> str:
    """The amount in yuan in Chinese capitals.

    Rounded half up to the fen, away from zero for negative amounts, which start
    with 负.

    :param amount: yuan, absolute value below 10^16; text as ``"1234.50"``.
    :param prefix: put before, for example ``"人民币"``.
    :raise TypeError: not a number or text.
    :raise ValueError: a text that is no number, NaN, infinite or too large.

    >>> amount_in_capitals("1409.50")
    '壹仟肆佰零玖元伍角整'
    >>> amount_in_capitals("-107000.53", "人民币")
    '人民币负壹拾万零柒仟元伍角叁分'
    """
    fen = _fen(_decimal(amount))
    sign = "负" if fen < 0 else ""
    yuan, cents = divmod(abs(fen), 100)
    whole = f"{_yuan(yuan)}元" if yuan else ""
    if not yuan and not cents:
        whole = "零元"
    return prefix + sign + whole + _cents(*divmod(cents, 10), bool(yuan))

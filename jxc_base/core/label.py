"""Labels as SVG in millimetres: Code 128, EAN-13 or QR code beside fitted text.

Sources: GS1 General Specifications section 5 (EAN-13 X-dimension 0.264–0.66 mm, quiet
zones 11 and 7 modules); ISO/IEC 15417 (Code 128, quiet zone 10 modules); ISO/IEC 18004
(QR code, quiet zone 4 modules). A linear code whose bars would be thinner than common
thermal printers and phone cameras resolve becomes a QR code.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import qrcode
from barcode import get_barcode_class

from .gs1_values import is_valid_key

MARGIN = 1.5  # mm
MIN_MODULE = 0.19  # mm, three dots of a 300 dpi head rounded down
MAX_MODULE = 0.5
MIN_FONT, LINE_HEIGHT = 2.0, 1.2  # mm, of the font size
QUIET_128, QUIET_EAN, QUIET_QR = 10, 11, 4
FONT = "'Noto Sans CJK SC','Microsoft YaHei','PingFang SC',sans-serif"


@dataclass(frozen=True)
class Label:
    """What stands on one label.

    ``code`` what the barcode holds, ``shown`` the text under it (``code`` when None),
    ``title`` large, ``lines`` small below it. Sizes in mm.
    """

    width: float
    height: float
    code: str
    title: str
    lines: Sequence[str] = ()
    shown: str | None = None


def em_width(text: str) -> float:
    """Approximate width in em: Chinese 1, capitals and digits 0.65, others 0.55.

    >>> em_width("海天A")
    2.65
    """
    return sum(_em(character) for character in text)


def _em(character: str) -> float:
    if unicodedata.east_asian_width(character) in "WFA":
        return 1.0
    return 0.65 if character.isupper() or character.isdigit() else 0.55


def wrap(text: str, width_em: float, limit: int) -> list[str]:
    """Break ``text`` into at most ``limit`` lines; the last ends in … when cut.

    >>> wrap("海天酱油特级", 4, 2)
    ['海天酱油', '特级']
    >>> wrap("海天酱油特级", 4, 1)
    ['海天酱…']
    """
    lines, rest = [], _printable(text)
    while rest and len(lines) < limit:
        cut = _cut(rest, width_em)
        if len(lines) == limit - 1 and cut < len(rest):
            short = rest[: max(_cut(rest, width_em - 1), 1)].rstrip()
            return [*lines, short + "…"]
        lines.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return lines


def _cut(text: str, width_em: float) -> int:
    """Number of characters of ``text`` that fit, at a blank if one is near."""
    used = 0.0
    for index, character in enumerate(text):
        used += _em(character)
        if used > width_em + 1e-9:
            blank = text.rfind(" ", index // 2, index + 1)
            return max(blank if blank > 0 else index, 1)
    return len(text)


def _printable(text: str) -> str:
    clean = (" " if unicodedata.category(c)[0] in "CZ" else c for c in text)
    return " ".join("".join(clean).split())


def symbology(code: str, width: float) -> str:
    """``ean13``, ``code128`` or ``qr``: the best that is readable on ``width`` mm.

    >>> symbology("6901234567892", 60), symbology("中文", 60), symbology("A" * 60, 40)
    ('ean13', 'qr', 'qr')
    """
    if len(code) == 13 and is_valid_key(code):
        kind, modules = "ean13", 95 + 2 * QUIET_EAN
    elif code and code.isascii() and code.isprintable():
        kind, modules = "code128", len(_linear(code, "code128")) + 2 * QUIET_128
    else:
        return "qr"
    return kind if (width - 2 * MARGIN) / modules >= MIN_MODULE else "qr"


def _linear(code: str, kind: str) -> str:
    """Modules of a linear code, 1 black and 0 white."""
    return get_barcode_class(kind)(code).build()[0]


def _bars(code: str, kind: str, x: float, y: float, w: float, h: float) -> str:
    modules = _linear(code, kind)
    quiet = QUIET_EAN if kind == "ean13" else QUIET_128
    unit = min(w / (len(modules) + 2 * quiet), MAX_MODULE)
    left = x + (w - unit * len(modules)) / 2
    path, start = [], None
    for index, module in enumerate(modules + "0"):
        if module == "1" and start is None:
            start = index
        elif module == "0" and start is not None:
            path.append(_box(left + start * unit, y, (index - start) * unit, h))
            start = None
    return _path(path)


def _qr(code: str, x: float, y: float, size: float) -> str:
    symbol = qrcode.QRCode(border=0, error_correction=qrcode.constants.ERROR_CORRECT_M)
    symbol.add_data(code)
    symbol.make(fit=True)
    matrix = symbol.get_matrix()
    unit = size / (len(matrix) + 2 * QUIET_QR)
    boxes = [
        _box(x + (QUIET_QR + column) * unit, y + (QUIET_QR + row) * unit, unit, unit)
        for row, cells in enumerate(matrix)
        for column, black in enumerate(cells)
        if black
    ]
    return _path(boxes)


def _box(x: float, y: float, w: float, h: float) -> str:
    return f"M{x:.3f} {y:.3f}h{w:.3f}v{h:.3f}h-{w:.3f}z"


def _path(boxes: list[str]) -> str:
    return f'<path d="{"".join(boxes)}" fill="#000" shape-rendering="crispEdges"/>'


def _text(text: str, x: float, y: float, size: float, style: str = "") -> str:
    place = f'x="{x:.2f}" y="{y:.2f}" font-size="{size:.2f}"'
    return f"<text {place}{style}>{escape(_printable(text))}</text>"


def _shrink(text: str, w: float, size: float, limit: int) -> float:
    """The largest font up to ``size`` at which ``text`` fits in ``limit`` lines."""
    while size > MIN_FONT and _is_cut(wrap(text, w / size, limit)):
        size = max(size * 0.95, MIN_FONT)
    return size


def _is_cut(lines: list[str]) -> bool:
    return bool(lines) and lines[-1].endswith("…")


def _block(label: Label, x: float, y: float, w: float, h: float) -> str:
    """Title and lines inside a box; the title shrinks first, then takes two lines."""
    rows = [line for line in label.lines if line]
    size = min(h / LINE_HEIGHT / (len(rows) * 0.8 + 1.2), max(6.0, w * 0.1))
    fitting = w / max(em_width(_printable(label.title)), 1)
    lines_of_title = 1 if fitting >= size * 0.75 else 2
    large = max(min(size, fitting * lines_of_title), MIN_FONT)
    if lines_of_title == 2:
        large = max(min(large, h / LINE_HEIGHT / (len(rows) * 0.8 + 2)), MIN_FONT)
    large = _shrink(label.title, w, large, lines_of_title)
    parts, top, bottom = [], y, y + h
    for line in wrap(label.title, w / large, lines_of_title):
        top += large * LINE_HEIGHT
        parts.append(_text(line, x, top - large * 0.2, large, ' font-weight="bold"'))
    small = max(min(large * 0.8, max(3.5, w * 0.05)), MIN_FONT)
    for row in rows:
        top += small * LINE_HEIGHT
        if top > bottom + small * 0.3:
            break
        line = wrap(row, w / small, 1)
        parts.append(_text(line[0] if line else "", x, top - small * 0.2, small))
    return "".join(parts)


def _with_bars(label: Label, kind: str) -> str:
    """Text above, bars below over the whole width, the code in letters under them."""
    w, h = label.width - 2 * MARGIN, label.height - 2 * MARGIN
    shown = label.shown or label.code
    size = min(3.0, h * 0.12, w / max(em_width(shown), 1))
    bars = min(h * 0.42, 22.0)
    top = label.height - MARGIN - size * LINE_HEIGHT - bars
    middle = ' text-anchor="middle"'
    return (
        _block(label, MARGIN, MARGIN, w, top - MARGIN - 0.5)
        + _bars(label.code, kind, MARGIN, top, w, bars)
        + _text(shown, label.width / 2, label.height - MARGIN, size, middle)
    )


def _with_qr(label: Label) -> str:
    """The square on the left (or on top of a high label), text beside (or below)."""
    w, h = label.width - 2 * MARGIN, label.height - 2 * MARGIN
    rows = [*label.lines, label.shown or label.code]
    beside = Label(label.width, label.height, label.code, label.title, rows)
    if label.height > label.width * 1.2:
        side = min(w, h * 0.6)
        square = _qr(label.code, (label.width - side) / 2, MARGIN, side)
        return square + _block(beside, MARGIN, MARGIN + side, w, h - side)
    side = min(h, w * 0.45)
    square = _qr(label.code, MARGIN, (label.height - side) / 2, side)
    left = MARGIN + side + 0.5
    return square + _block(beside, left, MARGIN, label.width - left - MARGIN, h)


def label_svg(label: Label) -> str:
    """The label as an SVG document of its size in mm.

    :raise ValueError: a side below 10 mm or above 300 mm, no code, or a code of more
        than 500 characters.
    """
    if not (10 <= label.width <= 300 and 10 <= label.height <= 300):
        raise ValueError("a label measures 10 to 300 mm")
    if not label.code or len(label.code) > 500:
        raise ValueError("a label needs a code of at most 500 characters")
    kind = symbology(label.code, label.width)
    body = _with_qr(label) if kind == "qr" else _with_bars(label, kind)
    size = f'width="{label.width}mm" height="{label.height}mm"'
    box = f'viewBox="0 0 {label.width} {label.height}"'
    name = escape(_printable(label.title), quote=True)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} {box} role="img" '
        f'aria-label="{name}" font-family="{FONT}">{body}</svg>'
    )


PAGE = """<!DOCTYPE html>
<html lang="{lang}"><head><meta charset="utf-8"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<title>{title}</title><style>
@page {{ size: {width}mm {height}mm; margin: 0 }}
body {{ margin: 0; background: #e9ecef; font-family: sans-serif }}
header {{ position: sticky; top: 0; padding: 12px; background: #fff; display: flex;
  gap: 12px; align-items: center; flex-wrap: wrap; box-shadow: 0 1px 4px #0003 }}
header button {{ font-size: 18px; padding: 10px 24px; border: 0; border-radius: 6px;
  background: #714b67; color: #fff }}
main {{ display: flex; flex-wrap: wrap; gap: 4mm; padding: 4mm }}
.label {{ background: #fff; width: {width}mm; height: {height}mm; overflow: hidden }}
.label svg {{ display: block }}
@media print {{ header {{ display: none }} body {{ background: #fff }}
  main {{ display: block; padding: 0 }}
  .label {{ break-after: page; break-inside: avoid }}
  .label:last-child {{ break-after: auto }} }}
</style></head><body>
<header><button type="button" onclick="window.print()">{button}</button>
<span>{title}</span></header><main>
{labels}
</main></body></html>
"""


def label_page(
    labels: Sequence[Label], *, title: str, button: str, lang: str = "zh-CN"
) -> str:
    """HTML page that prints one label per page of the labels' size.

    :param labels: at least one, all of the size of the first.
    :param title: heading on the screen; ``button`` the text of the print button.
    """
    svgs = (f'<div class="label">{label_svg(label)}</div>' for label in labels)
    return PAGE.format(
        lang=escape(lang, quote=True),
        title=escape(title),
        button=escape(button),
        width=labels[0].width,
        height=labels[0].height,
        labels="\n".join(svgs),
    )

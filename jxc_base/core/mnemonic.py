"""Mnemonic codes 助记码: pinyin initials and full pinyin of names.

A Chinese clerk types ``htjy`` for 海天酱油. The readings are those of pypinyin's phrase
mode (a character with several readings, 多音字, is read as in the longest phrase it
knows), corrected by the table below and by the caller's own overrides.
Source: spec of Chinese user expectations, mnemonic code; pypinyin documentation,
https://pypinyin.readthedocs.io/.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache

from pypinyin import Style, lazy_pinyin

# Words of the trade that the phrase table of pypinyin does not know or reads
# otherwise: word -> one reading per character.
TRADE_READINGS: dict[str, str] = {
    "商行": "shang hang",
    "车行": "che hang",
    "粮行": "liang hang",
    "鱼行": "yu hang",
    "米行": "mi hang",
    "花行": "hua hang",
    "粘豆包": "nian dou bao",
    "粘玉米": "nian yu mi",
    "糜子": "mei zi",
    "东阿阿胶": "dong e e jiao",
    "单县": "shan xian",
    "乐清": "yue qing",
    "朝阳区": "chao yang qu",
    "長春": "chang chun",
    "長沙": "chang sha",
    "重慶": "chong qing",
    "銀行": "yin hang",
}

# A decimal point stays, since 1.5L is typed as 1.5l; all other marks go.
_NOISE = re.compile(r"(?<![0-9])\.|\.(?![0-9])|[^\w.]|_")
MAX_LENGTH = 512


def _clean(name: str) -> str:
    """Full-width forms to ASCII, lower case, at most ``MAX_LENGTH`` characters."""
    return unicodedata.normalize("NFKC", name[:MAX_LENGTH]).lower()


def _normal_overrides(overrides: Mapping[str, str] | None) -> dict[str, list[str]]:
    table = {**TRADE_READINGS, **(overrides or {})}
    readings = {word.lower(): text.lower().split() for word, text in table.items()}
    for word, reading in readings.items():
        if len(word) != len(reading):
            raise ValueError(f"{word!r} needs {len(word)} readings, not {len(reading)}")
    return readings


def _pieces(text: str, overrides: dict[str, list[str]]) -> Iterator[tuple[str, bool]]:
    """Yield (piece, is an overridden word), longest word first."""
    words = sorted(overrides, key=lambda word: (-len(word), word))
    pattern = "|".join(map(re.escape, words))
    parts = re.split(f"({pattern})", text) if pattern else [text]
    for index, part in enumerate(parts):
        if part:
            yield part, index % 2 == 1


def _readings(name: str, overrides: Mapping[str, str] | None) -> list[str]:
    table = _normal_overrides(overrides)
    result: list[str] = []
    for piece, overridden in _pieces(_clean(name), table):
        if overridden:
            result += table[piece]
        else:
            result += lazy_pinyin(piece, style=Style.NORMAL)
    return [part for part in (_NOISE.sub("", item) for item in result) if part]


def _initial_parts(name: str, overrides: Mapping[str, str] | None) -> Iterator[str]:
    """Each Chinese character by its initial, everything else in full."""
    table = _normal_overrides(overrides)
    for piece, overridden in _pieces(_clean(name), table):
        if overridden:
            yield "".join(reading[:1] for reading in table[piece])
        else:
            yield "".join(lazy_pinyin(piece, style=Style.FIRST_LETTER))


@lru_cache(maxsize=20000)
def _cached(name: str, full: bool) -> str:
    return _render(name, full, None)


def _render(name: str, full: bool, overrides: Mapping[str, str] | None) -> str:
    parts = _readings(name, overrides) if full else _initial_parts(name, overrides)
    return _NOISE.sub("", "".join(parts))


def initials(name: str | None, overrides: Mapping[str, str] | None = None) -> str:
    """Pinyin initials of ``name``, lower case; Latin letters and digits are kept.

    :param name: any text; only the first 512 characters count; ``None`` gives ``""``.
    :param overrides: readings of words, ``{"单": "shan"}``, one syllable a character,
        separated by blanks; they win over the built-in ones.
    :raise ValueError: an override whose syllables do not match its characters.

    >>> initials("海天酱油500ml")
    'htjy500ml'
    >>> initials("重庆 火锅底料（1.5KG）")
    'cqhgdl1.5kg'
    >>> initials("单记", {"单": "shan"})
    'sj'
    """
    if not name:
        return ""
    return _render(name, False, overrides) if overrides else _cached(name, False)


def full_pinyin(name: str | None, overrides: Mapping[str, str] | None = None) -> str:
    """Full pinyin of ``name`` without tones and blanks, ü written v.

    Parameters and errors as for :func:`initials`.

    >>> full_pinyin("绿茶2瓶")
    'lvcha2ping'
    """
    if not name:
        return ""
    return _render(name, True, overrides) if overrides else _cached(name, True)


# The names under which the models know the two.
mnemonic = initials
pinyin_full = full_pinyin


def search_text(*parts: str | None) -> str:
    """Lower-case text that a name search looks into: parts, initials, full pinyin.

    Empty and repeated parts are left out, the order is kept, blanks divide.

    >>> search_text("海天酱油", "SP-01", None)
    '海天酱油 htjy haitianjiangyou sp-01 sp01'
    """
    found: dict[str, None] = {}
    for part in filter(None, parts):
        for text in (_clean(part).strip(), initials(part), full_pinyin(part)):
            if text:
                found[text] = None
    return " ".join(found)

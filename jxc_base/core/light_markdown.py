"""The few marks our messages use, and what each reader of them understands.

Headings (`# `), `**bold**`, `` `code` ``, `[text](https://…)`, quotes (`> `) and lists
(`- `). Robots read it as it is; mail and activities need HTML, lists plain text.
"""

import re
from html import escape

HEADING = re.compile(r"^#{1,6}\s+")
ITEM = re.compile(r"^[-*]\s+")
QUOTE = re.compile(r"^>\s?")
BOLD = re.compile(r"\*\*([^*]+)\*\*")
CODE = re.compile(r"`([^`]+)`")
LINK = re.compile(r"\[([^\[\]]+)\]\((https?://[^\s()<>\"']+)\)")
# Marks in a name that somebody typed become their wide twins: readable, without effect
HARMLESS = str.maketrans("[]*`<>", "［］＊｀＜＞")


def plain(text: str) -> str:
    """Make a name safe to stand in a message: no marks, no line breaks.

    >>> plain("[paid](http://evil)\\n**now**")
    '［paid］(http://evil) ＊＊now＊＊'
    """
    words = " ".join(str(text).split())
    return HEADING.sub("", words.translate(HARMLESS))


def to_text(text: str) -> str:
    """Drop the marks.

    >>> to_text("# Late\\n> **3 days** [open](https://x.cn/1)")
    'Late\\n3 days open (https://x.cn/1)'
    """
    lines = []
    for line in text.splitlines():
        bare = QUOTE.sub("", HEADING.sub("", line))
        bare = CODE.sub(r"\1", BOLD.sub(r"\1", bare))
        lines.append(LINK.sub(r"\1 (\2)", bare))
    return "\n".join(lines)


def to_html(text: str) -> str:
    """Turn the marks into HTML; everything else is escaped, other links stay text.

    >>> to_html("**Late**: <b>\\n- [open](https://x.cn/?a=1&b=2)")
    ... # doctest: +NORMALIZE_WHITESPACE
    '<p><b>Late</b>: &lt;b&gt;</p><ul><li><a
    href="https://x.cn/?a=1&amp;b=2">open</a></li></ul>'
    >>> to_html("[x](javascript:alert)")
    '<p>[x](javascript:alert)</p>'
    """
    blocks: list[tuple[str, list[str]]] = []
    for line in text.splitlines():
        kind, content = _kind(line)
        if not blocks or blocks[-1][0] != kind:
            blocks.append((kind, []))
        blocks[-1][1].append(_inline(content))
    return "".join(_block(kind, lines) for kind, lines in blocks)


def _kind(line: str) -> tuple[str, str]:
    line = line.strip()
    for kind, pattern in (("h4", HEADING), ("li", ITEM), ("blockquote", QUOTE)):
        if pattern.match(line):
            return kind, pattern.sub("", line)
    return ("p", line) if line else ("", "")


def _inline(text: str) -> str:
    safe = LINK.sub(r'<a href="\2">\1</a>', escape(text, quote=False))
    return CODE.sub(r"<code>\1</code>", BOLD.sub(r"<b>\1</b>", safe))


def _block(kind: str, lines: list[str]) -> str:
    if kind == "li":
        return f"<ul>{''.join(f'<li>{line}</li>' for line in lines)}</ul>"
    return f"<{kind}>{'<br/>'.join(lines)}</{kind}>" if kind else ""

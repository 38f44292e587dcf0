"""What the group robots of WeCom and DingTalk take, and what they answer.

Sources: developer.work.weixin.qq.com/document/path/91770 (message push, formerly
group robots) and open.dingtalk.com, "Custom robots: send group messages" and
"security settings".
"""

import base64
import hashlib
import hmac
import json
import re
from urllib.parse import quote_plus, urlsplit

from .light_markdown import to_text
from .outbox import Outcome

WECOM = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key="
DINGTALK = "https://oapi.dingtalk.com/robot/send?access_token="
WECOM_BYTES = 4096  # of markdown.content in UTF-8
DINGTALK_BYTES = 15000  # of the text; the whole request may have 20,000
CARD_TITLE, CARD_TEXT = 26, 112  # characters a WeCom card shows
KEY = re.compile(r"[A-Za-z0-9_-]{8,128}\Z")
CUT = "\n…"
# code of the answer: seconds for which the whole robot rests
RATE_LIMITED = {
    "wecom": {45009: 60, 45033: 60},
    "dingtalk": {130101: 600, 410100: 600, 90030: 600},
}
# trying again does not help: wrong address, key, signature, word or content
HOPELESS = {
    "wecom": {93000, 93004, 93008, 40008, 40058, 44004, 45002},
    "dingtalk": {300001, 310000, 400013, 400101, 400102, 400105, 400106, 410101},
}


def address(text: str, kind: str) -> str:
    """Complete a robot's key to its address; an address stays as it is.

    >>> address("0a1b2c3d-aaaa", "wecom")
    'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=0a1b2c3d-aaaa'
    """
    text = text.strip()
    if kind in ("wecom", "dingtalk") and KEY.match(text):
        return (WECOM if kind == "wecom" else DINGTALK) + text
    return text


def shown(text: str | None) -> str:
    """The part of an address that is no secret: scheme and host.

    >>> shown("https://oapi.dingtalk.com/robot/send?access_token=abc")
    'https://oapi.dingtalk.com/…'
    """
    if not text:
        return ""
    parts = urlsplit(text)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}/…"


def cut(text: str, size: int) -> str:
    """Shorten a text to `size` bytes of UTF-8, at a line's end where one is near.

    >>> cut("库存不足", 9), len(cut("库存不足", 9).encode())
    ('库\\n…', 7)
    """
    raw = text.encode()
    if len(raw) <= size:
        return text
    kept = raw[: size - len(CUT.encode())].decode(errors="ignore")
    line = kept.rfind("\n")
    return (kept[:line] if line > len(kept) * 3 // 4 else kept) + CUT


def wecom_markdown(title: str, body: str, link=None) -> dict:
    """Markdown message; what is too long is cut, title and link stay.

    :param link: (text, address) of the record, or None

    >>> wecom_markdown("Late", "3 days", ("Open", "https://x.cn/1"))["markdown"]
    {'content': '**Late**\\n3 days\\n[Open](https://x.cn/1)'}
    """
    head, foot = f"**{cut(title, 400)}**\n", _link(link)
    room = WECOM_BYTES - len((head + foot).encode())
    content = head + cut(body, room) + foot
    return {"msgtype": "markdown", "markdown": {"content": content.rstrip()}}


def wecom_card(title: str, body: str, link=None) -> dict:
    """Card of a title, a text and a jump; without a link it is a markdown message."""
    if not link:
        return wecom_markdown(title, body)
    card = {
        "card_type": "text_notice",
        "main_title": {"title": shorten(to_text(title), CARD_TITLE)},
        "sub_title_text": shorten(to_text(body), CARD_TEXT),
        "jump_list": [{"type": 1, "title": link[0], "url": link[1]}],
        "card_action": {"type": 1, "url": link[1]},
    }
    return {"msgtype": "template_card", "template_card": card}


def shorten(text: str, length: int) -> str:
    """Cut a text to `length` characters, the last of them an ellipsis.

    >>> shorten("库存不足", 3)
    '库存…'
    """
    return text if len(text) <= length else text[: length - 1] + "…"


def dingtalk_markdown(title: str, body: str, link=None) -> dict:
    """Markdown message; DingTalk breaks a line only after two spaces.

    >>> dingtalk_markdown("Late", "3 days", ("Open", "https://x.cn/1"))["markdown"]
    {'title': 'Late', 'text': '#### Late  \\n3 days  \\n[Open](https://x.cn/1)'}
    """
    return {
        "msgtype": "markdown",
        "markdown": {
            "title": shorten(to_text(title), 60),
            "text": _dingtalk_text(title, body, _link(link)),
        },
    }


def dingtalk_card(title: str, body: str, link=None) -> dict:
    """Card with one button; without a link it is a markdown message."""
    if not link:
        return dingtalk_markdown(title, body)
    card = {
        "title": shorten(to_text(title), 60),
        "text": _dingtalk_text(title, body, ""),
        "singleTitle": link[0],
        "singleURL": link[1],
    }
    return {"msgtype": "actionCard", "actionCard": card}


def _dingtalk_text(title, body, foot):
    head = f"#### {cut(title, 400)}\n"
    lines = len((body + foot).splitlines()) + 2
    room = DINGTALK_BYTES - len((head + foot).encode()) - 2 * lines
    text = head + cut(body, room) + foot
    return re.sub(r"\s*\n", "  \n", text.rstrip())


def _link(link) -> str:
    return f"\n[{link[0]}]({link[1]})" if link else ""


def dingtalk_signature(timestamp: int, secret: str) -> str:
    """Signature of a request, ready for the address.

    urlencode(base64(HMAC-SHA256(key = secret, text = timestamp + "\\n" + secret)))

    :param timestamp: milliseconds since 1970; DingTalk refuses an hour of difference
    :param secret: the robot's "SEC…"

    >>> dingtalk_signature(1700000000000, "SECabc")
    'jcUpW0QmtKduN03n4JqQ0PBosVjqnM8gU7fIIvsDmCM%3D'
    """
    text = f"{timestamp}\n{secret}".encode()
    digest = hmac.new(secret.encode(), text, hashlib.sha256).digest()
    return quote_plus(base64.b64encode(digest))


def dingtalk_signed(address: str, secret: str | None, timestamp: int) -> str:
    """Address of one request to a robot with the security setting "signature"."""
    if not secret:
        return address
    joint = "&" if "?" in address else "?"
    signature = dingtalk_signature(timestamp, secret)
    return f"{address}{joint}timestamp={timestamp}&sign={signature}"


def webhook_signature(timestamp: int, body: bytes, secret: str) -> str:
    """Header by which a receiver knows that a webhook is ours and fresh.

    :param timestamp: seconds since 1970, part of what is signed
    :return: "t=<timestamp>,v1=<hex HMAC-SHA256 of timestamp + "." + body>"

    >>> webhook_signature(1700000000, b"{}", "s3cret")[:24]
    't=1700000000,v1=97926816'
    """
    text = str(timestamp).encode() + b"." + body
    digest = hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()
    return f"t={timestamp},v1={digest}"


def robot_outcome(kind: str, status: int, body: bytes) -> Outcome:
    """Judge a robot's answer, HTTP status and JSON `{"errcode": 0, "errmsg": "ok"}`.

    >>> robot_outcome("wecom", 200, b'{"errcode": 45009, "errmsg": "freq"}')
    Outcome(state='retry', text='45009 freq', pause=60)
    """
    if status != 200:
        return http_outcome(status)
    try:
        answer = json.loads(body)
        code, text = int(answer["errcode"]), str(answer.get("errmsg", ""))
    except (ValueError, TypeError, KeyError):
        return Outcome("retry", "?")
    text = f"{code} {text}"[:300]
    if code == 0:
        return Outcome("sent", text)
    if code in HOPELESS[kind]:
        return Outcome("failed", text)
    return Outcome("retry", text, RATE_LIMITED[kind].get(code, 0))


def http_outcome(status: int, retry_after: str | None = None) -> Outcome:
    """Judge an answer by its HTTP status alone.

    >>> http_outcome(204).state, http_outcome(500).state, http_outcome(410).state
    ('sent', 'retry', 'failed')
    >>> http_outcome(429, "30")
    Outcome(state='retry', text='HTTP 429', pause=30)
    """
    text = f"HTTP {status}"
    if 200 <= status < 300:
        return Outcome("sent", text)
    if status in (429, 503):
        given = retry_after if (retry_after or "").isdecimal() else "60"
        return Outcome("retry", text, min(int(given), 4 * 3600))
    if status in (400, 401, 403, 405, 410, 413, 415, 422) or 300 <= status < 400:
        return Outcome("failed", text)
    return Outcome("retry", text)

"""One POST to an address that somebody typed, without harm to the own network.

https only, the address must lead to the public internet, what was checked is what is
connected to (no second look-up), no redirects, no proxy, limited time and size. Hosts
that an administrator names as internal may be private and use plain http.
"""

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

CONNECT_SECONDS, READ_SECONDS, WHOLE_SECONDS = 5, 10, 20
LARGEST_ANSWER = 65536
EMBEDDED = ipaddress.ip_network("64:ff9b::/96")  # IPv4 behind NAT64


class PostError(Exception):
    """The request did not get an answer; `reason` names why, never the address.

    Reasons: address, scheme, private, unknown_host, refused, timeout, tls, answer.
    """

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    retry_after: str | None


def check(address: str, internal: Iterable[str] = ()) -> SplitResult:
    """Refuse what can be refused without looking the host up.

    :param internal: hosts, hosts with port or networks that may be private and http
    :raises PostError: address, scheme, private

    >>> check("https://oapi.dingtalk.com/robot/send?access_token=1").hostname
    'oapi.dingtalk.com'
    >>> check("http://example.com/")
    Traceback (most recent call last):
    ...
    odoo.addons.jxc_base.core.safe_post.PostError: scheme
    """
    parts = _split(address)
    named = is_internal(parts, internal)
    if parts.scheme != "https" and not (parts.scheme == "http" and named):
        raise PostError("scheme")
    try:
        literal = ipaddress.ip_address(parts.hostname)
    except ValueError:
        return parts
    if not named and not is_public(literal):
        raise PostError("private")
    return parts


def _split(address: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise PostError("address") from None
    odd = any(ord(char) <= 32 or ord(char) == 127 for char in address)
    if odd or not parts.hostname or parts.username is not None or port == 0:
        raise PostError("address")
    return parts


def is_internal(parts: SplitResult, internal: Iterable[str]) -> bool:
    """Whether the administrator named this host, or a network that holds it.

    >>> is_internal(urlsplit("http://10.0.3.7:8080/x"), ["10.0.0.0/16"])
    True
    """
    port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    host = (parts.hostname or "").lower()
    names = {entry.strip().lower() for entry in internal}
    return bool({host, f"{host}:{port}"} & names) or _in_network(host, names)


def _in_network(host: str, names: Iterable[str]) -> bool:
    try:
        ip = ipaddress.ip_address(host)
    except ValueError:
        return False
    for name in names:
        try:
            if "/" in name and ip in ipaddress.ip_network(name, strict=False):
                return True
        except ValueError:
            continue
    return False


def is_public(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Whether an address is one of the public internet, also behind IPv6 disguises.

    >>> [is_public(ipaddress.ip_address(ip)) for ip in (
    ...     "8.8.8.8", "10.0.0.1", "127.0.0.1", "169.254.169.254", "224.0.0.1",
    ...     "::1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2606:4700::1111")]
    [True, False, False, False, False, False, False, False, True]
    """
    if ip.version == 6:
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo and ip.teredo[1])
        if ip in EMBEDDED:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner:
            return is_public(inner)
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def post(
    address: str,
    body: bytes,
    headers: Mapping[str, str],
    internal: Iterable[str] = (),
) -> Answer:
    """Send `body` and return the answer, whatever its status.

    :param address: complete address; nothing of it gets into errors or logs
    :param internal: see `check`
    :raises PostError: no answer
    """
    internal = list(internal)
    parts = check(address, internal)
    connection = http.client.HTTPConnection(parts.hostname, parts.port)
    started, hung_up = time.monotonic(), threading.Event()
    try:
        connection.sock = _connect(parts, internal)
        left = max(WHOLE_SECONDS - (time.monotonic() - started), 0.1)
        with _hanging_up(connection.sock, left, hung_up):
            return _exchange(connection, parts, body, headers)
    except ssl.SSLError:
        raise PostError("tls") from None
    except TimeoutError:
        raise PostError("timeout") from None
    except (OSError, http.client.HTTPException, ValueError):
        raise PostError("timeout" if hung_up.is_set() else "answer") from None
    finally:
        connection.close()


@contextlib.contextmanager
def _hanging_up(sock, seconds, hung_up):
    """A server may drip a byte every nine seconds: the whole has an end as well."""

    def hang_up():
        hung_up.set()
        with contextlib.suppress(OSError):
            sock.shutdown(socket.SHUT_RDWR)

    guard = threading.Timer(seconds, hang_up)
    guard.daemon = True
    guard.start()
    try:
        yield
    finally:
        guard.cancel()


def _exchange(connection, parts, body, headers):
    target = parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
    connection.request("POST", target, body, {**_host(parts), **headers})
    response = connection.getresponse()
    text = response.read(LARGEST_ANSWER)
    return Answer(response.status, text, response.headers.get("Retry-After"))


def _host(parts: SplitResult) -> dict[str, str]:
    usual = parts.port in (None, {"http": 80, "https": 443}[parts.scheme])
    name = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    name = name.encode("idna").decode() if name.isascii() is False else name
    return {"Host": name if usual else f"{name}:{parts.port}", "Connection": "close"}


def _connect(parts: SplitResult, internal: list[str]) -> socket.socket:
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        sock = socket.create_connection(
            (_look_up(parts, port, internal), port), CONNECT_SECONDS
        )
    except TimeoutError:
        raise PostError("timeout") from None
    except OSError:
        raise PostError("refused") from None
    sock.settimeout(READ_SECONDS)
    if parts.scheme == "http":
        return sock
    try:
        return ssl.create_default_context().wrap_socket(
            sock, server_hostname=parts.hostname
        )
    except BaseException:
        sock.close()
        raise


def _look_up(parts: SplitResult, port: int, internal: list[str]) -> str:
    """The address to connect to; every address of a host must be allowed."""
    try:
        found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise PostError("unknown_host") from None
    addresses = [entry[4][0].partition("%")[0] for entry in found]
    if not is_internal(parts, internal):
        for text in addresses:
            ip = ipaddress.ip_address(text)
            if not is_public(ip) and not _in_network(text, internal):
                raise PostError("private")
    return addresses[0]

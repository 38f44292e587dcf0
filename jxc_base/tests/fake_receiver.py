"""A receiver of robots' messages and webhooks on a port of its own."""

import json
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

OK = b'{"errcode": 0, "errmsg": "ok"}'


@dataclass
class Received:
    path: str
    headers: dict
    body: bytes

    @property
    def json(self):
        return json.loads(self.body)


@dataclass
class Receiver:
    """What came, and how to answer; `behave` is called with each request first."""

    port: int = 0
    status: int = 200
    answer: bytes = OK
    headers: dict = field(default_factory=dict)
    stall: float = 0
    received: list = field(default_factory=list)

    @property
    def host(self):
        return f"127.0.0.1:{self.port}"

    def address(self, path="/robot/send?access_token=KEY-0a1b2c3d4e5f"):
        return f"http://{self.host}{path}"


def handler_of(receiver):
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length)
            receiver.received.append(Received(self.path, dict(self.headers), body))
            if receiver.stall:
                time.sleep(receiver.stall)
            try:
                self.reply()
            except OSError:
                return

        def reply(self):
            self.send_response(receiver.status)
            for name, value in receiver.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(receiver.answer)))
            self.end_headers()
            self.wfile.write(receiver.answer)

        def log_message(self, *args):
            return

    return Handler


@contextmanager
def receiver():
    """A running `Receiver`; it stops at the end."""
    state = Receiver()
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler_of(state))
    server.daemon_threads = True
    state.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def closed_port():
    """A port on which nobody listens."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    port = server.server_port
    server.server_close()
    return port

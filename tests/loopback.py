"""A server on 127.0.0.1 that stands for a live cluster and records what arrives."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = tuple[int, dict[str, str], bytes]
TOKEN_PATH = "/v3/oauth/token/generate"


@dataclass(frozen=True)
class Received:
    """One request as it arrived."""

    method: str
    target: str
    headers: Message
    body: bytes


class Loopback(ThreadingHTTPServer):
    """Counts connections, keeps requests, gives numbered tokens and otherwise `answer`'s answer."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.connections = 0
        self.received: list[Received] = []
        self.answer: Callable[[Received], Answer] = lambda _: (200, {}, b'{"data":[]}')
        self.token_answer: Answer | None = None
        self._counting = threading.Lock()
        self._tokens = 0
        self._thread = threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True)

    def get_request(self) -> Any:
        self.connections += 1
        return super().get_request()

    def reply(self, received: Received) -> Answer:
        with self._counting:
            self.received.append(received)
            if received.target != TOKEN_PATH:
                return self.answer(received)
            if self.token_answer is not None:
                return self.token_answer
            self._tokens += 1
            token = f'{{"data":{{"accessToken":"token-{self._tokens}","ttlSeconds":3600}}}}'
            return 200, {}, token.encode()

    @property
    def calls(self) -> list[Received]:
        """What arrived besides the requests for a token."""
        return [one for one in self.received if one.target != TOKEN_PATH]

    @property
    def token_calls(self) -> list[Received]:
        """The requests for a token."""
        return [one for one in self.received if one.target == TOKEN_PATH]

    def __enter__(self) -> Loopback:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self._thread.join()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # Or each answer on a kept connection takes 40 ms.
    server: Loopback

    def handle_one_request(self) -> None:
        self.raw_requestline = self.rfile.readline(65537)
        if not self.raw_requestline or not self.parse_request():
            self.close_connection = True
            return
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        got = Received(self.command, self.path, self.headers, body)
        status, headers, content = self.server.reply(got)
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        """Say nothing on the test's output."""

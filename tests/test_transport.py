"""Connections: verified, bounded in time and size, to no other host than the one that is meant."""

from __future__ import annotations

import gzip
import http.server
import json
import logging
import shutil
import socket
import ssl
import subprocess
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

import capexplore as cx
from tests.loopback import Loopback

GET: dict[str, Any] = {"id": 800101, "source": "ALL"}
KEY = "v2/customer/get"
BODY = b'{"data":[{"id":"7"}]}'
FAILED = cx.errors.APIConnectionError


def call(url: str, **options: Any) -> cx.Response:
    with cx.Client(url, **options) as client:
        return client.call(KEY, **GET)


# TLS.


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1 that no authority has signed, and its key, in one file."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("needs Debian's openssl")
    path = tmp_path_factory.mktemp("tls") / "own.pem"
    command = f"{openssl} req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=own"
    command += f" -addext subjectAltName=IP:127.0.0.1 -keyout {path}.key -out {path}"
    subprocess.run(command.split(), check=True, capture_output=True)
    return path


@pytest.fixture
def tls(certificate: Path) -> Iterator[str]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, f"{certificate}.key")
    with Loopback() as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        yield server.url.replace("http:", "https:")


def test_a_certificate_that_nobody_signed_is_refused(tls: str) -> None:
    with pytest.raises(FAILED, match=r"(?s)certificate.*SSL_CERT_FILE"):
        call(tls)


def test_authorities_of_ones_own_are_named_in_a_variable(
    tls: str, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert call(tls).outcome == "success"
    with pytest.raises(FAILED, match="certificate"):
        call(tls.replace("127.0.0.1", "localhost"))


def test_authorities_that_cannot_be_read_are_a_mistake_with_advice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "/no/such/file.pem")
    with pytest.raises(cx.errors.InvalidRequestError, match="SSL_CERT_FILE"):
        call("https://127.0.0.1:9")


def test_nothing_switches_verification_off() -> None:
    with pytest.raises(TypeError, match="verify"):
        cx.Client("eu", verify=False)  # type: ignore[call-arg]


# Size and packing.


def packed(loopback: Loopback, content: bytes, encoding: str) -> None:
    loopback.answer = lambda _: (200, {"Content-Encoding": encoding}, content)


def bare(content: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(content) + packer.flush()


@pytest.mark.parametrize(
    ("encoding", "content"),
    [
        ("gzip", gzip.compress(BODY)),
        ("GZIP", gzip.compress(BODY[:5]) + gzip.compress(BODY[5:]) + b"\0\0"),
        ("deflate", zlib.compress(BODY)),
        ("deflate", bare(BODY)),
        ("identity", BODY),
    ],
)
def test_packed_answers_are_unpacked(loopback: Loopback, encoding: str, content: bytes) -> None:
    packed(loopback, content, encoding)
    assert call(loopback.url).content == BODY


@pytest.mark.parametrize("size", [(1 << 20) - 1, 1 << 20, (1 << 20) + 1, 3_500_000])
def test_large_packed_answers_are_whole(loopback: Loopback, size: int) -> None:
    content = b'{"data":[{"id":"' + b"7" * size + b'"}]}'
    packed(loopback, gzip.compress(content), "gzip")
    assert call(loopback.url).content == content


@pytest.mark.parametrize(
    ("encoding", "content", "why"),
    [
        ("gzip", gzip.compress(BODY)[:-12], "cut short"),
        ("gzip", b"no gzip at all", "cannot be unpacked"),
        ("br", b"\x1b\x15", "not asked for"),
        ("gzip, gzip", gzip.compress(gzip.compress(BODY)), "not asked for"),
    ],
)
def test_what_cannot_be_unpacked_is_no_answer(
    loopback: Loopback, encoding: str, content: bytes, why: str
) -> None:
    packed(loopback, content, encoding)
    with pytest.raises(FAILED, match=why):
        call(loopback.url)


def test_a_bomb_is_refused_before_it_fills_the_memory(loopback: Loopback) -> None:
    bomb = gzip.compress(bytes(1 << 20)) * 2000
    assert len(bomb) < 3_000_000
    packed(loopback, bomb, "gzip")
    start = time.monotonic()
    with pytest.raises(FAILED, match=r"(?s)larger than 100,000,000 bytes.*max_bytes"):
        call(loopback.url)
    assert time.monotonic() - start < 20


def test_an_answer_may_be_as_large_as_the_client_says(loopback: Loopback) -> None:
    loopback.answer = lambda _: (200, {}, BODY)
    assert call(loopback.url, max_bytes=len(BODY)).content == BODY
    with cx.Client(loopback.url, max_bytes=len(BODY) - 1) as client:
        with pytest.raises(FAILED, match="larger than"):
            client.call(KEY, **GET)
        assert [response.status_code for response in client.history] == [0]


@pytest.mark.parametrize("name", ["timeout", "max_bytes"])
@pytest.mark.parametrize("value", [None, 0, -1, float("inf"), float("nan"), True, "30"])
def test_there_is_always_a_limit(name: str, value: Any) -> None:
    with pytest.raises(cx.errors.InvalidRequestError, match=f"{name}=.*no limit"):
        cx.Client("eu", **{name: value})


# Time.


START = b"HTTP/1.1 200 OK\r\n"
DRIPPING: dict[str, tuple[bytes, bytes]] = {
    "status": (b"", b"HTTP/1.1 200 " + b"O" * 60_000),
    "header": (START, b"X-Long: " + b"x" * 60_000),
    "headers": (START, b"X: 1\r\n" * 10_000),
    "early hints": (b"", b"HTTP/1.1 103 Early Hints\r\n\r\n" * 2000),
    "body": (START + b"Content-Length: 1000000\r\n\r\n", b" " * 60_000),
    "chunks": (START + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n" * 10_000),
    "body without an end": (START + b"\r\n", b" " * 60_000),
}


@pytest.mark.parametrize("what", DRIPPING)
@pytest.mark.parametrize("auth", [None, cx.OAuth("k", "s")], ids=["call", "token"])
def test_an_answer_that_comes_a_byte_at_a_time_is_given_up(
    what: str, auth: cx.OAuth | None
) -> None:
    start, drops = DRIPPING[what]
    over = threading.Event()

    def drip(server: socket.socket) -> None:
        with suppress(OSError), server.accept()[0] as connection:
            connection.recv(65536)
            connection.sendall(start)
            for at in range(len(drops)):
                connection.sendall(drops[at : at + 1])
                if over.wait(0.01):
                    return

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=drip, args=(server,), daemon=True)
        thread.start()
        begun = time.monotonic()
        with pytest.raises(FAILED, match="no answer came in time"):
            call(f"http://127.0.0.1:{server.getsockname()[1]}", timeout=0.1, auth=auth)
        assert 0.9 < time.monotonic() - begun < 5
        over.set()
        thread.join(5)


def test_a_request_that_is_read_a_byte_at_a_time_is_given_up() -> None:
    over = threading.Event()

    def sip(server: socket.socket) -> None:
        with suppress(OSError), server.accept()[0] as connection:
            while not over.wait(0.01):
                connection.recv(4096)

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=sip, args=(server,), daemon=True)
        thread.start()
        url = f"http://127.0.0.1:{server.getsockname()[1]}"
        begun = time.monotonic()
        given_up = pytest.raises(FAILED, match="no answer came in time")
        with cx.Client(url, timeout=0.2, writes=True) as client, given_up:
            client.call("v2/lead/add", json={"userId": 1, "note": "x" * 30_000_000})
        assert time.monotonic() - begun < 10
        over.set()
        thread.join(5)


def test_an_answer_that_comes_in_drops_is_given_up() -> None:
    stop = threading.Event()

    class Dripping(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", "1000000")
            self.end_headers()
            while not stop.wait(0.02):
                self.wfile.write(b" ")

        def log_message(self, *_: object) -> None:
            """Say nothing."""

        def handle(self) -> None:
            with suppress(OSError):  # The client has gone.
                super().handle()

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Dripping) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        start = time.monotonic()
        with pytest.raises(FAILED, match="no answer came in time"):
            call(f"http://127.0.0.1:{server.server_port}", timeout=0.1)
        assert time.monotonic() - start < 5
        stop.set()
        server.shutdown()


def test_the_request_for_a_token_is_given_up_too() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(FAILED, match="no answer came in time"):
            call(url, timeout=0.2, auth=cx.OAuth("k", "s"))


def test_a_huge_answer_to_the_request_for_a_token_is_refused(loopback: Loopback) -> None:
    loopback.token_answer = (200, {}, b" " * 2000)
    with pytest.raises(FAILED, match="larger than 1,000 bytes"):
        call(loopback.url, max_bytes=1000, auth=cx.OAuth("k", "s"))


# Hosts and proxies.


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_answers(loopback: Loopback, status: int) -> None:
    with Loopback() as other:
        loopback.answer = lambda _: (status, {"Location": other.url}, b"")
        assert call(loopback.url).outcome == "failed"
        assert other.connections == 0


class Proxy(Loopback):
    """Refuses to connect to anything, and remembers what it was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.answer = lambda _: (502, {}, b"")


@pytest.fixture
def proxy(monkeypatch: pytest.MonkeyPatch) -> Iterator[Proxy]:
    server = Proxy()
    with server:
        monkeypatch.setenv("https_proxy", f"http://me:canary-pass@127.0.0.1:{server.server_port}")
        monkeypatch.setenv("no_proxy", "")
        yield server


def test_the_proxy_of_the_environment_is_used_and_shown(proxy: Proxy) -> None:
    with cx.Client("eu") as client:
        text = client.build(KEY, **GET).preview(client.cluster)
        assert f"! It goes through the proxy 127.0.0.1:{proxy.server_port}." in text
        with pytest.raises(FAILED, match="502") as refused:
            client.call(KEY, **GET)
    assert [(one.method, one.target) for one in proxy.received] == [
        ("CONNECT", "eu.intouch.capillarytech.com:443")
    ]
    assert "canary-pass" not in text + str(refused.value)


def test_a_host_that_is_not_documented_is_named_before_it_is_used(proxy: Proxy) -> None:
    with cx.Client("https://loyalty.mine.test") as client:
        text = client.build(KEY, **GET).preview(client.cluster)
        assert "! loyalty.mine.test is no host of the documented clusters." in text
        named = pytest.warns(UserWarning, match=r"loyalty\.mine\.test is no host")
        with named, pytest.raises(FAILED, match="502"):
            client.call(KEY, **GET)
        with pytest.raises(FAILED, match="502"):
            client.call(KEY, **GET)


def test_a_proxy_that_cannot_be_used_is_a_mistake_without_its_password(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("https_proxy", "gopher://me:canary-pass@proxy.test:70")
    monkeypatch.setenv("no_proxy", "")
    with pytest.raises(cx.errors.InvalidRequestError, match=r"proxy\.test:70") as refused:
        call("https://eu.intouch.capillarytech.com")
    assert "canary-pass" not in str(refused.value)


def test_nothing_of_a_call_is_logged_by_the_libraries_below(
    loopback: Loopback, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    loopback.answer = lambda got: (200, {"X-Echo": got.target}, BODY)
    call(loopback.url)
    assert "800101" not in caplog.text
    logging.getLogger("httpcore.http11").debug("of someone else")
    assert "of someone else" in caplog.text


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ({"headers": {"X-Note": "é"}}, "ASCII text only"),
        ({"params": {"q": "x" * 70_000}}, "too long"),
    ],
)
def test_what_no_connection_can_carry_is_a_mistake(
    loopback: Loopback, arguments: dict[str, Any], why: str
) -> None:
    with cx.Client(loopback.url) as client:
        with pytest.raises(cx.errors.InvalidRequestError, match=f"(?s)was not sent.*{why}"):
            client.call(KEY, **GET, **arguments)
        assert len(client.history) == 0
    assert loopback.connections == 0


@pytest.mark.parametrize("token", ["", "é-token", "two words", "a-token\n"])
def test_a_token_that_no_header_can_carry_is_a_mistake(loopback: Loopback, token: str) -> None:
    with pytest.raises(cx.errors.InvalidRequestError, match="The token is empty, or has"):
        cx.Token(token)
    answer = {"data": {"accessToken": token, "ttlSeconds": 3600}}
    loopback.token_answer = (200, {}, json.dumps(answer).encode())
    with pytest.raises(cx.errors.AuthenticationError, match="gave no token"):
        call(loopback.url, auth=cx.OAuth("k", "s"))
    assert not loopback.calls


def test_what_was_not_sent_is_not_said_to_be_carried_out_perhaps() -> None:
    nowhere = cx.Client("http://127.0.0.1:9", auth=cx.Token("t"), writes=True)
    with nowhere, pytest.raises(cx.errors.APIConnectionError, match="got no answer") as refused:
        nowhere.call("v3/webhook/delete", webHookId="x")
    assert not refused.value.sent
    assert "carried out" not in str(refused.value)


@pytest.mark.parametrize(
    ("charset", "answer"),
    [
        ("utf16le", b'{"data":[]}'),
        ("utf-16", "x tide-and-till y".encode("utf-16") + b"\xdb\xdc\xff"),
        ("utf-32", b"\xff\xfe\x00\x00tide-and-till\xd8\x00\xdc"),
    ],
)
def test_an_answer_in_a_strange_encoding_is_an_answer(
    loopback: Loopback, charset: str, answer: bytes
) -> None:
    kind = {"Content-Type": f"application/json; charset={charset}"}
    loopback.answer = lambda _: (200, kind, answer)
    till = cx.Till("quay1.t1", "tide-and-till")
    with cx.Client(loopback.url, auth=till, writes=True) as client:
        r = client.call("v1.1/customer/add", json={"root": {"customer": [{"mobile": "9144"}]}})
        assert "tide-and-till" not in r.text
        assert list(client.history) == [r]

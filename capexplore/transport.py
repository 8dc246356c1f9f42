"""The wire: TLS that is always verified, proxies, time-outs, and answers of bounded size.

Transports are used without an httpx client around them: that would log the URL with the personal
data in its query, keep cookies, and follow redirects to other hosts.
"""

from __future__ import annotations

import copy
import functools
import logging
import math
import os
import ssl
import threading
import time
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import httpx

from capexplore.cluster import LOOPBACK, clusters
from capexplore.deadlines import Backend, within
from capexplore.errors import InvalidRequestError
from capexplore.proxies import proxy_for, shown

__all__ = ["Answer", "AnswerTooLargeError", "Connections"]

# An answer may take this many times as long as one part of it.
_PATIENCE = 10


class Answer(NamedTuple):
    """What came back: the status, the headers as they came, and the body, unpacked."""

    status_code: int
    headers: httpx.Headers
    content: bytes


class AnswerTooLargeError(httpx.TransportError):
    """An answer is larger, once unpacked, than the client takes."""


class Connections:
    """Carries messages to hosts and gives their answers.

    Parameters
    ----------
    inside : httpx.BaseTransport, optional
        What carries every message instead, such as a sandbox's.
    timeout : float
        Seconds to wait for a connection, and for each part of an answer.
    max_bytes : int
        The largest body that is taken, unpacked.

    Raises
    ------
    InvalidRequestError
        A time-out or a limit that is none.
    """

    def __init__(
        self, inside: httpx.BaseTransport | None, *, timeout: float, max_bytes: int
    ) -> None:
        for name, value in (("timeout", timeout), ("max_bytes", max_bytes)):
            number = isinstance(value, int | float) and not isinstance(value, bool)
            if not number or not math.isfinite(value) or value <= 0:
                raise InvalidRequestError(
                    f"{name}={value!r} is no limit: give a number above 0.\n"
                    "No call waits for ever, and no answer may fill the memory."
                )
        self._inside = inside
        self._open: dict[str, httpx.BaseTransport] = {}
        self._opening = threading.Lock()
        self._timeout = httpx.Timeout(timeout).as_dict()
        self._patience = timeout * _PATIENCE
        self._max_bytes = max_bytes

    def exchange(self, message: httpx.Request, auth: httpx.Auth | None) -> Answer:
        """Hand a message to its host, as often as the credentials ask, and give the last answer.

        Raises
        ------
        httpx.HTTPError
            No answer came, or none that could be read to its end.
        """
        transport = self._transport(message.url)
        if auth is None:
            return self._send(transport, message)
        flow = auth.auth_flow(message)
        try:
            step = next(flow)
            while True:
                answer = self._send(transport, step)
                try:
                    step = flow.send(httpx.Response(answer.status_code, content=answer.content))
                except StopIteration:
                    return answer
        finally:
            flow.close()  # It may hold the lock of its token.

    def _send(self, transport: httpx.BaseTransport, message: httpx.Request) -> Answer:
        message.extensions.setdefault("timeout", self._timeout)
        with _unlogged(), within(self._patience) as until:
            answer = transport.handle_request(message)
            try:
                content = b"".join(self._parts(answer, until))
            finally:
                answer.close()
        return Answer(answer.status_code, answer.headers, content)

    def _parts(self, answer: httpx.Response, until: float) -> Iterator[bytes]:
        """The body, unpacked piece by piece, so that a small one cannot become a huge one."""
        size = 0
        for part in _unpacked(answer.iter_raw(), answer.headers.get("content-encoding", "")):
            size += len(part)
            if size > self._max_bytes:
                raise AnswerTooLargeError(f"it is larger than {self._max_bytes:,} bytes")
            if time.monotonic() > until:
                raise httpx.ReadTimeout("the answer did not come to its end")
            yield part

    def _transport(self, url: httpx.URL) -> httpx.BaseTransport:
        if self._inside is not None:
            return self._inside
        place = f"{url.scheme}://{url.netloc.decode()}"
        if place not in self._open:
            _name_unless_known(url)
            # Of two that threads open at once, one would never be closed.
            with self._opening:
                if place not in self._open:
                    self._open[place] = _opened(place)
        return self._open[place]

    def apart(self) -> Connections:
        """Give others of the same kind, for another thread."""
        twin = copy.copy(self)
        twin._open = {}
        return twin

    def close(self) -> None:
        """Close the connections."""
        for transport in self._open.values():
            transport.close()


def _name_unless_known(url: httpx.URL) -> None:
    """Say where a client is about to send, unless the host is documented or this machine."""
    known = {host for cluster in clusters.values() for host in cluster.trusted_hosts}
    if url.host not in LOOPBACK and url.netloc.decode() not in known:
        warnings.warn(
            f"{url.netloc.decode()} is no host of the documented clusters, "
            "and is sent to for the first time: check that it is the one you mean.",
            stacklevel=2,
        )


def _opened(place: str) -> httpx.HTTPTransport:
    proxy = proxy_for(place)
    if proxy is None and place.startswith("http:"):
        # Reading the authorities takes longer than many a call, and nothing here is encrypted.
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    else:
        context = _trusted(os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR"))
    try:
        transport = httpx.HTTPTransport(verify=context, proxy=proxy)
        # httpx has no argument for it. Tests of answers that drip hold it to this.
        transport._pool._network_backend = Backend()
        return transport
    except (ValueError, ImportError, httpx.InvalidURL) as error:
        why = str(error).replace(str(proxy), shown(str(proxy)))
    raise InvalidRequestError(
        f"The proxy {shown(str(proxy))} cannot be used: {why}\n"
        "Correct HTTPS_PROXY, or leave the host out with NO_PROXY."
    )


@functools.cache
def _trusted(file: str | None, folder: str | None) -> ssl.SSLContext:
    """The authorities to trust: those that the environment names, or certifi's; never all."""
    try:
        if not file and not folder:
            return httpx.create_ssl_context(trust_env=False)
        return ssl.create_default_context(cafile=file or None, capath=folder or None)
    except OSError as error:
        why = error.strerror or str(error)
    raise InvalidRequestError(
        f"The certificates in SSL_CERT_FILE or SSL_CERT_DIR cannot be read: {why}.\n"
        "Name a PEM file of the authorities to trust, or unset the variable."
    )


# Unpacking.

_PIECE = 1 << 20
_GZIP_OR_ZLIB, _BARE = 47, -15
_GZIP_MARK = b"\x1f\x8b"


def _unpacked(parts: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    """The parts of a body without its compression, at most `_PIECE` bytes at a time."""
    encoding = encoding.strip().lower()
    if encoding in ("", "identity"):
        yield from parts
        return
    if encoding not in ("gzip", "x-gzip", "deflate"):
        raise httpx.DecodingError("it is packed in a way that was not asked for")
    unpacker, begun = zlib.decompressobj(_GZIP_OR_ZLIB), False
    for part in parts:
        more = bool(part)
        while more:
            if unpacker.eof:
                if not part.startswith(_GZIP_MARK):
                    break  # Padding after the end.
                unpacker = zlib.decompressobj(_GZIP_OR_ZLIB)
            try:
                piece = unpacker.decompress(part, _PIECE)
            except zlib.error:
                if begun or encoding != "deflate":
                    raise httpx.DecodingError("what came cannot be unpacked") from None
                unpacker, begun = zlib.decompressobj(_BARE), True
                continue
            begun = True
            yield piece
            part = unpacker.unconsumed_tail or unpacker.unused_data
            more = bool(part) or (len(piece) == _PIECE and not unpacker.eof)
    if begun and not unpacker.eof:
        raise httpx.DecodingError("it was cut short")


# Logs.


_ours = threading.local()


def _is_others(_: logging.LogRecord) -> bool:
    return not getattr(_ours, "under_way", False)


@contextmanager
def _unlogged() -> Iterator[None]:
    """Drop what httpcore logs of a call of ours: headers of answers may repeat what was sent."""
    for name in ("httpcore.connection", "httpcore.http11", "httpcore.proxy", "httpcore.socks"):
        logging.getLogger(name).addFilter(_is_others)
    _ours.under_way = True
    try:
        yield
    finally:
        _ours.under_way = False

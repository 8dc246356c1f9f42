"""The time that a whole call may take, kept by every read and write of its connection.

httpx bounds each of them by itself, so that a header that comes a byte at a time would never end.
"""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import httpcore

__all__ = ["Backend", "within"]

_PIECE = 1 << 16


class _Call(threading.local):
    """The call that a thread is making: when it must have ended."""

    until = float("inf")


_call = _Call()


@contextmanager
def within(seconds: float) -> Iterator[float]:
    """Have what this thread reads and writes end in time; gives when that is, on `time.monotonic`.

    Examples
    --------
    >>> with within(5) as until:
    ...     until - time.monotonic() <= 5
    True
    """
    before = _call.until
    _call.until = time.monotonic() + seconds
    try:
        yield _call.until
    finally:
        _call.until = before


def _left(timeout: float | None, error: type[Exception]) -> float:
    """Give the time-out of one step: its own, or the rest of the call's time."""
    left = _call.until - time.monotonic()
    if left <= 0:
        raise error("the call took too long as a whole")
    return left if timeout is None else min(timeout, left)


class _Stream(httpcore.NetworkStream):
    """A connection whose every step is bounded."""

    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        for start in range(0, len(buffer), _PIECE):
            piece = buffer[start : start + _PIECE]
            self._stream.write(piece, _left(timeout, httpcore.WriteTimeout))

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        left = _left(timeout, httpcore.ConnectTimeout)
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, left))

    def close(self) -> None:
        self._stream.close()

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class Backend(httpcore.SyncBackend):
    """Opens connections whose every step is bounded by the time of the whole call."""

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to a host."""
        left = _left(timeout, httpcore.ConnectTimeout)
        return _Stream(super().connect_tcp(host, port, left, local_address, socket_options))

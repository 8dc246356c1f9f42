"""A WSGI application over HTTP on 127.0.0.1, for as long as a test needs it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from waitress import create_server, wasyncore

from capexplore.sandbox import Sandbox
from capexplore.sandbox.server import make_server


@contextmanager
def served(app: Any) -> Iterator[str]:
    """Serve an application on a free port, and give its URL."""
    sockets: dict[int, Any] = {}
    with _running(create_server(app, map=sockets, host="127.0.0.1", port=0), sockets) as url:
        yield url


@contextmanager
def served_sandbox(sandbox: Sandbox) -> Iterator[str]:
    """Serve a sandbox as ``serve`` does, but on a free port and beside the test."""
    sockets: dict[int, Any] = {}
    with _running(make_server(sandbox, 0, sockets), sockets) as url:
        yield url


@contextmanager
def _running(server: Any, sockets: dict[int, Any]) -> Iterator[str]:
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        # Closed in the server's own thread: it may be waiting for these sockets just now.
        server.trigger.pull_trigger(lambda: wasyncore.close_all(sockets))
        thread.join(10)
        server.task_dispatcher.shutdown()

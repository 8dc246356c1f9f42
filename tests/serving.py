"""A WSGI application over HTTP on 127.0.0.1, for as long as a test needs it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from waitress import create_server, wasyncore


@contextmanager
def served(app: Any) -> Iterator[str]:
    """Serve an application on a free port, and give its URL."""
    sockets: dict[int, Any] = {}
    server = create_server(app, map=sockets, host="127.0.0.1", port=0)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        # Closed in the server's own thread: it may be waiting for these sockets just now.
        server.trigger.pull_trigger(lambda: wasyncore.close_all(sockets))
        thread.join(10)
        server.task_dispatcher.shutdown()

"""Serving a sandbox over HTTP, on this machine only."""

from __future__ import annotations

import logging
import os
import socket
from typing import TYPE_CHECKING, Any

from capexplore.errors import CapexploreError, InvalidRequestError

if TYPE_CHECKING:
    from capexplore.sandbox import Sandbox

__all__ = ["HOST", "make_server"]

HOST = "127.0.0.1"


# More than there are calls at work at a time: a call that is made slow on purpose keeps its thread.
_THREADS = 16


def make_server(sandbox: Sandbox, port: int, sockets: dict[int, Any] | None = None) -> Any:
    """Give a waitress server that listens; its ``run`` serves until it is stopped.

    Parameters
    ----------
    sandbox : Sandbox
        Whose application to serve.
    port : int
        The port; 0 for a free one, which is ``effective_port`` of the server.
    sockets : dict, optional
        Where the server keeps its sockets; needed to have several servers in one process.

    Raises
    ------
    CapexploreError
        The port is taken.
    """
    from waitress.server import create_server

    if not isinstance(port, int) or not 0 <= port <= 65_535:
        raise InvalidRequestError(f"port={port!r} is no port.\nGive a number from 1 to 65535.")
    listener = _listener(port)
    # That a call waits for a thread for a moment is no news to whoever runs a sandbox.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    return create_server(
        sandbox.app,
        map=sockets,
        sockets=[listener],
        threads=_THREADS,
        # Lets a call find out that its client has gone.
        channel_request_lookahead=1,
        clear_untrusted_proxy_headers=True,
    )


def _listener(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if os.name == "posix":
        # Without this a port stays taken for a minute after the last sandbox was stopped.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except OSError as error:
        listener.close()
        other = port + 1 if port < 65_535 else 8321
        raise CapexploreError(
            f"The sandbox cannot listen on {HOST}:{port}: {error.strerror or error}.\n"
            f"Stop what uses the port, or choose another one, such as {other}."
        ) from error
    return listener

"""Serving a sandbox over HTTP, on this machine only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from capexplore.errors import CapexploreError, InvalidRequestError

if TYPE_CHECKING:
    from capexplore.sandbox import Sandbox

__all__ = ["HOST", "make_server"]

HOST = "127.0.0.1"


def make_server(sandbox: Sandbox, port: int) -> Any:
    """Give a waitress server that listens; its ``run`` serves until it is stopped.

    Parameters
    ----------
    sandbox : Sandbox
        Whose application to serve; its clock starts to run.
    port : int
        The port; 0 for a free one, which is ``effective_port`` of the server.

    Raises
    ------
    CapexploreError
        The port is taken.
    """
    from waitress.server import create_server

    if not isinstance(port, int) or not 0 <= port <= 65_535:
        raise InvalidRequestError(f"port={port!r} is no port.\nGive a number from 1 to 65535.")
    try:
        server = create_server(
            sandbox.app, host=HOST, port=port, threads=4, clear_untrusted_proxy_headers=True
        )
    except OSError as error:
        raise CapexploreError(
            f"The sandbox cannot listen on {HOST}:{port}: {error.strerror or error}.\n"
            f"Stop what uses the port, or choose another one, such as serve(port={port + 1})."
        ) from error
    sandbox.start_clock()
    return server

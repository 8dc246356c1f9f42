"""Calls by hand, past the client: for what the client would never send."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from capexplore.errors import InvalidRequestError

if TYPE_CHECKING:
    import httpx

    from capexplore.client import Client

__all__ = ["by_hand"]


@contextmanager
def by_hand(client: Client) -> Iterator[httpx.Client]:
    """Open a plain httpx client of the same sandbox, with a token in its headers.

    Parameters
    ----------
    client : Client
        A client of a sandbox.

    Yields
    ------
    httpx.Client
        It sends whatever it is told to.

    Raises
    ------
    InvalidRequestError
        The client is not one of a sandbox.

    Examples
    --------
    >>> import capexplore as cx
    >>> with by_hand(cx.Client()) as plain:
    ...     plain.delete("/v2/customers/800101").status_code
    405
    """
    import httpx

    sandbox = client.sandbox
    if sandbox is None:
        raise InvalidRequestError(
            "Calls by hand go to a sandbox only, and this client has none.\nGive a cx.Client()."
        )
    with httpx.Client(transport=sandbox.transport, base_url=client.cluster.host) as plain:
        pair = {"key": sandbox.demo_key, "secret": sandbox.demo_secret}
        answer = plain.post("/v3/oauth/token/generate", json=pair).json()
        plain.headers["CAP-API-ACCESS-TOKEN"] = answer["data"]["accessToken"]
        yield plain

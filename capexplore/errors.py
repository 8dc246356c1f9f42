"""Every exception that capexplore raises on purpose.

One base class, few children. A message says what failed, why, and what to do next, in at most four
lines; whoever catches ``CapexploreError`` catches them all.

    CapexploreError
    ├── UnknownNameError      a name that is not in a catalog (with close matches)
    ├── InvalidRequestError   a request that would be wrong; nothing was sent
    ├── WriteBlockedError     a write to a live cluster without ``writes=True``; nothing was sent
    ├── AuthenticationError   the cluster refused the key and secret
    ├── APIConnectionError    no answer came
    └── APIError              the API said no (only from ``Response.raise_for_outcome``)
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from capexplore.request import Request
    from capexplore.response import Response

__all__ = [
    "APIConnectionError",
    "APIError",
    "AuthenticationError",
    "CapexploreError",
    "InvalidRequestError",
    "UnknownNameError",
    "WriteBlockedError",
    "did_you_mean",
]


class CapexploreError(Exception):
    """The base of every error of this package."""


class UnknownNameError(CapexploreError, AttributeError, KeyError):
    """A name that a collection does not have.

    It is an ``AttributeError`` and a ``KeyError`` too: ``hasattr``, ``in`` and ``get`` behave.

    Parameters
    ----------
    kind : str
        What was looked for, such as ``"action"``.
    name : object
        The name that was given.
    known : iterable of str
        The names that exist; close ones are offered.
    hint : str, optional
        What to do when nothing is close.

    Examples
    --------
    >>> print(UnknownNameError("cluster", "eurpe", ["asia", "europe"]))
    There is no cluster 'eurpe'.
    Did you mean 'europe'?
    """

    def __init__(self, kind: str, name: object, known: Iterable[str], hint: str = "") -> None:
        known = list(known)
        advice = did_you_mean(str(name), known) or hint
        if not advice and len(known) <= 12:
            advice = "There is: " + ", ".join(known) + "."
        super().__init__(f"There is no {kind} {str(name)!r}." + (f"\n{advice}" if advice else ""))

    def __str__(self) -> str:
        return str(self.args[0])  # A KeyError would show its message quoted.


class InvalidRequestError(CapexploreError, ValueError):
    """A request that breaks a documented rule. Nothing was sent.

    Attributes
    ----------
    frame : DataFrame or None
        The invalid rows of a bulk run: their numbers, and why they cannot be sent.
    """

    frame: pd.DataFrame | None = None


class WriteBlockedError(CapexploreError):
    """A write to a live cluster by a client made without ``writes=True``. Nothing was sent."""


class AuthenticationError(CapexploreError):
    """The cluster refused the key and secret, so no token could be had."""


class APIConnectionError(CapexploreError):
    """No answer came: no connection, a time-out, or a connection cut short.

    Attributes
    ----------
    request : Request or None
        The request that got no answer.
    sent : bool
        Whether it may have been sent, and so carried out; False if no connection could be made.
    """

    def __init__(self, message: str, request: Request | None = None, *, sent: bool = False) -> None:
        super().__init__(message)
        self.request = request
        self.sent = sent


class APIError(CapexploreError):
    """The API answered that the call failed.

    Attributes
    ----------
    response : Response
        The answer, whose ``items`` and ``errors`` say more.
    """

    def __init__(self, message: str, response: Response) -> None:
        super().__init__(message)
        self.response = response


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A sentence with the known names that are close to a name, or the empty string.

    Examples
    --------
    >>> did_you_mean("mobil", ["mobile", "email"])
    "Did you mean 'mobile' or 'email'?"
    """
    return _did_you_mean(name, tuple(known))


@functools.lru_cache(maxsize=256)
def _did_you_mean(name: str, known: tuple[str, ...]) -> str:
    # Remembered: all rows of a table have the same columns.
    from difflib import get_close_matches

    spelling: dict[str, str] = {}
    for candidate in known:
        spelling.setdefault(candidate.lower(), candidate)
    found = get_close_matches(name.lower(), spelling, n=3, cutoff=0.6)
    if not found:
        return ""
    return "Did you mean " + " or ".join(repr(spelling[match]) for match in found) + "?"

"""What is sent again, and after how long.

The list is the documented one: nothing else is repeated, because no call has an idempotency key.
Waits double, with jitter. stamina 26.1 was looked at: it sleeps in the thread that failed, which
cannot be stopped, and repeats a whole call where only some of its items failed; a run has a queue
of what is due instead, so that no worker sleeps.

Notes
-----
Source: errors page and the code tables of points and coupons.
"""

from __future__ import annotations

import datetime as dt
import random
from email.utils import parsedate_to_datetime

from capexplore.catalog import Action
from capexplore.response import Response

__all__ = ["ATTEMPTS", "Verdict", "after", "again", "backoff", "judge"]

ATTEMPTS = 10
"""How often a row is sent at most."""

_FIRST, _LONGEST = 0.25, 30.0
_LONGEST_WISH = 86_400.0
_BUSY = frozenset({429, 461, 503, 517, 521, 4001})
_GATEWAY = frozenset({502, 504})
_OF_ENTITY = {
    "points": frozenset({815, 886, 887, 894, 896, 898}),
    "coupon": frozenset(range(786, 799)),
}

Verdict = str
"""``"answered"``, ``"again"`` (send it again) or ``"doubt"`` (it may have been done)."""


def again(action: Action, code: int | None) -> bool:
    """Say whether a code of a call or an item means: try again later.

    Examples
    --------
    >>> from capexplore import actions
    >>> again(actions["v1.1/points/redeem"], 887), again(actions["v1.1/customer/add"], 887)
    (True, False)
    """
    return code in _BUSY or code in _OF_ENTITY.get(action.entity, ())


def judge(action: Action, response: Response) -> Verdict:
    """Say what to do about an answer as a whole; its items may want another try by themselves."""
    if response.outcome != "failed" or response.items:
        return "answered"
    if response.status_code in _GATEWAY or _unreadable(response):
        if action.writes:
            return "doubt"
        return "again" if response.status_code in _GATEWAY else "answered"
    if response.status_code in _BUSY or again(action, response.code):
        return "again"
    return "answered"


def _unreadable(response: Response) -> bool:
    """Whether an answer does not say how the call went, so that it may have been carried out."""
    if not response.content.strip():
        return response.status_code < 400
    try:
        response.json()
    except ValueError:
        return True
    return False


def after(response: Response) -> float:
    """Give the seconds to wait that an answer asks for with Retry-After; 0 if it does not.

    Examples
    --------
    >>> after(Response.read("v2/customer/get", "", 429, {"Retry-After": "7"}))
    7.0
    """
    text = response.headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return min(float(text), _LONGEST_WISH)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return 0.0
    left = moment.replace(tzinfo=moment.tzinfo or dt.UTC) - dt.datetime.now(dt.UTC)
    return min(max(0.0, left.total_seconds()), _LONGEST_WISH)


def backoff(attempt: int) -> float:
    """Give the seconds to wait before another attempt: doubled each time, with jitter."""
    longest = min(_LONGEST, _FIRST * 2.0 ** (attempt - 1))
    return longest * random.uniform(0.5, 1.0)  # noqa: S311 - no secret hangs on it

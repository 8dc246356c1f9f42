"""The codes that stand on coupons."""

from __future__ import annotations

import hashlib
import re

from capexplore.sandbox.domain.rules import Refused, Work

__all__ = ["checked", "in_use", "new", "new_pin"]

# Without 0, O, 1 and I, which are easily mistaken for one another.
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_LENGTH = 8
_USABLE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,49}")


def new(work: Work) -> str:
    """Make a code that was never on a coupon; the same seed gives the same codes."""
    while True:
        code = _drawn(work, "coupon_code")
        if not in_use(work, code):
            return code


def new_pin(work: Work) -> str:
    """Make the secret number that goes with a code."""
    return f"{_digest(work, 'coupon_pin') % 10_000:04d}"


def _drawn(work: Work, kind: str) -> str:
    number = _digest(work, kind)
    letters = []
    for _ in range(_LENGTH):
        number, rest = divmod(number, len(_LETTERS))
        letters.append(_LETTERS[rest])
    return "".join(letters)


def _digest(work: Work, kind: str) -> int:
    trace = f"{work.store.meta('seed')}/{kind}/{work.store.next_id(kind)}"
    return int.from_bytes(hashlib.sha256(trace.encode()).digest()[:8])


def in_use(work: Work, code: str) -> bool:
    """Whether a code is on a coupon, or shared by a series; letters count in either case."""
    row = work.store.one(
        "SELECT 1 FROM coupons WHERE code = ? "
        "UNION ALL SELECT 1 FROM coupon_series WHERE generic_code = ?",
        code,
        code,
    )
    return row is not None


def checked(code: str) -> str:
    """Give a code that could be on a coupon.

    Raises
    ------
    Refused
        ``code-malformed``.
    """
    if not _USABLE.fullmatch(code):
        raise Refused("code-malformed", code=code)
    return code

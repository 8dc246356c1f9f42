"""Money, quantities and points, kept as whole thousandths so that sums are exact."""

from __future__ import annotations

import re
from decimal import Decimal

__all__ = ["LARGEST", "UNIT", "decimals", "fixed", "number", "real", "thousandths"]

UNIT = 1000
_NUMBER = re.compile(r"[+-]?(\d{1,15}(\.\d{0,20})?|\.\d{1,20})")
LARGEST = 10**12 * UNIT


def thousandths(value: object) -> int | None:
    """Read a number, or text that holds one; None if it is none that can be kept.

    More than three decimals are rounded half up.

    Examples
    --------
    >>> thousandths("12.5"), thousandths(3), thousandths("0.0005"), thousandths("twelve")
    (12500, 3000, 1, None)
    """
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    text = value.strip() if isinstance(value, str) else format(Decimal(str(value)), "f")
    if not text.isascii() or not _NUMBER.fullmatch(text):
        return None
    exact = Decimal(text) * UNIT
    kept = int(exact.to_integral_value(rounding="ROUND_HALF_UP"))
    return kept if abs(kept) <= LARGEST else None


def decimals(value: object) -> int:
    """Count the decimals that a number, or text that holds one, is given with."""
    text = value.strip() if isinstance(value, str) else format(Decimal(str(value)), "f")
    return len(text.partition(".")[2].rstrip("0"))


def number(kept: int) -> int | float:
    """Give what was kept as the plainest number.

    Examples
    --------
    >>> number(12_000), number(12_500)
    (12, 12.5)
    """
    return kept // UNIT if kept % UNIT == 0 else kept / UNIT


def real(kept: int) -> float:
    """Give what was kept as a real number.

    Examples
    --------
    >>> real(12_000)
    12.0
    """
    return kept / UNIT


def fixed(kept: int) -> str:
    """Give what was kept as text with two decimals.

    Examples
    --------
    >>> fixed(1_200_000), fixed(-5)
    ('1200.00', '-0.01')
    """
    cents = (abs(kept) + 5) // 10
    sign = "-" if kept < 0 and cents else ""
    return f"{sign}{cents // 100}.{cents % 100:02d}"

"""The clock on the wall of the cluster on which the organisation lives."""

from __future__ import annotations

from datetime import timedelta, timezone

__all__ = ["DAY", "ZONE", "day_end", "day_start"]

DAY = 86_400
_OFFSET = 19_800
ZONE = timezone(timedelta(seconds=_OFFSET))


def day_start(seconds: int, days: int = 0) -> int:
    """Give the first second of a day, or of one so many days later."""
    return (seconds + _OFFSET) // DAY * DAY + days * DAY - _OFFSET


def day_end(seconds: int, days: int = 0) -> int:
    """Give the last second of a day, or of one so many days later.

    Examples
    --------
    >>> from datetime import datetime
    >>> str(datetime.fromtimestamp(day_end(1_743_490_800, days=365), ZONE))
    '2026-04-01 23:59:59+05:30'
    """
    return day_start(seconds, days + 1) - 1

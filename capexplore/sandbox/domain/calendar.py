"""The clock on the wall of the cluster on which the organisation lives."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

__all__ = ["DAY", "ZONE", "day_end", "day_start", "month_end"]

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


def month_end(seconds: int, months: int = 0) -> int:
    """Give the last second of a month, or of one so many months later.

    Examples
    --------
    >>> str(datetime.fromtimestamp(month_end(1_743_490_800, months=9), ZONE))
    '2026-01-31 23:59:59+05:30'
    """
    day = datetime.fromtimestamp(seconds, ZONE)
    years, month = divmod(day.month + months, 12)
    following = datetime(min(day.year + years, 9000), month + 1, 1, tzinfo=ZONE)
    return int(following.timestamp()) - 1

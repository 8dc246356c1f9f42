"""How each version writes a time, and how it reads one.

Versions 1 and 1.1 ignore an offset and mean the cluster's clock; version 2 converts, and takes a
time without an offset as UTC. Source: the two time-zone pages.
"""

from __future__ import annotations

from datetime import UTC, datetime

from capexplore.sandbox.domain.calendar import ZONE

__all__ = ["moment", "read_v1", "read_v2", "write_v1", "write_v2", "write_v3"]

_YEARS = range(1900, 2200)


def write_v1(seconds: int) -> str:
    """Write a time as versions 1 and 1.1 do.

    Examples
    --------
    >>> write_v1(1_740_890_700)
    '2025-03-02 10:15:00'
    """
    return datetime.fromtimestamp(seconds, ZONE).isoformat(" ")[:19]


def write_v2(seconds: int) -> str:
    """Write a time as version 2 does.

    Examples
    --------
    >>> write_v2(1_740_890_700)
    '2025-03-02T10:15:00+05:30'
    """
    return datetime.fromtimestamp(seconds, ZONE).isoformat()


def write_v3(seconds: int) -> str:
    """Write a time as version 3 does.

    Examples
    --------
    >>> write_v3(1_740_890_700)
    '2025-03-02T04:45:00.000+0000'
    """
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S.000+0000")


def read_v1(text: object) -> int | None:
    """Read a time as versions 1 and 1.1 do; None if it is none.

    Examples
    --------
    >>> write_v1(read_v1("2025-03-02T10:00:00+07:00"))
    '2025-03-02 10:00:00'
    """
    found = moment(text)
    return None if found is None else int(found.replace(tzinfo=ZONE).timestamp())


def read_v2(text: object) -> int | None:
    """Read a time as version 2 does; None if it is none.

    Examples
    --------
    >>> write_v2(read_v2("2025-03-02T10:00:00+07:00")), write_v2(read_v2("2025-03-02T10:00:00"))
    ('2025-03-02T08:30:00+05:30', '2025-03-02T15:30:00+05:30')
    """
    found = moment(text)
    if found is None:
        return None
    return int((found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp())


def moment(text: object) -> datetime | None:
    """Read a time with or without an offset, as it was said; None if it is none."""
    if not isinstance(text, str) or len(text) > 40:
        return None
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return found if found.year in _YEARS else None

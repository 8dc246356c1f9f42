"""Dates as the versions print them, to times with a zone.

Versions 1 and 1.1 print the cluster's clock time without an offset, `2025-03-02 10:15:00`; version
2 prints ISO 8601 with the cluster's offset, version 3 `2025-03-02T04:45:00.000+0000`, and both in
places milliseconds since 1970. Odd ones are `31-12-2025` and ISO with ``Z`` in version 1.1, and
clock times without an offset in version 2.

Notes
-----
Source: the two time-zone pages, and the samples of coupon/get and customer/coupons.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["is_date", "parse", "with_dates"]

# The last part of a documented name: registered_on, valid_till, billingTime, createDate, createdOn.
_NAME = re.compile(
    r"(?i:(^|_)(date|time|datetime|on|till|until|timestamp)$)"
    r"|[a-z](Date|Time|DateTime|On|Till|Timestamp)$"
)
_DAY = r"\d{4}-\d\d-\d\d"
_TEXT = re.compile(rf"{_DAY}([T ]\d\d:\d\d(:\d\d(\.\d{{1,9}})?)?( ?(Z|[+-]\d\d:?\d\d))?)?")
_DAY_FIRST = re.compile(r"\d\d-\d\d-\d{4}")
# From 1973 to 5138; smaller numbers would be seconds, which no page shows.
_MILLISECONDS = range(10**11, 10**14)


def is_date(name: str) -> bool:
    """Say whether a column has the name of a date.

    Examples
    --------
    >>> is_date("attribution.createDate"), is_date("valid_till"), is_date("returnable_days")
    (True, True, False)
    """
    return _NAME.search(name.rpartition(".")[2]) is not None


def parse(value: Any, zone: tzinfo | None) -> datetime | None:
    """Read one date; None if it is none.

    Parameters
    ----------
    value : object
        The value as it was printed.
    zone : datetime.tzinfo, optional
        The zone of clock times. If it is not given, these are read without a zone.

    Examples
    --------
    >>> parse("2025-03-02T04:45:00.000+0000", None).isoformat()
    '2025-03-02T04:45:00+00:00'
    >>> from datetime import timezone
    >>> parse("31-12-2025", timezone(timedelta(hours=5, minutes=30))).isoformat()
    '2025-12-31T00:00:00+05:30'
    """
    if type(value) is int and value in _MILLISECONDS:
        return datetime.fromtimestamp(value // 1000, UTC) + timedelta(milliseconds=value % 1000)
    if not isinstance(value, str):
        return None
    text = value.strip()
    if _DAY_FIRST.fullmatch(text):
        text = "-".join(reversed(text.split("-")))
    if not _TEXT.fullmatch(text):
        return None
    try:
        moment = datetime.fromisoformat(text.replace(" +", "+").replace(" Z", "Z"))
    except ValueError:
        return None
    return moment if moment.tzinfo or zone is None else moment.replace(tzinfo=zone)


def with_dates(frame: pd.DataFrame, offset: str | None) -> pd.DataFrame:
    """Give a frame with its columns of dates as times.

    A column is converted if its name is a date's and every value can be read; missing values and
    empty texts become ``NaT``. The times have the cluster's zone; if that is not known, the offset
    that was printed, or UTC if there were several; clock times without either have no zone.

    Parameters
    ----------
    frame : pandas.DataFrame
        As `Response.to_frame` gives it.
    offset : str, optional
        The cluster's, such as ``+05:30``.
    """
    import pandas as pd

    zone = _zone(offset)
    found = {name: _times(frame[name], zone) for name in frame.columns if is_date(str(name))}
    changed = {name: times for name, times in found.items() if times is not None}
    if not changed:
        return frame
    for name, times in changed.items():
        if isinstance(frame[name].dtype, pd.ArrowDtype):
            changed[name] = times.convert_dtypes(dtype_backend="pyarrow")
    columns = {name: changed.get(name, frame[name]) for name in frame.columns}
    return pd.DataFrame(columns, index=frame.index)


def _zone(offset: str | None) -> tzinfo | None:
    if offset is None:
        return None
    return datetime.fromisoformat(f"2000-01-01T00:00:00{offset}").tzinfo


def _times(column: pd.Series[Any], zone: tzinfo | None) -> pd.Series[Any] | None:
    """A column as times; None unless there are some and every one can be read."""
    import pandas as pd

    values = [None if _is_missing(value) else value for value in column.tolist()]
    read = {value: parse(value, zone) for value in values if isinstance(value, str | int)}
    moments = [None if value is None else _looked_up(read, value) for value in values]
    known = [moment for moment in moments if moment is not None]
    if not known or len(known) != len(values) - values.count(None):
        return None
    zones = {moment.tzinfo for moment in known}
    if zones == {None}:
        return pd.Series(moments, index=column.index, dtype="datetime64[us]")
    if None in zones:
        return None
    shown = zone or (zones.pop() if len(zones) == 1 else UTC)
    universal = [moment and moment.astimezone(UTC).replace(tzinfo=None) for moment in moments]
    naive = pd.Series(universal, index=column.index, dtype="datetime64[us]")
    times: pd.Series[Any] = naive.dt.tz_localize(UTC).dt.tz_convert(shown)
    return times


def _looked_up(read: dict[Any, datetime | None], value: Any) -> datetime | None:
    return read[value] if isinstance(value, str | int) else None


def _is_missing(value: Any) -> bool:
    import pandas as pd

    return value is None or value is pd.NA or value == "" or value != value  # NaN

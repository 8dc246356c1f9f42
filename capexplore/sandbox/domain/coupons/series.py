"""Coupon series: what coupons of a kind have in common."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import orjson

from capexplore.sandbox.domain.calendar import day_end
from capexplore.sandbox.domain.coupons import codes
from capexplore.sandbox.domain.coupons.settings import REQUIRED, SETTINGS, UNLIMITED, check
from capexplore.sandbox.domain.rules import Refused, Work
from capexplore.sandbox.store import Store

__all__ = ["Counts", "Series", "add", "change", "counts", "every", "find", "known"]

# What is in columns of its own, by the name of the setting.
_COLUMNS = {
    "description": "description",
    "discountCode": "discount_code",
    "clientHandlingType": "handling",
    "genericCode": "generic_code",
    "seriesCode": "code",
    "validTillDate": "valid_till",
}
_DEFAULTS = {name: setting.default for name, setting in SETTINGS.items()}
# A coupon that is out carries these.
_FIXED = ("clientHandlingType", "genericCode")


@dataclass(frozen=True, slots=True)
class Series:
    """A coupon series; `valid_till` is the last second of its last day."""

    id: int
    code: str
    description: str
    discount_code: str
    handling: str
    generic_code: str | None
    valid_till: int
    settings: dict[str, Any]
    created_at: int
    created_by: int
    updated_at: int

    @property
    def is_generic(self) -> bool:
        """Whether one code is shared by all coupons."""
        return self.handling == "GENERIC"

    def limit(self, name: str) -> int | None:
        """Give a setting that limits something, or None if it does not."""
        value: int = self.settings[name]
        return None if value == UNLIMITED else value

    def is_over(self, at: int) -> bool:
        """Whether the last day is past."""
        return at > self.valid_till


@dataclass(frozen=True, slots=True)
class Counts:
    """How many coupons a series issued and how many redemptions stand, and when the last was."""

    issued: int
    redeemed: int
    last_issued_at: int | None
    last_redeemed_at: int | None


def _made(row: sqlite3.Row) -> Series:
    return Series(
        id=row["id"],
        code=row["code"],
        description=row["description"],
        discount_code=row["discount_code"],
        handling=row["handling"],
        generic_code=row["generic_code"],
        valid_till=row["valid_till"],
        settings=_DEFAULTS | orjson.loads(row["details"]),
        created_at=row["created_at"],
        created_by=row["created_by"],
        updated_at=row["updated_at"],
    )


def find(store: Store, series_id: int) -> Series:
    """Give a series.

    Raises
    ------
    Refused
        ``series-unknown``.
    """
    row = store.one("SELECT * FROM coupon_series WHERE id = ?", series_id)
    if row is None:
        raise Refused("series-unknown", id=series_id)
    return _made(row)


def known(store: Store, series_ids: Iterable[int]) -> dict[int, Series]:
    """Give the series with some ids, by id; ids without a series are left out."""
    rows = store.all(
        "SELECT * FROM coupon_series WHERE id IN (SELECT value FROM json_each(?))",
        orjson.dumps(list(series_ids)).decode(),
    )
    return {row["id"]: _made(row) for row in rows}


def every(work: Work, *, over: bool) -> list[Series]:
    """Give all series, or those whose last day is not past, the oldest first."""
    rows = work.store.all(
        "SELECT * FROM coupon_series WHERE ? OR valid_till >= ? ORDER BY id", over, work.now
    )
    return [_made(row) for row in rows]


def by_generic_code(store: Store, code: str) -> Series | None:
    """Give the series that shares a code."""
    row = store.one("SELECT * FROM coupon_series WHERE generic_code = ?", code)
    return None if row is None else _made(row)


def counts(store: Store, series_id: int) -> Counts:
    """Count the coupons of a series, and the redemptions that were not reversed."""
    row = store.one(
        "SELECT i.number, r.number, i.last, r.last FROM "
        "(SELECT count(*) AS number, max(created_at) AS last FROM coupons WHERE series_id = ?1) i, "
        "(SELECT count(*) AS number, max(r.redeemed_at) AS last FROM coupon_redemptions r "
        "JOIN coupons c ON c.id = r.coupon_id WHERE c.series_id = ?1 AND r.reversed_at IS NULL) r",
        series_id,
    )
    return Counts(*(row if row is not None else (0, 0, None, None)))


def add(work: Work, given: dict[str, Any]) -> Series:
    """Make a series.

    Parameters
    ----------
    work : Work
        The data, the time and the till.
    given : dict
        Settings by name, read as their kinds say; None is the same as nothing.

    Raises
    ------
    Refused
        ``field-missing``, ``setting-invalid``, ``series-code-empty``, ``series-code-unusable``,
        ``series-code-taken``, ``generic-code-empty``.
    """
    for name in REQUIRED:
        if given.get(name) in (None, ""):
            raise Refused("field-missing", name=name)
    whole = _DEFAULTS | {"seriesCode": None, "genericCode": None} | given
    check(whole)
    whole["genericCode"] = _generic_code(work, whole)
    series_id = work.store.next_id("coupon_series")
    whole["seriesCode"] = _series_code(work, whole["seriesCode"], str(series_id), series_id)
    whole["validTillDate"] = day_end(whole["validTillDate"])
    work.store.insert(
        "coupon_series",
        id=series_id,
        **_columns(whole),
        **work.made,
    )
    return find(work.store, series_id)


def change(work: Work, series_id: int, given: dict[str, Any]) -> Series:
    """Change the settings that are given; the others stay.

    Coupons that end with their series go on ending with it.

    Raises
    ------
    Refused
        As `add`, and ``series-unknown``.
    """
    series = find(work.store, series_id)
    before = {name: getattr(series, column) for name, column in _COLUMNS.items()}
    whole = series.settings | before | given
    check(whole)
    for name in _FIXED:
        if (whole[name] or "") != (before[name] or ""):
            raise Refused("setting-invalid", name=name)
    whole["seriesCode"] = _series_code(work, whole["seriesCode"], series.code, series_id)
    whole["validTillDate"] = day_end(whole["validTillDate"])
    columns = _columns(whole)
    work.store.change("coupon_series", series_id, **columns, **work.changed)
    work.store.run(
        "UPDATE coupons SET valid_till = ? WHERE series_id = ? AND valid_till = ? AND ?",
        *(columns["valid_till"], series_id, series.valid_till),
        whole["expiryStrategyType"] == "SERIES_EXPIRY",
    )
    return find(work.store, series_id)


def _columns(whole: dict[str, Any]) -> dict[str, Any]:
    columns = {column: whole[name] for name, column in _COLUMNS.items()}
    settings = {name: whole[name] for name in SETTINGS}
    return columns | {"details": orjson.dumps(settings).decode()}


def _series_code(work: Work, given: Any, default: str, series_id: int) -> str:
    if given is None:
        given = default
    if not given:
        raise Refused("series-code-empty")
    try:
        codes.checked(given)
    except Refused:
        raise Refused("series-code-unusable", code=given) from None
    taken = work.store.one(
        "SELECT 1 FROM coupon_series WHERE code = ? AND id <> ?", given, series_id
    )
    if taken is not None:
        raise Refused("series-code-taken", code=given)
    return str(given)


def _generic_code(work: Work, whole: dict[str, Any]) -> str | None:
    if whole["clientHandlingType"] != "GENERIC":
        return None
    code = whole["genericCode"]
    if not code:
        raise Refused("generic-code-empty")
    try:
        codes.checked(code)
    except Refused:
        raise Refused("series-code-unusable", code=code) from None
    if codes.in_use(work, code):
        raise Refused("series-code-taken", code=code)
    return str(code)

"""Target groups and their periods: spans of days in which customers are to reach targets.

Source: the pages of target groups and target periods.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from capexplore.sandbox.domain import organisation
from capexplore.sandbox.domain.calendar import ZONE
from capexplore.sandbox.domain.rules import Refused, Work

__all__ = [
    "ENDED",
    "NOT_STARTED",
    "RUNNING",
    "Period",
    "add",
    "add_period",
    "change",
    "change_period",
    "everything",
    "find",
    "find_period",
    "name_taken",
    "period_status",
    "periods",
    "switch_off",
]

NOT_STARTED, RUNNING, ENDED = "NOT_STARTED", "RUNNING", "ENDED"
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Period:
    """What is said of a period; days are written ``YYYY-MM-DD``, and both count."""

    ref_code: str
    starts_on: str
    ends_on: str
    description: str = ""
    active: bool = True


def add(
    work: Work, name: str, till_id: int | None, details: dict[str, Any], *, active: bool
) -> int:
    """Add a group under a name that no other has, and give its id.

    Raises
    ------
    Refused
        ``group-name-too-long``, ``group-name-taken`` or ``till-unknown``.
    """
    _check_name(work, name)
    _check_till(work, till_id)
    return work.store.insert(
        "target_groups",
        id=work.store.next_id("target_group"),
        name=name,
        till_id=work.till if till_id is None else till_id,
        details=orjson.dumps(details).decode(),
        active=active,
        **work.made,
    )


def change(work: Work, group_id: int, **columns: Any) -> None:
    """Change the name or the details of a group that is active.

    Raises
    ------
    Refused
        As `find` and `add`.
    """
    find(work, group_id)
    if "name" in columns:
        _check_name(work, columns["name"], besides=group_id)
    if "details" in columns:
        columns["details"] = orjson.dumps(columns["details"]).decode()
    work.store.change("target_groups", group_id, **columns, **work.changed)


def switch_off(work: Work, group_id: int) -> None:
    """Deactivate a group, running or not; it stays listed, but can no longer be used."""
    change(work, group_id, active=False)


def everything(work: Work) -> list[sqlite3.Row]:
    """Give all groups, inactive ones included, the oldest first."""
    return work.store.all("SELECT * FROM target_groups ORDER BY id")


def find(work: Work, group_id: int) -> sqlite3.Row:
    """Give a group that is active.

    Raises
    ------
    Refused
        ``group-unknown``.
    """
    row = work.store.one("SELECT * FROM target_groups WHERE id = ? AND active", group_id)
    if row is None:
        raise Refused("group-unknown", id=group_id)
    return row


def name_taken(work: Work, name: str, besides: int = 0) -> bool:
    """Whether an active group has a name."""
    sql = "SELECT 1 FROM target_groups WHERE name = ? AND active AND id <> ?"
    return work.store.one(sql, name, besides) is not None


def add_period(work: Work, group_id: int, period: Period) -> int:
    """Add a period to a group and give its id.

    Raises
    ------
    Refused
        ``period-invalid``: it ends before it starts, overlaps with another, or has its code.
    """
    find(work, group_id)
    _check_period(work, group_id, period)
    return work.store.insert(
        "target_periods",
        id=work.store.next_id("target_period"),
        group_id=group_id,
        ref_code=period.ref_code,
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        description=period.description,
        active=period.active,
        **work.made,
    )


def change_period(work: Work, group_id: int, period_id: int, period: Period) -> None:
    """Change a period: all of one that has not begun, the last day of one that runs.

    Raises
    ------
    Refused
        ``period-unknown``; ``period-invalid`` as for `add_period`, for one that is over, for the
        first day of one that runs, and for a last day in the past.
    """
    row = find_period(work, group_id, period_id)
    status = period_status(work, row)
    if status == ENDED:
        raise Refused("period-invalid", why=f"Period {row['ref_code']} is over")
    if status == RUNNING and period.starts_on != row["starts_on"]:
        raise Refused("period-invalid", why=f"Period {row['ref_code']} has begun")
    if period.ends_on < _today(work):
        raise Refused("period-invalid", why="A period cannot be made to end in the past")
    _check_period(work, group_id, period, besides=period_id)
    work.store.change(
        "target_periods",
        period_id,
        ref_code=period.ref_code,
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        description=period.description,
        active=period.active,
        **work.changed,
    )


def periods(work: Work, group_id: int) -> list[sqlite3.Row]:
    """Give the periods of a group, the earliest first."""
    return work.store.all(
        "SELECT * FROM target_periods WHERE group_id = ? ORDER BY starts_on, id", group_id
    )


def find_period(work: Work, group_id: int, period_id: int) -> sqlite3.Row:
    """Give a period of a group.

    Raises
    ------
    Refused
        ``period-unknown``.
    """
    row = work.store.one(
        "SELECT * FROM target_periods WHERE id = ? AND group_id = ?", period_id, group_id
    )
    if row is None:
        raise Refused("period-unknown", id=period_id)
    return row


def period_status(work: Work, row: sqlite3.Row) -> str:
    """Give where today stands to a period."""
    today = _today(work)
    if today < row["starts_on"]:
        return NOT_STARTED
    return ENDED if today > row["ends_on"] else RUNNING


def _today(work: Work) -> str:
    return datetime.fromtimestamp(work.now, ZONE).date().isoformat()


def _check_name(work: Work, name: str, besides: int = 0) -> None:
    if len(name) > LONGEST_NAME:
        raise Refused("group-name-too-long", name=name)
    if name_taken(work, name, besides):
        raise Refused("group-name-taken", name=name)


def _check_till(work: Work, till_id: int | None) -> None:
    if till_id is not None and not organisation.is_till(work.store, till_id):
        raise Refused("till-unknown", id=till_id)


def _check_period(work: Work, group_id: int, period: Period, besides: int = 0) -> None:
    if period.ends_on < period.starts_on:
        raise Refused("period-invalid", why="A period ends before it starts")
    for row in periods(work, group_id):
        if row["id"] == besides:
            continue
        if row["ref_code"] == period.ref_code:
            raise Refused("period-invalid", why=f"There is a period {period.ref_code} already")
        if period.starts_on <= row["ends_on"] and row["starts_on"] <= period.ends_on:
            raise Refused("period-invalid", why=f"The period overlaps with {row['ref_code']}")

"""Fleet hierarchies: which roles the members of a group of customers have, and what each may do.

Source: the pages of fleet hierarchies.
"""

from __future__ import annotations

import sqlite3
from typing import Any

import orjson

from capexplore.sandbox.domain.rules import Refused, Work

__all__ = ["PERMISSIONS", "add", "by_code", "by_id", "change", "everything", "remove"]

PERMISSIONS = ("block_points_redemption", "block_points_transfer", "earn_points")


def add(work: Work, code: str, details: dict[str, Any]) -> int:
    """Add a hierarchy under a code that no other has, and give its id.

    Raises
    ------
    Refused
        ``fleet-exists``, ``fleet-role-unknown``.
    """
    _check(work, code, details)
    return work.store.insert(
        "fleet_hierarchies",
        id=work.store.next_id("fleet_hierarchy"),
        code=code,
        details=orjson.dumps(details).decode(),
        **work.made,
    )


def change(work: Work, hierarchy_id: int, code: str, details: dict[str, Any]) -> None:
    """Replace everything of a hierarchy except its id.

    Raises
    ------
    Refused
        ``fleet-unknown`` and as `add`.
    """
    by_id(work, hierarchy_id)
    _check(work, code, details, besides=hierarchy_id)
    work.store.change(
        "fleet_hierarchies",
        hierarchy_id,
        code=code,
        details=orjson.dumps(details).decode(),
        **work.changed,
    )


def remove(work: Work, hierarchy_id: int) -> None:
    """Remove a hierarchy; its code is free again."""
    by_id(work, hierarchy_id)
    work.store.run("DELETE FROM fleet_hierarchies WHERE id = ?", hierarchy_id)


def everything(work: Work) -> list[sqlite3.Row]:
    """Give all hierarchies, the oldest first."""
    return work.store.all("SELECT * FROM fleet_hierarchies ORDER BY id")


def by_id(work: Work, hierarchy_id: int) -> sqlite3.Row:
    """Give a hierarchy.

    Raises
    ------
    Refused
        ``fleet-unknown``.
    """
    row = work.store.one("SELECT * FROM fleet_hierarchies WHERE id = ?", hierarchy_id)
    if row is None:
        raise Refused("fleet-unknown", id=hierarchy_id)
    return row


def by_code(work: Work, code: str) -> sqlite3.Row:
    """Give a hierarchy by its code, as `by_id`."""
    row = work.store.one("SELECT * FROM fleet_hierarchies WHERE code = ?", code)
    if row is None:
        raise Refused("fleet-unknown", code=code)
    return row


def _check(work: Work, code: str, details: dict[str, Any], besides: int = 0) -> None:
    taken = "SELECT 1 FROM fleet_hierarchies WHERE code = ? AND id <> ?"
    if work.store.one(taken, code, besides):
        raise Refused("fleet-exists", code=code)
    known = [role["code"] for role in details["roles"]]
    for role in details["roles"]:
        child = role["childRoleCode"]
        if child and child not in known:
            raise Refused("fleet-role-unknown", code=child)

"""User groups: customers who collect together, one of them being the primary member.

A customer is in one group at most. Source: the pages of user groups (``userGroup2``).
"""

from __future__ import annotations

import sqlite3
from typing import Any

import orjson

from capexplore.sandbox.domain import people
from capexplore.sandbox.domain.rules import Refused, Work

__all__ = [
    "PERMISSIONS",
    "add",
    "change",
    "close",
    "find",
    "find_active",
    "join",
    "leave",
    "members",
    "membership",
    "search",
    "search_fields",
    "set_permissions",
    "transfer",
]

PERMISSIONS = (
    "allow_points_redemption",
    "allow_points_transfer",
    "block_points_redemption",
    "block_points_transfer",
)
_LARGEST_SIZE = 30_000
_WITH_PRIMARY = (
    "SELECT g.*, m.customer_id AS primary_id FROM user_groups g "
    "LEFT JOIN user_group_members m ON m.group_id = g.id AND m.is_primary "
)


def add(work: Work, external_id: str, name: str, max_size: int, extended: dict[str, str]) -> int:
    """Add a group and give its id.

    Raises
    ------
    Refused
        ``group-external-id-taken`` or ``group-size-invalid``.
    """
    _check_external_id(work, external_id)
    _check_size(max_size)
    return work.store.insert(
        "user_groups",
        id=work.store.next_id("user_group"),
        external_id=external_id,
        name=name,
        max_size=max_size,
        extended=orjson.dumps(extended).decode(),
        active=True,
        **work.made,
    )


def change(work: Work, group_id: int, columns: dict[str, Any]) -> None:
    """Change what is named of a group.

    Raises
    ------
    Refused
        ``group-unknown``, ``group-nothing-to-change``, ``group-external-id-taken``,
        ``group-size-invalid``, ``group-size-too-small`` for fewer than there are members.
    """
    row = find_active(work, "id", group_id)
    if not columns:
        raise Refused("group-nothing-to-change", id=group_id)
    if columns.get("external_id", row["external_id"]) != row["external_id"]:
        _check_external_id(work, columns["external_id"])
    if "max_size" in columns:
        _check_size(columns["max_size"])
        if columns["max_size"] < _size(work, group_id):
            raise Refused("group-size-too-small", size=columns["max_size"])
    if "extended" in columns:
        merged = orjson.loads(row["extended"]) | columns["extended"]
        columns = {**columns, "extended": orjson.dumps(merged).decode()}
    work.store.change("user_groups", group_id, **columns, **work.changed)


def close(work: Work, group_id: int) -> None:
    """Close a group; its members are free to join another one."""
    find_active(work, "id", group_id)
    work.store.run("DELETE FROM user_group_members WHERE group_id = ?", group_id)
    work.store.change("user_groups", group_id, active=False, **work.changed)


def find(work: Work, name: str, value: object) -> sqlite3.Row:
    """Give a group with its primary member, closed ones included.

    Parameters
    ----------
    work : Work
        The data.
    name : str
        ``id``, ``externalId`` or ``primaryUserId``.
    value : object
        What it is; of several with one external id the latest.

    Raises
    ------
    Refused
        ``group-unknown``.
    """
    column = {"id": "g.id", "externalId": "g.external_id", "primaryUserId": "m.customer_id"}[name]
    row = work.store.one(f"{_WITH_PRIMARY} WHERE {column} = ? ORDER BY g.id DESC LIMIT 1", value)
    if row is None:
        raise Refused("group-unknown", value=value)
    return row


def find_active(work: Work, name: str, value: object) -> sqlite3.Row:
    """Give a group that is not closed, as `find`."""
    row = find(work, name, value)
    if not row["active"]:
        raise Refused("group-unknown", value=value)
    return row


def join(
    work: Work, group_id: int, customer_id: int, permissions: list[str], *, primary: bool
) -> None:
    """Make a customer a member of a group.

    Raises
    ------
    Refused
        ``group-user-invalid``, ``group-member-already``, ``group-member-elsewhere``,
        ``group-primary-elsewhere``, ``group-primary-exists`` or ``group-full``.
    """
    group = find_active(work, "id", group_id)
    customer_id = _survivor(work, customer_id)
    held = membership(work, customer_id)
    if held is not None:
        if held["group_id"] == group_id:
            raise Refused("group-member-already", id=customer_id)
        elsewhere = "primary" if held["is_primary"] else "member"
        raise Refused(f"group-{elsewhere}-elsewhere", id=customer_id)
    if primary and group["primary_id"] is not None:
        raise Refused("group-primary-exists", id=group["primary_id"])
    if _size(work, group_id) >= group["max_size"]:
        raise Refused("group-full", id=group_id)
    work.store.insert(
        "user_group_members",
        group_id=group_id,
        customer_id=customer_id,
        is_primary=primary,
        permissions=orjson.dumps(permissions).decode(),
        joined_at=work.now,
    )


def leave(work: Work, group_id: int, customer_id: int) -> None:
    """End a membership; the primary member leaves last.

    Raises
    ------
    Refused
        ``group-unknown``, ``group-not-a-member`` or ``group-primary-stays``.
    """
    find_active(work, "id", group_id)
    held = _member(work, group_id, customer_id)
    if held["is_primary"] and _size(work, group_id) > 1:
        raise Refused("group-primary-stays", id=customer_id)
    work.store.run("DELETE FROM user_group_members WHERE id = ?", held["id"])


def transfer(work: Work, leave_id: int, join_id: int, customer_ids: list[int]) -> None:
    """Move members from one group to another, all of them or none.

    Raises
    ------
    Refused
        As `leave` and `join`; a primary member never moves.
    """
    for customer_id in customer_ids:
        find_active(work, "id", leave_id)
        held = _member(work, leave_id, customer_id)
        if held["is_primary"]:
            raise Refused("group-primary-stays", id=customer_id)
        leave(work, leave_id, customer_id)
        join(work, join_id, customer_id, orjson.loads(held["permissions"]), primary=False)


def set_permissions(
    work: Work, group_id: int, customer_id: int, permissions: list[str]
) -> sqlite3.Row:
    """Set what a member may do, and give the membership."""
    find_active(work, "id", group_id)
    held = _member(work, group_id, customer_id)
    work.store.change(
        "user_group_members", held["id"], permissions=orjson.dumps(permissions).decode()
    )
    return _member(work, group_id, customer_id)


def membership(work: Work, customer_id: int) -> sqlite3.Row | None:
    """Give in which group a customer is; None for no group.

    Raises
    ------
    Refused
        ``group-user-invalid`` if there is no such customer.
    """
    wanted = _survivor(work, customer_id)
    return work.store.one("SELECT * FROM user_group_members WHERE customer_id = ?", wanted)


def _survivor(work: Work, customer_id: int) -> int:
    try:
        return people.survivor(work.store, customer_id)[0]
    except Refused:
        raise Refused("group-user-invalid", id=customer_id) from None


def members(
    work: Work, group_id: int, *, limit: int, offset: int, descending: bool = False
) -> tuple[list[sqlite3.Row], int]:
    """Give one page of the members of a group, who joined first before the others."""
    direction = "DESC" if descending else "ASC"
    rows = work.store.all(
        f"SELECT * FROM user_group_members WHERE group_id = ? ORDER BY id {direction} "  # noqa: S608
        "LIMIT ? OFFSET ?",
        *(group_id, limit, offset),
    )
    return rows, _size(work, group_id)


def search(work: Work, prefix: str, *, limit: int, offset: int) -> tuple[list[sqlite3.Row], int]:
    """Give one page of the groups of which the name or external id begins so, in any case."""
    begins = "substr(fold({}), 1, length(?1)) = ?1"
    where = f"WHERE g.active AND ({begins.format('g.name')} OR {begins.format('g.external_id')})"
    wanted = prefix.casefold()
    rows = work.store.all(
        f"{_WITH_PRIMARY} {where} ORDER BY g.id LIMIT ?2 OFFSET ?3", *(wanted, limit, offset)
    )
    return rows, work.store.count(f"FROM user_groups g {where}", wanted)


def search_fields(work: Work, wanted: dict[str, str]) -> list[sqlite3.Row]:
    """Give the groups whose extended fields have all these values."""
    rows = work.store.all(f"{_WITH_PRIMARY} WHERE g.active ORDER BY g.id")
    return [row for row in rows if wanted.items() <= orjson.loads(row["extended"]).items()]


def _member(work: Work, group_id: int, customer_id: int) -> sqlite3.Row:
    held = membership(work, customer_id)
    if held is None or held["group_id"] != group_id:
        raise Refused("group-not-a-member", id=customer_id)
    return held


def _size(work: Work, group_id: int) -> int:
    return work.store.count("FROM user_group_members WHERE group_id = ?", group_id)


def _check_external_id(work: Work, external_id: str) -> None:
    taken = "SELECT 1 FROM user_groups WHERE external_id = ? AND active"
    if work.store.one(taken, external_id):
        raise Refused("group-external-id-taken", value=external_id)


def _check_size(max_size: int) -> None:
    if not 1 <= max_size <= _LARGEST_SIZE:
        raise Refused("group-size-invalid", size=max_size)

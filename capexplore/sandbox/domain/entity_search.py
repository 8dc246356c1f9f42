"""Searching the zones, concepts, stores and tills of the organisation.

Source: the page of the organisation's entities.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from typing import Any

from capexplore.sandbox.domain.rules import Refused
from capexplore.sandbox.store import Store

__all__ = ["PARENTS", "Search", "search"]

# What a parent can be named by: its type and the columns.
PARENTS = {
    "STORE_CODE": ("STORE", ("code",)),
    "STORE_ID": ("STORE", ("id",)),
    "STORE_EXTERNAL_ID": ("STORE", ("external_id", "external_id_1", "external_id_2")),
    "CONCEPT_CODE": ("CONCEPT", ("code",)),
    "CONCEPT_ID": ("CONCEPT", ("id",)),
}


@dataclass(slots=True)
class Search:
    """Which entities are wanted; what is not given does not narrow."""

    type: str
    ids: list[int] = field(default_factory=list)
    after: int = 0
    parent: tuple[str, str] | None = None
    modified_since: int | None = None
    active_only: bool = False


def search(store: Store, wanted: Search, limit: int) -> tuple[list[sqlite3.Row], int]:
    """Give one page of the entities that are wanted, and how many there are.

    Raises
    ------
    Refused
        ``parent-unknown``.
    """
    where, values = ["type = ?", "id > ?"], [wanted.type, wanted.after]
    if wanted.ids:
        where.append(f"id IN ({', '.join('?' * len(wanted.ids))})")
        values += wanted.ids
    if wanted.modified_since is not None:
        where.append("updated_at >= ?")
        values.append(wanted.modified_since)
    if wanted.active_only:
        where.append("active")
    if wanted.parent is not None:
        parent = _parent(store, *wanted.parent)
        where.append("store_id = ?" if parent["type"] == "STORE" else "concept_id = ?")
        values.append(parent["id"])
    found = f"FROM entities WHERE {' AND '.join(where)}"
    total = store.one(f"SELECT count(*) AS n {found}", *values)
    rows = store.all(f"SELECT * {found} ORDER BY id LIMIT ?", *values, limit)
    return rows, 0 if total is None else total["n"]


def _parent(store: Store, kind: str, value: str) -> Any:
    entity_type, columns = PARENTS[kind]
    names = ", ".join(f"CAST({column} AS TEXT)" for column in columns)
    sql = f"SELECT * FROM entities WHERE type = ? AND ? IN ({names})"  # noqa: S608 - our own names
    row = store.one(sql, entity_type, value)
    if row is None:
        raise Refused("parent-unknown", value=value)
    return row

"""Companies, which can belong to one another, and the verticals of the organisation.

Source: the pages of companies and of verticals.
"""

from __future__ import annotations

import sqlite3
from typing import Any

import orjson

from capexplore.sandbox.domain.rules import Refused, Work

__all__ = [
    "add",
    "add_vertical",
    "by_external_id",
    "by_id",
    "change",
    "search",
    "switch_off",
    "switch_off_vertical",
    "verticals",
]

_BELOW = (
    "WITH RECURSIVE below(id) AS (SELECT ? UNION "
    "SELECT c.id FROM companies c JOIN below b ON c.parent_id = b.id) "
)


def add(work: Work, external_id: str, columns: dict[str, Any], parent: str = "") -> int:
    """Add a company, perhaps below another one, and give its id.

    Raises
    ------
    Refused
        ``company-exists``, ``company-parent-unknown``.
    """
    if work.store.one("SELECT 1 FROM companies WHERE external_id = ?", external_id):
        raise Refused("company-exists", value=external_id)
    parent_id = None
    if parent:
        row = work.store.one("SELECT id, active FROM companies WHERE external_id = ?", parent)
        if row is None or not row["active"]:
            raise Refused("company-parent-unknown", value=parent)
        parent_id = row["id"]
    return work.store.insert(
        "companies",
        id=work.store.next_id("company"),
        external_id=external_id,
        parent_id=parent_id,
        active=True,
        **work.made,
        **_columns(columns),
    )


def change(work: Work, company_id: int, columns: dict[str, Any]) -> None:
    """Change what is named of an active company.

    Raises
    ------
    Refused
        ``company-unknown``, ``company-exists`` for an external id that another one has.
    """
    row = by_id(work, company_id)
    if not row["active"]:
        raise Refused("company-unknown", id=company_id)
    taken = "SELECT 1 FROM companies WHERE external_id = ? AND id <> ?"
    if work.store.one(taken, columns.get("external_id"), company_id):
        raise Refused("company-exists", value=columns["external_id"])
    if "extended" in columns:
        columns["extended"] = orjson.loads(row["extended"]) | columns["extended"]
    work.store.change("companies", company_id, **_columns(columns), **work.changed)


def switch_off(work: Work, company_id: int) -> None:
    """Deactivate a company and all below it; they stay listed."""
    by_id(work, company_id)
    work.store.run(
        f"{_BELOW} UPDATE companies SET active = 0, updated_at = ?, updated_by = ? "  # noqa: S608
        "WHERE id IN below AND active",
        *(company_id, work.now, work.till),
    )


def by_id(work: Work, company_id: int) -> sqlite3.Row:
    """Give a company with the external id of the one above it.

    Raises
    ------
    Refused
        ``company-unknown``.
    """
    return _one(work, "c.id = ?", company_id)


def by_external_id(work: Work, external_id: str) -> sqlite3.Row:
    """Give a company by its external id, as `by_id`."""
    return _one(work, "c.external_id = ?", external_id)


def _one(work: Work, where: str, value: object) -> sqlite3.Row:
    row = work.store.one(
        "SELECT c.*, p.external_id AS parent FROM companies c "  # noqa: S608 - text is our own
        f"LEFT JOIN companies p ON p.id = c.parent_id WHERE {where}",
        value,
    )
    if row is None:
        raise Refused("company-unknown", value=value)
    return row


def search(
    work: Work,
    *,
    active: bool | None = None,
    field: tuple[str, str] | None = None,
    order: str = "id",
    descending: bool = False,
    limit: int,
    offset: int,
) -> tuple[list[sqlite3.Row], int]:
    """Give one page of the companies, and how many there are.

    Parameters
    ----------
    work : Work
        The data.
    active : bool, optional
        Only active, or only inactive ones.
    field : tuple of str and str, optional
        The name of an extended field and how its value begins, in any case.
    order : str, optional
        A column.
    descending : bool, optional
        Whether the last comes first.
    limit, offset : int
        Which page.
    """
    found = "FROM companies c LEFT JOIN companies p ON p.id = c.parent_id WHERE 1"
    values: list[Any] = []
    if active is not None:
        found += " AND c.active = ?"
        values.append(active)
    if field is not None:
        found += (
            " AND EXISTS (SELECT 1 FROM json_each(c.extended) f WHERE f.key = ? "
            "AND substr(fold(f.value), 1, length(?)) = ?)"
        )
        values += [field[0], field[1].casefold(), field[1].casefold()]
    direction = "DESC" if descending else "ASC"
    rows = work.store.all(
        f"SELECT c.*, p.external_id AS parent {found} ORDER BY c.{order} {direction}, c.id "
        "LIMIT ? OFFSET ?",
        *(*values, limit, offset),
    )
    return rows, work.store.count(found, *values)


def _columns(columns: dict[str, Any]) -> dict[str, Any]:
    if "extended" not in columns:
        return columns
    return {**columns, "extended": orjson.dumps(columns["extended"]).decode()}


def verticals(work: Work, *, active: bool = False) -> list[sqlite3.Row]:
    """Give the verticals, or only the active ones."""
    return work.store.all("SELECT * FROM verticals WHERE active OR ? ORDER BY id", not active)


def add_vertical(work: Work, vertical_id: int, name: str, *, active: bool) -> sqlite3.Row:
    """Give a vertical to the organisation, or give it again if it was taken away.

    Raises
    ------
    Refused
        ``vertical-exists`` if it is active already.
    """
    row = work.store.one("SELECT * FROM verticals WHERE id = ?", vertical_id)
    if row is not None and row["active"]:
        raise Refused("vertical-exists", id=vertical_id)
    name = name or (row["name"] if row is not None else "")
    work.store.run("INSERT OR REPLACE INTO verticals VALUES (?, ?, ?)", vertical_id, name, active)
    return _vertical(work, vertical_id)


def switch_off_vertical(work: Work, vertical_id: int) -> sqlite3.Row:
    """Take a vertical away from the organisation; it stays known.

    Raises
    ------
    Refused
        ``vertical-unknown``.
    """
    _vertical(work, vertical_id)
    work.store.change("verticals", vertical_id, active=False)
    return _vertical(work, vertical_id)


def _vertical(work: Work, vertical_id: int) -> sqlite3.Row:
    row = work.store.one("SELECT * FROM verticals WHERE id = ?", vertical_id)
    if row is None:
        raise Refused("vertical-unknown", id=vertical_id)
    return row

"""Leads: what a customer was offered and how it went."""

from __future__ import annotations

import sqlite3
from typing import Any

import orjson

from capexplore.sandbox.domain.rules import Refused, Work

__all__ = ["CLOSED", "STATUSES", "TYPES", "add", "change", "find", "log", "search"]

STATUSES = ("OPEN", "WON", "LOST", "ON_HOLD", "DELETED")
CLOSED = ("WON", "LOST", "DELETED")
TYPES = ("SKU", "BRAND", "CATEGORY", "CUSTOM")


def add(
    work: Work,
    *,
    customer_id: int,
    lead_for: str,
    kind: str,
    status: str,
    details: dict[str, Any],
) -> int:
    """Add a lead and give its id.

    Parameters
    ----------
    work : Work
        Where, when and for whom.
    customer_id : int
        Whose lead it is.
    lead_for : str
        The product, brand, category or other thing.
    kind : str
        One of `TYPES`.
    status : str
        One of `STATUSES`.
    details : dict
        Further columns: sub_status, owner, next_follow_up, org_source_id, extended.
    """
    _check_status(status)
    lead_id = work.store.next_id("lead")
    work.store.insert(
        "leads",
        id=lead_id,
        customer_id=customer_id,
        type=kind,
        lead_for=lead_for,
        status=status,
        created_at=work.now,
        created_by=work.till,
        updated_at=work.now,
        updated_by=work.till,
        **_columns(details),
    )
    _log(work, lead_id, status, details.get("sub_status"))
    return lead_id


def change(work: Work, lead_id: int, changes: dict[str, Any]) -> None:
    """Change the named columns of a lead, and nothing else.

    Raises
    ------
    Refused
        ``lead-unknown``, ``lead-closed`` or ``lead-status-unknown``.
    """
    lead = find(work, lead_id)
    if lead["status"] in CLOSED:
        raise Refused("lead-closed", id=lead_id)
    if "status" in changes:
        _check_status(changes["status"])
    if "extended" in changes:
        changes["extended"] = orjson.loads(lead["extended"]) | changes["extended"]
    moved = changes.get("status", lead["status"]) != lead["status"] or "sub_status" in changes
    work.store.change(
        "leads", lead_id, **_columns(changes), updated_at=work.now, updated_by=work.till
    )
    if moved:
        sub_status = changes.get("sub_status", lead["sub_status"])
        _log(work, lead_id, changes.get("status", lead["status"]), sub_status)


def find(work: Work, lead_id: int) -> sqlite3.Row:
    """Give a lead by its id."""
    row = None
    if 0 < lead_id < 2**63:
        row = work.store.one("SELECT * FROM leads WHERE id = ?", lead_id)
    if row is None:
        raise Refused("lead-unknown", id=lead_id)
    return row


def search(
    work: Work, wanted: dict[str, Any], *, limit: int, offset: int
) -> tuple[list[sqlite3.Row], int]:
    """Give one page of the leads whose columns have the wanted values, and how many there are."""
    where = " AND ".join(f"{column} = ?" for column in wanted) or "1"
    total = work.store.one(
        f"SELECT count(*) AS n FROM leads WHERE {where}",  # noqa: S608 - columns are our own
        *wanted.values(),
    )
    rows = work.store.all(
        f"SELECT * FROM leads WHERE {where} ORDER BY id LIMIT ? OFFSET ?",  # noqa: S608
        *(*wanted.values(), limit, offset),
    )
    return rows, 0 if total is None else total["n"]


def log(work: Work, lead_id: int) -> list[sqlite3.Row]:
    """Give the statuses that a lead went through, the first one first."""
    return work.store.all("SELECT * FROM lead_log WHERE lead_id = ? ORDER BY rowid", lead_id)


def _check_status(status: str) -> None:
    if status not in STATUSES:
        raise Refused("lead-status-unknown", value=status)


def _columns(details: dict[str, Any]) -> dict[str, Any]:
    columns = dict(details)
    if "extended" in columns:
        columns["extended"] = orjson.dumps(columns["extended"]).decode()
    return columns


def _log(work: Work, lead_id: int, status: str, sub_status: str | None) -> None:
    work.store.insert(
        "lead_log",
        lead_id=lead_id,
        status=status,
        sub_status=sub_status,
        created_at=work.now,
        created_by=work.till,
    )

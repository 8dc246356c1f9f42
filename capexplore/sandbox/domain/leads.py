"""Leads: what a customer was offered and how it went."""

from __future__ import annotations

import sqlite3
from typing import Any

import orjson

from capexplore.sandbox.domain import lead_words, organisation, products
from capexplore.sandbox.domain.lead_words import STATUSES
from capexplore.sandbox.domain.rules import Refused, Work

__all__ = ["CLOSED", "TYPES", "add", "change", "find", "follow_up", "follow_ups", "log", "search"]

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
    lead_words.check(work, status, details.get("sub_status"))
    _check_thing(work, kind, lead_for)
    lead_id = work.store.next_id("lead")
    work.store.insert(
        "leads",
        id=lead_id,
        customer_id=customer_id,
        type=kind,
        lead_for=lead_for,
        status=status,
        **work.made,
        **_columns(details),
    )
    _log(work, lead_id, status, details.get("sub_status"))
    return lead_id


def change(
    work: Work,
    lead_id: int,
    changes: dict[str, Any],
    *,
    reason_id: int | None = None,
    maker: int | None = None,
) -> None:
    """Change the named columns of a lead, and nothing else.

    Parameters
    ----------
    work : Work
        Where, when and for whom.
    lead_id : int
        The lead.
    changes : dict
        Columns, as for `add`.
    reason_id : int, optional
        Why the status changes.
    maker : int, optional
        Who changed it, if not the acting till.

    Raises
    ------
    Refused
        ``lead-unknown``, ``lead-closed``, ``lead-status-unknown``, ``lead-reason-unknown``, and as
        `lead_words.check`.
    """
    lead = find(work, lead_id)
    if lead["status"] in CLOSED:
        raise Refused("lead-closed", id=lead_id)
    if "status" in changes:
        _check_status(changes["status"])
    status = changes.get("status", lead["status"])
    if changes.get("sub_status") is not None:
        lead_words.check(work, status, changes["sub_status"])
    elif status != lead["status"]:
        changes["sub_status"] = None
    if reason_id is not None:
        lead_words.check_reason(work, reason_id)
    if "extended" in changes:
        changes["extended"] = orjson.loads(lead["extended"]) | changes["extended"]
    moved = status != lead["status"] or "sub_status" in changes or reason_id is not None
    work.store.change("leads", lead_id, **_columns(changes), **work.changed)
    if moved:
        sub_status = changes.get("sub_status", lead["sub_status"])
        _log(work, lead_id, status, sub_status, reason_id=reason_id, maker=maker)


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


def follow_up(work: Work, lead_id: int, at: int, details: dict[str, Any]) -> None:
    """Write down that an open lead was followed up, and when it is to be again.

    Raises
    ------
    Refused
        ``lead-unknown`` or ``lead-closed``.
    """
    change(work, lead_id, {"next_follow_up": details["next_at"]})
    work.store.insert(
        "lead_follow_ups",
        id=work.store.next_id("lead_follow_up"),
        lead_id=lead_id,
        followed_at=at,
        created_at=work.now,
        **details,
    )


def follow_ups(work: Work, lead_id: int) -> list[sqlite3.Row]:
    """Give how a lead was followed up, the first time first."""
    return work.store.all("SELECT * FROM lead_follow_ups WHERE lead_id = ? ORDER BY id", lead_id)


def _check_thing(work: Work, kind: str, lead_for: str) -> None:
    """Refuse a lead for an unknown product, where the organisation wants products to be known.

    Brands and categories are then to be known too.
    """
    if kind == "CUSTOM" or not organisation.config_on(work.store, "CONF_LEAD_CHECK_SKU"):
        return
    if kind == "SKU":
        known = work.store.one("SELECT 1 FROM products WHERE sku = ?", lead_for) is not None
    else:
        known = lead_for in (row.name for row in products.sorted_by(work.store, kind.lower()))
    if not known:
        raise Refused(f"lead-{kind.lower()}-unknown", value=lead_for)


def _check_status(status: str) -> None:
    if status not in STATUSES:
        raise Refused("lead-status-unknown", value=status)


def _columns(details: dict[str, Any]) -> dict[str, Any]:
    columns = dict(details)
    if "extended" in columns:
        columns["extended"] = orjson.dumps(columns["extended"]).decode()
    return columns


def _log(
    work: Work,
    lead_id: int,
    status: str,
    sub_status: str | None,
    *,
    reason_id: int | None = None,
    maker: int | None = None,
) -> None:
    work.store.insert(
        "lead_log",
        lead_id=lead_id,
        status=status,
        sub_status=sub_status,
        reason_id=reason_id,
        created_at=work.now,
        created_by=work.till if maker is None else maker,
    )

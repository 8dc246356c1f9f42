"""What the points ledger says of single days and sales, rather than in sum."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from capexplore.sandbox.domain.rules import Work

__all__ = ["Entry", "expired", "expiring", "returned"]


@dataclass(frozen=True, slots=True)
class Entry:
    """Points of a programme, in thousandths, that expire or expired at a moment."""

    program_id: int
    points: int
    at: int


def expiring(work: Work, customer_id: int) -> list[Entry]:
    """Give what is left of a customer's points by when it expires, the first first."""
    return _left(work, customer_id, "expires_at >= ?")


def expired(work: Work, customer_id: int) -> list[Entry]:
    """Give what expired of a customer's points by when it did, the first first."""
    return _left(work, customer_id, "expires_at < ?")


def _left(work: Work, customer_id: int, when: str) -> list[Entry]:
    rows = work.store.all(
        "SELECT program_id, expires_at, sum(remaining) AS points FROM awards "  # noqa: S608
        f"WHERE customer_id = ? AND {when} AND remaining > 0 "
        "GROUP BY program_id, expires_at ORDER BY expires_at, program_id",
        *(customer_id, work.now),
    )
    return [Entry(row["program_id"], row["points"], row["expires_at"]) for row in rows]


def returned(work: Work, customer_id: int) -> list[sqlite3.Row]:
    """Give the awards of which returns took points back."""
    return work.store.all(
        "SELECT program_id, transaction_id, returned FROM awards "
        "WHERE customer_id = ? AND returned > 0 ORDER BY id",
        customer_id,
    )

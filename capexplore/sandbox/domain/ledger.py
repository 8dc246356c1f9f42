"""What customers bought, the points that they have, and the coupons that they hold."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from capexplore.sandbox.domain.rules import Work

__all__ = [
    "DEFAULT_PROGRAM",
    "Standing",
    "coupons",
    "enrol",
    "purchases",
    "standing",
    "transactions",
]

DEFAULT_PROGRAM = 31
# The documented samples print this moment for tiers that do not expire (2124-12-31 23:59:59+05:30).
TIER_END = 4_891_343_399


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a customer stands in a programme."""

    program_id: int
    program_name: str
    loyalty_id: int
    lifetime: float
    balance: float
    expired: float
    purchases: float
    tier: int
    tier_name: str
    tier_expires_at: int
    next_name: str | None
    next_serial: int
    next_description: str


def standing(work: Work, customer_id: int, program_id: int = DEFAULT_PROGRAM) -> Standing | None:
    """Give where a customer stands in a programme, or None if not enrolled."""
    row = work.store.one(
        "SELECT e.*, t.name AS tier_name, p.name AS program_name, n.serial AS next_serial, "
        "n.name AS next_name, n.description AS next_description FROM enrolments e "
        "JOIN programs p ON p.id = e.program_id "
        "JOIN tiers t ON t.program_id = e.program_id AND t.serial = e.tier "
        "LEFT JOIN tiers n ON n.program_id = e.program_id AND n.serial = e.tier + 1 "
        "WHERE e.customer_id = ? AND e.program_id = ?",
        customer_id,
        program_id,
    )
    if row is None:
        return None
    points = work.store.one(
        "SELECT coalesce(sum(points), 0) AS lifetime, "
        "coalesce(sum(CASE WHEN expires_at > ? THEN remaining END), 0) AS balance, "
        "coalesce(sum(CASE WHEN expires_at <= ? THEN remaining END), 0) AS expired "
        "FROM awards WHERE customer_id = ? AND program_id = ?",
        *(work.now, work.now, customer_id, program_id),
    )
    assert points is not None  # noqa: S101 - an aggregate always has a row
    return Standing(
        program_id=program_id,
        program_name=row["program_name"],
        loyalty_id=row["loyalty_id"],
        lifetime=points["lifetime"],
        balance=points["balance"],
        expired=points["expired"],
        purchases=purchases(work, customer_id),
        tier=row["tier"],
        tier_name=row["tier_name"],
        tier_expires_at=row["tier_expires_at"],
        next_name=row["next_name"],
        next_serial=-1 if row["next_serial"] is None else row["next_serial"],
        next_description=row["next_description"] or "",
    )


def enrol(work: Work, customer_id: int, program_id: int = DEFAULT_PROGRAM) -> None:
    """Enrol a customer in a programme, in its lowest tier."""
    work.store.insert(
        "enrolments",
        loyalty_id=work.store.next_id("loyalty"),
        customer_id=customer_id,
        program_id=program_id,
        tier=1,
        tier_expires_at=TIER_END,
        enrolled_at=work.now,
    )


def purchases(work: Work, customer_id: int) -> float:
    """Give the amount of all that a customer bought."""
    row = work.store.one(
        "SELECT coalesce(sum(amount), 0) AS amount FROM transactions "
        "WHERE customer_id = ? AND type = 'REGULAR'",
        customer_id,
    )
    return float(row["amount"]) if row is not None else 0.0


def transactions(work: Work, customer_id: int, limit: int = 10) -> list[sqlite3.Row]:
    """Give the latest regular transactions, the newest first, each with its till's code."""
    return work.store.all(
        "SELECT t.*, e.code AS till_code FROM transactions t JOIN entities e ON e.id = t.till_id "
        "WHERE t.customer_id = ? AND t.type = 'REGULAR' "
        "ORDER BY t.billed_at DESC, t.id DESC LIMIT ?",
        customer_id,
        limit,
    )


def coupons(work: Work, customer_id: int) -> list[sqlite3.Row]:
    """Give the coupons of a customer, the oldest first, each with its series' description."""
    return work.store.all(
        "SELECT c.*, s.description, s.many_redemptions FROM coupons c "
        "JOIN coupon_series s ON s.id = c.series_id WHERE c.customer_id = ? ORDER BY c.id",
        customer_id,
    )

"""Transactions: what was sold and what came back. Amounts are in thousandths."""

from __future__ import annotations

import sqlite3

from capexplore.sandbox.domain.rules import Work

__all__ = ["latest", "purchases"]


def purchases(work: Work, customer_id: int) -> int:
    """Give the amount of all that a customer bought, less what was returned."""
    row = work.store.one(
        "SELECT coalesce(sum(CASE type WHEN 'RETURN' THEN -amount ELSE amount END), 0) AS amount "
        "FROM transactions WHERE customer_id = ? AND type IN ('REGULAR', 'MIXED', 'RETURN')",
        customer_id,
    )
    return int(row["amount"]) if row is not None else 0


def latest(work: Work, customer_id: int, limit: int = 10) -> list[sqlite3.Row]:
    """Give the latest regular transactions, the newest first, each with its till's code."""
    return work.store.all(
        "SELECT t.*, e.code AS till_code FROM transactions t JOIN entities e ON e.id = t.till_id "
        "WHERE t.customer_id = ? AND t.type = 'REGULAR' "
        "ORDER BY t.billed_at DESC, t.id DESC LIMIT ?",
        customer_id,
        limit,
    )

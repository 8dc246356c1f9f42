"""Transactions: what was sold and what came back. Amounts and quantities are in thousandths.

A sale is never changed by its returns: what came back of it stands in ``sale_returns`` (one row for
each sale that a bill gives something back of) and, by line, in the lines of the returning bill,
whose ``return_of`` names the line that was sold.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from capexplore.sandbox.domain.rules import Work

__all__ = [
    "BOUGHT",
    "by_id",
    "by_number",
    "kinds_returned",
    "latest",
    "lines",
    "points_taken",
    "purchases",
    "returned_amount",
    "returned_of_line",
]

# The types of bills by which a customer buys.
BOUGHT = ("REGULAR", "MIXED")


def purchases(work: Work, customer_id: int) -> int:
    """Give the amount of all that a customer bought, less what was returned."""
    row = work.store.one(
        "SELECT (SELECT coalesce(sum(amount), 0) FROM transactions "
        "WHERE customer_id = ?1 AND type IN (?2, ?3)) "
        "- (SELECT coalesce(sum(amount), 0) FROM sale_returns WHERE customer_id = ?1) AS amount",
        *(customer_id, *BOUGHT),
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


def by_id(work: Work, sale_id: int) -> sqlite3.Row | None:
    """Give a transaction of any type by its id."""
    if not 0 < sale_id < 2**63:
        return None
    return work.store.one("SELECT * FROM transactions WHERE id = ?", sale_id)


def by_number(work: Work, number: str, types: Iterable[str] = ()) -> list[sqlite3.Row]:
    """Give the transactions of a number, the first one first; of some types, or of all."""
    wanted = tuple(types)
    where = f" AND type IN ({', '.join('?' * len(wanted))})" if wanted else ""
    return work.store.all(
        f"SELECT * FROM transactions WHERE number = ?{where} ORDER BY id",  # noqa: S608 - marks only
        *(number, *wanted),
    )


def lines(work: Work, sale_id: int) -> list[sqlite3.Row]:
    """Give the lines of a transaction in their order."""
    return work.store.all(
        "SELECT * FROM transaction_lines WHERE transaction_id = ? ORDER BY id", sale_id
    )


def returned_amount(work: Work, sale_id: int) -> int:
    """Give the amount that came back of a sale."""
    row = work.store.one(
        "SELECT coalesce(sum(amount), 0) AS amount FROM sale_returns WHERE sale_id = ?", sale_id
    )
    return int(row["amount"]) if row is not None else 0


def points_taken(work: Work, sale_id: int) -> int:
    """Give the points that belonged to what came back of a sale."""
    row = work.store.one(
        "SELECT coalesce(sum(points), 0) AS points FROM sale_returns WHERE sale_id = ?", sale_id
    )
    return int(row["points"]) if row is not None else 0


def kinds_returned(work: Work, sale_id: int) -> frozenset[str]:
    """Give the kinds of returns that were made of a sale."""
    rows = work.store.all("SELECT DISTINCT kind FROM sale_returns WHERE sale_id = ?", sale_id)
    return frozenset(row["kind"] for row in rows)


def returned_of_line(work: Work, line_id: int) -> tuple[int, int]:
    """Give the quantity and the amount that came back of a line."""
    row = work.store.one(
        "SELECT coalesce(sum(qty), 0) AS qty, coalesce(sum(amount), 0) AS amount "
        "FROM transaction_lines WHERE return_of = ?",
        line_id,
    )
    return (int(row["qty"]), int(row["amount"])) if row is not None else (0, 0)

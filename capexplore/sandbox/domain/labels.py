"""Labels: words of the organisation by which customers are sorted."""

from __future__ import annotations

import sqlite3

from capexplore.sandbox.domain.rules import Notice, Refused, Work

__all__ = ["add", "change", "everything", "of_customer", "search"]

_LONGEST_NAME, _LONGEST_DESCRIPTION = 50, 255


def add(work: Work, name: str, description: str) -> int:
    """Add a label that no other is named like, and give its id.

    Raises
    ------
    Refused
        ``label-empty``, ``label-too-long`` or ``label-exists``.
    """
    if not name:
        raise Refused("label-empty")
    if len(name) > _LONGEST_NAME or len(description) > _LONGEST_DESCRIPTION:
        raise Refused("label-too-long", name=name)
    if work.store.one("SELECT 1 FROM labels WHERE name = ?", name):
        raise Refused("label-exists", name=name)
    return work.store.insert(
        "labels",
        id=work.store.next_id("label"),
        name=name,
        description=description,
        created_at=work.now,
        created_by=work.till,
    )


def everything(work: Work) -> list[sqlite3.Row]:
    """Give all labels of the organisation, the oldest first."""
    return work.store.all("SELECT * FROM labels ORDER BY id")


def change(work: Work, customer_id: int, add: list[str], remove: list[str]) -> list[Notice]:
    """Give labels to a customer and take others away; those that are unknown are told of."""
    notices = []
    for name in (*add, *remove):
        row = work.store.one("SELECT id FROM labels WHERE name = ?", name)
        if row is None:
            notices.append(Notice("customer-label-unknown", name))
        elif name in remove:
            work.store.run(
                "DELETE FROM customer_labels WHERE customer_id = ? AND label_id = ?",
                *(customer_id, row["id"]),
            )
        else:
            work.store.run(
                "INSERT OR IGNORE INTO customer_labels (customer_id, label_id, added_at, added_by) "
                "VALUES (?, ?, ?, ?)",
                *(customer_id, row["id"], work.now, work.till),
            )
    return notices


def of_customer(work: Work, customer_id: int) -> list[sqlite3.Row]:
    """Give the labels of a customer, the one that was given first before the others."""
    return work.store.all(
        "SELECT l.* FROM labels l JOIN customer_labels c ON c.label_id = l.id "
        "WHERE c.customer_id = ? ORDER BY c.id",
        customer_id,
    )


def search(work: Work, prefix: str, *, limit: int, offset: int) -> tuple[list[int], int]:
    """Give one page of the customers with a label that begins so, and how many there are.

    Case does not matter. Merged customers are not found.
    """
    found = (
        "FROM customers c WHERE c.merged_into IS NULL AND EXISTS (SELECT 1 FROM customer_labels k "
        "JOIN labels l ON l.id = k.label_id WHERE k.customer_id = c.id "
        "AND substr(fold(l.name), 1, length(?1)) = ?1)"
    )
    wanted = prefix.casefold()
    total = work.store.one(f"SELECT count(*) AS n {found}", wanted)
    rows = work.store.all(
        f"SELECT c.id {found} ORDER BY c.id LIMIT ?2 OFFSET ?3", *(wanted, limit, offset)
    )
    return [row["id"] for row in rows], 0 if total is None else total["n"]

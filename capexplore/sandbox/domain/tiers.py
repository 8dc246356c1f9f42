"""The tiers of a programme, and how customers moved from one to another."""

from __future__ import annotations

import sqlite3

from capexplore.sandbox.domain.rules import Work
from capexplore.sandbox.store import Store

__all__ = ["changes", "keep_change", "of_programmes"]


def keep_change(work: Work, customer_id: int, program_id: int, before: int, after: int) -> None:
    """Note that a customer went from one tier, by serial number, to another."""
    work.store.insert(
        "tier_changes",
        customer_id=customer_id,
        program_id=program_id,
        from_tier=before,
        to_tier=after,
        changed_at=work.now,
        till_id=work.till,
    )


def changes(work: Work, customer_id: int) -> list[sqlite3.Row]:
    """Give the changes of tier of a customer, the newest first, with the names of both tiers."""
    return work.store.all(
        "SELECT c.*, f.name AS from_name, t.name AS to_name FROM tier_changes c "
        "JOIN tiers f ON f.program_id = c.program_id AND f.serial = c.from_tier "
        "JOIN tiers t ON t.program_id = c.program_id AND t.serial = c.to_tier "
        "WHERE c.customer_id = ? ORDER BY c.id DESC",
        customer_id,
    )


def of_programmes(store: Store) -> list[tuple[sqlite3.Row, list[sqlite3.Row]]]:
    """Give the loyalty programmes, each with its tiers, the lowest first."""
    tiers = "SELECT * FROM tiers WHERE program_id = ? ORDER BY serial"
    programmes = store.all("SELECT * FROM programs ORDER BY id")
    return [(row, store.all(tiers, row["id"])) for row in programmes]

"""The words in which an organisation speaks of its leads: statuses, sub-statuses and reasons."""

from __future__ import annotations

import sqlite3

from capexplore.sandbox.domain.rules import Refused, Work

__all__ = [
    "STATUSES",
    "add_reason",
    "add_sub_status",
    "check",
    "check_reason",
    "reasons",
    "sub_statuses",
]

STATUSES = ("OPEN", "WON", "LOST", "ON_HOLD", "DELETED")
_LONGEST = 255


def reasons(work: Work) -> list[sqlite3.Row]:
    """Give the reasons for a change of status, the oldest first."""
    return work.store.all("SELECT * FROM lead_reasons ORDER BY id")


def add_reason(work: Work, reason: str) -> int:
    """Add a reason, unless it is there, and give its id.

    Raises
    ------
    Refused
        ``lead-reason-empty``.
    """
    if not reason or len(reason) > _LONGEST:
        raise Refused("lead-reason-empty")
    row = work.store.one("SELECT id FROM lead_reasons WHERE reason = ?", reason)
    if row is not None:
        return int(row["id"])
    return work.store.insert("lead_reasons", id=work.store.next_id("lead_reason"), reason=reason)


def check_reason(work: Work, reason_id: int) -> None:
    """Refuse a reason that there is not: ``lead-reason-unknown``."""
    if work.store.one("SELECT 1 FROM lead_reasons WHERE id = ?", reason_id) is None:
        raise Refused("lead-reason-unknown", id=reason_id)


def sub_statuses(work: Work) -> list[sqlite3.Row]:
    """Give the sub-statuses of all statuses, the oldest first."""
    return work.store.all("SELECT * FROM lead_sub_statuses ORDER BY id")


def add_sub_status(work: Work, status: str, sub_status: str) -> int:
    """Add a sub-status to a status and give its id.

    Raises
    ------
    Refused
        ``lead-status-unknown``, ``lead-sub-status-missing`` or ``lead-sub-status-exists``.
    """
    if status not in STATUSES:
        raise Refused("lead-status-unknown", value=status)
    if not sub_status or len(sub_status) > _LONGEST:
        raise Refused("lead-sub-status-missing")
    if sub_status in _known(work, status):
        raise Refused("lead-sub-status-exists", value=sub_status)
    row_id = work.store.next_id("lead_sub_status")
    work.store.insert("lead_sub_statuses", id=row_id, status=status, sub_status=sub_status)
    return row_id


def check(work: Work, status: str, sub_status: str | None) -> None:
    """Refuse a sub-status that its status has not.

    Raises
    ------
    Refused
        ``lead-sub-status-other`` if another status has it, or else ``lead-sub-status-invalid``.
    """
    if sub_status is None or sub_status in _known(work, status):
        return
    if any(row["sub_status"] == sub_status for row in sub_statuses(work)):
        raise Refused("lead-sub-status-other", value=sub_status)
    raise Refused("lead-sub-status-invalid", value=sub_status)


def _known(work: Work, status: str) -> list[str]:
    return [row["sub_status"] for row in sub_statuses(work) if row["status"] == status]

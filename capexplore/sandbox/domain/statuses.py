"""The status of customers, by labels; every change of one is kept in a log."""

from __future__ import annotations

import sqlite3

from capexplore.sandbox.domain import organisation
from capexplore.sandbox.domain.rules import Work

__all__ = ["log", "relabel", "start"]

_FIRST_REASON = "Customer registration"


def start(work: Work, customer_id: int, label: str, at: int) -> None:
    """Begin the log of a new customer; without a label there is nothing to log."""
    if label:
        _write(work, customer_id, label, _FIRST_REASON, at)


def relabel(
    work: Work, customer_id: int, label: str, reason: str = "", at: int | None = None
) -> None:
    """Give a customer another label, and with it the label's status.

    Parameters
    ----------
    work : Work
        Where, when and for whom.
    customer_id : int
        Who.
    label : str
        One of the organisation's labels.
    reason : str, optional
        Why.
    at : int or None, optional
        When the caller says that it was; now if not given.

    Raises
    ------
    Refused
        ``label-unknown``.
    """
    label = organisation.checked_label(work.store, label)
    work.store.change("customers", customer_id, label=label)
    work.store.run("UPDATE status_log SET active = 0 WHERE customer_id = ?", customer_id)
    _write(work, customer_id, label, reason, work.now if at is None else at)


def log(work: Work, customer_id: int) -> list[sqlite3.Row]:
    """Give the labels that a customer had, the latest first."""
    return work.store.all(
        "SELECT * FROM status_log WHERE customer_id = ? ORDER BY id DESC", customer_id
    )


def _write(work: Work, customer_id: int, label: str, reason: str, at: int) -> None:
    status = organisation.status_of(work.store, label)
    work.store.insert(
        "status_log",
        customer_id=customer_id,
        label=label,
        status=status,
        reason=reason,
        created_at=at,
        created_by=work.till,
    )

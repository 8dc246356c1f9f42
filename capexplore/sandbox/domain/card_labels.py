"""The statuses of cards, the steps between them, and the organisation's own words for them."""

from __future__ import annotations

import sqlite3

from capexplore.sandbox.domain.rules import Refused
from capexplore.sandbox.store import Store

__all__ = ["STATUSES", "add", "default", "everything", "may_become", "status_of"]

# What each status can become; from EXPIRED and DELETED there is no way back.
_STEPS = {
    "NOT_ISSUED": ("ISSUED", "ACTIVE", "EXPIRED", "DELETED"),
    "ISSUED": ("ACTIVE", "EXPIRED", "DELETED"),
    "ACTIVE": ("SUSPENDED", "EXPIRED", "DELETED"),
    "SUSPENDED": ("ACTIVE", "EXPIRED", "DELETED"),
    "EXPIRED": (),
    "DELETED": (),
}
STATUSES = tuple(_STEPS)


def may_become(status: str, wanted: str) -> bool:
    """Whether a card can go from one status to another."""
    return wanted in _STEPS[status]


def everything(store: Store) -> list[sqlite3.Row]:
    """Give all labels, in the order of their statuses."""
    rows = store.all("SELECT * FROM card_labels ORDER BY id")
    return sorted(rows, key=lambda row: STATUSES.index(row["status"]))


def status_of(store: Store, label: str) -> tuple[str, str]:
    """Give a label as it is spelt, and its status.

    Raises
    ------
    Refused
        ``card-label-missing`` or ``card-label-unknown``.
    """
    if not label:
        raise Refused("card-label-missing")
    row = store.one("SELECT label, status FROM card_labels WHERE fold(label) = fold(?)", label)
    if row is None:
        raise Refused("card-label-unknown", value=label)
    return row["label"], row["status"]


def default(store: Store, status: str) -> str:
    """Give the label that stands for a status where none is named."""
    row = store.one("SELECT label FROM card_labels WHERE status = ? AND is_default", status)
    return status if row is None else str(row["label"])


def add(store: Store, status: str, label: str, *, is_default: bool) -> None:
    """Add a label to a status, or change whether it is the default one.

    Raises
    ------
    Refused
        ``card-status-unknown``, ``card-label-missing``, ``card-label-too-long``, or
        ``card-label-taken`` if another status has it.
    """
    if status not in STATUSES:
        raise Refused("card-status-unknown", value=status)
    if not label:
        raise Refused("card-label-missing")
    if len(label) > 50:
        raise Refused("card-label-too-long", value=label)
    known = store.one("SELECT * FROM card_labels WHERE fold(label) = fold(?)", label)
    if known is not None and known["status"] != status:
        raise Refused("card-label-taken", value=label)
    if is_default:
        store.run("UPDATE card_labels SET is_default = 0 WHERE status = ?", status)
    if known is None:
        store.insert("card_labels", status=status, label=label, is_default=is_default)
    elif is_default:
        store.change("card_labels", known["id"], is_default=True)

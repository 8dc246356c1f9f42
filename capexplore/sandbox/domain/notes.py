"""Notes that staff keep about a customer."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from capexplore.sandbox.domain.rules import Notice, Refused, Work

__all__ = ["Note", "keep", "of_customer"]

_LONGEST = 255


@dataclass(frozen=True, slots=True)
class Note:
    """What a caller says of a note.

    Attributes
    ----------
    id : int or None
        The note to change; None adds one.
    description : str
        The text.
    written_at : int or None
        When it was written; None for now, or for what it was.
    """

    id: int | None
    description: str
    written_at: int | None


def keep(
    work: Work, customer_id: int, notes: list[Note | None]
) -> tuple[list[sqlite3.Row], list[Notice]]:
    """Add or change notes and give those that were; None stands for one that is unreadable.

    Returns
    -------
    tuple of list of Row and list of Notice
        The notes as they are kept, and ``notes-unsaved`` if some were not.

    Raises
    ------
    Refused
        ``notes-unsaved`` if none could be kept.
    """
    kept = [row for note in notes if (row := _kept(work, customer_id, note)) is not None]
    if not kept:
        raise Refused("notes-unsaved", id=customer_id)
    return kept, [Notice("notes-unsaved")] if len(kept) < len(notes) else []


def of_customer(work: Work, customer_id: int) -> list[sqlite3.Row]:
    """Give the notes about a customer, the first one first."""
    return work.store.all("SELECT * FROM notes WHERE customer_id = ? ORDER BY id", customer_id)


def _kept(work: Work, customer_id: int, note: Note | None) -> sqlite3.Row | None:
    if note is None or not 0 < len(note.description) <= _LONGEST:
        return None
    note_id = note.id
    if note_id is None:
        note_id = work.store.next_id("note")
        work.store.insert(
            "notes",
            id=note_id,
            customer_id=customer_id,
            written_at=work.now if note.written_at is None else note.written_at,
            description=note.description,
            created_at=work.now,
            till_id=work.till,
        )
    elif _one(work, customer_id, note_id) is not None:
        moved = {} if note.written_at is None else {"written_at": note.written_at}
        work.store.change("notes", note_id, description=note.description, **moved)
    return _one(work, customer_id, note_id)


def _one(work: Work, customer_id: int, note_id: int) -> sqlite3.Row | None:
    sql = "SELECT * FROM notes WHERE id = ? AND customer_id = ?"
    return work.store.one(sql, note_id, customer_id)

"""Tickets: what customers complain about."""

from __future__ import annotations

import hashlib
import sqlite3
from dataclasses import dataclass, field

import orjson

from capexplore.sandbox.domain import organisation
from capexplore.sandbox.domain.rules import Notice, Refused, Work

__all__ = ["PRIORITIES", "STATUSES", "Ticket", "find", "store"]

STATUSES = ("OPEN", "CLOSE", "INPROGRESS")
PRIORITIES = ("LOW", "MEDIUM", "HIGH")
_REPORTED_FROM = ("", "EMAIL", "INTOUCH", "CALLCENTER", "CLIENT", "MICROSITE", "SOCIAL")
_TYPES = ("CUSTOMER", "STORE")
_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a caller says of a ticket; names of statuses and the like in upper case."""

    subject: str
    message: str = ""
    status: str = "OPEN"
    priority: str = "MEDIUM"
    department: str = ""
    reported_from: str = ""
    type: str = "CUSTOMER"
    fields: dict[str, str] = field(default_factory=dict)


def store(work: Work, customer_id: int, ticket: Ticket) -> tuple[sqlite3.Row, list[Notice]]:
    """Store a ticket and give it with its code.

    Raises
    ------
    Refused
        ``ticket-subject-missing``, ``ticket-unusable``, or ``ticket-known`` if the customer has one
        with the same subject.
    """
    if not ticket.subject:
        raise Refused("ticket-subject-missing", id=customer_id)
    for value, known in (
        (ticket.status, STATUSES),
        (ticket.priority, PRIORITIES),
        (ticket.reported_from, _REPORTED_FROM),
        (ticket.type, _TYPES),
    ):
        if value not in known:
            raise Refused("ticket-unusable", value=value)
    sql = "SELECT 1 FROM tickets WHERE customer_id = ? AND subject = ? COLLATE NOCASE"
    if work.store.one(sql, customer_id, ticket.subject):
        raise Refused("ticket-known", id=customer_id)
    fields, notices = organisation.known_fields(work.store, "custom", ticket.fields)
    number = work.store.next_id("ticket")
    work.store.insert(
        "tickets",
        id=number,
        customer_id=customer_id,
        code=_code(work, number),
        status=ticket.status,
        priority=ticket.priority,
        department=ticket.department,
        subject=ticket.subject,
        message=ticket.message,
        reported_from=ticket.reported_from,
        type=ticket.type,
        custom=orjson.dumps(fields).decode(),
        created_at=work.now,
        till_id=work.till,
    )
    row = work.store.one("SELECT * FROM tickets WHERE id = ?", number)
    assert row is not None  # noqa: S101 - it was just written
    return row, notices


def find(
    work: Work,
    customer_id: int,
    wanted: dict[str, str],
    *,
    start: int | None = None,
    end: int | None = None,
) -> list[sqlite3.Row]:
    """Give the tickets of a customer whose columns have the wanted values, in any case."""
    where = "".join(f" AND {column} = ? COLLATE NOCASE" for column in wanted)
    return work.store.all(
        "SELECT * FROM tickets WHERE customer_id = ? "  # noqa: S608 - columns are our own
        f"AND created_at BETWEEN ? AND ?{where} ORDER BY id",
        customer_id,
        *(0 if start is None else start, 2**62 if end is None else end),
        *wanted.values(),
    )


def _code(work: Work, number: int) -> str:
    """Six lower-case letters and digits that no other ticket has."""
    for attempt in range(1000):
        text = f"{work.store.meta('seed')}/ticket/{number}/{attempt}"
        trace = hashlib.sha256(text.encode()).digest()
        code = "".join(_LETTERS[byte % len(_LETTERS)] for byte in trace[:6])
        if not work.store.one("SELECT 1 FROM tickets WHERE code = ?", code):
            return code
    raise LookupError("no code is left")

"""Notes, preferences and tickets of customers as version 1.1 writes and reads them.

Source: the pages of customer notes, preferences and tickets.
"""

from __future__ import annotations

import sqlite3
from typing import Any

import orjson

from capexplore.sandbox.domain.notes import Note
from capexplore.sandbox.domain.people import Customer
from capexplore.sandbox.domain.preferences import Preferences
from capexplore.sandbox.domain.rules import Refused
from capexplore.sandbox.domain.tickets import Ticket
from capexplore.sandbox.wire.customers_v1_1 import names_of
from capexplore.sandbox.wire.formats import listed, text
from capexplore.sandbox.wire.named_values import fields_of, shown_fields
from capexplore.sandbox.wire.times import read_v1, write_v1

__all__ = [
    "head",
    "notes_of",
    "shown_note_written",
    "shown_preferences",
    "shown_ticket",
    "single_or_list",
    "store_of",
    "ticket_of",
]


def head(customer: Customer) -> dict[str, Any]:
    """Give a customer as the answers about notes, preferences and transactions begin."""
    return {"user_id": str(customer.id), **names_of(customer)}


def single_or_list(shown: list[dict[str, Any]]) -> Any:
    """Give one member as an object, several as a list, as XML that became JSON has them."""
    return shown[0] if len(shown) == 1 else shown


def notes_of(item: Any) -> list[Note | None]:
    """Read the notes of an item; None stands for one that is unreadable."""
    given = listed(item.get("notes"), "note") if isinstance(item, dict) else []
    if not given:
        raise Refused("item-unusable")
    return [_note(entry) for entry in given]


def _note(entry: Any) -> Note | None:
    if not isinstance(entry, dict):
        return None
    note_id, date = text(entry.get("id")), text(entry.get("date"))
    written_at = read_v1(date) if date else None
    if date and written_at is None:
        return None
    if note_id and not (note_id.isascii() and note_id.isdigit() and len(note_id) < 19):
        return None
    return Note(int(note_id) if note_id else None, text(entry.get("description")) or "", written_at)


def shown_note_written(row: sqlite3.Row) -> dict[str, str]:
    """Give a note as the answer to writing it does."""
    date = write_v1(row["written_at"])
    return {"id": str(row["id"]), "date": date, "description": row["description"]}


def store_of(item: Any) -> tuple[str | None, int | None]:
    """Read the code or the id of the preferred store of an item; neither if there is none."""
    given = item.get("store") if isinstance(item, dict) else None
    given = given if isinstance(given, dict) else {}
    code, number = text(given.get("code")), text(given.get("id")) or ""
    if not number:
        return code or None, None
    known = number.isascii() and number.isdigit() and len(number) < 19
    return code or None, int(number) if known else 0


def shown_preferences(customer: Customer, preferences: Preferences) -> dict[str, Any]:
    """Give the preferences of a customer."""
    shop = preferences.shop
    shown = {"id": "", "code": "", "name": "", "status": ""}
    if shop is not None:
        shown = {"id": str(shop.id), "code": shop.code, "name": shop.name, "status": "SUCCESS"}
    return {**head(customer), "custom_fields": shown_fields(preferences.fields), "store": shown}


def ticket_of(item: Any) -> Ticket:
    """Read the ticket of an item."""
    given = item.get("ticket") if isinstance(item, dict) else None
    given = given[0] if isinstance(given, list) and len(given) == 1 else given
    if not isinstance(given, dict):
        raise Refused("item-unusable")
    return Ticket(
        subject=text(given.get("subject")) or "",
        message=text(given.get("message")) or "",
        status=(text(given.get("status")) or "OPEN").upper(),
        priority=(text(given.get("priority")) or "MEDIUM").upper(),
        department=text(given.get("department")) or "",
        reported_from=(text(given.get("reported_from")) or "").upper(),
        type=(text(given.get("type")) or "CUSTOMER").upper(),
        fields=fields_of(given, "custom_fields"),
    )


def shown_ticket(row: sqlite3.Row) -> dict[str, Any]:
    """Give a ticket."""
    said = {name: row[name] for name in ("code", "status", "priority", "department")}
    said |= {"subject": row["subject"], "message": row["message"]}
    return {**said, "custom_fields": shown_fields(orjson.loads(row["custom"]))}

"""Changing what may change of a transaction: fields, notes and delivery; no amount, date, number.

Source: the pages of transaction update of both versions.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from typing import Any

import orjson

from capexplore.sandbox.domain import organisation, sales
from capexplore.sandbox.domain.bills import DELIVERY_STATUSES, check_texts
from capexplore.sandbox.domain.rules import Notice, Refused, Work

__all__ = ["Change", "LineChange", "find", "update"]


@dataclass(slots=True)
class LineChange:
    """Extended fields for the lines with an id or an item code."""

    id: int | None
    item_code: str
    extended: dict[str, str]


@dataclass(slots=True)
class Change:
    """What a caller says about a transaction; None stands for nothing said."""

    notes: str | None = None
    delivery_status: str | None = None
    fields: dict[str, str] = field(default_factory=dict)
    extended: dict[str, str] = field(default_factory=dict)
    lines: list[LineChange] = field(default_factory=list)


def find(
    work: Work,
    sale_id: int | None,
    number: str,
    customer_id: int | None,
    types: tuple[str, ...] = (),
) -> sqlite3.Row:
    """Give the transaction that is to be changed: by id, or the first one of a number.

    Parameters
    ----------
    work : Work
        The data.
    sale_id, number : int or None, str
        What names it; the id comes first.
    customer_id : int or None
        Whose it has to be; None for anybody's.
    types : tuple of str, optional
        The types that it can be; any, if not given.

    Raises
    ------
    Refused
        ``bill-id-unknown``, ``sale-id-anothers`` or ``sale-number-anothers``.
    """
    if sale_id is not None:
        row = sales.by_id(work, sale_id)
        if row is None or (types and row["type"] not in types):
            raise Refused("bill-id-unknown", id=sale_id)
        if customer_id not in (None, row["customer_id"]):
            raise Refused("sale-id-anothers", id=sale_id)
        return row
    for row in sales.by_number(work, number, types):
        if customer_id in (None, row["customer_id"]):
            return row
    raise Refused("sale-number-anothers", value=number)


def update(work: Work, row: sqlite3.Row, change: Change) -> list[Notice]:
    """Change a transaction and say what was not done.

    Raises
    ------
    Refused
        ``text-too-long``, ``delivery-status-unknown``, ``line-id-unknown`` or
        ``line-code-unknown``.
    """
    check_texts(change.notes or "")
    if change.delivery_status is not None and change.delivery_status not in DELIVERY_STATUSES:
        raise Refused("delivery-status-unknown", value=change.delivery_status)
    known = organisation.known_fields
    change.fields, notices = known(work.store, "transaction-custom", change.fields)
    change.extended, more = known(work.store, "transaction-extended", change.extended)
    notices += more
    changes: dict[str, Any] = {
        "fields": orjson.dumps(orjson.loads(row["fields"]) | change.fields).decode(),
        "extended": orjson.dumps(orjson.loads(row["extended"]) | change.extended).decode(),
        "updated_at": work.now,
        "updated_by": work.till,
    }
    if change.notes is not None:
        changes["notes"] = change.notes
    if change.delivery_status is not None:
        changes["delivery_status"] = change.delivery_status
    work.store.change("transactions", row["id"], **changes)
    for line in change.lines:
        notices += _update_lines(work, row["id"], line)
    return notices


def _update_lines(work: Work, sale_id: int, change: LineChange) -> list[Notice]:
    lines = sales.lines(work, sale_id)
    if change.id is not None:
        lines = [line for line in lines if line["id"] == change.id]
        if not lines:
            raise Refused("line-id-unknown", id=change.id)
    else:
        lines = [line for line in lines if line["item_code"] == change.item_code]
        if not lines:
            raise Refused("line-code-unknown", value=change.item_code)
    change.extended, notices = organisation.known_fields(
        work.store, "transaction-extended", change.extended
    )
    for line in lines:
        merged = orjson.loads(line["extended"]) | change.extended
        work.store.change("transaction_lines", line["id"], extended=orjson.dumps(merged).decode())
    return notices

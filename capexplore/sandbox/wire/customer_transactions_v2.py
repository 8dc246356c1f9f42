"""A customer's transactions as version 2 lists them: flat rows, and blocks that are asked for.

Source: the page of customer transactions.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

import orjson

from capexplore.sandbox.domain import history, organisation
from capexplore.sandbox.domain.amounts import real
from capexplore.sandbox.domain.rules import Refused, Work
from capexplore.sandbox.handling import Call, Rejected
from capexplore.sandbox.wire import transactions_v2, v2
from capexplore.sandbox.wire.times import read_v2, write_v2

__all__ = ["page_of", "shown", "wanted_blocks", "window_of"]

_LIMIT, _MOST = 20, 1000
_SORTS = {"BILLING_TIME": "t.billed_at"}


def page_of(call: Call) -> history.Page:
    """Read which page of a list the query asks for.

    Raises
    ------
    Refused
        ``limit-unusable``, ``limit-above-1000``, ``offset-unusable``, ``sort-unknown`` or
        ``order-unknown``.
    """
    limit = _count(call, "limit", _LIMIT)
    if limit < 1:
        raise Refused("limit-unusable", value=limit)
    if limit > _MOST:
        raise Refused("limit-above-1000", value=limit)
    column = _SORTS.get((call.query.get("sortBy") or "BILLING_TIME").upper())
    if column is None:
        raise Refused("sort-unknown", value=call.query["sortBy"])
    order = (call.query.get("sortOrder") or "DESC").upper()
    if order not in ("ASC", "DESC"):
        raise Refused("order-unknown", value=order)
    return history.Page(limit, _count(call, "offset", 0), column, order == "DESC")


def _count(call: Call, name: str, default: int) -> int:
    try:
        value = call.number(name, default)
    except Rejected:
        value = -1
    if value < 0:
        raise Refused(f"{name}-unusable", value=call.query[name])
    return value


def window_of(call: Call) -> history.Window:
    """Read the times between which transactions are wanted.

    Raises
    ------
    Refused
        ``bill-date-malformed`` or ``bill-dates-reversed``.
    """
    start, end = (_time(call.query.get(name)) for name in ("startDate", "endDate"))
    if start is not None and end is not None and start > end:
        raise Refused("bill-dates-reversed", value=call.query["startDate"])
    return history.Window(start=start, end=end)


def _time(value: str | None) -> int | None:
    moment = read_v2(value)
    if value and moment is None:
        raise Refused("bill-date-malformed", value=value)
    return moment


def wanted_blocks(call: Call) -> list[str]:
    """Read which blocks are wanted.

    Raises
    ------
    Refused
        ``embed-unknown``.
    """
    names = [name.upper() for name in call.every("embed")]
    for name in names:
        if name not in _BLOCKS:
            raise Refused("embed-unknown", value=name)
    return names


def shown(work: Work, row: sqlite3.Row, blocks: list[str]) -> dict[str, Any]:
    """Give a transaction without its lines, and with the blocks that are wanted."""
    tree = {
        "id": row["id"],
        "customerId": row["customer_id"],
        "loyaltyLogId": _first_award(work, row["id"]),
        "billingTime": write_v2(row["billed_at"]),
        "billNumber": row["number"],
        "type": row["type"],
        "notes": row["notes"],
        "amount": real(row["amount"]),
        "grossAmount": real(row["gross_amount"]),
        "discount": real(row["discount"]),
        "outlierStatus": row["outlier_status"],
    }
    for name, (member, block) in _BLOCKS.items():
        if name in blocks:
            tree[member] = block(work, row)
    return tree


def _first_award(work: Work, transaction_id: int) -> int:
    """The entry in the points ledger that a transaction led to; 0 if there is none."""
    row = work.store.one(
        "SELECT min(id) AS id FROM awards WHERE transaction_id = ?", transaction_id
    )
    return row["id"] or 0 if row is not None else 0


def _attribution(work: Work, row: sqlite3.Row) -> dict[str, Any]:
    till = organisation.entity(work.store, row["till_id"])
    return transactions_v2.attribution(work, row, till)


def _store(work: Work, row: sqlite3.Row) -> dict[str, Any]:
    till = organisation.entity(work.store, row["till_id"])
    return v2.actor(organisation.store_of(work.store, till))


def _payments(_: Work, row: sqlite3.Row) -> list[dict[str, Any]]:
    payments = orjson.loads(row["details"]).get("payments", [])
    return [transactions_v2.payment(paid) for paid in payments]


def _points(work: Work, row: sqlite3.Row) -> dict[str, Any]:
    found = history.points_on(work, row["id"])
    return {
        "issued": real(found.issued),
        "redeemed": real(found.redeemed),
        "returned": real(found.returned),
        "expired": real(found.expired),
        "expiryDate": None if found.expires_at is None else write_v2(found.expires_at),
        "programId": found.program_id,
    }


_Block = Callable[[Work, sqlite3.Row], Any]
_BLOCKS: dict[str, tuple[str, _Block]] = {
    "BILL_CF": ("customFields", lambda _, row: orjson.loads(row["fields"])),
    "BILL_EF": ("extendedFields", lambda _, row: orjson.loads(row["extended"])),
    "ATTRIBUTION": ("attribution", _attribution),
    "PAYMENT_MODES": ("paymentModes", _payments),
    "CREDIT_NOTES": (
        "creditNotes",
        lambda _, row: orjson.loads(row["details"]).get("credit_notes", []),
    ),
    "BILL_STORE_DETAILS": ("billingStore", _store),
    "BILL_POINTS": ("points", _points),
}

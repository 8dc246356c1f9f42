"""Transactions, version 1.1: get."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

from capexplore.sandbox.domain import organisation, sales
from capexplore.sandbox.domain.calendar import day_start
from capexplore.sandbox.domain.rules import Refused
from capexplore.sandbox.handling import Answer, Call, handles
from capexplore.sandbox.wire import transactions_v1_1 as wire
from capexplore.sandbox.wire import v1_1
from capexplore.sandbox.wire.bills import amount_of, id_of, time_of
from capexplore.sandbox.wire.times import read_v1

_TYPES = ("REGULAR", "NOT_INTERESTED", "RETURN", "NOT_INTERESTED_RETURN", "MIXED", "NI_MIXED")


@handles("v1.1/transaction/get")
def get(call: Call) -> Answer:
    """Give the transactions with an id or a number; only regular ones unless a type is asked."""
    tenders = call.flag("tenders") or call.flag("tender")

    def one(row: sqlite3.Row | Refused) -> dict[str, Any]:
        if isinstance(row, Refused):
            raise row
        shown = wire.shown_when_read(
            call.work,
            row,
            user_id=call.flag("user_id"),
            tenders=tenders,
            credit_notes=call.flag("credit_notes"),
        )
        said = wire.verdict("Transaction retrieved successfully", [])
        return {**shown, "item_status": said}

    def echo(_: Any) -> dict[str, Any]:
        return {name: call.query[name] for name in ("id", "number") if call.query.get(name)}

    found: list[sqlite3.Row | Refused]
    try:
        found = list(_found(call))
    except Refused as refused:
        found = [refused]
    answers, succeeded = v1_1.answer_items(call, found, one, echo, as_text=False)
    said = v1_1.outcome(len(answers), succeeded)
    tree = {"count": succeeded, "transaction": answers}
    answer = {"response": {"status": said, "transactions": tree}}
    return Answer(answer, 200 if succeeded else 500)


def _found(call: Call) -> list[sqlite3.Row]:
    """The transactions that all parameters of the query fit."""
    query = call.query
    if "id" in query:
        wanted = id_of(dict(query), "id")
        if wanted is None:
            raise Refused("bill-id-empty")
        row = sales.by_id(call.work, wanted)
        rows = [] if row is None else [row]
    elif "number" in query:
        rows = sales.by_number(call.work, query["number"].strip())
    else:
        raise Refused("bill-unnamed")
    fits = _filter(call)
    rows = [row for row in rows if fits(row)]
    if not rows:
        if "id" in query:
            raise Refused("bill-id-unknown", id=wanted)
        raise Refused("number-invalid")
    return rows


def _filter(call: Call) -> Callable[[sqlite3.Row], bool]:
    """Read what the transaction has to be besides its id or number."""
    query = call.query
    kind = query.get("type", "REGULAR").upper()
    if kind not in (*_TYPES, "ALL"):
        raise Refused("bill-type-unknown", value=kind)
    amount, day = amount_of(dict(query), "amount"), time_of(dict(query), "date", read_v1)
    tills = organisation.tills_at(
        call.store, till=query.get("till_code", ""), shop=query.get("store_code", "")
    )

    def fits(row: sqlite3.Row) -> bool:
        return (
            kind in ("ALL", row["type"])
            and amount in (None, row["amount"])
            and (day is None or day_start(day) == day_start(row["billed_at"]))
            and row["till_id"] in tills
        )

    return fits

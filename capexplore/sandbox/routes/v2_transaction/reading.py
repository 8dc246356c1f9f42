"""Transactions, version 2: get, by id or by bill number."""

from __future__ import annotations

import sqlite3

from capexplore.sandbox.domain import points, sales
from capexplore.sandbox.domain.bills import BILL_TYPES
from capexplore.sandbox.domain.rules import Refused
from capexplore.sandbox.handling import Answer, Call, handles
from capexplore.sandbox.wire import transactions_v2 as wire
from capexplore.sandbox.wire.bills import id_of


@handles("v2/transaction/get")
def get(call: Call) -> Answer:
    """Give a transaction of a type; only a regular one unless another is asked."""
    kind = call.query.get("type", "REGULAR").upper()
    if kind not in BILL_TYPES:
        raise Refused("bill-type-unknown", value=kind)
    row = sales.by_id(call.work, id_of(dict(call.path), "id") or 0)
    if row is None or row["type"] != kind:
        raise Refused("bill-id-unknown", id=call.path["id"])
    return _shown(call, row, points.of_sale(call.work, row["id"]))


@handles("v2/transaction/get_by_bill_number")
def get_by_bill_number(call: Call) -> Answer:
    """Give the first transaction with a number; points are told of by id only."""
    number = call.path["bill_number"]
    rows = sales.by_number(call.work, number)
    if not rows:
        raise Refused("bill-number-unknown", value=number)
    return _shown(call, rows[0], [])


def _shown(call: Call, row: sqlite3.Row, awards: list[sqlite3.Row]) -> Answer:
    asked = call.flag("mlp") and call.flag("points_breakup")
    return Answer(
        wire.shown(
            call.work,
            row,
            tenders=call.flag("tenders"),
            credit_notes=call.flag("credit_notes"),
            awards=awards if asked else None,
        )
    )

"""Transactions, version 2: update, one or many."""

from __future__ import annotations

import sqlite3
from typing import Any

from capexplore.sandbox.domain import bill_changes, selling
from capexplore.sandbox.domain.rules import Notice, Refused
from capexplore.sandbox.handling import Answer, Call, bad_request, handles
from capexplore.sandbox.routes.v2_transaction.buying import Buyer, buyer_in_item, buyer_in_query
from capexplore.sandbox.wire import v2
from capexplore.sandbox.wire.bills import id_of, text_of
from capexplore.sandbox.wire.bills_v2 import change_of

_IDENTIFIERS = ("identifierType", "identifierValue", "source", "accountId")
_CHANGED = ("billNumber", "deliveryStatus", "note", "customFields", "extendedFields", "lineItems")


@handles("v2/transaction/update")
def update(call: Call) -> Answer:
    """Change fields, note and delivery of a transaction; say them back."""
    if not isinstance(call.body, dict):
        raise bad_request("The body must be an object")
    row, notices = _update(call, call.body, buyer_in_query(call), ())
    return Answer({**_echo(row, call.body, _CHANGED), "warnings": v2.warnings(notices)})


@handles("v2/transaction/update_bulk")
def update_bulk(call: Call) -> Answer:
    """Change regular transactions of several customers, each on its own."""

    def one(item: Any) -> dict[str, Any]:
        if not isinstance(item, dict):
            raise Refused("bill-empty")
        row, notices = _update(call, item, buyer_in_item(call, item), ("REGULAR",))
        said = _echo(row, item, (*_CHANGED, *_IDENTIFIERS))
        return {"entityId": row["id"], "result": said, "warnings": v2.warnings(notices)}

    return v2.answer_bulk(call, one)


def _update(
    call: Call, body: dict[str, Any], buyer: Buyer, types: tuple[str, ...]
) -> tuple[sqlite3.Row, list[Notice]]:
    work = call.work
    customer_id = buyer.known
    selling.check_buyer(work, customer_id)
    sale_id = id_of(body, "id")
    number = text_of(body, "billNumber") or text_of(body, "number")
    if sale_id is None and not number:
        raise Refused("bill-unnamed")
    row = bill_changes.find(work, sale_id, number, customer_id, types)
    notices = bill_changes.update(work, row, change_of(body))
    for notice in notices:
        if notice.reason.startswith("transaction-custom-field"):
            raise Refused("bill-field-unsaved", value=notice.detail)
    return row, buyer.notices + notices


def _echo(row: sqlite3.Row, body: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {"id": row["id"], **{name: body[name] for name in names if name in body}}

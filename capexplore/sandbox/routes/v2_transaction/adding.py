"""Transactions, version 2: add, one or many."""

from __future__ import annotations

from typing import Any

from capexplore.sandbox.domain import selling
from capexplore.sandbox.domain.rules import Notice, Refused
from capexplore.sandbox.domain.selling import Recorded
from capexplore.sandbox.handling import Answer, Call, bad_request, handles
from capexplore.sandbox.routes.v2_transaction.buying import Buyer, buyer_in_item, buyer_in_query
from capexplore.sandbox.wire import transactions_v2 as wire
from capexplore.sandbox.wire import v2
from capexplore.sandbox.wire.bills_v2 import bill_of


@handles("v2/transaction/add")
def add(call: Call) -> Answer:
    """Record a bill of a customer who is known; nobody is registered."""
    if not isinstance(call.body, dict):
        raise bad_request("The body must be an object")
    buyer = buyer_in_query(call)
    recorded, notices = _record(call, call.body, buyer)
    replayed = (call.header("X-CAP-DIRECT-REPLAY") or "").lower() == "true"
    later = replayed or call.flag("use_asynch") or call.flag("use_async")
    tree = wire.shown_after_add(
        call.work, recorded, buyer.id, notices, effects=not later, raw=call.flag("rawSideEffects")
    )
    return Answer(tree)


@handles("v2/transaction/add_bulk")
def add_bulk(call: Call) -> Answer:
    """Record bills of several customers, each on its own."""

    def one(item: Any) -> dict[str, Any]:
        if not isinstance(item, dict):
            raise Refused("bill-empty")
        recorded, notices = _record(call, item, buyer_in_item(call, item))
        return {
            "entityId": recorded.id,
            "result": {**item, "id": recorded.id},
            "warnings": v2.warnings(notices),
        }

    return v2.answer_bulk(call, one)


def _record(call: Call, body: dict[str, Any], buyer: Buyer) -> tuple[Recorded, list[Notice]]:
    bill = bill_of(body, buyer.place)
    customer_id = buyer.id if bill.type.startswith("NOT_INTERESTED") else buyer.known
    recorded = selling.record(call.work, bill, customer_id)
    return recorded, buyer.notices + recorded.notices

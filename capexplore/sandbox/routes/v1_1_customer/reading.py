"""Customers, version 1.1: get."""

from __future__ import annotations

from typing import Any

from capexplore.sandbox.domain import people
from capexplore.sandbox.domain.rules import Refused
from capexplore.sandbox.handling import Answer, Call, handles
from capexplore.sandbox.routes.v1_1_customer.selecting import echo_of, found_in_query, selected
from capexplore.sandbox.wire import customers_v1_1 as wire
from capexplore.sandbox.wire import v1_1


@handles("v1.1/customer/get")
def get(call: Call) -> Answer:
    """Give customers; each identifier of a comma list is an item."""
    name, values = selected(call)
    v1_1.check_size(values)
    several = len(values) > 1

    def one(value: str) -> dict[str, Any]:
        work = call.work
        if several and not value:
            raise Refused("identifier-empty")
        customer_id, notices = found_in_query(work.store, name, value)
        shown = wire.shown_when_read(
            work,
            people.load(work.store, customer_id),
            user_id=call.flag("user_id"),
            summaries=call.flag("points_summary") or call.flag("mlp"),
        )
        said = v1_1.verdict("Customer successfully retrieved", notices)
        return {**shown, "item_status": said}

    return v1_1.answer_batch(call, values, one, echo_of(name))

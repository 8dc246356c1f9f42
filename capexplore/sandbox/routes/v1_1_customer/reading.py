"""Customers, version 1.1: get."""

from __future__ import annotations

from typing import Any

from capexplore.sandbox.domain import people, points
from capexplore.sandbox.domain.rules import Notice, Refused
from capexplore.sandbox.handling import Answer, Call, handles
from capexplore.sandbox.routes.v1_1_customer.coupons import page_of_coupons
from capexplore.sandbox.routes.v1_1_customer.selecting import echo_of, found_in_query, selected
from capexplore.sandbox.wire import customer_flags_v1_1 as flags
from capexplore.sandbox.wire import customers_v1_1 as wire
from capexplore.sandbox.wire import v1_1
from capexplore.sandbox.wire.windows_v1_1 import place_of


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
        customer = people.load(work.store, customer_id)
        page, _ = page_of_coupons(call, customer_id, "coupon_")
        shown = wire.shown_when_read(
            work, customer, page, user_id=call.flag("user_id"), place=place_of(call)
        )
        shown |= flags.told(call, customer)
        shown["points_summaries"] = {"points_summary": flags.summaries(call, customer)}
        if flags.needs_points(call) and points.standing(work, customer_id) is None:
            notices = [*notices, Notice("points-unavailable")]
        said = v1_1.verdict("Customer successfully retrieved", notices)
        return {**shown, "item_status": said}

    return v1_1.answer_batch(call, values, one, echo_of(name))

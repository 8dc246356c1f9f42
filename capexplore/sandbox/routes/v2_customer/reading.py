"""Customers, version 2: get and search."""

from __future__ import annotations

from capexplore.sandbox.domain import finding, people
from capexplore.sandbox.handling import Answer, Call, bad_request, handles
from capexplore.sandbox.routes.v2_customer.selected import details
from capexplore.sandbox.wire import customers_v2 as wire
from capexplore.sandbox.wire import v2
from capexplore.sandbox.wire.selection_v2 import by_id


@handles("v2/customer/get")
def get(call: Call) -> Answer:
    """Give a customer, with the profile of one source or with all."""
    return details(call, by_id(call, "customerId"))


@handles("v2/customer/search")
def search(call: Call) -> Answer:
    """Give the customers of whom a name or identifier, in any source, begins as asked."""
    wanted = call.query.get("q", "").strip()
    limit, offset = v2.page(call)
    if not wanted:
        raise bad_request("q is required")
    found, total = finding.search(call.store, wanted, limit=limit, offset=offset)
    return Answer(
        {
            "pagination": {"limit": limit, "offset": offset, "total": total},
            "data": [wire.hit(people.load(call.store, one), wanted) for one in found],
            "warnings": [],
            "errors": [],
        }
    )

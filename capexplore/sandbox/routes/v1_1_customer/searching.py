"""Customers, version 1.1: search."""

from __future__ import annotations

from capexplore.sandbox.domain.search import matching
from capexplore.sandbox.handling import Answer, Call, bad_request, handles
from capexplore.sandbox.wire import search_v1_1 as wire
from capexplore.sandbox.wire import v1_1
from capexplore.sandbox.wire.formats import UNREADABLE
from capexplore.sandbox.wire.windows_v1_1 import count_of


@handles("v1.1/customer/search")
def search(call: Call) -> Answer:
    """Give a page of the customers that meet every condition of the query."""
    if not call.query.get("q"):
        raise bad_request(UNREADABLE)
    conditions = wire.conditions_of(call.query["q"])
    start, rows = count_of(call, "start", 0), count_of(call, "rows", 10, least=1)
    found = matching(call.work, conditions)
    page = found[start : start + rows]
    customer = {
        "count": str(len(found)),
        "start": str(start),
        "rows": str(rows),
        "results": {"item": [wire.shown(one) for one in page]},
    }
    return Answer({"response": {"status": v1_1.status(200, "Success"), "customer": customer}})

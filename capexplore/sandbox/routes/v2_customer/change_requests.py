"""The requests to change an identifier of a customer."""

from __future__ import annotations

from capexplore.sandbox.domain import identity_changes, requests
from capexplore.sandbox.domain.rules import Refused
from capexplore.sandbox.handling import Answer, Call, handles, whole
from capexplore.sandbox.wire import requests_v2 as wire
from capexplore.sandbox.wire import v2
from capexplore.sandbox.wire.selection_v2 import selected
from capexplore.sandbox.wire.times import read_v2


@handles("v2/customer/get_identifier_change_requests")
def get(call: Call) -> Answer:
    """Give one page of the requests to change an identifier of a customer."""
    limit, offset = v2.page(call)
    first, last = (
        whole(call.query[name], name) if call.query.get(name) else None
        for name in ("startId", "endId")
    )
    added = _time(call, "startDate"), _time(call, "endDate")
    descending = v2.is_descending(call, "sortOrder")
    who = selected(call)
    wanted: dict[str, str | int] = {
        "type": identity_changes.TYPE,
        "customer_id": who.customer.id,
    }
    for name, column in (("changeType", "base_type"), ("source", "source")):
        if call.query.get(name):
            wanted[column] = call.query[name].upper()
    found, total = requests.search(
        call.work,
        wanted,
        limit=limit,
        offset=offset,
        ids=(first, last),
        added=added,
        descending=descending,
    )
    return Answer(
        {
            "pagination": {"limit": limit, "offset": offset, "total": total},
            "data": [wire.shown(call.work, request) for request in found],
            "warnings": v2.warnings(who.notices),
            "errors": [],
        }
    )


def _time(call: Call, name: str) -> int | None:
    moment = read_v2(call.query.get(name))
    if call.query.get(name) and moment is None:
        raise Refused("list-date-malformed", value=call.query[name])
    return moment

"""When the points of a customer expire."""

from __future__ import annotations

from typing import Any

from capexplore.sandbox.domain import ledger_entries
from capexplore.sandbox.domain.calendar import day_end
from capexplore.sandbox.domain.rules import Refused
from capexplore.sandbox.handling import Answer, Call, handles
from capexplore.sandbox.wire import v2
from capexplore.sandbox.wire.selection_v2 import selected
from capexplore.sandbox.wire.times import read_v2


@handles("v2/customer/get_points_expiry_schedule")
@handles("v2/customer_lookup/get_points_expiry_schedule")
def get_points_expiry_schedule(call: Call) -> Answer:
    """Give when the points of a customer expire, the earliest first."""
    who = selected(call)
    if not who.customer.loyal:
        raise Refused("loyalty-missing", id=who.customer.id)
    start, end = (_time(call, name) for name in ("startDate", "endDate"))
    program_id = call.number("programId", 0)
    entries = [
        entry
        for entry in ledger_entries.expiring(call.work, who.customer.id)
        if (start is None or start <= entry.at)
        and (end is None or entry.at <= day_end(end))
        and program_id in (0, entry.program_id)
    ]
    if call.flag("fetchEarliestExpiryOnly"):
        entries = entries[:1]
    tree: dict[str, Any] = {"data": v2.schedule(entries), "warnings": v2.warnings(who.notices)}
    return Answer({**tree, "errors": []})


def _time(call: Call, name: str) -> int | None:
    moment = read_v2(call.query.get(name))
    if call.query.get(name) and moment is None:
        raise Refused("list-date-malformed", value=call.query[name])
    return moment

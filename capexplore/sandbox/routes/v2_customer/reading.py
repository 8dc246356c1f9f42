"""Customers, version 2: get."""

from __future__ import annotations

from capexplore.sandbox.handling import Answer, Call, handles
from capexplore.sandbox.wire import customers_v2 as wire
from capexplore.sandbox.wire.selection_v2 import by_id


@handles("v2/customer/get")
def get(call: Call) -> Answer:
    """Give a customer, with the profile of one source or with all."""
    selected = by_id(call, "customerId")
    embed = {part.strip().lower() for part in call.query.get("embed", "").split(",")}
    return Answer(
        wire.shown(
            call.work,
            selected.customer,
            selected.profiles,
            selected.notices,
            points="points" in embed,
            programmes="mlp" in embed,
        )
    )

"""Customers, version 2: the balance of their points, by id or by an identifier."""

from __future__ import annotations

from capexplore.sandbox.handling import Answer, Call, handles
from capexplore.sandbox.wire import points_v2 as wire
from capexplore.sandbox.wire.selection_v2 import selected


@handles("v2/customer/get_points_balance")
@handles("v2/customer_lookup/get_points_balance")
def get_points_balance(call: Call) -> Answer:
    """Give the points that a customer can redeem."""
    return wire.balance(call, selected(call, anywhere=True))

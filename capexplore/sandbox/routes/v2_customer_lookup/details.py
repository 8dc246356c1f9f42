"""Customers found by an identifier, version 2: their id, their details, and changing them."""

from __future__ import annotations

from capexplore.sandbox.handling import Answer, Call, handles
from capexplore.sandbox.wire import v2
from capexplore.sandbox.wire.selection_v2 import by_identifier


@handles("v2/customer_lookup/get_id")
def get_id(call: Call) -> Answer:
    """Give the id of a customer."""
    selected = by_identifier(call)
    return Answer({"entity": selected.customer.id, "warnings": v2.warnings(selected.notices)})

"""Customers found by an identifier, version 2: their id, their details, and changing them."""

from __future__ import annotations

from capexplore.sandbox.domain import statuses
from capexplore.sandbox.domain.rules import Refused
from capexplore.sandbox.handling import Answer, Call, bad_request, handles
from capexplore.sandbox.routes.v2_customer.selected import changed, details
from capexplore.sandbox.wire import v2
from capexplore.sandbox.wire.formats import text
from capexplore.sandbox.wire.selection_v2 import by_identifier, id_by_identifier
from capexplore.sandbox.wire.times import read_v2

_LONGEST_REASON = 255


@handles("v2/customer_lookup/get_id")
def get_id(call: Call) -> Answer:
    """Give the id of a customer."""
    customer_id, notices = id_by_identifier(call)
    return Answer({"entity": customer_id, "warnings": v2.warnings(notices)})


@handles("v2/customer_lookup/get_details")
def get_details(call: Call) -> Answer:
    """Give a customer, with the profile of one source or with all."""
    return details(call, by_identifier(call))


@handles("v2/customer_lookup/update")
def update(call: Call) -> Answer:
    """Change a customer and the profile of one source; identifiers stay as they are."""
    return changed(call, by_identifier(call))


@handles("v2/customer_lookup/update_status")
def update_status(call: Call) -> Answer:
    """Give a customer another status label, and with it another status."""
    body = call.body
    if not isinstance(body, dict):
        raise bad_request("The body must be an object")
    selected = by_identifier(call)
    label, reason = text(body.get("label")), text(body.get("reason"))
    if not label:
        raise Refused("label-unknown", value="")
    if not reason or len(reason) > _LONGEST_REASON:
        raise bad_request(f"reason is required, and has at most {_LONGEST_REASON} characters")
    at = None
    if body.get("createdOn") not in (None, ""):
        at = read_v2(body["createdOn"])
        if at is None:
            raise bad_request("createdOn must be a time")
    statuses.relabel(call.work, selected.customer.id, label, reason, at)
    return Answer({"warnings": v2.warnings(selected.notices), "errors": []})

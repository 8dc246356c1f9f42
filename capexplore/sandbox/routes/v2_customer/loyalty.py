"""Where a customer stands: points, tier and status; by id and, for most, by identifier."""

from __future__ import annotations

from typing import Any

from capexplore.sandbox.domain import organisation, points, statuses
from capexplore.sandbox.domain.people import Customer
from capexplore.sandbox.domain.rules import Refused
from capexplore.sandbox.handling import Answer, Call, handles
from capexplore.sandbox.wire import v2
from capexplore.sandbox.wire.programmes_v2 import programme
from capexplore.sandbox.wire.selection_v2 import selected
from capexplore.sandbox.wire.times import write_v2


@handles("v2/customer/get_loyalty_details")
@handles("v2/customer_lookup/get_loyalty_details")
def get_loyalty_details(call: Call) -> Answer:
    """Give the points of a customer by programme."""
    who = selected(call)
    data = [programme(_standing(call, who.customer))]
    return Answer({"data": data, "warnings": v2.warnings(who.notices), "errors": []})


@handles("v2/customer/get_tier")
@handles("v2/customer_lookup/get_tier")
def get_tier(call: Call) -> Answer:
    """Give the tier of a customer by programme."""
    who = selected(call)
    entity_type = (call.query.get("entityType") or "CUSTOMER").upper()
    if entity_type != "CUSTOMER":
        raise Refused("entity-type-unknown", value=entity_type)
    tree = {
        "entityId": who.customer.id,
        "entityType": entity_type,
        "programTiers": [_tier(_standing(call, who.customer))],
    }
    return Answer({**tree, "warnings": v2.warnings(who.notices)})


@handles("v2/customer/get_status_log")
def get_status_log(call: Call) -> Answer:
    """Give the labels that a customer had, the latest first."""
    who = selected(call)
    data = [
        {
            "createdByUser": organisation.entity(call.store, row["created_by"]).name,
            "reason": row["reason"],
            "createdBy": row["created_by"],
            "actions": [],
            "autoUpdateTime": write_v2(row["created_at"]),
            "createdOn": write_v2(row["created_at"]),
            "entityId": who.customer.id,
            "isActive": bool(row["active"]),
            "label": row["label"],
            "status": row["status"],
        }
        for row in statuses.log(call.work, who.customer.id)
    ]
    return Answer({"data": data, "warnings": v2.warnings(who.notices), "errors": []})


def _standing(call: Call, customer: Customer) -> points.Standing:
    """Where a customer stands in the programme asked for, or in the organisation's own.

    Raises
    ------
    Refused
        ``loyalty-missing`` for a customer outside loyalty, ``programme-unknown`` for one who is
        not in this programme.
    """
    if not customer.loyal:
        raise Refused("loyalty-missing", id=customer.id)
    wanted = call.number("programId", points.DEFAULT_PROGRAM)
    standing = points.standing(call.work, customer.id, wanted)
    if standing is None:
        raise Refused("programme-unknown", id=wanted)
    return standing


def _tier(standing: points.Standing) -> dict[str, Any]:
    return {
        "programId": standing.program_id,
        "currentTierName": standing.tier_name,
        "currentTierSerialNumber": standing.tier,
        "tierExpiryDate": write_v2(standing.tier_expires_at),
        "nextTierName": standing.next_name,
        "nextTierSerialNumber": standing.next_serial,
    }

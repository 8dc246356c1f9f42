"""Points, as version 2 reads and writes them.

Source: the pages of the points balance, of transferring and of reversing points.
"""

from __future__ import annotations

import sqlite3
from typing import Any

from capexplore.sandbox.domain import organisation, people, points
from capexplore.sandbox.domain.amounts import number, real
from capexplore.sandbox.domain.identity import identifier_type
from capexplore.sandbox.domain.people import Customer
from capexplore.sandbox.domain.redemptions import Reversal
from capexplore.sandbox.domain.rules import Notice, Refused, Work
from capexplore.sandbox.handling import Answer, Call
from capexplore.sandbox.store import Store
from capexplore.sandbox.wire import v2
from capexplore.sandbox.wire.formats import text
from capexplore.sandbox.wire.points import program_of
from capexplore.sandbox.wire.selection_v2 import Selected
from capexplore.sandbox.wire.times import write_v1

__all__ = ["balance", "holder", "person", "reversed_points", "transferred"]


def holder(store: Store, given: object) -> tuple[Customer, list[Notice]]:
    """Give the customer that an object of ``type`` and ``value`` names.

    Raises
    ------
    Refused
        ``identifier-malformed``, ``identifier-type-unknown``, ``customer-unknown`` or
        ``customer-erased``.
    """
    pair = given if isinstance(given, dict) else {}
    kind, value = text(pair.get("type")), text(pair.get("value"))
    if not kind or not value:
        raise Refused("identifier-malformed")
    if kind.lower() == "id":
        if not (value.isascii() and value.isdigit()):
            raise Refused("identifier-malformed")
        found = int(value) if len(value) < 19 else 0
    else:
        known = identifier_type(kind)
        if known is None:
            raise Refused("identifier-type-unknown", value=kind)
        found = people.find(store, known, value)
    customer_id, notices = people.survivor(store, found)
    return people.load(store, customer_id), notices


def balance(call: Call, selected: Selected) -> Answer:
    """Answer with the points that a customer can redeem; the sandbox promises none."""
    program_id = program_of(call.query.get("programId"))
    standing = points.member(call.work, selected.customer.id, program_id)
    return Answer(
        {
            "entityId": selected.customer.id,
            "entityType": "CUSTOMER",
            "totalPoints": real(standing.balance),
            "mainPoints": real(standing.balance),
            "promisedPoints": 0.0,
            "promisedPointsBreakup": {
                "delayedAccrualPoints": 0.0,
                "externalTriggerBasedPoints": 0.0,
            },
            "warnings": v2.warnings(selected.notices),
        }
    )


def person(customer: Customer) -> dict[str, Any]:
    """Give one of the two customers of a transfer."""
    profile = customer.main
    return {
        "userId": customer.id,
        "firstName": profile.first_name,
        "lastName": profile.last_name,
    }


def transferred(work: Work, row: sqlite3.Row, *, given: bool = True) -> dict[str, Any]:
    """Give a transfer: as a deduction to whoever gave, as an addition to whoever received."""
    giver, taker = (people.load(work.store, row[who]) for who in ("giver", "taker"))
    standing = points.standing(work, giver.id, row["program_id"])
    part = {
        "programId": row["program_id"],
        "deductedPoints": real(row["points"]),
        "programCurrentPoints": number(standing.balance) if standing else 0,
    }
    return {
        "toEntityId": taker.id,
        "toEntityType": "CUSTOMER",
        "fromEntityId": giver.id,
        "fromEntityType": "CUSTOMER",
        "pointsTransferDate": write_v1(row["moved_at"]),
        "pointsTransferred": real(row["points"]),
        "transferId": row["id"],
        "transferType": "DEDUCTION" if given else "ADDITION",
        "transferredFrom": person(giver),
        "transferredTo": person(taker),
        "notes": row["notes"],
        "programName": row["program_name"],
        "pointsTransferBreakupByEarningPrograms": [part],
    }


def reversed_points(
    work: Work, redemption_id: str, reversal: Reversal, notices: list[Notice]
) -> dict[str, Any]:
    """Give a reversal."""
    return {
        "redemptionId": redemption_id,
        "reversalId": reversal.id,
        "orgId": int(organisation.details(work.store)["id"]),
        "customerId": reversal.customer_id,
        "pointsToBeReversed": real(reversal.points),
        "pointsReversed": real(reversal.points),
        "pointsReversedDetails": {
            "available": real(reversal.available),
            "expired": real(reversal.expired),
        },
        "warnings": v2.warnings(notices),
    }

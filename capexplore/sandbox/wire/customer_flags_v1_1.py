"""What the flags of a query add to a customer in version 1.1.

The organisation has no promotions, segments, trackers or images, and its tiers are kept: what
the flags ask of those is empty. Source: the page of customer details.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from capexplore.sandbox.domain import (
    cards,
    ledger_entries,
    organisation,
    points,
    subscriptions,
    tiers,
)
from capexplore.sandbox.domain.amounts import number
from capexplore.sandbox.domain.people import Customer
from capexplore.sandbox.domain.points import DEFAULT_PROGRAM, Standing
from capexplore.sandbox.domain.rules import Refused, Work
from capexplore.sandbox.handling import Call, bad_request, whole
from capexplore.sandbox.wire.customers_v1_1 import shown_subscriptions, shown_summaries
from capexplore.sandbox.wire.times import write_v1

__all__ = ["needs_points", "summaries", "told"]

_DAYS = ("gap_to_upgrade_for", "gap_to_renew_for")


def told(call: Call, customer: Customer) -> dict[str, Any]:
    """Give the members that the flags of a query ask for."""
    found: dict[str, Any] = {}
    for flag, tell in _FLAGS.items():
        if call.flag(flag):
            found |= tell(call.work, customer)
    return found


def needs_points(call: Call) -> bool:
    """Whether a query asks for what only members of a programme have."""
    return any(call.flag(flag) for flag in (*_OF_MEMBERS, "points_summary", "mlp"))


def summaries(call: Call, customer: Customer) -> list[dict[str, Any]]:
    """Give the summaries of points that a query asks for.

    ``points_summary`` gives that of the default programme, or of ``program_id``; ``mlp`` gives
    those of all with more members, and the gaps that are asked for.

    Raises
    ------
    Refused
        ``program-unknown``.
    Rejected
        400 for a gap that is no number of days.
    """
    wanted = _program(call)
    gaps = [name for name in _DAYS if call.query.get(name)]
    if any(call.number(name, 0) < 0 for name in gaps):
        raise bad_request("A gap is asked for a number of days, 0 or more")
    if not (call.flag("points_summary") or call.flag("mlp")):
        return []
    standings = points.standings(call.work, customer.id)
    if wanted is not None or not call.flag("mlp"):
        program = DEFAULT_PROGRAM if wanted is None else wanted
        standings = [standing for standing in standings if standing.program_id == program]
    if not call.flag("mlp"):
        return [summary for one in standings for summary in shown_summaries(one)]
    return [_detailed(one, gaps) for one in standings]


def _program(call: Call) -> int | None:
    if not call.query.get("program_id"):
        return None
    program = whole(call.query["program_id"], "program_id")
    if call.store.one("SELECT 1 FROM programs WHERE id = ?", program) is None:
        raise Refused("program-unknown", id=program)
    return program


def _detailed(standing: Standing, gaps: list[str]) -> dict[str, Any]:
    [summary] = shown_summaries(standing)
    detailed: dict[str, Any] = {
        **summary,
        **_later(standing),
        "program_title": standing.program_name,
        "program_description": "",
        "program_points_to_currency_ratio": "1",
        "linked_partner_programs": {"linked_partner_program": []},
    }
    if "gap_to_upgrade_for" in gaps:
        detailed["gap_to_upgrade"] = {"upgrade_strategy": _to_upgrade(standing)}
    if "gap_to_renew_for" in gaps:
        detailed["gap_to_renew"] = {
            "tier_expiry_date": write_v1(standing.tier_expires_at)[:10],
            "renew_confirmed": "true",
            "renew_strategy": [],
        }
    return detailed


def _later(standing: Standing) -> dict[str, str]:
    return {
        "delayed_points": "0",
        "delayed_returned_points": "0",
        "total_available_points": str(number(standing.balance)),
        "total_returned_points": str(number(standing.returned)),
    }


def _to_upgrade(standing: Standing) -> list[dict[str, Any]]:
    """What is missing to the next tier; there is none above the highest."""
    if standing.next_from is None:
        return []
    missing = max(standing.next_from - standing.lifetime, 0)
    return [
        {
            "upgrade_based_on": "LIFETIME_POINTS",
            "upgrade_entity_identifers": {},
            "upgrade_threshold": str(number(standing.next_from)),
            "customer_upgrade_entity_values": {
                "current_value": str(number(standing.lifetime)),
                "gap_to_upgrade": str(number(missing)),
                "value_valid_upto": write_v1(standing.tier_expires_at)[:10],
            },
        }
    ]


def _next_tier(work: Work, customer: Customer) -> dict[str, str]:
    standing = points.standing(work, customer.id)
    return {
        "next_slab": (standing.next_name or "") if standing else "",
        "next_slab_serial_number": str(standing.next_serial if standing else -1),
        "next_slab_description": standing.next_description if standing else "",
    }


def _tier_history(work: Work, customer: Customer) -> dict[str, Any]:
    shown = []
    for row in tiers.changes(work, customer.id):
        till = organisation.entity(work.store, row["till_id"])
        shop = organisation.store_of(work.store, till)
        standing = points.standing(work, customer.id, row["program_id"])
        end = write_v1(standing.tier_expires_at) if standing else ""
        shown.append(
            {
                "to": row["to_name"],
                "from": row["from_name"],
                "store": {"code": shop.code, "name": shop.name},
                "type": "UPGRADE" if row["to_tier"] > row["from_tier"] else "DOWNGRADE",
                "to_tier_expiry_date": end,
                "from_tier_expiry_date": end,
                "changed_on": write_v1(row["changed_at"]),
                "notes": "",
                "program_id": str(row["program_id"]),
            }
        )
    return {"slab_history": shown}


def _criteria(work: Work, customer: Customer) -> dict[str, Any]:
    standing = points.standing(work, customer.id)
    if standing is None or standing.next_from is None:
        return {"tier_update_criteria": {}}
    criteria = {
        "purchase_type": "LIFETIME_POINTS",
        "description": standing.next_description,
        "min_purchase_value_required": str(number(standing.next_from)),
    }
    return {"tier_update_criteria": criteria}


def _entries(entries: list[ledger_entries.Entry], date: str) -> list[dict[str, str]]:
    return [
        {
            "points": str(number(entry.points)),
            date: write_v1(entry.at),
            "program_id": str(entry.program_id),
        }
        for entry in entries
    ]


def _expiring(work: Work, customer: Customer) -> dict[str, Any]:
    entries = ledger_entries.expiring(work, customer.id)
    return {"expiry_schedule": _entries(entries, "expiry_date")}


def _expired(work: Work, customer: Customer) -> dict[str, Any]:
    entries = ledger_entries.expired(work, customer.id)
    return {"expired_points": _entries(entries, "expired_on")}


def _delayed(work: Work, customer: Customer) -> dict[str, str]:
    standing = points.standing(work, customer.id)
    return _later(standing) if standing else {}


def _opted(work: Work, customer: Customer) -> dict[str, str]:
    """Whether messages were ever chosen, and if all of those are wanted."""
    chosen = [one for one in subscriptions.of(work, customer.id) if one.subscribed is not None]
    if not chosen:
        return {"optin_status": "NONE"}
    return {"optin_status": "OPTIN" if all(one.subscribed for one in chosen) else "OPTOUT"}


def _subscribed(work: Work, customer: Customer) -> dict[str, Any]:
    preferences = subscriptions.of(work, customer.id)
    return {"subscriptions": shown_subscriptions(preferences)}


def _cards(work: Work, customer: Customer) -> dict[str, Any]:
    shown = [
        {
            "card_number": card.number,
            "card_external_id": card.external_id or "",
            "series_id": str(card.series.id),
            "series_code": card.series.code,
            "type": card.series.type,
            "status": card.status,
            "status_label": card.label,
        }
        for card in cards.of_customer(work, customer.id)
    ]
    return {"card_details": {"card": shown}}


def _programmes(work: Work, customer: Customer) -> dict[str, Any]:
    programs = [
        {"program_id": str(one.program_id), "program_name": one.program_name}
        for one in points.standings(work, customer.id)
    ]
    return {"programs_list": {"program": programs}}


def _empty(**members: Any) -> Callable[[Work, Customer], dict[str, Any]]:
    return lambda *_: members


_Tell = Callable[[Work, Customer], dict[str, Any]]
_OF_MEMBERS: dict[str, _Tell] = {
    "next_slab": _next_tier,
    "slab_history": _tier_history,
    "tier_upgrade_criteria": _criteria,
    "expiry_schedule": _expiring,
    "expired_points": _expired,
    "delayed_accrual": _delayed,
}
_FLAGS: dict[str, _Tell] = {
    **_OF_MEMBERS,
    "promotion_points": _empty(
        promotion_points={"customer": [], "transactions": [], "lineitems": []}
    ),
    "membership_retention_criteria": _empty(membership_retention_criteria={}),
    "ndnc_status": _empty(ndnc_status="NONE"),
    "optin_status": _opted,
    "subscriptions": _subscribed,
    "segments": _empty(segments={"segment": []}),
    "card_details": _cards,
    "tracker_info": _empty(trackers={"tracker": []}),
    "customer_image": _empty(customer_image={"image": []}),
    "program_summary": _programmes,
}

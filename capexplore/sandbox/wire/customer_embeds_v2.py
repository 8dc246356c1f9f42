"""What a caller can have embedded in the details of a customer.

Nobody has segments, groups or promotions here, so that those are empty.

Source: the pages of customer details, by id and by identifier.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from capexplore.sandbox.domain import images, ledger_entries, points, statuses, subscriptions
from capexplore.sandbox.domain.amounts import real
from capexplore.sandbox.domain.people import Customer
from capexplore.sandbox.domain.points import Standing
from capexplore.sandbox.domain.rules import Work
from capexplore.sandbox.handling import Call, bad_request
from capexplore.sandbox.wire import subscriptions_v2, v2
from capexplore.sandbox.wire.images_v2 import file
from capexplore.sandbox.wire.programmes_v2 import programme
from capexplore.sandbox.wire.times import write_v2

__all__ = ["embedded"]


def embedded(call: Call, customer: Customer) -> dict[str, Any]:
    """Give the members that the query asks for, by ``embed`` and flags.

    Raises
    ------
    Rejected
        400 for a gap of less than 0 days.
    """
    wanted = {name.lower() for name in call.every("embed")}
    found: dict[str, Any] = {}
    for name, (member, tell) in _EMBEDS.items():
        if name.lower() in wanted:
            found[member] = tell(call.work, customer)
    gaps = [name for name in _GAPS if name in call.query or "gapdetails" in wanted]
    for name in gaps:
        if call.number(name, 0) < 0:
            raise bad_request(f"{name} is a number of days, 0 or more")
    if gaps and "loyaltyProgramDetails" in found:
        standings = points.standings(call.work, customer.id)
        for detail, standing in zip(found["loyaltyProgramDetails"], standings, strict=True):
            detail.update({name: _GAPS[name](standing) for name in gaps})
    if call.flag("includedFraudDetails"):
        found["fraudDetails"] = _fraud(customer)
    return found


def _summary(work: Work, customer: Customer) -> dict[str, Any]:
    standing = points.standing(work, customer.id)
    return programme(standing) if standing is not None else {}


def _programmes(work: Work, customer: Customer) -> list[dict[str, Any]]:
    return [
        {**programme(standing), "programTitle": standing.program_name}
        for standing in points.standings(work, customer.id)
    ]


def _to_upgrade(standing: Standing) -> dict[str, Any]:
    """What is missing to the next tier."""
    missing = 0 if standing.next_from is None else standing.next_from - standing.lifetime
    return {
        "slabName": standing.next_name,
        "slabNumber": standing.next_serial,
        "points": real(max(missing, 0)),
    }


def _to_renew(standing: Standing) -> dict[str, Any]:
    """What is missing to keep the tier: nothing, as tiers are kept."""
    return {"slabName": standing.tier_name, "slabNumber": standing.tier, "points": 0.0}


def _subscriptions(work: Work, customer: Customer) -> dict[str, Any]:
    chosen = subscriptions.of(work, customer.id)
    return subscriptions_v2.shown(chosen, subscriptions.campaign(work, customer.id))


def _expiring(work: Work, customer: Customer) -> list[dict[str, Any]]:
    return v2.schedule(ledger_entries.expiring(work, customer.id))


def _expired(work: Work, customer: Customer) -> list[dict[str, Any]]:
    return v2.schedule(ledger_entries.expired(work, customer.id))


def _returned(work: Work, customer: Customer) -> list[dict[str, Any]]:
    return [
        {
            "points": real(row["returned"]),
            "programId": row["program_id"],
            "transactionId": row["transaction_id"],
        }
        for row in ledger_entries.returned(work, customer.id)
    ]


def _status(work: Work, customer: Customer) -> dict[str, Any]:
    latest = next(iter(statuses.log(work, customer.id)), None)
    reason = latest["reason"] if latest is not None else ""
    return {"label": customer.label, "status": customer.status, "reason": reason}


def _images(work: Work, customer: Customer) -> list[dict[str, Any]]:
    return [file(row) for row in images.of_customer(work, customer.id)]


def _fraud(customer: Customer) -> dict[str, Any]:
    return {
        "status": customer.fraud,
        "markedBy": customer.fraud_by,
        "modifiedOn": "" if customer.fraud_at is None else write_v2(customer.fraud_at),
        "reason": customer.fraud_reason,
    }


def _none(*_: object) -> list[Any]:
    return []


_GAPS: dict[str, Callable[[Standing], dict[str, Any]]] = {
    "gapToUpgrade": _to_upgrade,
    "gapToRenew": _to_renew,
}
# embed -> member and what it holds
_EMBEDS: dict[str, tuple[str, Callable[[Work, Customer], Any]]] = {
    "points": ("pointsSummary", _summary),
    "mlp": ("loyaltyProgramDetails", _programmes),
    "subscriptions": ("subscriptionInfo", _subscriptions),
    "userGroup": ("userGroups2", _none),
    "promotionalPoints": ("promotionalPoints", _none),
    "expirySchedules": ("expirySchedules", _expiring),
    "expiredPoints": ("expiredPoints", _expired),
    "returnedPoints": ("returnedPoints", _returned),
    "customerImage": ("customerImages", _images),
    "associatedImages": ("associatedImages", _images),
    "customerStatus": ("customerStatus", _status),
    "alternateCurrencies": ("alternateCurrencies", _none),
}

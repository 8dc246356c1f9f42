"""Customers as version 1.1 writes and reads them.

Source: the pages of customer add, update and get.
"""

from __future__ import annotations

import sqlite3
from typing import Any

from capexplore.sandbox.domain import (
    history,
    notes,
    organisation,
    points,
    sales,
    subscriptions,
)
from capexplore.sandbox.domain.amounts import number
from capexplore.sandbox.domain.changes import Form
from capexplore.sandbox.domain.coupons.reading import Held
from capexplore.sandbox.domain.identity import PRIMARY_ORDER
from capexplore.sandbox.domain.people import Customer
from capexplore.sandbox.domain.registration import normalised_identifiers
from capexplore.sandbox.domain.rules import Refused, Work
from capexplore.sandbox.domain.subscriptions import Preference
from capexplore.sandbox.wire.formats import is_true, text
from capexplore.sandbox.wire.named_values import fields_of, shown_fields
from capexplore.sandbox.wire.times import read_v1, write_v1

__all__ = [
    "IDENTIFIERS",
    "form_of",
    "given_identifiers",
    "names_of",
    "shown_after_write",
    "shown_note",
    "shown_rest",
    "shown_subscriptions",
    "shown_summaries",
    "shown_when_read",
    "shown_with_bill",
]

# The member of a body or query for each type of identifier.
IDENTIFIERS = {"mobile": "mobile", "email": "email", "external_id": "externalId"}
_FRAUD = ("NONE", "CONFIRMED")


def given_identifiers(item: Any) -> dict[str, str]:
    """Give the identifiers that an item names, as it spells them."""
    if not isinstance(item, dict):
        return {}
    names = (*IDENTIFIERS, "id")
    return {name: value for name in names if (value := text(item.get(name)))}


def form_of(item: Any) -> Form:
    """Read an item of customer add or update."""
    if not isinstance(item, dict):
        raise Refused("item-unusable")
    given = given_identifiers(item)
    pairs = [(kind, given[name]) for name, kind in IDENTIFIERS.items() if name in given]
    form = Form(normalised_identifiers(pairs))
    form.first_name, form.last_name = _name(item, "firstname"), _name(item, "lastname")
    form.fields, form.extended = (
        fields_of(item, "custom_fields"),
        fields_of(item, "extended_fields"),
    )
    channels = item.get("commChannels")
    channels = channels if isinstance(channels, list) else [channels]
    form.channels = [channel for channel in map(_channel, channels) if channel]
    form.loyal = _loyal(text(item.get("type")))
    if text(item.get("registered_on")):
        form.registered_at = read_v1(item["registered_on"])
        if form.registered_at is None:
            raise Refused("registered-outside-window")
    form.updated_at = read_v1(item.get("updated_on"))
    form.till = text(item.get("registered_till")) or None
    form.associated_with = text(item.get("associated_with")) or None
    form.fraud = _fraud(item.get("fraud_status"))
    return form


def _name(item: dict[str, Any], member: str) -> str | None:
    value = text(item.get(member))
    if value is not None and len(value) > 100:
        raise Refused("item-unusable")
    return value


def _channel(entry: Any) -> dict[str, Any] | None:
    if not isinstance(entry, dict) or not text(entry.get("type")) or not text(entry.get("value")):
        return None
    meta = entry.get("meta")
    meta = meta if isinstance(meta, dict) else {}
    return {
        "type": text(entry["type"]),
        "value": text(entry["value"]),
        "primary": is_true(entry.get("primary")),
        "verified": is_true(entry.get("verified")),
        "meta": {name: is_true(meta.get(name)) for name in ("residence", "office")},
        "attributes": {},
    }


def _loyal(kind: str | None) -> bool | None:
    if not kind:
        return None
    if kind.upper() not in ("LOYALTY", "NON_LOYALTY"):
        raise Refused("item-unusable")
    return kind.upper() == "LOYALTY"


def _fraud(given: Any) -> str | None:
    given = given[0] if isinstance(given, list) and given else given
    status = text(given.get("status")) if isinstance(given, dict) else text(given)
    if not status:
        return None
    if status.upper() not in _FRAUD:
        raise Refused("item-unusable")
    return status.upper()


def shown_after_write(work: Work, customer: Customer, awarded: int) -> dict[str, Any]:
    """Give a customer as add and update answer with, and the points that were awarded."""
    standing = points.standing(work, customer.id)
    end = write_v1(standing.tier_expires_at) if standing else ""
    shown: dict[str, Any] = {"user_id": customer.id, **names_of(customer), **_points(standing)}
    shown["tier_expiry_date"] = end
    shown["points_summaries"] = {"points_summary": shown_summaries(standing)}
    shown |= shown_rest(work, customer, standing)
    chosen = [one for one in subscriptions.of(work, customer.id) if one.subscribed is not None]
    effects = [_effect(customer, awarded, standing)] if awarded and standing else []
    shown["subscriptions"] = shown_subscriptions(chosen)
    return shown | {"side_effects": {"effect": effects}}


def _effect(customer: Customer, awarded: int, standing: points.Standing) -> dict[str, Any]:
    return {
        "awarded_points": number(awarded),
        "total_points": number(standing.balance),
        "customer_id": str(customer.id),
        "type": "points",
    }


def shown_subscriptions(preferences: list[Preference]) -> dict[str, list[dict[str, str]]]:
    """Give what a customer is subscribed to."""
    return {
        "subscription": [
            {
                "channel": one.channel,
                "priority": one.priority,
                "scope": "ALL",
                "is_subscribed": "1" if one.active else "0",
            }
            for one in preferences
        ]
    }


def shown_when_read(
    work: Work,
    customer: Customer,
    coupons: list[Held],
    *,
    user_id: bool,
    place: tuple[str, str] | None,
) -> dict[str, Any]:
    """Give a customer as get answers with if no flags are set.

    Parameters
    ----------
    work : Work
        The data and the time.
    customer : Customer
        Who.
    coupons : list of Held
        The coupons to show.
    user_id : bool
        Whether to give the id.
    place : tuple of str or None
        Where the latest transactions are to be from, as for `history.Window`; None for anywhere.
    """
    standing = points.standing(work, customer.id)
    till = organisation.entity(work.store, customer.created_by)
    shop = organisation.store_of(work.store, till)
    shown: dict[str, Any] = {"user_id": customer.id} if user_id else {}
    shown |= {**names_of(customer), **_points(standing), **shown_rest(work, customer, standing)}
    return shown | {
        "subscriptions": {"subscription": []},
        "identifiers": [],
        "gender": customer.extended.get("gender"),
        "registered_by": shop.code,
        "registered_store": {"code": shop.code, "name": shop.name},
        "registered_till": {"code": till.code, "name": till.name},
        "user_groups2": [],
        "fraud_details": {
            "status": customer.fraud,
            "marked_by": customer.fraud_by,
            "modified_on": "" if customer.fraud_at is None else write_v1(customer.fraud_at),
            "reason": customer.fraud_reason,
        },
        "trackers": "",
        "current_nps_status": None,
        "transactions": {"transaction": _transactions(work, customer, place)},
        "coupons": {"coupon": [_coupon(held) for held in coupons]},
        "notes": [shown_note(row) for row in notes.of_customer(work, customer.id)],
        "points_summaries": {"points_summary": []},
    }


def shown_note(row: sqlite3.Row) -> dict[str, str]:
    """Give a note as reading does: its date has another name than when it is written."""
    date = write_v1(row["written_at"])
    return {"id": str(row["id"]), "description": row["description"], "added_on": date}


def shown_with_bill(work: Work, customer: Customer) -> dict[str, Any]:
    """Give a customer as the answer for a transaction has it: every scalar is text or null."""
    standing = points.standing(work, customer.id)
    names = names_of(customer)
    bought = standing.purchases if standing else sales.purchases(work, customer.id)
    earned = _points(standing)
    return {
        "user_id": str(customer.id),
        "mobile": names["mobile"],
        "firstname": names["firstname"],
        "lastname": names["lastname"],
        "email": names["email"],
        "external_id": names["external_id"],
        "lifetime_points": str(earned["lifetime_points"]),
        "loyalty_points": str(earned["loyalty_points"]),
        "current_slab": earned["current_slab"],
        "tier_expiry_date": write_v1(standing.tier_expires_at) if standing else "",
        "points_summaries": {"points_summary": shown_summaries(standing)},
        "lifetime_purchases": str(number(bought)),
        "type": "LOYALTY" if customer.loyal else "NON_LOYALTY",
        "source": customer.main.source.lower(),
    }


def names_of(customer: Customer) -> dict[str, Any]:
    """Give the names and identifiers of a customer."""
    main = customer.main
    mobile, email, external_id = map(customer.identifier, PRIMARY_ORDER)
    return {
        "firstname": main.first_name,
        "lastname": main.last_name,
        "mobile": mobile,
        "email": email,
        "external_id": external_id,
    }


def _points(standing: points.Standing | None) -> dict[str, Any]:
    return {
        "lifetime_points": number(standing.lifetime) if standing else 0,
        "loyalty_points": number(standing.balance) if standing else 0,
        "current_slab": standing.tier_name if standing else "NONE",
    }


def shown_rest(work: Work, customer: Customer, standing: points.Standing | None) -> dict[str, Any]:
    """Give what there is of a customer besides names and points."""
    bought = standing.purchases if standing else sales.purchases(work, customer.id)
    return {
        "lifetime_purchases": number(bought),
        "registered_on": write_v1(customer.registered_at),
        "updated_on": write_v1(customer.updated_at),
        "type": "LOYALTY" if customer.loyal else "NON_LOYALTY",
        "source": customer.main.source.lower(),
        "fraud_status": customer.fraud,
        "reason": customer.fraud_reason,
        "custom_fields": shown_fields(customer.main.fields),
        "extended_fields": shown_fields(customer.extended),
    }


def shown_summaries(standing: points.Standing | None) -> list[dict[str, str]]:
    """Give the summary of points per programme, in which every member is text."""
    if standing is None:
        return []
    return [
        {
            "programId": str(standing.program_id),
            "redeemed": str(number(standing.redeemed)),
            "expired": str(number(standing.expired)),
            "returned": str(number(standing.returned)),
            "adjusted": "0",
            "lifetimePoints": str(number(standing.lifetime)),
            "loyaltyPoints": str(number(standing.balance)),
            "cumulativePurchases": str(number(standing.purchases)),
            "currentSlab": standing.tier_name,
            "nextSlab": standing.next_name or "",
            "nextSlabSerialNumber": str(standing.next_serial),
            "nextSlabDescription": standing.next_description,
            "slabSNo": str(standing.tier),
            "slabExpiryDate": write_v1(standing.tier_expires_at),
            "totalPoints": "",
        }
    ]


def _transactions(
    work: Work, customer: Customer, place: tuple[str, str] | None
) -> list[dict[str, str]]:
    return [
        {
            "id": str(row["id"]),
            "number": row["number"],
            "type": row["type"],
            "created_date": write_v1(row["billed_at"]),
            "store": row["till_code"],
        }
        for row in history.latest(work, customer.id, place)
    ]


def _coupon(held: Held) -> dict[str, str]:
    return {
        "id": str(held.coupon.id),
        "series_id": str(held.series.id),
        "code": held.coupon.code.upper(),
        "description": held.series.description,
        "created_date": write_v1(held.coupon.created_at),
        "valid_till": write_v1(held.coupon.valid_till),
        "redeemed": "true" if held.redemptions else "false",
        "same_user_multiple_redeem": str(held.series.settings["sameUserMultipleRedeem"]).lower(),
    }

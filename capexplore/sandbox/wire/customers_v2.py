"""Customers as version 2 writes and reads them.

Source: the pages of customer registration, update and details.
"""

from __future__ import annotations

from typing import Any

from capexplore.sandbox.domain import organisation, sales
from capexplore.sandbox.domain import points as ledger
from capexplore.sandbox.domain.amounts import real
from capexplore.sandbox.domain.changes import Form
from capexplore.sandbox.domain.identity import identifier_type, normalised
from capexplore.sandbox.domain.organisation import Entity
from capexplore.sandbox.domain.people import Customer, Profile
from capexplore.sandbox.domain.registration import PRIMARY_ORDER
from capexplore.sandbox.domain.rules import Notice, Refused, Work
from capexplore.sandbox.handling import bad_request
from capexplore.sandbox.wire import v2
from capexplore.sandbox.wire.formats import fields, is_true, text
from capexplore.sandbox.wire.times import read_v2, write_v2

__all__ = ["form_of", "profiles_of", "programme", "read_identifiers", "shown"]

_CHANNEL_NAMES = """
mobile email wechat whatsapp postmail android ios line facebook webengage mobilepush viber sms push
"""
_CHANNELS = frozenset(_CHANNEL_NAMES.split())
_LOYALTY = {"loyalty": True, "non_loyalty": False}


def profiles_of(body: Any) -> list[dict[str, Any]]:
    """Give the profiles of a body.

    Raises
    ------
    Rejected
        400 if there is no object, or no list of objects in it.
    """
    if not isinstance(body, dict):
        raise bad_request("The body must be an object")
    profiles = body.get("profiles")
    if profiles is None:
        return []
    if not isinstance(profiles, list) or not all(isinstance(p, dict) for p in profiles):
        raise bad_request("profiles must be a list of objects")
    return profiles


def form_of(body: dict[str, Any], profile: dict[str, Any], source: str, account: str) -> Form:
    """Read what a body and one of its profiles say, identifiers excepted."""
    form = Form(source=source, account=account)
    form.first_name, form.last_name = _name(profile, "firstName"), _name(profile, "lastName")
    form.fields = fields(_object(profile, "fields"))
    form.extended = fields(_object(body, "extendedFields"))
    for entry in _list(profile, "commChannels"):
        channel = _channel(entry, form.notices)
        if channel is not None:
            form.channels.append(channel)
    kind = text(_object(body, "loyaltyInfo").get("loyaltyType"))
    if kind:
        if kind.lower() not in _LOYALTY:
            raise bad_request("loyaltyType must be loyalty or non_loyalty")
        form.loyal = _LOYALTY[kind.lower()]
    if body.get("createDate") not in (None, ""):
        form.registered_at = read_v2(body["createDate"])
        if form.registered_at is None:
            raise Refused("date-malformed")
    form.associated_with = text(body.get("associatedWith")) or None
    form.label = text(body.get("statusLabel")) or None
    return form


def read_identifiers(profile: dict[str, Any], form: Form) -> None:
    """Read the identifiers of a profile; those that are malformed are dropped with a notice.

    Raises
    ------
    Refused
        None is left.
    """
    malformed = []
    for entry in _list(profile, "identifiers"):
        kind, value = identifier_type(entry.get("type")), text(entry.get("value"))
        if kind is None or not value:
            continue
        if kind.startswith("card"):
            # The sandbox's organisation has issued no cards.
            raise Refused("card-unknown", value=value)
        if kind == "email":
            value = value[:255]
        try:
            pair = (kind, normalised(kind, value))
        except Refused as refused:
            malformed.append(kind)
            form.notices.append(Notice(refused.reason, value))
            continue
        if pair not in form.identifiers:
            form.identifiers.append(pair)
    if not form.identifiers and malformed:
        primary = next((kind for kind in PRIMARY_ORDER if kind in malformed), malformed[0])
        raise Refused("identifier-malformed", kind=primary)


def _name(profile: dict[str, Any], member: str) -> str | None:
    value = text(profile.get(member))
    return None if value is None else value[:100]


def _object(body: dict[str, Any], member: str) -> dict[str, Any]:
    value = body.get(member)
    if value is None or value == "":
        return {}
    if not isinstance(value, dict):
        raise bad_request(f"{member} must be an object")
    return value


def _list(body: dict[str, Any], member: str) -> list[dict[str, Any]]:
    value = body.get(member)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        raise bad_request(f"{member} must be a list of objects")
    return value


def _channel(entry: dict[str, Any], notices: list[Notice]) -> dict[str, Any] | None:
    kind, value = text(entry.get("type")), text(entry.get("value")) or ""
    if not kind:
        raise Refused("channel-type-missing")
    if kind.lower() not in _CHANNELS:
        raise Refused("channel-unknown", value=kind)
    if kind.lower() in ("mobile", "email"):
        try:
            value = normalised(kind.lower(), value)
        except Refused:
            notices.append(Notice(f"channel-{kind.lower()}-malformed", value))
            return None
    meta = _object(entry, "meta")
    return {
        "type": kind,
        "value": value,
        "primary": is_true(entry.get("primary")),
        "verified": is_true(entry.get("verified")),
        "meta": {name: is_true(meta.get(name)) for name in ("residence", "office")},
        "attributes": {},
    }


def shown(
    work: Work,
    customer: Customer,
    profiles: list[Profile],
    notices: list[Notice],
    *,
    points: bool = False,
    programmes: bool = False,
) -> dict[str, Any]:
    """Give a customer with some of the profiles.

    Parameters
    ----------
    work : Work
        The data and the time.
    customer : Customer
        Who.
    profiles : list of Profile
        Which profiles to show.
    notices : list of Notice
        What to warn of.
    points, programmes : bool
        Whether to give the summary of points, and the details of each programme.
    """
    customer_by = (customer.created_by, customer.modified_by)
    entities = {
        entity_id: organisation.entity(work.store, entity_id)
        for made_by in [*((p.created_by, p.modified_by) for p in profiles), customer_by]
        for entity_id in made_by
    }
    made = (customer.registered_at, entities[customer.created_by])
    changed = (customer.updated_at, entities[customer.modified_by])
    tree = {
        "id": customer.id,
        "profiles": [_profile(customer, profile, entities) for profile in profiles],
        "loyaltyInfo": {
            "loyaltyType": "loyalty" if customer.loyal else "non_loyalty",
            "attributionV2": {
                **v2.attribution(made, changed),
                "createdFromSource": customer.created_source.lower(),
            },
            "lifetimePurchases": real(sales.purchases(work, customer.id)),
        },
        "segments": {},
        "associatedWith": customer.associated_with,
        "extendedFields": customer.extended,
        "cardDetails": [],
        "warnings": v2.warnings(notices),
    }
    standing = ledger.standing(work, customer.id) if points or programmes else None
    if points:
        tree["pointsSummary"] = programme(standing) if standing else {}
    if programmes:
        details = [programme(standing)] if standing else []
        tree["loyaltyProgramDetails"] = [
            {**detail, "programTitle": standing.program_name if standing else ""}
            for detail in details
        ]
    return tree


def _profile(customer: Customer, profile: Profile, entities: dict[int, Entity]) -> dict[str, Any]:
    made = (profile.created_at, entities[profile.created_by])
    changed = (profile.modified_at, entities[profile.modified_by])
    return {
        "firstName": profile.first_name,
        "lastName": profile.last_name,
        "attribution": v2.attribution(made, changed),
        "fields": profile.fields,
        "allFields": {},
        "identifiers": _pairs(profile.identifiers),
        "commChannels": profile.channels,
        "source": profile.source,
        "userId": customer.id,
        "accountId": profile.account,
        "conflictingProfileList": [],
        "autoUpdateTime": write_v2(profile.modified_at),
        "identifiersAll": _pairs(customer.all_identifiers),
    }


def _pairs(identifiers: list[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"type": kind, "value": value} for kind, value in identifiers]


def programme(standing: ledger.Standing) -> dict[str, Any]:
    """Give where a customer stands in a programme, in real numbers."""
    return {
        "redeemed": real(standing.redeemed),
        "expired": real(standing.expired),
        "returned": real(standing.returned),
        "adjusted": 0.0,
        "lifetimePoints": real(standing.lifetime),
        "loyaltyPoints": real(standing.balance),
        "cumulativePurchases": real(standing.purchases),
        "loyaltyId": standing.loyalty_id,
        "currentSlab": standing.tier_name,
        "nextSlab": standing.next_name,
        "nextSlabSerialNumber": standing.next_serial,
        "nextSlabDescription": standing.next_description,
        "slabSNo": standing.tier,
        "slabExpiryDate": write_v2(standing.tier_expires_at),
        "programId": standing.program_id,
        "delayedPoints": 0.0,
        "delayedReturnedPoints": 0.0,
        "totalAvailablePoints": real(standing.balance),
        "totalReturnedPoints": 0.0,
    }

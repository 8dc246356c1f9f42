"""What bodies of version 2 say about customers.

Source: the pages of customer registration, update and identifiers.
"""

from __future__ import annotations

from typing import Any

from capexplore.sandbox.domain.amounts import thousandths
from capexplore.sandbox.domain.card_links import Wish
from capexplore.sandbox.domain.changes import Form
from capexplore.sandbox.domain.enrolling import Enrolment
from capexplore.sandbox.domain.identity import PRIMARY_ORDER, identifier_type, normalised
from capexplore.sandbox.domain.rules import Notice, Refused
from capexplore.sandbox.handling import bad_request, whole
from capexplore.sandbox.wire import bodies
from capexplore.sandbox.wire.formats import fields, is_true, text, whole_number
from capexplore.sandbox.wire.times import read_v2

__all__ = ["form_of", "profiles_of", "read_identifiers", "read_pairs"]

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
    return bodies.objects(bodies.record(body), "profiles")


def form_of(body: dict[str, Any], profile: dict[str, Any], source: str, account: str) -> Form:
    """Read what a body and one of its profiles say, identifiers excepted."""
    form = Form(source=source, account=account)
    form.first_name, form.last_name = _name(profile, "firstName"), _name(profile, "lastName")
    form.fields = fields(bodies.part(profile, "fields"))
    form.extended = fields(bodies.part(body, "extendedFields"))
    for entry in bodies.objects(profile, "commChannels"):
        channel = _channel(entry, form.notices)
        if channel is not None:
            form.channels.append(channel)
    kind = text(bodies.part(body, "loyaltyInfo").get("loyaltyType"))
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
    form.enrolments = [
        _enrolment(entry) for entry in bodies.objects(body, "loyaltyProgramEnrollments")
    ]
    return form


def _enrolment(entry: dict[str, Any]) -> Enrolment:
    brought = entry.get("loyaltyPoints")
    points = 0 if brought in (None, "") else thousandths(brought)
    if points is None or points < 0:
        raise bad_request("loyaltyPoints must be a number")
    tier = entry.get("tierNumber")
    return Enrolment(
        whole(entry.get("programId"), "programId"),
        None if tier in (None, "") else whole(tier, "tierNumber"),
        points,
        _time(entry, "tierExpiryDate"),
        _time(entry, "pointsExpiryDate"),
    )


def _time(entry: dict[str, Any], member: str) -> int | None:
    if entry.get(member) in (None, ""):
        return None
    at = read_v2(entry[member])
    if at is None:
        raise bad_request(f"{member} must be a time")
    return at


def read_identifiers(profile: dict[str, Any], form: Form) -> list[Wish]:
    """Read the identifiers of a profile; those that are malformed are dropped with a notice.

    Returns
    -------
    list of Wish
        The cards among them, which the form does not take.

    Raises
    ------
    Refused
        ``identifier-malformed`` if none is left.
    """
    pairs, cards = read_pairs(profile, "identifiers", form.notices)
    form.identifiers = pairs
    malformed = [notice.reason.partition("-")[0] for notice in form.notices if _drops(notice)]
    if not pairs and not cards and malformed:
        primary = next((kind for kind in PRIMARY_ORDER if kind in malformed), malformed[0])
        raise Refused("identifier-malformed", kind=primary)
    return cards


def _drops(notice: Notice) -> bool:
    return notice.reason.endswith("-malformed") and not notice.reason.startswith("channel-")


def read_pairs(
    body: dict[str, Any], member: str, notices: list[Notice]
) -> tuple[list[tuple[str, str]], list[Wish]]:
    """Read a list of identifiers: those that are usable, each once, and the cards.

    What is malformed is dropped with a notice; what has no known type or no value is no identifier.
    """
    pairs: list[tuple[str, str]] = []
    cards: list[Wish] = []
    for entry in bodies.objects(body, member):
        kind, value = identifier_type(entry.get("type")), text(entry.get("value"))
        if kind is None or not value:
            continue
        if kind.startswith("card"):
            label = text(entry.get("statusLabel")) or ""
            cards.append(Wish(kind, value, whole_number(entry.get("seriesId")), label))
            continue
        if kind == "email":
            value = value[:255]
        try:
            pairs.append((kind, normalised(kind, value)))
        except Refused as refused:
            notices.append(Notice(refused.reason, value))
    return list(dict.fromkeys(pairs)), cards


def _name(profile: dict[str, Any], member: str) -> str | None:
    value = text(profile.get(member))
    return None if value is None else value[:100]


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
    meta = bodies.part(entry, "meta")
    return {
        "type": kind,
        "value": value,
        "primary": is_true(entry.get("primary")),
        "verified": is_true(entry.get("verified")),
        "meta": {name: is_true(meta.get(name)) for name in ("residence", "office")},
        "attributes": {},
    }

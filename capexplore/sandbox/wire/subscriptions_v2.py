"""Subscriptions as version 2 writes and reads them: OPTIN and OPTOUT.

Source: the pages of customer subscriptions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from capexplore.sandbox.domain.identity import checked_account
from capexplore.sandbox.domain.rules import Refused
from capexplore.sandbox.domain.subscriptions import Preference
from capexplore.sandbox.handling import bad_request, whole
from capexplore.sandbox.store import Store
from capexplore.sandbox.wire.formats import text

__all__ = ["Choices", "choices_of", "shown"]

_MEMBERS = ("scope", "subscriptions", "campaignId", "communicationId", "reason")
_TYPES = {"OPTIN": True, "OPTOUT": False}
# Version 2 calls the channel of text messages by the identifier that it reaches.
_SMS = "MOBILE"


@dataclass(frozen=True, slots=True)
class Choices:
    """What a body says, and the part of it that the answer repeats."""

    preferences: list[Preference]
    campaign_id: int
    communication_id: int
    echo: dict[str, Any]


def choices_of(body: Any, store: Store) -> Choices:
    """Read what a body says.

    Raises
    ------
    Rejected
        400 for members of a wrong type.
    Refused
        ``subscription-type-unknown``, or what is wrong with a source or account.
    """
    if not isinstance(body, dict):
        raise bad_request("The body must be an object")
    entries = body.get("subscriptions")
    if not isinstance(entries, list) or not entries:
        raise bad_request("subscriptions must be a list of at least one object")
    if not isinstance(body.get("scope") or {}, dict):
        raise bad_request("scope must be an object")
    return Choices(
        [_preference(entry, store) for entry in entries],
        _number(body, "campaignId"),
        _number(body, "communicationId"),
        {name: body[name] for name in _MEMBERS if name in body},
    )


def _preference(entry: Any, store: Store) -> Preference:
    if not isinstance(entry, dict):
        raise bad_request("subscriptions must be a list of objects")
    if entry.get("orgUnitId") not in (None, ""):
        whole(entry["orgUnitId"], "orgUnitId")
    if entry.get("sourceName") not in (None, ""):
        checked_account(store, entry["sourceName"], entry.get("accountId"))
    kind = (text(entry.get("type")) or "").upper()
    if kind not in _TYPES:
        raise Refused("subscription-type-unknown", value=kind)
    channel = (text(entry.get("channel")) or "").upper()
    priority = (text(entry.get("priority")) or "").upper()
    return Preference("SMS" if channel == _SMS else channel, priority, _TYPES[kind])


def _number(body: dict[str, Any], member: str) -> int:
    """A whole number; what is negative stands for none."""
    value = body.get(member)
    return 0 if value in (None, "") else max(whole(value, member), 0)


def shown(preferences: list[Preference], campaign: tuple[int, int]) -> dict[str, Any]:
    """Give preferences, and the campaign and message that led to the latest choice."""
    return {
        "subscriptions": [
            {
                "channel": _SMS if preference.channel == "SMS" else preference.channel,
                "priority": preference.priority,
                "type": "OPTIN" if preference.active else "OPTOUT",
            }
            for preference in preferences
        ],
        "campaignId": campaign[0],
        "communicationId": campaign[1],
    }

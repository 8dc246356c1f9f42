"""Subscriptions as version 1.1 writes and reads them: a channel, a priority, and 0 or 1.

Source: the page of customer subscriptions.
"""

from __future__ import annotations

from typing import Any

from capexplore.sandbox.domain.people import Customer
from capexplore.sandbox.domain.rules import Refused
from capexplore.sandbox.domain.subscriptions import PRIORITIES, Preference
from capexplore.sandbox.wire.formats import text

__all__ = ["SCOPE", "choice_of", "shown", "shown_after_write"]

SCOPE = "ALL"
_CHANNELS = ("SMS", "EMAIL")
_STATUSES = {"1": True, "true": True, "0": False, "false": False}


def choice_of(item: dict[str, Any]) -> Preference:
    """Read what an item says about one channel and priority.

    Raises
    ------
    Refused
        ``subscription-channel-unknown``, ``-priority-unknown``, ``-scope-unknown``,
        ``-scope-several`` or ``-status-unknown``.
    """
    channel = (text(item.get("channel")) or "").upper()
    if channel not in _CHANNELS:
        raise Refused("subscription-channel-unknown", value=channel)
    priority = (text(item.get("priority")) or "").upper()
    if priority not in PRIORITIES:
        raise Refused("subscription-priority-unknown", value=priority)
    _check_scope(item.get("scope"))
    status = (text(item.get("is_subscribed")) or "").lower()
    if status not in _STATUSES:
        raise Refused("subscription-status-unknown", value=status)
    return Preference(channel, priority, _STATUSES[status])


def _check_scope(scope: Any) -> None:
    named = scope if isinstance(scope, list) else (text(scope) or "").split(",")
    if len(named) > 1:
        raise Refused("subscription-scope-several")
    if scope is not None and [text(name) for name in named] not in (["all"], [SCOPE], [""]):
        raise Refused("subscription-scope-unknown", value=text(scope) or "")


def shown_after_write(
    customer: Customer, choice: Preference, identifiers: dict[str, str]
) -> dict[str, Any]:
    """Give what was chosen, beside the identifiers that the caller named."""
    return {
        "user_id": str(customer.id),
        **{name: value for name, value in identifiers.items() if name != "id"},
        "channel": choice.channel,
        "priority": choice.priority,
        "scope": SCOPE,
        "is_subscribed": "1" if choice.subscribed else "0",
    }


def shown(
    customer: Customer, preferences: list[Preference], *, channel: str = "", priority: str = ""
) -> dict[str, Any]:
    """Give a customer's preferences, or those of one channel or priority.

    Parameters
    ----------
    customer : Customer
        Who.
    preferences : list of Preference
        All of them.
    channel, priority : str, optional
        Show these only, in any case.
    """
    channels: dict[str, list[dict[str, str]]] = {}
    for preference in preferences:
        if channel and preference.channel != channel.upper():
            continue
        if priority and preference.priority != priority.upper():
            continue
        channels.setdefault(preference.channel, []).append(_priority(preference))
    return {
        "user_id": str(customer.id),
        "mobile": customer.identifier("mobile"),
        "email": customer.identifier("email"),
        "external_id": customer.identifier("externalId"),
        "channel": [{"name": name, "priority": found} for name, found in channels.items()],
        "orgUnitSubscriptions": [],
    }


def _priority(preference: Preference) -> dict[str, str]:
    said = {True: "SUBSCRIBED", False: "UNSUBSCRIBED", None: "NOT_SET"}
    return {
        "name": preference.priority,
        "subscribed": SCOPE if preference.active else "",
        "unsubscribed": "" if preference.active else SCOPE,
        "user_preference": said[preference.subscribed],
    }

"""Customers as version 2 shows them.

Source: the pages of customer details, by id and by identifier, and of customer search.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from capexplore.sandbox.domain import cards, organisation, sales
from capexplore.sandbox.domain.amounts import number, real
from capexplore.sandbox.domain.changes import Outcome
from capexplore.sandbox.domain.organisation import Entity
from capexplore.sandbox.domain.people import Customer, Profile
from capexplore.sandbox.domain.rules import Notice, Work
from capexplore.sandbox.handling import Answer
from capexplore.sandbox.wire import cards_v2, v2
from capexplore.sandbox.wire.times import write_v2

__all__ = ["created", "hit", "shown"]


def created(
    outcome: Outcome, notices: Iterable[Notice] = (), *, effects: bool | None = True
) -> Answer:
    """Answer a registration or a change.

    Parameters
    ----------
    outcome : Outcome
        What came of it.
    notices : iterable of Notice, optional
        What to warn of first.
    effects : bool or None, optional
        Whether to tell of incentives; None for an action that never does.
    """
    tree: dict[str, Any] = {
        "createdId": outcome.id,
        "warnings": v2.warnings([*notices, *outcome.notices]),
    }
    if effects is not None:
        tree["sideEffects"] = _side_effects(outcome) if effects else []
    return Answer(tree)


def _side_effects(outcome: Outcome) -> list[dict[str, Any]]:
    if not outcome.awarded:
        return []
    points = {"rawAwardedPoints": real(outcome.awarded), "awardedPoints": number(outcome.awarded)}
    return [{"entityType": "USER", **points, "type": "points"}]


def hit(customer: Customer, prefix: str) -> dict[str, Any]:
    """Give a customer that a search found, with the identifiers that begin as asked."""
    begins = prefix.casefold()
    return {
        "userId": customer.id,
        "matchedIdentifiers": [
            {
                "idType": kind,
                "idValue": value,
                "source": profile.source,
                "accountId": profile.account,
            }
            for profile in customer.profiles
            for kind, value in profile.identifiers
            if value.casefold().startswith(begins)
        ],
        "profiles": [
            {"source": p.source, "firstName": p.first_name, "lastName": p.last_name}
            for p in customer.profiles
        ],
    }


def shown(
    work: Work, customer: Customer, profiles: list[Profile], embedded: dict[str, Any]
) -> dict[str, Any]:
    """Give a customer with some of the profiles; the warnings are added by whoever answers.

    Parameters
    ----------
    work : Work
        The data and the time.
    customer : Customer
        Who.
    profiles : list of Profile
        Which profiles to show.
    embedded : dict
        Further members, see `customer_embeds_v2`.
    """
    makers = {customer.created_by, customer.modified_by}
    for profile in profiles:
        makers |= {profile.created_by, profile.modified_by}
    entities = {maker: organisation.entity(work.store, maker) for maker in makers}
    made = (customer.registered_at, entities[customer.created_by])
    changed = (customer.updated_at, entities[customer.modified_by])
    return {
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
        "cardDetails": cards_v2.shown(work.store, cards.of_customer(work, customer.id)),
        **embedded,
    }


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

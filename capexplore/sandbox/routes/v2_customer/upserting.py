"""Customers, version 2: bulk upsert."""

from __future__ import annotations

from typing import Any

from capexplore.sandbox.domain import card_links, people, subscriptions
from capexplore.sandbox.domain.card_links import Wish
from capexplore.sandbox.domain.cards import Card
from capexplore.sandbox.domain.changes import Form
from capexplore.sandbox.domain.identity import checked_account
from capexplore.sandbox.domain.rules import Notice, Refused
from capexplore.sandbox.domain.upserting import upsert
from capexplore.sandbox.handling import Answer, Call, Rejected, bad_request, handles
from capexplore.sandbox.wire import customer_forms_v2 as forms
from capexplore.sandbox.wire import customers_v2 as wire
from capexplore.sandbox.wire import v2
from capexplore.sandbox.wire.subscriptions_v2 import choices_of


@handles("v2/customer/upsert_bulk")
def upsert_bulk(call: Call) -> Answer:
    """Register or change customers, each on its own.

    A customer can be stored although something that was said besides, about a card or a
    subscription, was refused: then the item has a result and errors, and counts as failed.
    """
    return v2.answer_bulk(call, lambda item: _stored(call, item))


def _stored(call: Call, item: Any) -> dict[str, Any]:
    profiles = forms.profiles_of(item)
    if len(profiles) != 1:
        raise bad_request("A customer is given with one profile")
    [profile] = profiles
    source, account = checked_account(call.store, profile.get("source"), profile.get("accountId"))
    form = forms.form_of(item, profile, source, account)
    card, errors = _card(call, form, forms.read_identifiers(profile, form))
    outcome = upsert(call.work, form, identifiers=not call.flag("skipChangeIdentifier"))
    card_links.link(call.work, card, outcome.id)
    notices = list(outcome.notices)
    errors += _subscribed(call, outcome.id, item.get("subscriptionInfo"), notices)
    customer = people.load(call.store, outcome.id)
    result = wire.shown(call.work, customer, customer.profiles, {})
    warnings = v2.warnings(notices)
    return {
        "entityId": outcome.id,
        "result": result | {"warnings": warnings},
        "errors": errors,
        "warnings": warnings,
    }


def _card(
    call: Call, form: Form, wishes: list[Wish]
) -> tuple[tuple[Card, Wish] | None, list[dict[str, Any]]]:
    """Add the card that an item names to the identifiers, or give what was refused about it."""
    try:
        card = card_links.linkable(call.work, wishes)
    except Refused as refused:
        if not form.identifiers:
            raise
        return None, [v2.refused_item(refused, call.action)]
    form.identifiers += card_links.pair(card)
    return card, []


def _subscribed(
    call: Call, customer_id: int, said: Any, notices: list[Notice]
) -> list[dict[str, Any]]:
    """Keep what an item says about subscriptions, and give what was refused of it."""
    if said is None:
        return []
    try:
        with call.store.item():
            for choice in choices_of(said, call.store).preferences:
                subscriptions.choose(
                    call.work,
                    customer_id,
                    choice.channel,
                    choice.priority,
                    subscribed=choice.active,
                )
    except (Refused, Rejected) as failed:
        if isinstance(failed, Refused) and failed.reason == "account-missing":
            notices.append(Notice("account-missing", str(failed.details["value"])))
            return []
        return [v2.item_error(failed, call)]
    return []

"""Customers, version 2: update and changeIdentifier."""

from __future__ import annotations

from capexplore.sandbox.domain import card_links, identifiers
from capexplore.sandbox.domain.rules import Notice, Refused
from capexplore.sandbox.handling import Answer, Call, bad_request, handles
from capexplore.sandbox.routes.v2_customer.selected import changed
from capexplore.sandbox.wire import customer_forms_v2 as forms
from capexplore.sandbox.wire.customers_v2 import created
from capexplore.sandbox.wire.selection_v2 import by_id


@handles("v2/customer/update")
def update(call: Call) -> Answer:
    """Change a customer and the profile of one source; identifiers stay as they are."""
    return changed(call, by_id(call, "userId"))


@handles("v2/customer/change_identifier")
def change_identifier(call: Call) -> Answer:
    """Add and remove identifiers at once; those of another source's customer lead to a merge."""
    if not isinstance(call.body, dict):
        raise bad_request("The body must be an object")
    notices: list[Notice] = []
    add, cards = forms.read_pairs(call.body, "add", notices)
    remove, more_cards = forms.read_pairs(call.body, "remove", [])
    selected = by_id(call, "userId")
    customer, profile = selected.customer, selected.profile
    given = card_links.linkable(call.work, cards)
    taken = card_links.linked(call.work, more_cards, customer.id)
    add, remove = add + card_links.pair(given), remove + card_links.pair(taken)
    if selected.notices and add and set(add) <= set(profile.identifiers) and not remove:
        raise Refused("already-merged", id=customer.id)
    outcome = identifiers.change_identifiers(call.work, customer, profile, add, remove)
    card_links.link(call.work, given, outcome.id)
    card_links.delink(call.work, taken)
    return created(outcome, [*selected.notices, *notices], effects=None)

"""Customers, version 2: add."""

from __future__ import annotations

from capexplore.sandbox.domain import card_links, registration
from capexplore.sandbox.domain.identity import checked_account
from capexplore.sandbox.handling import Answer, Call, bad_request, handles
from capexplore.sandbox.routes.v2_customer.selected import waits
from capexplore.sandbox.wire import customer_forms_v2 as forms
from capexplore.sandbox.wire.customers_v2 import created


@handles("v2/customer/add")
def add(call: Call) -> Answer:
    """Register a customer in a source; somebody of the same source is never changed."""
    profiles = forms.profiles_of(call.body)
    if len(profiles) > 1:
        raise bad_request("One profile can be registered with one call")
    profile = profiles[0] if profiles else {}
    given = profile.get("source") or call.query.get("source")
    account = profile.get("accountId") or call.query.get("accountId")
    source, account = checked_account(call.store, given, account)
    form = forms.form_of(call.body, profile, source, account)
    card = card_links.linkable(call.work, forms.read_identifiers(profile, form))
    form.identifiers += card_links.pair(card)
    outcome = registration.register(call.work, form)
    card_links.link(call.work, card, outcome.id)
    return created(outcome, effects=waits(call))

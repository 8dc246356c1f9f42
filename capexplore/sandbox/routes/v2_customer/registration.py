"""Customers, version 2: add and update."""

from __future__ import annotations

from typing import Any

from capexplore.sandbox.domain import changes, registration
from capexplore.sandbox.domain.identity import checked_account
from capexplore.sandbox.handling import Answer, Call, bad_request, handles
from capexplore.sandbox.wire import customers_v2 as wire
from capexplore.sandbox.wire import v2
from capexplore.sandbox.wire.selection_v2 import by_id


@handles("v2/customer/add")
def add(call: Call) -> Answer:
    """Register a customer in a source; somebody of the same source is never changed."""
    profiles = wire.profiles_of(call.body)
    if len(profiles) > 1:
        raise bad_request("One profile can be registered with one call")
    profile = profiles[0] if profiles else {}
    given = profile.get("source") or call.query.get("source")
    account = profile.get("accountId") or call.query.get("accountId")
    source, account = checked_account(call.store, given, account)
    form = wire.form_of(call.body, profile, source, account)
    wire.read_identifiers(profile, form)
    return _created(registration.register(call.work, form))


@handles("v2/customer/update")
def update(call: Call) -> Answer:
    """Change a customer and the profile of one source; identifiers stay as they are."""
    profiles = wire.profiles_of(call.body)
    selected = by_id(call, "userId")
    profile = selected.profile
    said = profiles[0] if profiles else {}
    form = wire.form_of(call.body, said, profile.source, profile.account)
    form.notices += selected.notices
    return _created(changes.change(call.work, form, selected.customer, profile))


def _created(outcome: changes.Outcome) -> Answer:
    tree: dict[str, Any] = {"createdId": outcome.id, "warnings": v2.warnings(outcome.notices)}
    return Answer(tree | {"sideEffects": []})

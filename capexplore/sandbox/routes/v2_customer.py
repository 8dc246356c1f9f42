"""Customers, version 2: add, get, update."""

from __future__ import annotations

from typing import Any

from capexplore.sandbox.domain import changes, people, registration
from capexplore.sandbox.domain.identity import checked_account
from capexplore.sandbox.domain.rules import Refused
from capexplore.sandbox.handling import Answer, Call, bad_request, handles, whole
from capexplore.sandbox.wire import customers_v2 as wire
from capexplore.sandbox.wire import v2


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


@handles("v2/customer/get")
def get(call: Call) -> Answer:
    """Give a customer, with the profile of one source or with all."""
    wanted = whole(call.path["customerId"], "customerId")
    source = call.query.get("source", "")
    place = None
    if source.upper() != "ALL":
        place = checked_account(call.store, source, call.query.get("accountId"))
    customer_id, notices = people.survivor(call.store, wanted)
    customer = people.load(call.store, customer_id)
    profiles = customer.profiles
    if place is not None:
        profile = customer.profile(*place)
        if profile is None:
            raise Refused("not-in-source", value=place[0])
        profiles = [profile]
    embed = {part.strip().lower() for part in call.query.get("embed", "").split(",")}
    return Answer(
        wire.shown(
            call.work,
            customer,
            profiles,
            notices,
            points="points" in embed,
            programmes="mlp" in embed,
        )
    )


@handles("v2/customer/update")
def update(call: Call) -> Answer:
    """Change a customer and the profile of one source; identifiers stay as they are."""
    wanted = whole(call.path["userId"], "userId")
    profiles = wire.profiles_of(call.body)
    place = checked_account(call.store, call.query.get("source"), call.query.get("accountId"))
    customer_id, notices = people.survivor(call.store, wanted)
    customer = people.load(call.store, customer_id)
    profile = customer.profile(*place)
    if profile is None:
        raise Refused("profile-unknown", value=place[0])
    form = wire.form_of(call.body, profiles[0] if profiles else {}, *place)
    form.notices += notices
    return _created(changes.change(call.work, form, customer, profile))


def _created(outcome: changes.Outcome) -> Answer:
    tree: dict[str, Any] = {"createdId": outcome.id, "warnings": v2.warnings(outcome.notices)}
    return Answer(tree | {"sideEffects": []})

"""Customers, version 1.1: add and update."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from capexplore.sandbox.domain import changes, people, registration, subscriptions
from capexplore.sandbox.domain.enrolling import every_programme
from capexplore.sandbox.domain.rules import Notice, Refused, Work
from capexplore.sandbox.handling import Answer, Call, handles
from capexplore.sandbox.routes.v1_1_customer.selecting import named_in
from capexplore.sandbox.wire import customers_v1_1 as wire
from capexplore.sandbox.wire import v1_1
from capexplore.sandbox.wire.formats import listed
from capexplore.sandbox.wire.subscriptions_v1_1 import choice_of


@handles("v1.1/customer/add")
def add(call: Call) -> Answer:
    """Register customers, or change those that exist."""

    def one(item: Any) -> dict[str, Any]:
        form = wire.form_of(item)
        if call.flag("mlp_single_enroll"):
            form.enrolments = every_programme(call.work)
        return _written(call, registration.register_or_update(call.work, form))

    return v1_1.answer_batch(call, v1_1.items_of(call, "customer"), one, wire.given_identifiers)


@handles("v1.1/customer/update")
def update(call: Call) -> Answer:
    """Change customers."""

    def one(item: Any) -> dict[str, Any]:
        work = call.work
        form = wire.form_of(item)
        customer = people.load(work.store, named_in(work.store, item))
        outcome = changes.update(work, form, customer)
        notices = _subscribe(work, customer.id, item)
        return _written(call, replace(outcome, notices=outcome.notices + notices))

    return v1_1.answer_batch(call, v1_1.items_of(call, "customer"), one, wire.given_identifiers)


def _written(call: Call, outcome: changes.Outcome) -> dict[str, Any]:
    work = call.work
    shown = wire.shown_after_write(work, people.load(work.store, outcome.id), outcome.awarded)
    if call.flag("rawSideEffects"):
        shown["raw_side_effects"] = shown["side_effects"]
    done = (
        "Customer registration successful" if outcome.created else "Customer successfully updated"
    )
    return {**shown, "item_status": v1_1.verdict(done, outcome.notices)}


def _subscribe(work: Work, customer_id: int, item: dict[str, Any]) -> list[Notice]:
    """Keep the subscriptions that an item names; those that cannot be kept are a warning."""
    notices = []
    for entry in listed(item.get("subscriptions"), "subscription"):
        try:
            choice = choice_of(entry if isinstance(entry, dict) else {})
        except Refused as refused:
            notices.append(Notice("subscription-unsaved", refused.reason))
            continue
        subscriptions.choose(
            work,
            customer_id,
            choice.channel,
            choice.priority,
            subscribed=choice.active,
        )
    return notices

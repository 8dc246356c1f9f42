"""Customers, version 1.1: add and update."""

from __future__ import annotations

from typing import Any

from capexplore.sandbox.domain import changes, people, registration
from capexplore.sandbox.handling import Answer, Call, handles
from capexplore.sandbox.routes.v1_1_customer.selecting import named_in
from capexplore.sandbox.wire import customers_v1_1 as wire
from capexplore.sandbox.wire import v1_1


@handles("v1.1/customer/add")
def add(call: Call) -> Answer:
    """Register customers, or change those that exist."""

    def one(item: Any) -> dict[str, Any]:
        outcome = registration.register_or_update(call.work, wire.form_of(item))
        return _written(call, outcome)

    return v1_1.answer_batch(call, v1_1.items_of(call, "customer"), one, wire.given_identifiers)


@handles("v1.1/customer/update")
def update(call: Call) -> Answer:
    """Change customers."""

    def one(item: Any) -> dict[str, Any]:
        work = call.work
        form = wire.form_of(item)
        customer = people.load(work.store, named_in(work.store, item))
        return _written(call, changes.update(work, form, customer))

    return v1_1.answer_batch(call, v1_1.items_of(call, "customer"), one, wire.given_identifiers)


def _written(call: Call, outcome: changes.Outcome) -> dict[str, Any]:
    work = call.work
    shown = wire.shown_after_write(work, people.load(work.store, outcome.id))
    done = (
        "Customer registration successful" if outcome.created else "Customer successfully updated"
    )
    return {**shown, "item_status": v1_1.verdict(done, outcome.notices)}

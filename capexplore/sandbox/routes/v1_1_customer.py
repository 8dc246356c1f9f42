"""Customers, version 1.1: add, update, get."""

from __future__ import annotations

from typing import Any

from capexplore.sandbox.domain import changes, people, registration
from capexplore.sandbox.domain.rules import Refused
from capexplore.sandbox.handling import Answer, Call, handles
from capexplore.sandbox.wire import customers_v1_1 as wire
from capexplore.sandbox.wire import v1_1

_SELECTORS = ("mobile", "email", "external_id", "id", "card_number", "card_external_id")


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
        customer = people.load(work.store, _wanted(call, item, form))
        return _written(call, changes.update(work, form, customer))

    return v1_1.answer_batch(call, v1_1.items_of(call, "customer"), one, wire.given_identifiers)


@handles("v1.1/customer/get")
def get(call: Call) -> Answer:
    """Give customers; each identifier of a comma list is an item."""
    name = next((name for name in _SELECTORS if name in call.query), "")
    values = [value.strip() for value in call.query.get(name, "").split(",")]
    if not any(values):
        values = [""]
    v1_1.check_size(values)
    several = len(values) > 1

    def one(value: str) -> dict[str, Any]:
        work = call.work
        if not value:
            raise Refused("identifier-empty" if several else "identifier-missing")
        customer_id, notices = people.survivor(work.store, _id_of(call, name, value))
        shown = wire.shown_when_read(
            work,
            people.load(work.store, customer_id),
            user_id=call.flag("user_id"),
            summaries=call.flag("points_summary") or call.flag("mlp"),
        )
        said = v1_1.verdict("Customer successfully retrieved", notices)
        return {**shown, "item_status": said}

    def echo(value: str) -> dict[str, Any]:
        return {name: value} if value else {}

    return v1_1.answer_batch(call, values, one, echo)


def _written(call: Call, outcome: changes.Outcome) -> dict[str, Any]:
    work = call.work
    shown = wire.shown_after_write(work, people.load(work.store, outcome.id))
    done = (
        "Customer registration successful" if outcome.created else "Customer successfully updated"
    )
    return {**shown, "item_status": v1_1.verdict(done, outcome.notices)}


def _id_of(call: Call, name: str, value: str) -> int:
    if name == "id":
        if not (value.isascii() and value.isdigit()):
            raise Refused("identifier-malformed", value=value)
        return int(value) if len(value) < 19 else 0
    if name not in wire.IDENTIFIERS:
        # The sandbox's organisation has issued no cards.
        raise Refused("customer-unknown", value=value)
    return people.find(call.store, wire.IDENTIFIERS[name], value)


def _wanted(call: Call, item: Any, form: changes.Form) -> int:
    """The customer that an item of an update names: by id, or by the first identifier known."""
    given = wire.given_identifiers(item)
    if not given:
        raise Refused("identifier-none")
    found = None
    if "id" in given:
        found = _id_of(call, "id", given["id"])
    else:
        for kind, value in form.identifiers:
            holders = people.owners(call.store, kind, value)
            if holders:
                found = holders[0][0]
                break
    try:
        return people.survivor(call.store, found or 0)[0]
    except Refused as refused:
        if refused.reason == "customer-unknown":
            raise Refused("nobody-matches") from None
        raise

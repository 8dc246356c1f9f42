"""Subscriptions of customers: ``/v1.1/customer/subscriptions``."""

from __future__ import annotations

from typing import Any

from capexplore.sandbox.domain import people, subscriptions
from capexplore.sandbox.domain.changes import Form, check_fraud
from capexplore.sandbox.domain.rules import Refused
from capexplore.sandbox.handling import Answer, Call, handles
from capexplore.sandbox.routes.v1_1_customer.selecting import found_in_query, selected
from capexplore.sandbox.wire import subscriptions_v1_1 as wire
from capexplore.sandbox.wire import v1_1
from capexplore.sandbox.wire.customers_v1_1 import given_identifiers


@handles("v1.1/customer/update_subscriptions")
def update(call: Call) -> Answer:
    """Subscribe customers to a channel and priority, or unsubscribe them."""

    def one(item: Any) -> dict[str, Any]:
        if not isinstance(item, dict):
            raise Refused("item-unusable")
        identifiers = given_identifiers(item)
        customer = _customer(call, identifiers)
        check_fraud(customer, Form())
        choice = wire.choice_of(item)
        subscriptions.choose(
            call.work,
            customer.id,
            choice.channel,
            choice.priority,
            subscribed=bool(choice.subscribed),
        )
        said = v1_1.verdict("Subscription updated successfully", [])
        return {**wire.shown_after_write(customer, choice, identifiers), "item_status": said}

    items = v1_1.items_of(call, "subscription")
    return _answer(*v1_1.answer_items(call, items, one, given_identifiers))


@handles("v1.1/customer/get_subscriptions")
def get(call: Call) -> Answer:
    """Give what customers are subscribed to."""
    name, values = selected(call)
    v1_1.check_size(values)

    def one(value: str) -> dict[str, Any]:
        work = call.work
        customer_id, notices = found_in_query(work.store, name, value)
        shown = wire.shown(
            people.load(work.store, customer_id),
            subscriptions.of(work, customer_id),
            channel=call.query.get("channel", ""),
            priority=call.query.get("priority", ""),
        )
        said = v1_1.verdict("Subscriptions retrieved successfully", notices)
        return {**shown, "item_status": said}

    def echo(value: str) -> dict[str, Any]:
        return {name: value} if value else {}

    return _answer(*v1_1.answer_items(call, values, one, echo))


def _customer(call: Call, identifiers: dict[str, str]) -> people.Customer:
    """The customer whose subscription changes; an identifier that is none has its own code."""
    name = "id" if "id" in identifiers else next(iter(identifiers), "")
    try:
        found, _ = found_in_query(call.store, name, identifiers.get(name, ""))
    except Refused as refused:
        if refused.reason in ("identifier-missing", "identifier-malformed"):
            raise Refused("subscription-identifier-invalid", **refused.details) from None
        raise
    return people.load(call.store, found)


def _answer(answers: list[dict[str, Any]], succeeded: int) -> Answer:
    said = v1_1.outcome(len(answers), succeeded)
    tree = {"response": {"status": said, "subscriptions": {"subscription": answers}}}
    return Answer(tree, 200 if succeeded else 500)

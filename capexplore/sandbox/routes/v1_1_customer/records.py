"""Customers, version 1.1: notes, preferences and tickets."""

from __future__ import annotations

from typing import Any

from capexplore.sandbox.domain import notes, people, preferences, tickets
from capexplore.sandbox.domain.people import Customer
from capexplore.sandbox.domain.rules import Refused
from capexplore.sandbox.handling import Answer, Call, handles
from capexplore.sandbox.routes.v1_1_customer.selecting import (
    changeable,
    echo_of,
    found_in_query,
    selected,
)
from capexplore.sandbox.wire import records_v1_1 as wire
from capexplore.sandbox.wire import v1_1
from capexplore.sandbox.wire.customers_v1_1 import (
    given_identifiers,
    names_of,
    shown_note,
)
from capexplore.sandbox.wire.named_values import fields_of
from capexplore.sandbox.wire.windows_v1_1 import times_of

_TICKET_FILTERS = {
    "code": "code",
    "ticket_code": "code",
    "status": "status",
    "priority": "priority",
    "department": "department",
    "reported_from": "reported_from",
    "type": "type",
}


@handles("v1.1/customer/upsert_notes")
def write_notes(call: Call) -> Answer:
    """Add notes about customers, or change those whose ids are given."""

    def one(item: Any) -> dict[str, Any]:
        customer = changeable(call.store, item)
        kept, notices = notes.keep(call.work, customer.id, wire.notes_of(item))
        shown = wire.single_or_list([wire.shown_note_written(row) for row in kept])
        said = v1_1.verdict("Customer note added/updated successfully", notices)
        return {**wire.head(customer), "notes": {"note": shown}, "item_status": said}

    items = v1_1.items_of(call, "customer")
    return v1_1.answer_members(
        call, items, one, given_identifiers, "customer", message="Operation Successful"
    )


@handles("v1.1/customer/get_notes")
def read_notes(call: Call) -> Answer:
    """Give the notes about a customer."""
    name, values = selected(call)

    def one(value: str) -> dict[str, Any]:
        try:
            customer_id, notices = found_in_query(call.store, name, value)
        except Refused as refused:
            if refused.reason == "customer-unknown":
                raise Refused("nobody-matches") from None
            raise
        rows = notes.of_customer(call.work, customer_id)
        if not rows:
            raise Refused("notes-none", id=customer_id)
        head = wire.head(people.load(call.store, customer_id))
        shown = {"note": [shown_note(row) for row in rows]}
        said = v1_1.verdict("Customer note retrieved successfully", notices)
        return {**head, "notes": shown, "item_status": said}

    return v1_1.answer_members(
        call, values, one, echo_of(name), "customer", message="Operation Successful"
    )


@handles("v1.1/customer/upsert_preferences")
def write_preferences(call: Call) -> Answer:
    """Change what customers prefer."""

    def one(item: Any) -> dict[str, Any]:
        customer = changeable(call.store, item)
        fields, shop = fields_of(item, "custom_fields"), wire.store_of(item)
        if not fields and shop == (None, None):
            raise Refused("item-unusable")
        notices = preferences.change(call.work, customer.id, fields, *shop)
        said = v1_1.verdict("Customer preferences updated", notices, code="200")
        return {**_preferences(call, customer), "item_status": said}

    items = v1_1.items_of(call, "customer")
    return v1_1.answer_members(call, items, one, given_identifiers, "customers", "customer")


@handles("v1.1/customer/get_preferences")
def read_preferences(call: Call) -> Answer:
    """Give what a customer prefers."""
    name, values = selected(call)

    def one(value: str) -> dict[str, Any]:
        customer_id, notices = found_in_query(call.store, name, value)
        said = v1_1.verdict("Customer preferences retrieved", notices, code="200")
        customer = people.load(call.store, customer_id)
        return {**_preferences(call, customer), "item_status": said}

    return v1_1.answer_members(call, values, one, echo_of(name), "customers", "customer")


def _preferences(call: Call, customer: Customer) -> dict[str, Any]:
    return wire.shown_preferences(customer, preferences.of_customer(call.work, customer.id))


@handles("v1.1/customer/add_ticket")
def write_ticket(call: Call) -> Answer:
    """Store tickets of customers."""

    def one(item: Any) -> dict[str, Any]:
        customer = changeable(call.store, item)
        row, notices = tickets.store(call.work, customer.id, wire.ticket_of(item))
        said = v1_1.verdict("Ticket added successfully", notices, code="1300")
        names = names_of(customer)
        shown = {name: names[name] for name in ("email", "mobile", "external_id")}
        shown |= {"id": str(customer.id), "ticket": wire.shown_ticket(row)}
        return {**shown, "item_status": said}

    items = v1_1.items_of(call, "customer")
    return v1_1.answer_members(
        call, items, one, given_identifiers, "customers", "customer", message="SUCCESS"
    )


@handles("v1.1/customer/get_tickets")
def read_tickets(call: Call) -> Answer:
    """Give the tickets of a customer that the filters let through."""
    name, values = selected(call)
    wanted = {
        column: call.query[filter_name]
        for filter_name, column in _TICKET_FILTERS.items()
        if call.query.get(filter_name)
    }

    def one(value: str) -> dict[str, Any]:
        customer_id, notices = found_in_query(call.store, name, value)
        start, end = times_of(call)
        rows = tickets.find(call.work, customer_id, wanted, start=start, end=end)
        names = names_of(people.load(call.store, customer_id))
        shown = {name: names[name] for name in ("firstname", "lastname", "email", "mobile")}
        shown |= {"external_id": names["external_id"], "id": str(customer_id)}
        shown["tickets"] = {"ticket": wire.single_or_list([wire.shown_ticket(row) for row in rows])}
        said = v1_1.verdict("Ticket retrieved successfully", notices, code="1300")
        return {**shown, "item_status": said}

    return v1_1.answer_members(call, values, one, echo_of(name), "customer", message="SUCCESS")

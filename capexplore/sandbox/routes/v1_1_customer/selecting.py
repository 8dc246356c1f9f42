"""Whom a call of version 1.1 is about: by identifiers of its query, or of an item of its body."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from capexplore.sandbox.domain import people
from capexplore.sandbox.domain.people import Customer
from capexplore.sandbox.domain.rules import Notice, Refused
from capexplore.sandbox.handling import Call
from capexplore.sandbox.store import Store
from capexplore.sandbox.wire.customers_v1_1 import IDENTIFIERS, given_identifiers
from capexplore.sandbox.wire.formats import text

__all__ = ["SELECTORS", "changeable", "echo_of", "found_in_query", "named_in", "selected"]

# The query parameters that name a customer, and the type of identifier that each one holds.
SELECTORS = {
    **IDENTIFIERS,
    "id": "id",
    "card_number": "cardnumber",
    "card_external_id": "cardExternalId",
}


def selected(call: Call) -> tuple[str, list[str]]:
    """Give the parameter that names customers, and its values: one, or those of a comma list.

    Some pages name the identifier in ``identifierName`` and ``identifierValue``; both ways work.
    """
    name = next((name for name in SELECTORS if name in call.query), "")
    value = call.query.get(name, "") if name else ""
    if not name and call.query.get("identifierName") in SELECTORS:
        name, value = call.query["identifierName"], call.query.get("identifierValue", "")
    values = [part.strip() for part in value.split(",")]
    return name, values if any(values) else [""]


def found_in_query(store: Store, name: str, value: str) -> tuple[int, list[Notice]]:
    """Give the customer whom a parameter names, and a notice if it is a merged one's survivor.

    Raises
    ------
    Refused
        ``identifier-missing``, ``identifier-malformed``, ``customer-unknown`` or
        ``customer-erased``.
    """
    if not (name and value):
        raise Refused("identifier-missing")
    if name != "id":
        return people.find(store, SELECTORS[name], value), []
    if not (value.isascii() and value.isdigit()):
        raise Refused("identifier-malformed", value=value)
    return people.survivor(store, int(value) if len(value) < 19 else 0)


def named_in(store: Store, item: Any) -> int:
    """Give the customer whom an item of a body names: by id, or by the first identifier known.

    Raises
    ------
    Refused
        ``identifier-none``, ``identifier-malformed``, ``nobody-matches`` or ``customer-erased``.
    """
    given = given_identifiers(item)
    user_id = given.get("id") or (text(item.get("user_id")) if isinstance(item, dict) else None)
    if user_id:
        given = {"id": user_id}
    if not given:
        raise Refused("identifier-none")
    for name, value in given.items():
        try:
            return found_in_query(store, name, value)[0]
        except Refused as refused:
            if refused.reason != "customer-unknown":
                raise
    raise Refused("nobody-matches")


def changeable(store: Store, item: Any) -> Customer:
    """Give the customer whom an item of a body names, if something may be written about them.

    Raises
    ------
    Refused
        As `named_in`, and ``customer-fraud``.
    """
    customer = people.load(store, named_in(store, item))
    if customer.is_fraud:
        raise Refused("customer-fraud", id=customer.id)
    return customer


def echo_of(name: str) -> Callable[[str], dict[str, str]]:
    """Give what the answer for a failed item of a read repeats: the identifier that was asked."""
    return lambda value: {name: value} if value else {}

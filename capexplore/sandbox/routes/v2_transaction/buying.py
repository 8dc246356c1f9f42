"""Whose transaction a call of version 2 is about: somebody who is registered already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from capexplore.sandbox.domain import people
from capexplore.sandbox.domain.finding import found_in_place
from capexplore.sandbox.domain.identity import checked_account, identifier_type
from capexplore.sandbox.domain.rules import Notice, Refused
from capexplore.sandbox.handling import Call
from capexplore.sandbox.wire.bills import text_of

__all__ = ["Buyer", "buyer_in_item", "buyer_in_query"]


@dataclass(frozen=True, slots=True)
class Buyer:
    """A customer, the source and account of the bill, and what to warn of.

    Attributes
    ----------
    id : int or None
        None if nobody was named, which a visit without a purchase allows.
    """

    id: int | None
    place: tuple[str, str]
    notices: list[Notice]

    @property
    def known(self) -> int:
        """The customer.

        Raises
        ------
        Refused
            ``customer-missing``.
        """
        if self.id is None:
            raise Refused("customer-missing")
        return self.id


def buyer_in_query(call: Call) -> Buyer:
    """Read identifierName, identifierValue, source and accountId of the query."""
    given: Mapping[str, Any] = {"source": people.HOME_SOURCE, **call.query}
    return _buyer(call, given, "identifierName")


def buyer_in_item(call: Call, item: Mapping[str, Any]) -> Buyer:
    """Read identifierType, identifierValue, source and accountId of an item of a bulk."""
    return _buyer(call, item, "identifierType")


def _buyer(call: Call, given: Mapping[str, Any], name: str) -> Buyer:
    said = {member: text_of(dict(given), member) for member in (name, "identifierValue", "source")}
    place = checked_account(call.store, said["source"], given.get("accountId"))
    kind, value = said[name], said["identifierValue"]
    if not kind or not value:
        return Buyer(None, place, [])
    if kind.lower() == "id":
        known = value.isascii() and value.isdigit() and len(value) < 19
        customer_id, notices = people.survivor(call.store, int(value) if known else 0)
        return Buyer(customer_id, place, notices)
    type_ = identifier_type(kind)
    if type_ is None:
        raise Refused("identifier-type-unknown", value=kind)
    return Buyer(found_in_place(call.store, (type_, value), place), place, [])

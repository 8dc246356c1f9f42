"""Which customer, and which of the profiles, a call of version 2 is about.

Source: the pages of customer details (by id) and of customer lookup (by identifier).
"""

from __future__ import annotations

from dataclasses import dataclass

from capexplore.sandbox.domain import organisation, people
from capexplore.sandbox.domain.finding import found_in_place, same_customer
from capexplore.sandbox.domain.identity import checked_account, identifier_type
from capexplore.sandbox.domain.people import Customer, Profile
from capexplore.sandbox.domain.rules import Notice, Refused
from capexplore.sandbox.handling import Call, whole

__all__ = ["Selected", "by_id", "by_identifier", "id_by_identifier", "selected"]


@dataclass(frozen=True, slots=True)
class Selected:
    """A customer whom a call names.

    Attributes
    ----------
    customer : Customer
        Who it is today.
    place : tuple of str and str, or None
        The source and account that the call names; None for all.
    notices : list of Notice
        What to warn of: that the customer was merged into another.
    """

    customer: Customer
    place: tuple[str, str] | None
    notices: list[Notice]

    @property
    def profiles(self) -> list[Profile]:
        """The profiles of the place: one, or all.

        Raises
        ------
        Refused
            ``not-in-source``.
        """
        if self.place is None:
            return self.customer.profiles
        profile = self.customer.profile(*self.place)
        if profile is None:
            raise Refused("not-in-source", value=self.place[0])
        return [profile]

    @property
    def profile(self) -> Profile:
        """The one profile that a call changes.

        Raises
        ------
        Refused
            ``profile-unknown``.
        """
        source, account = self.place or ("ALL", "")
        profile = self.customer.profile(source, account)
        if profile is None:
            raise Refused("profile-unknown", value=source)
        return profile


def by_id(call: Call, name: str) -> Selected:
    """Select by an id in the path and the source in the query; reading may name ``ALL``."""
    wanted = whole(call.path[name], name)
    place = _place(call)
    customer_id, notices = people.survivor(call.store, wanted)
    return Selected(people.load(call.store, customer_id), place, notices)


def selected(call: Call, *, anywhere: bool = False) -> Selected:
    """Select as the action's path does: by the id in it, whatever the source, or by identifier."""
    for name, value in call.path.items():
        customer_id, notices = people.survivor(call.store, whole(value, name))
        return Selected(people.load(call.store, customer_id), None, notices)
    return by_identifier(call, anywhere=anywhere)


def by_identifier(call: Call, *, anywhere: bool = False) -> Selected:
    """Select by source, identifierName and identifierValue in the query.

    With `anywhere` a call without a source asks for the customer in any.
    """
    place = None if anywhere and not call.query.get("source") else _place(call)
    customer_id, notices = _found(call, place)
    return Selected(people.load(call.store, customer_id), place, notices)


def id_by_identifier(call: Call) -> tuple[int, list[Notice]]:
    """Give the id of whom `by_identifier` selects, and what to warn of."""
    return _found(call, _place(call))


def _found(call: Call, place: tuple[str, str] | None) -> tuple[int, list[Notice]]:
    """The customer whom the query names by an identifier in a place, or by several.

    Where the organisation has dual eligibility, name and value can be comma lists: the primary
    identifier decides.
    """
    pairs = _pairs(call)
    kind, value = pairs[0]
    if kind == "id":
        known = value.isascii() and value.isdigit() and len(value) < 19
        return people.survivor(call.store, int(value) if known else 0)
    if len(pairs) == 1:
        return found_in_place(call.store, pairs[0], place), []
    return same_customer(call.store, pairs, place)


def _place(call: Call) -> tuple[str, str] | None:
    source = call.query.get("source", "")
    if source.upper() == "ALL" and call.action.method == "GET":
        return None
    return checked_account(call.store, source, call.query.get("accountId"))


def _pairs(call: Call) -> list[tuple[str, str]]:
    """The types and values of the identifiers asked for."""
    name, value = call.query.get("identifierName", ""), call.query.get("identifierValue", "")
    if not name and not value:
        raise Refused("lookup-empty")
    if organisation.config_on(call.store, "CONF_INSTORE_V2_ENABLED"):
        names, values = call.every("identifierName"), call.every("identifierValue")
    else:
        names, values = [name.strip()], [value.strip()]
    if len(names) < len(values) or not all(names):
        raise Refused("lookup-name-missing")
    if len(values) < len(names) or not all(values):
        raise Refused("lookup-value-missing")
    return [(_kind(name), value) for name, value in zip(names, values, strict=True)]


def _kind(name: str) -> str:
    if name.lower() == "id":
        return "id"
    kind = identifier_type(name)
    if kind is None:
        raise Refused("identifier-type-unknown", value=name)
    return kind

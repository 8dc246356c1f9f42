"""Searching customers by what is known of them, condition by condition."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from capexplore.sandbox.domain import organisation, people, points, sales
from capexplore.sandbox.domain.organisation import Entity
from capexplore.sandbox.domain.people import Customer
from capexplore.sandbox.domain.points import Standing
from capexplore.sandbox.domain.rules import Work

__all__ = ["ATTRIBUTES", "OPERATORS", "Condition", "Found", "matching"]

# What can be searched by, and of which kind it is.
ATTRIBUTES = {
    "firstname": "text",
    "lastname": "text",
    "mobile": "text",
    "email": "text",
    "external_id": "text",
    "registered_date": "time",
    "registered_store": "text",
    "loyalty_points": "number",
    "lifetime_points": "number",
    "lifetime_purchases": "number",
    "slab": "text",
    "last_trans_value": "number",
    "org_id": "text",
}
# What each kind can be compared by.
OPERATORS = {
    "text": ("STARTS", "ENDS", "EXACT", "EQUALS", "IN"),
    "number": ("EXACT", "EQUALS", "IN", "RANGE", "LESS", "GREATER"),
    "time": ("ON", "EXACT", "EQUALS", "IN", "RANGE", "LESS", "GREATER"),
}

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Condition:
    """An attribute, an operator, and the values that it is compared with.

    Attributes
    ----------
    attribute, operator : str
        Of `ATTRIBUTES` and `OPERATORS`.
    values : tuple of str or of tuple of int
        Text in lower case; or spans from a least to a most: a number twice, or a day's first and
        last second.
    """

    attribute: str
    operator: str
    values: tuple[str, ...] | tuple[Span, ...]


@dataclass
class Found:
    """A customer, with what is looked up when it is asked for."""

    work: Work
    customer: Customer

    @cached_property
    def standing(self) -> Standing | None:
        """Where the customer stands in the default programme."""
        return points.standing(self.work, self.customer.id)

    @cached_property
    def purchases(self) -> int:
        """The amount of all that was bought, less what was returned."""
        return sales.purchases(self.work, self.customer.id)

    @cached_property
    def last_amount(self) -> int:
        """The amount of the latest sale; 0 if there is none."""
        latest = sales.latest(self.work, self.customer.id, limit=1)
        return int(latest[0]["amount"]) if latest else 0

    @cached_property
    def shop(self) -> Entity:
        """The store where the customer was registered."""
        store = self.work.store
        till = organisation.entity(store, self.customer.created_by)
        return organisation.store_of(store, till)

    def numbers(self, attribute: str) -> int:
        """Give an attribute that is a number or a time."""
        standing = self.standing if attribute.endswith("_points") else None
        if attribute == "loyalty_points":
            return standing.balance if standing else 0
        if attribute == "lifetime_points":
            return standing.lifetime if standing else 0
        if attribute == "lifetime_purchases":
            return self.purchases
        if attribute == "last_trans_value":
            return self.last_amount
        return self.customer.registered_at

    def texts(self, attribute: str) -> list[str]:
        """Give an attribute that is text, in lower case; there may be several."""
        kinds = {"mobile": "mobile", "email": "email", "external_id": "externalId"}
        customer = self.customer
        if attribute in kinds:
            found = [value for kind, value in customer.all_identifiers if kind == kinds[attribute]]
        elif attribute == "firstname":
            found = [customer.main.first_name]
        elif attribute == "lastname":
            found = [customer.main.last_name]
        elif attribute == "registered_store":
            found = [self.shop.code, str(self.shop.id)]
        elif attribute == "slab":
            found = [self.standing.tier_name] if self.standing else ["NONE"]
        else:
            found = [str(organisation.details(self.work.store)["id"])]
        return [value.lower() for value in found]


def matching(work: Work, conditions: list[Condition]) -> list[Found]:
    """Give the customers that meet every condition, by id; neither merged nor erased ones."""
    rows = work.store.all(
        "SELECT id FROM customers WHERE merged_into IS NULL AND NOT erased ORDER BY id"
    )
    everybody = (Found(work, people.load(work.store, row["id"])) for row in rows)
    return [found for found in everybody if all(_meets(found, one) for one in conditions)]


def _meets(found: Found, condition: Condition) -> bool:
    if ATTRIBUTES[condition.attribute] == "text":
        known = found.texts(condition.attribute)
        wanted = [value for value in condition.values if isinstance(value, str)]
        return any(_is_like(text, condition.operator, value) for text in known for value in wanted)
    spans = [value for value in condition.values if not isinstance(value, str)]
    value = found.numbers(condition.attribute)
    if condition.operator == "LESS":
        return value < spans[0][0]
    if condition.operator == "GREATER":
        return value > spans[0][1]
    if condition.operator == "RANGE":
        return spans[0][0] <= value <= spans[1][1]
    return any(least <= value <= most for least, most in spans)


def _is_like(text: str, operator: str, value: str) -> bool:
    if operator == "STARTS":
        return text.startswith(value)
    if operator == "ENDS":
        return text.endswith(value)
    return text == value

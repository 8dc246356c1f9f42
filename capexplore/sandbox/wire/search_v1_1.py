"""The grammar of searches in version 1.1, and how it gives the customers that are found.

Source: the page of customer search: ``(ATTRIBUTE:OPERATOR:VALUE;VALUE&ATTRIBUTE:OPERATOR:VALUE)``.
"""

from __future__ import annotations

from typing import Any

from capexplore.sandbox.domain import organisation
from capexplore.sandbox.domain.amounts import number, thousandths
from capexplore.sandbox.domain.calendar import day_end
from capexplore.sandbox.domain.identity import normalised
from capexplore.sandbox.domain.rules import Refused
from capexplore.sandbox.domain.search import ATTRIBUTES, OPERATORS, Condition, Found, Span
from capexplore.sandbox.handling import bad_request
from capexplore.sandbox.wire.customers_v1_1 import names_of
from capexplore.sandbox.wire.formats import UNREADABLE
from capexplore.sandbox.wire.times import read_v1, write_v1

__all__ = ["conditions_of", "shown"]

# What the API prints for an identifier that a customer does not have.
NOTHING = "None"
_SINGLE = ("LESS", "GREATER", "ON")


def conditions_of(q: str) -> list[Condition]:
    """Read a query; conditions are joined by ``&`` and all of them have to be met.

    Raises
    ------
    Rejected
        400 for what the grammar does not have.
    """
    text = q.strip()
    if not (text.startswith("(") and text.endswith(")") and _is_balanced(text)):
        raise bad_request(UNREADABLE)
    plain = text.replace("(", "").replace(")", "")
    return [_condition(part.strip()) for part in plain.split("&")]


def _is_balanced(text: str) -> bool:
    depth = 0
    for sign in text:
        depth += (sign == "(") - (sign == ")")
        if depth < 0:
            return False
    return depth == 0


def _condition(text: str) -> Condition:
    attribute, _, rest = text.partition(":")
    operator, _, given = rest.partition(":")
    attribute, operator = attribute.strip().lower(), operator.strip().upper()
    values = [value.strip() for value in given.split(";")]
    kind = ATTRIBUTES.get(attribute)
    if kind is None or operator not in OPERATORS[kind] or not all(values):
        raise bad_request(UNREADABLE)
    if len(values) > 1 and operator in _SINGLE:
        raise bad_request(UNREADABLE)
    if operator == "RANGE" and len(values) != 2:
        raise bad_request(UNREADABLE)
    if kind == "text":
        exact = operator not in ("STARTS", "ENDS")
        return Condition(attribute, operator, tuple(_text(attribute, v, exact) for v in values))
    return Condition(attribute, operator, tuple(_span(kind, value) for value in values))


def _text(attribute: str, value: str, exact: bool) -> str:
    if attribute == "mobile" and exact:
        try:
            return normalised("mobile", value)
        except Refused:
            return value
    return value.lower()


def _span(kind: str, value: str) -> Span:
    least = thousandths(value) if kind == "number" else read_v1(value)
    if least is None:
        raise bad_request(UNREADABLE)
    is_day = kind == "time" and len(value) <= len("YYYY-MM-DD")
    return least, day_end(least) if is_day else least


def shown(found: Found) -> dict[str, Any]:
    """Give a customer that was found; every member is text."""
    customer, standing = found.customer, found.standing
    fields = [{"name": n, "value": v} for n, v in customer.main.fields.items()]
    said = {name: NOTHING if value is None else value for name, value in names_of(customer).items()}
    return {
        "user_id": str(customer.id),
        "org_id": str(organisation.details(found.work.store)["id"]),
        **said,
        "loyalty_points": str(number(standing.balance if standing else 0)),
        "lifetime_points": str(number(standing.lifetime if standing else 0)),
        "lifetime_purchases": str(number(found.purchases)),
        "current_slab": standing.tier_name if standing else "NONE",
        "registered_on": write_v1(customer.registered_at),
        "registered_by": found.shop.code,
        "last_trans_value": str(number(found.last_amount)),
        "attributes": {"attribute": fields[0] if len(fields) == 1 else fields},
    }

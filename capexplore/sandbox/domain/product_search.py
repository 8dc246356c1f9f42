"""Searching products by conditions on what they are and what they are sorted by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from capexplore.sandbox.domain.amounts import number, thousandths
from capexplore.sandbox.domain.products import KINDS, Product, everything
from capexplore.sandbox.store import Store

__all__ = ["OPERATORS", "Condition", "is_number", "search"]


@dataclass(frozen=True, slots=True)
class Condition:
    """What one attribute has to be: an operator of `OPERATORS` and its values."""

    attribute: str
    operator: str
    values: tuple[str, ...]


def _equal(held: str, values: tuple[str, ...]) -> bool:
    return held in values or (is_number(held) and thousandths(held) in map(thousandths, values))


def _between(held: str, values: tuple[str, ...]) -> bool:
    at, (least, most) = thousandths(held), map(thousandths, values)
    return None not in (at, least, most) and (least or 0) <= (at or 0) <= (most or 0)


def _compared(held: str, values: tuple[str, ...]) -> int:
    """How a number stands to another: -1, 0 or 1; 0 if it is none."""
    at, other = thousandths(held), thousandths(values[0])
    return 0 if at is None or other is None else (at > other) - (at < other)


OPERATORS: dict[str, Callable[[str, tuple[str, ...]], bool]] = {
    "EQUALS": _equal,
    "EXACT": _equal,
    "IN": _equal,
    "STARTS": lambda held, values: held.startswith(values),
    "ENDS": lambda held, values: held.endswith(values),
    "RANGE": _between,
    "LESS": lambda held, values: _compared(held, values) < 0,
    "GREATER": lambda held, values: _compared(held, values) > 0,
}


def is_number(value: str) -> bool:
    """Whether text holds a number."""
    return thousandths(value) is not None


def search(store: Store, conditions: list[Condition]) -> list[Product]:
    """Give the products that meet all conditions; case does not matter."""
    return [
        product
        for product in everything(store)
        if all(_meets(product, condition) for condition in conditions)
    ]


def _meets(product: Product, condition: Condition) -> bool:
    held = _held(product, condition.attribute)
    values = tuple(value.casefold() for value in condition.values)
    return held is not None and OPERATORS[condition.operator](held.casefold(), values)


def _held(product: Product, attribute: str) -> str | None:
    """What a product has of an attribute, None if it has nothing."""
    own = {
        "id": str(product.id),
        "item_id": str(product.id),
        "sku": product.sku,
        "ean": product.ean,
        "item_ean": product.ean,
        "description": product.description,
        "price": str(number(product.price)),
    }
    if attribute in own:
        return own[attribute]
    if attribute in KINDS:
        found = product.details.get(attribute)
        return None if found is None else str(found)
    values = {name.casefold(): v for name, v in product.details.get("attributes", {}).items()}
    return values.get(attribute)

"""Products as version 1.1 reads and gives them.

Adding and reading tell different things in different words, as their samples do: ``ean`` and
``item_ean``, a ``success`` and a ``status`` of items, and whether a product is in stock, which no
inventory says. Source: the pages of adding, reading and searching products.
"""

from __future__ import annotations

import re
import sqlite3
from datetime import UTC, datetime
from typing import Any

import orjson

from capexplore.sandbox.domain.amounts import number, thousandths
from capexplore.sandbox.domain.product_search import OPERATORS, Condition, is_number
from capexplore.sandbox.domain.products import KINDS, Form, Product, Sorted
from capexplore.sandbox.domain.rules import Refused
from capexplore.sandbox.handling import bad_request
from capexplore.sandbox.wire.formats import UNREADABLE, is_true, listed, text, whole_number
from capexplore.sandbox.wire.times import write_v1

__all__ = [
    "added",
    "attribute_of",
    "conditions_of",
    "form_of",
    "hit",
    "shown",
    "shown_attribute",
    "shown_name",
]

_TEXTS = ("long_description", "img_url")
_LONGEST_TEXT = 2000
_RETURNABLE_DAYS = -1
_TYPES = {name.lower(): name for name in ("String", "Int", "Double", "Boolean", "Date")}
# What cannot be searched for.
_SPECIAL = re.compile(r'[+\-!(){}^"~*?:\\]|&&')


def form_of(item: Any) -> Form:
    """Read a product of a body.

    Raises
    ------
    Refused
        ``item-unusable`` for what is no object, ``product-sku-missing``,
        ``product-price-missing`` or ``product-price-unusable``.
    """
    if not isinstance(item, dict):
        raise Refused("item-unusable")
    sku = text(item.get("sku"))
    if not sku:
        raise Refused("product-sku-missing")
    form = Form(sku, _price(item.get("price")), text(item.get("ean")) or None)
    form.description = _text(item, "description")
    form.details = _details(item)
    for kind in KINDS:
        name = text(item[kind].get("name")) if isinstance(item.get(kind), dict) else None
        if name:
            form.names[kind] = name
    for entry in listed(item.get("attributes"), "attribute"):
        attribute = text(entry.get("name")) if isinstance(entry, dict) else None
        if attribute:
            form.attributes[attribute] = text(entry.get("value")) or ""
    return form


def _details(item: dict[str, Any]) -> dict[str, Any]:
    """Read what is said of a product besides what every product has."""
    said: dict[str, Any] = {name: _text(item, name) for name in _TEXTS}
    if text(item.get("returnable")):
        said["returnable"] = is_true(item["returnable"])
    said["returnable_days"] = whole_number(item.get("returnableDays", item.get("returnable_days")))
    return {name: value for name, value in said.items() if value is not None}


def _price(given: Any) -> int:
    if given is None or given == "":
        raise Refused("product-price-missing")
    price = thousandths(given)
    if price is None or price < 0:
        raise Refused("product-price-unusable", value=text(given))
    return price


def _text(item: dict[str, Any], member: str) -> str | None:
    said = text(item.get(member))
    return None if said is None else said[:_LONGEST_TEXT]


def added(product: Product) -> dict[str, Any]:
    """Give a product that was added or changed, without its verdict."""
    details = product.details
    return {
        "item_id": str(product.id),
        "sku": product.sku,
        "ean": product.ean,
        "price": str(number(product.price)),
        "img_url": details.get("img_url", ""),
        "in_stock": "false",
        "description": product.description,
        "returnable": "true" if details.get("returnable") else "false",
        "returnable_days": details.get("returnable_days", _RETURNABLE_DAYS),
        "long_description": details.get("long_description", ""),
        **{kind: {"name": details.get(kind)} for kind in KINDS},
        "attributes": _values(product),
    }


def shown(product: Product, parents: dict[str, str | None]) -> dict[str, Any]:
    """Give a product that was asked for, without its verdict.

    Parameters
    ----------
    product : Product
        The product.
    parents : dict of str to str or None
        The parent of each category, if they are wanted; empty otherwise.
    """
    details = product.details
    named: dict[str, Any] = {
        kind: {"name": details[kind]} if details.get(kind) else None for kind in KINDS
    }
    parent = parents.get(details.get("category", ""))
    if parent is not None:
        named["category"]["parent"] = {"name": parent}
    values = _values(product)
    return {
        "item_id": str(product.id),
        "sku": product.sku,
        "item_ean": product.ean,
        "price": str(number(product.price)),
        "img_url": details.get("img_url", ""),
        "in_stock": "true",
        "description": product.description,
        "long_description": details.get("long_description") or None,
        **named,
        "attributes": {"attribute": values} if values else None,
        "added_on": write_v1(product.created_at),
    }


def hit(product: Product, owner: int) -> dict[str, Any]:
    """Give a product that a search found."""
    return {
        "id": str(product.id),
        "price": number(product.price),
        "org_id": owner,
        "description": product.description,
        "sku": product.sku,
        "added_on": datetime.fromtimestamp(product.created_at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "attributes": {"attribute": _values(product)},
        "img_url": product.details.get("img_url", ""),
        "ean": product.ean,
    }


def _values(product: Product) -> list[dict[str, str]]:
    values = product.details.get("attributes", {})
    return [{"name": name, "value": value} for name, value in values.items()]


def conditions_of(q: str) -> list[Condition]:
    """Read a query, ``(attribute:OPERATOR:value;value|attribute:OPERATOR:value)``.

    Raises
    ------
    Rejected
        400 for what the grammar does not have.
    """
    plain = q.strip()
    if not (plain.startswith("(") and plain.endswith(")")):
        raise bad_request(UNREADABLE)
    return [_condition(part) for part in plain[1:-1].split("|")]


def _condition(part: str) -> Condition:
    attribute, _, rest = part.partition(":")
    operator, _, given = rest.partition(":")
    attribute, operator = attribute.strip().casefold(), operator.strip().upper()
    values = tuple(value.strip() for value in given.split(";"))
    usable = attribute and operator in OPERATORS and all(values)
    if not usable or any(map(_SPECIAL.search, (attribute, *values))):
        raise bad_request(UNREADABLE)
    wanted = {"RANGE": 2, "LESS": 1, "GREATER": 1}.get(operator)
    if wanted is not None and (len(values) != wanted or not all(map(is_number, values))):
        raise bad_request(UNREADABLE)
    return Condition(attribute, operator, values)


def attribute_of(entry: Any) -> tuple[str, str, str, list[str], bool]:
    """Read an attribute of a body: name, label, type, values, and whether only those are taken.

    Raises
    ------
    Refused
        ``item-unusable`` or ``attribute-type-unknown``.
    """
    if not isinstance(entry, dict):
        raise Refused("item-unusable")
    name, kind = text(entry.get("name")) or "", text(entry.get("type")) or "String"
    if kind.lower() not in _TYPES:
        raise Refused("attribute-type-unknown", value=name)
    values = [
        text(value.get("name")) or ""
        for value in listed(entry.get("values"), "value")
        if isinstance(value, dict)
    ]
    kept = [value for value in values if value]
    label = text(entry.get("label")) or ""
    return name, label, _TYPES[kind.lower()], kept, is_true(entry.get("is_enum"))


def shown_attribute(row: sqlite3.Row, *, values: int) -> dict[str, Any]:
    """Give an attribute that products can have, with so many of its values."""
    said: dict[str, Any] = {"id": str(row["id"]), "name": row["name"], "label": row["label"]}
    said |= {"type": row["type"], "is_enum": "true" if row["is_enum"] else "false"}
    if values:
        names = orjson.loads(row["details"])["values"][:values]
        said["values"] = {"value": [{"name": name} for name in names]}
    return said


def shown_name(one: Sorted, *, with_id: bool) -> dict[str, Any]:
    """Give a brand, category, color or size."""
    said: dict[str, Any] = {"id": str(one.id)} if with_id else {}
    said |= {"name": one.name, "label": one.label}
    if one.parent is not None:
        above = {"id": str(one.parent_id)} if with_id else {}
        said["parent"] = {**above, "name": one.parent}
    return said

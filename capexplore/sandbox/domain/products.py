"""Products: what is sold, known from sales or added, and what they are sorted by.

Source: the pages of adding and reading products.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from typing import Any

import orjson

from capexplore.sandbox.domain.rules import Refused, Work
from capexplore.sandbox.store import Store

__all__ = [
    "KINDS",
    "Form",
    "Product",
    "Sorted",
    "add_attribute",
    "attributes",
    "everything",
    "find",
    "put",
    "sorted_by",
]

# What a product is sorted by; only names that the organisation has are kept.
KINDS = ("size", "style", "brand", "color", "category")
_LONGEST_SKU, _LONGEST_NAME = 100, 100


@dataclass(slots=True)
class Form:
    """What is said of a product; None stands for nothing said."""

    sku: str
    price: int
    ean: str | None = None
    description: str | None = None
    details: dict[str, Any] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    attributes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Product:
    """A product.

    Attributes
    ----------
    price : int
        In thousandths.
    details : dict
        ``long_description``, ``img_url``, ``returnable`` and ``returnable_days``, the names that it
        is sorted by, and its ``attributes``.
    """

    id: int
    sku: str
    ean: str
    description: str
    price: int
    details: dict[str, Any]
    created_at: int


@dataclass(frozen=True, slots=True)
class Sorted:
    """A brand, category, color, size or style."""

    id: int
    name: str
    label: str
    parent_id: int | None
    parent: str | None


def put(work: Work, form: Form) -> Product:
    """Add a product, or change the one with the same SKU.

    Names and attributes that the organisation does not have are left out.

    Raises
    ------
    Refused
        ``product-sku-missing``, ``product-unusable`` or ``product-ean-taken``.
    """
    if not form.sku:
        raise Refused("product-sku-missing")
    if len(form.sku) > _LONGEST_SKU or len(form.ean or "") > _LONGEST_SKU:
        raise Refused("product-unusable", value=form.sku)
    if form.ean and work.store.one(
        "SELECT 1 FROM products WHERE sku <> ?1 AND coalesce(ean, sku) = ?2", form.sku, form.ean
    ):
        raise Refused("product-ean-taken", value=form.ean)
    known = work.store.one("SELECT * FROM products WHERE sku = ?", form.sku)
    details: dict[str, Any] = orjson.loads(known["details"]) if known is not None else {}
    details |= form.details | _known_names(work.store, form.names)
    details["attributes"] = details.get("attributes", {}) | _known_values(work.store, form)
    values: dict[str, Any] = {"price": form.price, "details": orjson.dumps(details).decode()}
    if form.ean:
        values["ean"] = form.ean
    if form.description is not None:
        values["description"] = form.description
    if known is None:
        work.store.insert("products", sku=form.sku, created_at=work.now, **values)
    else:
        work.store.change("products", known["id"], **values)
    return find(work.store, "sku", form.sku)


def _known_names(store: Store, names: dict[str, str]) -> dict[str, str]:
    known = {}
    for kind, name in names.items():
        row = store.one(
            "SELECT name FROM product_names WHERE kind = ? AND fold(name) = fold(?)", kind, name
        )
        if row is not None:
            known[kind] = row["name"]
    return known


def _known_values(store: Store, form: Form) -> dict[str, str]:
    known = {}
    for name, value in form.attributes.items():
        row = store.one("SELECT * FROM product_attributes WHERE name = ?", name)
        if row is None:
            continue
        if not row["is_enum"] or value in orjson.loads(row["details"])["values"]:
            known[name] = value
    return known


def find(store: Store, column: str, value: object) -> Product:
    """Give a product by its ``id`` or ``sku``: ``product-unknown``, if there is none."""
    row = store.one(f"SELECT * FROM products WHERE {column} = ?", value)  # noqa: S608 - our own
    if row is None:
        raise Refused("product-unknown", value=value)
    return _made(row)


def everything(store: Store) -> list[Product]:
    """Give all products, the oldest first."""
    return [_made(row) for row in store.all("SELECT * FROM products ORDER BY id")]


def _made(row: sqlite3.Row) -> Product:
    return Product(
        row["id"],
        row["sku"],
        row["ean"] or row["sku"],
        row["description"],
        row["price"],
        orjson.loads(row["details"]),
        row["created_at"],
    )


def sorted_by(store: Store, kind: str) -> list[Sorted]:
    """Give what the products of the organisation are sorted by, of one of `KINDS`."""
    rows = store.all(
        "SELECT n.*, p.name AS parent FROM product_names n "
        "LEFT JOIN product_names p ON p.id = n.parent_id WHERE n.kind = ? ORDER BY n.id",
        kind,
    )
    return [Sorted(r["id"], r["name"], r["label"], r["parent_id"], r["parent"]) for r in rows]


def add_attribute(
    store: Store, name: str, label: str, kind: str, values: list[str], *, is_enum: bool
) -> sqlite3.Row:
    """Add an attribute that products can have, or change the one of that name.

    Raises
    ------
    Refused
        ``attribute-name-missing`` or ``attribute-unusable``.
    """
    if not name:
        raise Refused("attribute-name-missing")
    if max(map(len, (name, label, *values))) > _LONGEST_NAME:
        raise Refused("attribute-unusable", value=name)
    known = store.one("SELECT * FROM product_attributes WHERE name = ?", name)
    kept = orjson.loads(known["details"])["values"] if known is not None else []
    details = orjson.dumps({"values": list(dict.fromkeys([*kept, *values]))}).decode()
    said = {"label": label or name, "type": kind, "is_enum": is_enum, "details": details}
    if known is None:
        store.insert("product_attributes", name=name, **said)
    else:
        store.change("product_attributes", known["id"], **said)
    return next(row for row in attributes(store) if row["name"] == name)


def attributes(store: Store) -> list[sqlite3.Row]:
    """Give the attributes that products can have."""
    return store.all("SELECT * FROM product_attributes ORDER BY id")

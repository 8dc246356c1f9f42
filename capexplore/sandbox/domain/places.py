"""Stores, tills and staff: adding them, and finding entities of any type.

Source: the pages of adding stores and tills, and of the organisation's entities.
"""

from __future__ import annotations

import hashlib
import sqlite3
from dataclasses import dataclass, field
from typing import Any

import orjson

from capexplore.sandbox.domain import fields, organisation
from capexplore.sandbox.domain.rules import Refused, Work
from capexplore.sandbox.store import Store

__all__ = [
    "TYPES",
    "Shop",
    "Till",
    "add_associate",
    "add_shop",
    "add_till",
    "below",
    "change_till",
    "check_compulsory",
    "shop_by_id",
    "staff",
    "till",
    "tills",
]

TYPES = ("STORE", "ZONE", "TILL", "STR_SERVER", "CONCEPT")
_LONGEST_CODE, _LONGEST_NAME, _SHORTEST_TILL, _EXTERNAL_IDS = 50, 100, 3, 3


@dataclass(slots=True)
class Shop:
    """What is said of a new store."""

    code: str
    name: str
    external_ids: list[str]
    description: str = ""
    active: bool = True
    zone_id: int | None = None
    concept_id: int | None = None
    details: dict[str, Any] = field(default_factory=dict)
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Till:
    """What is said of a new till, which is an account to log in with."""

    name: str
    password: str
    store_id: int
    description: str = ""
    details: dict[str, Any] = field(default_factory=dict)
    fields: dict[str, str] = field(default_factory=dict)


def add_shop(work: Work, shop: Shop) -> sqlite3.Row:
    """Add a store.

    Raises
    ------
    Refused
        ``store-code-missing``, ``store-too-long``, ``store-code-taken``, ``store-name-taken``,
        ``external-id-missing``, ``external-ids-too-many``, ``external-id-taken``,
        ``parent-unknown``, or what is wrong with its custom fields.
    """
    _check_shop(work, shop)
    _check_parent(work, "ZONE", shop.zone_id)
    _check_parent(work, "CONCEPT", shop.concept_id)
    ids = [*shop.external_ids, None, None, None]
    row = _add(
        work,
        "store",
        type="STORE",
        code=shop.code,
        name=shop.name,
        description=shop.description,
        zone_id=shop.zone_id,
        concept_id=shop.concept_id,
        external_id=ids[0],
        external_id_1=ids[1],
        external_id_2=ids[2],
        active=shop.active,
        details=orjson.dumps(shop.details).decode(),
    )
    check_compulsory(work.store, "store_custom_fields", shop.fields)
    fields.put(work, row, "store_custom_fields", shop.fields)
    return _row(work.store, row["id"])


def _check_shop(work: Work, shop: Shop) -> None:
    if not (shop.code and shop.name):
        raise Refused("store-code-missing", value=shop.code)
    if len(shop.code) > _LONGEST_CODE or len(shop.name) > _LONGEST_NAME:
        raise Refused("store-too-long", value=shop.code)
    if organisation.entity_named(work.store, "STORE", "code", shop.code):
        raise Refused("store-code-taken", value=shop.code)
    if organisation.entity_named(work.store, "STORE", "name", shop.name):
        raise Refused("store-name-taken", value=shop.name)
    if not any(shop.external_ids):
        raise Refused("external-id-missing")
    if len(shop.external_ids) > _EXTERNAL_IDS:
        raise Refused("external-ids-too-many", value=shop.code)
    for external_id in filter(None, shop.external_ids):
        if shop_by_external_id(work.store, external_id) or shop.external_ids.count(external_id) > 1:
            raise Refused("external-id-taken", value=external_id)


def _check_parent(work: Work, kind: str, parent_id: int | None) -> None:
    if parent_id is not None and not organisation.entity_named(work.store, kind, "id", parent_id):
        raise Refused("parent-unknown", id=parent_id)


def check_compulsory(store: Store, kind: str, given: dict[str, str]) -> None:
    """Refuse values that lack those of a compulsory field: ``field-missing``."""
    for row in store.all("SELECT * FROM field_definitions WHERE kind = ? AND active", kind):
        if orjson.loads(row["details"]).get("isCompulsory") and not given.get(row["name"]):
            raise Refused("field-missing", value=row["name"])


def add_till(work: Work, new: Till) -> sqlite3.Row:
    """Add a till to a store; its name becomes its code, and what it logs in with.

    Raises
    ------
    Refused
        ``till-name-unusable``, ``till-name-taken``, ``store-unknown``, ``password-missing``, or
        what is wrong with its custom fields.
    """
    usable = _SHORTEST_TILL <= len(new.name) <= _LONGEST_CODE and new.name == new.name.lower()
    if not usable or ":" in new.name or not new.name.isprintable():
        raise Refused("till-name-unusable", value=new.name)
    if any(organisation.entity_named(work.store, k, "code", new.name) for k in _ACCOUNTS):
        raise Refused("till-name-taken", value=new.name)
    if not organisation.entity_named(work.store, "STORE", "id", new.store_id):
        raise Refused("store-unknown", id=new.store_id)
    if not new.password:
        raise Refused("password-missing")
    row = _add(
        work,
        "till",
        type="TILL",
        code=new.name,
        name=new.name,
        description=new.description,
        store_id=new.store_id,
        password_md5=hashlib.md5(new.password.encode(errors="replace")).hexdigest(),
        details=orjson.dumps(new.details).decode(),
    )
    check_compulsory(work.store, "till_custom_fields", new.fields)
    fields.put(work, row, "till_custom_fields", new.fields)
    return _row(work.store, row["id"])


_ACCOUNTS = ("TILL", "STR_SERVER")


def change_till(work: Work, till_id: int, values: dict[str, str]) -> None:
    """Give a till values of custom fields.

    Raises
    ------
    Refused
        ``till-unknown``, or what is wrong with the fields.
    """
    fields.put(work, till(work.store, "id", till_id), "till_custom_fields", values)


def till(store: Store, column: str, value: object) -> sqlite3.Row:
    """Give a till by its ``id``, ``code`` or ``name``, active or not.

    Raises
    ------
    Refused
        ``till-unknown``.
    """
    row: sqlite3.Row | None = organisation.entity_named(store, "TILL", column, value)
    if row is None:
        raise Refused("till-unknown", value=value)
    return row


def tills(store: Store) -> list[sqlite3.Row]:
    """Give the active tills."""
    return store.all("SELECT * FROM entities WHERE type = 'TILL' AND active ORDER BY id")


def add_associate(work: Work, store_id: int, code: str, name: str, *, active: bool) -> sqlite3.Row:
    """Add somebody who works in a store.

    Raises
    ------
    Refused
        ``store-unknown``, ``associate-unusable`` or ``associate-taken``.
    """
    if not organisation.entity_named(work.store, "STORE", "id", store_id):
        raise Refused("store-unknown", id=store_id)
    if not (code and name) or len(code) > _LONGEST_CODE or len(name) > _LONGEST_NAME:
        raise Refused("associate-unusable", value=code)
    if organisation.entity_named(work.store, "ASSOCIATE", "code", code):
        raise Refused("associate-taken", value=code)
    said = {"type": "ASSOCIATE", "code": code, "name": name, "store_id": store_id}
    return _add(work, "associate", **said, active=active)


def staff(store: Store, store_id: int | None) -> list[sqlite3.Row]:
    """Give the associates who work in a store."""
    return store.all(
        "SELECT * FROM entities WHERE type = 'ASSOCIATE' AND store_id = ? AND active ORDER BY id",
        store_id,
    )


def shop_by_id(store: Store, store_id: int) -> sqlite3.Row | None:
    """Give a store by its id."""
    row: sqlite3.Row | None = organisation.entity_named(store, "STORE", "id", store_id)
    return row


def shop_by_external_id(store: Store, external_id: str) -> sqlite3.Row | None:
    """Give a store by any of its external ids."""
    return store.one(
        "SELECT * FROM entities WHERE type = 'STORE' "
        "AND ?1 IN (external_id, external_id_1, external_id_2)",
        external_id,
    )


def below(store: Store, row: sqlite3.Row) -> list[sqlite3.Row]:
    """Give the entities that stand directly below one: the stores of a zone, a store's tills."""
    column = {"ZONE": "zone_id", "CONCEPT": "concept_id", "STORE": "store_id"}.get(row["type"])
    if column is None:
        return []
    sql = f"SELECT * FROM entities WHERE {column} = ? AND type <> 'ASSOCIATE' ORDER BY id"  # noqa: S608
    return store.all(sql, row["id"])


def _add(work: Work, counter: str, **values: Any) -> sqlite3.Row:
    """Add an entity; all types share one space of ids."""
    entity_id = work.store.next_id(counter)
    while work.store.one("SELECT 1 FROM entities WHERE id = ?", entity_id):
        entity_id = work.store.next_id(counter)
    made = {"updated_at": work.now, "updated_by": work.till}
    work.store.insert("entities", id=entity_id, **values, **made)
    return _row(work.store, entity_id)


def _row(store: Store, entity_id: int) -> sqlite3.Row:
    row = store.one("SELECT * FROM entities WHERE id = ?", entity_id)
    if row is None:
        raise LookupError(f"no entity {entity_id}")
    return row

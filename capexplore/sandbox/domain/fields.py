"""The fields that an organisation adds to its records.

A *custom field* is the organisation's own, defined for one scope. An *extended field* comes from a
catalogue of the platform; an organisation chooses which of them it keeps.

Source: the pages of custom fields and extended fields.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any

import orjson

from capexplore.sandbox.domain import organisation
from capexplore.sandbox.domain.rules import Refused, Work
from capexplore.sandbox.store import Store

__all__ = [
    "CATALOGUE",
    "SCOPES",
    "Extended",
    "choose",
    "chosen",
    "define",
    "defined",
    "kind_of",
    "put",
    "set_value",
]

_OTHER_SCOPES = """
CUSTOMER_FEEDBACK POINTS_REDEMPTION VOUCHER_REDEMPTION ZONE_CUSTOM_FIELDS STORE_CUSTOM_FIELDS
TILL_CUSTOM_FIELDS CUSTOM_FIELDS_DATA_LOG CHECK_IN_FEEDBACK CUSTOMER_PREFERENCES ADVANCE_FEEDBACK
LOYALTY_LINE_ITEMS NI_CUSTOM_FIELDS CUSTOMER_CARD
"""
# Scope -> the kind of field of which the other modules speak.
SCOPES = {
    "LOYALTY_REGISTRATION": "custom",
    "LOYALTY_TRANSACTION": "transaction-custom",
    **{name: name.lower() for name in _OTHER_SCOPES.split()},
}
# The type of entity that has the fields of a scope.
_OWNERS = {
    "ZONE_CUSTOM_FIELDS": ("ZONE",),
    "STORE_CUSTOM_FIELDS": ("STORE",),
    "TILL_CUSTOM_FIELDS": ("TILL", "STR_SERVER"),
}
_LONGEST_NAME = 20


@dataclass(frozen=True, slots=True)
class Extended:
    """A field of the platform's catalogue."""

    id: int
    kind: str
    name: str
    data_type: str


CATALOGUE = tuple(
    Extended(number, kind, name, data_type)
    for number, (kind, name, data_type) in enumerate(
        [
            ("extended", "city", "STRING"),
            ("extended", "gender", "STRING"),
            ("extended", "dob", "DATETIME"),
            ("extended", "zip", "STRING"),
            ("extended", "age_group", "STRING"),
            ("extended", "marital_status", "STRING"),
            ("extended", "state", "STRING"),
            ("extended", "wedding_date", "DATETIME"),
            ("transaction-extended", "delivery_mode", "STRING"),
            ("transaction-extended", "shipping_city", "STRING"),
            ("transaction-extended", "order_channel", "STRING"),
            ("transaction-extended", "ship_first_name", "STRING"),
        ],
        start=1,
    )
)


def kind_of(scope: str) -> str:
    """Give the kind of the custom fields of a scope, which is named in any case.

    Raises
    ------
    Refused
        ``scope-unknown``.
    """
    kind = SCOPES.get(scope.upper())
    if kind is None:
        raise Refused("scope-unknown", value=scope)
    return kind


def define(work: Work, scope: str, name: str, details: dict[str, Any]) -> sqlite3.Row:
    """Define a custom field, or change the one of that name.

    Raises
    ------
    Refused
        ``scope-unknown``, ``field-name-missing`` or ``field-name-too-long``.
    """
    kind = kind_of(scope)
    if not name:
        raise Refused("field-name-missing")
    if len(name) > _LONGEST_NAME:
        raise Refused("field-name-too-long", value=name)
    values = {
        "name": name,
        "active": not details.get("isDisabled"),
        "details": orjson.dumps(details).decode(),
    }
    known = work.store.one(
        "SELECT id FROM field_definitions WHERE kind = ? AND folded = ?", kind, name.lower()
    )
    if known is None:
        field_id = work.store.insert("field_definitions", kind=kind, folded=name.lower(), **values)
    else:
        field_id = known["id"]
        work.store.change("field_definitions", field_id, **values)
    row = work.store.one("SELECT * FROM field_definitions WHERE id = ?", field_id)
    if row is None:
        raise LookupError(f"no field {field_id}")
    return row


def defined(
    store: Store, scope: str = "", *, disabled: bool = True
) -> list[tuple[str, sqlite3.Row]]:
    """Give the custom fields of a scope, or of all, each with its scope."""
    wanted = {scope.upper(): kind_of(scope)} if scope else SCOPES
    scopes = {kind: name for name, kind in wanted.items()}
    rows = store.all("SELECT * FROM field_definitions WHERE active OR ? ORDER BY id", disabled)
    return [(scopes[row["kind"]], row) for row in rows if row["kind"] in scopes]


def set_value(work: Work, entity_id: int, scope: str, name: str, value: str) -> None:
    """Give a zone, store or till the value of a custom field.

    Raises
    ------
    Refused
        ``scope-unknown``, ``entity-unknown``, ``field-out-of-scope`` for an entity of another
        type than the scope's, ``field-unknown`` or ``field-value-too-long``.
    """
    kind = kind_of(scope)
    row = work.store.one("SELECT * FROM entities WHERE id = ?", entity_id)
    if row is None:
        raise Refused("entity-unknown", id=entity_id)
    if row["type"] not in _OWNERS.get(scope.upper(), ()):
        raise Refused("field-out-of-scope", value=name)
    put(work, row, kind, {name: value})


def put(work: Work, row: sqlite3.Row, kind: str, values: dict[str, str]) -> None:
    """Add the values of custom fields to those of an entity.

    Raises
    ------
    Refused
        ``field-unknown`` or ``field-value-too-long``: then none is kept.
    """
    kept, notices = organisation.known_fields(work.store, kind, values)
    for notice in notices:
        known = notice.reason.endswith("unsaved")
        raise Refused("field-value-too-long" if known else "field-unknown", value=notice.detail)
    fields = orjson.loads(row["fields"]) | kept
    work.store.change(
        "entities",
        row["id"],
        fields=orjson.dumps(fields).decode(),
        **work.changed,
    )


def choose(work: Work, field_id: int, details: dict[str, Any], *, hidden: bool) -> Extended:
    """Choose an extended field of the catalogue, or say how it is kept.

    Raises
    ------
    Refused
        ``extended-field-absent`` if the catalogue has no such field.
    """
    field = next((one for one in CATALOGUE if one.id == field_id), None)
    if field is None:
        raise Refused("extended-field-absent", id=field_id)
    work.store.run(
        "INSERT INTO field_definitions (kind, name, folded, active, details) "
        "VALUES (?1, ?2, ?3, ?4, ?5) "
        "ON CONFLICT (kind, folded) DO UPDATE SET active = ?4, details = ?5",
        *(field.kind, field.name, field.name.lower(), not hidden, orjson.dumps(details).decode()),
    )
    return field


def chosen(store: Store) -> list[tuple[Extended, sqlite3.Row]]:
    """Give the extended fields that the organisation has chosen, with how they are kept."""
    rows = {
        (row["kind"], row["folded"]): row
        for row in store.all("SELECT * FROM field_definitions WHERE kind LIKE '%extended'")
    }
    return [
        (field, rows[field.kind, field.name.lower()])
        for field in CATALOGUE
        if (field.kind, field.name.lower()) in rows
    ]

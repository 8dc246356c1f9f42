"""Tills, version 2: add, change and get."""

from __future__ import annotations

import sqlite3
from typing import Any

from capexplore.sandbox.domain import fields, places
from capexplore.sandbox.domain.rules import Work
from capexplore.sandbox.handling import Answer, Call, bad_request, handles
from capexplore.sandbox.wire import bodies
from capexplore.sandbox.wire.entities_v2 import shown_till, till_of
from capexplore.sandbox.wire.fields_v2 import definition_of
from capexplore.sandbox.wire.formats import whole_number

_SCOPE = "TILL_CUSTOM_FIELDS"


@handles("v2/till/add")
def add(call: Call) -> Answer:
    """Add a till, which can log in at once, and the custom fields that it brings."""
    new = till_of(call.body)
    new.fields = _values(call.work, call.body)
    row = places.add_till(call.work, new)
    return Answer({"createdId": row["id"], "warnings": []})


@handles("v2/till/update")
def update(call: Call) -> Answer:
    """Change custom fields of a till."""
    body = bodies.record(call.body)
    if body.get("customFields") is None:
        raise bad_request("customFields is required")
    till_id = whole_number(call.path["id"]) or 0
    places.till(call.store, "id", till_id)
    places.change_till(call.work, till_id, _values(call.work, body))
    return Answer({"entity": till_id, "warnings": [], "errors": [], "success": True})


def _values(work: Work, body: dict[str, Any]) -> dict[str, str]:
    """Read values of custom fields; those that the organisation does not have yet are defined."""
    if isinstance(body.get("customFields"), dict):
        return bodies.named_values(body, "customFields")
    known = {row["name"] for _, row in fields.defined(work.store, _SCOPE)}
    for entry in bodies.objects(body, "customFields"):
        name = bodies.words(entry, "name")
        if name not in known:
            fields.define(work, _SCOPE, name, definition_of(entry))
    return bodies.named_values(body, "customFields")


@handles("v2/till/get")
def get(call: Call) -> Answer:
    """Give a till by its code, name or id."""
    return Answer({**shown_till(_named(call, "code", "name", "tillId")), "warnings": []})


@handles("v2/till/get_by_id")
def get_by_id(call: Call) -> Answer:
    """Give a till by its id."""
    row = places.till(call.store, "id", whole_number(call.path["tillId"]) or 0)
    return Answer({**shown_till(row), "warnings": []})


@handles("v2/till/get_active")
def get_active(call: Call) -> Answer:
    """Give the active tills, or the one that is named if it is active."""
    rows = places.tills(call.store)
    if call.query.get("code") or call.query.get("tillId"):
        wanted = _named(call, "code", "tillId")["id"]
        rows = [row for row in rows if row["id"] == wanted]
    return Answer({"data": [shown_till(row) for row in rows], "warnings": [], "errors": []})


def _named(call: Call, *names: str) -> sqlite3.Row:
    for name in names:
        value = call.query.get(name)
        if value and name == "tillId":
            return places.till(call.store, "id", whole_number(value) or 0)
        if value:
            return places.till(call.store, name, value)
    raise bad_request(f"One of {', '.join(names)} is required")

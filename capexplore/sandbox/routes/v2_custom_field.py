"""Custom fields, version 2: define, read, and give an entity the value of one."""

from __future__ import annotations

from capexplore.sandbox.domain import fields
from capexplore.sandbox.handling import Answer, Call, bad_request, handles
from capexplore.sandbox.wire import bodies
from capexplore.sandbox.wire.fields_v2 import definition_of, shown_custom


@handles("v2/custom_field/create")
def create(call: Call) -> Answer:
    """Define custom fields, all of them or none; a field of that name is changed."""
    body = bodies.record(call.body)
    scope = bodies.words(body, "scope")
    entries = bodies.objects(body, "customFields")
    if not entries:
        raise bad_request("customFields must be a list with at least one member")
    data = []
    for entry in entries:
        where = (bodies.words(entry, "scope") or scope).upper()
        row = fields.define(call.work, where, bodies.words(entry, "name"), definition_of(entry))
        data.append(shown_custom(where, row))
    return Answer({"data": data, "warnings": [], "errors": []})


@handles("v2/custom_field/get_all")
def get_all(call: Call) -> Answer:
    """Give the custom fields of a scope, or of all."""
    found = fields.defined(call.store, call.query.get("scope", ""))
    data = [shown_custom(scope, row) for scope, row in found]
    return Answer({"data": data, "warnings": [], "errors": []})


@handles("v2/custom_field/tag")
def tag(call: Call) -> Answer:
    """Give a zone, store or till the value of a custom field."""
    body = bodies.record(call.body)
    field = bodies.part(body, "customField")
    entity_id = bodies.number(body, "entityId")
    if entity_id is None:
        raise bad_request("entityId is required")
    name, value = bodies.words(field, "name"), bodies.words(field, "value", 5000)
    fields.set_value(call.work, entity_id, bodies.words(body, "scope"), name, value)
    return Answer({"entity": entity_id, "warnings": []})

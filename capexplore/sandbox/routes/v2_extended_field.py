"""Extended fields, version 2: choose them from the platform's catalogue, and read the choice."""

from __future__ import annotations

from typing import Any

from capexplore.sandbox.domain import fields
from capexplore.sandbox.handling import Answer, Call, handles
from capexplore.sandbox.wire import bodies
from capexplore.sandbox.wire.fields_v2 import choice_of, shown_extended


@handles("v2/extended_field/configure")
def configure(call: Call) -> Answer:
    """Choose a field; hidden, it is not kept any more."""
    field_id, details, hidden = choice_of(bodies.record(call.body))
    field = fields.choose(call.work, field_id, details, hidden=hidden)
    return Answer({"entity": field.id, "warnings": []})


@handles("v2/extended_field/get_config")
@handles("v2/extended_field/get_configs")
def get_configs(call: Call) -> Answer:
    """Give the fields that were chosen, hidden ones included."""
    return _listed([shown_extended(*pair) for pair in fields.chosen(call.store)])


@handles("v2/extended_field/get_all")
def get_all(call: Call) -> Answer:
    """Give the fields that are kept."""
    chosen = [pair for pair in fields.chosen(call.store) if pair[1]["active"]]
    return _listed([shown_extended(*pair) for pair in chosen])


def _listed(data: list[dict[str, Any]]) -> Answer:
    return Answer({"data": data, "warnings": [], "errors": []})

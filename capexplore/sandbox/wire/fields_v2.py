"""Custom and extended fields as version 2 reads and gives them.

Source: the pages of custom fields and extended fields.
"""

from __future__ import annotations

import sqlite3
from typing import Any

import orjson

from capexplore.sandbox.domain.fields import Extended
from capexplore.sandbox.handling import bad_request
from capexplore.sandbox.wire import bodies

__all__ = ["choice_of", "definition_of", "shown_custom", "shown_extended"]

_TYPE_NAMES = """
text textarea select checkbox radio file template_area datepicker separator button email_body
feedback label
"""
_TYPES = _TYPE_NAMES.split()
_TEXTS = {
    "type": "text",
    "dataType": "STRING",
    "label": "",
    "defaultValue": "",
    "phase": "",
    "rule": "",
    "serverRule": "",
    "regex": "",
    "error": "",
    "helptext": "",
    "attrs": "",
}
_FLAG_NAMES = """
isDisabled isCompulsory disableAtServer isUpdatable enableAuditTrail isPiiData isPsiData
"""
_FLAGS = _FLAG_NAMES.split()
_SHOWN = ("type", "dataType", "label", "defaultValue", "phase")
_CHOICES = ("mandatory", "updatable", "isPsiData", "isPiiData")


def definition_of(entry: dict[str, Any]) -> dict[str, Any]:
    """Read what is said of a custom field besides its name and scope."""
    said: dict[str, Any] = {name: bodies.words(entry, name) for name in _TEXTS}
    if said["type"] and said["type"].lower() not in _TYPES:
        raise bad_request(f"type must be one of {', '.join(_TYPES)}")
    said |= {name: bodies.flag(entry, name) for name in _FLAGS}
    return {**said, "position": bodies.number(entry, "position") or 0}


def shown_custom(scope: str, row: sqlite3.Row) -> dict[str, Any]:
    """Give a custom field; what was not said of it is as the platform has it."""
    details = orjson.loads(row["details"])
    said = {name: details.get(name) or default for name, default in _TEXTS.items()}
    rest = [name for name in _TEXTS if name not in _SHOWN]
    return {
        "id": row["id"],
        "name": row["name"],
        "scope": scope,
        **{name: said[name] for name in _SHOWN},
        "label": said["label"] or row["name"],
        "position": details.get("position", 0),
        **{name: said[name] for name in rest},
        **{name: details.get(name, False) for name in _FLAGS},
    }


def choice_of(body: dict[str, Any]) -> tuple[int, dict[str, Any], bool]:
    """Read the choice of an extended field: its id, how it is kept, and whether it is hidden."""
    field_id = bodies.number(body, "extendedFieldId")
    if field_id is None or body.get("hideDisplay") is None:
        raise bad_request("extendedFieldId and hideDisplay are required")
    return field_id, {n: bodies.flag(body, n) for n in _CHOICES}, bodies.flag(body, "hideDisplay")


def shown_extended(field: Extended, row: sqlite3.Row) -> dict[str, Any]:
    """Give an extended field that the organisation has chosen."""
    details = orjson.loads(row["details"])
    return {
        "extendedFieldId": field.id,
        "name": field.name,
        "entityType": "CUSTOMER" if field.kind == "extended" else "TRANSACTION",
        "dataType": field.data_type,
        "hideDisplay": not row["active"],
        **{name: details.get(name, name == "updatable") for name in _CHOICES},
    }

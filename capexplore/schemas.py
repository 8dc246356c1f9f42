"""Documented parameters and body fields as JSON Schema, the dialect of OpenAPI 3.1.

The catalog lists the members of a body flat, as dotted paths with ``[]`` for arrays; here they are
nested as the body is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from capexplore.catalog import Parameter

__all__ = ["body_schema", "parameter_schema", "value_schema"]

Schema = dict[str, Any]

_ITEM = "[]"
# Formats that JSON Schema or OpenAPI knows; any other one is told in the description.
_FORMATS = ("int64", "double", "float", "date", "date-time", "uri")
_TYPES: dict[str | None, Schema] = {
    "string": {"type": "string"},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "enum": {"type": "string"},
    "array": {"type": "array", "items": {}},
    "object": {"type": "object"},
    "file": {"type": "string", "contentMediaType": "application/octet-stream"},
    "string|integer": {"type": ["string", "integer"]},
}
_PYTHON: dict[object, tuple[type, ...]] = {"string": (str,), "integer": (int,), "boolean": (bool,)}


def value_schema(field: Parameter) -> Schema:
    """Give the schema of one value of a field, whatever is below it.

    Examples
    --------
    >>> from capexplore.catalog import Parameter
    >>> value_schema(Parameter("scope", "enum", enum=("ALL", "NONE")))
    {'type': 'string', 'enum': ['ALL', 'NONE']}
    """
    schema = dict(_TYPES.get(field.type, {}))
    if field.enum:
        of_text = schema.get("type", "string") == "string"
        schema = {"type": "string", "enum": list(field.enum)} if of_text else schema
    if field.format in _FORMATS and schema.get("type") in ("string", "integer", "number"):
        schema["format"] = field.format
    elif field.format == "base64":
        schema["contentEncoding"] = "base64"
    elif field.secret:
        schema["format"] = "password"
    if field.max_length is not None and schema.get("type") == "string":
        schema["maxLength"] = field.max_length
    return schema


def parameter_schema(parameter: Parameter) -> Schema:
    """Give the schema of a path or query parameter; several values are an array."""
    schema = value_schema(parameter)
    if parameter.multiple and schema.get("type") != "array":
        schema = {"type": "array", "items": schema}
    if _default_fits(parameter, schema):
        schema["default"] = parameter.default
    return schema


def _default_fits(parameter: Parameter, schema: Schema) -> bool:
    """Whether the documented default is one by the documented type as well."""
    of_type = type(parameter.default) in _PYTHON.get(str(schema.get("type")), ())
    return of_type and parameter.default in schema.get("enum", (parameter.default,))


def body_schema(fields: Iterable[Parameter]) -> Schema:
    """Give the schema of a body with these members.

    Members that no page lists are welcome: the documented lists are not complete.

    Examples
    --------
    >>> from capexplore.catalog import Parameter
    >>> fields = [Parameter("root.customer[].mobile", "string", required=True)]
    >>> body_schema(fields)["properties"]["root"]["properties"]["customer"]["items"]["required"]
    ['mobile']
    """
    top = _Member()
    for field in fields:
        member = top
        for step in re.findall(r"\[\]|[^.\[\]]+", field.name):
            member = member.below.setdefault(step, _Member())
        member.field = field
    schema = top.schema()
    if "root" in top.below:
        schema["properties"]["root"]["xml"] = {"name": "root"}
    return schema


class _Member:
    """One place in a body: what is documented of it, and the members below it by name."""

    def __init__(self) -> None:
        self.field: Parameter | None = None
        self.below: dict[str, _Member] = {}

    def schema(self) -> Schema:
        if _ITEM in self.below:
            return {**self._said(), "type": "array", "items": self.below[_ITEM].schema()}
        if not self.below:
            return {**(value_schema(self.field) if self.field else {}), **self._said()}
        properties = {name: member.schema() for name, member in self.below.items()}
        required = [name for name, member in self.below.items() if member.required]
        below = {"properties": properties, **({"required": required} if required else {})}
        if self.field is not None and self.field.type == "array":
            return {**self._said(), "type": "array", "items": {"type": "object", **below}}
        return {**self._said(), "type": "object", **below}

    @property
    def required(self) -> bool:
        return self.field is not None and self.field.required is True

    def _said(self) -> Schema:
        if self.field is None:
            return {}
        words = description(self.field)
        return {"description": words} if words else {}


def description(field: Parameter) -> str:
    """Say of a field what its schema cannot."""
    words = []
    if field.required == "conditional":
        words.append("Required under conditions.")
    if field.format and field.format not in _FORMATS:
        words.append(f"Format: {field.format}.")
    if field.default is not None:
        words.append(f"Default: {field.default}.")
    if field.side_effect:
        words.append("A true value makes the call change something.")
    return " ".join(words)

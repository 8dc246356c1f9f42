"""Values checked against the catalog: path and query strictly, bodies with doubts only.

The documented lists of body fields are incomplete, so a body is refused only where it cannot be
what the API expects; everything else is a doubt, kept in `Request.problems`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable
from typing import Any

from capexplore.catalog import Action, Parameter
from capexplore.errors import InvalidRequestError, did_you_mean
from capexplore.secrets import Secret

__all__ = ["Converter", "body_problems", "converter", "invalid", "missing_wrapper"]

Converter = Callable[[Any], str]
_INTEGER = re.compile(r"[+-]?\d+")
# Objects of any headers; those listed are examples.
_FREE_FORM = frozenset({"webHookHeaders", "apiHeaders", "headers"})
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?")


def converter(parameter: Parameter) -> Converter:
    """Give the function that checks a value of a path or query parameter and spells it for the URL.

    The function raises ``ValueError`` with the reason if the value does not fit.

    Examples
    --------
    >>> converter(Parameter("active", "boolean"))(True)
    'true'
    >>> converter(Parameter("source", "enum", enum=("INSTORE", "ALL")))("all")
    'ALL'
    """
    convert_one = _one_value(parameter)
    convert: Converter = convert_one
    if parameter.type == "array" or parameter.multiple:

        def convert_all(value: Any) -> str:
            parts = value if isinstance(value, list | tuple | set) else _text(value).split(",")
            return ",".join(convert_one(part) for part in parts)

        convert = convert_all
    if parameter.max_length is None:
        return convert
    limit = parameter.max_length

    def limited(value: Any) -> str:
        text = convert(value)
        if len(text) > limit:
            raise ValueError(f"may have {limit} characters, and has {len(text)}.")
        return text

    return limited


def _one_value(parameter: Parameter) -> Converter:
    if parameter.enum:
        spelling = {value.lower(): value for value in parameter.enum}

        def choose(value: Any) -> str:
            found = spelling.get(_text(value).strip().lower())
            if found is None:
                advice = did_you_mean(str(value), parameter.enum)
                raise ValueError(advice or "must be one of " + ", ".join(parameter.enum) + ".")
            return found

        return choose
    if parameter.type in ("integer", "number"):
        pattern = _INTEGER if parameter.type == "integer" else _NUMBER
        noun = "a whole number" if parameter.type == "integer" else "a number"

        def number(value: Any) -> str:
            text = str(value)
            if isinstance(value, bool) or not pattern.fullmatch(text):
                raise ValueError(f"must be {noun}.")
            return text

        return number
    return _boolean if parameter.type == "boolean" else _text


def _boolean(value: Any) -> str:
    text = str(value).lower()
    if text not in ("true", "false"):
        raise ValueError("must be true or false.")
    return text


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, list | tuple | set):
        return ",".join(_text(one) for one in value)
    if isinstance(value, dict):
        raise ValueError("must be a single value, not a mapping.")
    return str(value)


def missing_wrapper(action: Action, body: Any) -> str:
    """Say which documented wrapper a body lacks; empty if it lacks none.

    v1.1 answers 400 to a bare object.

    Examples
    --------
    >>> from capexplore import actions
    >>> missing_wrapper(actions["v1.1/customer/add"], {"mobile": "914400000017"})
    "The body must be wrapped as {'root': {'customer': ...}}."
    """
    inner = body
    for name in action.wrapper:
        if not isinstance(inner, dict) or name not in inner:
            shape = "..."
            for outer in reversed(action.wrapper):
                shape = f"{{{outer!r}: {shape}}}"
            return f"The body must be wrapped as {shape}."
        inner = inner[name]
    return ""


def body_problems(action: Action, body: Any) -> list[str]:
    """List doubts about a body: unknown members, missing ones, values that are not documented.

    Nothing listed here forbids sending, because the documented lists are incomplete.

    Examples
    --------
    >>> from capexplore import actions
    >>> body_problems(actions["v3/oauth_token/generate"], {"key": "k", "sceret": "s"})
    ["sceret: not documented. Did you mean 'secret'?", 'secret: required, and missing.']
    """
    fields = {field.name: field for field in action.body_fields}
    if not fields:
        return []
    children: dict[str, list[str]] = {}
    for name in fields:
        parent, _, leaf = name.rpartition(".")
        children.setdefault(parent, []).append(leaf)
    return list(dict.fromkeys(_doubts("", body, fields, children)))


def _doubts(
    at: str, value: Any, fields: dict[str, Parameter], children: dict[str, list[str]]
) -> Iterable[str]:
    if isinstance(value, list):
        for one in value:
            yield from _doubts(f"{at}[]", one, fields, children)
        return
    # A lone object is accepted where a list is documented, since XML cannot tell them apart.
    known = children.get(at) or children.get(f"{at}[]")
    if isinstance(value, dict) and known:
        base = at if at in children else f"{at}[]"
        for name, member in value.items():
            path = f"{base}.{name}" if base else str(name)
            if name not in known and at.rpartition(".")[2] in _FREE_FORM:
                continue
            if name not in known:
                advice = did_you_mean(str(name), known)
                yield f"{path}: not documented." + (f" {advice}" if advice else "")
            else:
                yield from _doubts(path, member, fields, children)
        for name in known:
            path = f"{base}.{name}" if base else name
            if name not in value and fields[path].required is True:
                yield f"{path}: required, and missing."
        return
    field = fields.get(at) or fields.get(at.removesuffix("[]"))
    if field is None or value is None or isinstance(value, Secret):
        return
    yield from _value_doubts(at, value, field)


def _value_doubts(at: str, value: Any, field: Parameter) -> Iterable[str]:
    if isinstance(value, dict):
        if field.type not in ("object", "array", None):
            yield f"{at}: documented as {field.type}, and is an object."
        return
    if field.type in ("object", "array"):
        return
    try:
        converter(field)(value)
    except ValueError as error:
        yield f"{at}: {error}"


def invalid(action: Action, problems: Iterable[str]) -> InvalidRequestError:
    """Make the error for a request that must not be sent."""
    lines = list(problems)
    more = [f"(and {len(lines) - 2} more)"] if len(lines) > 3 else []
    shown = lines[:2] + more if more else lines
    return InvalidRequestError("\n".join([f"{action.key} was not sent, because:", *shown]))

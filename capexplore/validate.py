"""Values checked against the catalog: path and query strictly, bodies with doubts only.

The documented lists of body fields are incomplete, so a body is refused only where it cannot be
what the API expects; everything else is a doubt, kept in `Request.problems`.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Callable, Iterable
from typing import Any

from capexplore.catalog import Action, Parameter, actions
from capexplore.errors import InvalidRequestError, did_you_mean
from capexplore.secrets import Secret, reveal

__all__ = [
    "Converter",
    "absences",
    "body_doubts",
    "body_problems",
    "checked",
    "converter",
    "invalid",
    "is_missing",
    "missing_wrapper",
    "side_effects",
]

Converter = Callable[[Any], str]
_INTEGER = re.compile(r"[+-]?[0-9]+")
# Objects of any headers; those listed are examples.
_FREE_FORM = frozenset({"webHookHeaders", "apiHeaders", "headers"})
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_DATE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[ T].*)?")


@functools.cache
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
            parts = _members(value) if _is_many(value) else _text(value).split(",")
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
            text = _text(value, parameter.format)
            if isinstance(value, float) and value.is_integer():
                text = str(int(value))
            if isinstance(value, bool) or not pattern.fullmatch(text):
                raise ValueError(f"must be {noun}.")
            return text

        return number
    if parameter.type == "boolean":
        return _boolean
    form = parameter.format
    if form is None:
        return _text
    return _dated(form) if _is_date(form) else lambda value: _text(value, form)


def _is_date(form: str) -> bool:
    return form.lower().startswith(("date", "yyyy", "iso-8601"))


def _dated(form: str) -> Converter:
    """Check dates as far as pages agree on them: what begins like one must be one."""

    def date(value: Any) -> str:
        text = _text(value, form)
        found = _DATE.fullmatch(text)
        try:
            if found:
                dt.date.fromisoformat(found[1])
            elif not any(character.isdigit() for character in text):
                raise ValueError
        except ValueError:
            raise ValueError(f"must be a date, as {form}.") from None
        return text

    return date


def is_missing(value: Any) -> bool:
    """Say whether a value stands for none: None, NaN, pandas' NA, or an empty list."""
    if value is None or (_is_many(value) and not len(value)):
        return True
    try:
        return not isinstance(value, str) and str(value) in ("nan", "<NA>", "NaT")
    except Exception:  # Of a class whose text cannot be had; it is refused where it is written.
        return False


def _is_many(value: Any) -> bool:
    return isinstance(value, list | tuple | set | frozenset)


def _members(value: Any) -> list[Any]:
    return sorted(value, key=str) if isinstance(value, set | frozenset) else list(value)


def _boolean(value: Any) -> str:
    text = str(value).lower()
    if text not in ("true", "false"):
        raise ValueError("must be true or false.")
    return text


def _text(value: Any, form: str | None = None) -> str:
    """Spell a value for the URL; a date in the documented format."""
    if isinstance(value, str):
        return checked(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.date):
        return _date_text(value, (form or "").lower())
    if _is_many(value):
        return ",".join(_text(one, form) for one in _members(value))
    if isinstance(value, dict | bytes):
        kind = "a mapping" if isinstance(value, dict) else "bytes"
        raise ValueError(f"must be a single value, not {kind}.")
    return str(value)


def checked(value: str) -> str:
    r"""Give a text, but not one of what is no text: halves of characters, classes of one's own.

    Examples
    --------
    >>> checked("caf\ud800")
    Traceback (most recent call last):
    ValueError: has characters that are no text.
    """
    try:
        value.encode()
    except UnicodeEncodeError:
        raise ValueError("has characters that are no text.") from None
    return str(value)


def _date_text(value: dt.date, form: str) -> str:
    if not isinstance(value, dt.datetime):
        return value.isoformat()
    if form.startswith("epoch"):
        return str(int(value.timestamp() * (1000 if form == "epoch-millis" else 1)))
    if form == "date" or (form.startswith("yyyy") and "hh" not in form):
        return value.date().isoformat()
    between = " " if "dd hh" in form else "T"
    return value.isoformat(between, timespec="seconds")


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
    limit = _over_the_limit(action, body)
    found = [f"{name}: {why}" for name, _, why in body_doubts(action, body)]
    return [*limit, *dict.fromkeys(found)]


Place = tuple[str | int, ...]
"""How a member of a body is reached: names, and places in lists from 0."""


def body_doubts(action: Action, body: Any) -> list[tuple[str, Place, str]]:
    """List the doubts about members of a body with where they are.

    Returns
    -------
    list of (str, tuple, str)
        The documented name, the place, and the doubt.

    Examples
    --------
    >>> from capexplore import actions
    >>> body_doubts(actions["v3/oauth_token/generate"], {"key": "k"})
    [('secret', ('secret',), 'required, and missing.')]
    """
    fields, children = _documented(action)
    return list(_doubts("", (), body, fields, children)) if fields else []


@functools.cache
def _documented(action: Action) -> tuple[dict[str, Parameter], dict[str, dict[str, bool]]]:
    """The members of a body by name; and those of each, with whether they are required."""
    fields = {field.name: field for field in action.body_fields}
    children: dict[str, dict[str, bool]] = {}
    for name, field in fields.items():
        parent, _, leaf = name.rpartition(".")
        children.setdefault(parent, {})[leaf] = field.required is True
    return fields, children


def _over_the_limit(action: Action, body: Any) -> list[str]:
    """A doubt about a batch that is larger than documented."""
    items = body
    for name in action.wrapper:
        items = items.get(name) if isinstance(items, dict) else None
    limit = action.batch_limit
    if limit is None or not isinstance(items, list) or len(items) <= limit:
        return []
    return [f"{len(items)} items: one call takes at most {limit}."]


@functools.lru_cache(maxsize=1024)
def absences(action: Action, given: tuple[str, ...], *, has_body: bool) -> tuple[str, ...]:
    """List doubts about what was not given: a body, or one of several parameters.

    Examples
    --------
    >>> from capexplore import actions
    >>> absences(actions["v3/webhook/add"], (), has_body=False)
    ('The body is missing: give it in json=.',)
    """
    if has_body or "multipart" in action.consumes:
        return ()
    found = []
    if any(field.required is True for field in action.body_fields):
        found.append("The body is missing: give it in json=.")
    one_of = [p.name for p in action.query_params if p.required == "conditional"]
    needed = action.path_params or [p for p in action.query_params if p.required is True]
    if len(one_of) > 1 and not needed and not {*one_of} & {*given}:
        shown = ", ".join(one_of[:6]) + (", ..." if len(one_of) > 6 else "")
        found.append(f"One of {shown} is usually needed.")
    return tuple(found)


def _doubts(
    at: str,
    place: Place,
    value: Any,
    fields: dict[str, Parameter],
    children: dict[str, dict[str, bool]],
) -> Iterable[tuple[str, Place, str]]:
    if isinstance(value, list):
        for number, one in enumerate(value):
            yield from _doubts(f"{at}[]", (*place, number), one, fields, children)
        return
    # A lone object is accepted where a list is documented, since XML cannot tell them apart.
    known = children.get(at) or children.get(f"{at}[]")
    if isinstance(value, dict) and known:
        alone = at not in children
        base, here = (f"{at}[]", (*place, 0)) if alone else (at, place)
        yield from _member_doubts(base, here, value, fields, children)
        return
    field = fields.get(at) or fields.get(at.removesuffix("[]"))
    if field is None or value is None or isinstance(value, Secret):
        return
    for why in _value_doubts(value, field):
        yield at, place, why


def _member_doubts(
    at: str,
    place: Place,
    value: dict[str, Any],
    fields: dict[str, Parameter],
    children: dict[str, dict[str, bool]],
) -> Iterable[tuple[str, Place, str]]:
    known = children[at]
    free = at.removesuffix("[]").rpartition(".")[2] in _FREE_FORM
    for name, member in value.items():
        path = f"{at}.{name}" if at else str(name)
        if name in known:
            yield from _doubts(path, (*place, name), member, fields, children)
        elif not free:
            advice = did_you_mean(str(name), known)
            yield path, (*place, name), "not documented." + (f" {advice}" if advice else "")
    for name, required in known.items():
        if required and name not in value:
            path = f"{at}.{name}" if at else name
            yield path, (*place, name), "required, and missing."


def _value_doubts(value: Any, field: Parameter) -> Iterable[str]:
    if isinstance(value, dict):
        if field.type not in ("object", "array", None):
            yield f"documented as {field.type}, and is an object."
        return
    if field.type in ("object", "array"):
        return
    try:
        converter(field)(value)
    except ValueError as error:
        yield str(error)


def side_effects(values: Iterable[tuple[str, object]]) -> list[str]:
    """List the parameters and headers with which a reading call changes something.

    A name counts however a server may read it: in any case, as ``name[]`` or ``name.``.

    Parameters
    ----------
    values : iterable of (str, object)
        Names and values of parameters and headers, whatever the action.

    Examples
    --------
    >>> side_effects([("issue_otp", "true"), ("mobile", "914400000017")])
    ['issue_otp']
    """
    named = ((name, value) for name, value in values if isinstance(name, str))
    return [name for name, value in named if _folded(name) in _flagged() and _is_on(name, value)]


@functools.cache
def _flagged() -> frozenset[str]:
    marked = (p.name for action in actions for p in action.query_params if p.side_effect)
    return frozenset(map(_folded, marked)) | _OTHER_METHODS


# With these, servers take a GET for the method that they name.
_OTHER_METHODS = frozenset(
    {"_method", "x_http_method", "x_http_method_override", "x_method_override"}
)


@functools.lru_cache(maxsize=1024)
def _folded(name: str) -> str:
    return re.sub(r"[\W_]+", "_", name.strip()).rstrip("_").lower()


def _is_on(name: str, value: object) -> bool:
    if _is_many(value):
        return any(_is_on(name, one) for one in _members(value))
    try:
        text = reveal(value).strip().lower()
    except Exception:  # Of a class whose text cannot be had: who knows what it would be.
        return True
    return text not in ("", "get" if _folded(name) in _OTHER_METHODS else "false", "0", "no")


def invalid(action: Action, problems: Iterable[str]) -> InvalidRequestError:
    """Make the error for a request that must not be sent."""
    lines = list(problems)
    more = [f"(and {len(lines) - 2} more)"] if len(lines) > 3 else []
    shown = lines[:2] + more if more else lines
    return InvalidRequestError("\n".join([f"{action.key} was not sent, because:", *shown]))

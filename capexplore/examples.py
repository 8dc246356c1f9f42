"""Minimal valid inputs for every action, made from its documented fields.

Reads and updates name what the sandbox's world holds; what is created is new there. Where an action
needs more than its fields tell, ``data/examples.json`` has the input itself.
"""

from __future__ import annotations

import copy
import functools
import re
from collections.abc import Iterable
from importlib import resources
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from capexplore.catalog import Action, Parameter

__all__ = ["OPTIONS", "example", "sample"]

# What a field is filled with, by the last part of its name, in lower case and without underscores.
_BY_NAME: dict[str, Any] = {
    "accountid": "wc-main",
    "amount": 1200,
    "billamount": 1200,
    "billnumber": "HB-1001",
    "brand": "Harbour Goods",
    "cardexternalid": "HGX-0001",
    "cardnumber": "HGC0000000101",
    "channel": "SMS",
    "clientkey": "hg-demo-key",
    "code": "K7QW2M9Z",
    "conceptid": 60002,
    "couponcode": "K7QW2M9Z",
    "couponid": 5500001,
    "couponseriesid": 4100,
    "customerid": 800101,
    "defaulttillid": 63001,
    "email": "mira.novak@mail.test",
    "eventname": "transactionAdded",
    "externalid": "HX-0001",
    "firstname": "Mira",
    "identifier": "914400000017",
    "identifiername": "mobile",
    "identifiertype": "mobile",
    "identifiervalue": "914400000017",
    "lastname": "Novak",
    "limit": 10,
    "mobile": "914400000017",
    "number": "HB-1001",
    "offset": 0,
    "orgid": 5001,
    "otp": "246810",
    "points": 10,
    "programid": 31,
    "quantity": 1,
    "redemptionid": "aB3xY9",
    "seriesid": 4100,
    "sku": "SKU-TEA-01",
    "source": "INSTORE",
    "storecode": "quay1",
    "storeid": 62001,
    "tillcode": "quay1.t1",
    "tillid": 63001,
    "transactionid": 910001,
    "transactionnumber": "HB-1001",
    "url": "https://hooks.harbour.test/in",
    "userid": 800101,
    "webhookid": "65f0c2a91b7e4d00080a11c3",
    "zoneid": 60001,
}
# What build and call take besides an action's own parameters.
OPTIONS = ("json", "params", "headers", "attribution", "format", "files", "check")
_PREFERRED = ("mobile", "id", "identifierName", "source", "externalId", "code", "number")
_DATE = "2026-01-15"
_FEW = 6


def example(action: Action) -> dict[str, Any]:
    """Give a minimal valid input of an action, as the arguments of ``client.build``.

    Examples
    --------
    >>> from capexplore import actions
    >>> example(actions["v2/customer/get"])
    {'id': 800101, 'source': 'INSTORE'}
    """
    written = _written().get(action.key)
    if written is not None:
        arguments = copy.deepcopy(written)
    else:
        arguments = _parameters(action)
        body = _body(action)
        if body is not None:
            arguments["json"] = body
    if "multipart" in action.consumes:
        arguments["files"] = {_file_field(action): ("example.csv", b"code\nK7QW2M9Z\n")}
    return arguments


@functools.cache
def _written() -> dict[str, dict[str, Any]]:
    text = (resources.files("capexplore") / "data" / "examples.json").read_bytes()
    found: dict[str, dict[str, Any]] = msgspec.json.decode(text)
    return found


def _parameters(action: Action) -> dict[str, Any]:
    """The path parameters and the query parameters that must be given."""
    needed = {k: p for k, p in action.keywords.items() if k in action.required_keywords}
    conditional = {k: p for k, p in action.keywords.items() if p.required == "conditional"}
    if conditional and not needed:
        chosen = _one_of(conditional)
        needed = {k: p for k, p in conditional.items() if k in chosen}
    arguments: dict[str, Any] = {}
    params: dict[str, Any] = {}
    for keyword, parameter in needed.items():
        name = action.short_names[keyword]
        place = arguments if name.isidentifier() and name not in OPTIONS else params
        place[name if place is arguments else parameter.name] = _value(parameter)
    if params:
        arguments["params"] = params
    return arguments


def _one_of(conditional: Iterable[str]) -> set[str]:
    """Of several fields of which one is needed, the one that a user would give first."""
    names = list(conditional)
    first = next((name for name in _PREFERRED if name in names), names[0])
    return {first, first.replace("Name", "Value")} if first == "identifierName" else {first}


def _body(action: Action) -> Any:
    """The members of the body that must be given, in the documented wrapper."""
    if action.method == "GET" or "multipart" in action.consumes or not action.body_fields:
        return None
    fields = {field.name: field for field in action.body_fields}
    chosen = [name for name, field in fields.items() if field.required is True]
    depth = "root" in fields and "root." + (action.wrapper[1:] or ("",))[0]
    inner = [n for n, f in fields.items() if f.required == "conditional"]
    conditional = {name.rpartition(".")[2]: name for name in reversed(inner)}
    if conditional and not [n for n in chosen if fields[n].type not in ("object", "array")]:
        chosen += [conditional[name] for name in _one_of(conditional)]
    if not [name for name in chosen if name not in ("root", depth)]:
        scalars = (n for n, f in fields.items() if f.type not in ("object", "array", "file"))
        known = [n for n in scalars if fields[n].required is not False] or list(fields)
        chosen = known[:_FEW]
    tree: Any = [] if chosen[0].startswith("[]") else {}
    for name in sorted(chosen, key=list(fields).index):
        tree = _put(tree, name.split("."), fields[name])
    return tree


def _put(tree: Any, path: list[str], field: Parameter) -> Any:
    """Set the member at a path of names, ``name[]`` being a list of one."""
    name, rest = path[0], path[1:]
    if name == "[]":
        inner = tree[0] if isinstance(tree, list) and tree else {}
        return [_put(inner, rest, field) if rest else _value(field)]
    tree = tree if isinstance(tree, dict) else {}
    plain = name.removesuffix("[]")
    if not rest:
        if plain not in tree:
            tree[plain] = [_value(field)] if name.endswith("[]") else _value(field)
        return tree
    if name.endswith("[]"):
        known = tree.get(plain)
        inner = known[0] if isinstance(known, list) and known else {}
        tree[plain] = [_put(inner if isinstance(inner, dict) else {}, rest, field)]
    else:
        tree[plain] = _put(tree.get(plain), rest, field)
    return tree


def _value(field: Parameter) -> Any:
    """A value that fits: a documented one, one of the sandbox's world, or one of its type."""
    if field.enum:
        wanted = str(_BY_NAME.get(_fold(field.name), "")).lower()
        return next((value for value in field.enum if value.lower() == wanted), field.enum[0])
    known = _BY_NAME.get(_fold(field.name))
    if field.type in ("integer", "number"):
        return int(known) if known is not None and str(known).isdigit() else _number(field)
    if field.type in _BY_TYPE:
        return copy.deepcopy(_BY_TYPE[field.type])
    if known is not None:
        return str(known) if field.type == "string" else known
    return sample(field)


_BY_TYPE: dict[str, Any] = {"boolean": True, "object": {}, "array": []}


def _number(field: Parameter) -> int:
    if field.format == "epoch":
        return 1_768_471_200
    return 1_768_471_200_000 if field.format == "epoch-millis" else 1


def sample(field: Parameter) -> str:
    """Give a text that fits a parameter, by its format.

    Examples
    --------
    >>> from capexplore.catalog import Parameter
    >>> sample(Parameter("at", "string", format="date-time"))
    '2026-01-15T10:00:00Z'
    """
    pattern = (field.format or "").lower()
    if pattern in ("date-time", "iso-8601") or ("t" in pattern and "hh" in pattern):
        return f"{_DATE}T10:00:00Z"
    if "hh" in pattern:
        return f"{_DATE} 10:00:00"
    if pattern.startswith(("date", "yyyy")):
        return _DATE
    if pattern == "uri":
        return "https://hooks.harbour.test/in"
    return "example"[: field.max_length or None]


def _fold(name: str) -> str:
    return re.sub(r"[\[\]_-]", "", name.rpartition(".")[2]).lower()


def _file_field(action: Action) -> str:
    files = [field.name for field in action.body_fields if field.type == "file"]
    return files[0] if files else "file"

"""A body as fields: which there are for a value, and how one of them changes the value."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson

from capexplore.catalog import Action, Parameter

__all__ = ["BodyField", "BodyPlan"]

_Path = tuple[str | int, ...]
_EVERY = -1  # stands for each member of a list


@dataclass(frozen=True, slots=True)
class BodyField:
    """A leaf of a body.

    Attributes
    ----------
    name : str
        Its path without the wrapper around every item, members of lists numbered from 1:
        ``identifiers[2].type``.
    path : tuple of str and int
        How it is reached.
    parameter : Parameter
        What is documented of it.
    required : bool
        Whether it must be given as soon as the body is.
    """

    name: str
    path: _Path
    parameter: Parameter
    required: bool


class BodyPlan:
    """The documented members of an action's body, as fields.

    Examples
    --------
    >>> from capexplore import actions
    >>> plan = BodyPlan(actions["v1.1/customer/add"])
    >>> mobile = next(field for field in plan.fields({}) if field.name == "mobile")
    >>> plan.change(None, mobile, "914400000017")
    {'root': {'customer': [{'mobile': '914400000017'}]}}
    """

    def __init__(self, action: Action) -> None:
        self._documented = [(_parse(field.name), field) for field in action.body_fields]
        paths = [path for path, _ in self._documented]
        starts: list[_Path] = [(*action.wrapper, _EVERY), action.wrapper]
        self._wrapper = next(
            start for start in starts if not start or any(p[: len(start)] == start for p in paths)
        )

    @property
    def has_secrets(self) -> bool:
        """Whether a documented member is secret."""
        return any(field.secret for _, field in self._documented)

    def fields(self, body: Any) -> list[BodyField]:
        """Give the fields for a value: those of every member of its lists, at least of one.

        They come item by item, the required ones first.
        """
        found = []
        for path, parameter in self._documented:
            if self._has_members(path):
                continue
            required = parameter.required is True and self._is_needed(path)
            found += [
                BodyField(self._name(place, body), place, parameter, required)
                for place in _places(path, body)
            ]
        return sorted(found, key=lambda field: (_item(field.path), not field.required))

    def _has_members(self, path: _Path) -> bool:
        return any(
            len(other) > len(path) and other[: len(path)] == path for other, _ in self._documented
        )

    def _is_needed(self, path: _Path) -> bool:
        """Whether everything around a member is required too."""
        return all(
            parameter.required is True
            for other, parameter in self._documented
            if len(other) < len(path) and path[: len(other)] == other
        )

    def lists(self, body: Any) -> dict[str, _Path]:
        """Give the lists of objects to which a member can be added, by name."""
        found: dict[str, _Path] = {}
        for path, _ in self._documented:
            for end, part in enumerate(path[:-1]):
                if part == _EVERY:
                    for place in _places(path[:end], body):
                        found.setdefault(self._name(place, body) or "items", place)
        return found

    def value(self, body: Any, field: BodyField) -> Any:
        """Give what a field shows of a body: text, a `Secret`, or None."""
        value = _get(body, field.path)
        if isinstance(value, dict) or (
            isinstance(value, list) and not (value and _is_plain(value))
        ):
            return orjson.dumps(value, default=str).decode()
        return value

    def change(self, body: Any, field: BodyField, value: Any) -> Any:
        """Give a body in which a field has a value; none, or empty text, takes it out."""
        new = None if value in ("", None, []) else _typed(value, field.parameter)
        return _set(copy.deepcopy(body), field.path, new)

    def add(self, body: Any, place: _Path) -> Any:
        """Give a body with one more empty member in a list."""
        members = _get(body, place)
        count = len(members) if isinstance(members, list) else 1
        return _set(copy.deepcopy(body), (*place, max(count, 1)), {})

    def name_of(self, place: tuple[str | int, ...], body: Any) -> str:
        """Give the name of the field at a place."""
        return self._name(place, body)

    def _name(self, path: _Path, body: Any) -> str:
        """Leave the wrapper out, and the number of an item that is alone."""
        rest = path
        outer = _first(self._wrapper)
        if path[: len(outer)] == outer and (outer[-1:] != (0,) or _count(body, outer[:-1]) < 2):
            rest = path[len(outer) :]
        elif path[:1] == ("root",):
            rest = path[1:]
        text = ""
        for part in rest:
            if isinstance(part, int):
                text += f"[{part + 1}]"
            else:
                text += f".{part}" if text else part
        return text


def _item(path: _Path) -> int:
    """The number of the item of a batch that a place is in."""
    return next((part for part in path if isinstance(part, int)), -1)


def _parse(name: str) -> _Path:
    parts: list[str | int] = []
    for piece in name.split("."):
        plain = piece.replace("[]", "")
        if plain:
            parts.append(plain)
        parts += [_EVERY] * piece.count("[]")
    return tuple(parts)


def _first(path: _Path) -> _Path:
    """The path to the first member of each list."""
    parts: list[str | int] = [0 if part == _EVERY else part for part in path]
    return tuple(parts)


def _places(path: _Path, body: Any) -> Iterator[_Path]:
    """Every place in a body that a documented path stands for; members of lists from the first."""
    if _EVERY not in path:
        yield path
        return
    at = path.index(_EVERY)
    for number in range(max(_count(body, path[:at]), 1)):
        yield from _places((*path[:at], number, *path[at + 1 :]), body)


def _count(body: Any, path: _Path) -> int:
    members = _get(body, path)
    return len(members) if isinstance(members, list) else int(members is not None)


def _get(body: Any, path: _Path) -> Any:
    for part in path:
        if isinstance(part, int):
            # A lone object may stand where a list is documented, as in XML.
            members = body if isinstance(body, list) else [body]
            body = members[part] if part < len(members) else None
        else:
            body = body.get(part) if isinstance(body, dict) else None
    return body


def _set(tree: Any, path: _Path, value: Any) -> Any:
    """Set or, for None, take out what is at a path; empty containers go with their last member."""
    if not path:
        return value
    part, rest = path[0], path[1:]
    if isinstance(part, int):
        members = tree if isinstance(tree, list) else [] if tree is None else [tree]
        while value is not None and len(members) <= part:
            members.append({})
        if part < len(members):
            inner = _set(members[part], rest, value)
            if inner is None:
                del members[part]
            else:
                members[part] = inner
        lone = tree if isinstance(tree, dict) and len(members) == 1 else None
        return members[0] if lone is not None else members or None
    known = dict(tree) if isinstance(tree, dict) else {}
    inner = _set(known.get(part), rest, value)
    if inner is None:
        known.pop(part, None)
    else:
        known[part] = inner
    return known or None


def _is_plain(members: list[Any]) -> bool:
    return not any(isinstance(member, dict | list) for member in members)


_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,15})?")


def _typed(value: Any, parameter: Parameter) -> Any:
    """Give what was typed as the type that is documented, where it fits; as text otherwise."""
    if not isinstance(value, str):
        return value
    text = value
    if parameter.type == "boolean" and text in ("true", "false"):
        return text == "true"
    if parameter.type in ("integer", "number") and _NUMBER.fullmatch(text):
        return orjson.loads(text)
    if parameter.type in ("object", "array", None) and text[:1] in ("{", "["):
        try:
            return orjson.loads(text)
        except orjson.JSONDecodeError:
            return text
    if parameter.type == "array":
        return [part.strip() for part in text.split(",") if part.strip()]
    return text

"""Shapes of answers: which members, in which order, of which types.

A shape is a type (``int`` and ``float`` are told apart, as they are in the text of an answer),
``None`` for null, a value that has to be just that one, `Either` of several shapes, a dict of
members in their order, or a list: ``[shape]`` holds one or more of that shape, ``[]`` nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

Shape = Any


@dataclass(frozen=True)
class Either:
    """One of several shapes."""

    shapes: tuple[Shape, ...]


def either(*shapes: Shape) -> Either:
    return Either(shapes)


def of(shape: Shape, names: str) -> dict[str, Shape]:
    """Members of one shape, named in one text."""
    return dict.fromkeys(names.split(), shape)


def alike(value: Any) -> Shape:
    """The shape that holds a value and no other."""
    if isinstance(value, dict):
        return {name: alike(member) for name, member in value.items()}
    return [alike(value[0])] if isinstance(value, list) and value else value


@dataclass(frozen=True)
class Sample:
    """A documented request with the shape of its answer, and the calls that come before it."""

    number: str
    method: str
    path: str
    shape: Shape
    body: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    files: dict[str, Any] | None = None
    first: tuple[tuple[str, str, Any], ...] = ()

    @property
    def name(self) -> str:
        return f"{self.number} {self.method} {self.path.partition('?')[0]}"


def differences(shape: Shape, value: Any, place: str = "$") -> Iterator[str]:
    """What is not as a shape says."""
    if isinstance(shape, Either):
        if all(next(differences(one, value, place), None) for one in shape.shapes):
            yield f"{place}: {value!r} has none of the shapes {shape.shapes}"
    elif isinstance(shape, dict):
        yield from _of_members(shape, value, place)
    elif isinstance(shape, list):
        yield from _of_rows(shape, value, place)
    elif isinstance(shape, type):
        if type(value) is not shape:
            yield f"{place}: {value!r} instead of {shape.__name__}"
    elif type(value) is not type(shape) or value != shape:
        yield f"{place}: {value!r} instead of {shape!r}"


def _of_members(shape: dict[str, Shape], value: Any, place: str) -> Iterator[str]:
    if not isinstance(value, dict) or list(value) != list(shape):
        shown = list(value) if isinstance(value, dict) else value
        yield f"{place}: {shown!r} instead of {list(shape)}"
        return
    for name, member in shape.items():
        yield from differences(member, value[name], f"{place}.{name}")


def _of_rows(shape: list[Shape], value: Any, place: str) -> Iterator[str]:
    if not isinstance(value, list) or bool(value) != bool(shape):
        yield f"{place}: {value!r} instead of a list of {shape}"
        return
    for number, member in enumerate(value):
        yield from differences(shape[0], member, f"{place}[{number}]")

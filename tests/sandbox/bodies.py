"""Bodies of every kind, made from the catalog: as documented, and as they ought not to be."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from functools import cache
from typing import Any

import capexplore as cx

Path = tuple[str | int, ...]

_NOTHING = object()
# What stands where something else belongs.
JUNK: list[Any] = [
    None,
    True,
    0,
    -1,
    2**63,
    -(2**80),
    1e300,
    0.1234567,
    "",
    " ",
    "x" * 3000,
    "9" * 30,
    "2025-13-45",
    "\u0000\u202e\ufffe",
    [],
    {},
    [[]],
    [None, 0, ""],
    {"type": [], "value": {}},
]


@cache
def example(action: cx.Action) -> tuple[str, Any]:
    """The target and body of an action's example."""
    arguments = action.example()
    return cx.Client().build(action, **arguments).target, arguments.get("json")


def full(action: cx.Action, body: Any) -> Any:
    """A body with every documented member, those that the example lacks being empty text."""
    tree = copy.deepcopy(body)
    for field in action.body_fields:
        parts = field.name.replace("[]", ".0").split(".")
        _add(tree, [int(part) if part == "0" else part for part in parts])
    return tree


def _add(tree: Any, parts: list[str | int]) -> None:
    for number, part in enumerate(parts):
        last = number == len(parts) - 1
        if isinstance(part, str):
            if isinstance(tree, list) and tree:
                tree = tree[0]
            if not isinstance(tree, dict):
                return
            if last:
                tree.setdefault(part, "")
                return
            if tree.get(part) in ("", None):
                tree[part] = [] if parts[number + 1] == 0 else {}
            tree = tree[part]
        elif isinstance(tree, list):
            if not tree:
                tree.append("" if last else {})
            tree = tree[0]


def places(tree: Any, path: Path = ()) -> Iterator[Path]:
    """The paths of all members of a tree, containers before what is in them."""
    yield path
    if isinstance(tree, (dict, list)):
        for name, member in tree.items() if isinstance(tree, dict) else enumerate(tree):
            yield from places(member, (*path, name))


def replaced(tree: Any, path: Path, value: Any) -> Any:
    """A tree with another value at a path."""
    if not path:
        return value
    tree = copy.copy(tree)
    tree[path[0]] = replaced(tree[path[0]], path[1:], value)
    return tree


def spoilt(action: cx.Action, body: Any, few: int) -> Iterator[Any]:
    """Bodies with one wrong value each, a few for every member, and some with wrong ones only."""
    whole = full(action, body)
    for turn, path in enumerate(places(whole)):
        base = body if _at(body, path) is not _NOTHING else whole
        for step in range(few):
            yield replaced(base, path, JUNK[(turn + step * 5) % len(JUNK)])
    leaves = [p for p in places(whole) if not isinstance(_at(whole, p), (dict, list))]
    for value in JUNK:
        tree = whole
        for path in leaves:
            tree = replaced(tree, path, value)
        yield tree


def _at(tree: Any, path: Path) -> Any:
    for part in path:
        try:
            tree = tree[part]
        except (LookupError, TypeError):
            return _NOTHING
    return tree

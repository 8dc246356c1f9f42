"""From a path to an action of the catalog.

Falcon's own router compiles its routes, which takes longer than everything else that the sandbox
does to start; a tree of path segments needs a millisecond.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from capexplore.catalog import Action

__all__ = ["Router", "path_values"]

_PARAMETER = "{}"
_METHODS = ""


class Router:
    """The actions, by the segments of their paths.

    A fixed segment wins over a ``{parameter}``; case matters; a trailing slash does not.
    """

    def __init__(self, rows: Iterable[Action]) -> None:
        self._tree: dict[str, Any] = {}
        for action in rows:
            self._add(action)

    def _add(self, action: Action) -> None:
        segments = action.path.split("/")[1:]
        if segments[0].startswith("{"):
            return
        node = self._tree
        for segment in segments:
            node = node.setdefault(_PARAMETER if segment.startswith("{") else segment, {})
        node.setdefault(_METHODS, {})[action.method] = action

    def find(self, path: str) -> tuple[dict[str, Action], list[str]] | None:
        """Give the actions at a path, by method, and the values of its parameters in order."""
        segments = path.split("/")[1:]
        if segments and not segments[-1]:
            segments.pop()
        values: list[str] = []
        methods = _find(self._tree, segments, 0, values) if segments else None
        return None if methods is None else (methods, values)


def _find(
    node: dict[str, Any], segments: list[str], depth: int, values: list[str]
) -> dict[str, Action] | None:
    if depth == len(segments):
        return node.get(_METHODS)
    segment = segments[depth]
    if not segment or segment == _PARAMETER:
        return None
    if segment in node:
        found = _find(node[segment], segments, depth + 1, values)
        if found is not None:
            return found
    if _PARAMETER in node:
        values.append(segment)
        found = _find(node[_PARAMETER], segments, depth + 1, values)
        if found is not None:
            return found
        values.pop()
    return None


def path_values(action: Action, values: list[str]) -> dict[str, str]:
    """Give the values of a path's parameters by name."""
    names = [part[1:-1] for part in action.path.split("/") if part.startswith("{")]
    return dict(zip(names, values, strict=True))

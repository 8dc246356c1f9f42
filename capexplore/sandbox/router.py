"""From a path to an action of the catalog.

Falcon's own router compiles its routes, which takes longer than everything else that the sandbox
does to start; a tree of path segments needs a millisecond.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
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
        self._fixed: dict[str, dict[str, Action]] = {}
        for action in rows:
            self._add(action)

    def _add(self, action: Action) -> None:
        segments = action.path.split("/")[1:]
        if segments == ["{webhookUrl}"]:
            # Its path is a whole URL; the ones given out end in "/webhooks/" and a key.
            segments = ["webhooks", "{key}"]
        node = self._tree
        for segment in segments:
            node = node.setdefault(_PARAMETER if segment.startswith("{") else segment, {})
        methods = node.setdefault(_METHODS, {})
        methods[action.method] = action
        if "{" not in action.path:
            self._fixed[action.path] = methods

    def find(self, path: str, method: str = "GET") -> tuple[dict[str, Action], list[str]] | None:
        """Give the actions at a path, by method, and the values of its parameters in order.

        Where several paths fit, one that has the method is taken.
        """
        fixed = self._fixed.get(path)
        if fixed is not None and method in fixed:
            return fixed, []
        segments = path.split("/")[1:]
        if segments and not segments[-1]:
            segments.pop()
        fitting = list(_matches(self._tree, segments, ())) if segments else []
        with_method = (match for match in fitting if method in match[0])
        return next(with_method, fitting[0] if fitting else None)


def _matches(
    node: dict[str, Any], segments: list[str], values: tuple[str, ...]
) -> Iterator[tuple[dict[str, Action], list[str]]]:
    if not segments:
        if _METHODS in node:
            yield node[_METHODS], list(values)
        return
    segment, *rest = segments
    if not segment or segment == _PARAMETER:
        return
    if segment in node:
        yield from _matches(node[segment], rest, values)
    if _PARAMETER in node:
        yield from _matches(node[_PARAMETER], rest, (*values, segment))


def path_values(action: Action, values: list[str]) -> dict[str, str]:
    """Give the values of a path's parameters by name."""
    return dict(zip(_names(action.path), values, strict=True))


@cache
def _names(path: str) -> list[str]:
    return [part[1:-1] for part in path.split("/") if part.startswith("{")]

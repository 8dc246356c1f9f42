"""How actions are found by words, and how the found ones are shown."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlsplit

if TYPE_CHECKING:
    from capexplore.catalog import Action

__all__ = ["at_path", "listing", "rank", "values_in"]


def rank(action: Action, words: list[str]) -> int:
    """Say how well an action fits the words; 0 if a word is nowhere in it.

    Parameters
    ----------
    action : Action
        What may fit.
    words : list of str
        In lower case.
    """
    name = f"{action.key} {action.method}".lower()
    pieces = set(re.split(r"[^a-z0-9.]+", name.replace("_", " ")))
    path = action.path.lower()
    fields = ""
    score = 0
    for word in words:
        if word in pieces or word == action.key:
            score += 100
        elif word.rstrip("s") in name:
            score += 50
        elif word in path:
            score += 20
        else:
            fields = fields or _field_names(action)
            if word not in fields:
                return 0
            score += 1
    return score + action.simulated - 10 * action.deprecated


def at_path(rows: Iterable[Action], text: str) -> list[Action]:
    """Give the actions at a URL or path with its values in it, such as ``/v2/customers/800101``.

    Where several paths fit, those with more fixed parts come first.
    """
    segments = _segments(text)
    fitting = [a for a in rows if segments and _values(a, segments) is not None]
    return sorted(fitting, key=lambda action: action.path.count("{"))


def values_in(action: Action, text: str) -> dict[str, str]:
    """Give the values of path and query parameters that a URL has for an action, by keyword.

    Examples
    --------
    >>> from capexplore import actions
    >>> values_in(actions["v2/customer/get"], "https://sandbox.test/v2/customers/7?source=ALL")
    {'customerId': '7', 'source': 'ALL'}
    """
    names = _values(action, _segments(text)) if _looks_like_a_path(text) else None
    if names is None:
        return {}
    names |= dict(parse_qsl(urlsplit(text).query))
    return {word: names[p.name] for word, p in action.keywords.items() if p.name in names}


def _looks_like_a_path(text: str) -> bool:
    return "/" in text and not any(character.isspace() for character in text)


def _segments(text: str) -> list[str]:
    return urlsplit(text).path.strip("/").split("/") if _looks_like_a_path(text) else []


def _values(action: Action, segments: list[str]) -> dict[str, str] | None:
    """The values of the path's parameters; None if the path is another's."""
    template = action.path.strip("/").split("/")
    if len(template) != len(segments):
        return None
    found = {}
    for wanted, segment in zip(template, segments, strict=True):
        if wanted.startswith("{"):
            found[wanted[1:-1]] = "" if segment.startswith("{") else unquote(segment)
        elif wanted != segment:
            return None
    return found


def _field_names(action: Action) -> str:
    groups = (action.path_params, action.query_params, action.headers, action.body_fields)
    return " ".join(p.name for group in groups for p in group).lower()


def listing(rows: list[Action], total: int) -> str:
    """List actions as an HTML table, with a word on how many there are in all."""
    body = "".join(
        f"<tr><td>{escape(a.key)}</td><td>{a.method}</td><td><code>{escape(a.path)}</code></td></tr>"
        for a in rows
    )
    more = f"<p>{len(rows)} of {total} actions</p>" if total > len(rows) else ""
    head = "<tr><th>key</th><th>method</th><th>path</th></tr>"
    return f"<table><thead>{head}</thead><tbody>{body}</tbody></table>{more}"

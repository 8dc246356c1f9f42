"""How actions are found by words, and how the found ones are shown."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from capexplore.catalog import Action

__all__ = ["listing", "rank"]


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

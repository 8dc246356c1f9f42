"""The form, as its user sees it: controls by label, and all that it says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape, unescape
from typing import Any

import ipywidgets as w

import capexplore as cx


def controls_in(box: Any) -> Iterator[Any]:
    """Give every widget in a box, depth first."""
    yield box
    for child in getattr(box, "children", ()):
        yield from controls_in(child)


def controls(explorer: cx.Explorer) -> dict[str, Any]:
    """Give the controls by their labels."""
    return {
        str(one.description).removesuffix(" *"): one
        for one in controls_in(explorer.ui)
        if getattr(one, "description", "")
    }


def control(explorer: cx.Explorer, name: str) -> Any:
    """Give the control with a label."""
    return controls(explorer)[name]


def is_hidden(explorer: cx.Explorer, wanted: Any) -> bool:
    """Say whether a control, or a box around it, is not shown."""

    def hides(box: Any) -> bool:
        inside = wanted is box or any(wanted is one for one in controls_in(box))
        if not inside:
            return False
        return box.layout.display == "none" or any(
            hides(child) for child in getattr(box, "children", ())
        )

    return hides(explorer.ui)


def markup(explorer: cx.Explorer) -> str:
    """Give all HTML of the form, with what its other tabs and the notes beside fields say."""
    values = [one.value for one in controls_in(explorer.ui) if isinstance(one, w.HTML)]
    values += [explorer._view.text(name) for name in ("Python", "curl")]
    return "\n".join([*values, *(escape(note) for note in explorer.page.notes.values())])


def shown(explorer: cx.Explorer) -> str:
    """Give all text of the form, without its markup."""
    return unescape(re.sub(r"<[^>]*>", "", markup(explorer)))


def states(explorer: cx.Explorer) -> str:
    """Give what a notebook that keeps the state of widgets would keep."""
    return "".join(str(one.get_state()) for one in controls_in(explorer.ui))

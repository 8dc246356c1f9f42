"""How the form's controls are laid out.

Widgets share layouts and styles: each of their own would be a message more.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ipywidgets as w
from ipywidgets.widgets.widget_bool import CheckboxStyle
from ipywidgets.widgets.widget_description import DescriptionStyle
from ipywidgets.widgets.widget_selection import ToggleButtonsStyle
from ipywidgets.widgets.widget_string import HTMLStyle, TextStyle

__all__ = [
    "BUTTONS",
    "CHOICE",
    "HIDDEN",
    "SHORT",
    "SHOWN",
    "TEXT",
    "WIDE",
    "bar",
    "button",
    "checkbox",
    "grid",
    "html",
    "section",
    "stack",
    "tabs",
]

_LAYOUT = w.Layout(width="auto", min_width="0")
_LABEL_WIDTH = "170px"
_TEXT_STYLE = TextStyle(description_width=_LABEL_WIDTH)
CHOICE = {"layout": _LAYOUT, "style": DescriptionStyle(description_width=_LABEL_WIDTH)}
BUTTONS = {"layout": _LAYOUT, "style": ToggleButtonsStyle(button_width="90px")}
SHORT = {
    "layout": w.Layout(width="auto", min_width="0", flex="0 1 330px"),
    "style": DescriptionStyle(description_width="90px"),
}
TEXT = {"layout": _LAYOUT, "style": _TEXT_STYLE}
WIDE = {"layout": w.Layout(width="auto", min_width="0", height="190px"), "style": _TEXT_STYLE}
HIDDEN = w.Layout(display="none")
SHOWN = w.Layout(overflow="visible")
_HTML_STYLE = HTMLStyle()
_BUTTON_STYLE = w.ButtonStyle()
_CHECKBOX_STYLE = CheckboxStyle()
_GRID = w.Layout(
    grid_template_columns="repeat(auto-fit, minmax(min(380px, 100%), 1fr))",
    grid_gap="2px 20px",
    width="100%",
    overflow="visible",
)
_BAR = w.Layout(flex_flow="row wrap", align_items="center", grid_gap="4px 12px", overflow="visible")


def grid(*children: w.Widget) -> w.GridBox:
    """Set controls side by side where there is room, and below each other where there is not."""
    return w.GridBox(children, layout=_GRID)


def bar(*children: w.Widget) -> w.HBox:
    """Set buttons and texts in a row that breaks where there is no room."""
    return w.HBox(children, layout=_BAR)


def stack(*children: w.Widget) -> w.VBox:
    """Set widgets below each other."""
    return w.VBox(children, layout=SHOWN)


def tabs(children: Sequence[w.Widget], titles: Sequence[str]) -> w.Tab:
    """Set widgets behind each other, with a tab for each."""
    return w.Tab(children, titles=titles, layout=SHOWN)


def html(text: str = "") -> w.HTML:
    """Give a place for text with markup."""
    return w.HTML(text, layout=SHOWN, style=_HTML_STYLE)


def button(description: str, **options: Any) -> w.Button:
    """Give a button with a text."""
    return w.Button(description=description, **{"layout": SHOWN, "style": _BUTTON_STYLE, **options})


def checkbox(description: str = "", **options: Any) -> w.Checkbox:
    """Give a box to tick, with its text after it."""
    given = {"layout": SHOWN, "style": _CHECKBOX_STYLE, **options}
    return w.Checkbox(description=description, indent=False, **given)


def section(title: str, *children: w.Widget) -> w.VBox:
    """Put controls under a heading."""
    heading = html(f"<div class='cx-title' role='heading' aria-level='3'>{title}</div>")
    box = stack(heading, *children)
    box.add_class("cx-section")
    return box

"""The controls for an action's inputs: one by type for each parameter, taken from a pool."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import ipywidgets as w

from capexplore.catalog import Parameter
from capexplore.errors import InvalidRequestError, did_you_mean
from capexplore.secrets import Secret
from capexplore.widgets.style import CHOICE, TEXT, grid

__all__ = ["Fields"]


_KINDS: dict[str, Callable[[], w.Widget]] = {
    "choice": lambda: w.Dropdown(options=[""], **CHOICE),
    "text": lambda: w.Text(**TEXT),
    "secret": lambda: w.Password(**TEXT),
}


class Fields:
    """A grid of controls for some parameters; controls are used again when the parameters change.

    Parameters
    ----------
    changed : callable
        Called after the user changed a value.
    """

    def __init__(self, changed: Callable[[Any], None]) -> None:
        self.box = grid()
        self._changed = changed
        self._pool: dict[str, list[w.Widget]] = {kind: [] for kind in _KINDS}
        self._controls: dict[str, w.Widget] = {}

    def show(self, parameters: Iterable[tuple[str, Parameter, bool]]) -> None:
        """Show a control for each parameter: its keyword, the parameter, whether it is required."""
        used = dict.fromkeys(_KINDS, 0)
        self._controls = {}
        for keyword, parameter, required in parameters:
            kind = "secret" if parameter.secret else "choice" if _choices(parameter) else "text"
            pool = self._pool[kind]
            if used[kind] == len(pool):
                pool.append(self._make(kind))
            control = pool[used[kind]]
            used[kind] += 1
            self._fit(control, keyword, parameter, required)
            self._controls[keyword] = control
        children = tuple(self._controls.values())
        if children != self.box.children:
            self.box.children = children

    @property
    def values(self) -> dict[str, str]:
        """The values that are filled in, by keyword."""
        return {name: c.value for name, c in self._controls.items() if c.value not in ("", None)}

    def fill(self, values: dict[str, Any]) -> None:
        """Fill in values by keyword; the others are emptied."""
        for name, control in self._controls.items():
            text = _text(values.get(name))
            if isinstance(control, w.Dropdown):
                spelling = {str(option).lower(): option for option in control.options}
                if text.lower() not in spelling:
                    raise InvalidRequestError(
                        f"{name} cannot be {text!r} in the form. "
                        + (did_you_mean(text, spelling.values()) or "Choose one that is listed.")
                    )
                text = spelling[text.lower()]
            control.value = text

    def __contains__(self, keyword: object) -> bool:
        return keyword in self._controls

    def _make(self, kind: str) -> w.Widget:
        control = _KINDS[kind]()
        control.observe(self._changed, "value")
        return control

    def _fit(self, control: w.Widget, keyword: str, parameter: Parameter, required: bool) -> None:
        """Make a control of the pool the one for a parameter, in one message."""
        control.unobserve(self._changed, "value")
        with control.hold_sync():
            control.description = f"{keyword} *" if required else keyword
            control.tooltip = f"{parameter.name}: {parameter.type or 'any'}"
            if isinstance(control, w.Dropdown):
                control.options = ["", *_choices(parameter)]
                control.value = ""
            else:
                control.placeholder = _placeholder(parameter)
                control.value = ""
        control.observe(self._changed, "value")


def _choices(parameter: Parameter) -> tuple[str, ...]:
    """The values to choose from; none where several may be given or any text may."""
    if parameter.type == "boolean":
        return ("true", "false")
    return () if parameter.type == "array" or parameter.multiple else parameter.enum


def _placeholder(parameter: Parameter) -> str:
    if parameter.enum:
        return "one or more of " + ", ".join(parameter.enum)
    if parameter.multiple or parameter.type == "array":
        return "one or more, with commas between"
    return parameter.format or parameter.type or ""


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Secret):
        return value.reveal()
    if isinstance(value, bool):
        return "true" if value else "false"
    return ",".join(map(str, value)) if isinstance(value, list | tuple) else str(value)

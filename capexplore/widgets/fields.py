"""The controls for an action's inputs: one by type for each parameter, taken from a pool."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import ipywidgets as w

from capexplore.catalog import Parameter
from capexplore.errors import InvalidRequestError, did_you_mean
from capexplore.examples import sample
from capexplore.secrets import Secret
from capexplore.validate import converter
from capexplore.widgets.page import SecretText
from capexplore.widgets.style import CHOICE, TEXT, grid
from capexplore.widgets.watch import Watch

__all__ = ["Fields"]

_DAYS = ("date", "yyyy-mm-dd")
_KEPT = "kept, not shown; type to replace"


class Fields:
    """A grid of controls for some parameters; controls are used again when the parameters change.

    Parameters
    ----------
    group : str
        By what notes find its fields, such as ``"parameters"``.
    watch : Watch
        Calls back.
    changed : callable
        Called after the user changed a value, with the field's name.
    free : bool, optional
        Whether values that are not documented may be held, as bodies may have them.
    """

    def __init__(
        self, group: str, watch: Watch, changed: Callable[[str], None], *, free: bool = False
    ) -> None:
        self.box = grid()
        self.box.add_class(f"cx-{group}")
        self._watch, self._changed, self._free = watch, changed, free
        self._pool: dict[str, list[w.Widget]] = {}
        self._controls: dict[str, w.Widget] = {}
        self._parameters: dict[str, Parameter] = {}
        self._secrets: dict[str, Secret] = {}

    def show(self, parameters: Iterable[tuple[str, Parameter, bool]]) -> None:
        """Show an empty control for each parameter: its name, itself, and whether it is required.

        The order is kept.
        """
        used: dict[str, int] = {}
        self._controls, self._parameters, self._secrets = {}, {}, {}
        with self._watch.quiet():
            for name, parameter, required in parameters:
                kind = _kind(parameter, free=self._free)
                pool = self._pool.setdefault(kind, [])
                if used.setdefault(kind, 0) == len(pool):
                    pool.append(self._make(kind))
                control = pool[used[kind]]
                used[kind] += 1
                _fit(control, name, parameter, required)
                self._controls[name] = control
                self._parameters[name] = parameter
        children = tuple(self._controls.values())
        if children != self.box.children:
            self.box.children = children

    @property
    def values(self) -> dict[str, Any]:
        """The values that are filled in, by name: text, a list of text, or a `Secret`."""
        found = {name: _value(control) for name, control in self._controls.items()}
        found |= self._secrets
        return {name: value for name, value in found.items() if value not in ("", None, [])}

    @property
    def problems(self) -> dict[str, str]:
        """What is wrong with the values, by name."""
        found = {}
        for name, value in self.values.items():
            if not isinstance(value, Secret):
                try:
                    converter(self._parameters[name])(value)
                except ValueError as error:
                    found[name] = str(error)
        return found

    def fill(self, values: Mapping[str, Any]) -> None:
        """Fill in values by name; the others are emptied.

        Raises
        ------
        InvalidRequestError
            A control cannot hold the value.
        """
        with self._watch.quiet():
            for name, control in self._controls.items():
                value = values.get(name)
                if isinstance(control, SecretText):
                    self._keep(control, name, value)
                else:
                    if self._free:
                        _offer(control, value)
                    if isinstance(value, Secret):
                        raise InvalidRequestError(
                            f"The form does not hold a secret in {name}: it may be saved with the "
                            "notebook.\nSend the request from code: client.call(...)."
                        )
                    new = _held(control, name, value)
                    if control.value != new:
                        control.value = new

    def parameter(self, name: str) -> Parameter:
        """Give the parameter that a control is for."""
        return self._parameters[name]

    def __contains__(self, name: object) -> bool:
        return name in self._controls

    def _make(self, kind: str) -> w.Widget:
        if kind == "secret":
            control: w.Widget = SecretText(lambda secret: self._taken(control, secret), **TEXT)
            return control
        control = _KINDS[kind]()
        self._watch.value(control, lambda _: self._changed(_name_of(control)))
        return control

    def _taken(self, control: w.Widget, secret: Secret) -> None:
        name = _name_of(control)
        self._keep(control, name, secret)
        self._watch.run(lambda: self._changed(name))

    def _keep(self, control: w.Widget, name: str, value: Any) -> None:
        if value in (None, ""):
            self._secrets.pop(name, None)
        else:
            self._secrets[name] = value if isinstance(value, Secret) else Secret(str(value))
        control.placeholder = _KEPT if name in self._secrets else ""


_KINDS: dict[str, Callable[[], w.Widget]] = {
    "choice": lambda: w.Dropdown(options=[""], **CHOICE),
    "several": lambda: w.SelectMultiple(rows=4, **CHOICE),
    "date": lambda: w.DatePicker(**CHOICE),
    "text": lambda: w.Text(**TEXT),
}


def _kind(parameter: Parameter, *, free: bool) -> str:
    if parameter.secret:
        return "secret"
    many = parameter.type == "array" or parameter.multiple
    if parameter.type == "boolean" or parameter.enum:
        return "several" if many else "choice"
    if not many and not free and (parameter.format or "").lower() in _DAYS:
        return "date"
    return "text"


def _name_of(control: w.Widget) -> str:
    return str(control.description).removesuffix(" *")


def _fit(control: w.Widget, name: str, parameter: Parameter, required: bool) -> None:
    """Make a control of the pool the one for a parameter, in one message."""
    choices = ("true", "false") if parameter.type == "boolean" else parameter.enum
    with control.hold_sync():
        control.description = f"{name} *" if required else name
        control.tooltip = f"{parameter.name}: {parameter.type or 'any'}"
        if isinstance(control, w.Dropdown):
            control.options = ["", *choices]
            control.value = ""
        elif isinstance(control, w.SelectMultiple):
            control.options = choices
            control.value = ()
            control.tooltip += ", several with Ctrl"
        elif isinstance(control, w.DatePicker):
            control.value = None
        else:
            control.placeholder = "" if parameter.secret else _placeholder(parameter)
            control.value = ""


def _placeholder(parameter: Parameter) -> str:
    if parameter.multiple or parameter.type == "array":
        return "one or more, with commas between"
    limit = f", at most {parameter.max_length} characters" if parameter.max_length else ""
    form = (parameter.format or "").lower()
    if form.startswith(("date", "yyyy", "iso")):
        return sample(parameter)
    return (parameter.format or parameter.type or "") + limit


def _value(control: w.Widget) -> Any:
    value = control.value
    if isinstance(value, dt.date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def _offer(control: w.Widget, value: Any) -> None:
    """Let a control choose a value that is not documented."""
    if isinstance(control, w.Dropdown | w.SelectMultiple):
        known = {str(option).lower() for option in control.options}
        parts = value if isinstance(value, list) else [value]
        more = [_text(part) for part in parts if _text(part).lower() not in known]
        if any(more):
            control.options = [*control.options, *more]


def _held(control: w.Widget, name: str, value: Any) -> Any:
    """Give a value as a control holds it."""
    if isinstance(control, w.DatePicker):
        return _day(name, value)
    if isinstance(control, w.Dropdown):
        return _chosen(control, name, _text(value))
    if isinstance(control, w.SelectMultiple):
        parts = value if isinstance(value, list | tuple | set) else _text(value).split(",")
        return tuple(_chosen(control, name, _text(part)) for part in parts if _text(part))
    return _text(value)


def _day(name: str, value: Any) -> dt.date | None:
    if value in (None, ""):
        return None
    try:
        return dt.date.fromisoformat(_text(value))
    except ValueError:
        raise InvalidRequestError(
            f"{name} cannot be {value!r} in the form, which holds a day.\n"
            "Give one such as '2026-01-15'; other times from code: client.call(...)."
        ) from None


def _chosen(control: w.Widget, name: str, text: str) -> str:
    spelling = {str(option).lower(): str(option) for option in control.options}
    if text.lower() not in spelling:
        raise InvalidRequestError(
            f"{name} cannot be {text!r} in the form. "
            + (did_you_mean(text, spelling.values()) or "Choose one that is listed.")
        )
    return spelling[text.lower()]


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple | set | frozenset):
        return ",".join(map(_text, value))
    return str(value)

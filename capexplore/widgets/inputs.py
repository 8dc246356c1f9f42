"""What an action is called with: parameters, body and headers, as arguments of ``client.build``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from capexplore.catalog import Action
from capexplore.client import Client
from capexplore.examples import OPTIONS
from capexplore.widgets.editor import Editor
from capexplore.widgets.fields import Fields
from capexplore.widgets.header_controls import HeaderControls
from capexplore.widgets.watch import Watch

__all__ = ["Inputs"]


class Inputs:
    """The controls for what an action is called with. What was filled in comes back with it.

    Parameters
    ----------
    watch : Watch
        Calls back.
    changed : callable
        Called after the user changed something.
    """

    def __init__(self, watch: Watch, changed: Callable[[], None]) -> None:
        self._watch = watch
        self._action: Action | None = None
        self._drafts: dict[str, tuple[dict[str, Any], tuple[Any, str], dict[str, Any]]] = {}
        self.fields = Fields("parameters", watch, lambda _: changed())
        self.editor = Editor(watch, changed)
        self.headers = HeaderControls(watch, lambda _: changed())
        self.boxes = {
            "parameters": self.fields.box,
            "body": self.editor.box,
            "headers": self.headers.box,
        }

    def show(self, action: Action, client: Client) -> None:
        """Fit the controls to an action, with what was filled in when it was shown last."""
        if self._action is not None:
            draft = (self.fields.values, self.editor.state, self.headers.own)
            self._drafts[self._action.key] = draft
        self._action = action
        rows = [
            (action.short_names[keyword], parameter, keyword in action.required_keywords)
            for keyword, parameter in action.keywords.items()
        ]
        self.fields.show(sorted(rows, key=lambda row: not row[2]))
        self.editor.show(action)
        with self._watch.quiet():
            self.headers.show(action, client)
        if action.key in self._drafts:
            values, body, own = self._drafts[action.key]
            self.fields.fill(values)
            self.editor.restore(body)
            self.headers.fill_own(own)

    @property
    def arguments(self) -> dict[str, Any]:
        """What is filled in, as arguments of ``client.build``.

        Raises
        ------
        InvalidRequestError
            The body cannot be read.
        """
        values = self.fields.values
        body = self.editor.value
        params = {
            self.fields.parameter(name).name: values.pop(name)
            for name in list(values)
            if name in OPTIONS
        }
        return {
            **values,
            **self.headers.arguments(has_body=body is not None),
            "params": params or None,
            "json": body,
            "files": self.editor.files,
        }

    def fill(self, action: Action, arguments: Mapping[str, Any]) -> list[str]:
        """Fill in arguments of ``client.build``; the other controls are emptied.

        Returns
        -------
        list of str
            The names for which there is no control; then nothing is filled in.

        Raises
        ------
        InvalidRequestError
            A control cannot hold a value.
        """
        rest = dict(arguments)
        body, files = rest.pop("json", None), rest.pop("files", None)
        given = {name: rest.pop(name, None) for name in ("headers", "attribution", "format")}
        rest.pop("check", None)
        by_name = {p.name: keyword for keyword, p in action.keywords.items()}
        for name, value in (rest.pop("params", None) or {}).items():
            rest[by_name.get(name, name)] = value
        rest = {action.short_names.get(name, name): value for name, value in rest.items()}
        unknown = [name for name in rest if name not in self.fields]
        if not unknown:
            with self._watch.quiet():
                self.headers.fill(**given)
            self.fields.fill(rest)
            self.editor.fill(body)
            self.editor.fill_files(files)
        return unknown

    def add_values(self, action: Action, values: Mapping[str, Any]) -> None:
        """Fill in parameters by keyword, beside those that are there."""
        given = {action.short_names[name]: value for name, value in values.items()}
        self.fields.fill(self.fields.values | given)

    @property
    def notes(self) -> dict[str, str]:
        """What is doubtful or forbidden, by group and label of the control."""
        groups = {
            "parameters": self.fields.problems,
            "body": self.editor.notes,
            "headers": {**self.headers.problems, **self.headers.notes},
        }
        return {f"{g}/{label}": why for g, found in groups.items() for label, why in found.items()}

    @property
    def counts(self) -> dict[str, int]:
        """How many parameters and headers are filled in."""
        return {"parameters": len(self.fields.values), "headers": self.headers.count}

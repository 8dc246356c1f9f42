"""The body, as text and as fields, each kept in step with the other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import ipywidgets as w

from capexplore.build import freeze
from capexplore.catalog import Action
from capexplore.errors import InvalidRequestError
from capexplore.secrets import MASK, Secret, secrets_in
from capexplore.validate import body_doubts
from capexplore.widgets.body import BodyField, BodyPlan
from capexplore.widgets.fields import Fields
from capexplore.widgets.style import (
    BUTTONS,
    HIDDEN,
    SHORT,
    SHOWN,
    WIDE,
    bar,
    button,
    checkbox,
    html,
    stack,
)
from capexplore.widgets.texts import body_text, members_hint, value_of
from capexplore.widgets.watch import Watch

__all__ = ["Editor"]

_FEW = 14
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


class Editor:
    """The control for a body, and for the files of an action that takes files.

    The value counts; text and fields show it. A body that has secrets is edited in fields, which do
    not keep them in the form's state.

    Parameters
    ----------
    watch : Watch
        Calls back.
    changed : callable
        Called after the user changed the body.
    """

    def __init__(self, watch: Watch, changed: Callable[[], None]) -> None:
        self._watch, self._changed = watch, changed
        self._action: Action | None = None
        self._plan: BodyPlan | None = None
        self._value: Any = None
        self._mistake = ""
        self._xml = self._shown = False
        self._by_name: dict[str, BodyField] = {}
        self.view = w.ToggleButtons(options=["Fields", "Text"], description="Body as", **BUTTONS)
        self.everything = checkbox("Show all documented fields")
        self.more = w.Dropdown(options=[], description="One more of", **SHORT)
        self.add = button("Add")
        self.text = w.Textarea(description="Body", continuous_update=True, **WIDE)
        self.fields = Fields("body", watch, self._field_changed, free=True)
        self.file = w.FileUpload(
            description="Choose a file", tooltip="A file to upload", layout=HIDDEN
        )
        self._hint = html()
        self._tools = bar(self.everything, self.more, self.add)
        self.box = stack(self.view, self._tools, self.fields.box, self.text, self.file, self._hint)
        self.box.add_class("cx-body")
        self._bar_layout, self._text_layout = self._tools.layout, self.text.layout
        self._grid_layout = self.fields.box.layout
        watch.value(self.view, lambda _: self._lay_out())
        watch.value(self.everything, lambda _: self._lay_out())
        watch.value(self.text, lambda _: self._text_changed())
        watch.value(self.file, lambda _: self._changed())
        watch.click(self.add, self._add_clicked)

    def show(self, action: Action) -> None:
        """Fit the controls to an action; the body is empty."""
        self._action, self._value, self._mistake = action, None, ""
        self._plan = BodyPlan(action) if action.body_fields else None
        takes_files = "multipart" in action.consumes
        takes_body = action.method != "GET" and not takes_files
        with self._watch.quiet():
            self.everything.value = False
            self.file.value = ()
            if takes_body:
                self.text.placeholder = members_hint(action)
        self.file.layout = SHOWN if takes_files else HIDDEN
        self._shown = takes_body
        what = "" if takes_body or takes_files else "This action has no body."
        self._hint.value = f"<span class='cx-hint'>{what}</span>" if what else ""
        self._write_text()
        self._lay_out()

    def speak(self, *, xml: bool) -> None:
        """Show the text as XML or as JSON, as it is sent."""
        if xml != self._xml:
            self._xml = xml
            self._write_text()

    @property
    def value(self) -> Any:
        """The body; None if there is none.

        Raises
        ------
        InvalidRequestError
            The text is not JSON or XML.
        """
        if self._mistake:
            raise InvalidRequestError(self._mistake)
        return self._value

    @property
    def state(self) -> tuple[Any, str]:
        """The value and, if it cannot be read, the text, to `restore` later."""
        return self._value, self.text.value if self._mistake else ""

    def restore(self, state: tuple[Any, str]) -> None:
        """Show again what `state` gave."""
        value, text = state
        self.fill(value)
        if text:
            with self._watch.quiet():
                self.text.value = text
            self._read_text()

    def fill(self, body: Any) -> None:
        """Show a body."""
        assert self._action is not None  # noqa: S101 - an action is shown
        self._value, self._mistake = freeze(self._action, body), ""
        self._write_text()
        self._lay_out()

    @property
    def files(self) -> dict[str, Any] | None:
        """The file to upload, by its field, as ``client.build`` takes it."""
        if not self.file.value or self._action is None:
            return None
        chosen = self.file.value[0]
        kind = chosen["type"] or "application/octet-stream"
        return {self._file_field: (chosen["name"], bytes(chosen["content"]), kind)}

    def fill_files(self, files: dict[str, Any] | None) -> None:
        """Show files as ``client.build`` takes them; the form holds one."""
        if not files:
            return
        [(field, (name, content, *kind))] = files.items()
        if field != self._file_field:
            raise InvalidRequestError(f"The form uploads {self._file_field!r}, not {field!r}.")
        entry = {
            "name": name,
            "type": kind[0] if kind else "application/octet-stream",
            "size": len(content),
            "content": memoryview(content),
            "last_modified": _EPOCH,
        }
        with self._watch.quiet():
            self.file.value = (entry,)

    @property
    def _file_field(self) -> str:
        assert self._action is not None  # noqa: S101 - an action is shown
        field: str = next(iter(self._action.example()["files"]))
        return field

    @property
    def notes(self) -> dict[str, str]:
        """Doubts about the body, by field."""
        if self._action is None or self._plan is None or self._value is None or self._mistake:
            return {"Body": self._mistake} if self._mistake else {}
        found: dict[str, str] = {}
        for _, place, why in body_doubts(self._action, self._value):
            found.setdefault(self._plan.name_of(place, self._value), why)
        return found

    # What is shown of the value.

    def _lay_out(self) -> None:
        """Show fields or text, and the fields that the value has."""
        by_fields = self._shown and self._plan is not None and self.view.value == "Fields"
        by_text = self._shown and not by_fields
        # What is typed into a text stays in the form's state.
        secret = self._plan is not None and self._plan.has_secrets
        self.text.disabled = secret or (self._value is not None and bool(secrets_in(self._value)))
        self.view.layout = self._grid_layout if self._shown and self._plan else HIDDEN
        self.text.layout = self._text_layout if by_text else HIDDEN
        self.fields.box.layout = self._grid_layout if by_fields else HIDDEN
        self._tools.layout = self._bar_layout if by_fields else HIDDEN
        if by_fields:
            self._write_fields()

    def _write_fields(self) -> None:
        assert self._plan is not None  # noqa: S101 - asked only where there is one
        rows = self._plan.fields(self._value)
        given = {row.name: self._plan.value(self._value, row) for row in rows}
        first = [row for row in rows if row.required or row.parameter.required == "conditional"]
        shown = rows if self.everything.value or len(rows) <= _FEW else []
        kept = [r for r in rows if r in shown or r in first or given[r.name] is not None]
        kept = kept or rows[:_FEW]
        names = {row.name: row for row in kept}
        if names != self._by_name or list(names) != list(self._by_name):
            self._by_name = names
            self.fields.show((r.name, r.parameter, r.required) for r in names.values())
        self.fields.fill(
            {
                name: MASK
                if isinstance(given[name], Secret) and not row.parameter.secret
                else given[name]
                for name, row in names.items()
            }
        )
        lists = list(self._plan.lists(self._value))
        with self._watch.quiet(), self.more.hold_sync():
            if list(self.more.options) != lists:
                self.more.options = lists
                self.more.index = 0 if lists else None
        for control in (self.more, self.add):
            control.disabled = not lists
        self.everything.disabled = len(rows) <= _FEW

    def _write_text(self) -> None:
        with self._watch.quiet():
            text = "" if self._value is None else body_text(self._value, xml=self._xml)
            if self.text.value != text:
                self.text.value = text

    # What the user changes.

    def _field_changed(self, name: str) -> None:
        assert self._plan is not None  # noqa: S101 - there are fields
        field = self._by_name[name]
        assert self._action is not None  # noqa: S101 - an action is shown
        value = self._plan.change(self._value, field, self.fields.values.get(name))
        self._value, self._mistake = freeze(self._action, value), ""
        self._write_text()
        self._changed()

    def _text_changed(self) -> None:
        self._read_text()
        self._changed()

    def _read_text(self) -> None:
        text = self.text.value.strip()
        self._mistake = ""
        try:
            self._value = value_of(text) if text else None
        except InvalidRequestError as error:
            self._mistake = str(error)

    def _add_clicked(self) -> None:
        assert self._plan is not None  # noqa: S101 - there are fields
        if self.more.value is not None:
            self._value = self._plan.add(
                self._value, self._plan.lists(self._value)[self.more.value]
            )
            self._write_text()
            self._write_fields()
            self._changed()

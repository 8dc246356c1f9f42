"""What plain widgets cannot do: keys, notes beside fields, copying, secrets that do not stay."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import anywidget
import ipywidgets as w
import traitlets

from capexplore.secrets import Secret

__all__ = ["Page", "SecretText"]

_STATIC = Path(__file__).parent / "static"


class Page(anywidget.AnyWidget):
    """The form's part in the browser; it shows nothing of its own.

    Attributes
    ----------
    notes : dict of str to str
        What is doubtful, by group and label of the field, such as ``"parameters/id"``.
    """

    _esm = _STATIC / "form.js"
    _css = _STATIC / "form.css"
    notes = traitlets.Dict().tag(sync=True)

    def on_key(self, act: str, callback: Callable[[], None]) -> None:
        """Call back when the user presses the keys for an act: ``send`` or ``pick``."""

        def received(_: Any, content: Any, __: Any) -> None:
            if isinstance(content, dict) and content.get("do") == act:
                callback()

        self.on_msg(received)


class SecretText(w.Password):  # type: ignore[misc] # ipywidgets has no types
    """A field whose value is taken out of it as soon as it arrives, and is never in its state.

    Parameters
    ----------
    taken : callable
        Called with the `Secret`.
    **options
        As for `ipywidgets.Password`.
    """

    # The value would be sent back to every open page otherwise.
    value = traitlets.Unicode("").tag(sync=True, echo_update=False)

    def __init__(self, taken: Callable[[Secret], None], **options: Any) -> None:
        super().__init__(continuous_update=False, **options)
        self._taken = taken
        self.observe(self._take, "value")

    def _take(self, change: Any) -> None:
        if change["new"]:
            secret = Secret(change["new"])
            self.value = ""
            self._taken(secret)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(description={self.description!r})"

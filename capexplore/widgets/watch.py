"""Callbacks of controls: guarded, so that no error vanishes, and silent when the form acts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import ipywidgets as w

__all__ = ["Watch"]


class Watch:
    """Calls back when the user changes something.

    Parameters
    ----------
    say : callable
        Called with whatever a callback raises: JupyterLab would drop it.
    """

    def __init__(self, say: Callable[[Exception], None]) -> None:
        self._say = say
        self._quiet = 0

    @contextmanager
    def quiet(self) -> Iterator[None]:
        """Call nobody back while the form itself sets its controls."""
        self._quiet += 1
        try:
            yield
        finally:
            self._quiet -= 1

    def value(self, control: w.Widget, callback: Callable[[Any], None]) -> None:
        """Call back with each change of a control's value."""

        def changed(change: Any) -> None:
            if not self._quiet:
                self.run(lambda: callback(change))

        control.observe(changed, "value")

    def click(self, button: w.Button, callback: Callable[[], None]) -> None:
        """Call back when a button is pressed."""
        button.on_click(lambda _: self.run(callback))

    def run(self, callback: Callable[[], None]) -> None:
        """Call, and say what goes wrong."""
        try:
            callback()
        except Exception as error:
            self._say(error)

"""The progress of a bulk run in a notebook: a bar, a line of words, and a Stop button.

The run's own thread updates it some ten times a second, which no front end minds; the button works
wherever the cell has returned, and in a running cell where the kernel allows it.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import ipywidgets as w
from IPython.display import display

from capexplore.widgets.style import bar, button, html

if TYPE_CHECKING:
    from capexplore.bulk.progress import State
    from capexplore.bulk.run import Run

__all__ = ["ProgressBar"]


class ProgressBar:
    """Shows how far a run is, in the output of the cell that started it.

    Parameters
    ----------
    run : Run
        What the button stops.
    """

    def __init__(self, run: Run) -> None:
        self._title = f"{run.plan.action.key} {run.plan.rows} rows"
        self._filled = w.IntProgress(max=max(run.plan.rows, 1), layout=w.Layout(width="220px"))
        self.said = html()
        self.stop = button("Stop", tooltip="Calls that are under way are finished")
        self.stop.on_click(lambda _: self._stop(run))
        self.box = bar(self._filled, self.stop, self.said)
        display(self)  # type: ignore[no-untyped-call]

    def _stop(self, run: Run) -> None:
        self.stop.disabled = True
        run.stop()

    def show(self, state: State) -> None:
        """Show how far the run is."""
        self._filled.value = state.done
        self.said.value = escape(state.text)

    def close(self, state: State) -> None:
        """Show how the run ended."""
        self.stop.disabled = True
        self.show(state)
        good = state.ok == state.rows
        self._filled.bar_style = "success" if good else "warning"

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        bundle = self.box._repr_mimebundle_(**kwargs)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        return {**data, "text/plain": repr(self)}, metadata

    def __repr__(self) -> str:
        return f"<ProgressBar {self._title}>"

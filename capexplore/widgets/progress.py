"""The progress of a bulk run in a notebook: a bar, a Stop button, and a line of words.

The run's own thread updates it some ten times a second, which no front end minds.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import ipywidgets as w
from IPython.display import display

if TYPE_CHECKING:
    from capexplore.bulk.progress import State
    from capexplore.bulk.run import Run

__all__ = ["ProgressBar"]

_HINT = (
    "Send nothing more; calls that are under way are finished. If nothing happens, the notebook "
    "hands on no clicks while a cell runs: interrupt the kernel, which does the same."
)
# Figures of one width, so that the line does not tremble.
_WORDS = "<div style='font-variant-numeric: tabular-nums; line-height: 1.4'>{}</div>"


class ProgressBar:
    """Shows how far a run is, in the output of the cell that started it.

    Parameters
    ----------
    run : Run
        What the button stops.
    """

    def __init__(self, run: Run) -> None:
        rows = run.plan.rows
        self._title = f"{run.plan.action.key} {rows} row{'' if rows == 1 else 's'}"
        self._bar = w.IntProgress(max=max(rows, 1), layout=w.Layout(flex="1 1 auto", width="auto"))
        self._bar.tooltip = f"Progress of {self._title}"
        self._words = w.HTML(_WORDS.format("Starting …"), layout=w.Layout(margin="0 2px 4px"))
        self.stop = w.Button(description="Stop", tooltip=_HINT, layout=w.Layout(width="100px"))
        self.stop.on_click(lambda _: self._stop(run))
        _let_clicks_through(self.stop)
        line = w.HBox([self._bar, self.stop], layout=w.Layout(align_items="center"))
        self.box = w.VBox([line, self._words], layout=w.Layout(max_width="640px"))
        display(self)  # type: ignore[no-untyped-call]

    @property
    def text(self) -> str:
        """The line of words, as HTML."""
        return str(self._words.value)

    def _stop(self, run: Run) -> None:
        self.stop.disabled = True
        self.stop.description = "Stopping …"
        run.stop()

    def show(self, state: State) -> None:
        """Show how far the run is."""
        self._bar.value = state.done
        self._words.value = _WORDS.format(escape(state.text))

    def close(self, state: State) -> None:
        """Show how the run ended."""
        self.show(state)
        self._bar.bar_style = "success" if state.ok == state.rows else "warning"
        # Out of sight, but in its place: the bar would grow otherwise.
        self.stop.layout.visibility = "hidden"

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        bundle = self.box._repr_mimebundle_(**kwargs)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        return {**data, "text/plain": repr(self)}, metadata

    def __repr__(self) -> str:
        return f"<ProgressBar {self._title}>"


def _let_clicks_through(button: w.Button) -> None:
    """Have a button's clicks arrive while a cell runs, where the notebook can send them so.

    Since version 7.4 ipykernel answers where a widget was made last: in the thread that is busy
    with the cell. Without that mark it takes the one that the notebook chose, which is free.
    """
    getattr(button.comm, "__dict__", {}).pop("_reply_subshell_id", None)

"""How far a run is, in words; and the bar of a terminal."""

from __future__ import annotations

import sys
from collections import deque
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol, TextIO

from capexplore.bulk.journal import DOUBT, FAILED, INVALID, OK, PENDING

if TYPE_CHECKING:
    from capexplore.bulk.run import Run

__all__ = ["Bar", "State", "Watch", "bar_for"]

_OVER = 10.0
_WIDTH = 24


@dataclass(frozen=True, slots=True)
class State:
    """How far a run is.

    Attributes
    ----------
    rows, done, ok, failed, in_doubt : int
        Numbers of rows.
    per_second : float
        Rows settled a second, lately.
    seconds : float or None
        How long the rest takes; None if it cannot be said yet.
    failures : str
        The codes of failures, the most frequent first.
    """

    rows: int
    done: int
    ok: int
    failed: int
    in_doubt: int
    per_second: float
    seconds: float | None
    failures: str

    @property
    def text(self) -> str:
        """The state in a line."""
        parts = [f"{self.done:,} of {self.rows:,} rows", f"{self.ok:,} ok"]
        if self.failed:
            parts.append(f"{self.failed:,} failed{self.failures}")
        if self.in_doubt:
            parts.append(f"{self.in_doubt:,} in doubt")
        parts.append(f"{self.per_second:,.1f} rows/s")
        if self.seconds is not None and self.done < self.rows:
            parts.append(f"{_clock(self.seconds)} left")
        return ", ".join(parts)


class Watch:
    """The rate of a run, over its last seconds."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._seen: deque[tuple[float, int]] = deque()

    def state(self, now: float) -> State:
        """Give the state at a time of the run's clock."""
        counts, rows = self._run.journal.counts, self._run.plan.rows
        done = rows - counts[PENDING]
        self._seen.append((now, done))
        while now - self._seen[0][0] > _OVER and len(self._seen) > 2:
            self._seen.popleft()
        then, before = self._seen[0]
        passed = now - then
        rate = (done - before) / passed if passed > 0 else 0.0
        left = counts[PENDING] / rate if rate else None
        plan = self._run.plan
        if plan.seconds is not None and plan.rows:
            by_limit = plan.seconds * counts[PENDING] / plan.rows
            left = max(left or 0.0, by_limit)
        failed = counts[FAILED] + counts[INVALID]
        codes = [f"{code}: {n}" for code, n in self._run.journal.failures.most_common(3)]
        shown = f" ({', '.join(codes)})" if codes else ""
        return State(rows, done, counts[OK], failed, counts[DOUBT], rate, left, shown)


class Bar(Protocol):
    """What shows the progress of a run."""

    def show(self, state: State) -> None:
        """Show how far the run is."""

    def close(self, state: State) -> None:
        """Show how it ended."""


class TextBar:
    """A bar on one line of a terminal."""

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def show(self, state: State) -> None:
        """Write the line again."""
        filled = round(_WIDTH * state.done / max(state.rows, 1))
        bar = "#" * filled + "." * (_WIDTH - filled)
        self._file.write(f"\r\x1b[2K[{bar}] {state.text}")
        self._file.flush()

    def close(self, state: State) -> None:
        """Write the line for the last time."""
        self.show(state)
        self._file.write("\n")
        self._file.flush()


def bar_for(run: Run, wanted: bool | None) -> Bar | None:
    """Give the bar for where the program runs: a widget, a line of text, or none.

    Parameters
    ----------
    run : Run
        What the widget's Stop button stops.
    wanted : bool or None
        False for none; True for one even where output goes to a file.
    """
    if wanted is False:
        return None
    if _in_notebook():
        # By name: widgets are above the client, as everything that a user sees.
        module: Any = import_module("capexplore.widgets.progress")
        bar: Bar = module.ProgressBar(run)
        return bar
    return TextBar(sys.stderr) if wanted or sys.stderr.isatty() else None


def _in_notebook() -> bool:
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    return shell is not None and hasattr(shell, "kernel")


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"

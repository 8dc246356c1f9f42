"""How far a run is, in words; and the bar of a terminal."""

from __future__ import annotations

import contextlib
import shutil
import sys
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol, TextIO

from capexplore.bulk.journal import DOUBT, FAILED, INVALID, OK, PENDING

if TYPE_CHECKING:
    from capexplore.bulk.run import Run

__all__ = ["Bar", "State", "Watch", "bar_for"]

_LATELY = 10.0
_WIDTH = 24
_CODES = 3


@dataclass(frozen=True, slots=True)
class State:
    """How far a run is.

    Attributes
    ----------
    rows, ok, failed, invalid, in_doubt, waiting : int
        Numbers of rows: of all, and of each kind; those that wait are yet to be sent.
    codes : tuple of (str, int)
        The codes of failures, the most frequent first, and how often they came.
    per_second : float
        Rows settled a second, lately.
    passed : float
        Seconds since the run began.
    left : float or None
        Seconds that the rest takes; None if it cannot be said yet.
    again : int
        Calls that wait for another try.
    ended : bool
        Whether the run has ended.
    """

    rows: int
    ok: int
    failed: int
    invalid: int
    in_doubt: int
    waiting: int
    codes: tuple[tuple[str, int], ...]
    per_second: float
    passed: float
    left: float | None
    again: int = 0
    ended: bool = False

    @property
    def done(self) -> int:
        """How many rows are settled."""
        return self.rows - self.waiting

    @property
    def text(self) -> str:
        """The state in a line; what changes its width most often stands last."""
        if self.ended:
            return self._at_the_end
        parts = [f"{self.done:,} of {self.rows:,} rows", f"{self.ok:,} ok", *self._troubles]
        if self.again:
            plural = "" if self.again == 1 else "s"
            parts.append(f"{self.again:,} call{plural} to try again")
        if self.left is not None:
            parts.append(f"{_clock(self.left)} left")
        if self.per_second:
            parts.append(f"{self.per_second:,.{0 if self.per_second >= 10 else 1}f} rows/s")
        return ", ".join(parts)

    @property
    def _at_the_end(self) -> str:
        time_ = _clock(self.passed)
        if self.ok == self.rows:
            return f"{self.rows:,} row{'' if self.rows == 1 else 's'} in {time_}: all ok"
        parts = [f"{self.ok:,} ok", *self._troubles]
        if self.waiting:
            return f"Stopped after {time_}: {', '.join([*parts, f'{self.waiting:,} not sent'])}"
        return f"{self.rows:,} row{'' if self.rows == 1 else 's'} in {time_}: {', '.join(parts)}"

    @property
    def _troubles(self) -> list[str]:
        parts = []
        if self.failed:
            shown = [f"{code}: {count:,}" for code, count in self.codes[:_CODES]]
            more = ["…"] if len(self.codes) > _CODES else []
            parts.append(f"{self.failed:,} failed ({', '.join([*shown, *more])})")
        if self.invalid:
            parts.append(f"{self.invalid:,} invalid")
        if self.in_doubt:
            parts.append(f"{self.in_doubt:,} in doubt")
        return parts


class Watch:
    """The rate of a run, over its last seconds.

    Parameters
    ----------
    run : Run
        What is watched.
    now : float
        When it begins, by the run's clock.
    again : callable, optional
        Gives the number of calls that wait for another try.
    """

    def __init__(self, run: Run, now: float, again: Callable[[], int] = int) -> None:
        self._run = run
        self._again = again
        self._begun = now
        self._seen = deque([(now, run.plan.rows - run.journal.counts[PENDING])])

    def state(self, now: float, *, ended: bool = False) -> State:
        """Give the state at a time of the run's clock."""
        plan, counts = self._run.plan, self._run.journal.counts
        waiting = counts[PENDING]
        self._seen.append((now, plan.rows - waiting))
        while now - self._seen[0][0] > _LATELY and len(self._seen) > 2:
            self._seen.popleft()
        then, before = self._seen[0]
        rate = (plan.rows - waiting - before) / (now - then) if now > then else 0.0
        left = waiting / rate if rate else None
        if plan.seconds is not None and plan.rows:
            left = max(left or 0.0, plan.seconds * waiting / plan.rows)
        return State(
            rows=plan.rows,
            ok=counts[OK],
            failed=counts[FAILED],
            invalid=counts[INVALID],
            in_doubt=counts[DOUBT],
            waiting=waiting,
            codes=self._codes(counts[INVALID]),
            per_second=rate,
            passed=now - self._begun,
            left=left,
            again=self._again(),
            ended=ended,
        )

    def _codes(self, invalid: int) -> tuple[tuple[str, int], ...]:
        """The codes of failures; invalid rows, which were never sent, have none."""
        found = self._run.journal.failures.copy()
        found[None] -= invalid
        return tuple(
            ("no code" if code is None else str(code), count)
            for code, count in found.most_common()
            if count > 0
        )


class Bar(Protocol):
    """What shows the progress of a run."""

    def show(self, state: State) -> None:
        """Show how far the run is."""

    def close(self, state: State) -> None:
        """Show how it ended."""


class TextBar:
    """A bar on one line of a terminal.

    Parameters
    ----------
    file : text file
        The terminal.
    columns : int, optional
        How wide it is, if that is known.
    """

    def __init__(self, file: TextIO, columns: int | None = None) -> None:
        self._file = file
        self._columns = columns
        self._width = _WIDTH

    def show(self, state: State) -> None:
        """Write the line again."""
        self._write(f"\r\x1b[2K{self._line(state)}")

    def close(self, state: State) -> None:
        """Write the line for the last time."""
        self._write(f"\r\x1b[2K{self._line(state)}\n")

    def _line(self, state: State) -> str:
        """Give what fits: a line that is too long would be left behind each time."""
        room = (self._columns or shutil.get_terminal_size().columns) - 1
        text = state.text
        # It never grows again: figures come and go, and the words would go to and fro.
        self._width = width = min(self._width, room - len(text) - 3)
        if width < 5:
            return text[:room]
        filled = round(width * state.done / max(state.rows, 1))
        return f"[{'#' * filled}{'.' * (width - filled)}] {text}"

    def _write(self, text: str) -> None:
        # Nobody who closes a terminal wants the run to end for it.
        with contextlib.suppress(OSError, ValueError):
            self._file.write(text)
            self._file.flush()


class Lines:
    """Progress in lines of their own, for a file or a log: now and then, and at the end.

    Parameters
    ----------
    file : text file
        Where they go.
    every : float
        Seconds between two of them.
    """

    def __init__(self, file: TextIO, every: float = 10.0) -> None:
        self._file = file
        self._every = every
        self._last = 0.0

    def show(self, state: State) -> None:
        """Write a line, if it is time for one."""
        if state.passed - self._last >= self._every:
            self._last = state.passed
            self.close(state)

    def close(self, state: State) -> None:
        """Write a line."""
        with contextlib.suppress(OSError, ValueError):
            print(state.text, file=self._file, flush=True)


def bar_for(run: Run, wanted: bool | None) -> Bar | None:
    """Give the bar for where the program runs: a widget, a line of a terminal, lines, or none.

    Parameters
    ----------
    run : Run
        What the widget's Stop button stops.
    wanted : bool or None
        False for none; True for lines even where output goes to a file.
    """
    if wanted is False:
        return None
    if _in_notebook():
        # By name: widgets are above the client, as everything that a user sees.
        module: Any = import_module("capexplore.widgets.progress")
        bar: Bar = module.ProgressBar(run)
        return bar
    if sys.stderr.isatty():
        return TextBar(sys.stderr)
    return Lines(sys.stderr) if wanted else None


def _in_notebook() -> bool:
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    return shell is not None and hasattr(shell, "kernel")


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"

"""A run: many calls, one for each row or chunk of rows of a table, and what became of each row."""

from __future__ import annotations

import asyncio
import contextvars
import threading
import time
from collections import Counter
from collections.abc import Generator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from capexplore import codes
from capexplore.bulk.engine import Engine
from capexplore.bulk.journal import DOUBT, FAILED, INVALID, OK, PENDING, Journal, Outcome
from capexplore.bulk.limiter import Limits
from capexplore.bulk.plan import Plan
from capexplore.bulk.progress import Watch, bar_for
from capexplore.bulk.table import Output, to_frame
from capexplore.errors import InvalidRequestError
from capexplore.tracebacks import without_values

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Run"]

_REASONS = 5
_PIECE = 0.2


class Run:
    """Many calls, and what became of each row. Made by ``client.bulk``.

    It works in threads of its own: `wait` for it, ``await`` it, or `stop` it. The calls are in the
    client's history.

    Attributes
    ----------
    plan : Plan
        What is sent.

    Examples
    --------
    >>> from capexplore import Client
    >>> rows = [{"mobile": "914400000555", "firstname": "Ines"}, {"firstname": "Nobody"}]
    >>> run = Client().bulk("v1.1/customer/add", rows, progress=False)
    >>> run
    <Run v1.1/customer/add 2 rows: 1 ok, 1 failed>
    >>> run.to_frame()[["firstname", "ok", "code"]].to_dict("list")
    {'firstname': ['Ines', 'Nobody'], 'ok': [True, False], 'code': [1000, 1007]}
    """

    def __init__(
        self,
        plan: Plan,
        journal: Journal,
        limits: Limits,
        *,
        workers: int,
        out: Path | None,
        progress: bool | None,
    ) -> None:
        self.plan = plan
        self.journal = journal
        self._limits = limits
        self._workers = workers
        self._out = out
        self._progress = progress
        self._engine: Engine | None = None
        # Not the thread's own end: an interrupted join takes a thread that runs for one that ended.
        self._ended = threading.Event()
        self._ended.set()
        self._error: BaseException | None = None
        self._starting = threading.Lock()
        try:
            journal.begin(plan.rows, plan.about)
        except InvalidRequestError:
            journal.close()
            raise

    def start(self) -> None:
        """Begin to send what is not known to be done."""
        self.journal.hold()
        self.journal.reopen((FAILED, INVALID))
        invalid = self.plan.invalid.items()
        self.journal.settle([Outcome(n, INVALID, None, why) for n, why in invalid])
        self._error = None
        self._engine = Engine(self.plan, self.journal, self._workers, self._limits)
        bar = bar_for(self, self._progress)
        # The bar's widgets are found through the context of the caller's cell.
        context = contextvars.copy_context()
        self._ended.clear()
        threading.Thread(
            target=context.run, args=(self._conduct, self._engine, bar), daemon=True
        ).start()

    def _conduct(self, engine: Engine, bar: Any) -> None:
        """Have the calls made, and show and write what becomes of them meanwhile."""
        try:
            with ExitStack() as ending:
                clock = self._limits.clock
                watch = Watch(self, clock.now(), lambda: engine.again)
                if bar is not None:
                    ending.callback(lambda: bar.close(watch.state(clock.now(), ended=True)))
                output = Output(self._out, self.plan, self.journal) if self._out else None
                if output is not None:
                    ending.callback(output.close)

                def tick() -> None:
                    if output is not None:
                        output.grow()
                    if bar is not None:
                        bar.show(watch.state(clock.now()))

                engine.run(tick)
            error = engine.error
        except BaseException as broken:
            error = engine.error or broken
        if error is not None:
            error.add_note(self._how_to_go_on())
        self._error = error  # Raised again by wait.
        try:
            self.journal.release()
        finally:
            self._ended.set()

    def _how_to_go_on(self) -> str:
        return f"Stopped: {self!r}\nclient.last_run gives it, and retry() goes on."

    @property
    def done(self) -> bool:
        """Whether the run has ended: all is settled, or it was stopped."""
        return self._ended.is_set()

    @without_values
    def wait(self, timeout: float | None = None) -> Run:
        """Wait until the run has ended, and give it.

        An interrupt stops it first: calls that are under way are finished.

        Parameters
        ----------
        timeout : float, optional
            Seconds to wait at most.

        Raises
        ------
        AuthenticationError
            The cluster refused the key and secret; the rest was not sent.
        InvalidRequestError
            The journal or the file of answers cannot be written, or the table has changed; the rest
            was not sent.
        """
        self._until_ended(timeout)
        if self.done and self._error is not None:
            raise self._error
        return self

    def _until_ended(self, timeout: float | None = None) -> None:
        until = float("inf") if timeout is None else time.monotonic() + timeout
        try:
            # In pieces: an interrupt that comes just before a wait, or to another thread, would be
            # noticed at its end only.
            while not self._ended.wait(max(0.0, min(_PIECE, until - time.monotonic()))):
                if time.monotonic() >= until:
                    return
        except KeyboardInterrupt as interrupt:
            self.stop()
            self._ended.wait()
            interrupt.add_note(self._how_to_go_on())
            raise

    def __await__(self) -> Generator[Any, None, Run]:
        return self._wait_kindly().__await__()

    async def _wait_kindly(self) -> Run:
        """Wait without keeping the event loop; cancelling stops the run."""
        try:
            while not self.done:
                await asyncio.sleep(0.05)
        except asyncio.CancelledError:
            self.stop()
            raise
        return self.wait()

    def stop(self) -> None:
        """Send nothing more; calls that are under way are finished."""
        if self._engine is not None:
            self._engine.stop.set()

    def retry(self, *, wait: bool = True) -> Run:
        """Send the rows that failed or were not sent once more, and ask about those in doubt.

        Parameters
        ----------
        wait : bool
            Whether to return only when it is done.
        """
        with self._starting:  # Of two threads, the second would send the same rows again.
            self._until_ended()
            self.start()
        return self.wait() if wait else self

    def to_frame(self) -> pd.DataFrame:
        """Give the input rows in order, each with what became of it.

        Returns
        -------
        pandas.DataFrame
            The columns of the table, and ``ok``, ``code``, ``message``, ``created_id`` and
            ``request_id``; where the table has such a column, ``call_code`` and so on.
        """
        return to_frame(self.plan, self.journal)

    @property
    def failed(self) -> pd.DataFrame:
        """The rows of `to_frame` that are not known to be done."""
        frame = self.to_frame()
        name = "call_ok" if "call_ok" in frame else "ok"
        return frame[~frame[name].astype(bool)]

    @property
    def in_doubt(self) -> pd.DataFrame:
        """The rows of `to_frame` that were sent, and of which nobody knows if they were done."""
        states = self.journal.states
        return self.to_frame()[[state == DOUBT for state in states]]

    @property
    def counts(self) -> dict[str, int]:
        """How many rows there are of each kind, without those of which there are none."""
        counts = self.journal.counts
        found = {
            "ok": counts[OK],
            "failed": counts[FAILED],
            "invalid": counts[INVALID],
            "in doubt": counts[DOUBT],
            "not sent": counts[PENDING],
        }
        return {name: number for name, number in found.items() if number}

    @property
    def ok(self) -> bool:
        """Whether every row is done."""
        return self.journal.counts[OK] == self.plan.rows

    def summary(self) -> str:
        """Sum up the run: rows by what became of them, failures by code.

        Examples
        --------
        >>> from capexplore import Client
        >>> rows = [{"id": 800101}, {"id": 1}]
        >>> print(Client().bulk("v2/customer/get", rows, source="ALL", progress=False).summary())
        v2/customer/get: 2 rows in 2 calls
          1 ok
          1 failed
            8015: Customer not found for the given identifiers
        """
        rows, calls = self.plan.rows, self.plan.calls
        head = f"{self.plan.action.key}: {rows:,} row{'' if rows == 1 else 's'}"
        lines = [f"{head} in {calls:,} call{'' if calls == 1 else 's'}"]
        reasons: dict[int, Counter[str]] = {}
        for outcome in self.journal.outcomes():
            if outcome.state in (FAILED, INVALID, DOUBT):
                reasons.setdefault(outcome.state, Counter())[self._said(outcome)] += 1
        kinds = {"failed": FAILED, "invalid": INVALID, "in doubt": DOUBT}
        for name, number in self.counts.items():
            lines.append(f"  {number:,} {name}")
            said = reasons.get(kinds.get(name, OK), Counter())
            for text, times in said.most_common(_REASONS):
                lines.append(f"    {text}" + (f" ({times:,} times)" if times > 1 else ""))
            if len(said) > _REASONS:
                lines.append(f"    … and {len(said) - _REASONS:,} other messages")
        if not self.ok:
            lines += [f"  doubtful: {problem}" for problem in self.plan.problems]
        return "\n".join(lines)

    def _said(self, outcome: Outcome) -> str:
        if outcome.code is None:
            return outcome.message or "no message"
        meaning = codes.meaning(self.plan.action, outcome.code)
        return f"{outcome.code}: {outcome.message or meaning or 'no message'}"

    def close(self) -> None:
        """Stop, and close the files."""
        self.stop()
        self._ended.wait()
        self.journal.close()
        self.plan.source.close()

    def __repr__(self) -> str:
        counts = ", ".join(f"{number} {name}" for name, number in self.counts.items())
        rows = self.plan.rows
        what = f"{rows} row{'' if rows == 1 else 's'}"
        return f"<Run {self.plan.action.key} {what}{': ' if counts else ''}{counts}>"

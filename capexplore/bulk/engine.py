"""The worker threads of a run: what is due is taken, sent, judged, and settled or sent again.

Each thread has connections of its own: a pool shared by many threads, or by tasks of one event
loop, spends its time on itself. How many threads there are is found out: as long as twice as many
make the run faster, they are started.
"""

from __future__ import annotations

import contextvars
import heapq
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import TYPE_CHECKING, Any

from capexplore.bulk import retry
from capexplore.bulk.asking import Asker
from capexplore.bulk.doubts import Finding
from capexplore.bulk.growth import Growth
from capexplore.bulk.journal import DOUBT, FAILED, OK, PENDING, Journal, Outcome
from capexplore.bulk.limiter import Limits
from capexplore.bulk.mapping import Task
from capexplore.bulk.outcomes import verdicts
from capexplore.bulk.plan import Plan, reason
from capexplore.errors import APIConnectionError, CapexploreError, InvalidRequestError
from capexplore.request import Request
from capexplore.response import Response

if TYPE_CHECKING:
    from capexplore.client import Client

__all__ = ["Engine"]

# Rows that wait for another try keep new ones from being sent, so that they never pile up.
_MOST_WAITING = 256


class Engine:
    """One pass over the rows that are pending or in doubt.

    Parameters
    ----------
    plan : Plan
        What is sent, and how.
    journal : Journal
        What became of each row.
    workers : int
        How many threads there may be.
    limits : Limits
        The limiters of the process.
    """

    def __init__(self, plan: Plan, journal: Journal, workers: int, limits: Limits) -> None:
        self.plan, self.journal, self.limits = plan, journal, limits
        self.error: BaseException | None = None
        self.stop = threading.Event()
        self._asker = Asker(plan, limits, self.stop)
        self._limiter = limits.of(plan.client.cluster, plan.action)
        self._fresh = self._tasks()
        self._due: list[tuple[float, int, Task]] = []
        self._order = count()
        self._ready = threading.Condition()
        self._busy = 0
        self._threads: list[threading.Thread] = []
        self._most = workers
        self._growth = Growth(limits.clock, workers)

    @property
    def again(self) -> int:
        """How many calls wait for another try."""
        return len(self._due)

    def run(self, tick: Any) -> None:
        """Work until all is settled or stopped; `tick` is called some ten times a second."""
        self._start_threads(1)
        try:
            while alive := [thread for thread in self._threads if thread.is_alive()]:
                alive[0].join(0.1)
                tick()
        finally:
            self.stop.set()
            for thread in self._threads:
                thread.join()

    def _start_threads(self, number: int) -> None:
        """Have so many threads; each finds the widgets of the caller's cell by its context."""
        while len(self._threads) < number:
            context = contextvars.copy_context()
            thread = threading.Thread(target=context.run, args=(self._work,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _work(self) -> None:
        with self.plan.client.for_thread() as client:
            try:
                while (task := self._take()) is not None:
                    try:
                        self._carry_out(client, task)
                    finally:
                        self._finished()
            except BaseException as error:
                self._fail(error)  # Raised again by Run.wait.

    def _tasks(self) -> Iterator[Task]:
        """The calls of this pass: of rows in doubt first, then of those that were not sent."""
        states = self.journal.states
        for wanted in (DOUBT, PENDING):
            if wanted not in states:
                continue
            rows = ((n, row) for n, row in self.plan.numbered() if states[n] == wanted)
            for task in self.plan.mapper.tasks(rows):
                task.doubt = wanted == DOUBT
                yield task

    def _take(self) -> Task | None:
        """Give the next call that is due; None when there is none and none can come."""
        with self._ready:
            while not self.stop.is_set():
                now = self.limits.clock.now()
                if self._due and self._due[0][0] <= now:
                    return self._taken(heapq.heappop(self._due)[2])
                if len(self._due) < _MOST_WAITING:
                    task = next(self._fresh, None)
                    if task is not None:
                        return self._taken(task)
                if self._due:
                    self._pause(self._due[0][0] - now)
                elif self._busy:
                    self._ready.wait(0.1)
                else:
                    break
            self._ready.notify_all()
            return None

    def _taken(self, task: Task) -> Task:
        self._busy += 1
        return task

    def _pause(self, seconds: float) -> None:
        """Wait for what is due next, without keeping others from putting or taking."""
        self._ready.release()
        try:
            self.limits.clock.wait(min(seconds, 0.1) if self._busy else seconds, self.stop)
        finally:
            self._ready.acquire()

    def _finished(self) -> None:
        with self._ready:
            self._busy -= 1
            self._ready.notify_all()
            wanted = self._growth.after_call()
            if not self.stop.is_set():
                self._start_threads(wanted)

    def _fail(self, error: BaseException) -> None:
        self.error = self.error or error
        self.stop.set()

    def _again(self, task: Task, seconds: float = 0.0) -> None:
        """Send rows again, or ask about them again, after a while."""
        task.attempt += 1
        due = self.limits.clock.now() + max(seconds, retry.backoff(task.attempt))
        with self._ready:
            heapq.heappush(self._due, (due, next(self._order), task))
            self._ready.notify_all()

    def _carry_out(self, client: Client, task: Task) -> None:
        """Make a call, and settle its rows, or put them off."""
        left = self._asked_about(client, task) if task.doubt else task
        request = None if left is None else self._built(left)
        if left is None or request is None:
            return
        self._limiter.wait(self.plan.per_minute, self.stop)
        if self.stop.is_set():
            return
        self.journal.intend(left.numbers, request)
        try:
            response = client.send(request)
        except APIConnectionError as error:
            self._no_answer(left, error)
        except InvalidRequestError as error:
            self._unsendable(left, error)
        except CapexploreError:
            self.journal.withdraw(left.numbers)
            raise
        else:
            with self._never_repeating(left):
                self._answered(client, left, response)

    def _built(self, task: Task) -> Request | None:
        try:
            return self.plan.build(task)
        except InvalidRequestError as error:
            self._unsendable(task, error)
            return None

    def _unsendable(self, task: Task, error: InvalidRequestError) -> None:
        """Settle rows of which no connection can carry the call; the others go on."""
        why = reason(error)
        self.journal.settle([Outcome(n, FAILED, None, why) for n in task.numbers])

    @contextmanager
    def _never_repeating(self, task: Task) -> Iterator[None]:
        """Have rows that were sent in doubt if the run breaks off before their verdict."""
        try:
            yield
        except BaseException:
            left = [number for number in task.numbers if self.journal.states[number] == PENDING]
            message = "In doubt: the run broke off."
            self.journal.settle([Outcome(number, DOUBT, None, message) for number in left])
            raise

    def _answered(self, client: Client, task: Task, response: Response) -> None:
        wait = retry.after(response)
        if response.status_code in (429, 503) and wait:
            self._limiter.hold(wait)
        action = self.plan.action
        verdict = retry.judge(action, response)
        if verdict == "doubt":
            self._in_doubt(task, f"HTTP {response.status_code} came in place of an answer")
            return
        found = verdicts(task, response)
        busy = [
            place
            for place, one in enumerate(found)
            if one.state == FAILED
            and (verdict == "again" or retry.again(action, one.code))
            and task.attempt + 1 < retry.ATTEMPTS
        ]
        for place, one in enumerate(found):
            if one.state == FAILED and task.doubted and place not in busy:
                # What was in doubt may have been carried out late, and refuses its repetition.
                found[place] = self._late(client, task.of([place]), one)
        alone = [place for place, one in enumerate(found) if one.state == PENDING]
        waiting = {*busy, *alone}
        self.journal.settle([one for place, one in enumerate(found) if place not in waiting])
        for place in alone:
            one_row = task.of([place])
            self.journal.withdraw(one_row.numbers)
            self._again(one_row)
        if busy:
            again = task if len(busy) == len(found) else task.of(busy)
            self.journal.withdraw(again.numbers)
            self._again(again, wait)

    def _no_answer(self, task: Task, error: APIConnectionError) -> None:
        why = str(error).partition("\n")[0]
        if not error.sent or not self.plan.action.writes:
            self.journal.withdraw(task.numbers)
            if task.attempt + 1 < retry.ATTEMPTS:
                self._again(task)
            else:
                self.journal.settle([Outcome(n, FAILED, None, why) for n in task.numbers])
            return
        self._in_doubt(task, why)

    def _in_doubt(self, task: Task, why: str) -> None:
        """Ask about rows that may have been done, or report them, where there is no key."""
        message = f"In doubt: {why}"
        self.journal.settle([Outcome(n, DOUBT, None, message) for n in task.numbers])
        if self._asker.can and task.attempt + 1 < retry.ATTEMPTS:
            task.doubt = True
            self._again(task)

    def _asked_about(self, client: Client, task: Task) -> Task | None:
        """Ask about each row of a call; give what was not done, to be sent now."""
        absent, later = [], []
        for place, number in enumerate(task.numbers):
            finding = self._asker.ask(client, task, place)
            if finding.done:
                self.journal.settle([_found(number, finding)])
            elif finding.done is False:
                absent.append(place)
            else:
                message = f"In doubt: {finding.message}."
                self.journal.settle([Outcome(number, DOUBT, None, message)])
                if finding.later:
                    later.append(place)
        if later and task.attempt + 1 < retry.ATTEMPTS:
            again = task.of(later)
            again.doubt = True
            self._again(again)
        if not absent:
            return None
        self.journal.withdraw([task.numbers[place] for place in absent])
        left = task.of(absent)
        left.doubted = True
        return left

    def _late(self, client: Client, task: Task, refused: Outcome) -> Outcome:
        finding = self._asker.ask(client, task, 0)
        return _found(refused.number, finding) if finding.done else refused


def _found(number: int, finding: Finding) -> Outcome:
    message = "No answer came; found when asked for."
    return Outcome(number, OK, None, message, finding.created_id, finding.request_id)

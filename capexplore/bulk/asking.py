"""Asking the API about rows in doubt, as patiently as it takes."""

from __future__ import annotations

import threading
from itertools import count
from typing import TYPE_CHECKING, Any

from capexplore.bulk import retry
from capexplore.bulk.doubts import Finding, question_of
from capexplore.bulk.limiter import Limits, documented
from capexplore.bulk.mapping import Task
from capexplore.bulk.plan import Plan, reason
from capexplore.errors import APIConnectionError, InvalidRequestError
from capexplore.request import Request
from capexplore.response import Response

if TYPE_CHECKING:
    from capexplore.client import Client

__all__ = ["Asker"]


class Asker:
    """Finds out if rows were done, where what they make has a key of its own.

    Parameters
    ----------
    plan : Plan
        What is sent, and for whom.
    limits : Limits
        The limiters of the process.
    stop : threading.Event
        Ends the waiting for another try.
    """

    def __init__(self, plan: Plan, limits: Limits, stop: threading.Event) -> None:
        self._plan, self._limits, self._stop = plan, limits, stop
        self._question = question_of(plan.action)

    @property
    def can(self) -> bool:
        """Whether there is something to ask for."""
        return self._question is not None

    def ask(self, client: Client, task: Task, place: int) -> Finding:
        """Ask about one row of a call, as often as it takes to have an answer."""
        if self._question is None:
            return Finding(None, message="no answer came, and there is no key to ask for")

        def ask(key: str, **keys: Any) -> Response:
            options = {n: v for n, v in self._plan.arguments.items() if n == "attribution"}
            return self._patiently(client, client.build(key, **options, **keys))

        try:
            return self._question.ask(ask, task.values, task.items[place])
        except APIConnectionError:
            return Finding(None, message="no answer came, nor one to asking for it", later=True)
        except InvalidRequestError as error:
            return Finding(None, message=f"no answer came, and asking is no use: {reason(error)}")

    def _patiently(self, client: Client, request: Request) -> Response:
        """Send a reading call, again where the documented list says so."""
        action = request.action
        limiter = self._limits.of(client.cluster, action)
        for attempt in count(1):
            limiter.wait(documented(client.cluster, action), self._stop)
            last = attempt == retry.ATTEMPTS or self._stop.is_set()
            wait = 0.0
            try:
                response = client.send(request)
                if last or retry.judge(action, response) != "again":
                    return response
                wait = retry.after(response)
            except APIConnectionError:
                if last:
                    raise
            self._limits.clock.wait(max(wait, retry.backoff(attempt)), self._stop)
        raise AssertionError("unreachable")

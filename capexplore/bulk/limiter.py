"""How many calls may start in a minute: spread evenly, for all runs of the process together.

Each call books the next free moment and waits for it. pyrate-limiter 4.5 was measured (32 threads):
by its window it keeps a limit of 200 a second exactly, but lets all 200 go in the first 100 ms;
spread, one every 5 ms, it reaches 0.83 of it. Booked moments reach 0.98 by construction, and their
clock can be replaced.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from heapq import heapify, heappop, heappush
from typing import Protocol

from capexplore.catalog import Action
from capexplore.cluster import Cluster

__all__ = ["Clock", "Limiter", "Limits", "SystemClock", "documented"]

# Of the documented rate, so that calls that start a little late never make a full minute too full.
SHARE = 0.98
_LATE = 1.0


class Clock(Protocol):
    """What time it is, in seconds, and how to wait."""

    def now(self) -> float:
        """Give the time; only differences matter."""

    def wait(self, seconds: float, stop: threading.Event) -> None:
        """Wait, but not longer than until an event is set."""


class SystemClock:
    """The computer's monotonic clock."""

    def now(self) -> float:
        """Give the time."""
        return time.monotonic()

    def wait(self, seconds: float, stop: threading.Event) -> None:
        """Wait, but not longer than until an event is set."""
        if seconds > 0:
            stop.wait(seconds)


class Limiter:
    """The starts of the calls of one action on one cluster.

    Parameters
    ----------
    clock : Clock
        What the moments are booked by.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._next = float("-inf")
        # Moments that were booked before that, and given back.
        self._free: list[float] = []

    def wait(self, per_minute: float | None, stop: threading.Event) -> None:
        """Book the next free moment, and wait for it.

        Parameters
        ----------
        per_minute : float or None
            How many calls a minute may start; None for any number.
        stop : threading.Event
            Ends the waiting, and gives the moment back to the calls of other runs.
        """
        spacing = 60 / (per_minute * SHARE) if per_minute else 0.0
        while not stop.is_set():
            now, moment = self._book(spacing)
            if moment > now:
                self._clock.wait(moment - now, stop)
            if stop.is_set():
                with self._lock:
                    heappush(self._free, moment)
                return
            # After the machine slept, the moments that were booked must not all come at once.
            if not spacing or self._clock.now() - moment < _LATE:
                return

    def _book(self, spacing: float) -> tuple[float, float]:
        """Give the time, and the next free moment from then on."""
        with self._lock:
            now = self._clock.now()
            while self._free:
                moment = heappop(self._free)
                if moment >= now:
                    return now, moment
            moment = max(now, self._next)
            self._next = moment + spacing
            return now, moment

    def hold(self, seconds: float) -> None:
        """Let no call start for some seconds, as a cluster asks for with Retry-After."""
        with self._lock:
            until = self._clock.now() + seconds
            self._next = max(self._next, until)
            self._free = [moment for moment in self._free if moment >= until]
            heapify(self._free)


class Limits:
    """The limiters of a process, by cluster and action.

    Parameters
    ----------
    make_clock : callable, optional
        Makes the clock; the computer's if not given.
    """

    def __init__(self, make_clock: Callable[[], Clock] = SystemClock) -> None:
        self.clock = make_clock()
        self._lock = threading.Lock()
        self._limiters: dict[tuple[str, str], Limiter] = {}

    def of(self, cluster: Cluster, action: Action) -> Limiter:
        """Give the limiter that all runs share for an action of a cluster."""
        with self._lock:
            return self._limiters.setdefault((cluster.host, action.key), Limiter(self.clock))


def documented(cluster: Cluster, action: Action) -> float | None:
    """Say how many calls a minute are documented for an action on a cluster; None for any number.

    Examples
    --------
    >>> from capexplore import actions, clusters
    >>> documented(clusters["europe"], actions["v1.1/transaction/add"])
    700

    Notes
    -----
    Source: rate-limit page; else the action's own page, where a limit an hour is spread evenly.
    """
    if action.key in cluster.rate_limits:
        return cluster.rate_limits[action.key]
    limit = action.rate_limit or {}
    if not cluster.live or not limit.get("limited"):
        return None
    if limit.get("per_minute"):
        return float(limit["per_minute"])
    return limit["per_hour"] / 60 if limit.get("per_hour") else None

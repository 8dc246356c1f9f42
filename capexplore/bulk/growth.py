"""How many threads a run has: as many as make it faster."""

from __future__ import annotations

from capexplore.bulk.limiter import Clock

__all__ = ["Growth"]

# Twice as many threads must be faster by this, or the number stays.
_GAIN = 1.15
# How many calls of each thread show that they are not.
_PATIENCE = 4


class Growth:
    """How many threads are worth it: doubled as long as that makes the run faster.

    Parameters
    ----------
    clock : Clock
        What the calls are timed by.
    most : int
        How many there may be.
    """

    def __init__(self, clock: Clock, most: int) -> None:
        self._clock = clock
        self._most = most
        self._number = 1
        self._best = 0.0
        self._calls = 0
        self._begun = self._clock.now()
        self._done = most == 1

    def after_call(self) -> int:
        """Count a call, and give how many threads there should be."""
        if self._done:
            return self._number
        self._calls += 1
        if self._calls % self._number:
            return self._number
        now = self._clock.now()
        rate = self._calls / max(now - self._begun, 1e-9)
        if rate >= self._best * _GAIN and self._number < self._most:
            self._best, self._calls, self._begun = rate, 0, now
            self._number = min(2 * self._number, self._most)
        else:
            # A gain is seen at once; that there is none, only when it is no accident.
            self._done = self._number == self._most or self._calls >= _PATIENCE * self._number
        return self._number

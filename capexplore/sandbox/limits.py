"""Rate limits: how many calls of an action a minute of the sandbox's clock may hold."""

from __future__ import annotations

from collections.abc import Mapping

from capexplore.sandbox.handling import Rejected

__all__ = ["RateLimits"]


class RateLimits:
    """Calls counted by action and minute.

    Parameters
    ----------
    table : mapping of str to int
        Calls per minute, by action key.
    """

    def __init__(self, table: Mapping[str, int]) -> None:
        self.table = table
        self._minute = -1
        self._calls: dict[str, int] = {}

    def count(self, key: str, now: int) -> None:
        """Count a call.

        Raises
        ------
        Rejected
            429 with Retry-After, if it is one too many.
        """
        limit = self.table.get(key)
        if limit is None:
            return
        if now // 60 != self._minute:
            self._minute = now // 60
            self._calls.clear()
        self._calls[key] = self._calls.get(key, 0) + 1
        if self._calls[key] > limit:
            wait = {"Retry-After": str(60 - now % 60)}
            raise Rejected(429, f"More than {limit} calls in a minute", headers=wait)

    def clear(self) -> None:
        """Forget all calls."""
        self._calls.clear()

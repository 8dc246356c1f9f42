"""Faults that a user asks for, to see how a client copes."""

from __future__ import annotations

from collections import deque
from http import HTTPStatus

from capexplore.catalog import Action, actions
from capexplore.errors import InvalidRequestError, UnknownNameError

__all__ = ["KINDS", "Faults"]

KINDS = ("drop", "slow", "truncated", "html")


class Faults:
    """The faults that wait for the next calls of an action."""

    def __init__(self) -> None:
        self._waiting: dict[str, deque[int | str]] = {}

    def add(self, action: Action | str, what: int | str, times: int = 1) -> None:
        """Let the next calls of an action fail."""
        if isinstance(what, str) and what not in KINDS:
            raise UnknownNameError("fault", what, KINDS, "Or give a status or code, such as 500.")
        if not isinstance(what, (int, str)) or isinstance(what, bool) or _is_success(what):
            raise InvalidRequestError(
                f"{what!r} is no fault.\nGive a status or code of a failure, such as 500 or 4001, "
                f"or one of {', '.join(KINDS)}."
            )
        if not isinstance(times, int) or isinstance(times, bool) or not 1 <= times <= 1_000_000:
            raise InvalidRequestError(
                f"times={times!r} is no number of calls that can fail.\nGive 1 or more."
            )
        key = actions.resolve(action).key
        self._waiting.setdefault(key, deque()).extend([what] * times)

    def take(self, key: str) -> int | str | None:
        """Give and forget the next fault of an action, if there is one."""
        waiting = self._waiting.get(key)
        if not waiting:
            return None
        try:
            return waiting.popleft()
        except IndexError:
            return None

    def clear(self) -> None:
        """Forget all faults."""
        self._waiting.clear()


def _is_success(what: int | str) -> bool:
    if isinstance(what, str):
        return False
    return what < HTTPStatus.BAD_REQUEST or what == 1000

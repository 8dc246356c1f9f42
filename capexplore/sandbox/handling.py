"""What the application hands to an action's handler, and what it gets back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from capexplore.catalog import Action
from capexplore.sandbox.domain.rules import Refused, Work
from capexplore.sandbox.store import Store

__all__ = ["HANDLERS", "Answer", "Call", "Handler", "Rejected", "bad_request", "handles", "whole"]


class Rejected(Exception):  # noqa: N818 - an answer, not a defect
    """A call that fails as a whole, before or instead of its handler.

    Parameters
    ----------
    code : int
        The request-level code.
    message : str
        What the answer says.
    status : int, optional
        The HTTP status, if it is not the code.
    headers : mapping of str to str, optional
        Further headers of the answer.
    """

    def __init__(
        self,
        code: int,
        message: str,
        *,
        status: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = code if status is None else status
        self.headers = dict(headers or {})


def bad_request(message: str) -> Rejected:
    """Give the rejection of an input that cannot be used."""
    return Rejected(400, message)


@dataclass(slots=True)
class Call:
    """One call of an action.

    Attributes
    ----------
    action : Action
        The row of the catalog.
    path : dict of str to str
        The values of the path's parameters.
    query : dict of str to str
        The query parameters; the last one of a name.
    body : Any
        The parsed body; None if there is none.
    store : Store
        The data.
    now : int
        The time, in seconds since 1970.
    till : int or Refused or None
        The acting till's id, why there is none, or None for an action without authentication.
    """

    action: Action
    path: dict[str, str]
    query: dict[str, str]
    body: Any
    store: Store
    now: int
    till: int | Refused | None = None

    @property
    def work(self) -> Work:
        """Where, when and for whom the call acts.

        Raises
        ------
        Refused
            The attribution names no till.
        """
        if isinstance(self.till, Refused):
            raise self.till
        return Work(self.store, self.now, self.till or 0)

    def flag(self, name: str) -> bool:
        """Whether a query parameter is switched on."""
        return self.query.get(name, "").lower() in ("true", "1")

    def number(self, name: str, default: int) -> int:
        """Give a whole number of the query."""
        return whole(self.query.get(name) or default, name)


@dataclass(slots=True)
class Answer:
    """What a handler answers: a tree to be written as JSON or XML."""

    tree: dict[str, Any]
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


Handler = Callable[[Call], Answer]
_H = TypeVar("_H", bound=Handler)
HANDLERS: dict[str, Handler] = {}


def handles(key: str) -> Callable[[_H], _H]:
    """Register a function as the handler of an action, by key."""

    def register(handler: _H) -> _H:
        HANDLERS[key] = handler
        return handler

    return register


def whole(value: object, name: str) -> int:
    """Give a value as a whole number that the store can hold.

    Raises
    ------
    Rejected
        400; the message names the parameter.
    """
    text = str(value).strip() if isinstance(value, (int, str)) else ""
    digits = text.removeprefix("-")
    if isinstance(value, bool) or not (digits.isascii() and digits.isdigit() and len(digits) < 19):
        raise bad_request(f"{name} must be a whole number")
    return int(text)

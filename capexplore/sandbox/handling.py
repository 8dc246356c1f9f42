"""What the application hands to an action's handler, and what it gets back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pkgutil import walk_packages
from typing import Any, TypeVar

from capexplore.catalog import Action
from capexplore.sandbox.domain.rules import Refused, Work
from capexplore.sandbox.store import Store

__all__ = [
    "Answer",
    "Call",
    "Handler",
    "Rejected",
    "bad_request",
    "handler_of",
    "handles",
    "may_write",
    "simulated",
    "whole",
]


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
    params : dict of str to list of str
        The values of the query's parameters, in the order in which they were given.
    header : callable
        Gives a header of the request by name, or None.
    body : Any
        The parsed body; None if there is none.
    store : Store
        The data.
    now : int
        The time, in seconds since 1970.
    till : int or Refused or None
        The acting till's id, why there is none, or None for an action without authentication.
    query : dict of str to str
        The query parameters; the last one of a name.
    request_id : str
        The id under which the call is answered.
    """

    action: Action
    path: dict[str, str]
    params: dict[str, list[str]]
    header: Callable[[str], str | None]
    body: Any
    store: Store
    now: int
    till: int | Refused | None = None
    query: dict[str, str] = field(init=False)
    request_id: str = ""

    def __post_init__(self) -> None:
        self.query = {name: values[-1] for name, values in self.params.items()}

    def every(self, name: str) -> list[str]:
        """Give all values of a query parameter, repeated or in a comma list."""
        parts = ",".join(self.params.get(name, ())).split(",")
        return [part.strip() for part in parts if part.strip()]

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
        return Work(self.store, self.now, self.till or 0, self.request_id)

    def flag(self, name: str) -> bool:
        """Whether a query parameter is switched on."""
        return name in self.query and self.query[name].lower() in ("true", "1")

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
_HANDLERS: dict[str, Handler] = {}
_TRYING: set[str] = set()
_ROUTES = "capexplore.sandbox.routes"


def handles(key: str, *, tries: bool = False) -> Callable[[_H], _H]:
    """Register a function as the handler of an action, by key.

    One that `tries` writes although its action only asks, such as to find out what would happen.
    """

    def register(handler: _H) -> _H:
        _HANDLERS[key] = handler
        if tries:
            _TRYING.add(key)
        return handler

    return register


def handler_of(action: Action) -> Handler | None:
    """Give the handler of an action, or None if the sandbox does not simulate it.

    The handlers of an entity are in the module of `capexplore.sandbox.routes` with its version and
    name, such as ``v1_1_customer``, or in the parts that such a package names in ``PARTS``. They
    are imported when they are first needed.
    """
    if action.simulated and action.key not in _HANDLERS:
        name = f"{_ROUTES}.{action.version.replace('.', '_')}_{action.entity}"
        parts: dict[str, tuple[str, ...]] = getattr(import_module(name), "PARTS", {})
        for part, handled in parts.items():
            if action.action in handled:
                import_module(part, name)
    return _HANDLERS.get(action.key)


def may_write(action: Action) -> bool:
    """Whether the handler of an action, which was asked for before, may write."""
    return action.writes or action.key in _TRYING


def simulated() -> frozenset[str]:
    """Give the keys of all actions that have a handler."""
    for module in walk_packages(import_module(_ROUTES).__path__, f"{_ROUTES}."):
        import_module(module.name)
    return frozenset(_HANDLERS)


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

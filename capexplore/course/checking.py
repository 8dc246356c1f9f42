"""The check of an exercise: it looks at the sandbox, and says what is still missing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from capexplore.client import Client
from capexplore.errors import InvalidRequestError, UnknownNameError

if TYPE_CHECKING:
    import pandas as pd

    from capexplore.response import Response

__all__ = ["Check", "Look", "check", "exercise"]


@dataclass(frozen=True, slots=True, repr=False)
class Check:
    """What came of a check.

    Parameters
    ----------
    number : int
        The exercise, by the number of its notebook.
    missing : tuple of str
        What is still missing; nothing if the exercise is done.
    """

    number: int
    missing: tuple[str, ...]

    @property
    def done(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing

    def _repr_html_(self) -> str:
        if self.done:
            return "<p><b>✓ Done.</b></p>"
        told = "".join(f"<li>{escape(one)}</li>" for one in self.missing)
        return f"<p><b>Not yet:</b></p><ul>{told}</ul>"

    def __str__(self) -> str:
        return "Done." if self.done else "\n".join(["Not yet:", *(f"- {m}" for m in self.missing)])

    def __repr__(self) -> str:
        count = len(self.missing)
        told = "done" if self.done else f"not yet, {count} thing{'s'[: count != 1]} missing"
        return f"<Check {self.number} {told}>"


class Look:
    """What a check can see: the calls that were made, and the sandbox as it is now."""

    def __init__(self, client: Client) -> None:
        self.client = client
        if client.sandbox is not None:
            self._own = Client(client.sandbox)

    def calls(self, key: str, **values: Any) -> list[Response]:
        """The calls of an action with the given parameters, in the order in which they went."""
        wanted = {name: str(value) for name, value in values.items()}
        return [
            response
            for response in self.client.history
            if response.request is not None
            and response.action.key == key
            and wanted.items() <= _values_of(response).items()
        ]

    def ask(self, key: str, **values: Any) -> Response:
        """Ask the sandbox without leaving a trace in the history."""
        return self._own.call(key, **values)

    def rows(self, key: str, **values: Any) -> pd.DataFrame:
        """Ask the sandbox for records."""
        return self.ask(key, **values).to_frame()


def _values_of(response: Response) -> dict[str, str]:
    request = response.request
    assert request is not None  # noqa: S101 - the caller has looked
    pairs = [*request.path_values, *request.query, *request.header_items]
    return {name: str(value) for name, value in pairs}


_EXERCISES: dict[int, Callable[[Look], Iterator[str]]] = {}


def exercise(
    number: int,
) -> Callable[[Callable[[Look], Iterator[str]]], Callable[[Look], Iterator[str]]]:
    """Register what gives the missing things of an exercise, by the number of its notebook."""

    def keep(rule: Callable[[Look], Iterator[str]]) -> Callable[[Look], Iterator[str]]:
        _EXERCISES[number] = rule
        return rule

    return keep


def check(number: int, client: Client) -> Check:
    """Look whether an exercise is done.

    Parameters
    ----------
    number : int
        The number of the notebook.
    client : Client
        The client that the exercise was done with.

    Returns
    -------
    Check
        What is missing, if anything is.

    Raises
    ------
    UnknownNameError
        No exercise has this number.
    InvalidRequestError
        The client is not one of a sandbox.

    Examples
    --------
    >>> print(check(6, Client()))
    Not yet:
    - No webhook named 'night-shift' was ever made.
    """
    from capexplore.course import exercises

    if number not in _EXERCISES:
        raise UnknownNameError("exercise", str(number), [str(n) for n in sorted(_EXERCISES)])
    if client.sandbox is None and number not in exercises.WITHOUT_SANDBOX:
        raise InvalidRequestError(
            "The check looks at a sandbox, and this client has none.\nGive a cx.Client()."
        )
    return Check(number, tuple(_EXERCISES[number](Look(client))))

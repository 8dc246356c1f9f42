"""What an error is where it leaves the package: one of ours, and without values in its traceback.

What a call is given in plain text - a body with a password, a key - is a variable of every function
on its way to the one that masks it, and tools that print variables, and debuggers, would show it.
"""

from __future__ import annotations

import functools
import sys
import traceback
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from capexplore.errors import CapexploreError, InvalidRequestError

__all__ = ["forget", "refusing", "without_values"]

_Arguments = ParamSpec("_Arguments")
_Result = TypeVar("_Result")


def without_values(function: Callable[_Arguments, _Result]) -> Callable[_Arguments, _Result]:
    """Have the functions that an error came through keep none of their variables.

    Examples
    --------
    >>> @without_values
    ... def sign(secret):
    ...     return int(secret)
    >>> try:
    ...     sign("tide-and-till")
    ... except ValueError as error:
    ...     called = error.__traceback__.tb_next.tb_next
    >>> called.tb_frame.f_code.co_name, called.tb_frame.f_locals
    ('sign', {})
    """

    @functools.wraps(function)
    def careful(*args: _Arguments.args, **kwargs: _Arguments.kwargs) -> _Result:
        before = sys.exception()
        try:
            return function(*args, **kwargs)
        except BaseException as error:
            del args, kwargs
            forget(error, before)
            raise

    return careful


def refusing(function: Callable[_Arguments, _Result]) -> Callable[_Arguments, _Result]:
    """Have a function refuse values of which nobody thought, in place of any other error.

    A value's own class may raise anything when it is read, and nothing of the value may be shown.

    Examples
    --------
    >>> @refusing
    ... def double(value):
    ...     return 2 * float(value)
    >>> double("tide")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    capexplore.errors.InvalidRequestError: What was given cannot be used: reading it fails with ...
    The documentation of double says what it takes.
    """

    @functools.wraps(function)
    def careful(*args: _Arguments.args, **kwargs: _Arguments.kwargs) -> _Result:
        try:
            return function(*args, **kwargs)
        except CapexploreError:
            raise
        except Exception as error:
            if error.__traceback__ is None or error.__traceback__.tb_next is None:
                raise  # It was not called as its signature says.
            why = type(error).__name__
        raise InvalidRequestError(
            f"What was given cannot be used: reading it fails with {why}.\n"
            f"The documentation of {function.__qualname__.lstrip('_')} says what it takes."
        )

    return without_values(careful)


def forget(error: BaseException, before: BaseException | None = None) -> None:
    """Empty the variables of the functions that an error, and those that caused it, came through.

    Parameters
    ----------
    error : BaseException
        The error.
    before : BaseException, optional
        One that was there before, and stays as it is.
    """
    waiting: list[BaseException | None] = [error]
    seen = {id(before), id(None)}
    while waiting:
        one = waiting.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        traceback.clear_frames(one.__traceback__)
        if one.__suppress_context__ and one.__context__ is not before:
            one.__context__ = None
        waiting += [one.__cause__, one.__context__]

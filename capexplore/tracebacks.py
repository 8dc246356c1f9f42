"""Tracebacks that hold no values: tools that print variables, and debuggers, would show secrets.

What a call is given in plain text - a body with a password, a key - is a variable of every function
on its way to the one that masks it.
"""

from __future__ import annotations

import functools
import sys
import traceback
from collections.abc import Callable
from typing import ParamSpec, TypeVar

__all__ = ["forget", "without_values"]

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
    while waiting:
        one = waiting.pop()
        if one is None or one is before:
            continue
        traceback.clear_frames(one.__traceback__)
        if one.__suppress_context__ and one.__context__ is not before:
            one.__context__ = None
        waiting += [one.__cause__, one.__context__]

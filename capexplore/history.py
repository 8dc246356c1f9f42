"""The calls of a client, in the order in which they were made, in memory or in a SQLite file."""

from __future__ import annotations

import datetime as dt
import os
import sqlite3
import threading
import warnings
import weakref
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, overload

from capexplore.callfile import Call, CallFile
from capexplore.errors import InvalidRequestError
from capexplore.response import Response
from capexplore.secrets import visible
from capexplore.together import concat
from capexplore.tracebacks import refusing

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["History"]

_IN_MEMORY = 1000
# Without a file of its own, a history writes so many calls at a time to the temporary one.
_PIECE = 100


class History(Sequence[Response]):
    """Responses with their requests, oldest first; secrets are masked in both.

    A call that got no answer is kept too, with status 0. The newest thousand are in memory, and
    those before them in a file, so that a run of many calls does not fill the memory: they are
    equal when they are read again, but not the same objects, and a secret that was sent with one is
    then read from the environment. A call that cannot be written stays in memory, with a warning,
    and is written with the next one that can be.

    Parameters
    ----------
    path : str or path-like, optional
        A SQLite file that keeps all calls and is gone on with if it exists. If not given, the file
        is a temporary one that nobody else can open, and is gone when the history is.

    Examples
    --------
    >>> from capexplore import Client
    >>> client = Client()
    >>> response = client.call("v2/customer/get", id=800101, source="ALL")
    >>> client.history, client.history[-1].request == response.request
    (<History 1 call>, True)
    """

    @refusing
    def __init__(self, path: str | os.PathLike[str] | None = None) -> None:
        self.path = None if path is None else os.fspath(path)
        # One that an interrupted call of the same thread cannot leave locked for the next.
        self._lock = threading.RLock()
        # Each is a call, or the number of one that only the file has. The file has the first
        # `_written`; their numbers are in `_numbers` until the calls give way to them, so that an
        # interrupt between any two steps loses nothing.
        self._calls: list[Call | int] = []
        self._numbers: dict[int, int] = {}
        self._written = 0
        # Whether writing the calls after those was begun.
        self._tried = False
        self._file: CallFile | None = None
        if self.path is not None:
            self._open(self.path)

    def _open(self, path: str) -> None:
        try:
            self._file = _opened(self, path)
            self._go_on(self._file)
        except sqlite3.Error as error:
            if self._file is not None:
                self._file.close()
            raise InvalidRequestError(
                f"The history cannot be kept in {path!r}: {error}.\n"
                "Give a path that can be written, with no other kind of file in its place."
            ) from None

    def _go_on(self, file: CallFile) -> None:
        """Go on with the calls of a file; those that cannot be read are left there."""
        damaged = 0
        for number, call in file.all():
            if call is None:
                damaged += 1
                continue
            self._numbers[len(self._calls)] = number
            self._calls.append(call)
            self._written += 1
            self._forget()
        if damaged:
            warnings.warn(
                f"{damaged} of {damaged + len(self._calls)} calls in {self.path!r} cannot be read, "
                "and are passed over; the file keeps them as they are.",
                stacklevel=4,
            )

    def append(self, response: Response, sent: dt.datetime | None = None) -> None:
        """Keep a response; ``sent`` is when its request was sent, now if not given."""
        # First of all, so that an interrupt loses nothing.
        self._calls.append(Call(sent or dt.datetime.now(dt.UTC), response))
        with self._lock:
            if self.path is not None:
                self._write(len(self._calls))
            elif len(self._calls) % _PIECE == 0:
                self._write(max(len(self._calls) - _IN_MEMORY, 0))
            self._forget()

    def _write(self, end: int) -> None:
        """Write what is not in the file yet; what cannot be written now waits for the next time."""
        waiting = [call for call in self._calls[self._written : end] if isinstance(call, Call)]
        if not waiting or (self._file is None and self.path is not None):
            return
        try:
            if self._file is None:
                self._file = _opened(self, None)
            again, self._tried = self._tried, True
            numbers = self._file.write(waiting, again=again)
        except sqlite3.Error as error:
            where = "a temporary file" if self.path is None else repr(self.path)
            warnings.warn(
                f"{len(waiting)} of the calls could not be written to {where}: {error}.\n"
                "They are in memory, and are written with the next call or when this is closed.",
                stacklevel=4,
            )
        else:
            self._numbers.update(enumerate(numbers, self._written))
            self._written += len(numbers)
            self._tried = False

    def _forget(self) -> None:
        """Leave the older calls that are in the file to the file."""
        while self._numbers:
            place = next(iter(self._numbers))
            if place >= len(self._calls) - _IN_MEMORY:
                return
            self._calls[place] = self._numbers[place]
            del self._numbers[place]

    @overload
    def __getitem__(self, index: int) -> Response: ...
    @overload
    def __getitem__(self, index: slice) -> list[Response]: ...
    def __getitem__(self, index: int | slice) -> Response | list[Response]:
        if isinstance(index, slice):
            return [call.response for call in self._read(self._calls[index])]
        (call,) = self._read([self._calls[index]])
        return call.response

    def __iter__(self) -> Iterator[Response]:
        return (call.response for call in self._read(list(self._calls)))

    def __len__(self) -> int:
        return len(self._calls)

    def _read(self, calls: list[Call | int]) -> Iterator[Call]:
        """Give calls, one by one, those from the file that are only there."""
        for call in calls:
            if isinstance(call, Call):
                yield call
                continue
            with self._lock:
                # A history that was closed stays readable.
                file = self._file or CallFile(self.path)
                try:
                    read = file.read(call)
                finally:
                    if file is not self._file:
                        file.close()
            yield read

    def to_frame(self, kind: str = "calls", *, times: bool = False, **options: Any) -> pd.DataFrame:
        """Give the calls, or what came back from them, as one DataFrame.

        Parameters
        ----------
        kind : {"calls", "records", "items"}
            A row for each call, for each record, or for each item's verdict.
        times : bool
            Whether to add ``when`` (UTC) and ``ms`` to the calls, which differ from run to run.
        **options
            For records: those of `Response.to_frame`; ``mask`` for calls and items too.

        Returns
        -------
        pandas.DataFrame
            Calls: columns action, method, status_code, outcome, code, message and request_id.
            Records and items: as `capexplore.concat` gives them.

        Examples
        --------
        >>> from capexplore import Client
        >>> client = Client()
        >>> for mobile in ("914400000017", "1"):
        ...     response = client.call("v1.1/customer/get", mobile=mobile)
        >>> client.history.to_frame("items")[["call", "ok", "code"]].to_dict("list")
        {'call': [0, 1], 'ok': [True, False], 'code': [1000, 1012]}
        """
        when: list[tuple[dt.datetime, float | None]] = []

        def each() -> Iterator[Response]:
            for call in self._read(list(self._calls)):
                when.append((call.sent, call.response.elapsed_ms))
                yield call.response

        frame = concat(each(), kind, **options)
        if times and kind == "calls":
            frame["when"] = [sent for sent, _ in when]
            frame["ms"] = [elapsed_ms for _, elapsed_ms in when]
        return frame

    def close(self) -> None:
        """Close the file, if there is one; the calls stay readable."""
        with self._lock:
            if self._file is not None and self.path is not None:
                self._write(len(self._calls))
                self._file.close()
                self._file = None

    def __repr__(self) -> str:
        where = f" in {self.path}" if self.path else ""
        return f"<History {len(self)} call{'' if len(self) == 1 else 's'}{where}>"

    def _repr_html_(self) -> str:
        shown = self.to_frame().map(lambda cell: visible(cell) if isinstance(cell, str) else cell)
        return str(shown.to_html(border=0))


def _opened(history: History, path: str | None) -> CallFile:
    file = CallFile(path)
    weakref.finalize(history, file.close)
    return file

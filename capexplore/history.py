"""The calls of a client, in the order in which they were made, in memory or in a SQLite file."""

from __future__ import annotations

import datetime as dt
import os
import sqlite3
import threading
import warnings
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, overload

import msgspec

from capexplore.catalog import actions
from capexplore.errors import CapexploreError, InvalidRequestError, UnknownNameError
from capexplore.request import Request
from capexplore.response import Response
from capexplore.secrets import visible

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["History", "concat"]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS call (
    number INTEGER PRIMARY KEY, sent TEXT NOT NULL, action TEXT NOT NULL, request BLOB,
    status_code INTEGER NOT NULL, headers BLOB NOT NULL, content BLOB NOT NULL, elapsed_ms REAL,
    time_zone TEXT
) STRICT
"""
_INSERT = "INSERT INTO call SELECT NULL, ?, ?, ?, ?, ?, ?, ?, ?"
# A row whose writing was broken off may have been written: no two calls begin and last the same.
_UNLESS_THERE = " WHERE NOT EXISTS (SELECT 1 FROM call WHERE sent = ? AND elapsed_ms IS ?)"


class History(Sequence[Response]):
    """Responses with their requests, oldest first; secrets are masked in both.

    A call that got no answer is kept too, with status 0. A call that cannot be written to the file
    stays in memory, with a warning, and is written with the next one that can be.

    Parameters
    ----------
    path : str or path-like, optional
        A SQLite file that keeps the calls and is gone on with if it exists. In memory if not given.

    Examples
    --------
    >>> from capexplore import Client
    >>> client = Client()
    >>> response = client.call("v2/customer/get", id=800101, source="ALL")
    >>> client.history, client.history[-1].request == response.request
    (<History 1 call>, True)
    """

    def __init__(self, path: str | os.PathLike[str] | None = None) -> None:
        self.path = None if path is None else os.fspath(path)
        # One that an interrupted call of the same thread cannot leave locked for the next.
        self._lock = threading.RLock()
        self._kept: list[tuple[dt.datetime, Response]] = []
        # How many calls the file has, and whether writing those after them was begun.
        self._written, self._tried = 0, False
        self._file: sqlite3.Connection | None = None
        if self.path is not None:
            self._open(self.path)

    def _open(self, path: str) -> None:
        try:
            self._file = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
            self._file.execute("PRAGMA journal_mode=WAL")
            self._file.execute("PRAGMA synchronous=NORMAL")
            self._file.execute(_SCHEMA)
            rows = self._file.execute("SELECT * FROM call ORDER BY number").fetchall()
            self._kept = list(_readable(rows, path))
            self._written = len(self._kept)
        except sqlite3.Error as error:
            if self._file is not None:
                self._file.close()
            raise InvalidRequestError(
                f"The history cannot be kept in {path!r}: {error}.\n"
                "Give a path that can be written, with no other kind of file in its place."
            ) from None

    def append(self, response: Response, sent: dt.datetime | None = None) -> None:
        """Keep a response; ``sent`` is when its request was sent, now if not given."""
        # First of all, so that an interrupt loses nothing.
        self._kept.append((sent or dt.datetime.now(dt.UTC), response))
        with self._lock:
            self._write()

    def _write(self) -> None:
        """Write what is not in the file yet; what cannot be written now waits for the next time."""
        waiting = self._kept[self._written :]
        if self._file is None or not waiting:
            return
        again, self._tried = self._tried, True
        try:
            self._file.execute("BEGIN IMMEDIATE")
            try:
                for sent, response in waiting:
                    row = _to_row(sent, response)
                    if again:
                        self._file.execute(_INSERT + _UNLESS_THERE, (*row, row[0], row[6]))
                    else:
                        self._file.execute(_INSERT, row)
                self._file.execute("COMMIT")
            finally:
                if self._file.in_transaction:
                    self._file.execute("ROLLBACK")
        except sqlite3.Error as error:
            warnings.warn(
                f"{len(waiting)} of the calls could not be written to {self.path!r}: {error}.\n"
                "They are in memory, and are written with the next call or when this is closed.",
                stacklevel=4,
            )
        else:
            self._written += len(waiting)
            self._tried = False

    @overload
    def __getitem__(self, index: int) -> Response: ...
    @overload
    def __getitem__(self, index: slice) -> list[Response]: ...
    def __getitem__(self, index: int | slice) -> Response | list[Response]:
        if isinstance(index, slice):
            return [response for _, response in self._kept[index]]
        return self._kept[index][1]

    def __iter__(self) -> Iterator[Response]:
        return (response for _, response in list(self._kept))

    def __len__(self) -> int:
        return len(self._kept)

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
        kept = list(self._kept)
        if kind != "calls":
            return concat([response for _, response in kept], kind=kind, **options)
        frame = _calls([response for _, response in kept], options.get("mask", False))
        if times:
            frame["when"] = [sent for sent, _ in kept]
            frame["ms"] = [response.elapsed_ms for _, response in kept]
        return frame

    def close(self) -> None:
        """Close the file, if there is one; the calls in memory stay readable."""
        with self._lock:
            if self._file is not None:
                self._write()
                self._file.close()
                self._file = None

    def __repr__(self) -> str:
        where = f" in {self.path}" if self.path else ""
        return f"<History {len(self)} call{'' if len(self) == 1 else 's'}{where}>"

    def _repr_html_(self) -> str:
        shown = self.to_frame().map(lambda cell: visible(cell) if isinstance(cell, str) else cell)
        return str(shown.to_html(border=0))


def concat(responses: Iterable[Response], kind: str = "records", **options: Any) -> pd.DataFrame:
    """Put the answers of several calls into one DataFrame, each row saying which it came from.

    Parameters
    ----------
    responses : iterable of Response
        The answers, in any order and of any actions.
    kind : {"records", "items", "calls"}
        A row for each record, for each item's verdict, or for each call.
    **options
        For records: those of `Response.to_frame`.

    Returns
    -------
    pandas.DataFrame
        Records and items: ``call``, the place of the response from 0, and ``action`` come first.

    Raises
    ------
    UnknownNameError
        There is no such kind.

    Examples
    --------
    >>> from capexplore import Client
    >>> client = Client()
    >>> found = [client.call("v2/customer/get", id=n, source="ALL") for n in (800101, 800102)]
    >>> concat(found)[["call", "action", "id"]].to_dict("list")
    {'call': [0, 1], 'action': ['v2/customer/get', 'v2/customer/get'], 'id': [800101, 800102]}
    """
    given = list(responses)
    if kind == "calls":
        return _calls(given, options.get("mask", False))
    if kind == "records":
        return _together(given, [response.to_frame(**options) for response in given])
    if kind == "items":
        return _together(
            given, [_items(response, options.get("mask", False)) for response in given]
        )
    raise UnknownNameError("kind of frame", kind, ("records", "items", "calls"))


def _calls(responses: list[Response], mask: bool | str) -> pd.DataFrame:
    import pandas as pd

    columns = ("status_code", "outcome", "code", "message", "request_id")
    rows = [
        {
            "action": response.action.key,
            "method": response.action.method,
            **{name: getattr(response, name) for name in columns},
            "message": response.masked(response.message, mask),
        }
        for response in responses
    ]
    frame = pd.DataFrame(rows, columns=["action", "method", *columns])
    return frame.astype({"code": "Int64"})


def _items(response: Response, mask: bool | str) -> pd.DataFrame:
    import pandas as pd

    rows = [
        {
            "index": item.index,
            "ok": item.ok,
            "code": item.code,
            "message": response.masked(item.message, mask),
            "warnings": [warning["code"] for warning in item.warnings],
        }
        for item in response.items
    ]
    frame = pd.DataFrame(rows, columns=["index", "ok", "code", "message", "warnings"])
    return frame.astype({"index": "int64", "ok": "bool", "code": "Int64"})


def _together(responses: list[Response], frames: list[pd.DataFrame]) -> pd.DataFrame:
    """Put frames below each other; whole numbers stay whole where a frame lacks the column."""
    import pandas as pd

    kept = []
    for number, (response, frame) in enumerate(zip(responses, frames, strict=True)):
        if not len(frame):
            continue
        whole = [name for name, kind in frame.dtypes.items() if str(kind) == "int64"]
        found = frame.astype(dict.fromkeys(whole, "Int64"))
        for name, value in (("action", response.action.key), ("call", number)):
            found.insert(0, f"call_{name}" if name in found else name, value)
        kept.append(found)
    if not kept:
        empty = frames[0] if frames else pd.DataFrame()
        return empty.reindex(columns=["call", "action", *empty.columns])
    together = pd.concat(kept, ignore_index=True)
    full = [n for n, kind in together.dtypes.items() if str(kind) == "Int64" and n != "code"]
    exact = {name: "int64" for name in full if not together[name].hasnans}
    return together.astype(exact)


_Row = tuple[Any, ...]


def _readable(rows: list[_Row], path: str) -> Iterator[tuple[dt.datetime, Response]]:
    """The calls of a file; those that cannot be read are left there, and said to be."""
    damaged = 0
    for row in rows:
        try:
            yield _from_row(row)
        except (CapexploreError, ValueError, TypeError):
            damaged += 1
    if damaged:
        warnings.warn(
            f"{damaged} of {len(rows)} calls in {path!r} cannot be read, and are passed over; "
            "the file keeps them as they are.",
            stacklevel=5,
        )


def _to_row(sent: dt.datetime, response: Response) -> _Row:
    request = response.request
    return (
        sent.isoformat(),
        response.action.key,
        None if request is None else msgspec.json.encode(request.to_dict()),
        response.status_code,
        msgspec.json.encode(response.headers.multi_items()),
        response.content,
        response.elapsed_ms,
        response.time_zone,
    )


def _from_row(row: _Row) -> tuple[dt.datetime, Response]:
    _, sent, action, request, status_code, headers, content, elapsed_ms, time_zone = row
    response = Response(
        actions[action],
        status_code,
        dict(msgspec.json.decode(headers)),
        content,
        request=None if request is None else Request.from_dict(msgspec.json.decode(request)),
        elapsed_ms=elapsed_ms,
        time_zone=time_zone,
    )
    return dt.datetime.fromisoformat(sent), response

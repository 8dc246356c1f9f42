"""The calls of a client, in the order in which they were made, in memory or in a SQLite file."""

from __future__ import annotations

import datetime as dt
import os
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, overload

import msgspec

from capexplore.catalog import actions
from capexplore.errors import InvalidRequestError
from capexplore.request import Request
from capexplore.response import Response

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["History"]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS call (
    number INTEGER PRIMARY KEY, sent TEXT NOT NULL, action TEXT NOT NULL, request BLOB,
    status_code INTEGER NOT NULL, headers BLOB NOT NULL, content BLOB NOT NULL, elapsed_ms REAL
) STRICT
"""
_INSERT = "INSERT INTO call VALUES (NULL, ?, ?, ?, ?, ?, ?, ?)"


class History(Sequence[Response]):
    """Responses with their requests, oldest first; secrets are masked in both.

    A call that got no answer is kept too, with status 0.

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
        self._lock = threading.Lock()
        self._kept: list[tuple[dt.datetime, Response]] = []
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
            self._kept = [_from_row(row) for row in rows]
        except sqlite3.Error as error:
            raise InvalidRequestError(
                f"The history cannot be kept in {path!r}: {error}.\n"
                "Give a path that can be written, with no other kind of file in its place."
            ) from None

    def append(self, response: Response, sent: dt.datetime | None = None) -> None:
        """Keep a response; ``sent`` is when its request was sent, now if not given."""
        sent = sent or dt.datetime.now(dt.UTC)
        with self._lock:
            if self._file is not None:
                self._file.execute(_INSERT, _to_row(sent, response))
            self._kept.append((sent, response))

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

    def to_frame(self, *, times: bool = False) -> pd.DataFrame:
        """List the calls as a DataFrame, one row each.

        Parameters
        ----------
        times : bool
            Whether to add ``when`` (UTC) and ``ms``, which differ from run to run.

        Returns
        -------
        pandas.DataFrame
            Columns action, method, status_code, outcome, code, message and request_id.
        """
        import pandas as pd

        rows = [
            {
                "action": response.action.key,
                "method": response.action.method,
                "status_code": response.status_code,
                "outcome": response.outcome,
                "code": response.code,
                "message": response.message,
                "request_id": response.request_id,
                **({"when": sent, "ms": response.elapsed_ms} if times else {}),
            }
            for sent, response in list(self._kept)
        ]
        columns = ["action", "method", "status_code", "outcome", "code", "message", "request_id"]
        frame = pd.DataFrame(rows, columns=[*columns, "when", "ms"] if times else columns)
        return frame.astype({"code": "Int64"})

    def close(self) -> None:
        """Close the file, if there is one; the calls in memory stay readable."""
        with self._lock:
            if self._file is not None:
                self._file.close()
                self._file = None

    def __repr__(self) -> str:
        where = f" in {self.path}" if self.path else ""
        return f"<History {len(self)} call{'' if len(self) == 1 else 's'}{where}>"

    def _repr_html_(self) -> str:
        return str(self.to_frame().to_html(border=0))


def _to_row(sent: dt.datetime, response: Response) -> tuple[object, ...]:
    request = response.request
    return (
        sent.isoformat(),
        response.action.key,
        None if request is None else msgspec.json.encode(request.to_dict()),
        response.status_code,
        msgspec.json.encode(response.headers.multi_items()),
        response.content,
        response.elapsed_ms,
    )


def _from_row(row: tuple[Any, ...]) -> tuple[dt.datetime, Response]:
    _, sent, action, request, status_code, headers, content, elapsed_ms = row
    response = Response(
        actions[action],
        status_code,
        dict(msgspec.json.decode(headers)),
        content,
        request=None if request is None else Request.from_dict(msgspec.json.decode(request)),
        elapsed_ms=elapsed_ms,
    )
    return dt.datetime.fromisoformat(sent), response

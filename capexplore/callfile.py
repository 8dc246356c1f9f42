"""Calls in a SQLite file: written in their order, read by their numbers."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from capexplore.catalog import actions
from capexplore.errors import CapexploreError
from capexplore.request import Request
from capexplore.response import Response

__all__ = ["Call", "CallFile"]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS call (
    number INTEGER PRIMARY KEY, sent TEXT NOT NULL, action TEXT NOT NULL, request BLOB,
    status_code INTEGER NOT NULL, headers BLOB NOT NULL, content BLOB NOT NULL, elapsed_ms REAL,
    time_zone TEXT
) STRICT
"""
_INSERT = "INSERT INTO call VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING number"
# No two calls begin and last the same.
_FIND = "SELECT number FROM call WHERE sent = ? AND elapsed_ms IS ?"

_Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """A response, and when its request was sent."""

    sent: dt.datetime
    response: Response


class CallFile:
    """A file of calls, which another process may write to as well.

    Parameters
    ----------
    path : str, optional
        The file. If not given it is one that no other process can open, because the system deletes
        it as soon as it is opened, and that is gone with this process.

    Raises
    ------
    sqlite3.Error
        Here and below: what SQLite says.
    """

    def __init__(self, path: str | None = None) -> None:
        self.connection = sqlite3.connect(path or "", check_same_thread=False, isolation_level=None)
        try:
            self.connection.execute(f"PRAGMA journal_mode={'WAL' if path else 'MEMORY'}")
            self.connection.execute(f"PRAGMA synchronous={'NORMAL' if path else 'OFF'}")
            self.connection.execute(_SCHEMA)
        except sqlite3.Error:
            self.connection.close()
            raise

    def write(self, calls: Iterable[Call], *, again: bool) -> list[int]:
        """Write calls, all or none, and give their numbers.

        Parameters
        ----------
        calls : iterable of Call
            What is written.
        again : bool
            Whether writing them was begun before, and may have been done then.
        """
        execute = self.connection.execute
        numbers: list[int] = []
        self._roll_back()  # What an interrupt left open.
        try:
            execute("BEGIN IMMEDIATE")
            for call in calls:
                row = _to_row(call)
                there = execute(_FIND, (row[0], row[6])).fetchone() if again else None
                ((number,),) = [there] if there else execute(_INSERT, row)
                numbers.append(number)
            execute("COMMIT")
            return numbers
        finally:
            self._roll_back()

    def _roll_back(self) -> None:
        if self.connection.in_transaction:
            self.connection.execute("ROLLBACK")

    def read(self, number: int) -> Call:
        """Give a call by its number."""
        row = self.connection.execute("SELECT * FROM call WHERE number = ?", (number,)).fetchone()
        return _from_row(row)

    def all(self) -> Iterator[tuple[int, Call | None]]:
        """Give all calls with their numbers; None in place of one that cannot be read."""
        for row in self.connection.execute("SELECT * FROM call ORDER BY number"):
            try:
                yield row[0], _from_row(row)
            except (CapexploreError, ValueError, TypeError):
                yield row[0], None

    def close(self) -> None:
        """Close the file."""
        self.connection.close()


def _to_row(call: Call) -> _Row:
    response = call.response
    request = response.request
    return (
        call.sent.isoformat(),
        response.action.key,
        None if request is None else msgspec.json.encode(request.to_dict()),
        response.status_code,
        msgspec.json.encode(response.headers.multi_items()),
        response.content,
        response.elapsed_ms,
        response.time_zone,
    )


def _from_row(row: _Row) -> Call:
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
    return Call(dt.datetime.fromisoformat(sent), response)

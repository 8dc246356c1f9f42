"""What became of each row: in a temporary file, or in a journal that outlives the process.

A journal has the intent of each call before it is sent, and its outcome after. A row whose intent
is there without an outcome was sent by a process that ended: it is in doubt. Rows themselves are
not kept, and requests only as `Request.to_dict` gives them, without secrets.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, NamedTuple

import msgspec

from capexplore.errors import InvalidRequestError
from capexplore.request import Request

__all__ = ["DOUBT", "FAILED", "INVALID", "OK", "PENDING", "SENT", "Journal", "Outcome"]

PENDING, SENT, OK, FAILED, DOUBT, INVALID = range(6)

_SCHEMA = """
CREATE TABLE IF NOT EXISTS run (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS call (
    number INTEGER PRIMARY KEY, request BLOB NOT NULL, first INTEGER NOT NULL, rows INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS outcome (
    number INTEGER PRIMARY KEY, state INTEGER NOT NULL, code INTEGER, message TEXT, created_id ANY,
    request_id TEXT, answer BLOB
) STRICT;
"""
# What is known to be done (2, OK) stays so, whatever another run of the table came to meanwhile.
_PUT = """
INSERT INTO outcome VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (number) DO UPDATE SET
    state = excluded.state, code = excluded.code, message = excluded.message,
    created_id = excluded.created_id, request_id = excluded.request_id, answer = excluded.answer
WHERE state != 2
"""
_INTEND = "INSERT OR REPLACE INTO outcome (number, state) VALUES (?, ?)"
_WAITING = 400


class Outcome(NamedTuple):
    """What became of a row."""

    number: int
    state: int
    code: int | None = None
    message: str | None = None
    created_id: Any = None
    request_id: str | None = None
    answer: bytes | None = None


class Journal:
    """The outcomes of the rows of one run, by their numbers.

    A file is held while its run is under way, so that no second one sends the same rows, and let go
    when the run has ended; it stays readable then.

    Parameters
    ----------
    path : str or path-like, optional
        The file to keep; a temporary one if not given.
    """

    def __init__(self, path: str | os.PathLike[str] | None = None) -> None:
        self.path = None if path is None else os.fspath(path)
        self._lock = threading.RLock()
        self._waiting: list[Outcome] = []
        self._closed = False
        self.states = bytearray()
        self.counts: Counter[int] = Counter()
        self.failures: Counter[int | None] = Counter()
        self._about: dict[str, str] = {}
        self._file: sqlite3.Connection | None = None
        self.hold()

    def hold(self) -> None:
        """Keep other runs from the file, and read again what they may have written.

        Raises
        ------
        InvalidRequestError
            The file cannot be written, or another run holds it.
        """
        with self._lock:
            if self._closed or self._file is not None:
                return
            try:
                self._file = self._opened(alone=True)
            except (sqlite3.Error, OSError) as error:
                raise InvalidRequestError(
                    f"The journal cannot be kept in {self.path!r}: {error}.\n"
                    "Give a path that can be written, that no other run is using, "
                    "with no other kind of file in its place."
                ) from None
            if self._about:
                self._flush()
                self.begin(len(self.states), self._about)

    def release(self) -> None:
        """Let others have the file; a temporary one nobody else can have."""
        with self._lock:
            if self.path is None or self._file is None:
                return
            # What cannot be written now is in doubt for the next run, which asks.
            with suppress(InvalidRequestError):
                self._flush()
            self._file.close()
            self._file = None

    def _opened(self, *, alone: bool) -> sqlite3.Connection:
        if self.path is not None:
            # It holds personal data, as the requests do.
            # One that is gone is not begun anew: all that it knew to be done would be done again.
            new = 0 if self._about else os.O_CREAT
            os.close(os.open(self.path, new | os.O_RDWR, 0o600))
        # An empty name is a file that the system deletes as soon as it is opened.
        file = sqlite3.connect(
            self.path or "", timeout=0.2, check_same_thread=False, isolation_level=None
        )
        try:
            if alone:
                # Two runs at once would both send what neither has sent yet.
                file.execute("PRAGMA locking_mode=EXCLUSIVE")
            file.execute(f"PRAGMA journal_mode={'WAL' if self.path else 'MEMORY'}")
            file.execute(f"PRAGMA synchronous={'NORMAL' if self.path else 'OFF'}")
            file.executescript(_SCHEMA)
        except sqlite3.Error:
            file.close()
            raise
        return file

    def begin(self, count: int, about: dict[str, str]) -> None:
        """Begin with a number of rows, or go on with what is known of the same ones.

        Parameters
        ----------
        count : int
            How many rows there are.
        about : dict of str to str
            What must be the same for the rows to be the same: action, cluster, table.
        """
        self._about = about
        self.states = bytearray(count)
        self.counts = Counter({PENDING: count})
        self.failures.clear()
        with self._transaction() as file:
            known = dict(file.execute("SELECT name, value FROM run"))
            for name, value in about.items():
                if known.get(name, value) != value:
                    raise InvalidRequestError(
                        f"The journal {self.path!r} is of another run: its {name} differs.\n"
                        "Give the same table and arguments as then, or another path."
                    )
            file.executemany("INSERT OR IGNORE INTO run VALUES (?, ?)", about.items())
            for number, state, code in file.execute("SELECT number, state, code FROM outcome"):
                self._note(number, DOUBT if state == SENT else state, code)

    def intend(self, numbers: list[int], request: Request) -> None:
        """Write down that a call is about to be sent; it is on the disk when this returns."""
        if self.path is None:
            return
        stored = msgspec.json.encode(request.to_dict())
        # An intent must outlive a power cut; an outcome that does not leaves a doubt only.
        with self._transaction(synchronous="FULL") as file:
            file.execute(
                "INSERT INTO call (request, first, rows) VALUES (?, ?, ?)",
                (stored, numbers[0], len(numbers)),
            )
            file.executemany(_INTEND, [(number, SENT) for number in numbers])

    def withdraw(self, numbers: Iterable[int]) -> None:
        """Write down that a call was not carried out, so that its rows are yet to be sent."""
        if self.path is None:
            return
        gone = [(number,) for number in numbers]
        with self._transaction() as file:
            file.executemany("DELETE FROM outcome WHERE number = ?", gone)

    def settle(self, outcomes: list[Outcome]) -> None:
        """Write down what became of rows."""
        with self._lock:
            for outcome in outcomes:
                self._note(outcome.number, outcome.state, outcome.code)
            self._waiting += map(_storable, outcomes)
            if self.path is not None or len(self._waiting) >= _WAITING:
                self._flush()

    def _note(self, number: int, state: int, code: int | None) -> None:
        self.counts[self.states[number]] -= 1
        self.counts[state] += 1
        self.states[number] = state
        if state in (FAILED, INVALID):
            self.failures[code] += 1

    def reopen(self, states: Iterable[int]) -> None:
        """Make rows in some states pending again; what is known of them stays until they are sent.

        A row in doubt stays in doubt.
        """
        wanted = set(states)
        with self._transaction():
            for number, state in enumerate(self.states):
                if state in wanted:
                    self.counts[state] -= 1
                    self.counts[PENDING] += 1
                    self.states[number] = PENDING
            self.failures.clear()

    def outcomes(self, first: int = 0, stop: int | None = None) -> Iterator[Outcome]:
        """Give the outcomes of a range of rows, in order; a row without one is pending."""
        stop = len(self.states) if stop is None else stop
        for start in range(first, stop, _WAITING):
            end = min(start + _WAITING, stop)
            with self._lock:
                self._flush()
                with self._transaction() as file:
                    rows = file.execute(
                        "SELECT * FROM outcome WHERE number >= ? AND number < ?", (start, end)
                    ).fetchall()
            found = {row[0]: Outcome(*row) for row in rows}
            for number in range(start, end):
                yield found.get(number) or Outcome(number, PENDING)

    def _flush(self) -> None:
        with self._lock:
            if self._waiting:
                with self._transaction() as file:
                    file.executemany(_PUT, self._waiting)
                self._waiting = []

    @contextmanager
    def _transaction(self, synchronous: str | None = None) -> Iterator[sqlite3.Connection]:
        """Do all of something with the file, or nothing; say in words what keeps it from that."""
        with self._lock:
            if self._closed:
                raise InvalidRequestError(
                    "The run was closed, and its journal with it.\n"
                    "Take to_frame() before close(), or start a run with the same journal= again."
                )
            file = self._file
            try:
                file = file or self._opened(alone=False)
                _roll_back(file)  # What an interrupt left open.
                if synchronous:
                    file.execute(f"PRAGMA synchronous={synchronous}")
                file.execute("BEGIN")
                yield file
                file.execute("COMMIT")
                if synchronous:
                    file.execute("PRAGMA synchronous=NORMAL")
            except (sqlite3.Error, OSError) as error:
                raise self._refusal(error) from None
            finally:
                if file is not None:
                    _roll_back(file)
                    if file is not self._file:
                        file.close()

    def _refusal(self, error: Exception) -> InvalidRequestError:
        where = repr(self.path) if self.path else "of the run, a temporary file,"
        if self._file is None:
            return InvalidRequestError(
                f"The journal {where} cannot be read: {error}.\n"
                "If another run of the same table is under way, wait until it has ended."
            )
        return InvalidRequestError(
            f"The journal {where} cannot be written: {error}.\n"
            "The run stopped. Make room, and call retry(), "
            "or start it again with the same journal."
        )

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            if not self._closed:
                self._flush()
                self._closed = True
                if self._file is not None:
                    self._file.close()
                    self._file = None


def _roll_back(file: sqlite3.Connection) -> None:
    if file.in_transaction:
        file.execute("ROLLBACK")


def _storable(outcome: Outcome) -> Outcome:
    """Have what an answer says fit into the file: whole numbers there have 64 bits."""
    code, made = outcome.code, outcome.created_id
    if code is not None and not _fits(code):
        outcome = outcome._replace(code=None, message=f"{code}: {outcome.message or ''}")
    return (
        outcome
        if not isinstance(made, int) or _fits(made)
        else outcome._replace(created_id=str(made))
    )


def _fits(number: int) -> bool:
    return -(2**63) <= number < 2**63

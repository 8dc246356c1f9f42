"""The data of a sandbox: one SQLite database, in memory or in a file."""

from __future__ import annotations

import os
import sqlite3
import threading
import weakref
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from capexplore.errors import InvalidRequestError
from capexplore.sandbox.schema import SCHEMA, SCHEMA_VERSION

__all__ = ["Store"]

_PATIENCE = 30.0  # seconds to wait for another process's transaction
_STATEMENTS = 512  # kept compiled; the handlers have more than sqlite3 keeps by itself


class Store:
    """One connection, used by one thread at a time.

    What was committed to a file is there after the process is killed. After a power cut the last
    few transactions may be missing, but never a part of one: to wait for the disk at each commit
    would be many times slower, for invented data. Several processes may use one file; their
    transactions wait for each other.

    Parameters
    ----------
    path : str or os.PathLike, optional
        The file; in memory if not given.

    Raises
    ------
    InvalidRequestError
        The file cannot be opened, or is not a sandbox's.
    """

    def __init__(self, path: str | os.PathLike[str] | None = None) -> None:
        self.path = None if path is None else os.fspath(path)
        self.is_open = True
        self._lock = threading.RLock()
        try:
            self._connection = sqlite3.connect(
                self.path or ":memory:",
                timeout=_PATIENCE,
                isolation_level=None,
                check_same_thread=False,
                cached_statements=_STATEMENTS,
            )
            weakref.finalize(self, self._connection.close)
            self._prepare()
        except sqlite3.Error as error:
            raise InvalidRequestError(
                f"The sandbox's data cannot be kept in {self.path!r}: {error}.\n"
                "Give the path of a new file, or of one that a sandbox made."
            ) from error

    def _prepare(self) -> None:
        self._connection.row_factory = sqlite3.Row
        self._connection.create_function("fold", 1, str.casefold, deterministic=True)
        tables = {row["name"] for row in self.all("SELECT name FROM sqlite_master")}
        version = self.meta("schema") if "meta" in tables else None
        if tables and version != SCHEMA_VERSION:
            self._connection.close()
            raise InvalidRequestError(
                f"{self.path!r} is not the file of a sandbox of this version of capexplore.\n"
                "Give the path of a new file."
            )
        if self.path is not None:
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute("PRAGMA synchronous = NORMAL")

    @property
    def is_new(self) -> bool:
        """Whether there are no tables yet."""
        return self.one("SELECT 1 FROM sqlite_master") is None

    def build(self) -> None:
        """Make the empty tables, dropping any that are there."""
        for row in self.all("SELECT name FROM sqlite_master WHERE type = 'table'"):
            self.run(f'DROP TABLE "{row["name"]}"')
        for statement in SCHEMA.split(";\n"):
            self.run(statement)
        self.set_meta("schema", SCHEMA_VERSION)

    @contextmanager
    def transaction(self, *, writes: bool = True) -> Iterator[None]:
        """Keep everything that is done inside, or, after an exception, nothing of it."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE" if writes else "BEGIN")
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    @contextmanager
    def item(self) -> Iterator[None]:
        """Keep what one item of a batch did, or, after an exception, nothing of it."""
        self._connection.execute("SAVEPOINT item")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK TO item")
            self._connection.execute("RELEASE item")
            raise
        self._connection.execute("RELEASE item")

    @contextmanager
    def trial(self) -> Iterator[None]:
        """Undo what is done inside, once it is known how it went."""
        self._connection.execute("SAVEPOINT trial")
        try:
            yield
        finally:
            self._connection.execute("ROLLBACK TO trial")
            self._connection.execute("RELEASE trial")

    def one(self, sql: str, *values: Any) -> sqlite3.Row | None:
        """Give the first row that a query finds."""
        row: sqlite3.Row | None = self._connection.execute(sql, values).fetchone()
        return row

    def all(self, sql: str, *values: Any) -> list[sqlite3.Row]:
        """Give every row that a query finds."""
        return self._connection.execute(sql, values).fetchall()

    def run(self, sql: str, *values: Any) -> None:
        """Carry out one statement."""
        self._connection.execute(sql, values)

    def run_many(self, sql: str, rows: Iterable[Iterable[Any]]) -> None:
        """Carry out one statement for each row of values."""
        self._connection.executemany(sql, [tuple(row) for row in rows])

    def insert(self, table: str, **values: Any) -> int:
        """Add one row and give its row id."""
        columns = ", ".join(values)
        marks = ", ".join("?" * len(values))
        sql = f"INSERT INTO {table} ({columns}) VALUES ({marks})"  # noqa: S608 - names are our own
        return self._connection.execute(sql, tuple(values.values())).lastrowid or 0

    def change(self, table: str, row_id: object, **values: Any) -> None:
        """Change columns of the row with an id."""
        if values:
            columns = ", ".join(f"{name} = ?" for name in values)
            sql = f"UPDATE {table} SET {columns} WHERE id = ?"  # noqa: S608 - names are our own
            self.run(sql, *values.values(), row_id)

    def count(self, found: str, *values: Any) -> int:
        """Count the rows that a query without its ``SELECT`` finds, such as ``"FROM leads"``."""
        row = self.one(f"SELECT count(*) AS n {found}", *values)
        return 0 if row is None else int(row["n"])

    def next_id(self, kind: str) -> int:
        """Give the next number of a kind; numbers are never used twice."""
        row = self.one("UPDATE counters SET value = value + 1 WHERE kind = ? RETURNING value", kind)
        if row is None:
            raise LookupError(f"no counter {kind!r}")
        return int(row["value"])

    def meta(self, key: str) -> str | None:
        """Give a fact about this store, such as its seed."""
        row = self.one("SELECT value FROM meta WHERE key = ?", key)
        return None if row is None else str(row["value"])

    def set_meta(self, key: str, value: str) -> None:
        """Keep a fact about this store."""
        self.run("INSERT OR REPLACE INTO meta VALUES (?, ?)", key, value)

    def close(self) -> None:
        """Close the database; what was committed stays in the file, if there is one."""
        with self._lock:
            self.is_open = False
            self._connection.close()

"""The rows of a run, of a DataFrame, a file or any iterable; read in pieces, as often as needed."""

from __future__ import annotations

import os
import pickle
import tempfile
import threading
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, cached_property
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from capexplore.bulk.files import TableFile, names_once
from capexplore.errors import InvalidRequestError
from capexplore.secrets import Secret
from capexplore.validate import is_missing

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Row", "Rows"]

Row = dict[str, Any]

_PIECE = 1000
_COPIED = 100


class Rows:
    """The rows of a table, as dictionaries without their empty cells.

    Parameters
    ----------
    source : DataFrame, path or iterable of mappings
        A path ends in ``.csv``, ``.parquet`` or ``.jsonl``. The cells of CSV are text. What can be
        iterated over only once is copied to a temporary file first, but for its secret cells.
    is_secret : callable, optional
        Says of a column's name whether its cells are secrets: they are read as such.

    Examples
    --------
    >>> list(Rows([{"mobile": "914400000017", "email": None}]))
    [{'mobile': '914400000017'}]
    """

    def __init__(self, source: Any, is_secret: Callable[[str], bool] | None = None) -> None:
        self._source = source
        self._is_secret = cache(is_secret or frozenset().__contains__)
        self._secrets: list[Secret] = []
        self._spool: Any = None
        self._lock = threading.Lock()
        self._columns: Callable[[], list[str]] = self._columns_of_rows
        self._read: Callable[[], Iterator[Mapping[Any, Any]]]
        if isinstance(source, str | os.PathLike):
            file = TableFile(Path(source))
            self._read, self._columns = file.__iter__, file.columns
        elif hasattr(source, "iloc") and hasattr(source, "columns"):
            self._read, self._columns = self._of_frame, lambda: names_once(source.columns)
        elif isinstance(source, list | tuple):
            self._read = self._of_list
        elif isinstance(source, Iterable) and not isinstance(source, Mapping):
            self._fill_spool(source)
            self._read = self._of_spool
        else:
            raise InvalidRequestError(
                f"Rows come from a DataFrame, a path or dictionaries, not a "
                f"{type(source).__name__}.\nGive such as [{{'mobile': '914400000017'}}]."
            )

    def __iter__(self) -> Iterator[Row]:
        for row in self._read():
            yield {
                str(name): self._hidden(str(name), _cell(value))
                for name, value in row.items()
                if _is_given(value)
            }

    def _hidden(self, name: str, cell: Any) -> Any:
        return Secret(cell) if self._is_secret(name) and not isinstance(cell, Secret) else cell

    @cached_property
    def columns(self) -> list[str]:
        """The names of the columns, in the order in which they first occur."""
        return self._columns()

    def _columns_of_rows(self) -> list[str]:
        found: dict[str, None] = {}
        for row in self._read():
            found.update(dict.fromkeys(map(str, row)))
        return list(found)

    def to_frame(self) -> pd.DataFrame:
        """Give the rows as they came."""
        import pandas as pd

        if hasattr(self._source, "iloc"):
            copied: pd.DataFrame = self._source.copy()
            return copied
        rows = list(self._read())
        text = str if isinstance(self._source, str | os.PathLike) and not rows else None
        try:
            return pd.DataFrame(rows, columns=self.columns or None, dtype=text)
        except UnicodeEncodeError:  # Text that is no Unicode, as of rows that were refused for it.
            return pd.DataFrame(rows, columns=self.columns or None, dtype="object")

    def close(self) -> None:
        """Forget what was copied."""
        if self._spool is not None:
            self._spool.close()

    def _of_frame(self) -> Iterator[Mapping[Any, Any]]:
        names_once(self._source.columns)
        for start in range(0, len(self._source), _PIECE):
            yield from self._source.iloc[start : start + _PIECE].to_dict("records")

    def _of_list(self) -> Iterator[Mapping[Any, Any]]:
        return map(_mapping, _read(self._source))

    def _fill_spool(self, source: Iterable[Any]) -> None:
        self._spool = tempfile.TemporaryFile()  # noqa: SIM115 - open as long as the rows are
        weakref.finalize(self, self._spool.close)
        rows = _read(source)
        while piece := [self._without_secrets(_mapping(row)) for row in islice(rows, _COPIED)]:
            try:
                pickle.dump(piece, self._spool)
            except OSError as error:
                why = f"they cannot be copied to a temporary file: {error.strerror}"
            except Exception as error:  # What a cell's own class raises.
                why = f"a cell cannot be copied: {type(error).__name__}"
            else:
                continue
            raise InvalidRequestError(f"The rows cannot be gone over twice, because {why}.")
        self._end = self._spool.tell()

    def _without_secrets(self, row: Mapping[Any, Any]) -> dict[Any, Any]:
        """What stands in the file for a row."""
        return {name: self._stored(str(name), cell) for name, cell in row.items()}

    def _stored(self, name: str, cell: Any) -> Any:
        """What stands in the file for a cell: for a secret its place in memory."""
        cell = self._hidden(name, cell) if _is_given(cell) else cell
        if not isinstance(cell, Secret):
            return cell
        self._secrets.append(cell)
        return _Place(len(self._secrets) - 1)

    def _of_spool(self) -> Iterator[Mapping[Any, Any]]:
        at = 0
        while at < self._end:
            # By place: what is sent and what is written are read at the same time.
            with self._lock:
                self._spool.seek(at)
                piece = pickle.load(self._spool)  # noqa: S301 - what we wrote ourselves
                at = self._spool.tell()
            yield from map(self._with_secrets, piece) if self._secrets else piece

    def _with_secrets(self, row: dict[Any, Any]) -> dict[Any, Any]:
        return {
            name: self._secrets[cell.number] if isinstance(cell, _Place) else cell
            for name, cell in row.items()
        }


class _Place(NamedTuple):
    """Which of the secrets in memory a cell is."""

    number: int


def _read(source: Iterable[Any]) -> Iterator[Any]:
    """Give what an iterable gives; what it raises is the reason of an error of ours."""
    try:
        yield from source
    except Exception as error:
        raise InvalidRequestError(
            f"The rows cannot be read: {type(error).__name__}.\n"
            "Nothing was sent. The error that caused this one says more."
        ) from error


def _mapping(row: Any) -> Mapping[Any, Any]:
    if not isinstance(row, Mapping):
        raise InvalidRequestError(
            f"A row is a dictionary of columns and values, not a {type(row).__name__}."
        )
    return row


def _is_given(value: Any) -> bool:
    return not is_missing(value) and not (isinstance(value, str) and value == "")


def _cell(value: Any) -> Any:
    """Undo what a column does to its cells: whole numbers beside empty cells become floats."""
    if hasattr(value, "item") and getattr(value, "ndim", 1) == 0:
        value = value.item()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value

"""The table of a run: the input rows in order, each with its verdict; as a frame, or to a file."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import msgspec

from capexplore.bulk.journal import OK, PENDING, Journal, Outcome
from capexplore.bulk.plan import Plan
from capexplore.errors import InvalidRequestError
from capexplore.secrets import MASK, Secret

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["VERDICT", "Output", "columns_of", "to_frame"]

VERDICT = ("ok", "code", "message", "created_id", "request_id")
_PIECE = 1000
NOT_SENT = "Not sent."


def told(outcome: Outcome) -> tuple[Any, ...]:
    """Give the values of the columns of the verdict."""
    message = outcome.message
    if outcome.state == PENDING:
        message = NOT_SENT
    return outcome.state == OK, outcome.code, message, outcome.created_id, outcome.request_id


def columns_of(names: Sequence[str], taken: Iterable[str]) -> list[str]:
    """Give the columns of the verdict, with other names where the table has those.

    Examples
    --------
    >>> columns_of(["ok", "code"], ["code", "mobile"])
    ['ok', 'call_code']
    """
    there = set(taken)
    return [f"call_{name}" if name in there else name for name in names]


def to_frame(plan: Plan, journal: Journal) -> pd.DataFrame:
    """Give the input rows in order, with the verdict on each."""
    import pandas as pd

    frame = plan.source.to_frame()
    cells: list[list[Any]] = [[] for _ in VERDICT]
    for outcome in journal.outcomes():
        for column, value in zip(cells, told(outcome), strict=True):
            column.append(value)
    kinds = ("bool", "Int64", "str", None, "str")
    hidden = [name for name in frame.columns if plan.mapper.is_secret(str(name))]
    frame[hidden] = MASK
    for name, column, kind in zip(
        columns_of(VERDICT, map(str, frame.columns)), cells, kinds, strict=True
    ):
        whole = kind is None and all(isinstance(one, int | None) for one in column)
        made = pd.Series(column, dtype="Int64" if whole else kind or "object")
        frame[name] = made.set_axis(frame.index)
    return frame


class _Writer(Protocol):
    def write(self, rows: list[list[Any]]) -> None: ...
    def close(self) -> None: ...


class Output:
    """A file of the table, with the answers, that grows with the run.

    Rows are written in the order of the table, as soon as all before them are settled.

    Parameters
    ----------
    path : Path
        Ends in ``.csv``, ``.jsonl`` or ``.parquet``.
    plan, journal
        Of the run.
    """

    def __init__(self, path: Path, plan: Plan, journal: Journal) -> None:
        self._plan, self._journal = plan, journal
        self._columns = plan.source.columns
        self._written = 0
        self._rows = iter(plan.source)
        verdict = columns_of((*VERDICT, "answer"), self._columns)
        self._path = path
        with self._explained():
            self._writer = _WRITERS[path.suffix.lower()](path, [*self._columns, *verdict])

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise InvalidRequestError(
                f"{str(self._path)!r} cannot be written: {error.strerror or error}.\n"
                "No more was sent. Make room; retry() sends the rest, and writes all of it again."
            ) from None

    def grow(self, *, to_the_end: bool = False) -> None:
        """Write the rows that are settled, or all that are left."""
        states = self._journal.states
        if to_the_end:
            end = len(states)
        else:
            end = self._written
            while end < len(states) and states[end] != PENDING:
                end += 1
            if end - self._written < _PIECE:
                return
        outcomes = self._journal.outcomes(self._written, end)
        while piece := list(islice(outcomes, _PIECE)):
            with self._explained():
                self._writer.write(list(self._lines(piece)))
        self._written = end

    def _lines(self, outcomes: list[Outcome]) -> Iterator[list[Any]]:
        for outcome, row in zip(outcomes, self._rows, strict=False):
            found = (row.get(name) for name in self._columns)
            cells = [MASK if isinstance(cell, Secret) else _encodable(cell) for cell in found]
            answer = msgspec.Raw(outcome.answer) if outcome.answer else None
            yield [*cells, *told(outcome), answer]

    def close(self) -> None:
        """Write what is left, and close the file."""
        try:
            self.grow(to_the_end=True)
        finally:
            with self._explained():
                self._writer.close()


class _Csv:
    def __init__(self, path: Path, columns: list[str]) -> None:
        self._file = path.open("w", encoding="utf-8", newline="")
        self._csv = csv.writer(self._file)
        self._csv.writerow(columns)

    def write(self, rows: list[list[Any]]) -> None:
        self._csv.writerows([[_text(cell) for cell in row] for row in rows])
        self._file.flush()

    def close(self) -> None:
        self._file.close()


class _Lines:
    def __init__(self, path: Path, columns: list[str]) -> None:
        self._file = path.open("wb")
        self._columns = columns

    def write(self, rows: list[list[Any]]) -> None:
        for row in rows:
            line = dict(zip(self._columns, row, strict=True))
            self._file.write(msgspec.json.encode(line, enc_hook=str) + b"\n")
        self._file.flush()

    def close(self) -> None:
        self._file.close()


class _Parquet:
    """Columns of text, but for the verdict's; a file is whole only when it is closed."""

    def __init__(self, path: Path, columns: list[str]) -> None:
        import pyarrow as pa
        from pyarrow.parquet import ParquetWriter

        kinds = {-6: pa.bool_(), -5: pa.int64()}
        places = range(-len(columns), 0)
        fields = [
            pa.field(name, kinds.get(place, pa.string()))
            for place, name in zip(places, columns, strict=True)
        ]
        self._schema = pa.schema(fields)
        self._writer = ParquetWriter(path, self._schema)

    def write(self, rows: list[list[Any]]) -> None:
        import pyarrow as pa

        arrays = [
            pa.array(
                cells if field.type != pa.string() else [_text(cell) for cell in cells],
                field.type,
            )
            for field, cells in zip(self._schema, zip(*rows, strict=True), strict=True)
        ]
        self._writer.write_table(pa.Table.from_arrays(arrays, schema=self._schema))

    def close(self) -> None:
        self._writer.close()


_WRITERS: dict[str, Any] = {".csv": _Csv, ".jsonl": _Lines, ".parquet": _Parquet}


def checked(path: Path) -> Path:
    """Refuse a file that cannot be written, before anything is sent."""
    if path.suffix.lower() not in _WRITERS:
        raise InvalidRequestError(
            f"Answers are not written to {path.name!r}.\n"
            f"Give a file that ends in {', '.join(_WRITERS)}."
        )
    if not path.parent.is_dir():
        raise InvalidRequestError(f"There is no folder {str(path.parent)!r}.")
    return path


def _encodable(cell: Any) -> Any:
    """Text that is no Unicode, which a row may have that was refused for it, in escapes."""
    if isinstance(cell, str) and not cell.isascii():
        return cell.encode("utf-8", "backslashreplace").decode()
    return cell


def _text(cell: Any) -> str | None:
    if cell is None or isinstance(cell, str):
        return cell
    if isinstance(cell, msgspec.Raw):
        return bytes(cell).decode()
    text = msgspec.json.encode(cell, enc_hook=str)
    return msgspec.json.decode(text, type=str) if text.startswith(b'"') else text.decode()

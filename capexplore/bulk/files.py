"""Tables in files: CSV, Parquet and lines of JSON, read piece by piece, as often as needed."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from capexplore.decode import from_json
from capexplore.errors import InvalidRequestError

__all__ = ["TableFile", "names_once"]

_PIECE = 1000
_MARK = b"\xef\xbb\xbf"

Cells = Mapping[str, Any]


class TableFile:
    """A file that is read for its rows, and must stay as it is meanwhile.

    Parameters
    ----------
    path : Path
        Ends in ``.csv``, ``.parquet`` or ``.jsonl``. The cells of CSV are text.

    Raises
    ------
    InvalidRequestError
        Here and when it is read: there is no such file, or it is not what its name says.
    """

    def __init__(self, path: Path) -> None:
        readers: dict[str, type[_Csv | _Parquet | _Lines]] = {
            ".csv": _Csv,
            ".parquet": _Parquet,
            ".jsonl": _Lines,
        }
        reader = readers.get(path.suffix.lower())
        if reader is None:
            raise InvalidRequestError(
                f"Rows are not read from {path.name!r}.\n"
                f"Give a file that ends in {', '.join(readers)}, or a DataFrame."
            )
        self._path, self._reader = path, reader(path)
        self._state = self._state_now()

    def columns(self) -> list[str]:
        """Give the names of the columns, in the order in which they first occur."""
        return list(self._explained(self._reader.columns()))

    def __iter__(self) -> Iterator[Cells]:
        if self._state_now() != self._state:
            raise InvalidRequestError(
                f"{self._path.name} has changed since its rows were checked.\n"
                "Nothing more was sent. Start a run of the table as it is now."
            )
        return self._explained(self._reader.rows())

    def _explained(self, parts: Iterator[Any]) -> Iterator[Any]:
        kind = self._path.suffix.lower()
        try:
            yield from parts
        except InvalidRequestError:
            raise
        except (OSError, ValueError, csv.Error) as error:
            why = str(error).partition("\n")[0]
            if isinstance(error, UnicodeDecodeError):
                why = "it has text that is not UTF-8"
            raise InvalidRequestError(
                f"{self._path.name} cannot be read as {kind}: {why}.\n"
                "Save it anew, or read it with pandas and give the DataFrame."
            ) from None

    def _state_now(self) -> tuple[int, int]:
        if not self._path.is_file():
            raise InvalidRequestError(f"There is no file {str(self._path)!r}.")
        found = self._path.stat()
        return found.st_mtime_ns, found.st_size


def names_once(names: Iterable[Any]) -> list[str]:
    """Give the names of columns as text, if each is there once."""
    given = list(names)
    if any(isinstance(name, tuple) for name in given):
        raise InvalidRequestError(
            "The table's columns have names of several levels.\n"
            "Give each one name: members of members are dotted, as customer.mobile."
        )
    texts = [str(name) for name in given]
    twice = [name for name, times in Counter(texts).items() if times > 1]
    if twice:
        raise InvalidRequestError(
            f"The table has more than one column {twice[0]!r}.\n"
            "Rename them: nobody can say which of them is meant."
        )
    return texts


class _Csv:
    def __init__(self, path: Path) -> None:
        self._path = path

    def columns(self) -> Iterator[str]:
        with self._path.open(encoding="utf-8-sig", newline="") as file:
            yield from self._names(csv.DictReader(file))

    def _names(self, reader: csv.DictReader[str]) -> list[str]:
        names = names_once(reader.fieldnames or ())
        if len(names) == 1 and (other := next((one for one in ";\t|" if one in names[0]), None)):
            # As spreadsheets write it where the comma stands before decimals.
            raise ValueError(f"its columns are separated by {other!r}, not by commas")
        return names

    def rows(self) -> Iterator[Cells]:
        with self._path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            self._names(reader)
            for number, row in enumerate(reader):
                if None in row:
                    raise ValueError(f"row {number} has more cells than there are columns")
                yield row


class _Parquet:
    def __init__(self, path: Path) -> None:
        self._path = path

    def columns(self) -> Iterator[str]:
        from pyarrow.parquet import ParquetFile

        with ParquetFile(self._path) as file:
            yield from names_once(file.schema_arrow.names)

    def rows(self) -> Iterator[Cells]:
        from pyarrow.parquet import ParquetFile

        with ParquetFile(self._path) as file:
            names_once(file.schema_arrow.names)
            for piece in file.iter_batches(_PIECE):
                yield from piece.to_pylist()


class _Lines:
    def __init__(self, path: Path) -> None:
        self._path = path

    def columns(self) -> Iterator[str]:
        found: dict[str, None] = {}
        for row in self.rows():
            found.update(dict.fromkeys(row))
        yield from found

    def rows(self) -> Iterator[Cells]:
        with self._path.open("rb") as file:
            for number, line in enumerate(file, 1):
                text = line.removeprefix(_MARK) if number == 1 else line
                if not text.strip():
                    continue
                try:
                    row = from_json(text)
                except ValueError as error:
                    raise ValueError(f"line {number} is no JSON ({error})") from None
                if not isinstance(row, dict):
                    raise ValueError(f"line {number} is no object")
                yield row

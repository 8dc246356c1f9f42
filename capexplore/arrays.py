"""Cells to typed arrays, exactly: the only module that needs pandas and pyarrow when imported.

Cells are put into Arrow arrays piece by piece, so that the Python values need not be kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from capexplore.flatten import MISSING, Missing

__all__ = ["Column", "frame"]

_NOTHING = frozenset({Missing, type(None)})
_ARROW = {str: pa.large_string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_()}
_TEXT = pd.StringDtype("pyarrow", na_value=np.nan)
# Beyond these a float is not every whole number.
_EXACT = 2**53


class Column:
    """One column of a table that grows.

    Examples
    --------
    >>> column = Column()
    >>> column.put(1, ["007"], {str})
    >>> column.array(3)
    <ArrowStringArray>
    [nan, '007', nan]
    Length: 3, dtype: str
    """

    __slots__ = ("_parts", "_rows")

    def __init__(self) -> None:
        self._parts: list[Any] = []
        self._rows = 0

    def put(self, row: int, cells: Sequence[Any], kinds: set[type]) -> None:
        """Put cells, whose types are known, at a row; what lies before is missing."""
        if row > self._rows:
            self._parts.append(pa.nulls(row - self._rows))
        if Missing in kinds:
            cells = [None if cell is MISSING else cell for cell in cells]
        self._parts.append(_part(cells, kinds - _NOTHING))
        self._rows = row + len(cells)

    def array(self, rows: int, backend: str | None = None) -> Any:
        """Give the column as an array for pandas."""
        if rows > self._rows:
            self._parts.append(pa.nulls(rows - self._rows))
        types = {part.type if isinstance(part, pa.Array) else object for part in self._parts}
        types.discard(pa.null())
        if len(types) == 1 and object not in types:
            (arrow,) = types
            parts = [p if p.type == arrow else pa.nulls(len(p), arrow) for p in self._parts]
            return _of_arrow(parts[0] if len(parts) == 1 else pa.concat_arrays(parts), backend)
        return _of_cells(self._cells() if types else [None] * rows, backend)

    def _cells(self) -> list[Any]:
        cells: list[Any] = []
        for part in self._parts:
            cells += part.to_pylist() if isinstance(part, pa.Array) else part
        return cells

    def holds_only_empty_lists(self) -> bool:
        """Say whether no cell says anything."""
        return all(cell is None or cell == [] for cell in self._cells())


def frame(columns: Mapping[str, Column], rows: int, backend: str | None = None) -> pd.DataFrame:
    """Make a DataFrame of columns."""
    arrays = {name: column.array(rows, backend) for name, column in columns.items()}
    return pd.DataFrame(arrays, index=pd.RangeIndex(rows), copy=False)


def _part(cells: Sequence[Any], kinds: set[type]) -> Any:
    """Cells as an Arrow array if they are of one simple type, else as a list."""
    if not kinds:
        return pa.nulls(len(cells))
    arrow = _ARROW.get(next(iter(kinds))) if len(kinds) == 1 else None
    if arrow is not None:
        try:
            return pa.array(cells, arrow)
        except (OverflowError, UnicodeEncodeError, pa.ArrowInvalid):
            pass  # A number beyond 64 bits, or text that is not Unicode.
    return list(cells)


def _of_arrow(array: pa.Array, backend: str | None) -> Any:
    if backend == "pyarrow":
        arrow = pa.string() if array.type == pa.large_string() else array.type
        return pd.arrays.ArrowExtensionArray(array.cast(arrow))
    if array.type == pa.large_string():
        return pd.arrays.ArrowStringArray(array, dtype=_TEXT)  # type: ignore[call-arg]
    if pa.types.is_boolean(array.type) and array.null_count:
        return _objects(array.to_pylist())
    if pa.types.is_integer(array.type) and array.null_count:
        missing = array.is_null().to_numpy(zero_copy_only=False)
        whole = array.fill_null(0).to_numpy()
        return pd.arrays.IntegerArray(whole.copy(), missing.copy())
    return np.array(array.to_numpy(zero_copy_only=False))  # a copy: Arrow's cannot be written to


def _of_cells(cells: list[Any], backend: str | None) -> Any:
    """Cells of several types, or of none that Arrow has."""
    kinds = set(map(type, cells)) - _NOTHING
    if kinds == {int, float} and all(abs(c) <= _EXACT for c in cells if type(c) is int):
        floats = pa.array(cells, pa.float64())
        return _of_arrow(floats, backend)
    if backend == "pyarrow":
        return _of_arrow_if_exact(cells)
    return _objects(cells)


def _of_arrow_if_exact(cells: list[Any]) -> Any:
    """An Arrow array that Arrow chose the type of, unless it would change a cell."""
    try:
        array = pa.array(cells)
    except (pa.ArrowException, OverflowError, UnicodeEncodeError):
        return _objects(cells)
    if repr(array.to_pylist()) != repr(cells):
        return _objects(cells)
    return pd.arrays.ArrowExtensionArray(array)


def _objects(cells: list[Any]) -> Any:
    array = np.empty(len(cells), dtype=object)
    array[:] = cells
    return array

"""Records to DataFrames: nested objects as dotted columns, nested lists as cells or tables.

Pure functions over the values of an answer. Types are the answer's own: a string stays a string, so
that identifiers keep their leading zeros, and nothing is guessed. Whole numbers stay exact: beside
missing cells they are ``Int64``, and beyond 64 bits Python's own.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain, islice, repeat
from typing import TYPE_CHECKING, Any, Literal

from capexplore.flatten import MISSING, Missing, columns

if TYPE_CHECKING:
    import pandas as pd

    from capexplore.arrays import Column

__all__ = [
    "PIECE",
    "Backend",
    "Tables",
    "collector_paused",
    "table",
    "tables",
]

PIECE = 128
"""How many records are in work at once: few enough to stay in the processor's cache."""

Backend = Literal["pyarrow"] | None
_PARENT = "parent_row"


def table(
    records: Iterable[Any],
    *,
    expand: bool = True,
    contain: bool = False,
    dtype_backend: Backend = None,
    columns: Iterable[str] = (),
) -> pd.DataFrame:
    """Make one row of each record.

    Parameters
    ----------
    records : iterable of dict
        A record that is no object becomes a row with the one column ``value``.
    expand : bool
        Whether name/value lists, such as custom fields, become columns.
    contain : bool
        Whether the containers of v1 and v1.1 are given one shape; see `capexplore.flatten`.
    dtype_backend : {"pyarrow"}, optional
        Have Arrow's types in place of pandas' own.
    columns : iterable of str, optional
        The columns of an empty table.

    Examples
    --------
    >>> table([{"id": 1, "name": {"first": "Mira"}}]).columns.tolist()
    ['id', 'name.first']
    >>> fields = {"field": [{"name": "berth", "value": "North"}]}
    >>> table([{"custom_fields": fields}]).to_dict("records")
    [{'custom_fields.berth': 'North'}]
    """
    import pandas as pd

    found = _tables(records, Tables("", expand=expand, contain=contain), dtype_backend)[""]
    return found if len(found) else pd.DataFrame(columns=list(columns))


def tables(
    records: Iterable[Any],
    name: str,
    *,
    expand: bool = True,
    contain: bool = False,
    dtype_backend: Backend = None,
) -> dict[str, pd.DataFrame]:
    """Make a table of the records, and one of each nested list of objects.

    A row of a nested table carries the number of its parent's row in ``parent_row``; a member of
    that name is called ``parent_row_``.

    Parameters
    ----------
    records : iterable of dict
        The records.
    name : str
        The name of their table; a nested one is called ``name.path.to.list``.
    expand, contain, dtype_backend
        As for `table`.

    Examples
    --------
    >>> found = tables([{"id": 7, "lines": [{"sku": "a"}, {"sku": "b"}]}], "bill")
    >>> found["bill.lines"].to_dict("records")
    [{'parent_row': 0, 'sku': 'a'}, {'parent_row': 0, 'sku': 'b'}]
    """
    grown = Tables(name, expand=expand, contain=contain, nest=True)
    return _tables(records, grown, dtype_backend)


def _tables(records: Iterable[Any], grown: Tables, backend: Backend) -> dict[str, pd.DataFrame]:
    with collector_paused():
        waiting = iter(records)
        while piece := list(islice(waiting, PIECE)):
            grown.add(piece)
        return grown.frames(backend)


@contextmanager
def collector_paused() -> Iterator[None]:
    """Keep Python from looking for cycles while very many values are made that have none."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class Tables:
    """Tables that grow by pieces of records: one of the records, and one of each nested list.

    Parameters
    ----------
    name : str
        The name of the table of the records.
    expand, contain : bool
        As for `table`.
    nest : bool
        Whether nested lists of objects become tables, or stay cells.

    Examples
    --------
    >>> grown = Tables("bill")
    >>> grown.add([{"id": 7}], {"ok": [True]})
    >>> grown.frames()["bill"].to_dict("records")
    [{'id': 7, 'ok': True}]
    """

    def __init__(
        self, name: str, *, expand: bool = True, contain: bool = False, nest: bool = False
    ) -> None:
        self._name = name
        self._options = {"expand": expand, "contain": contain}
        self._nest = nest
        self._tables: dict[str, dict[str, Column]] = {name: {}}
        self._rows = {name: 0}
        self._last: dict[str, Column] = {}

    def add(self, records: Sequence[Any], extra: Mapping[str, list[Any]] | None = None) -> None:
        """Add a piece of the records, and what is known of each besides, as the last columns."""
        row = self._rows[self._name]
        self._add(self._name, records, {})
        for name, cells in (extra or {}).items():
            _put(self._last, name, row, cells, set(map(type, cells)))

    def frames(self, backend: Backend = None) -> dict[str, pd.DataFrame]:
        """Give each table as a DataFrame."""
        from capexplore.arrays import frame

        self._tables[self._name] |= self._last
        self._drop_empty_lists()
        return {
            name: frame(found, self._rows[name], backend) for name, found in self._tables.items()
        }

    def _add(self, name: str, records: Sequence[Any], first: Mapping[str, list[Any]]) -> None:
        if set(map(type, records)) != {dict}:
            records = [one if type(one) is dict else {"value": one} for one in records]
        row = self._rows.setdefault(name, 0)
        kept: dict[str, tuple[Sequence[Any], set[type]]] = {
            column: (cells, {int}) for column, cells in first.items()
        }
        self._rows[name] = row + len(records)
        table = self._tables.setdefault(name, {})
        for column, cells, kinds in columns(records, **self._options):
            if self._nest and list in kinds:
                cells, kinds = self._nested(f"{name}.{column}", cells, kinds, row)
            if column in first:
                column += "_"
            if column in kept:
                cells = _merged(kept[column][0], cells)
                kinds = set(map(type, cells))
            if kinds != {Missing}:
                kept[column] = (cells, kinds)
        for column, (cells, kinds) in kept.items():
            _put(table, column, row, cells, kinds)

    def _nested(
        self, name: str, cells: Sequence[Any], kinds: set[type], row: int
    ) -> tuple[Sequence[Any], set[type]]:
        """Move the members of lists of objects to their table, and give what remains."""
        lists = [cell if _is_objects(cell) else () for cell in cells]
        members = list(chain.from_iterable(lists))
        if not members:
            return cells, kinds
        numbers = range(row, row + len(cells))
        parents = list(chain.from_iterable(map(repeat, numbers, map(len, lists))))
        for start in range(0, len(members), PIECE):
            piece = slice(start, start + PIECE)
            self._add(name, members[piece], {_PARENT: parents[piece]})
        left = [MISSING if found else cell for cell, found in zip(cells, lists, strict=True)]
        return left, set(map(type, left))

    def _drop_empty_lists(self) -> None:
        """Leave out a column that has only the empty ones of lists that have a table."""
        for name in self._tables:
            parent, _, _ = name.rpartition(".")
            while parent:
                found = self._tables.get(parent, {})
                column = name.removeprefix(f"{parent}.")
                if column in found and found[column].holds_only_empty_lists():
                    del found[column]
                parent, _, _ = parent.rpartition(".")


def _put(
    table: dict[str, Column], name: str, row: int, cells: Sequence[Any], kinds: set[type]
) -> None:
    if name not in table:
        from capexplore.arrays import Column

        table[name] = Column()
    table[name].put(row, cells, kinds)


def _merged(earlier: Sequence[Any], later: Sequence[Any]) -> list[Any]:
    """The cells of two members whose dotted names are the same: the later one's, if it has any."""
    both = zip(earlier, later, strict=True)
    return [old if new is MISSING else new for old, new in both]


def _is_objects(cell: Any) -> bool:
    return type(cell) is list and bool(cell) and set(map(type, cell)) == {dict}

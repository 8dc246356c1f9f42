"""Records to DataFrames: nested objects as dotted columns, nested lists as cells or tables.

Pure functions over the values of an answer. Types are the answer's own: a string stays a string, so
that identifiers keep their leading zeros, and nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Row", "flatten", "table", "tables", "to_html", "to_text"]

Row = dict[str, Any]


def table(
    records: Iterable[Any],
    *,
    expand: bool = True,
    extra: Iterable[Mapping[str, Any]] = (),
    columns: Iterable[str] = (),
) -> pd.DataFrame:
    """Make one row of each record.

    Parameters
    ----------
    records : iterable of dict
        A record that is no object becomes a row with the one column ``value``.
    expand : bool
        Whether name/value lists, such as custom fields, become columns.
    extra : iterable of mapping, optional
        Further columns for each record, put after its own.
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

    rows = [flatten(record, expand=expand) for record in records]
    for row, more in zip(rows, extra, strict=False):
        row.update(more)
    if not rows:
        return pd.DataFrame(columns=list(columns))
    return _columns(rows)


def tables(records: Iterable[Any], name: str, *, expand: bool = True) -> dict[str, pd.DataFrame]:
    """Make a table of the records, and one of each nested list of objects.

    A row of a nested table carries the number of its parent's row in ``parent_row``.

    Parameters
    ----------
    records : iterable of dict
        The records.
    name : str
        The name of their table; a nested one is called ``name.path.to.list``.
    expand : bool
        Whether name/value lists become columns.

    Examples
    --------
    >>> found = tables([{"id": 7, "lines": [{"sku": "a"}, {"sku": "b"}]}], "bill")
    >>> found["bill.lines"].to_dict("records")
    [{'parent_row': 0, 'sku': 'a'}, {'parent_row': 0, 'sku': 'b'}]
    """
    rows: dict[str, list[Row]] = {name: []}
    for record in records:
        _split(flatten(record, expand=expand), name, rows)
    return {path: _columns(found) for path, found in rows.items()}


def _columns(rows: list[Row]) -> pd.DataFrame:
    """Make a DataFrame of rows that need not have the same columns."""
    import pandas as pd

    names = dict.fromkeys(name for row in rows for name in row)
    columns: dict[str, Any] = {}
    for name in names:
        cells = [row.get(name) for row in rows]
        # pandas would make floats of these, and an identifier beyond 2**53 another one.
        kinds = {type(cell) for cell in cells}
        whole = kinds == {int, type(None)} and all(abs(c or 0) < 2**63 for c in cells)
        columns[name] = pd.array(cells, dtype="Int64") if whole else cells
    return pd.DataFrame(columns, index=range(len(rows)))


def _split(row: Row, name: str, rows: dict[str, list[Row]]) -> None:
    """Add a row to its table, and the members of its lists of objects to theirs."""
    position = len(rows.setdefault(name, []))
    kept: Row = {}
    rows[name].append(kept)
    for column, cell in row.items():
        if not _is_objects(cell):
            kept[column] = cell
            continue
        for member in cell:
            child = {"parent_row": position, **flatten(member)}
            _split(child, f"{name}.{column}", rows)


def flatten(record: Any, *, expand: bool = True) -> Row:
    """Turn a record into one row, its nested objects into dotted columns.

    Examples
    --------
    >>> flatten({"a": {"b": 1, "c": [2]}})
    {'a.b': 1, 'a.c': [2]}
    """
    if not isinstance(record, dict):
        return {"value": record}
    row: Row = {}
    _fill(row, "", record, expand)
    return row


def _fill(row: Row, prefix: str, record: Mapping[str, Any], expand: bool) -> None:
    for key, value in record.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict):
            pairs = _pairs(value.get("field")) if expand and len(value) == 1 else None
            if pairs:
                row.update((f"{name}.{field}", content) for field, content in pairs)
            else:
                _fill(row, f"{name}.", value, expand)
        else:
            row[name] = value


def _pairs(value: Any) -> list[tuple[str, Any]] | None:
    """The pairs of a name/value list, also of a lone one given as an object."""
    members = [value] if isinstance(value, dict) else value
    if not isinstance(members, list):
        return None
    if not all(isinstance(m, dict) and "name" in m and "value" in m for m in members):
        return None
    return [(str(member["name"]), member["value"]) for member in members]


def to_html(frame: pd.DataFrame, rows: int = 10, columns: int = 12) -> str:
    """Show a DataFrame as an HTML table that stays readable, escaped.

    A single record is shown field by field; a nested list as the number of its members, because
    `tables` has it as a table of its own.

    Examples
    --------
    >>> print(to_html(table([{"id": 7}])))
    <table><tbody><tr><th>id</th><td>7</td></tr></tbody></table>
    """
    if len(frame) == 1:
        pairs = zip(frame.columns, frame.iloc[0], strict=True)
        lines = [
            f"<th>{escape(str(name))}</th><td>{escape(_short(cell))}</td>" for name, cell in pairs
        ]
        return f"<table><tbody>{_rows(lines)}</tbody></table>"
    shown = frame.iloc[:rows, :columns]
    head = "".join(f"<th>{escape(str(name))}</th>" for name in shown.columns)
    lines = [
        "".join(f"<td>{escape(_short(c))}</td>" for c in row)
        for row in shown.itertuples(index=False)
    ]
    text = f"<table><thead><tr>{head}</tr></thead><tbody>{_rows(lines)}</tbody></table>"
    if shown.shape != frame.shape:
        size = f"{len(shown)} of {len(frame)} rows, {shown.shape[1]} of {frame.shape[1]} columns"
        text += f"<p>{size}</p>"
    return text


def _rows(lines: Iterable[str]) -> str:
    return "".join(f"<tr>{line}</tr>" for line in lines)


def to_text(frame: pd.DataFrame) -> str:
    """Show a DataFrame as text: one record field by field, several as a table.

    Examples
    --------
    >>> print(to_text(table([{"id": 7, "lines": [{"sku": "a"}, {"sku": "b"}]}])))
    id     7
    lines  [2 items]
    """
    if len(frame) != 1:
        return frame.map(_short).to_string(index=False)
    width = max(len(str(name)) for name in frame.columns)
    pairs = zip(frame.columns, frame.iloc[0], strict=True)
    return "\n".join(f"{name:<{width}}  {_short(cell)}".rstrip() for name, cell in pairs)


def _short(cell: Any) -> str:
    """What a cell of a table for reading shows."""
    if isinstance(cell, list):
        if not any(isinstance(one, dict | list) for one in cell):
            return ", ".join(map(str, cell))
        return f"[{len(cell)} item{'' if len(cell) == 1 else 's'}]"
    text = "" if cell is None or str(cell) in ("nan", "<NA>") else str(cell)
    return text if len(text) <= 120 else text[:119] + "…"


def _is_objects(cell: Any) -> bool:
    return isinstance(cell, list) and bool(cell) and all(isinstance(one, dict) for one in cell)

"""Answers for reading: as HTML in a notebook, as text in a terminal, and in a summary.

Everything is escaped, and nothing depends on a clock, an address or the width of a screen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING, Any

from capexplore.secrets import visible

if TYPE_CHECKING:
    import pandas as pd

    from capexplore.response import Response

__all__ = [
    "failures_first",
    "headline",
    "html",
    "notices",
    "summary",
    "table_html",
    "table_text",
    "text",
]

_NOTICES = 10
_VERDICT = ["item_ok", "item_code", "item_message"]


def headline(response: Response) -> str:
    """Say in one line how a call went: outcome, HTTP status, code and what it means."""
    line = f"{response.action.key} {response.outcome}: HTTP {response.status_code}"
    if response.code is not None and response.code != response.status_code:
        line += f", code {response.code}"
    said = response.message
    if not said and response.outcome == "partial":
        failed = sum(not item.ok for item in response.items)
        said = f"{failed} of {len(response.items)} items failed"
    elif not said and response.outcome == "failed":
        said = response.meaning
    return visible(f"{line}, {said}") if said else line


def notices(response: Response) -> list[str]:
    """Say the first errors and warnings, with what their codes mean."""
    found = [f"error {response.explain(error)}" for error in response.errors[:_NOTICES]]
    found += [f"warning {response.explain(w)}" for w in response.warnings[:_NOTICES]]
    more = len(response.errors) + len(response.warnings) - len(found)
    return [*found, f"and {more} more"] if more else found


def html(response: Response) -> str:
    """Show a response as HTML: how it went, its request id, its first records, failures first."""
    key, _, rest = headline(response).partition(" ")
    lines = [f"<p><b>{escape(key)}</b> {escape(rest)}"]
    if response.request_id:
        lines.append(f"<br>request id {escape(response.request_id)}")
    lines.append("</p>")
    told = notices(response)
    if told:
        lines.append(f"<ul>{''.join(f'<li>{escape(one)}</li>' for one in told)}</ul>")
    frame = response.to_frame()
    if len(frame):
        lines.append(table_html(failures_first(frame)))
    return "".join(lines)


def text(response: Response) -> str:
    """Show a response as text: what `html` shows."""
    lines = [headline(response)]
    if response.request_id:
        lines.append(f"request id {visible(response.request_id)}")
    lines += [f"- {one}" for one in notices(response)]
    frame = response.to_frame()
    if len(frame):
        lines += ["", table_text(failures_first(frame).head(10))]
    return "\n".join(lines)


def summary(response: Response) -> str:
    """Sum up a response: verdicts by code, columns with their types, tables with their sizes."""
    lines = [headline(response)]
    verdicts = Counter((item.ok, item.code) for item in response.items)
    for (ok, code), count in sorted(verdicts.items(), key=str):
        shown = "" if code is None else f" {code}"
        lines.append(f"  {count} item{'' if count == 1 else 's'} {'ok' if ok else 'failed'}{shown}")
    for name, frame in response.to_frames().items():
        lines.append(f"{_name(name)}: {len(frame)} rows, {frame.shape[1]} columns")
        lines += [f"  {_name(column)}: {_type(frame[column])}" for column in frame.columns]
    return "\n".join(lines)


def _type(column: pd.Series) -> str:
    """The types of a column's values, which say more than its dtype does."""
    kinds = {type(cell).__name__ for cell in column.dropna().tolist()}
    return " or ".join(sorted(kinds)) or "empty"


def failures_first(frame: pd.DataFrame) -> pd.DataFrame:
    """Put the verdicts first where something failed: their columns, and the rows that failed."""
    if "item_ok" not in frame or bool((frame["item_ok"] == True).all()):  # noqa: E712 - may be NA
        return frame
    verdict = [name for name in _VERDICT if name in frame]
    others = [name for name in frame.columns if name not in verdict]
    failed = (frame["item_ok"] == False).fillna(False)  # noqa: E712 - may be NA
    order = [*frame.index[failed], *frame.index[~failed]]
    return frame.loc[order, [*verdict, *others]]


def table_html(frame: pd.DataFrame, rows: int = 10, columns: int = 12) -> str:
    """Show a DataFrame as an HTML table that stays readable, escaped.

    A single record is shown field by field; a nested list as the number of its members, because
    ``to_frames`` has it as a table of its own.

    Examples
    --------
    >>> import pandas as pd
    >>> print(table_html(pd.DataFrame([{"id": 7}])))
    <table><tbody><tr><th>id</th><td>7</td></tr></tbody></table>
    """
    if len(frame) == 1:
        lines = [
            f"<th>{escape(str(name))}</th><td>{escape(cell)}</td>" for name, cell in _fields(frame)
        ]
        return f"<table><tbody>{_rows(lines)}</tbody></table>"
    shown = frame.iloc[:rows, :columns]
    head = "".join(f"<th>{escape(_name(name))}</th>" for name in shown.columns)
    lines = [
        "".join(f"<td>{escape(_short(cell))}</td>" for cell in row)
        for row in shown.itertuples(index=False, name=None)
    ]
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{_rows(lines)}</tbody></table>"
    if shown.shape != frame.shape:
        size = f"{len(shown)} of {len(frame)} rows, {shown.shape[1]} of {frame.shape[1]} columns"
        table += f"<p>{size}</p>"
    return table


def table_text(frame: pd.DataFrame) -> str:
    """Show a DataFrame as text: one record field by field, several as a table.

    Examples
    --------
    >>> import pandas as pd
    >>> print(table_text(pd.DataFrame([{"id": 7, "lines": [{"sku": "a"}, {"sku": "b"}]}])))
    id     7
    lines  [2 items]
    """
    if len(frame) != 1:
        return frame.map(_short).rename(columns=_name).to_string(index=False)
    width = max((len(str(name)) for name in frame.columns), default=0)
    return "\n".join(f"{name:<{width}}  {cell}".rstrip() for name, cell in _fields(frame))


def _fields(frame: pd.DataFrame) -> list[tuple[str, str]]:
    """The fields of a single record; column by column, so that numbers keep their types."""
    return [(_name(name), _short(frame[name].tolist()[0])) for name in frame.columns]


def _name(column: object) -> str:
    return visible(str(column))


def _rows(lines: Iterable[str]) -> str:
    return "".join(f"<tr>{line}</tr>" for line in lines)


def _short(cell: Any) -> str:
    """What a cell of a table for reading shows."""
    if isinstance(cell, list):
        if not any(isinstance(one, dict | list) for one in cell):
            return ", ".join(map(str, cell))
        return f"[{len(cell)} item{'' if len(cell) == 1 else 's'}]"
    shown = "" if cell is None or str(cell) in ("nan", "<NA>", "NaT") else str(cell)
    return visible(shown if len(shown) <= 120 else shown[:119] + "…")

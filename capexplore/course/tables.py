"""Tables made for reading: some columns, before above after, verdicts side by side."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from capexplore.response import Response

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Table", "before_after", "outcomes", "table", "tidy"]


def tidy(answer: Response | pd.DataFrame, *columns: str) -> pd.DataFrame:
    """Give some columns of an answer under short names: what stands behind the last dot.

    Parameters
    ----------
    answer : Response or pandas.DataFrame
        The answer.
    *columns : str
        The columns to keep; those that the answer does not have stay empty.

    Returns
    -------
    pandas.DataFrame
        One row per record; nothing is shown where there is no value.

    Examples
    --------
    >>> import capexplore as cx
    >>> answer = cx.Client().call("v2/customer/get", id=800101, source="ALL")
    >>> tidy(answer, "id", "extendedFields.city").to_dict("list")
    {'id': [800101], 'city': ['Porto']}
    """
    frame = answer.to_frame() if isinstance(answer, Response) else answer
    chosen = frame.reindex(columns=list(columns))
    short = {name: name.rpartition(".")[2] for name in columns}
    unique = len(set(short.values())) == len(columns)
    shown = chosen.rename(columns=short) if unique else chosen
    return shown.astype(object).where(shown.notna(), "")


def before_after(
    before: Response | pd.DataFrame, after: Response | pd.DataFrame, *columns: str
) -> Table:
    """Put what an answer showed before a call above what it shows after it.

    Parameters
    ----------
    before, after : Response or pandas.DataFrame
        The two answers.
    *columns : str
        The columns to compare.

    Returns
    -------
    Table
        The rows of both; ``when`` says which is which.

    Examples
    --------
    >>> import capexplore as cx
    >>> client = cx.Client()
    >>> before = client.call("v2/customer/get", id=800101, source="ALL")
    >>> before_after(before, before, "id")
      when     id
    before 800101
     after 800101
    """
    import pandas as pd

    shown = {"before": tidy(before, *columns), "after": tidy(after, *columns)}
    tables = [table.assign(when=when) for when, table in shown.items()]
    both = pd.concat(tables, ignore_index=True)
    return Table(both[["when", *both.columns[:-1]]])


class Table:
    """A table whose texts are shown in full, from the left.

    Parameters
    ----------
    frame : pandas.DataFrame
        What it shows.

    Attributes
    ----------
    frame : pandas.DataFrame
        The same.
    """

    def __init__(self, frame: pd.DataFrame) -> None:
        self.frame = frame

    def _repr_html_(self) -> str:
        import pandas as pd

        with pd.option_context("display.max_colwidth", None):
            html = self.frame.to_html(index=False)
        # JupyterLab sets cells from the right, which is for numbers.
        return re.sub("<(t[dh])>", r"<\1 style='text-align:left'>", html)

    def __repr__(self) -> str:
        return self.frame.to_string(index=False)


def table(columns: Iterable[str], rows: Iterable[Iterable[object]]) -> Table:
    """Make a table of rows.

    Parameters
    ----------
    columns : iterable of str
        The names of the columns.
    rows : iterable of iterable
        What stands in them.

    Returns
    -------
    Table

    Examples
    --------
    >>> table(["till", "store"], [("quay1.t1", "quay1")])
        till store
    quay1.t1 quay1
    """
    import pandas as pd

    return Table(pd.DataFrame([tuple(row) for row in rows], columns=list(columns)))


def outcomes(answers: Mapping[str, Response]) -> Table:
    """Put the verdicts on several calls side by side: of HTTP, and of the API.

    Parameters
    ----------
    answers : mapping of str to Response
        The answers, by what was tried.

    Returns
    -------
    Table
        One row per answer: HTTP status, outcome, and the first code and message that say why.

    Examples
    --------
    >>> import capexplore as cx
    >>> lost = cx.Client().call("v2/customer/get", id=1, source="ALL")
    >>> outcomes({"nobody there": lost}).frame[["HTTP", "code"]].values.tolist()
    [[400, 8015]]
    """
    import pandas as pd

    rows = []
    for tried, answer in answers.items():
        notice = next(iter(answer.errors or answer.warnings), {})
        rows.append(
            {
                "tried": tried,
                "HTTP": answer.status_code,
                "outcome": answer.outcome,
                "code": notice.get("code", answer.code),
                "message": notice.get("message", answer.message) or "",
            }
        )
    return Table(pd.DataFrame(rows))

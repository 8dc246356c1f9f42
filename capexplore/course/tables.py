"""Tables that stay narrow enough to read: before beside after, and a choice of columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from capexplore.response import Response

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["before_after", "outcomes", "tidy"]


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
) -> pd.DataFrame:
    """Put what an answer showed before a call above what it shows after it.

    Parameters
    ----------
    before, after : Response or pandas.DataFrame
        The two answers.
    *columns : str
        The columns to compare.

    Returns
    -------
    pandas.DataFrame
        The rows of both, with ``when`` as the outer index.

    Examples
    --------
    >>> import capexplore as cx
    >>> client = cx.Client()
    >>> before = client.call("v2/customer/get", id=800101, source="ALL")
    >>> before_after(before, before, "id").index.get_level_values("when").tolist()
    ['before', 'after']
    """
    import pandas as pd

    tables = {"before": tidy(before, *columns), "after": tidy(after, *columns)}
    return pd.concat(tables, names=["when", ""])


def outcomes(answers: Mapping[str, Response]) -> pd.DataFrame:
    """Put the verdicts on several calls side by side: of HTTP, and of the API.

    Parameters
    ----------
    answers : mapping of str to Response
        The answers, by what was tried.

    Returns
    -------
    pandas.DataFrame
        One row per answer: HTTP status, outcome, and the first code and message that say why.

    Examples
    --------
    >>> import capexplore as cx
    >>> lost = cx.Client().call("v2/customer/get", id=1, source="ALL")
    >>> outcomes({"nobody there": lost})[["HTTP", "code"]].values.tolist()
    [[400, 8015]]
    """
    import pandas as pd

    rows = []
    for answer in answers.values():
        notice = next(iter(answer.errors or answer.warnings), {})
        rows.append(
            {
                "HTTP": answer.status_code,
                "outcome": answer.outcome,
                "code": notice.get("code", answer.code),
                "message": notice.get("message", answer.message) or "",
            }
        )
    return pd.DataFrame(rows, index=pd.Index(list(answers), name="tried"))

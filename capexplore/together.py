"""The answers of several calls as one DataFrame."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from capexplore.errors import UnknownNameError
from capexplore.response import Response
from capexplore.tracebacks import refusing

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["concat"]


@refusing
def concat(responses: Iterable[Response], kind: str = "records", **options: Any) -> pd.DataFrame:
    """Put the answers of several calls into one DataFrame, each row saying which it came from.

    Parameters
    ----------
    responses : iterable of Response
        The answers, in any order and of any actions.
    kind : {"records", "items", "calls"}
        A row for each record, for each item's verdict, or for each call.
    **options
        For records: those of `Response.to_frame`.

    Returns
    -------
    pandas.DataFrame
        Records and items: ``call``, the place of the response from 0, and ``action`` come first.

    Raises
    ------
    UnknownNameError
        There is no such kind.

    Examples
    --------
    >>> from capexplore import Client
    >>> client = Client()
    >>> found = [client.call("v2/customer/get", id=n, source="ALL") for n in (800101, 800102)]
    >>> concat(found)[["call", "action", "id"]].to_dict("list")
    {'call': [0, 1], 'action': ['v2/customer/get', 'v2/customer/get'], 'id': [800101, 800102]}
    """
    mask = options.get("mask", False)
    # One by one: a history may have more calls than fit into memory.
    if kind == "calls":
        return _calls(responses, mask)
    if kind == "records":
        return _together((one.action.key, one.to_frame(**options)) for one in responses)
    if kind == "items":
        return _together((one.action.key, _items(one, mask)) for one in responses)
    raise UnknownNameError("kind of frame", kind, ("records", "items", "calls"))


def _calls(responses: Iterable[Response], mask: bool | str) -> pd.DataFrame:
    import pandas as pd

    columns = ("status_code", "outcome", "code", "message", "request_id")
    rows = [
        {
            "action": response.action.key,
            "method": response.action.method,
            **{name: getattr(response, name) for name in columns},
            "message": response.masked(response.message, mask),
        }
        for response in responses
    ]
    frame = pd.DataFrame(rows, columns=["action", "method", *columns])
    return frame.astype({"code": "Int64"})


def _items(response: Response, mask: bool | str) -> pd.DataFrame:
    import pandas as pd

    rows = [
        {
            "index": item.index,
            "ok": item.ok,
            "code": item.code,
            "message": response.masked(item.message, mask),
            "warnings": [warning["code"] for warning in item.warnings],
        }
        for item in response.items
    ]
    frame = pd.DataFrame(rows, columns=["index", "ok", "code", "message", "warnings"])
    return frame.astype({"index": "int64", "ok": "bool", "code": "Int64"})


def _together(frames: Iterable[tuple[str, pd.DataFrame]]) -> pd.DataFrame:
    """Put frames below each other; whole numbers stay whole where a frame lacks the column."""
    import pandas as pd

    kept: list[pd.DataFrame] = []
    empty: pd.DataFrame | None = None
    for number, (key, frame) in enumerate(frames):
        if not len(frame):
            empty = frame if empty is None else empty
            continue
        whole = [name for name, kind in frame.dtypes.items() if str(kind) == "int64"]
        found = frame.astype(dict.fromkeys(whole, "Int64"))
        for name, value in (("action", key), ("call", number)):
            found.insert(0, f"call_{name}" if name in found else name, value)
        kept.append(found)
    if not kept:
        empty = pd.DataFrame() if empty is None else empty
        return empty.reindex(columns=["call", "action", *empty.columns])
    together = pd.concat(kept, ignore_index=True)
    full = [n for n, kind in together.dtypes.items() if str(kind) == "Int64" and n != "code"]
    exact = {name: "int64" for name in full if not together[name].hasnans}
    return together.astype(exact)

"""An answer that comes in pages, walked lazily to its end.

Each family of actions has its own way of asking for the next page, and none has a link to it. How
an action does it is read from the names of its parameters in the catalog.

Notes
-----
Source: pagination sections of the pages of each operation. The last page has fewer rows than were
asked for, or ends at the printed total; some lists print a total of 0 although they are full, so
that a total counts only if it is one.
"""

from __future__ import annotations

import contextvars
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from capexplore.build import hidden
from capexplore.catalog import Action
from capexplore.errors import InvalidRequestError
from capexplore.response import Response
from capexplore.together import concat
from capexplore.tracebacks import without_values

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Pages", "Style", "style_of"]

PAGE_SIZE = 100
"""Rows to ask for where the caller does not say: no list is documented to allow fewer."""

# How the next page is asked for: the names, in lower case, of the parameter that moves and of the
# one that says how many rows; in the order of preference.
_STYLES = (
    ("offset", ("offset", "pageoffset"), ("limit", "pagelimit")),
    ("offset", ("start",), ("rows",)),
    ("page", ("page", "pageno", "pagenumber"), ("size", "pagesize", "limit")),
    ("id", ("start_id", "startid"), ("limit", "batch_size")),
)
_ENDS = ("end_id", "endid")


@dataclass(frozen=True, slots=True)
class Style:
    """How an action gives the next page.

    Attributes
    ----------
    kind : str
        ``"offset"`` (rows to leave out), ``"page"`` (a page's number) or ``"id"`` (a first id).
    start, size : str
        The keywords of the parameter that moves, and of the number of rows.
    first : int or None
        The value that the first page has; None where it is left out.
    after : bool
        Whether the rows come after the id, or begin with it.
    """

    kind: str
    start: str
    size: str
    first: int | None = 0
    after: bool = False


def style_of(action: Action) -> Style | None:
    """Say how an action gives its pages; None if it has one page only.

    Examples
    --------
    >>> from capexplore import actions
    >>> style_of(actions["v1.1/customer/search"])
    Style(kind='offset', start='start', size='rows', first=0, after=False)
    """
    names = {keyword.lower(): keyword for keyword in action.keywords}
    for kind, starts, sizes in _STYLES:
        start = next((names[name] for name in starts if name in names), None)
        size = next((names[name] for name in sizes if name in names), None)
        if start is None or size is None:
            continue
        first: int | None = 0
        if kind == "page" and action.keywords[start].default == 1:
            first = 1
        if kind == "id":
            # A lone start_id is the last one seen; that of a window belongs to the window.
            return Style(kind, start, size, None, after=not any(end in names for end in _ENDS))
        return Style(kind, start, size, first)
    return None


Ask = Callable[..., Response]


class Pages:
    """The pages of an answer, asked for when they are needed, and kept. Made by ``client.pages``.

    Iterating gives a `Response` for each page. The walk ends at the last page, at one that repeats
    an earlier one, and at one that failed, which is the last that is given.

    Parameters
    ----------
    action : Action
        What is called.
    ask : callable
        Makes the call for the values of one page.
    values : mapping of str to object
        The action's parameters; those of paging say where to begin and how large a page is.
    page_size : int, optional
        Rows of a page.
    workers : int
        How many pages may be asked for at once, where a page's place is known before the one
        before it has come.

    Examples
    --------
    >>> from capexplore import Client
    >>> pages = Client().pages("v2/customer/search", q="m", page_size=2)
    >>> [len(page.items) for page in pages]
    [2, 2, 2, 1]
    >>> len(pages.to_frame())
    7
    """

    def __init__(
        self,
        action: Action,
        ask: Ask,
        values: Mapping[str, Any],
        *,
        page_size: int | None = None,
        workers: int = 1,
    ) -> None:
        for name, number in (("page_size", page_size), ("workers", workers)):
            if number is not None and (not isinstance(number, int) or number < 1):
                raise InvalidRequestError(f"{name}={number!r} is no number of 1 or more.")
        self.action = action
        self.style = style_of(action)
        self._ask = ask
        self._values = hidden(action, values)
        self._size = page_size
        self._workers = workers
        self._kept: list[Response] = []
        self._walk = self._pages()

    def __iter__(self) -> Iterator[Response]:
        number = 0
        while number < len(self._kept) or self._more():
            yield self._kept[number]
            number += 1

    @without_values
    def _more(self) -> bool:
        """Ask for the next page; False if there is none."""
        page = next(self._walk, None)
        if page is not None:
            self._kept.append(page)
        return page is not None

    def to_frame(self, **options: Any) -> pd.DataFrame:
        """Walk to the end, and give the records of all pages as one DataFrame.

        Parameters
        ----------
        **options
            Those of `Response.to_frame`.

        Raises
        ------
        APIError
            A page failed, so that the rows would not be all there are.
        """
        pages = list(self)
        for page in pages:
            page.raise_for_outcome()
        if len(pages) == 1:
            return pages[0].to_frame(**options)
        return concat(pages, **options).drop(columns=["call", "action"])

    def _pages(self) -> Iterator[Response]:
        style = self.style
        if style is None:
            yield self._ask(**self._values)
            return
        asked = self._size or self._values.get(style.size) or PAGE_SIZE
        self._values[style.size] = asked
        numbered = self._by_id(style) if style.kind == "id" else self._by_place(style, int(asked))
        seen = set()
        for number, page in enumerate(numbered):
            if page.outcome == "failed":
                yield page
                return
            rows = listed(page)
            if number and not rows:
                return
            print_ = _fingerprint(page)
            if print_ in seen:
                # Where pages are numbered from 1, page 0 may be the first one too.
                if style.kind == "page" and number == 1:
                    continue
                return
            seen.add(print_)
            yield page
            if self._is_last(page, rows, int(asked)):
                return

    def _is_last(self, page: Response, rows: int, asked: int) -> bool:
        """Whether a page is the last: it ends at the total, or has fewer rows than a full one."""
        limit, offset, total = _printed(page)
        if total and limit is not None and offset is not None:
            return offset + limit >= total
        return rows < min(asked, limit or asked)

    def _by_id(self, style: Style) -> Iterator[Response]:
        """Ask for the rows from an id on, until no larger one comes."""
        values, last = self._values, None
        while True:
            page = self._ask(**values)
            yield page
            ids = [number for one in page.records if (number := _id_of(one)) is not None]
            if not ids or (last is not None and max(ids) <= last):
                return
            last = max(ids)
            values = {**values, style.start: last if style.after else last + 1}

    def _by_place(self, style: Style, asked: int) -> Iterator[Response]:
        """Ask for the rows at a place, several at once if there are workers."""
        given = self._values.get(style.start)
        place = int(given) if given is not None else style.first or 0
        page = self._ask(**{**self._values, style.start: place})
        yield page
        # A list that gives fewer rows than asked for says so.
        limit, _, total = _printed(page)
        step = 1 if style.kind == "page" else min(asked, limit or asked)
        with ThreadPoolExecutor(self._workers) as pool:
            while True:
                places = [place + step * number for number in range(1, self._workers + 1)]
                place = places[-1]
                if total and style.kind == "offset":
                    places = [one for one in places if one < total] or places[:1]
                if len(places) == 1:
                    yield self._ask(**{**self._values, style.start: places[0]})
                    continue
                waiting = [
                    # Widgets of the caller's cell are found through its context.
                    pool.submit(
                        contextvars.copy_context().run,
                        lambda at: self._ask(**{**self._values, style.start: at}),
                        one,
                    )
                    for one in places
                ]
                yield from (future.result() for future in waiting)

    def __repr__(self) -> str:
        count = len(self._kept)
        return f"<Pages {self.action.key} {count} page{'' if count == 1 else 's'} so far>"


def listed(page: Response) -> int:
    """Count the rows of a page.

    Where the records are the customers whose things are listed, the rows are those things.
    """
    records = page.records
    if not _lists_within(page.action):
        return len(records)
    return max(map(_longest, records), default=0)


def _lists_within(action: Action) -> bool:
    """Whether what is listed lies within the records, as coupons within their customer."""
    leaf = (action.records or "").rpartition(".")[2]
    return action.action.startswith("get_") and leaf.rstrip("s") == action.entity


def _longest(node: Any) -> int:
    if isinstance(node, dict):
        return max(map(_longest, node.values()), default=0)
    return len(node) if isinstance(node, list) else 0


def _fingerprint(page: Response) -> int:
    return hash(repr(page.records))


def _printed(page: Response) -> tuple[int | None, int | None, int | None]:
    """The limit, the offset and the total that an answer prints of itself."""
    try:
        body = page.json()
    except ValueError:
        return None, None, None
    for _ in range(2):
        inner = body.get("response", body.get("entity")) if isinstance(body, dict) else None
        body = inner if isinstance(inner, dict) else body
    found = body.get("pagination") if isinstance(body, dict) else None
    if not isinstance(found, dict):
        return None, None, None
    limit, offset, total = (_whole(found.get(name)) for name in ("limit", "offset", "total"))
    return limit or None, offset, total


def _whole(value: Any) -> int | None:
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() else None


def _id_of(record: Any) -> int | None:
    return _whole(record.get("id")) if isinstance(record, dict) else None

"""An answer in one shape, whatever version, format and envelope it came in."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, lru_cache
from operator import index
from typing import TYPE_CHECKING, Any

import httpx

from capexplore import codes, envelopes
from capexplore.catalog import Action, actions
from capexplore.content import decode, is_xml, text, without_secrets
from capexplore.envelopes import Item, Notice, Reading
from capexplore.errors import APIError, InvalidRequestError
from capexplore.request import Request
from capexplore.secrets import visible
from capexplore.tracebacks import refusing

if TYPE_CHECKING:
    import pandas as pd

    from capexplore import frames

__all__ = ["Item", "Response"]


@dataclass(frozen=True, slots=True)
class _Options:
    """How a frame is wanted; `Response.to_frame` says what each means."""

    expand: bool
    dates: bool
    mask: bool | str
    dtype_backend: frames.Backend


class Response:
    """The answer to one call: outcome, items, warnings, errors, and the records as DataFrames.

    Look first, raise later: an API failure is an outcome, and only `raise_for_outcome` raises.

    Parameters
    ----------
    action : Action
        What was called.
    status_code : int
        The HTTP status; 0 where no answer came.
    headers : mapping of str to str
        The response headers.
    content : bytes
        The body as it came, with the values of secret fields replaced by ``***``.
    request : Request, optional
        What was sent; None for a response made by `read`.
    elapsed_ms : float, optional
        From sending to the last byte, in milliseconds.
    time_zone : str, optional
        The offset of the cluster's clock, such as ``"+05:30"``; None if it is not known.

    Examples
    --------
    >>> from capexplore import Client
    >>> r = Client().call("v2/customer/get", id=800101, source="ALL")
    >>> r, r.outcome, r.items[0].ok
    (<Response v2/customer/get success 1 item>, 'success', True)
    """

    def __init__(
        self,
        action: Action,
        status_code: int,
        headers: Mapping[str, str],
        content: bytes,
        *,
        request: Request | None = None,
        elapsed_ms: float | None = None,
        time_zone: str | None = None,
    ) -> None:
        self.action = action
        self.status_code = status_code
        # Bytes that are no ASCII come from servers, and as text from a stored answer.
        if not isinstance(headers, httpx.Headers):
            headers = httpx.Headers(headers, encoding="utf-8")
        self.headers = headers
        self.request = request
        self.elapsed_ms = elapsed_ms
        self.content = content
        self.time_zone = time_zone
        self._with_secrets: Any = None
        if action.answer_secrets:
            self.content, self._with_secrets = without_secrets(
                content, action.answer_secrets, self.headers.get("content-type", "")
            )

    @classmethod
    @refusing
    def read(
        cls,
        action: Action | str,
        body: bytes | str,
        status_code: int = 200,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        """Make a response from stored text.

        Parameters
        ----------
        action : Action or str
            What was called, or its key.
        body : bytes or str
            The stored body, JSON or XML.
        status_code : int
            The HTTP status.
        headers : mapping of str to str, optional
            The response headers.

        Examples
        --------
        >>> Response.read("v2/customer/get", '{"errors":[{"code":8015,"message":"?"}]}', 400).code
        8015
        """
        content = body.encode("utf-8", "surrogatepass") if isinstance(body, str) else body
        if not 0 <= index(status_code) <= 999:
            raise InvalidRequestError(f"No answer has the status {status_code}.")
        action = actions.resolve(action)
        return cls(action, index(status_code), headers or {}, bytes(memoryview(content)))

    @property
    def text(self) -> str:
        """The body as text; what is no text in its encoding is shown as a replacement character."""
        return text(self.content, self.headers.get("content-type", ""))

    def json(self) -> Any:
        """Give the body as values, from JSON or XML; secret fields are `Secret`s.

        Raises
        ------
        ValueError
            The body is neither.
        """
        return self._with_secrets if self._with_secrets is not None else decode(self.content)

    def _failed(self, message: str) -> Reading:
        """The reading of an answer that has no body to read."""
        code = self.status_code or None
        notice: Notice = {"code": code, "message": message}
        return Reading("failed", code, message, errors=(notice,))

    @property
    def _reading(self) -> Reading:
        return _read(self)

    @cached_property
    def _summary(self) -> tuple[str, int | None, str | None]:
        reading = self._reading
        return reading.outcome, reading.code, reading.message

    @property
    def outcome(self) -> str:
        """``"success"``, ``"partial"`` or ``"failed"``: of the API, not of HTTP."""
        return self._summary[0]

    @property
    def code(self) -> int | None:
        """The request-level code; the first error's on v2 and v3, else the HTTP status."""
        return self._summary[1]

    @property
    def message(self) -> str | None:
        """The text that came with the code."""
        return self._summary[2]

    @property
    def meaning(self) -> str:
        """What the documentation says that the code means here; empty if it says nothing."""
        in_status = self.action.version in ("v1", "v1.1")
        # Versions 2 and 3 have no code of their own for a call that worked: it is HTTP's.
        of_request = in_status or self.code == self.status_code
        known = codes.find(self.action, self.code, of_request=of_request)
        return _said(known, failed=self.outcome == "failed")

    @property
    def items(self) -> tuple[Item, ...]:
        """The verdict on each item, in the order of the answer."""
        return self._reading.items

    @property
    def records(self) -> tuple[Any, ...]:
        """The records as they came, one for each row of `to_frame`; none if the call failed."""
        return self._reading.records

    @property
    def warnings(self) -> tuple[Notice, ...]:
        """What did not go as asked although the call worked, each with ``code`` and ``message``."""
        return self._reading.warnings

    @property
    def errors(self) -> tuple[Notice, ...]:
        """What failed, each with ``code`` and ``message``; of items as well as of the request."""
        return self._reading.errors

    @property
    def request_id(self) -> str | None:
        """The id that traces the call, one for a whole batch (``X-Cap-Requestid``)."""
        found = self.headers.get("x-cap-requestid") or self.headers.get("x-cap-request-id")
        return found or None

    @property
    def request_uri(self) -> str | None:
        """The endpoint that was used (``x-cap-api-request-uri``)."""
        return self.headers.get("x-cap-api-request-uri") or None

    @refusing
    def to_frame(
        self,
        *,
        expand: bool = True,
        dates: bool = False,
        mask: bool | str = False,
        dtype_backend: frames.Backend = None,
    ) -> pd.DataFrame:
        """Give the records as a DataFrame, one row each, with the verdict on each item.

        Parameters
        ----------
        expand : bool
            Whether name/value lists, such as custom fields, become columns. If not, the columns of
            JSON are those of `pandas.json_normalize`.
        dates : bool
            Whether columns that have the name of a date become times, by the rule of the version.
            Clock times of v1 and v1.1 are the cluster's; for a response made by `read`, whose
            cluster is not known, they have no zone. A column with anything else stays as it is.
        mask : bool or str
            Whether personal data are replaced by pseudonyms: the same person has the same one. A
            text fixes them from session to session.
        dtype_backend : {"pyarrow"}, optional
            Have Arrow's types in place of pandas' own. Lists that these cannot hold exactly stay
            Python's.

        Returns
        -------
        pandas.DataFrame
            Nested objects are dotted columns, nested lists cells. Where items have a verdict of
            their own there are ``item_ok``, ``item_code`` and ``item_message``, and if there are
            any warnings ``item_warnings``. Empty if the call failed.

        Examples
        --------
        >>> from capexplore import Client
        >>> frame = Client().call("v1.1/customer/get", mobile="914400000017").to_frame()
        >>> frame[["lastname", "custom_fields.berth", "item_code"]].to_dict("records")
        [{'lastname': 'Novak', 'custom_fields.berth': 'North', 'item_code': 1000}]
        """
        options = _Options(expand, dates, mask, dtype_backend)
        return self._tables(options, nest=False)[0][self.action.entity]

    @refusing
    def to_frames(
        self,
        *,
        expand: bool = True,
        dates: bool = False,
        mask: bool | str = False,
        dtype_backend: frames.Backend = None,
    ) -> dict[str, pd.DataFrame]:
        """Give the records as a DataFrame, and each nested list of objects as one of its own.

        Parameters
        ----------
        expand, dates, mask, dtype_backend
            As for `to_frame`.

        Returns
        -------
        dict of str to pandas.DataFrame
            By name: the entity's, and ``entity.path.to.list``. A nested row's ``parent_row`` is the
            number of the row that it belongs to. What the answer says besides its records, such as
            its status, is the table ``answer``.
        """
        from capexplore import frames

        found, split_off = self._tables(_Options(expand, dates, mask, dtype_backend), nest=True)
        rest = self._besides_records(split_off and len(found[self.action.entity]) > 0)
        if not rest:
            return found
        besides = frames.Tables(
            "answer", expand=False, contain=self.action.version in ("v1", "v1.1"), nest=True
        )
        besides.add([self.masked(rest, mask)] if mask else [rest])
        return {**found, **besides.frames(dtype_backend)}

    @refusing
    def masked(self, value: Any, mask: bool | str) -> Any:
        """Give a part of the answer with personal data, of the answer and the request, replaced.

        Parameters
        ----------
        value : object
            The part, such as a message.
        mask : bool or str
            As for `to_frame`; without it the value comes back as it is.
        """
        if not mask:
            return value
        from capexplore.masks import masked

        told: list[Any] = []
        if self.request is not None:
            told = [dict((*self.request.path_values, *self.request.query)), self.request.json]
        with suppress(ValueError):  # What cannot be read has no members to tell of.
            told.append(self.json())
        return masked(value, mask, told)

    def _besides_records(self, split_off: bool) -> dict[str, Any]:
        """What the answer says besides its records; nothing if it cannot be read."""
        from capexplore import tabulate
        from capexplore.decode import split
        from capexplore.rest import drop_empty, without

        try:
            path = tabulate.records_path(self.action)
            if split_off and (records := split(self.content, path)):
                return without(drop_empty(decode(records.shortened([])), path), ())
            body = self.json()
            return without(body, envelopes.read(self.action, body, self.status_code).records)
        except ValueError:
            return {}

    def _tables(self, options: _Options, *, nest: bool) -> tuple[dict[str, pd.DataFrame], bool]:
        """The tables, and whether the records were split off the answer without reading it all."""
        from capexplore import frames, tabulate
        from capexplore.dates import with_dates

        expand = options.expand
        contain = is_xml(self.content) or (expand and self.action.version in ("v1", "v1.1"))

        def empty() -> frames.Tables:
            return frames.Tables(self.action.entity, expand=expand, contain=contain, nest=nest)

        with frames.collector_paused():
            filled = None
            if not options.mask and self._with_secrets is None and self.status_code:
                filled = tabulate.from_content(self.action, self.content, self._read_part, empty)
            split_off = filled is not None
            if filled is None:
                records = self._reading.records
                if options.mask:
                    records = tuple(self.masked(list(records), options.mask))
                filled = tabulate.from_records(records, empty())
            found = filled.frames(options.dtype_backend)
        if options.dates:
            found = {name: with_dates(frame, self.time_zone) for name, frame in found.items()}
        return found, split_off

    def _read_part(self, content: bytes) -> Reading:
        return envelopes.read(self.action, decode(content), self.status_code)

    @refusing
    def explain(self, notice: Notice) -> str:
        """Say an error or a warning in words: its code, its message, what the code means.

        Parameters
        ----------
        notice : dict
            A member of `errors` or `warnings`.

        Examples
        --------
        >>> r = Response.read("v2/lead/patch", '{"errors":[{"code":92001}]}', 400)
        >>> r.explain(r.errors[0])
        '92001: The lead is not known.'
        """
        message = notice["message"] or ""
        # Where the answer has no code of its own, the notice has HTTP's.
        of_request = notice["code"] == self.status_code
        known = _said(codes.find(self.action, notice["code"], of_request=of_request), failed=True)
        if known and known.rstrip(".").lower() != message.rstrip(".").lower():
            message = f"{message} ({known})" if message else known
        return visible(f"{notice['code']}: {message or 'no message'}")

    def raise_for_outcome(self) -> Response:
        """Raise if the call failed or failed in part; else give the response itself.

        Raises
        ------
        APIError
            With the code, the first errors and the request id.
        """
        if self.outcome == "success":
            return self
        shown = [self.explain(error) for error in self.errors[:2]]
        more = f" (and {len(self.errors) - 2} more)" if len(self.errors) > 2 else ""
        failed = "failed in part" if self.outcome == "partial" else "failed"
        text = f"{self.action.key} {failed}: HTTP {self.status_code}, code {self.code}."
        if shown:
            text += "\n" + "; ".join(shown) + more
        text += f"\nRequest id {self.request_id or 'unknown'}; see response.items and .errors."
        raise APIError(text, self)

    def __repr__(self) -> str:
        count = len(self.items)
        noun = "item" if count == 1 else "items"
        if self.outcome == "failed":
            return f"<Response {self.action.key} failed {self.code}>"
        return f"<Response {self.action.key} {self.outcome} {count} {noun}>"

    def _repr_html_(self) -> str:
        from capexplore import display

        return display.html(self)

    def __str__(self) -> str:
        from capexplore import display

        return display.text(self)

    def summary(self) -> str:
        """Sum up the answer: verdicts by code, columns with their types, tables with their sizes.

        Examples
        --------
        >>> from capexplore import Client
        >>> print(Client().call("v2/lead/search").summary().partition("lead:")[0])
        v2/lead/search success: HTTP 200
          1 item ok
        <BLANKLINE>
        """
        from capexplore import display

        return display.summary(self)

    def __reduce__(self) -> tuple[Any, ...]:
        stored = (dict(self.headers), self.content, self.request, self.elapsed_ms, self.time_zone)
        return (_stored, (self.action, self.status_code, *stored))


def _said(code: codes.Code | None, *, failed: bool) -> str:
    """What a code says; nothing of one that tells of success where the call failed."""
    return "" if code is None or (failed and code.kind == "success") else code.meaning


@lru_cache(maxsize=4)
def _read(response: Response) -> Reading:
    """Read an answer. Few are kept: a history of large answers would fill the memory otherwise."""
    if response.status_code == 0:
        return response._failed("no answer came")
    if not response.content.strip():
        if 200 <= response.status_code < 300:
            return Reading("success", response.status_code)
        return response._failed("the body is empty")
    try:
        body = response.json()
    except ValueError as error:
        return response._failed(str(error))
    return envelopes.read(response.action, body, response.status_code)


def _stored(
    action: Action,
    status_code: int,
    headers: Mapping[str, str],
    content: bytes,
    request: Request | None,
    elapsed_ms: float | None,
    time_zone: str | None,
) -> Response:
    return Response(
        action,
        status_code,
        headers,
        content,
        request=request,
        elapsed_ms=elapsed_ms,
        time_zone=time_zone,
    )

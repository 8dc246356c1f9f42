"""The client: a cluster, credentials, a transport and a history; the only part that does I/O."""

from __future__ import annotations

import copy
import datetime as dt
import os
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, Self, overload

import httpx

from capexplore.build import build
from capexplore.calls import Calls
from capexplore.catalog import Action, Branch, actions
from capexplore.cluster import Cluster, clusters
from capexplore.credentials import Anonymous, Credentials, OAuth
from capexplore.errors import (
    APIConnectionError,
    CapexploreError,
    InvalidRequestError,
    WriteBlockedError,
)
from capexplore.history import History
from capexplore.pages import Pages
from capexplore.request import Attribution, Request
from capexplore.response import Response
from capexplore.tracebacks import refusing, without_values
from capexplore.transport import Connections
from capexplore.validate import side_effects
from capexplore.wire import MAYBE_DONE, Wire, milliseconds

if TYPE_CHECKING:
    from capexplore.bulk import Plan, Run
    from capexplore.sandbox import Sandbox

__all__ = ["Client"]


class Client:
    """Builds requests, sends them to one cluster, and keeps what came back.

    Parameters
    ----------
    cluster : Sandbox, Cluster or str, optional
        A fresh sandbox if not given; else a sandbox, a cluster, its name (``"eu"``, ``"Asia 2"``),
        or an https URL (http on the loopback interface).
    auth : credentials, optional
        `OAuth`, `Till`, `Token` or `Anonymous`. A sandbox's default is its demo key and secret; any
        other cluster's is none.
    writes : bool
        Whether to allow anything but reading on a live cluster. A sandbox always does.
    timeout : float
        Seconds to wait for a connection, and for each part of an answer. The whole of an exchange,
        from connecting to the last byte, may take ten times as long.
    history : History, str or path, optional
        Where to keep the calls: a SQLite file for a path, memory if not given.
    max_bytes : int
        The largest answer that is taken, unpacked.

    Attributes
    ----------
    last_run : Run or None
        The bulk run that was started last: an interrupt does not lose it.

    Notes
    -----
    TLS is always verified: ``SSL_CERT_FILE`` names a file of authorities of your own, and nothing
    switches it off. Redirects are not followed. Proxies are those of the environment.

    Examples
    --------
    >>> client = Client()
    >>> client.call("v2/customer/get", id=800101, source="ALL")
    <Response v2/customer/get success 1 item>
    >>> client.v2.customer.get(id=800101, source="ALL").to_frame()["associatedWith"].tolist()
    ['quay1.t1']
    """

    @refusing
    def __init__(
        self,
        cluster: Sandbox | Cluster | str | None = None,
        *,
        auth: Credentials | None = None,
        writes: bool = False,
        timeout: float = 30.0,
        history: History | str | os.PathLike[str] | None = None,
        max_bytes: int = 100_000_000,
    ) -> None:
        self.sandbox: Sandbox | None = None
        if cluster is None:
            from capexplore.sandbox import Sandbox

            cluster = Sandbox()
        if isinstance(cluster, str | Cluster):
            self.cluster = clusters.resolve(cluster)
        elif hasattr(cluster, "transport"):
            self.sandbox = cluster
            self.cluster = cluster.cluster
        else:
            raise InvalidRequestError(
                f"A client is of a sandbox or a cluster, not of a {type(cluster).__name__}.\n"
                "Give a cluster's name, a URL, a cx.Cluster or a cx.Sandbox."
            )
        if auth is None:
            demo = self.sandbox
            auth = OAuth(demo.demo_key, demo.demo_secret) if demo is not None else Anonymous()
        if not isinstance(auth, Credentials):
            raise InvalidRequestError(
                "auth= takes cx.OAuth, cx.Till, cx.Token or cx.Anonymous, "
                f"not a {type(auth).__name__}."
            )
        self.auth = auth
        self.writes = writes or self.sandbox is not None
        self.history = history if isinstance(history, History) else History(history)
        inside = None if self.sandbox is None else self.sandbox.transport
        self.last_run: Run | None = None
        connections = Connections(inside, timeout=timeout, max_bytes=max_bytes)
        self._wire = Wire(self.cluster, connections)

    @without_values
    def build(
        self,
        action: Action | str,
        /,
        *,
        json: Any = None,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, Any] | None = None,
        attribution: Attribution | None = None,
        format: str | None = None,  # noqa: A002 - the vendor's word
        files: Mapping[str, Any] | None = None,
        check: str = "raise",
        **values: Any,
    ) -> Request:
        """Make a request without sending it.

        Parameters
        ----------
        action : Action or str
            What to call, or its key, such as ``"v2/customer/get"``.
        json : object, optional
            The body's value, written as JSON or XML.
        params : mapping, optional
            Query parameters that are sent as they stand, whatever their names.
        headers : mapping, optional
            Further headers, or other values for the default ones; None leaves one out.
        attribution : Attribution, optional
            The till or store on whose behalf to call.
        format : {"json", "xml"}, optional
            Sets Accept, and Content-Type where there is a body.
        files : mapping, optional
            Files to upload by field: a path, bytes, or a pair of name and bytes.
        check : {"raise", "warn"}
            Whether a broken header rule forbids the request, or is put into ``problems``.
        **values
            Path and query parameters by name; a hyphen in a name is an underscore.

        Returns
        -------
        Request

        Raises
        ------
        UnknownNameError
            The catalog has no such action.
        InvalidRequestError
            A value, a header or the body breaks a documented rule.

        Examples
        --------
        >>> Client().build("v2/customer/get", id=800101, source="all").target
        '/v2/customers/800101?source=ALL'
        """
        return build(
            actions.resolve(action),
            values,
            json=json,
            params=params,
            headers=headers,
            attribution=attribution,
            format=format,
            files=files,
            check=check,
            scheme=self.auth.scheme,
        )

    @without_values
    def call(self, action: Action | str, /, **arguments: Any) -> Response:
        """Build a request, send it, and give the response.

        Parameters are those of `build`. An API failure does not raise: see `Response.outcome`.

        Returns
        -------
        Response

        Raises
        ------
        WriteBlockedError
            The action writes, and the client may not.
        UnknownNameError, InvalidRequestError
            The request would be wrong; nothing was sent.
        AuthenticationError
            The key and secret gave no token.
        APIConnectionError
            No answer came.
        """
        action = actions.resolve(action)
        self._guard_arguments(action, arguments)
        return self.send(self.build(action, **arguments))

    @without_values
    def send(self, request: Request) -> Response:
        """Send a request and give the response; raises as `call` does.

        Examples
        --------
        >>> client = Client()
        >>> request = client.build("v3/webhook/get_all")
        >>> client.send(request).outcome
        'success'
        """
        if not isinstance(request, Request):
            raise InvalidRequestError(
                f"send() takes a Request, not a {type(request).__name__}.\n"
                "Use call() for an action's key, or build() to make a request of it."
            )
        self.guard(request)
        return self._send(request)

    def guard(self, request: Request) -> None:
        """Refuse a request that would change something where this client only reads.

        Raises
        ------
        WriteBlockedError
            It writes, and the client may not.
        """
        if not self.writes:
            self._guard(request.action, (*request.query, *request.header_items))

    @contextmanager
    def for_thread(self) -> Iterator[Client]:
        """Give a client like this one, with connections of its own, which are closed at the end.

        A pool of connections that many threads share spends its time on its lock.
        """
        twin = copy.copy(self)
        twin._wire = self._wire.apart()
        try:
            yield twin
        finally:
            twin._wire.close()

    @refusing
    def pages(
        self,
        action: Action | str,
        /,
        *,
        page_size: int | None = None,
        workers: int = 1,
        **arguments: Any,
    ) -> Pages:
        """Give an answer that comes in pages, each asked for when it is needed.

        Parameters
        ----------
        action : Action or str
            What to call, or its key.
        page_size : int, optional
            Rows to ask for in a page; 100 if not given.
        workers : int
            How many pages to ask for at once, where the action numbers its rows or pages.
        **arguments
            As for `call`; a ``limit`` or ``offset`` of the action says how large the pages are,
            and where to begin.

        Returns
        -------
        Pages
            Iterate over it for a `Response` a page, or take `Pages.to_frame` for all.

        Examples
        --------
        >>> pages = Client().pages("v2/customer/search", q="m", page_size=2)
        >>> pages.to_frame()["userId"].tolist()
        [800101, 800121, 800122, 800124, 800129, 800136, 800138]
        """
        action = actions.resolve(action)
        self._guard_arguments(action, arguments)

        def ask(**values: Any) -> Response:
            return self.call(action, **values)

        return Pages(action, ask, arguments, page_size=page_size, workers=workers)

    @overload
    def bulk(
        self, action: Action | str, /, rows: Any, *, dry_run: Literal[True], **options: Any
    ) -> Plan: ...
    @overload
    def bulk(
        self, action: Action | str, /, rows: Any, *, dry_run: Literal[False] = ..., **options: Any
    ) -> Run: ...
    @without_values
    def bulk(
        self,
        action: Action | str,
        /,
        rows: Any,
        *,
        template: Mapping[str, Any] | None = None,
        columns: Mapping[str, str | None] | None = None,
        chunk: int | None = None,
        invalid: str = "raise",
        workers: int | None = None,
        per_minute: float | None = None,
        journal: str | os.PathLike[str] | None = None,
        out: str | os.PathLike[str] | None = None,
        progress: bool | None = None,
        wait: bool = True,
        dry_run: bool = False,
        **arguments: Any,
    ) -> Run | Plan:
        """Make one call for each row of a table, or for each chunk of rows.

        Nothing is sent before every row was checked. A call is repeated only where the API's
        documentation says so; a row that was sent without an answer is looked for by its bill's
        number or its customer's identifier, or else reported as in doubt, never sent again.

        Parameters
        ----------
        action : Action or str
            What to call, or its key.
        rows : DataFrame, path or iterable of dictionaries
            A path ends in ``.csv``, ``.parquet`` or ``.jsonl``. Columns are path and query
            parameters by name, else members of one item of the body, dots reaching deeper
            (``customer.mobile``). Empty cells are left out.
        template : mapping, optional
            What every item has besides; ``"{column}"`` stands for a cell.
        columns : mapping, optional
            Other names for columns; None leaves a column out.
        chunk : int, optional
            Rows of one call, where the action takes a batch, in its body or as a comma list of one
            parameter; its documented limit if not given. Without a documented limit a row is a
            call, as nobody says whether such an answer tells of each of its rows.
        invalid : {"raise", "skip"}
            Whether an invalid row forbids the run, or is left out of it.
        workers : int, optional
            How many calls may be under way; the number is found out, up to 64 if not given. With 1
            calls go out in the order of the rows, as they do to an embedded sandbox.
        per_minute : float, optional
            How many calls a minute may start; the documented rate of the cluster if not given.
            All runs of the process share it.
        journal : str or path, optional
            A file that keeps what became of each row. Started again with the same table, a run
            sends only what is not known to be done.
        out : str or path, optional
            A ``.csv``, ``.jsonl`` or ``.parquet`` file for the rows, their verdicts and answers,
            written as they come.
        progress : bool, optional
            A bar in notebooks and terminals if not given; False for none; True for a line now and
            then where output goes to a file.
        wait : bool
            Whether to return only when all is done. A run that is given at once can be waited for
            with ``run.wait()`` or ``await run``, and stopped with its bar's button or `Run.stop`.
        dry_run : bool
            Whether to give a `Plan` of the calls instead of sending them.
        **arguments
            As for `call`: parameters and headers that all calls have.

        Returns
        -------
        Run or Plan
            What became of each row: ``to_frame()``, ``failed``, ``summary()``, ``retry()``. An
            interrupt stops it as cleanly, and ``client.last_run`` is it then. For a dry run, what
            would be sent.

        Raises
        ------
        WriteBlockedError
            The action writes, and the client may not.
        InvalidRequestError
            A row is invalid, or an argument; nothing was sent. ``frame`` of the error has the rows.

        Examples
        --------
        >>> rows = [{"mobile": "914400000555", "firstname": "Ines"}]
        >>> run = Client().bulk("v1.1/customer/add", rows, progress=False)
        >>> run.to_frame()[["mobile", "ok", "code"]].to_dict("records")
        [{'mobile': '914400000555', 'ok': True, 'code': 1000}]
        """
        from capexplore.bulk import bulk

        action = actions.resolve(action)
        self._guard_arguments(action, arguments)
        return bulk(
            self,
            action,
            rows,
            arguments,
            template=template,
            columns=columns,
            chunk=chunk,
            invalid=invalid,
            workers=workers,
            per_minute=per_minute,
            journal=journal,
            out=out,
            progress=progress,
            wait=wait,
            dry_run=dry_run,
        )

    def _guard_arguments(self, action: Action, arguments: Mapping[str, Any]) -> None:
        """Refuse a call before it is made, so that mistakes in it do not come first."""
        if not self.writes:
            further = (arguments.get(name) for name in ("params", "headers"))
            pairs = [pair for one in further if isinstance(one, Mapping) for pair in one.items()]
            self._guard(action, [*arguments.items(), *pairs])

    def _guard(self, action: Action, query: Iterable[tuple[str, object]] = ()) -> None:
        """Refuse what would change something on a cluster that may only be read."""
        caused = side_effects(query)
        if not action.writes and not caused:
            return
        why = (
            f"is a {action.method}" if action.method != "GET" else "changes something though a GET"
        )
        if caused:
            why = f"changes something with {', '.join(caused)}"
        raise WriteBlockedError(
            f"{action.key} was not sent: it {why}, and {self.cluster.name} is live.\n"
            "A client of a live cluster only reads, so that nothing is changed by accident.\n"
            "Make one that may write: cx.Client(..., writes=True)."
        )

    def _send(self, request: Request) -> Response:
        sent = dt.datetime.now(dt.UTC)
        start = time.perf_counter()
        response: Response | None = None
        failure: BaseException
        try:
            response = self._wire.exchange(request, self.auth)
            self.history.append(response, sent)
            return response
        except httpx.HTTPError as error:
            failure = self._wire.no_answer(request, self.auth, error)
        except (httpx.InvalidURL, UnicodeError) as error:
            failure = self._wire.unsendable(request, self.auth, error)
        except (CapexploreError, KeyboardInterrupt) as error:
            failure = error
        if response is None and isinstance(failure, APIConnectionError | KeyboardInterrupt):
            response = Response(
                request.action, 0, {}, b"", request=request, elapsed_ms=milliseconds(start)
            )
        if response is not None and not any(kept is response for kept in self.history[-20:]):
            self.history.append(response, sent)
        if isinstance(failure, KeyboardInterrupt) and request.writes:
            failure.add_note(MAYBE_DONE)
        # The frames below hold credentials, which tools that print local variables would show.
        failure.__context__ = failure.__cause__ = None
        raise failure.with_traceback(None)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return Calls(self.call, getattr(actions, name))

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *dir(Branch(list(actions)))]

    def close(self) -> None:
        """Close the connections and the history's file."""
        self._wire.close()
        self.history.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        access = "reads and writes" if self.writes else "reads only"
        return f"<Client {self.cluster.name} {self.auth!r} {access}>"

"""An embedded sandbox: the API as it is documented, with an invented organisation in it.

It is a WSGI application over SQLite. In process it needs no port and no thread; served, it is the
same application for curl, Postman or a second notebook. It is not secure and must not be exposed:
it accepts well-known passwords and keeps everything in plain text.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from functools import cached_property
from types import MappingProxyType, TracebackType
from typing import TYPE_CHECKING, Any

from capexplore.cluster import Cluster, clusters
from capexplore.errors import InvalidRequestError, UnknownNameError
from capexplore.sandbox import permissions
from capexplore.sandbox.app import FAULT, IN_PROCESS, Application
from capexplore.sandbox.clock import Clock
from capexplore.sandbox.domain.organisation import CONFIGS, set_config
from capexplore.sandbox.domain.rules import Refused
from capexplore.sandbox.faults import Faults
from capexplore.sandbox.limits import RateLimits
from capexplore.sandbox.seed import plant
from capexplore.sandbox.store import Store
from capexplore.sandbox.world import CLIENTS, LOGINS
from capexplore.tracebacks import refusing

if TYPE_CHECKING:
    import httpx

    from capexplore.catalog import Action

__all__ = ["Sandbox"]

_HOST = "https://sandbox.test"


class Sandbox:
    """The API in a box: an organisation of one's own, with customers, stores and tills.

    Parameters
    ----------
    path : str or os.PathLike, optional
        A file that keeps the data; in memory if not given. What was answered is in it even if the
        process is killed, and no call is in it by half; after a power cut the last few calls may be
        missing. Several processes may open one file: their calls wait for each other, and each goes
        by its own clock.
    seed : int, optional
        Which invented customers there are. The same seed and the same calls give the same answers.
    now : str, optional
        The time at which the clock stands, ISO 8601, or ``"real"`` for the computer's clock.
    rate_limits : bool or str, optional
        Whether more calls a minute than the documented ones are refused with 429: those of Asia, or
        of the cluster with this name.

    Attributes
    ----------
    cluster : Cluster
        Where it is, as a client wants to know it.
    transport : httpx.BaseTransport
        What carries a client's requests to it, in process.
    app : WSGI application
        What a server can serve.
    demo_key, demo_secret : str
        A key and secret that it accepts.
    demo_pairs : tuple of (str, str)
        All that it accepts; those of the second fall back to no default till.
    demo_tills : mapping of str to str
        The passwords of its tills, the inactive one included.

    Raises
    ------
    InvalidRequestError
        The file cannot be used, or was made with another seed; `now` is no time.

    Examples
    --------
    >>> import httpx
    >>> sandbox = Sandbox()
    >>> client = httpx.Client(transport=sandbox.transport, base_url=sandbox.cluster.host)
    >>> login = {"key": sandbox.demo_key, "secret": sandbox.demo_secret}
    >>> client.post("/v3/oauth/token/generate", json=login).json()["data"]["ttlSeconds"]
    3600
    >>> sandbox.advance(days=3)
    >>> sandbox
    <Sandbox 2026-01-18T10:00:00Z>
    """

    demo_pairs = tuple((key, secret) for key, secret, *_ in CLIENTS)
    demo_key, demo_secret = demo_pairs[0]
    demo_tills = MappingProxyType({code: password for _, _, code, _, password, _ in LOGINS})

    @refusing
    def __init__(
        self,
        path: str | os.PathLike[str] | None = None,
        *,
        seed: int = 0,
        now: str = "2026-01-15T10:00:00Z",
        rate_limits: bool | str = False,
    ) -> None:
        if not isinstance(seed, int) or isinstance(seed, bool):
            raise InvalidRequestError(f"seed={seed!r} is no whole number.\nGive one, such as 7.")
        self._start = now
        self._clock = Clock(now)
        self._seed = seed
        self._faults = Faults()
        self._store = Store(path)
        plant(self._store, seed, only_new=True)
        self._continue()
        limited = "asia" if rate_limits is True else rate_limits
        table = clusters[limited].rate_limits if limited else {}
        self._limits = RateLimits(table)
        self.cluster = Cluster(
            name="sandbox",
            host=_HOST,
            key="sandbox",
            time_zone="+05:30",
            rate_limits=table,
            live=False,
        )
        self._application = Application(self._store, self._clock, self._faults, self._limits)

    def _continue(self) -> None:
        """Go on from the time at which a file was closed."""
        planted = self._store.meta("seed")
        if planted != str(self._seed):
            self._store.close()
            raise InvalidRequestError(
                f"{self._store.path!r} was made with seed={planted}, not {self._seed}.\n"
                f"Give seed={planted}, or the path of a new file."
            )
        left = self._store.meta("now")
        if left is not None:
            self._clock.move_to(datetime.fromisoformat(left))

    @property
    def app(self) -> Callable[..., Iterable[bytes]]:
        """The WSGI application."""
        wsgi: Callable[..., Iterable[bytes]] = self._application.wsgi
        return wsgi

    @cached_property
    def transport(self) -> httpx.BaseTransport:
        """What carries a client's requests to the application, in process."""
        import httpx

        def in_process(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
            environ[IN_PROCESS] = True
            # PEP 3333 wants the bytes of the path as Latin-1; httpx gives them decoded.
            environ["PATH_INFO"] = environ["PATH_INFO"].encode().decode("latin-1")
            body = self.app(environ, start_response)
            fault = environ.get(FAULT)
            if fault == "drop":
                raise httpx.ReadError("the sandbox closed the connection, as it was asked to")
            if fault == "slow":
                raise httpx.ReadTimeout("the sandbox let the call time out, as it was asked to")
            return body

        return httpx.WSGITransport(app=in_process)

    @property
    def now(self) -> datetime:
        """The time by the sandbox's clock, in UTC."""
        return self._clock.now()

    @refusing
    def advance(self, **by: float) -> None:
        """Move the clock forward.

        Parameters
        ----------
        **by : float
            As for `datetime.timedelta`: weeks, days, hours, minutes, seconds.

        Examples
        --------
        >>> sandbox = Sandbox()
        >>> sandbox.advance(hours=2)
        >>> str(sandbox.now)
        '2026-01-15 12:00:00+00:00'
        """
        self._clock.advance(**by)
        self._keep_time()

    def reset(self) -> None:
        """Begin again: the data, the clock, the numbers and the faults as they were at first."""
        plant(self._store, self._seed)
        self._clock.reset()
        self._faults.clear()
        self._limits.clear()
        self._application.begin()

    @refusing
    def fail(self, action: Action | str, what: int | str, times: int = 1) -> None:
        """Let the next calls of an action fail.

        Parameters
        ----------
        action : Action or str
            The action, or its key.
        what : int or str
            A status or code that the call fails with as a whole, such as 401, 498 (token expired),
            4000 (access denied), 4001 (access unknown), 429, 461, 500 or 521; or ``"drop"`` (the
            connection closes and nothing was done), ``"slow"`` (it was done, but the answer comes
            too late), ``"truncated"`` (half of the answer), ``"html"`` (a gateway's error page).
        times : int, optional
            How many calls.

        Raises
        ------
        UnknownNameError
            There is no such action or fault.
        InvalidRequestError
            The code is none of a failure, or `times` is less than 1.

        Examples
        --------
        >>> Sandbox().fail("v2/customer/get", 4001, times=2)
        """
        self._faults.add(action, what, times)

    def configure(self, key: str, value: str) -> None:
        """Set a configuration key of the organisation, such as ``CONF_ALLOW_EMAIL_UPDATE``.

        Some of the keys, all in `capexplore.sandbox.domain.organisation.CONFIGS`:

        * ``CONF_REGISTRATION_PRIMARY_KEY``: which identifier is primary: ``mobile``, ``email`` or
          ``externalId``;
        * ``CONF_ALLOW_REGISTRATION_FROM_ANY_IDENTIFIERS``: whether another one is enough to
          register with;
        * ``CONF_PRIMARY_IDENTIFIER_STRICT_CHECK``: whether the others must belong to the customer
          of the primary one;
        * ``CONF_SKIP_SECONDARY_ID_ON_PRIMARY_MISMATCH``: whether those that do not are ignored
          with a warning, which wins over the strict check;
        * ``CONF_INSTORE_V2_ENABLED``: whether look-ups may name several identifiers, in comma
          lists;
        * ``CONF_ALLOW_MOBILE_UPDATE``, ``CONF_ALLOW_EMAIL_UPDATE``,
          ``CONF_LOYALTY_ALLOW_EXTERNAL_ID_UPDATE``: whether version 1.1 may change that identifier;
        * ``CONF_CLIENT_V2_API_ENABLED``: whether version 2 answers;
        * ``CONF_BASIC_AUTH_ENABLED``: whether tills can log in with their passwords.

        Parameters
        ----------
        key : str
            One of the keys that change what the sandbox does.
        value : str
            ``"true"`` or ``"false"``, what the key names, or a number for a key that wants one,
            such as ``CONF_POINTS_REDEMPTION_MINIMUM``; ``""`` for none.

        Raises
        ------
        UnknownNameError
            The key changes nothing here.
        InvalidRequestError
            The key wants a number, and this is none.

        Examples
        --------
        >>> Sandbox().configure("CONF_CLIENT_V2_API_ENABLED", "false")
        """
        try:
            with self._store.transaction():
                set_config(self._store, key, str(value))
        except Refused as refused:
            if refused.reason == "config-unknown":
                raise UnknownNameError("configuration key", key, CONFIGS) from None
            raise InvalidRequestError(
                f"{key} wants a number, but was given {value!r}.\n"
                'Give one, such as "10", or "" for none.'
            ) from None

    def restrict(self, who: str, rights: Mapping[str, str]) -> None:
        """Put a client, a till or a store into an access group with these rights only.

        A call that the group denies is answered 403 with code 4000. Actions of entities that
        belong to no resource stay open.

        Parameters
        ----------
        who : str
            A client's key, or the code of a till or store.
        rights : mapping of str to str
            ``"NONE"``, ``"READ"`` (GET) or ``"WRITE"`` (everything) by resource, such as
            ``"Customer"``; what is not named is denied. Empty for no restriction.

        Raises
        ------
        UnknownNameError
            There is no such client, till, store or resource.
        InvalidRequestError
            There is no such permission.

        Examples
        --------
        >>> Sandbox().restrict("hg-strict-key", {"Customer": "READ"})
        """
        with self._store.transaction():
            permissions.grant(self._store, who, rights)

    def serve(self, port: int = 8321, *, ready: Callable[[], None] | None = None) -> None:
        """Serve the sandbox on 127.0.0.1 until it is interrupted; its clock runs from now on.

        Parameters
        ----------
        port : int, optional
            The port to listen on.
        ready : callable, optional
            Called once the sandbox listens.

        Raises
        ------
        CapexploreError
            The port is taken.
        """
        from capexplore.sandbox.server import make_server

        server = make_server(self, port)
        self.start_clock()
        if ready is not None:
            ready()
        try:
            server.run()
        finally:
            server.close()

    def start_clock(self) -> None:
        """Let the clock run on from where it stands, as it does when served."""
        self._clock.start()

    def _keep_time(self) -> None:
        if self._store.path is not None and self._start != "real":
            with self._store.transaction():
                self._store.set_meta("now", self.now.astimezone(UTC).isoformat())

    def close(self) -> None:
        """Close the data; what a file holds stays there."""
        if self._store.is_open:
            self._keep_time()
            self._store.close()

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        moment = self._start if self._start == "real" else f"{self.now:%Y-%m-%dT%H:%M:%SZ}"
        return f"<Sandbox {moment}>"

"""Credentials: OAuth key and secret, a till's name and password, a token that you have, or none.

Each is an `httpx.Auth`, so it works with an httpx client of your own as well. Secrets are held as
`Secret` and sent to the cluster in use, and nowhere else.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shlex
import threading
import time
from collections.abc import Generator
from contextlib import suppress
from dataclasses import dataclass
from typing import ClassVar, Self

import httpx
import msgspec

from capexplore.environment import secret_from_env, variable, variables
from capexplore.errors import (
    APIConnectionError,
    AuthenticationError,
    InvalidRequestError,
    did_you_mean,
)
from capexplore.headers import TOKEN_HEADERS
from capexplore.secrets import MASK, Secret
from capexplore.tracebacks import refusing

__all__ = ["Anonymous", "Credentials", "OAuth", "Till", "Token", "from_env"]

_TOKEN_PATH = "/v3/oauth/token/generate"  # noqa: S105 - a path, no secret
_RENEW_BEFORE = 60.0
_EXPIRED = re.compile(rb'"code"\s*:\s*"?(401|498)\b|<code>(401|498)</code>')


class Credentials(httpx.Auth):
    """What every kind of credentials has; use `OAuth`, `Till`, `Token` or `Anonymous`."""

    scheme: ClassVar[str] = "none"
    requires_response_body = True
    _cluster = ""

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """The secrets that must not appear anywhere."""
        return ()

    @property
    def shown_headers(self) -> list[tuple[str, str]]:
        """The headers that are sent, masked, for previews."""
        return []

    @property
    def curl_options(self) -> list[str]:
        """The options that make curl send them, with secrets from the environment."""
        return []

    @property
    def python(self) -> str:
        """The expression that makes them from the environment."""
        return f"cx.{type(self).__name__}.from_env({self._cluster})"

    def _from(self, cluster: str | None) -> Self:
        """Remember whose variables these came from, for printed code."""
        self._cluster = "" if cluster is None else repr(cluster)
        return self

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Send the request as it is."""
        yield request

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


class Anonymous(Credentials):
    """No credentials: nothing is sent."""

    python = "cx.Anonymous()"


@dataclass(frozen=True, slots=True)
class _Issued:
    """A token and when it ends, on this process's monotonic clock."""

    token: Secret
    ends: float


class _TokenSender(Credentials):
    """What `OAuth` and `Token` share: the headers that carry a token."""

    scheme = "oauth"

    def __init__(self, header: str | None) -> None:
        self._headers = _token_headers(header)

    @property
    def shown_headers(self) -> list[tuple[str, str]]:
        """The token's headers, masked."""
        return [(name, MASK) for name in self._headers]

    @property
    def curl_options(self) -> list[str]:
        """The token's headers, with the token from ``CAPEXPLORE_TOKEN``."""
        return [f'-H "{name}: $CAPEXPLORE_TOKEN"' for name in self._headers]

    def _sign(self, request: httpx.Request, token: Secret) -> None:
        for name in self._headers:
            request.headers[name] = token.reveal()


class OAuth(_TokenSender):
    """A client's key and secret, which give a short-lived token.

    The token is fetched when it is first needed, kept, renewed 60 seconds before it ends and once
    more when the cluster says that it has ended. It goes to the cluster that issued it.

    Parameters
    ----------
    key, secret : str or Secret
        The pair, as shown once when the client was made.
    header : str, optional
        Send the token under this documented name alone, instead of under both.

    Examples
    --------
    >>> OAuth("hg-demo-key", "hg-demo-secret")
    <OAuth ***>

    Notes
    -----
    Source: OAuth page; the two header names: overview page and OAuth page.
    """

    @refusing
    def __init__(
        self, key: str | Secret, secret: str | Secret, *, header: str | None = None
    ) -> None:
        self._key = _secret(key, "CAPEXPLORE_KEY")
        self._secret = _secret(secret, "CAPEXPLORE_SECRET")
        super().__init__(header)
        self._issued: dict[str, _Issued] = {}
        self._lock = threading.RLock()

    @classmethod
    @refusing
    def from_env(cls, cluster: str | None = None) -> OAuth:
        """Read ``CAPEXPLORE_KEY`` and ``CAPEXPLORE_SECRET`` from the environment.

        Parameters
        ----------
        cluster : str, optional
            The cluster's key, to read ``CAPEXPLORE_EUROPE_KEY`` and so on.
        """
        made = cls(secret_from_env("KEY", cluster), secret_from_env("SECRET", cluster))
        return made._from(cluster)

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """Key, secret and the tokens that are in use."""
        return (self._key, self._secret, *(issued.token for issued in [*self._issued.values()]))

    def seconds_left(self, host: str) -> float | None:
        """Give the life that is left of the token of a cluster; None if there is no token yet."""
        issued = self._issued.get(host)
        return None if issued is None else max(0.0, issued.ends - time.monotonic())

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Fetch a token if need be, send the request with it, and once more if it has ended."""
        issuer = (
            request.extensions.get("issuer")
            or f"{request.url.scheme}://{request.url.netloc.decode()}"
        )
        issued = yield from self._token(issuer)
        self._sign(request, issued.token)
        response = yield request
        if _has_ended(response):
            self._issued.pop(issuer, None)
            issued = yield from self._token(issuer)
            self._sign(request, issued.token)
            yield request

    def _token(self, issuer: str) -> Generator[httpx.Request, httpx.Response, _Issued]:
        issued = self._issued.get(issuer)
        if issued is not None and issued.ends - time.monotonic() > _RENEW_BEFORE:
            return issued
        with self._lock:
            issued = self._issued.get(issuer)
            if issued is None or issued.ends - time.monotonic() <= _RENEW_BEFORE:
                answer = yield httpx.Request(
                    "POST",
                    issuer + _TOKEN_PATH,
                    headers={"Content-Type": "application/json", "Accept": "application/json"},
                    content=self._pair(),
                )
                issued = self._issued[issuer] = _read_token(answer, issuer)
        return issued

    def _pair(self) -> bytes:
        # Not kept in a variable, which a traceback could show.
        return msgspec.json.encode({"key": self._key.reveal(), "secret": self._secret.reveal()})

    def __repr__(self) -> str:
        return f"<OAuth {MASK}>"

    def __reduce__(self) -> tuple[object, ...]:
        return (OAuth, (self._key, self._secret))


class Token(_TokenSender):
    """A token that you already have; it is sent as it is and never renewed.

    Parameters
    ----------
    value : str or Secret
        The token.
    header : str, optional
        Send it under this documented name alone, instead of under both.

    Examples
    --------
    >>> Token("abc")
    <Token ***>
    """

    @refusing
    def __init__(self, value: str | Secret, *, header: str | None = None) -> None:
        super().__init__(header)
        self._token = _secret(value, "CAPEXPLORE_TOKEN")
        if not _sendable(self._token):
            raise InvalidRequestError(
                "The token is empty, or has characters that no header can carry.\n"
                "Give it as it was issued, without spaces or line breaks around it."
            )

    @classmethod
    @refusing
    def from_env(cls, cluster: str | None = None) -> Token:
        """Read ``CAPEXPLORE_TOKEN``, or that of a cluster, from the environment."""
        return cls(secret_from_env("TOKEN", cluster))._from(cluster)

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """The token."""
        return (self._token,)

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Send the request with the token."""
        self._sign(request, self._token)
        yield request

    def __repr__(self) -> str:
        return f"<Token {MASK}>"

    def __reduce__(self) -> tuple[object, ...]:
        return (Token, (self._token,))


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class _TillSecrets:
    password: Secret
    digest: Secret
    basic: Secret


class Till(Credentials):
    """A till's or store centre's name and password, sent as Basic with the password's MD5.

    Parameters
    ----------
    id : str
        The till's login name, such as ``"quay1.t1"``.
    password : str or Secret
        The password itself; it is hashed here.

    Examples
    --------
    >>> Till("quay1.t1", "tide-and-till")
    <Till quay1.t1 ***>

    Notes
    -----
    The header is ``Basic base64(id:md5(password))``. Source: Basic authentication page.
    """

    scheme = "basic"

    @refusing
    def __init__(self, id: str, password: str | Secret) -> None:  # noqa: A002 - the vendor's word
        self.id = id
        secret = _secret(password, "CAPEXPLORE_PASSWORD")
        try:
            digest = hashlib.md5(secret.reveal().encode()).hexdigest()
            basic = base64.b64encode(f"{id}:{digest}".encode()).decode()
        except UnicodeEncodeError:
            raise InvalidRequestError(
                "The till's name or password has characters that are no text."
            ) from None
        self._secrets = _TillSecrets(secret, Secret(digest), Secret(basic))

    @classmethod
    @refusing
    def from_env(cls, cluster: str | None = None) -> Till:
        """Read ``CAPEXPLORE_TILL`` and ``CAPEXPLORE_PASSWORD`` from the environment."""
        made = cls(secret_from_env("TILL", cluster).reveal(), secret_from_env("PASSWORD", cluster))
        return made._from(cluster)

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """The password, its digest, and the header's value."""
        return (self._secrets.password, self._secrets.digest, self._secrets.basic)

    @property
    def shown_headers(self) -> list[tuple[str, str]]:
        """The Authorization header, masked."""
        return [("Authorization", f"Basic {MASK}")]

    @property
    def curl_options(self) -> list[str]:
        """The till's name, and its password's MD5 from ``CAPEXPLORE_PASSWORD``."""
        digest = '$(printf %s "$CAPEXPLORE_PASSWORD" | md5sum | cut -c1-32)'
        return [f'-u {shlex.quote(self.id + ":")}"{digest}"']

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Send the request with the Authorization header."""
        request.headers["Authorization"] = f"Basic {self._secrets.basic.reveal()}"
        yield request

    def __repr__(self) -> str:
        return f"<Till {self.id} {MASK}>"

    def __reduce__(self) -> tuple[object, ...]:
        return (Till, (self.id, self._secrets.password))


class _TokenData(msgspec.Struct):
    accessToken: str = ""  # noqa: N815 - the wire's spelling
    ttlSeconds: float = 0.0  # noqa: N815 - the wire's spelling


class _TokenAnswer(msgspec.Struct):
    data: _TokenData | None = None
    errors: list[dict[str, object]] | None = None


def _read_token(answer: httpx.Response, issuer: str) -> _Issued:
    try:
        read = msgspec.json.decode(answer.content, type=_TokenAnswer)
    except msgspec.DecodeError:
        read = _TokenAnswer()
    if answer.status_code == 200 and read.data is not None:
        token = Secret(read.data.accessToken, name="CAPEXPLORE_TOKEN")
        if _sendable(token):
            return _Issued(token, time.monotonic() + read.data.ttlSeconds)
    if answer.status_code >= 500 or answer.status_code == 429:
        raise APIConnectionError(
            f"{issuer} gave no token: it answered with HTTP {answer.status_code}.\n"
            "The key and secret were not refused: try again later."
        )
    # Not as it came: a text could be the key itself.
    found = (str(error.get("code")) for error in read.errors or ())
    codes = ", ".join(one for one in found if re.fullmatch("[0-9]{1,9}", one)) or answer.status_code
    raise AuthenticationError(
        f"{issuer} gave no token (code {codes}).\n"
        "The key and secret do not fit this cluster, or their access group does not allow it.\n"
        "Check both, and that they belong to this cluster."
    )


def _has_ended(response: httpx.Response) -> bool:
    """Whether the answer says that the token is unknown or has ended, in its status or its body."""
    if response.status_code == 401:
        return True
    content = response.content
    if len(content) >= 1000 or not _EXPIRED.search(content):
        return False
    if content.lstrip().startswith(b"<"):
        return _EXPIRED.search(content.partition(b"</status>")[0]) is not None
    # The verdict on the call, and nothing that a record says: a call that worked is not repeated.
    with suppress(ValueError, AttributeError, TypeError, RecursionError):
        body = json.loads(content)
        said = [*(body.get("errors") or ()), body.get("response", {}).get("status", {})]
        return any(str(one.get("code")) in ("401", "498") for one in said)
    return False


def _sendable(token: Secret) -> bool:
    """Whether a token, if it is known here, is one that a header can carry."""
    return not token.is_known or re.fullmatch("[!-~]+", token.reveal()) is not None


def _secret(value: str | Secret, name: str) -> Secret:
    return value if isinstance(value, Secret) else Secret(value, name=name)


def _token_headers(header: str | None) -> tuple[str, ...]:
    if header is None:
        return TOKEN_HEADERS
    for name in TOKEN_HEADERS:
        if name.lower() == header.lower():
            return (name,)
    raise InvalidRequestError(
        f"No token is sent under {header!r}. "
        + (did_you_mean(header, TOKEN_HEADERS) or f"It is {' or '.join(TOKEN_HEADERS)}.")
    )


@refusing
def from_env(cluster: str | None = None) -> Credentials:
    """Make the credentials that the environment has: OAuth, a token, or a till's.

    Parameters
    ----------
    cluster : str, optional
        The cluster's key; its own variables (``CAPEXPLORE_EUROPE_KEY``) come before the general.

    Raises
    ------
    InvalidRequestError
        The environment has none.
    """
    kinds: tuple[tuple[type[OAuth | Token | Till], tuple[str, ...]], ...] = (
        (OAuth, ("KEY", "SECRET")),
        (Token, ("TOKEN",)),
        (Till, ("TILL", "PASSWORD")),
    )
    found = variables()
    for place in dict.fromkeys((cluster, None)):
        for kind, parts in kinds:
            if all(variable(part, place) in found for part in parts):
                return kind.from_env(place)
    raise InvalidRequestError(
        "The environment has no credentials.\n"
        "Set CAPEXPLORE_KEY and CAPEXPLORE_SECRET, or CAPEXPLORE_TOKEN, or CAPEXPLORE_TILL and "
        "CAPEXPLORE_PASSWORD, or write them into a file .env beside the notebook."
    )

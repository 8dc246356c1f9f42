"""One request for one answer of a cluster, or the error that says in words why none came."""

from __future__ import annotations

import time
from collections.abc import Collection

import httpx

from capexplore.cluster import Cluster
from capexplore.content import redacted
from capexplore.credentials import Credentials
from capexplore.errors import APIConnectionError, InvalidRequestError
from capexplore.request import Request
from capexplore.response import Response
from capexplore.secrets import Secret, redact, reveal, visible
from capexplore.transport import Answer, AnswerTooLargeError, Connections

__all__ = ["MAYBE_DONE", "Wire", "milliseconds"]

MAYBE_DONE = "It may have been carried out: look before you repeat it."

# What went wrong before a byte of a request was sent.
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError, httpx.UnsupportedProtocol)


class Wire:
    """Takes requests to a cluster, and brings its answers.

    Parameters
    ----------
    cluster : Cluster
        Where to.
    connections : Connections
        What carries them.
    """

    def __init__(self, cluster: Cluster, connections: Connections) -> None:
        self._cluster = cluster
        self._trusted = cluster.trusted_hosts
        self._connections = connections

    def apart(self) -> Wire:
        """Give another one with connections of its own, for another thread."""
        return Wire(self._cluster, self._connections.apart())

    def close(self) -> None:
        """Close the connections."""
        self._connections.close()

    def exchange(self, request: Request, auth: Credentials) -> Response:
        """Exchange a request for its answer, in which no secret of the call is left.

        Raises
        ------
        httpx.HTTPError, httpx.InvalidURL, UnicodeError
            For `no_answer` and `unsendable` to explain.
        """
        start = time.perf_counter()
        action = request.action
        host = request.host or self._cluster.host_for(action.host_kind)
        message = httpx.Request(
            action.method,
            httpx.URL(host + request.url_target()),
            headers=[(name, reveal(value)) for name, value in request.header_items],
            content=request.encode(secrets=True) or None,
            files=[(name, (file, data, kind)) for name, (file, kind, data) in request.files]
            or None,
            extensions={"issuer": self._cluster.host},
        )
        # Credentials go to the cluster's own hosts, and nowhere else.
        signed = action.auth and message.url.netloc.decode() in self._trusted
        before = auth.secrets
        answer = self._connections.exchange(message, auth if signed else None)
        # A token may have been fetched meanwhile, and the one before may be echoed as well.
        secrets = dict.fromkeys((*before, *auth.secrets, *request.secrets))
        headers, content = _without_secrets(answer, request, secrets)
        return Response(
            action,
            answer.status_code,
            headers,
            content,
            request=request,
            elapsed_ms=milliseconds(start),
            time_zone=self._cluster.time_zone,
        )

    def no_answer(
        self, request: Request, auth: Credentials, error: httpx.HTTPError
    ) -> APIConnectionError:
        """Make the error that says that a call got no answer, and what to do."""
        why = visible(redact(str(error), (*auth.secrets, *request.secrets)))
        if isinstance(error, httpx.TimeoutException):
            why = "no answer came in time"
            advice = "Give a longer time-out: cx.Client(..., timeout=120)."
        elif isinstance(error, AnswerTooLargeError):
            advice = "Ask for less at a time, or take more: cx.Client(..., max_bytes=...)."
        elif "CERTIFICATE_VERIFY_FAILED" in why:
            advice = "If your network has authorities of its own, name their file in SSL_CERT_FILE."
        else:
            advice = "Check the network, the proxy and the cluster's host."
        sent = not isinstance(error, _NOT_SENT)
        if request.writes and sent:
            advice += f" {MAYBE_DONE}"
        return APIConnectionError(
            f"{request.action.key} got no answer from {self._cluster.name}: "
            f"{why or type(error).__name__}.\n{advice}",
            request,
            sent=sent,
        )

    def unsendable(
        self, request: Request, auth: Credentials, error: Exception
    ) -> InvalidRequestError:
        """Make the error for a request that no connection can carry."""
        secrets = (*auth.secrets, *request.secrets)
        why = "a header has text that is not ASCII"
        if not isinstance(error, UnicodeEncodeError):
            why = visible(redact(str(error), secrets))[:200]
        return InvalidRequestError(
            f"{request.action.key} was not sent, because:\n{why}.\n"
            "Shorten or correct what goes into the URL and the headers."
        )


def _without_secrets(
    answer: Answer, request: Request, secrets: Collection[Secret]
) -> tuple[httpx.Headers, bytes]:
    """Headers and body with the secrets of the call masked, should the cluster echo them."""
    headers, kind = answer.headers, answer.headers.get("content-type", "")
    content = redacted(answer.content, kind, secrets, request.action.answer_secrets)
    lines = b"\n".join(part for header in headers.raw for part in header)
    if any(secret.may_be_in(lines) for secret in secrets):
        clean = [(redact(n, secrets), redact(v, secrets)) for n, v in headers.multi_items()]
        headers = httpx.Headers(clean, encoding="utf-8")
    return headers, content


def milliseconds(start: float) -> float:
    """Give the time since a moment of ``time.perf_counter``."""
    return (time.perf_counter() - start) * 1000

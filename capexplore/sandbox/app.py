"""The WSGI application: from a request to an action's handler, and from its answer to bytes.

Every request is one transaction. Whatever fails is answered in the envelope of the path's version.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Iterator
from http import HTTPStatus
from itertools import count
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import falcon
import orjson

from capexplore.catalog import Action, actions
from capexplore.sandbox import access, permissions
from capexplore.sandbox.domain import organisation
from capexplore.sandbox.domain.rules import Refused
from capexplore.sandbox.handling import Answer, Call, Rejected, handler_of, may_write
from capexplore.sandbox.router import Router, path_values
from capexplore.sandbox.site import Description, FrontPage
from capexplore.sandbox.wire import formats, multipart, v1_1, v2, v3
from capexplore.sandbox.wire.xml import write_xml

if TYPE_CHECKING:
    from capexplore.sandbox.clock import Clock
    from capexplore.sandbox.faults import Faults
    from capexplore.sandbox.limits import RateLimits
    from capexplore.sandbox.store import Store

__all__ = ["FAULT", "IN_PROCESS", "Application"]

# Keys of the WSGI environment: set by the transport, and read by it.
IN_PROCESS = "capexplore.sandbox.in_process"
FAULT = "capexplore.sandbox.fault"

_BODIES = ("POST", "PUT", "PATCH")
# Actions by POST that pages also show as PUT; both are taken.
_PUT_TOO = (
    "v1.1/customer/update",
    "v2/customer/change_identifier",
    "v2/customer/update_subscriptions",
    "v2/customer_lookup/update_subscriptions",
)
# Paths that the index of the pages spells in another way.
_ALIASES = {"/v2/organization/label": "/v2/organization/labels"}
_HTML = b"<html><head><title>502 Bad Gateway</title></head><body><h1>Bad Gateway</h1></body></html>"
# Longer than a client waits by default.
_SLOW_SECONDS = 40.0
_FORMATS = {"json": "application/json", "xml": "application/xml"}
_log = logging.getLogger(__name__)


class Application:
    """The sandbox's answers to requests.

    Parameters
    ----------
    store, clock, faults, limits
        The parts of a sandbox.
    """

    def __init__(
        self, store: Store, clock: Clock, faults: Faults, limits: RateLimits | None
    ) -> None:
        self.store, self.clock, self.faults, self.limits = store, clock, faults, limits
        self._router = Router(actions)
        self.begin()
        self.wsgi = falcon.App()
        self.wsgi.add_route("/", FrontPage(store, clock))
        self.wsgi.add_route("/openapi.json", Description())
        self.wsgi.add_sink(self._respond, "/")
        self.wsgi.add_error_handler(Exception, self._defect)
        self.wsgi.add_error_handler(falcon.HTTPError, self._defect)

    def begin(self) -> None:
        """Number the requests anew; those of a file that was opened before get other ids."""
        with self.store.transaction():
            opened = self.store.next_id("opened")
            self._trace = f"{self.store.meta('seed')}/{opened}"
        self._numbers = count(1)

    def _request_id(self) -> str:
        trace = hashlib.sha256(f"{self._trace}/{next(self._numbers)}".encode()).hexdigest()
        return f"{trace[:8]}-{trace[8:12]}-4{trace[13:16]}-a{trace[17:20]}-{trace[20:32]}"

    def _respond(self, req: falcon.Request, resp: falcon.Response, **_: Any) -> None:
        path, suffix = _ALIASES.get(req.path, req.path), ""
        found = self._router.find(path, req.method)
        if found is None and path.startswith(("/v1/", "/v1.1/")):
            for ending in (".json", ".xml"):
                if path.endswith(ending):
                    suffix = ending[1:]
                    found = self._router.find(path.removesuffix(ending), req.method)
        version = _version(path)
        req.context.request_id = self._request_id()
        action: Action | None = None
        fault: int | str | None = None
        try:
            action, values = _picked(found, req.method)
            version = action.version
            fault = self.faults.take(action.key)
            answer = self._answer(req, action, values, fault)
        except Rejected as rejected:
            answer = _failure(rejected, version)
        except falcon.HTTPError as error:
            answer = _failure(Rejected(error.status_code, "The request cannot be read"), version)
        except Exception:
            _log.exception("the sandbox failed at %s %s", req.method, action and action.key)
            answer = _failure(Rejected(500, "Internal error of the sandbox"), version)
        self._write(req, resp, answer, version, suffix)
        if fault is not None:
            _spoil(req, resp, fault)

    def _answer(
        self, req: falcon.Request, action: Action, values: list[str], fault: int | str | None
    ) -> Answer:
        if isinstance(fault, int):
            raise _fault_of(fault, action.version)
        handler = handler_of(action)
        if handler is None:
            message = f"The sandbox does not simulate {action.key}"
            raise Rejected(501, message)
        if fault == "drop":
            return Answer({})
        writes = action.method != "GET"
        body = _body(req, action) if writes else b""
        try:
            with self.store.transaction(writes=may_write(action)):
                call = self._call(req, action, values, body)
                if action.version != "v1.1" and isinstance(call.till, Refused):
                    raise call.till
                return handler(call)
        except Refused as refused:
            return _refusal(refused, call)

    def _call(self, req: falcon.Request, action: Action, values: list[str], body: bytes) -> Call:
        """Find out who calls and what they say; what is wrong with that is rejected here."""
        now = self.clock.seconds()
        till: int | Refused | None = None
        writes = action.method != "GET"
        if action.auth:
            caller = access.authenticate(self.store, req.get_header, now)
            if caller.oauth and "oauth" not in action.auth:
                raise Rejected(401, "Unauthorized")
            permissions.check(self.store, caller, action, req.path)
            if action.version == "v2" and not organisation.config_on(
                self.store, "CONF_CLIENT_V2_API_ENABLED"
            ):
                raise Rejected(403, "Version 2 is not enabled for this organisation")
            if self.limits is not None:
                self.limits.count(action.key, now)
            till = access.acting_till(
                self.store, req.get_header, caller, action.version, writes=writes
            )
        parsed: Any = None
        if "multipart" in action.consumes:
            parsed = multipart.read_uploads(body, req.content_type or "")
        elif action.method in _BODIES:
            parsed = formats.read_body(
                body, req.content_type or "", xml_allowed=action.version in ("v1", "v1.1")
            )
        params = {
            name: value if isinstance(value, list) else [value]
            for name, value in req.params.items()
        }
        return Call(
            action,
            path_values(action, values),
            params,
            req.get_header,
            parsed,
            self.store,
            now,
            till,
            req.context.request_id,
        )

    def _write(
        self, req: falcon.Request, resp: falcon.Response, answer: Answer, version: str, suffix: str
    ) -> None:
        kind = "json"
        if version in ("v1", "v1.1"):
            query = req.params.get("format") or ""
            kind = formats.answer_format(
                query[-1] if isinstance(query, list) else query,
                suffix,
                req.get_header("Accept") or "",
                req.content_type or "",
            )
        resp.data = write_xml(answer.tree) if kind == "xml" else orjson.dumps(answer.tree)
        resp.content_type = _FORMATS[kind]
        resp.status = answer.status
        for name, value in answer.headers.items():
            resp.set_header(name, value)
        self._sign(req, resp)

    def _sign(self, req: falcon.Request, resp: falcon.Response) -> None:
        request_id = getattr(req.context, "request_id", None) or self._request_id()
        resp.set_header("X-Cap-Requestid", request_id)
        resp.set_header("X-CAP-REQUEST-ID", request_id)
        resp.set_header("x-cap-api-request-uri", quote(req.path, safe="/.~-_@:"))

    def _defect(
        self, req: falcon.Request, resp: falcon.Response, error: Exception, _params: Any
    ) -> None:
        """Answer what went wrong outside the handlers, such as a query that cannot be read."""
        status = error.status_code if isinstance(error, falcon.HTTPError) else 500
        message = getattr(error, "description", None) or "The request cannot be read"
        answer = _failure(Rejected(status, message), _version(req.path))
        resp.data = orjson.dumps(answer.tree)
        resp.content_type = _FORMATS["json"]
        resp.status = answer.status
        self._sign(req, resp)


def _version(path: str) -> str:
    """The version whose envelope answers a path that is no action's."""
    first = path.split("/", 2)[1] if path.startswith("/") else ""
    return first if first in ("v1", "v1.1", "v3") else "v2"


def _picked(
    found: tuple[dict[str, Action], list[str]] | None, method: str
) -> tuple[Action, list[str]]:
    if found is None:
        raise Rejected(404, "There is no such resource")
    methods, values = found
    action = methods.get(method)
    if action is None and method == "PUT" and "POST" in methods:
        action = methods["POST"] if methods["POST"].key in _PUT_TOO else None
    if action is None:
        allowed = ", ".join(sorted(methods))
        raise Rejected(405, "The resource does not allow this", headers={"Allow": allowed})
    return action, values


def _body(req: falcon.Request, action: Action) -> bytes:
    if action.method not in _BODIES:
        return b""
    length = req.content_length
    if length is None and not req.get_header("Transfer-Encoding"):
        return b""
    raw: bytes = req.stream.read() if length is None else req.stream.read(length)
    return raw


def _fault_of(code: int, version: str) -> Rejected:
    """The failure that a user asked for, by its code."""
    if code == 401:
        return Rejected(401, "Unauthorized")
    if code == 498:
        return Rejected(498, "Token expired at 2026-01-15T15:30:00+05:30", status=401)
    if code == 4000:
        return Rejected(4000, "Access denied", status=403)
    if code == 4001:
        return Rejected(4001, "Authorisation status is unavailable", status=503)
    known = {status.value: status.phrase for status in HTTPStatus}
    if code in known:
        wait = {"Retry-After": "1"} if code in (429, 503) else {}
        return Rejected(code, known[code], headers=wait)
    message = "The sandbox was asked to fail with this code"
    return Rejected(code, message, status=500 if version in ("v1", "v1.1") else 400)


def _failure(rejected: Rejected, version: str) -> Answer:
    if rejected.code in (4000, 4001):
        tree: dict[str, Any] = {"errorCode": rejected.code, "errorMessage": rejected.message}
    elif version in ("v1", "v1.1"):
        tree = v1_1.failure(rejected)
    elif version == "v3":
        tree = v3.failure(rejected)
    else:
        tree = v2.failure(rejected)
    return Answer(tree, rejected.status, rejected.headers)


def _refusal(refused: Refused, call: Call) -> Answer:
    if call.action.version == "v3":
        return v3.refusal(refused)
    if call.action.version == "v2":
        return v2.refusal(refused, call)
    return v1_1.refusal(refused, call.action)


def _spoil(req: falcon.Request, resp: falcon.Response, fault: int | str) -> None:
    """Spoil an answer in one of the ways of `faults.KINDS`."""
    data = resp.data or b""
    if fault == "html":
        resp.data, resp.content_type, resp.status = _HTML, "text/html", 502
    elif fault == "truncated":
        resp.data = data[: len(data) // 2]
    elif fault in ("drop", "slow"):
        if req.env.get(IN_PROCESS):
            req.env[FAULT] = fault
        elif fault == "slow":
            _dawdle(req.env)
        else:
            # Fewer bytes than announced: the server closes the connection.
            resp.data = None
            resp.stream = _nothing()
            resp.content_length = len(data) + 1


def _dawdle(environ: dict[str, Any]) -> None:
    """Let time pass until the client gave up, so that the thread is free for others again."""
    gave_up = environ.get("waitress.client_disconnected", bool)
    end = time.monotonic() + _SLOW_SECONDS
    while time.monotonic() < end and not gave_up():
        time.sleep(0.05)


def _nothing() -> Iterator[bytes]:
    yield b" "

"""A request as text: its anatomy, a preview, Python that runs, and a curl command.

Secrets are never written: a preview shows ``***``, and code reads them from the environment.
"""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass, fields
from html import escape
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

from capexplore.examples import OPTIONS
from capexplore.headers import DEFAULTS, TOKEN_HEADERS, broken_rules
from capexplore.proxies import proxy_for, shown
from capexplore.secrets import MASK, Secret, secrets_in

if TYPE_CHECKING:
    from capexplore.catalog import Parameter
    from capexplore.cluster import Cluster
    from capexplore.request import Attribution, Request

__all__ = ["Shown", "anatomy", "preview", "preview_html", "to_curl", "to_python"]

VERBS = {
    "GET": "retrieve",
    "POST": "create",
    "PUT": "update",
    "PATCH": "update partially",
    "DELETE": "delete",
}
_VERSION = re.compile(r"v\d+(\.\d+)?")
_URL = "$CAPEXPLORE_URL"


class Shown(Protocol):
    """Credentials, as far as text needs them."""

    @property
    def scheme(self) -> str:
        """``"oauth"``, ``"basic"`` or ``"none"``."""

    @property
    def python(self) -> str:
        """The expression that makes them, with secrets from the environment."""

    @property
    def shown_headers(self) -> list[tuple[str, str]]:
        """The headers that they send, masked."""

    @property
    def curl_options(self) -> list[str]:
        """The options that make curl send them, with secrets from the environment."""


@dataclass(frozen=True)
class _Printed:
    """What stands in for credentials where a request is printed without a client."""

    scheme: str
    python: str
    shown_headers: list[tuple[str, str]]
    curl_options: list[str]


_FROM_ENVIRONMENT = _Printed(
    "oauth",
    "cx.OAuth.from_env()",
    [(name, "$CAPEXPLORE_TOKEN") for name in TOKEN_HEADERS],
    [f'-H "{name}: $CAPEXPLORE_TOKEN"' for name in TOKEN_HEADERS],
)


def host_of(request: Request, cluster: Cluster | None) -> str:
    """Give the host to print: the cluster's, or a variable where there is none to reach."""
    if request.host is not None:
        return request.host
    return _URL if cluster is None else cluster.host_for(request.action.host_kind)


def anatomy(request: Request, cluster: Cluster | None = None) -> list[tuple[str, str]]:
    """Take the URL of a request apart (`Request.anatomy`)."""
    segments = [segment for segment in request.action.path.split("/") if segment]
    at = next((i for i, s in enumerate(segments) if _VERSION.fullmatch(s)), -1)
    prefix, rest = segments[: max(at, 0)], segments[at + 1 :]
    values = {f"{{{name}}}": str(value) for name, value in request.path_values}
    action = "/".join(
        f"{segment} = {values[segment]}" if segment in values else segment for segment in rest[1:]
    )
    verb = VERBS[request.method]
    parts = [("host", host_of(request, cluster))]
    if prefix:
        parts.append(("prefix", "/" + "/".join(prefix)))
    if at >= 0:
        parts.append(("version", segments[at]))
    parts.append(("entity", rest[0] if rest else ""))
    parts.append(("action", action or f"({request.method}: {verb})"))
    if request.query:
        parts.append(("query", ", ".join(f"{name} = {value}" for name, value in request.query)))
    return parts


def _headers(request: Request, auth: Shown | None) -> list[tuple[str, str]]:
    """The headers as they go out, masked."""
    credentials = (auth or _FROM_ENVIRONMENT).shown_headers if request.action.auth else []
    return [*_texts(request), *credentials]


def _notes(request: Request, cluster: Cluster | None) -> list[str]:
    """What the reader should know before sending."""
    action = request.action
    notes = list(request.problems)
    own_host = (
        request.host is not None
        or cluster is None
        or not cluster.live
        or action.host_kind in cluster.hosts
    )
    if cluster is not None and action.host_kind != "cluster" and not own_host:
        notes.append(
            f"No host is documented for {action.host_kind} on {cluster.name}: "
            "the cluster's own is used."
        )
    notes += _way(request, cluster)
    if action.deprecated:
        notes.append("This operation is documented as deprecated.")
    return notes


def _way(request: Request, cluster: Cluster | None) -> list[str]:
    """What is out of the ordinary on the way: a host that is not documented, a proxy."""
    from capexplore.cluster import LOOPBACK, clusters

    host = request.host or (cluster.host_for(request.action.host_kind) if cluster else None)
    if host is None or (cluster is not None and not cluster.live):
        return []
    known = {name for one in clusters.values() for name in one.trusted_hosts}
    parts, notes = urlsplit(host), []
    if parts.netloc not in known and parts.hostname not in LOOPBACK:
        notes.append(f"{parts.netloc} is no host of the documented clusters.")
    proxy = proxy_for(host)
    if proxy is not None:
        notes.append(f"It goes through the proxy {shown(proxy)}.")
    return notes


def preview(request: Request, cluster: Cluster | None, auth: Shown | None) -> str:
    """Show a request as it goes out (`Request.preview`)."""
    lines = [f"{request.method} {host_of(request, cluster)}{request.target}", ""]
    lines += [f"  {label:<8} {text}" for label, text in anatomy(request, cluster)]
    lines.append("")
    lines += [f"{name}: {value}" for name, value in _headers(request, auth)]
    body = _body_text(request)
    if body:
        lines += ["", body]
    lines += [f"! {note}" for note in _notes(request, cluster)]
    return "\n".join(lines)


def preview_html(
    request: Request, cluster: Cluster | None = None, auth: Shown | None = None
) -> str:
    """Give the preview of a request as HTML (`Request.preview_html`)."""
    parts = "".join(
        f"<span class='cx-part cx-{label}'><small>{label}</small> <b>{escape(text)}</b></span> "
        for label, text in anatomy(request, cluster)
    )
    lines = [f"<b>{escape(name)}:</b> {escape(value)}" for name, value in _headers(request, auth)]
    body = _body_text(request)
    if body:
        lines += ["", escape(body)]
    notes = "".join(f"<li class='cx-note'>{escape(note)}</li>" for note in _notes(request, cluster))
    return (
        "<div class='cx-request'>"
        f"<pre class='cx-url'><b class='cx-method'>{request.method}</b> "
        f"{_url_html(request, cluster)}</pre>"
        f"<div class='cx-anatomy'>{parts}</div>"
        f"<pre class='cx-message'>{chr(10).join(lines)}</pre>"
        + (f"<ul>{notes}</ul>" if notes else "")
        + "</div>"
    )


def _url_html(request: Request, cluster: Cluster | None) -> str:
    """The URL with each part in an element of its own, as `anatomy` names them."""
    host, (path, _, query) = host_of(request, cluster), request.target.partition("?")
    segments = path.strip("/").split("/")
    at = next((i for i, s in enumerate(segments) if _VERSION.fullmatch(s)), -1)
    labels = ["prefix"] * at + ["version", "entity"] + ["action"] * len(segments)
    shown = f"<span class='cx-host'>{escape(host)}</span>"
    if at < 0:
        labels = ["entity"] + ["action"] * len(segments)
    for label, segment in zip(labels, segments, strict=False):
        shown += f"/<span class='cx-{label}'>{escape(segment)}</span>"
    return shown + (f"?<span class='cx-query'>{escape(query)}</span>" if query else "")


def _body_text(request: Request) -> str:
    text = request.encode(indent=True).decode().rstrip()
    files = "".join(f"[{name}: file {file}]\n" for name, (file, _, _) in request.files)
    return (files + text).rstrip()


def to_python(request: Request, cluster: Cluster | None = None, auth: Shown | None = None) -> str:
    """Write the call as Python that runs (`Request.to_python`)."""
    auth = auth or _FROM_ENVIRONMENT
    arguments = [repr(request.action.key)]
    short = request.action.short_names
    keywords = {p.name: short[keyword] for keyword, p in request.action.keywords.items()}
    parameters = {p.name: p for p in request.action.keywords.values()}
    params = {}
    for name, value in (*request.path_values, *request.query):
        keyword = keywords.get(name, "")
        if keyword.isidentifier() and keyword not in OPTIONS:
            arguments.append(f"{keyword}={_literal(_typed(parameters[name], value), 4)}")
        else:
            params[name] = value
    if params:
        arguments.append(f"params={_literal(params, 4)}")
    arguments += _header_arguments(request)
    if broken_rules(request.action, dict(_texts(request)), auth.scheme):
        arguments.append("check='warn'")
    if request.json is not None:
        arguments.append(f"json={_literal(request.json, 4)}")
    if request.files:
        paths = {name: file for name, (file, _, _) in request.files}
        arguments.append(f"files={_literal(paths, 4)}")
    call = ", ".join(arguments)
    if len(call) > 70 or "\n" in call:
        call = "\n    " + ",\n    ".join(arguments) + ",\n"
    imports = "import capexplore as cx\n"
    if "os.environ[" in call:
        imports = "import os\n\n" + imports
    client = _client(request, cluster, auth)
    return (
        f"{imports}\nclient = {client}\nresponse = client.call({call})\nprint(response.to_frame())"
    )


def _client(request: Request, cluster: Cluster | None, auth: Shown) -> str:
    if cluster is None or not cluster.live:
        return "cx.Client()"
    from capexplore.cluster import clusters

    name = cluster.key if cluster.key in clusters else cluster.host
    writes = ", writes=True" if request.action.writes else ""
    return f"cx.Client({name!r}, auth={auth.python}{writes})"


def _header_arguments(request: Request) -> list[str]:
    """The keyword arguments that give the headers which are not the default ones."""
    headers = dict(request.header_items)
    arguments = []
    media = [str(headers[name]) for name in ("Accept", "Content-Type") if name in headers]
    if request.format == "xml" and set(media) == {"application/xml"}:
        arguments.append("format='xml'")
        expected = "application/xml"
    else:
        expected = "application/json"
    given = request.attribution
    if given.headers:
        arguments.append(f"attribution={_attribution(given)}")
    default = {
        "Accept": expected,
        **DEFAULTS,
        **given.headers,
    }
    if request.json is not None and "multipart" not in request.action.consumes:
        default["Content-Type"] = expected
    others: dict[str, Any] = {
        name: value for name, value in headers.items() if default.get(name) != value
    }
    others.update({name: None for name in default if name not in headers})
    if others:
        arguments.append(f"headers={_literal(others, 4)}")
    return arguments


def _attribution(given: Attribution) -> str:
    values = {field.name: getattr(given, field.name) for field in fields(given)}
    shown = {name: value for name, value in values.items() if value is not None}
    for way in ("entity", "lookup"):
        if list(shown) == [f"{way}_type", f"{way}_code"]:
            return f"cx.Attribution.{way}({', '.join(map(repr, shown.values()))})"
    return f"cx.Attribution({', '.join(f'{name}={value!r}' for name, value in shown.items())})"


def _texts(request: Request) -> list[tuple[str, str]]:
    return [(name, str(value)) for name, value in request.header_items]


def _typed(parameter: Parameter, value: object) -> object:
    """The value as a Python user would write it: a number as a number, true as True."""
    if isinstance(value, Secret):
        return value
    text = str(value)
    if parameter.type == "integer" and text.isascii() and text.isdigit() and str(int(text)) == text:
        return int(text)
    if parameter.type == "boolean":
        return text == "true"
    return text


def _literal(value: Any, indent: int) -> str:
    """Write a value as Python, a secret as a look-up in the environment."""
    if isinstance(value, Secret):
        return f"os.environ[{value.name!r}]"
    if not isinstance(value, dict | list) or not value:
        return repr(value)
    if isinstance(value, dict):
        items = [f"{key!r}: {_literal(member, indent + 4)}" for key, member in value.items()]
        opening, closing = "{", "}"
    else:
        items = [_literal(member, indent + 4) for member in value]
        opening, closing = "[", "]"
    line = opening + ", ".join(items) + closing
    if len(line) + indent <= 88 and "\n" not in line:
        return line
    pad = " " * (indent + 4)
    lines = "".join(f"{pad}{item},\n" for item in items)
    return f"{opening}\n{lines}{' ' * indent}{closing}"


def to_curl(request: Request, cluster: Cluster | None = None, auth: Shown | None = None) -> str:
    """Write the call as a curl command (`Request.to_curl`)."""
    live = cluster if cluster is not None and cluster.live else None
    host = host_of(request, live)
    pairs = (*request.path_values, *request.query)
    in_url = [value.name for _, value in pairs if isinstance(value, Secret)]
    if host == _URL:
        url = f'"{_URL}"{_quoted(request.target, in_url)}'
    else:
        url = _quoted(host + request.target, in_url)
    lines = [f"curl --compressed --request {request.method} {url}"]
    lines += [f"-H {_shell(f'{name}: ', value)}" for name, value in request.header_items]
    if request.action.auth:
        lines += (auth or _FROM_ENVIRONMENT).curl_options
    if request.json is not None:
        lines.append(f"--data-raw {_shell_body(request)}")
    lines += [
        f"-F {shlex.quote(f'{name}=@{file};type={kind}')}"
        for name, (file, kind, _) in request.files
    ]
    return " \\\n  ".join(lines)


def _shell(label: str, value: object) -> str:
    if isinstance(value, Secret):
        return f'"{label}${value.name}"'
    return shlex.quote(f"{label}{value}")


def _shell_body(request: Request) -> str:
    names = [value.name for value in secrets_in(request.json)]
    return _quoted(request.encode().decode(), names)


def _quoted(text: str, names: list[str]) -> str:
    """Quote a text for the shell, each masked secret as a variable outside the quotes."""
    pieces = text.split(MASK) if names else [text]
    quoted = [shlex.quote(piece) for piece in pieces]
    return quoted[0] + "".join(
        f'"${name}"{piece}' for name, piece in zip(names, quoted[1:], strict=False)
    )

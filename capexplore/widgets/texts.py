"""What the form says and offers, as text: pure functions of the catalog and of an answer."""

from __future__ import annotations

import functools
from html import escape
from typing import Any

import msgspec
import orjson

from capexplore import display
from capexplore.catalog import Action, actions
from capexplore.client import Client
from capexplore.cluster import Cluster
from capexplore.decode import from_json
from capexplore.errors import InvalidRequestError
from capexplore.request import Request, json_text
from capexplore.response import Response
from capexplore.secrets import visible
from capexplore.xml import from_xml, to_xml

__all__ = [
    "about",
    "actions_of",
    "badge",
    "body_text",
    "copyable",
    "entities_of",
    "found_in",
    "members_hint",
    "preformatted",
    "readable",
    "summary_html",
    "value_of",
    "verdicts",
]


@functools.cache
def entities_of(version: str) -> list[str]:
    """The entities of a version."""
    return sorted({action.entity for action in actions if action.version == version})


@functools.cache
def actions_of(version: str, entity: str) -> list[str]:
    """The names of the actions of an entity."""
    chosen = (a for a in actions if a.version == version and a.entity == entity)
    return sorted(action.action for action in chosen)


def value_of(text: str) -> Any:
    """Read the body's text, JSON or XML, as a value."""
    if text.startswith("<"):
        try:
            return from_xml(text.encode())
        except ValueError as error:
            raise InvalidRequestError(f"The body is not XML yet: {error}.") from None
    try:
        return from_json(text.encode())
    except ValueError:
        pass  # The other reader says where the mistake is.
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise InvalidRequestError(
            f"The body is not JSON yet: {error.msg} at line {error.lineno}, column {error.colno}."
        ) from None


def body_text(value: Any, *, xml: bool) -> str:
    """Write a body as text to edit, with ``***`` for secrets."""
    if xml:
        try:
            return to_xml(value, indent=True).decode().rstrip()
        except InvalidRequestError:
            pass  # It has no single root yet; the preview says so.
    return json_text(value)


def members_hint(action: Action) -> str:
    """What the body may have, as the hint in its empty field."""
    names = [field.name for field in action.body_fields if field.name.count(".") < 3]
    return "JSON with " + ", ".join(names[:16]) if names else "JSON"


def about(action: Action, cluster: Cluster) -> str:
    """What the catalog says of an action, and its host on a cluster."""
    facts = [
        f"<b class='cx-method'>{action.method}</b> <code>{escape(action.path)}</code>",
        f"host {escape(cluster.host_for(action.host_kind))}",
        "simulated by the sandbox" if action.simulated else "not simulated by the sandbox",
        f"credentials: {' or '.join(action.auth) or 'none needed'}",
        f"speaks {' and '.join(action.produces) or 'json'}",
    ]
    if action.batch_limit:
        facts.append(f"at most {action.batch_limit} items a call")
    limit = cluster.rate_limits.get(action.key)
    if limit is not None:
        facts.append(f"{limit} calls a minute on {escape(cluster.name)}")
    elif action.rate_limit and action.rate_limit.get("limited"):
        numbers = [(k, n) for k, n in action.rate_limit.items() if type(n) is int]
        facts += [f"{n} calls {escape(k.replace('_', ' '))}" for k, n in numbers] or [
            "rate-limited"
        ]
    if action.deprecated:
        facts.append("documented as deprecated")
    facts.append(f"page {escape(action.doc)}")
    shown = "".join(f"<span>{fact}</span>" for fact in facts)
    return f"<div class='cx-facts cx-hint'>{shown}</div>"


def badge(response: Response) -> str:
    """How a call went: the API's outcome first, then HTTP, code, time, size and request id."""
    mark = {"success": "cx-ok", "partial": "cx-partial"}.get(response.outcome, "cx-bad")
    facts = [f"<b class='cx-badge {mark}'>{response.outcome}</b>"]
    facts.append(f"HTTP {response.status_code}" if response.status_code else "no answer")
    if response.code is not None and response.code != response.status_code:
        meaning = response.meaning or response.message or ""
        text = f"code {response.code}" + (f": {meaning}" if meaning else "")
        facts.append(escape(visible(text)))
    elif response.message:
        facts.append(escape(visible(response.message)))
    if response.elapsed_ms is not None:
        facts.append(f"{response.elapsed_ms:,.0f} ms")
    facts.append(f"{len(response.content):,} bytes")
    line = "".join(f"<span>{fact}</span>" for fact in facts)
    shown = f"<div class='cx-bar'>{line}</div>"
    if response.request_id:
        shown += (
            "<div class='cx-bar cx-copyable'><span class='cx-hint'>request id "
            f"<code data-copied>{escape(visible(response.request_id))}</code></span>"
            "<button data-copy type='button'>Copy request id</button></div>"
        )
    told = display.notices(response)
    if told:
        shown += f"<ul>{''.join(f'<li>{escape(one)}</li>' for one in told)}</ul>"
    return shown


_OK = "<span class='cx-ok'>ok</span>"
_FAILED = "<span class='cx-bad'>failed</span>"


def verdicts(response: Response) -> str:
    """The verdict of each item as a table, those that failed first."""
    items = sorted(response.items, key=lambda item: item.ok)
    if not items:
        return "<p class='cx-hint'>This answer has no verdicts of its own for items.</p>"
    lines = "".join(
        f"<tr><td>{item.index + 1}</td>"
        f"<td>{_OK if item.ok else _FAILED}</td>"
        f"<td>{'' if item.code is None else item.code}</td>"
        f"<td>{escape(visible(item.message or ''))}</td>"
        f"<td>{escape(', '.join(response.explain(one) for one in item.warnings))}</td></tr>"
        for item in items
    )
    failed = sum(not item.ok for item in items)
    head = "".join(
        f"<th>{name}</th>" for name in ("item", "verdict", "code", "message", "warnings")
    )
    return (
        "<div class='jp-RenderedHTMLCommon jp-RenderedHTML cx-table' tabindex='0' role='region' "
        f"aria-label='Verdicts'><p>{failed} of {len(items)} failed</p>"
        f"<table><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table></div>"
    )


def found_in(text: str, wanted: str) -> tuple[str, int]:
    """Escape a text and mark where another occurs in it, whatever its case; and count that."""
    if not wanted:
        return escape(text), 0
    parts, at, count = [], 0, 0
    folded, sought = text.lower(), wanted.lower()
    # Folding may change lengths; what it does to is searched as it stands.
    if len(folded) != len(text):
        folded, sought = text, wanted
    while (place := folded.find(sought, at)) >= 0:
        end = place + len(sought)
        parts += [escape(text[at:place]), f"<mark>{escape(text[place:end])}</mark>"]
        at, count = end, count + 1
    return "".join(parts) + escape(text[at:]), count


def copyable(text: str, label: str, *, is_html: bool = False) -> str:
    """Text as it stands, with a button that copies it."""
    inner = text if is_html else escape(visible(text))
    return (
        f"<div class='cx-copyable'><button data-copy type='button'>{escape(label)}</button>"
        f"<pre tabindex='0' data-copied>{inner}</pre></div>"
    )


def summary_html(
    action: Action, client: Client, request: Request | str, response: Response | None
) -> str:
    """The form as it stands, for wherever a notebook is shown without a kernel."""
    parts = [f"<p><b>capexplore</b> {escape(action.key)} on {escape(client.cluster.name)}</p>"]
    if isinstance(request, str):
        parts.append(f"<p>{escape(request)}</p>".replace("\n", "<br>"))
    else:
        text = request.preview(client.cluster, auth=client.auth)
        # A page without JupyterLab's styles would show it in letters of differing widths.
        parts.append(f"<pre style='font-family:monospace'>{escape(text)}</pre>")
    if response is not None:
        parts.append(display.html(response))
    return "".join(parts)


def readable(response: Response) -> str:
    """The answer with its lines broken, or as it came."""
    try:
        if not response.content.lstrip().startswith(b"<"):
            return visible(msgspec.json.format(response.content, indent=2).decode())
    except (ValueError, RecursionError):
        pass
    return visible(response.text)


def preformatted(text: str) -> str:
    """Text as it stands, escaped."""
    return f"<pre tabindex='0'>{escape(text)}</pre>" if text else ""

"""Which format a call is in, and how its body is read."""

from __future__ import annotations

from typing import Any

import orjson

from capexplore.sandbox.handling import Rejected, bad_request

__all__ = [
    "answer_format",
    "fields",
    "is_true",
    "listed",
    "read_body",
    "text",
    "whole_number",
]

UNREADABLE = "Input is invalid, Please check request parameters or input xml/json"
_LARGEST = 50_000_000
_MEDIA = {
    "application/json": "json",
    "application/xml": "xml",
    "text/xml": "xml",
    "text/json": "json",
}


def answer_format(query: str, suffix: str, accept: str, content_type: str) -> str:
    """Give ``json`` or ``xml``: by ``?format``, suffix, Accept, Content-Type, or JSON."""
    for choice in (query.lower(), suffix):
        if choice in ("json", "xml"):
            return choice
    if not accept:
        return "json"
    for entry in sorted(accept.lower().split(","), key=_weight, reverse=True):
        media = entry.partition(";")[0].strip()
        if media in _MEDIA or media in ("*/*", "application/*"):
            return _MEDIA.get(media, "json")
    return _MEDIA.get(_media(content_type), "json")


def _weight(entry: str) -> float:
    _, found, quality = entry.replace(" ", "").partition(";q=")
    try:
        return float(quality) if found else 1.0
    except ValueError:
        return 0.0


def _media(content_type: str) -> str:
    return content_type.partition(";")[0].strip().lower()


def read_body(raw: bytes, content_type: str, *, xml_allowed: bool) -> Any:
    """Read a body as its Content-Type says.

    Raises
    ------
    Rejected
        415 if the type is missing, not allowed, or plainly not the body's; 400 if the body cannot
        be read.
    """
    if len(raw) > _LARGEST:
        raise bad_request(UNREADABLE)
    kind = _MEDIA.get(_media(content_type))
    start = raw.lstrip()[:1]
    if not start and not content_type:
        raise bad_request(UNREADABLE)
    looks_like_xml = start == b"<"
    if kind is None or (kind == "xml" and not xml_allowed):
        raise Rejected(415, "Content-Type must be application/json" + _or_xml(xml_allowed))
    if (kind == "json" and looks_like_xml) or (kind == "xml" and start in (b"{", b"[")):
        raise Rejected(415, f"The body is not {kind}, which Content-Type says it is")
    try:
        if kind == "json":
            return _loads(raw)
        from capexplore.sandbox.wire.xml import read_xml

        return read_xml(raw)
    except (ValueError, RecursionError):
        raise bad_request(UNREADABLE) from None


def _loads(raw: bytes) -> Any:
    tree = orjson.loads(raw)
    if raw.count(b"{") + raw.count(b"[") > 100:
        # orjson reads deeper trees than it writes; what cannot be answered is not accepted.
        try:
            orjson.dumps(tree)
        except TypeError as error:
            raise ValueError("nested too deeply") from error
    return tree


def _or_xml(xml_allowed: bool) -> str:
    return " or application/xml" if xml_allowed else ""


def text(value: object) -> str | None:
    """Give a scalar of a body as text; None for null, and for what is no scalar.

    Examples
    --------
    >>> text(914400000017), text(" a "), text(True), text([])
    ('914400000017', 'a', 'true', None)
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, (int, float)):
        return str(value)
    return value.strip() if isinstance(value, str) else None


def is_true(value: object) -> bool:
    """Whether a flag of a body is set, as a boolean or as text."""
    return (text(value) or "").lower() in ("true", "1")


def listed(container: object, name: str) -> list[Any]:
    """Give the members of a list that XML would wrap: ``{"field": [...]}``, one alone, or none.

    Examples
    --------
    >>> listed({"field": {"name": "berth"}}, "field"), listed("", "field")
    ([{'name': 'berth'}], [])
    """
    inner = container.get(name) if isinstance(container, dict) else container
    if inner is None or inner == "":
        return []
    return inner if isinstance(inner, list) else [inner]


def fields(pairs: object) -> dict[str, str]:
    """Give scalar members of an object as text by name."""
    if not isinstance(pairs, dict):
        return {}
    found = {name: text(value) for name, value in pairs.items()}
    return {name: value for name, value in found.items() if value is not None}


def whole_number(value: object) -> int | None:
    """Give a whole number of a body, which can be text; None if it is none that can be kept.

    Examples
    --------
    >>> whole_number("4100"), whole_number(-1), whole_number(1.5), whole_number(True)
    (4100, -1, None, None)
    """
    digits = None if isinstance(value, bool) else text(value)
    if digits is None or not digits.isascii() or not digits.removeprefix("-").isdigit():
        return None
    return int(digits) if len(digits) < 19 else None

"""The bytes of an answer: their text, their values, and their secret fields hidden."""

from __future__ import annotations

import json
import re
from typing import Any

import msgspec

from capexplore.decode import from_json
from capexplore.secrets import MASK, hide_members, secrets_in
from capexplore.xml import from_xml

__all__ = ["decode", "is_xml", "text", "without_secrets"]

# Encodings of text; Python knows others of the same names' kind, which fail or take for ever.
_CHARSET = re.compile(
    r"""(?ix)charset\s*=\s*["']?
    (utf-?8 | utf-?(?:16|32)(?:-?[lb]e)? | (?:us-)?ascii | latin-?1 | iso-8859-(?:[1-9]|1[0134-6])
    | (?:windows-|cp)125[0-8])\b"""
)


def text(content: bytes, content_type: str) -> str:
    r"""Give a body as text; what is none in its encoding is shown as a replacement character.

    Examples
    --------
    >>> text(b"caf\xe9", "text/plain; charset=latin-1")
    'café'
    """
    found = _CHARSET.search(content_type)
    return content.decode(found[1] if found else "utf-8", "replace")


def decode(content: bytes) -> Any:
    """Decode a body as JSON, or as XML if it begins like it.

    Raises
    ------
    ValueError
        It is neither.

    Examples
    --------
    >>> decode(b"<root><code>200</code></root>")
    {'root': {'code': '200'}}
    """
    content = content.lstrip()
    try:
        if is_xml(content) and not _is_html(content):
            return from_xml(content)
        return from_json(content)
    except ValueError as error:
        raise ValueError(f"the body is neither JSON nor XML ({error})") from None


def is_xml(content: bytes) -> bool:
    """Whether a body begins like XML."""
    return content.lstrip()[:1] == b"<"


def _is_html(content: bytes) -> bool:
    start = content[:200].lower()
    return start.startswith((b"<!doctype html", b"<html"))


def without_secrets(content: bytes, names: tuple[str, ...]) -> tuple[bytes, Any]:
    """Hide the members of these names in a body.

    Returns
    -------
    tuple of bytes and object
        The body with ``***`` in place of each, and its values with each a `Secret`; None for the
        values of a body that cannot be read.

    Examples
    --------
    >>> without_secrets(b'{"accessToken":"tide"}', ("accessToken",))
    (b'{"accessToken":"***"}', {'accessToken': ***})
    """
    try:
        values = hide_members(decode(content), names)
    except ValueError:
        return _masked(content, names), None
    if is_xml(content):
        return _masked(content, names), values
    return (_encoded(values) if secrets_in(values) else content), values


def _masked(content: bytes, names: tuple[str, ...]) -> bytes:
    """Mask members in what is no JSON, or looks like it as far as it goes."""
    some = "|".join(map(re.escape, names))
    member = rf'("(?:{some})"\s*:\s*)"(?:[^"\\]|\\.)*"?|(<(?:{some})>)[^<]*'
    return re.sub(
        member.encode(),
        lambda m: m[1] + f'"{MASK}"'.encode() if m[1] else m[2] + MASK.encode(),
        content,
    )


def _encoded(value: Any) -> bytes:
    """Write a value whose secrets are to be masked."""
    try:
        return msgspec.json.encode(value, enc_hook=str)
    except (OverflowError, ValueError):  # A number beyond 64 bits.
        return json.dumps(value, default=str).encode()

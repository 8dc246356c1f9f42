"""The bytes of an answer: their text, their values, and their secret fields hidden."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

import msgspec

from capexplore.decode import from_json
from capexplore.secrets import MASK, Secret, hide_members, redact, secrets_in
from capexplore.xml import from_xml

__all__ = ["decode", "is_xml", "redacted", "text", "without_secrets"]

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
    return content.decode(_charset(content_type), "replace")


def redacted(
    content: bytes, content_type: str, secrets: Iterable[Secret], whole: Iterable[str] = ()
) -> bytes:
    r"""Replace the secrets in a body by ``***``, as UTF-8 and as the encoding that it says it has.

    Parameters
    ----------
    content, content_type
        The body, and its header.
    secrets, whole
        As for `capexplore.secrets.redact`.

    Examples
    --------
    >>> redacted(b"caf\xe9 tide", "text/plain; charset=latin-1", [Secret("caf\xe9 tide")])
    b'***'
    """
    said = _charset(content_type)
    is_wide = "16" in said or "32" in said
    suspects = [secret for secret in secrets if is_wide or secret.may_be_in(content)]
    if not suspects:
        return content
    # What is no JSON has no members to be hidden later.
    left = tuple(whole) if whole and _is_json(content) else ()
    return _rewritten(content, content_type, lambda plain: redact(plain, suspects, whole=left))


def _charset(content_type: str) -> str:
    found = _CHARSET.search(content_type)
    with suppress(LookupError):  # Some spellings are none of Python's.
        return codecs.lookup(found[1]).name if found else "utf-8"
    return "utf-8"


def _is_json(content: bytes) -> bool:
    try:
        from_json(content)
    except ValueError:
        return False
    return True


def _rewritten(content: bytes, content_type: str, change: Callable[[str], str]) -> bytes:
    """Change a body as text: in the encoding that it says it has, and in UTF-8."""
    for encoding in dict.fromkeys((_charset(content_type), "utf-8")):
        faults = "surrogateescape"
        try:
            plain = content.decode(encoding, faults)
        except UnicodeDecodeError:
            faults = "replace"
            plain = content.decode(encoding, faults)
        changed = change(plain)
        if changed != plain:
            try:
                content = changed.encode(encoding, faults)
            except UnicodeEncodeError:
                content = changed.encode(encoding, "replace")
    return content


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


def without_secrets(
    content: bytes, names: tuple[str, ...], content_type: str = ""
) -> tuple[bytes, Any]:
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
    values: Any = None
    with suppress(ValueError):
        values = hide_members(decode(content), names)
    if values is None or is_xml(content):
        return _rewritten(content, content_type, _masker(names)), values
    return (_encoded(values) if secrets_in(values) else content), values


def _masker(names: tuple[str, ...]) -> Callable[[str], str]:
    """Make what masks members in what is no JSON, or looks like it as far as it goes."""
    some = "|".join(map(re.escape, names))
    members = re.compile(
        rf"""(?s)(?P<member>"(?:{some})"\s*:\s*)(?:"(?:[^"\\]|\\.)*"?|\[[^\]]*\]?|{{[^}}]*}}?
            |[^\s",}}\]]+)
        |(?P<attribute>\b(?:{some})\s*=\s*)(?:"[^"]*"?|'[^']*'?)
        |(?P<element><(?P<tag>(?:[\w.-]+:)?(?:{some}))(?:\s[^>]*)?(?<!/)>).*?(?=</(?P=tag)\s*>|\Z)""",
        re.VERBOSE,
    )

    def mask(found: re.Match[str]) -> str:
        if found["element"]:
            return found["element"] + MASK
        return f'{found["member"] or found["attribute"]}"{MASK}"'

    return lambda plain: members.sub(mask, plain)


def _encoded(value: Any) -> bytes:
    """Write a value whose secrets are to be masked."""
    try:
        return msgspec.json.encode(value, enc_hook=str)
    except (OverflowError, ValueError):  # A number beyond 64 bits.
        return json.dumps(value, default=str).encode()

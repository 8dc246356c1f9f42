"""Secret values, and the removal of secrets from text.

A value that is secret is a `Secret` from the moment it is known. Only the code that puts it on the
wire calls `Secret.reveal`; everything else sees ``***``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from capexplore.echoes import Echo, echoes
from capexplore.errors import InvalidRequestError
from capexplore.tracebacks import refusing

__all__ = ["MASK", "UNNAMED", "Secret", "hide_members", "redact", "reveal", "secrets_in", "visible"]

MASK = "***"
UNNAMED = "CAPEXPLORE_SECRET"


class Secret:
    """A value that is never shown, logged, stored or pickled.

    Parameters
    ----------
    value : str or None
        The value. ``None`` stands for one that was left out when a request was stored.
    name : str
        The environment variable that printed code reads it from.

    Examples
    --------
    >>> s = Secret("tide")
    >>> s, f"{s}", s == Secret("tide")
    (***, '***', True)
    >>> s.reveal()
    'tide'
    """

    __slots__ = ("_echoes", "_needles", "_value", "name")

    @refusing
    def __init__(self, value: str | None, *, name: str = UNNAMED) -> None:
        self._value = None if value is None else str(value)
        self.name = name
        self._echoes: tuple[Echo, ...] | None = None
        self._needles: tuple[bytes, ...] | None = None

    @property
    def is_known(self) -> bool:
        """Whether there is a value; there is none where a request was stored without it."""
        return self._value is not None

    @property
    def echoes(self) -> tuple[Echo, ...]:
        """The forms in which an API or a log may repeat the value, for `redact`."""
        if self._echoes is None:
            self._echoes = echoes(self._value) if self._value else ()
        return self._echoes

    def may_be_in(self, content: bytes) -> bool:
        """Say whether a content may hold the value in one of its forms: no where it cannot."""
        if self._needles is None:
            self._needles = tuple({echo.needle.encode() for echo in self.echoes})
        return any(map(content.__contains__, self._needles))

    def is_in(self, text: str) -> bool:
        """Say whether a text holds the value in one of its forms."""
        return any(echo.is_in(text) for echo in self.echoes)

    def reveal(self) -> str:
        """Give the value itself, for the one place that sends it.

        Raises
        ------
        InvalidRequestError
            The value was left out when the request was stored.
        """
        if self._value is None:
            raise InvalidRequestError(
                "A secret value of this request is not known, because secrets are never stored.\n"
                f"Set the environment variable {self.name}, or build the request again."
            )
        return self._value

    def __repr__(self) -> str:
        return MASK

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return format(MASK, spec)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self._value == other._value

    def __hash__(self) -> int:
        return hash((Secret, self._value))

    def __copy__(self) -> Secret:
        return self

    def __deepcopy__(self, memo: Any) -> Secret:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return (_unknown, (self.name,))

    def __getstate__(self) -> dict[str, str]:
        return {"name": self.name}


def _unknown(name: str) -> Secret:
    return Secret(None, name=name)


def reveal(value: object) -> str:
    """Give the text to send for a value that may be a `Secret`."""
    return value.reveal() if isinstance(value, Secret) else str(value)


def hide_members(value: Any, names: Iterable[str]) -> Any:
    """Wrap every member that has one of the names, at any depth, in a `Secret`.

    Examples
    --------
    >>> hide_members({"data": [{"token": "t"}]}, ["token"])
    {'data': [{'token': ***}]}
    """

    def walk(node: Any, names: frozenset[str]) -> Any:
        if isinstance(node, list):
            return [walk(member, names) for member in node]
        if not isinstance(node, dict):
            return node
        return {key: hidden(key, member, names) for key, member in node.items()}

    def hidden(key: str, member: Any, names: frozenset[str]) -> Any:
        if key in _VERDICTS:
            return walk(member, names - {"code"})
        local = key.rpartition("}")[2]  # XML puts a name space before it.
        if local not in names or member is None or isinstance(member, Secret):
            return walk(member, names)
        return Secret(str(member))

    return walk(value, frozenset(names))


# What an answer says of itself, where "code" is a number to be read.
_VERDICTS = frozenset({"errors", "warnings", "status", "item_status"})


def secrets_in(value: Any) -> list[Secret]:
    """List the secrets in a value of dictionaries and lists, in order.

    Examples
    --------
    >>> secrets_in({"a": [Secret("x")], "b": 1})
    [***]
    """
    if isinstance(value, Secret):
        return [value]
    members = (
        value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    )
    return [secret for member in members for secret in secrets_in(member)]


def redact(text: str, secrets: Iterable[Secret], *, whole: Iterable[str] = ()) -> str:
    """Replace the secrets in a text by ``***``, in each form that an API or a log may echo.

    The forms are plain, base64 and MD5, escaped as in JSON, URLs, HTML or XML.

    Parameters
    ----------
    text : str
        The text.
    secrets : iterable of Secret
        What must not stand in it.
    whole : iterable of str
        JSON members whose values stay as they are, because they are secrets themselves and will be
        hidden as a whole: a token that spells the key that it was bought with is of use only whole.

    Examples
    --------
    >>> redact("no such key: tide%20and%20till", [Secret("tide and till")])
    'no such key: ***'
    """
    found = [echo for secret in secrets for echo in secret.echoes if echo.needle in text]
    names = "|".join(map(re.escape, whole))
    parts = re.split(rf'("(?:{names})"\s*:\s*"(?:[^"\\]|\\.)*")', text) if names else [text]
    for echo in sorted(found, key=lambda echo: len(echo.text), reverse=True):
        parts[::2] = [echo.pattern.sub(MASK, part) for part in parts[::2]]
    return "".join(parts)


# What a terminal or a browser would act on instead of showing it: control characters, marks that
# turn the direction of text, and what is no character at all.
_ACTED_ON = re.compile(
    "[\x00-\x08\x0b-\x0d\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)


def visible(text: str) -> str:
    r"""Write characters that a terminal or a browser would act on as JSON writes them.

    Examples
    --------
    >>> print(visible("red: \x1b[31m, turned: \u202eabc"))
    red: \u001b[31m, turned: \u202eabc
    """
    return _ACTED_ON.sub(lambda found: f"\\u{ord(found[0]):04x}", text)

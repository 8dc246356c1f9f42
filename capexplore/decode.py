"""The body of an answer to values: JSON, or XML as the tree that its JSON would be.

A long list of records is split off and decoded in pieces, so that it is never in memory as objects
as a whole. What remains is a short answer with a few records, and tells what became of the call.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from typing import Any, Protocol

import msgspec

__all__ = ["JSONRecords", "Records", "XMLRecords", "from_json", "split"]

_UTF_8 = re.compile(rb"""\s*(<\?xml[^>]*?(encoding=["']utf-8["'])?\s*\?>)?\s*<[^?!]""", re.I)


_decode_json = msgspec.json.Decoder().decode


def from_json(content: bytes) -> Any:
    """Read JSON as values, in which whole numbers are exact, however long.

    Raises
    ------
    ValueError
        The text is no JSON, or nested too deeply to be read.

    Examples
    --------
    >>> from_json(b'{"id": 123456789012345678901234567890}')
    {'id': 123456789012345678901234567890}
    """
    try:
        value = _decode_json(content)
    except RecursionError:
        raise ValueError(TOO_DEEP) from None
    _check_depth(content)
    return value


TOO_DEEP = "nested too deeply"
DEEPEST = 64
"""How many levels an answer may have: documented ones have a dozen, and Python can follow more."""

_BRACKETS = b"{}[]"
_ALL_ELSE = bytes(set(range(256)) - set(_BRACKETS))
_STEPS = {ord("{"): 1, ord("["): 1, ord("}"): -1, ord("]"): -1}
_TEXT = re.compile(rb'"(?:[^"\\]|\\.)*+"?', re.S)
_USUAL = 12


def _check_depth(content: bytes) -> None:
    """Refuse JSON that is nested too deeply.

    That it is not can be seen at once as a rule: brackets that close at once are taken away, which
    is a level at a time, until none is left.
    """
    if content.count(b"{") + content.count(b"[") <= DEEPEST:
        return
    left = content.translate(None, _ALL_ELSE)
    for _ in range(_USUAL):
        left = left.replace(b"{}", b"").replace(b"[]", b"")
        if not left:
            return
    brackets = _TEXT.sub(b"", content).translate(None, _ALL_ELSE)
    if max(accumulate(map(_STEPS.__getitem__, brackets)), default=0) > DEEPEST:
        raise ValueError(TOO_DEEP)


class Records(Protocol):
    """The records of an answer, not yet decoded."""

    def __len__(self) -> int: ...

    def decoded(self, start: int, stop: int) -> list[Any]:
        """Give some of the records as values."""

    def shortened(self, chosen: Sequence[int]) -> bytes:
        """Give the answer with no other records than these."""

    def mark(self, name: str) -> bytes:
        """Give how a member of this name begins."""


def split(content: bytes, path: str) -> Records | None:
    """Split the records off an answer, or give None where this is not so simple.

    Parameters
    ----------
    content : bytes
        The body of the answer.
    path : str
        The dotted path to its records.

    Examples
    --------
    >>> found = split(b'{"errors": [], "data": [{"id": 1}, {"id": 2}]}', "data")
    >>> found.decoded(0, 2), found.shortened([1])
    ([{'id': 1}, {'id': 2}], b'{"errors": [], "data": [{"id": 2}]}')
    """
    try:
        if content.lstrip()[:1] == b"<":
            return XMLRecords(content, path)
        found = JSONRecords(content, path)
        _check_depth(content)
        return found
    except (ValueError, RecursionError):
        return None


class JSONRecords:
    """The records of an answer in JSON: views into its bytes."""

    def __init__(self, content: bytes, path: str) -> None:
        found = _reader(path).decode(content)
        for name in path.split("."):
            found = getattr(found, name)
        self._records: list[msgspec.Raw] = found
        self._content = content

    def __len__(self) -> int:
        return len(self._records)

    def decoded(self, start: int, stop: int) -> list[Any]:
        """Give some of the records as values."""
        joined = b",".join(self._records[start:stop])
        values: list[Any] = _decode_json(b"[%b]" % joined)
        return values

    def shortened(self, chosen: Sequence[int]) -> bytes:
        """Give the answer with no other records than these."""
        whole, first, last = map(_address, (self._content, self._records[0], self._records[-1]))
        start, stop = first - whole, last - whole + memoryview(self._records[-1]).nbytes
        kept = b",".join(self._records[i] for i in chosen)
        return self._content[:start] + kept + self._content[stop:]

    def mark(self, name: str) -> bytes:
        """Give how a member of this name begins."""
        return b'"%b"' % name.encode()


@lru_cache
def _reader(path: str) -> msgspec.json.Decoder[Any]:
    """A decoder that leaves the records at a path as they are, and passes over all else."""
    shape: Any = list[msgspec.Raw]
    for name in reversed(path.split(".")):
        shape = msgspec.defstruct("Level", [(name, shape)])
    return msgspec.json.Decoder(shape)


def _address(view: Any) -> int:
    """Where bytes are in memory; a raw record does not say where in the answer it stands."""
    import numpy as np

    address: int = np.frombuffer(view, np.uint8).ctypes.data
    return address


class XMLRecords:
    """The records of an answer in XML: slices of its text.

    A record ends where the next begins; nested elements of the same name may be taken for records.
    But then some piece between two cuts is not well formed, and reading it fails.
    """

    def __init__(self, content: bytes, path: str) -> None:
        tag = path.rpartition(".")[2]
        if not _UTF_8.match(content):
            raise ValueError("another encoding, or more than a declaration before the root")
        self._tag, self._content = tag, content
        self._opened, self._closed = b"<%b>" % tag.encode(), b"</%b>" % tag.encode()
        self._start = content.index(self._opened)
        self._stop = content.rindex(self._closed) + len(self._closed)
        inside = content[self._start + len(self._opened) : self._stop - len(self._closed)]
        self._records = re.split(rb"%b\s*%b" % (self._closed, self._opened), inside)

    def __len__(self) -> int:
        return len(self._records)

    def decoded(self, start: int, stop: int) -> list[Any]:
        """Give some of the records as values."""
        # This parser knows neither documents nor entities outside the text, and a document type,
        # where entities are made, is an error inside an element.
        from xml.etree.ElementTree import ParseError, fromstring

        try:
            root = fromstring(b"<_>%b</_>" % self._joined(range(start, stop)))  # noqa: S314
        except ParseError as error:
            raise ValueError(str(error)) from None
        if len(root) != stop - start or any(child.tag != self._tag for child in root):
            raise ValueError("records and other elements are mixed")
        return [_value(child) for child in root]

    def shortened(self, chosen: Sequence[int]) -> bytes:
        """Give the answer with no other records than these."""
        kept = self._joined(chosen)
        return self._content[: self._start] + kept + self._content[self._stop :]

    def mark(self, name: str) -> bytes:
        """Give how a member of this name begins."""
        return b"<%b" % name.encode()

    def _joined(self, chosen: Sequence[int]) -> bytes:
        inside = (self._closed + self._opened).join([self._records[i] for i in chosen])
        return self._opened + inside + self._closed


def _value(element: Any, depth: int = 1) -> Any:
    """The value of an element, as `capexplore.xml.from_xml` gives it."""
    if not len(element):
        return element.text
    below = depth + 1
    if below > DEEPEST:
        raise ValueError(TOO_DEEP)
    members = {child.tag: _value(child, below) if len(child) else child.text for child in element}
    if len(members) == len(element):
        return members
    several: dict[str, list[Any]] = {}
    for child in element:
        several.setdefault(child.tag, []).append(_value(child, below))
    return {tag: values if len(values) > 1 else values[0] for tag, values in several.items()}

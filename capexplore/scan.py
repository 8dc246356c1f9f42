"""Credentials of this API in notebooks and text: where they are, and never what they are.

Notebooks are read as what they hold: the source of each cell, its outputs, the state of widgets.
Any other file is read as text, line by line.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
from binascii import Error as NotBase64
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

from capexplore.credentials import Till
from capexplore.environment import variables
from capexplore.secrets import Secret

__all__ = ["Finding", "scan"]

_SKIPPED = frozenset(
    {".git", ".hg", ".venv", "venv", "node_modules", "__pycache__", ".ipynb_checkpoints"}
)
_WHOLE = "file"
_SHORTEST = 6
_LARGEST = 200_000_000


@dataclass(frozen=True, order=True, slots=True)
class Finding:
    """A credential that was found.

    Attributes
    ----------
    file : str
        The file's path.
    place : str
        Where in it, such as ``"cell 3, output"`` or ``"line 7"``.
    kind : str
        What it is, without its value.
    """

    file: str
    place: str
    kind: str

    def __str__(self) -> str:
        return f"{self.file}: {self.place}: {self.kind}"


def scan(paths: Iterable[str | os.PathLike[str]], harmless: Collection[str] = ()) -> list[Finding]:
    """Find credentials in files and, below folders, in all files.

    Parameters
    ----------
    paths : iterable of path
        Files and folders.
    harmless : collection of str
        Values that are no secrets, such as those of a sandbox.

    Returns
    -------
    list of Finding
        One for each kind and place, in order. A file that cannot be read is one too.
    """
    held = list(_held())
    digests = {hashlib.md5(value.encode()).hexdigest() for value in harmless}
    known = digests.union(harmless)
    found: dict[Finding, None] = {}
    for path in _files(paths):
        lines: set[str] = set()
        for place, text in _pieces(path):
            kinds = set(_kinds(text, held, known))
            for kind in sorted(kinds - lines if place == _WHOLE else kinds):
                found[Finding(str(path), place, kind)] = None
            lines |= kinds
    return list(found)


# What is read.


def _files(paths: Iterable[str | os.PathLike[str]]) -> Iterator[Path]:
    for given in map(Path, paths):
        if not given.is_dir():
            yield given
            continue
        for folder, below, names in os.walk(given):
            below[:] = sorted(set(below) - _SKIPPED)
            yield from (Path(folder, name) for name in sorted(names))


def _pieces(path: Path) -> Iterator[tuple[str, str]]:
    """The texts of a file, each with the place where it stands."""
    try:
        if path.stat().st_size > _LARGEST:
            yield _WHOLE, _UNREAD
            return
        content = path.read_bytes()
    except OSError:
        yield _WHOLE, _UNREAD
        return
    text = content.decode("utf-8", "replace")
    if path.suffix == ".ipynb":
        try:
            yield from _notebook(json.loads(text))
            return
        except (ValueError, AttributeError, TypeError, RecursionError):
            pass  # No notebook, whatever its name: text.
    for number, line in enumerate(text.splitlines(), 1):
        yield f"line {number}", line
    # What is broken over lines, as a call of cx.OAuth may be.
    yield _WHOLE, text


def _notebook(book: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for number, cell in enumerate(book["cells"], 1):
        for name, value in cell.items():
            part = {"source": "", "outputs": ", output"}.get(name, f", {name}")
            for text in _texts(value):
                yield f"cell {number}{part}", text
    for name, value in book.items():
        if name != "cells":
            state = "widgets" if "widgets" in str(value)[:200] else name
            for text in _texts(value):
                yield state, text


def _texts(value: Any) -> Iterator[str]:
    """The texts of a part of a notebook: lists of lines as one, and objects also as their JSON."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        if all(isinstance(line, str) for line in value):
            yield "".join(value)
        else:
            for one in value:
                yield from _texts(one)
    elif isinstance(value, dict):
        if all(isinstance(member, str | int | float | None) for member in value.values()):
            yield json.dumps(value, ensure_ascii=False)
        for member in value.values():
            yield from _texts(member)


# What is looked for.

_UNREAD = "\0unread"
_Q = r"""\\*["']"""
# A second argument that is written out, not read from somewhere.
_GIVEN = r"\s*(?:\w+\s*=\s*)?(?:[\w.]*Secret\(\s*)?"
_VALUE = r"""[^"'\\\s]{6,}?"""
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("a token", re.compile(r"\b(?P<value>eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{4,})")),
    (
        "a token",
        re.compile(
            rf"(?i)(?:CAP-API-ACCESS-TOKEN|X-CAP-API-OAUTH-TOKEN|\baccess_?token)(?:{_Q})?"
            rf"\s*[:=,]\s*(?:{_Q})?(?P<value>(?=[\w.~+/=-]{{0,400}}?\d)[\w.~+/=-]{{12,}})"
        ),
    ),
    (
        "a key or secret",
        re.compile(
            rf"(?:\b|_)(?:client_?|client(?=S))?[sS]ecret(?<!\bSecret)(?:{_Q})?\s*[:=]\s*{_Q}(?P<value>{_VALUE}){_Q}"
        ),
    ),
    ("a password", re.compile(rf"(?i)\bpassword(?:{_Q})?\s*[:=]\s*{_Q}(?P<value>{_VALUE}){_Q}")),
    (
        "a key and secret",
        re.compile(
            rf"\bOAuth\(\s*(?:key\s*=\s*)?{_Q}.{{1,300}}?{_Q}\s*,{_GIVEN}{_Q}(?P<value>.{{1,300}}?){_Q}"
        ),
    ),
    (
        "a till and password",
        re.compile(
            rf"\bTill\(\s*(?:id\s*=\s*)?{_Q}.{{1,300}}?{_Q}\s*,{_GIVEN}{_Q}(?P<value>.{{1,300}}?){_Q}"
        ),
    ),
    ("a token", re.compile(rf"\bToken\(\s*(?:value\s*=\s*)?{_Q}(?P<value>.{{1,300}}?){_Q}")),
    (
        "a variable with a credential",
        re.compile(
            r"CAPEXPLORE_(?:\w{1,60}_)?(?:KEY|SECRET|TOKEN|PASSWORD)"
            rf"(?:{_Q})?\]?\s*(?:=(?!=)|:|,)\s*(?:{_Q})?(?P<value>[^\s\"'\\]{{6,}})"
        ),
    ),
    ("a bearer's header", re.compile(r"(?i)\bBearer\s+(?P<value>(?=\S{0,400}?\d)[\w.~+/=-]{12,})")),
    ("a till and password", re.compile(r"-u\s*['\"]?[^\s:'\"]+:(?P<value>[0-9a-f]{32})\b")),
)
_BASIC = re.compile(r"(?i)\bBasic\s+([A-Za-z0-9+/]{8,}={0,2})")
_PLACEHOLDER = re.compile(
    r"(?i)\*\*\*|^CAPEXPLORE_|[$<{%\[]|\.\.\.|…|^(?:your|my|the|not)\b|\.demo_|^x+$|changeme|os\.environ|getenv"
    r"|^(?:[a-z]+[-_ ]){0,2}(?:key|secret|token|password)$"
)
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def _held() -> Iterator[tuple[str, Secret]]:
    """The secrets of the environment, each with its variable's name."""
    found = variables()
    for name, value in found.items():
        if name.endswith(("_TILL", "_URL", "_FILE")) or len(value) < _SHORTEST:
            continue
        yield f"the value of {name}", Secret(value)
        till = found.get(name.replace("PASSWORD", "TILL")) if "PASSWORD" in name else None
        if till:
            yield f"the value of {name}", Till(till, value).secrets[-1]


def _kinds(text: str, held: list[tuple[str, Secret]], harmless: Collection[str]) -> Iterator[str]:
    if text == _UNREAD:
        yield "cannot be read, and was not searched"
        return
    plain = _COLOUR.sub("", text)
    shown = unescape(plain) if "&" in plain else plain
    for kind, secret in held:
        if any(map(secret.is_in, (plain, shown))):
            yield kind
    for kind, pattern in _PATTERNS:
        if any(_is_real(found["value"], harmless) for found in pattern.finditer(shown)):
            yield kind
    if any(_is_basic(found[1], harmless) for found in _BASIC.finditer(shown)):
        yield "a Basic header"


def _is_real(value: str, harmless: Collection[str]) -> bool:
    """Whether a value is no placeholder, and none that is known to be harmless."""
    long = len(value) >= _SHORTEST
    return long and value not in harmless and _PLACEHOLDER.search(value) is None


def _is_basic(encoded: str, harmless: Collection[str]) -> bool:
    """Whether a text is the base64 of a name and a password or its digest."""
    try:
        name, colon, password = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (NotBase64, UnicodeDecodeError):
        return False
    return bool(name and colon and password) and password not in harmless

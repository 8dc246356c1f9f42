"""How a text may come back from an API or stand in a log: escaped, encoded, or as its digest.

Every escape leaves letters and digits as they are, so that a text is first looked for by its
longest run of them, which costs little, and only then by all that may stand for each character.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from functools import cached_property
from html.entities import codepoint2name

__all__ = ["Echo", "echoes"]

# A text of fewer characters is everywhere by chance, and masking it would spoil an answer.
_SHORTEST = 4
_SHORTEST_PART = 6


class Echo:
    r"""One form in which a text may come back, in whatever way its characters are escaped.

    Parameters
    ----------
    text : str
        The form.
    ending : str, optional
        What may follow it, and belongs to it then.

    Examples
    --------
    >>> found = Echo("tide & till")
    >>> [bool(found.pattern.search(t)) for t in (r"tide \u0026 till", "tide+%26+till", "tide")]
    [True, True, False]
    """

    def __init__(self, text: str, ending: str = "") -> None:
        self.text, self._ending = text, ending
        self.needle = max(re.findall("[A-Za-z0-9]+", text), key=len, default="")

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What matches the form, however it is escaped."""
        ending = f"(?:{''.join(map(_ways, self._ending))})?" if self._ending else ""
        return re.compile("".join(map(_ways, self.text)) + ending)

    def is_in(self, text: str) -> bool:
        """Say whether the form stands in a text."""
        return self.needle in text and self.pattern.search(text) is not None


def echoes(value: str) -> tuple[Echo, ...]:
    """Give the forms of a text: itself, its base64 alone or amid other text, and its MD5.

    Examples
    --------
    >>> import base64
    >>> amid = base64.b64encode(b"the key is tide-and-till, isn't it").decode()
    >>> any(echo.is_in(amid) for echo in echoes("tide-and-till"))
    True
    """
    raw = value.encode("utf-8", "surrogatepass")
    digest = hashlib.md5(raw)
    found = {one.text: one for one in _in_base64(raw) if len(one.text) >= _SHORTEST_PART}
    whole = (digest.hexdigest(), digest.hexdigest().upper())
    found |= {text: Echo(text) for text in (value, *whole) if len(text) >= _SHORTEST}
    found |= {one.text: one for one in _in_base64(digest.digest())}
    return tuple(found.values())


def _in_base64(raw: bytes) -> Iterator[Echo]:
    """The characters that bytes have in base64, wherever in what is encoded they begin."""
    for before in range(3):
        plain = base64.b64encode(bytes(before) + raw).decode().rstrip("=")
        # What is at the edges hangs on the neighbours too, and differs where there are any.
        first, last = -(-before * 4 // 3), (before + len(raw)) * 4 // 3
        ending = plain[last:] + "=" * (-len(plain) % 4) if not before else ""
        for text in dict.fromkeys((plain, plain.translate(_FOR_URLS))):
            yield Echo(text[first:last], ending.translate(_FOR_URLS) if text != plain else ending)


_FOR_URLS = str.maketrans("+/", "-_")


def _ways(character: str) -> str:
    """A pattern for all that stands for a character in JSON, in a URL, in HTML and in XML.

    What is escaped twice is found too.
    """
    if character.isascii() and character.isalnum():
        return character
    code, name = ord(character), codepoint2name.get(ord(character), "apos")
    percent = "".join(f"%(?:25)*{byte:02x}" for byte in character.encode("utf-8", "surrogatepass"))
    units = character.encode("utf-16-be", "surrogatepass").hex()
    ways = [
        rf"\\{{0,8}}{re.escape(character)}",
        f"(?i:{percent})",
        "".join(rf"\\{{1,8}}u(?i:{units[at : at + 4]})" for at in range(0, len(units), 4)),
        f"&(?:amp;)*#0*{code};",
        f"(?i:&(?:amp;)*#x0*{code:x};)",
    ]
    if code in codepoint2name or character == "'":
        ways.append(f"&(?:amp;)*{name};")
    if character == " ":
        ways.append(r"\+")
    short = {"\n": "n", "\r": "r", "\t": "t", "\b": "b", "\f": "f"}.get(character)
    if short is not None:
        ways.append(rf"\\{{1,8}}{short}")
    return f"(?:{'|'.join(ways)})"

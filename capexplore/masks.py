"""Personal data replaced by pseudonyms: the same person has the same one, so that joins hold.

A pseudonym is made from the value and a salt with a keyed hash, so that it cannot be turned back by
trying out numbers. Without a salt of one's own it changes with every Python session.
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

__all__ = ["is_personal", "masked", "pseudonymizer"]

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_SESSION_SALT = secrets.token_hex(16)
# Names of members that carry personal data, without case and underscores.
_NAMES = """
mobile mobilenumber phone phonenumber landline email emailid emailaddress externalid
cardnumber cardexternalid firstname lastname middlename fullname customername nomineename
address addressline1 addressline2 street pincode zip zipcode dob dateofbirth birthday
anniversary identifiervalue idvalue oldvalue newvalue oldidentifiervalue newidentifiervalue
primaryidentifier entityvalue wechat unionid fbid facebook line cuid martjackid openid
username passport nationalid latitude longitude receiver recipient
"""
_PERSONAL = frozenset(_NAMES.split())
# Pairs of members of which the first says what the second is: {"type": "mobile", "value": "9144"}.
_TYPED = (("type", "value"), ("name", "value"), ("identifierType", "identifierValue"))
_NOT_PERSONAL = ("", None, "None", "null")


def is_personal(name: str) -> bool:
    """Say whether a member of this name carries personal data.

    Examples
    --------
    >>> is_personal("first_name"), is_personal("loyalty_points")
    (True, False)
    """
    return re.sub(r"[\W_]", "", name).lower() in _PERSONAL


def pseudonymizer(salt: bool | str) -> Callable[[Any], str]:
    """Give the function that makes the pseudonym of a value.

    Parameters
    ----------
    salt : bool or str
        True for one that is new with every session; a text for one that stays.

    Examples
    --------
    >>> mask = pseudonymizer("any text")
    >>> mask("914400000017") == mask(914400000017), mask("A@mail.test") == mask("a@mail.test")
    (True, True)
    """
    key = (_SESSION_SALT if salt is True else str(salt)).encode("utf-8", "surrogatepass")

    def pseudonym(value: Any) -> str:
        text = str(value).strip().lower().encode("utf-8", "surrogatepass")
        return "~" + hmac.new(key, text, "sha256").hexdigest()[:10]

    return pseudonym


def masked(value: Any, salt: bool | str, besides: Iterable[Any] = ()) -> Any:
    """Give a copy of an answer's value with its personal data replaced.

    Personal values that occur in other texts, such as messages and names of members, are replaced
    there too, and so is whatever looks like an e-mail address.

    Parameters
    ----------
    value : object
        What is to be masked.
    salt : bool or str
        As for `pseudonymizer`.
    besides : iterable of object
        What else tells of personal values: the whole answer, and what was asked.

    Examples
    --------
    >>> hidden = masked({"mobile": "914400000017", "points": 5, "note": "914400000017 called"}, "s")
    >>> hidden["points"], hidden["note"] == f"{hidden['mobile']} called"
    (5, True)
    """
    pseudonym = pseudonymizer(salt)
    known: dict[str, str] = {}
    for told in (value, *besides):
        _collect(told, pseudonym, known)
    long = sorted((text for text in known if len(text) >= 6), key=len, reverse=True)
    inside = re.compile("|".join(map(re.escape, long))) if long else None

    @cache
    def text_of(text: str) -> str:
        text = inside.sub(lambda found: known[found[0]], text) if inside else text
        return _EMAIL.sub(lambda found: pseudonym(found[0]), text) if "@" in text else text

    return _replace(value, pseudonym, text_of)


def _personal_members(node: dict[str, Any]) -> set[str]:
    """The members that carry personal data, by their own name or by the type beside them."""
    found = {name for name in node if is_personal(name)}
    for kind, content in _TYPED:
        if content in node and isinstance(node.get(kind), str) and is_personal(node[kind]):
            found.add(content)
    return found


def _collect(node: Any, pseudonym: Callable[[Any], str], known: dict[str, str]) -> None:
    if isinstance(node, dict):
        personal = _personal_members(node)
        for name, member in node.items():
            if name in personal and isinstance(member, str | int) and member not in _NOT_PERSONAL:
                known[str(member)] = pseudonym(member)
            else:
                _collect(member, pseudonym, known)
    elif isinstance(node, list):
        for member in node:
            _collect(member, pseudonym, known)


def _replace(node: Any, pseudonym: Callable[[Any], str], text_of: Callable[[str], str]) -> Any:
    if isinstance(node, dict):
        personal = _personal_members(node)
        return {
            text_of(name): _hidden(member, pseudonym, text_of)
            if name in personal
            else _replace(member, pseudonym, text_of)
            for name, member in node.items()
        }
    if isinstance(node, list):
        return [_replace(member, pseudonym, text_of) for member in node]
    return text_of(node) if isinstance(node, str) else node


def _hidden(member: Any, pseudonym: Callable[[Any], str], text_of: Callable[[str], str]) -> Any:
    """The pseudonyms of a personal member: of its value, of each in a list, or of what is below."""
    if isinstance(member, list):
        return [_hidden(one, pseudonym, text_of) for one in member]
    if isinstance(member, dict):
        return _replace(member, pseudonym, text_of)
    if isinstance(member, bool) or member in _NOT_PERSONAL:
        return member
    return pseudonym(member)

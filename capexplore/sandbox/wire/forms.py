"""Reading the members of the bodies of versions 2 and 3, which have the types of JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from capexplore.sandbox.domain.rules import Refused
from capexplore.sandbox.handling import bad_request
from capexplore.sandbox.wire.formats import text, whole_number

__all__ = ["an_object", "choice", "flag", "needed", "needed_number", "number", "objects", "words"]

_LARGEST_BATCH = 100


def an_object(body: object) -> dict[str, Any]:
    """Give a body, or a member of one, that is to be an object.

    Raises
    ------
    Rejected
        400.
    """
    if not isinstance(body, dict):
        raise bad_request("The body must be an object")
    return body


def objects(body: object) -> list[dict[str, Any]]:
    """Give a body, or a member of one, that is to be a list of objects, at least one.

    Raises
    ------
    Rejected
        400.
    """
    if not isinstance(body, list) or not body or len(body) > _LARGEST_BATCH:
        raise bad_request(f"The body must be a list with 1 to {_LARGEST_BATCH} members")
    return [an_object(member) for member in body]


def words(body: dict[str, Any], name: str, default: str = "", *, longest: int = 255) -> str:
    """Give a member as text.

    Raises
    ------
    Rejected
        400 for what is no text, or too long.
    """
    value = body.get(name)
    if value is None:
        return default
    said = text(value)
    if said is None or len(said) > longest:
        raise bad_request(f"{name} must be text of at most {longest} characters")
    return said


def needed(body: dict[str, Any], name: str, *, longest: int = 255) -> str:
    """Give a required member as text.

    Raises
    ------
    Refused
        ``field-missing``.
    Rejected
        As `words`.
    """
    said = words(body, name, longest=longest)
    if not said:
        raise Refused("field-missing", name=name)
    return said


def number(body: dict[str, Any], name: str, *, least: int | None = None) -> int | None:
    """Give a member as a whole number; None if it is not there.

    Raises
    ------
    Rejected
        400 for what is none, or less than the least.
    """
    value = body.get(name)
    if value is None:
        return None
    read = whole_number(value)
    if read is None or (least is not None and read < least):
        more = "" if least is None else f" of at least {least}"
        raise bad_request(f"{name} must be a whole number{more}")
    return read


def needed_number(body: dict[str, Any], name: str, *, least: int | None = None) -> int:
    """Give a required member as a whole number.

    Raises
    ------
    Refused
        ``field-missing``.
    Rejected
        As `number`.
    """
    read = number(body, name, least=least)
    if read is None:
        raise Refused("field-missing", name=name)
    return read


def flag(body: dict[str, Any], name: str, *, default: bool) -> bool:
    """Give a member as a truth value.

    Raises
    ------
    Rejected
        400 for what is none.
    """
    value = body.get(name)
    if value is None:
        return default
    if not isinstance(value, bool):
        raise bad_request(f"{name} must be true or false")
    return value


def choice(body: dict[str, Any], name: str, allowed: Iterable[str], default: str = "") -> str:
    """Give a member that is one of several words, in upper case; required without a default.

    Raises
    ------
    Refused
        ``field-missing``.
    Rejected
        400 for another word.
    """
    said = (words(body, name, default) or needed(body, name)).upper()
    if said not in allowed:
        raise bad_request(f"{name} must be one of {', '.join(allowed)}")
    return said

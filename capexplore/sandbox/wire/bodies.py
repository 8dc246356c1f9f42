"""Reading the members of an object of a version 2 body, with the documented error for the rest."""

from __future__ import annotations

from typing import Any

from capexplore.sandbox.handling import bad_request
from capexplore.sandbox.wire.formats import fields, is_true, text, whole_number

__all__ = ["flag", "named_values", "number", "objects", "part", "record", "words"]


def record(body: Any) -> dict[str, Any]:
    """Give a body that has to be an object; 400 for anything else."""
    if not isinstance(body, dict):
        raise bad_request("The body must be an object")
    return body


def words(body: dict[str, Any], member: str, longest: int = 255) -> str:
    """Give a member that is text, empty if it is missing; 400 if it is none, or too long."""
    value = body.get(member)
    said = "" if value is None else text(value)
    if said is None or len(said) > longest or not said.isprintable():
        raise bad_request(f"{member} must be text of at most {longest} characters")
    return said


def number(body: dict[str, Any], member: str) -> int | None:
    """Give a member that is a whole number, None if it is missing or empty; 400 for the rest."""
    value = body.get(member)
    if value is None or value == "":
        return None
    found = whole_number(value)
    if found is None:
        raise bad_request(f"{member} must be a whole number")
    return found


def flag(body: dict[str, Any], member: str, *, default: bool = False) -> bool:
    """Give a member that is a boolean, as one or as text or number; 400 for anything else."""
    value = body.get(member)
    if value is None or value == "":
        return default
    if (text(value) or "").lower() not in ("true", "false", "1", "0"):
        raise bad_request(f"{member} must be true or false")
    return is_true(value)


def part(body: dict[str, Any], member: str) -> dict[str, Any]:
    """Give a member that is an object, empty if it is missing; 400 for anything else."""
    value = body.get(member)
    if value is None or value == "":
        return {}
    if not isinstance(value, dict):
        raise bad_request(f"{member} must be an object")
    return value


def objects(body: dict[str, Any], member: str) -> list[dict[str, Any]]:
    """Give a member that is a list of objects, empty if it is missing; 400 for anything else."""
    value = body.get(member)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        raise bad_request(f"{member} must be a list of objects")
    return value


def named_values(body: dict[str, Any], member: str) -> dict[str, str]:
    """Give values by name: of an object, or of a list of objects with ``name`` and ``value``."""
    value = body.get(member)
    if value is None or isinstance(value, dict):
        return fields(value)
    return {words(entry, "name"): words(entry, "value", 5000) for entry in objects(body, member)}

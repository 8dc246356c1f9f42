"""Fields and attributes as version 1.1 reads and writes them: pairs of a name and a value.

``{"field": [{"name": "berth", "value": "North"}]}`` is ``{"berth": "North"}`` to the domain.
"""

from __future__ import annotations

from typing import Any

from capexplore.sandbox.wire.formats import listed, text

__all__ = ["fields_of", "pairs", "shown_fields", "values_of"]


def values_of(container: object, member: str) -> dict[str, str]:
    """Read the pairs of a container, whose members have a name; pairs without name are nothing.

    Examples
    --------
    >>> values_of({"attribute": {"name": "origin", "value": "hill"}}, "attribute")
    {'origin': 'hill'}
    """
    found = {}
    for pair in listed(container, member):
        name = text(pair.get("name")) if isinstance(pair, dict) else None
        if name:
            found[name] = text(pair.get("value")) or ""
    return found


def fields_of(item: dict[str, Any], name: str) -> dict[str, str]:
    """Read the fields that a member of an item holds."""
    return values_of(item.get(name), "field")


def pairs(values: dict[str, str]) -> list[dict[str, str]]:
    """Write values as pairs."""
    return [{"name": name, "value": value} for name, value in values.items()]


def shown_fields(values: dict[str, str]) -> dict[str, list[dict[str, str]]]:
    """Write the values of fields."""
    return {"field": pairs(values)}

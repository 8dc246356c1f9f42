"""Records to columns: nested objects as dotted names, some hundred records at a time.

The records of one answer have the same shape as a rule, so the work is done by columns: the members
of all records are turned round at once, and a column of objects is a list of records again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

__all__ = ["CONTAINERS", "MISSING", "Missing", "columns"]

Cells = Sequence[Any]
_Column = tuple[str, str, Cells]  # its dotted name, the last member's name in that, its cells

CONTAINERS = {
    "addon_items": "addon_item",
    "attributes": "attribute",
    "combo_items": "combo_item",
    "coupons": "coupon",
    "custom_fields": "field",
    "custom_properties": "custom_property",
    "extended_fields": "field",
    "language_translations": "field",
    "line_items": "line_item",
    "payment_details": "payment",
    "points_summaries": "points_summary",
    "side_effects": "effect",
    "split_items": "split_item",
    "subscriptions": "subscription",
    "supported_countries": "country",
    "supported_currencies": "currency",
    "supported_languages": "language",
    "supported_timezones": "timezone",
    "transactions": "transaction",
    "warnings": "warning",
}
"""Objects of v1 and v1.1 that hold one list: ``{"coupons": {"coupon": [...]}}``.

An empty one comes as null, as an empty text, list or object, or with an empty list; in XML all of
these are one. A lone member comes as an object in place of a list.
"""

# The same, but the name also stands for a text or for another object, which may be empty.
_LISTS_AT_TIMES = {"notes": "note", "points": "point"}
_LISTS = CONTAINERS | _LISTS_AT_TIMES
# The containers whose members are names and values.
_NAMED = frozenset({"custom_fields", "extended_fields"})


class Missing:
    """The type of `MISSING`."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "MISSING"


MISSING = Missing()
"""What stands in the cell of a record that has no such member; null is another thing."""


def columns(
    records: Sequence[Mapping[str, Any]], *, expand: bool = True, contain: bool = False
) -> Iterator[tuple[str, Cells, set[type]]]:
    """Turn records into columns whose cells are no objects, in the order of the members.

    Parameters
    ----------
    records : sequence of dict
        Some hundred at a time.
    expand : bool
        Whether the members of name/value lists become columns.
    contain : bool
        Whether each of `CONTAINERS` is given one shape, in which it holds a list.

    Yields
    ------
    name : str
        Dotted, as `pandas.json_normalize` names it.
    cells : sequence
        One for each record; `MISSING` where a record has none.
    kinds : set of type
        The types of the cells.

    Examples
    --------
    >>> [(name, list(cells)) for name, cells, _ in columns([{"a": {"b": 1, "c": [2]}}])]
    [('a.b', [1]), ('a.c', [[2]])]
    """
    # A stack in place of recursion, because the depth of an answer is not ours to choose.
    waiting: list[_Column] = [("", "", records)]
    while waiting:
        name, key, cells = waiting.pop()
        if key in _LISTS and (contain or (expand and key in _NAMED)):
            cells = _contained(key, cells)
        kinds = set(map(type, cells))
        if dict not in kinds:
            if kinds != {Missing}:
                yield name, cells, kinds
            continue
        if len(kinds) > 1:
            kinds = (kinds - {dict}) | {Missing}
            if len(kinds) > 1:
                yield name, [MISSING if type(cell) is dict else cell for cell in cells], kinds
            cells = [cell if type(cell) is dict else {} for cell in cells]
        if expand and key in _NAMED:
            cells = _named(cells, True)
        keys, members = _turned(cells)
        if expand and "field" in keys and key and key not in _NAMED:
            keys, members = _turned(_named(cells, False))
        below: list[_Column] = [
            (f"{name}.{key}" if name else str(key), key, member)
            for key, member in zip(keys, members, strict=True)
        ]
        waiting += reversed(_flat_first(below) if cells is records else below)


def _turned(records: Cells) -> tuple[Sequence[str], list[Cells]]:
    """The keys of records, and the values of each."""
    shapes = dict.fromkeys(map(tuple, records))
    if len(shapes) == 1:
        (keys,) = shapes
        return keys, list(zip(*map(dict.values, records), strict=True))
    union = list(dict.fromkeys(chain.from_iterable(shapes)))
    return union, [[record.get(key, MISSING) for record in records] for key in union]


def _flat_first(members: list[_Column]) -> list[_Column]:
    """Have ``{"a.b": 1}`` before ``{"a": {"b": 2}}``, which is to prevail, as in json_normalize."""
    if not any("." in key or not key for _, key, _ in members):
        return members
    flat: list[_Column] = [
        (name, key, [MISSING if type(c) is dict else c for c in cells])
        for name, key, cells in members
    ]
    return flat + [
        (name, key, [c if type(c) is dict else MISSING for c in cells])
        for name, key, cells in members
    ]


def _contained(key: str, cells: Cells) -> Cells:
    """Give a container's list in every record, also where it has one member or none."""
    member = _LISTS[key]
    if set(map(type, cells)) == {dict} and {type(c.get(member)) for c in cells} == {list}:
        return cells
    empty: dict[str, Any] | None = {member: []} if key in CONTAINERS else None
    return [_listed(cell, member, empty) for cell in cells]


def _listed(cell: Any, member: str, empty: dict[str, Any] | None) -> Any:
    if _is_empty(cell):
        return cell if empty is None else empty
    if type(cell) is not dict or type(cell.get(member, [])) is list:
        return cell
    inner = cell[member]
    return {**cell, member: [] if _is_empty(inner) else [inner]}


def _is_empty(cell: Any) -> bool:
    return cell is None or (isinstance(cell, str | list | dict) and not cell)


def _named(cells: Cells, drop_empty: bool) -> list[dict[str, Any]]:
    """Make members of name/value lists."""
    lists = [cell.get("field") for cell in cells]
    if set(map(type, lists)) == {list} and set(map(len, cells)) == {1}:
        pairs = list(chain.from_iterable(lists))
        # As a rule these are all alike, and can be judged together.
        alike = set(map(type, pairs)) == {dict} and set(map(tuple, pairs)) == {("name", "value")}
        if alike and all(lists) and {type(pair["name"]) for pair in pairs} == {str}:
            named = [{pair["name"]: pair["value"] for pair in members} for members in lists]
            if list(map(len, named)) == list(map(len, lists)):
                return named
    return [_with_names(cell, drop_empty) for cell in cells]


def _with_names(cell: dict[str, Any], drop_empty: bool) -> dict[str, Any]:
    """Make members of one name/value list, also of a lone pair; but not if one would be lost."""
    inner = cell.get("field")
    if not inner:
        return {} if drop_empty and inner == [] and len(cell) == 1 else cell
    pairs = inner if type(inner) is list else [inner]
    try:
        named = {pair["name"]: pair["value"] for pair in pairs}
    except (KeyError, TypeError):
        return cell
    others = {key: value for key, value in cell.items() if key != "field"}
    # Two keys in a pair, each name once, none that is a member already.
    whole = sum(map(len, pairs)) == 2 * len(named) and named.keys().isdisjoint(others)
    return others | named if whole and set(map(type, named)) == {str} else cell

"""What an answer says besides its records: status, paging, and what stands around the records."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

__all__ = ["drop_empty", "without"]

_GONE = object()


def without(body: Any, records: Iterable[Any]) -> dict[str, Any]:
    """Give the members of an answer that are not its records; what holds nothing is left out.

    Parameters
    ----------
    body : object
        The decoded answer.
    records : iterable
        Parts of the body, the very objects.

    Examples
    --------
    >>> body = {"pagination": {"total": 1}, "data": [{"id": 7}], "errors": []}
    >>> without(body, body["data"])
    {'pagination': {'total': 1}}
    """
    if not isinstance(body, dict):
        return {}
    taken = {id(record) for record in records if isinstance(record, dict | list)}
    # A flat answer is a record without its errors and warnings: its members are the same objects.
    flat = next((r for r in records if isinstance(r, dict) and r and r.keys() <= body.keys()), {})
    flat = flat if all(body[name] is member for name, member in flat.items()) else {}
    rest = _left({name: member for name, member in body.items() if name not in flat}, taken)
    return rest if isinstance(rest, dict) else {}


def drop_empty(body: Any, path: str) -> Any:
    """Take out of a body what is empty on a dotted path, where records were split off.

    Examples
    --------
    >>> drop_empty({"response": {"status": 1, "customers": None}}, "response.customers.customer")
    {'response': {'status': 1}}
    """
    node = body
    for name in path.split("."):
        if not isinstance(node, dict) or name not in node:
            break
        if not node[name]:
            del node[name]
            break
        node = node[name]
    return body


def _left(node: Any, taken: set[int]) -> Any:
    if id(node) in taken:
        return _GONE
    if isinstance(node, dict):
        members = {name: _left(member, taken) for name, member in node.items()}
        kept = {name: member for name, member in members.items() if member is not _GONE}
        return kept or _GONE
    if isinstance(node, list):
        return [one for one in (_left(m, taken) for m in node) if one is not _GONE] or _GONE
    return node

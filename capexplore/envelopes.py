"""What an answer says of itself: one small reader for each version's envelope.

HTTP 200 does not mean success. A request-level status, a list of errors and a verdict on each item
do, and each version has its own way of saying them. A reader never raises: whatever came is an
outcome.

Notes
-----
Source: errors page, and the response samples of each operation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from capexplore.catalog import Action

__all__ = ["Item", "Notice", "Reading", "judge", "read"]

Notice = dict[str, Any]
"""An error or a warning: its ``code`` (int or None) and ``message`` (str or None)."""

# What is larger is no code, and does not fit into a column of whole numbers.
_NO_CODE = 10**18
_V2_META = frozenset({"warnings", "errors", "error", "success", "pagination"})


@dataclass(frozen=True, slots=True)
class Item:
    """The verdict on one item of a call.

    Attributes
    ----------
    index : int
        Its place in the answer, from 0.
    ok : bool
        Whether it worked.
    code : int or None
        The item's own code, such as 1000; its meaning depends on the operation.
    message : str or None
        The text that came with the code.
    warnings : tuple of dict
        What did not go as asked although the item worked, each with ``code`` and ``message``.
    data : dict or value
        The item itself.
    """

    index: int
    ok: bool
    code: int | None = None
    message: str | None = None
    warnings: tuple[Notice, ...] = ()
    data: Any = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader found in an answer."""

    outcome: str
    code: int | None
    message: str | None = None
    items: tuple[Item, ...] = ()
    warnings: tuple[Notice, ...] = ()
    errors: tuple[Notice, ...] = ()
    records: tuple[Any, ...] = ()


def read(action: Action, body: Any, status_code: int) -> Reading:
    """Read the envelope of an answer whose body could be decoded.

    Parameters
    ----------
    action : Action
        What was called.
    body : object
        The decoded body, from JSON or XML.
    status_code : int
        The HTTP status.
    """
    if isinstance(body, dict) and "errorCode" in body and "errors" not in body:
        notice = _notice({"code": body["errorCode"], "message": body.get("errorMessage")})
        return Reading("failed", notice["code"], notice["message"], errors=(notice,))
    if isinstance(body, dict) and isinstance(_status(body), dict):
        return _read_v1(action, body, status_code)
    if body is None or (action.path.startswith("/v1.1/") and not _has_verdicts(body)):
        notice = {"code": status_code, "message": "the answer does not say how the call went"}
        return Reading("failed", status_code, notice["message"], errors=(notice,))
    if isinstance(body, dict) and isinstance(body.get("response"), list):
        return _read_bulk(body, status_code)
    if isinstance(body, dict) and "data" in body and "errors" in body and _is_v3(body):
        return _read_v3(body, status_code)
    return _read_v2(action, body, status_code)


def _has_verdicts(body: Any) -> bool:
    """Whether an answer of v1.1 without a status has any other sign of how the call went."""
    if not isinstance(body, dict):
        return False
    return any(name in body for name in ("errors", "success", "data", "entity", "warnings"))


def _status(body: dict[str, Any]) -> Any:
    inner = body.get("response")
    return (inner if isinstance(inner, dict) else body).get("status")


def _read_v1(action: Action, body: dict[str, Any], status_code: int) -> Reading:
    """v1 and v1.1: a request-level status, and an ``item_status`` in each item."""
    status = _status(body)
    code = _number(status.get("code"))
    inner = body["response"] if isinstance(body.get("response"), dict) else body
    found = list(_with_status(inner))
    items = tuple(judge(index, data) for index, data in enumerate(found))
    said_ok = _is_true(status.get("success")) and (code is None or code < 300)
    if items:
        good = sum(item.ok for item in items)
        outcome = "success" if good == len(items) else "partial" if good else "failed"
        if not good or (not said_ok and good == len(items) and not _is_true(status.get("success"))):
            outcome = "failed"
    else:
        outcome = "success" if said_ok and status_code < 400 else "failed"
    errors = tuple({"code": i.code, "message": i.message} for i in items if not i.ok)
    if outcome == "failed" and not errors:
        errors = (_notice(status),)
    warnings = (*_v1_warnings(status), *(w for item in items for w in item.warnings))
    records: tuple[Any, ...] = ()
    if outcome != "failed":
        records = tuple(_records(action, found, inner))
        items = items or _good(records)
    code = status_code if code is None else code
    return Reading(outcome, code, _text(status.get("message")), items, warnings, errors, records)


def _records(action: Action, found: list[Any], inner: dict[str, Any]) -> list[Any]:
    if action.records:
        # One documented sample lacks the outermost "response".
        return _at({"response": inner}, action.records)
    if found:
        return found
    rest = {key: value for key, value in inner.items() if key != "status"}
    return _longest_list(rest) or ([rest] if rest else [])


def _with_status(node: Any) -> Iterator[dict[str, Any]]:
    """The objects that carry an ``item_status``, in the order of the answer."""
    if isinstance(node, dict):
        if "item_status" in node:
            yield node
            return
        for key, value in node.items():
            if key != "status":
                yield from _with_status(value)
    elif isinstance(node, list):
        for value in node:
            yield from _with_status(value)


def judge(index: int, data: dict[str, Any]) -> Item:
    """Read the ``item_status`` of an item of v1 or v1.1."""
    status = data["item_status"]
    if not isinstance(status, dict):
        return Item(index, False, data=data)
    ok = _is_true(status.get("success", status.get("status")))
    warnings = tuple(_v1_warnings(status))
    return Item(
        index, ok, _number(status.get("code")), _text(status.get("message")), warnings, data
    )


def _v1_warnings(status: dict[str, Any]) -> list[Notice]:
    warnings = status.get("warnings")
    if isinstance(warnings, dict):
        warnings = warnings.get("warning")
    members = warnings if isinstance(warnings, list) else [warnings]
    return [_notice(one) for one in members if one not in (None, "", {})]


def _read_bulk(body: dict[str, Any], status_code: int) -> Reading:
    """v2 bulk: items are counted by their errors, because the printed counters are not reliable."""
    items = []
    for index, entry in enumerate(body["response"]):
        entry = entry if isinstance(entry, dict) else {"result": entry}
        errors = _notices(entry.get("errors"))
        first = errors[0] if errors else {}
        items.append(
            Item(
                index,
                not errors,
                first.get("code"),
                first.get("message"),
                _notices(entry.get("warnings")),
                entry,
            )
        )
    good = sum(item.ok for item in items)
    outcome = "success" if good == len(items) else "partial" if good else "failed"
    errors = tuple({"code": i.code, "message": i.message} for i in items if not i.ok)
    code = errors[0]["code"] if outcome == "failed" and errors else status_code
    message = errors[0]["message"] if outcome == "failed" and errors else None
    warnings = tuple(w for item in items for w in item.warnings)
    records = tuple(item.data for item in items) if outcome != "failed" else ()
    return Reading(outcome, code, message, tuple(items), warnings, errors, records)


def _is_v3(body: dict[str, Any]) -> bool:
    return body["errors"] is None or (body["data"] is None and isinstance(body["errors"], list))


def _read_v3(body: dict[str, Any], status_code: int) -> Reading:
    """v3: ``errors`` is null when all is well, ``data`` when it is not."""
    errors = _notices(body.get("errors"))
    warnings = _notices(body.get("warnings"))
    if errors or body.get("data") is None or status_code >= 400:
        return _failure(errors, warnings, status_code)
    return _success(body["data"], status_code, warnings)


def _read_v2(action: Action, body: Any, status_code: int) -> Reading:
    """v2: errors at the top, or a false ``success``; else an entity, a list, or a flat object.

    Parts that failed may stand lower, beside those that worked: then the call failed in part.
    """
    if not isinstance(body, dict):
        if status_code >= 400:
            return _failure((), (), status_code)
        return _success(body, status_code, ())
    errors = _notices(body.get("errors"))
    warnings = _notices(body.get("warnings"))
    below, worked = _failures_below(action, body)
    if body.get("success") is False or status_code >= 400 or (errors and not worked):
        return _failure((*errors, *below), warnings, status_code)
    if below and not worked:
        return _failure(below, warnings, status_code)
    good = _success(_v2_content(action, body), status_code, warnings)
    if not errors and not below:
        return good
    failed = _failure((*errors, *below), warnings, status_code)
    return replace(
        failed,
        outcome="partial",
        items=good.items,
        records=good.records,
    )


def _v2_content(action: Action, body: dict[str, Any]) -> Any:
    """The records of a v2 answer: at the catalog's path, or where the envelope has them."""
    if action.records and action.records != ".":
        return _at(body, action.records)
    for name in ("data", "entity"):
        if not action.records and isinstance(body.get(name), list | dict):
            return body[name]
    return {key: value for key, value in body.items() if key not in _V2_META}


def _failures_below(action: Action, body: dict[str, Any]) -> tuple[tuple[Notice, ...], bool]:
    """The failures that a v2 answer tells of below its top, and whether anything else worked."""
    entity = body.get("entity")
    inner = entity if isinstance(entity, dict) else body
    found: list[Notice] = []
    for name in ("failedToRevoke", "unprocessedCoupons"):
        listed = inner.get(name)
        found += _notices(listed) if isinstance(listed, list) else ()
    amended = inner.get("redemptions")
    for record in amended if isinstance(amended, list) else ():
        found += _refused_redemption(record)
    status = inner.get("redemptionStatus")
    if isinstance(status, dict) and not _is_true(status.get("status", True)):
        return (*found, _notice(status)), False
    failed = _number(inner.get("failedCount"))
    if failed and not found:
        found = [{"code": None, "message": f"{failed} failed"}]
    if failed and failed == _number(inner.get("totalCount")):
        return tuple(found), False
    if isinstance(entity, dict):
        return tuple(found), _number(inner.get("successCount")) != 0
    return tuple(found), bool(body.get("data") or entity or _listed_records(action, body))


def _listed_records(action: Action, body: dict[str, Any]) -> list[Any]:
    """The records of an action that has a list of them beside its errors."""
    return _at(body, action.records) if action.records and action.records != "." else []


def _refused_redemption(record: Any) -> tuple[Notice, ...]:
    """Why the redemption in a record failed: nothing, or one notice."""
    status = record.get("redemptionStatus") if isinstance(record, dict) else None
    if not isinstance(status, dict):
        return ()
    return () if _is_true(status.get("status", status.get("success", True))) else (_notice(status),)


def _success(content: Any, status_code: int, warnings: tuple[Notice, ...]) -> Reading:
    records = content if isinstance(content, list) else [content] if content != {} else []
    return Reading("success", status_code, None, _good(records), warnings, (), tuple(records))


def _good(records: Iterable[Any]) -> tuple[Item, ...]:
    """The items of an answer that worked, except for a redemption that says that it did not."""
    items = []
    for index, record in enumerate(records):
        refused = _refused_redemption(record)
        why = {"code": refused[0]["code"], "message": refused[0]["message"]} if refused else {}
        items.append(Item(index, not refused, data=record, **why))
    return tuple(items)


def _failure(errors: tuple[Notice, ...], warnings: tuple[Notice, ...], status_code: int) -> Reading:
    if not errors:
        errors = ({"code": status_code, "message": "the answer does not say why"},)
    first = errors[0]
    code = first["code"]
    return Reading(
        "failed",
        status_code if code is None else code,
        first["message"],
        warnings=warnings,
        errors=errors,
    )


def _notices(value: Any) -> tuple[Notice, ...]:
    members = value if isinstance(value, list) else [] if value in (None, "", {}) else [value]
    return tuple(_notice(one) for one in members)


def _notice(value: Any) -> Notice:
    if isinstance(value, dict):
        code, message = value.get("code"), value.get("message")
        return {
            "code": _number(value.get("errorCode") if code is None else code),
            "message": _text(value.get("errorMessage") if message is None else message),
        }
    number = _number(value)
    return {"code": number, "message": None if number is not None else _text(value)}


def _at(body: Any, path: str) -> list[Any]:
    """The records at a dotted path: a list, or a lone object as a list of one."""
    found = [body]
    for name in path.split(".") if path != "." else ():
        below = (node.get(name) for node in found if isinstance(node, dict))
        found = [one for node in below for one in (node if isinstance(node, list) else [node])]
    return [node for node in found if node not in (None, "", {})]


def _longest_list(node: Any) -> list[Any]:
    """The longest list of objects anywhere in a value."""
    best: list[Any] = []
    waiting = [node]
    while waiting:
        here = waiting.pop(0)
        if isinstance(here, dict):
            waiting.extend(here.values())
        elif isinstance(here, list):
            if len(here) > len(best) and all(isinstance(one, dict) for one in here):
                best = here
            waiting.extend(here)
    return best


def _is_true(value: Any) -> bool:
    return str(value).strip().lower() == "true"


def _number(value: Any) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value if abs(value) < _NO_CODE else None
    text = str(value).strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _text(value: Any) -> str | None:
    return None if value is None else str(value)

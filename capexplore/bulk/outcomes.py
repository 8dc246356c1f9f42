"""An answer to the verdicts on the rows of its call."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from capexplore.bulk.journal import DOUBT, FAILED, OK, PENDING, Outcome
from capexplore.bulk.mapping import Task
from capexplore.envelopes import Item
from capexplore.response import Response

__all__ = ["created_id", "verdicts"]

_IDS = ("createdId", "entityId", "id", "user_id", "userId", "webHookId", "redemption_id", "entity")


def verdicts(task: Task, response: Response) -> list[Outcome]:
    """Give the outcome of each row of a call, in the order of the rows.

    Items are in the order in which they were sent. Where there are none, the verdict on the call is
    that on each of its rows. A row that was read with others is pending where the answer does not
    say which item is its own.
    """
    items = response.items
    if task.listed is not None and len(task.numbers) > 1 and items:
        found = _by_value(task, items)
        return [
            Outcome(number, PENDING) if item is None else _of_item(number, item, item.ok, response)
            for number, item in zip(task.numbers, found, strict=True)
        ]
    if len(items) == len(task.numbers) > 1:
        return [
            _of_item(number, item, item.ok, response)
            for number, item in zip(task.numbers, items, strict=True)
        ]
    ok = response.outcome == "success"
    if len(task.numbers) == 1 and len(items) == 1:
        return [_of_item(task.numbers[0], items[0], ok, response)]
    if len(task.numbers) == 1 or response.outcome == "failed":
        state, answer = (OK if ok else FAILED), _encoded(list(response.records) or None)
        message, traced = _message(response), response.request_id
        return [
            Outcome(n, state, response.code, message, None, traced, answer) for n in task.numbers
        ]
    message = f"In doubt: {len(items)} items came back for {len(task.numbers)} rows."
    traced = response.request_id
    return [Outcome(n, DOUBT, response.code, message, None, traced) for n in task.numbers]


def _by_value(task: Task, items: Sequence[Item]) -> list[Item | None]:
    """Give the item of each value of a comma list: by what it shows of it, else by its place."""
    shown: dict[str, list[Item]] = {}
    for item in items:
        data = item.data if isinstance(item.data, dict) else {}
        shown.setdefault(str(data.get(task.listed)), []).append(item)
    asked = [str(value) for value in task.items]
    if all(len(shown.get(value, ())) == 1 for value in asked):
        return [shown[value][0] for value in asked]
    # What was merged shows the identifiers of the survivor.
    if len(items) == len(asked):
        return list(items)
    return [shown[value][0] if len(shown.get(value, ())) == 1 else None for value in asked]


def _of_item(number: int, item: Item, ok: bool, response: Response) -> Outcome:
    code, message = item.code, item.message
    if code is None:
        failed = response.errors[0] if response.errors and not ok else {}
        code = failed.get("code") or response.code
        message = message or failed.get("message") or response.message
    return Outcome(
        number,
        OK if ok else FAILED,
        code,
        message,
        created_id(item.data) if ok else None,
        response.request_id,
        _encoded(item.data),
    )


def _message(response: Response) -> str | None:
    if response.outcome != "success" and response.errors:
        return response.errors[0]["message"] or response.message
    return response.message


def created_id(data: Any) -> Any:
    """Give the id of what a call made or found; None if the answer has none.

    Examples
    --------
    >>> created_id({"createdId": 910084, "warnings": []})
    910084
    """
    if not isinstance(data, dict):
        return None
    found = (data.get(name) for name in _IDS)
    fit = (one for one in found if isinstance(one, int | str) and not isinstance(one, bool))
    return next((one for one in fit if one != ""), None)


def _encoded(data: Any) -> bytes | None:
    # A secret of an answer is written as its mask.
    return None if data is None else msgspec.json.encode(data, enc_hook=str)

"""How version 1.1 answers: the ``response`` envelope, item verdicts, and the codes of reasons.

Source: the errors page and the tables of item-level codes of the customer operations.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import nullcontext
from typing import Any

from capexplore.catalog import Action
from capexplore.sandbox.domain.rules import Notice, Refused
from capexplore.sandbox.handling import Answer, Call, Rejected, bad_request
from capexplore.sandbox.wire.formats import UNREADABLE
from capexplore.sandbox.wire.reasons_v1_1 import NOTICES, code_of, taken

__all__ = [
    "ALL_FAILED",
    "BATCH_LIMIT",
    "answer_batch",
    "answer_items",
    "answer_members",
    "check_size",
    "failure",
    "items_of",
    "outcome",
    "refusal",
    "refused_item",
    "status",
    "verdict",
]

ALL_FAILED = "All requests have failed due to errors"
SOME_FAILED = "Some requests have failed due to errors"
BATCH_LIMIT = 100

# The entities that tell by a boolean whether a request worked.
_BOOLEANS = ("organization", "product")
# The entities that tell by a number how an item went.
_NUMBERS = (*_BOOLEANS, "request")
# Actions of which every answer has a list, and the members around it.
_LISTED = {
    "v1.1/organization/get_configs": ("organization", "configs", "config"),
    "v1.1/organization/get_custom_fields": ("organization", "custom_fields", "field"),
    "v1.1/organization/get_entities": ("organization", "entities", "entity"),
    "v1.1/request/get": ("requests", "request"),
    "v1.1/request/get_logs": ("requests", "request"),
}
_SUFFIXES = {"1017": ", Provided Custom Field is invalid"}


def status(code: int, message: str, *, success: object = "true") -> dict[str, Any]:
    """Give the status of a request."""
    return {"success": success, "code": code, "message": message}


def verdict(message: str, notices: Iterable[Notice], *, code: str | int = "1000") -> dict[str, Any]:
    """Give the status of an item that worked; its warnings are codes as text."""
    warnings = [NOTICES[notice.reason] for notice in notices if notice.reason in NOTICES]
    warnings = list(dict.fromkeys(warnings))
    suffix = "".join(_SUFFIXES.get(warning, "") for warning in warnings)
    return _verdict("true", code, message + suffix, warnings)


def _verdict(success: str, code: str | int, message: str, warnings: list[str]) -> dict[str, Any]:
    said = {"success": success, "code": code, "message": message}
    return {**said, "warnings": {"warning": warnings}}


def refused_item(refused: Refused, action: Action, *, as_text: bool = True) -> dict[str, Any]:
    """Give the status of an item that did not work.

    Parameters
    ----------
    refused : Refused
        Why.
    action : Action
        What was called: the same reason has another code for another entity.
    as_text : bool, optional
        Whether the code is text, as it is for customers, or a number.
    """
    if refused.reason == "identifier-taken" and "kind" in refused.details:
        kind = refused.details["kind"]
        code, message = taken(kind, action), f"{kind} belongs to another customer"
    else:
        code, message = code_of(refused.reason, action)
        message = message.format(str(next(iter(refused.details.values()), ""))[:100])
    return _verdict("false", str(code) if as_text else code, message, [])


def items_of(call: Call, name: str) -> list[Any]:
    """Give the items of a body, ``root.<name>``: a list, or one alone.

    Raises
    ------
    Rejected
        400 without ``root`` or items; 1060 for too many.
    """
    root = call.body.get("root") if isinstance(call.body, dict) else None
    items = root.get(name) if isinstance(root, dict) else None
    if isinstance(items, dict):
        items = [items]
    if not isinstance(items, list) or not items:
        raise bad_request(UNREADABLE)
    check_size(items)
    return items


def check_size(items: list[Any]) -> None:
    """Reject a batch that is larger than the limit."""
    if len(items) > BATCH_LIMIT:
        message = f"A batch may have {BATCH_LIMIT} items, this one has {len(items)}"
        raise Rejected(1060, message, status=400)


def answer_items(
    call: Call,
    items: Iterable[Any],
    one: Callable[[Any], dict[str, Any]],
    echo: Callable[[Any], dict[str, Any]],
    *,
    as_text: bool = True,
) -> tuple[list[dict[str, Any]], int]:
    """Carry out the items of a batch, each on its own: one that fails changes nothing.

    Parameters
    ----------
    call : Call
        The call.
    items : iterable
        What was asked, in the order in which it is answered.
    one : callable
        Carries out an item and gives its answer.
    echo : callable
        Gives what the answer for a failed item repeats of it.
    as_text : bool, optional
        Whether the codes of failed items are text.

    Returns
    -------
    tuple of list and int
        The answers, and how many of the items worked.
    """
    answers = []
    succeeded = 0
    for item in items:
        # A read leaves nothing to undo.
        alone = call.store.item() if call.action.writes else nullcontext()
        try:
            with alone:
                answers.append(one(item))
            succeeded += 1
        except Refused as refused:
            said = refused_item(refused, call.action, as_text=as_text)
            answers.append({**echo(item), "item_status": said})
    return answers, succeeded


def outcome(total: int, succeeded: int) -> dict[str, Any]:
    """Give the status of a request by how many of its items worked."""
    if succeeded == total:
        return status(200, "Success")
    if succeeded:
        return status(201, SOME_FAILED)
    return status(500, ALL_FAILED, success="false")


def answer_batch(
    call: Call,
    items: Iterable[Any],
    one: Callable[[Any], dict[str, Any]],
    echo: Callable[[Any], dict[str, Any]],
) -> Answer:
    """Answer a batch of customers, as add, update and get do: with totals. See `answer_items`."""
    answers, succeeded = answer_items(call, items, one, echo)
    said = outcome(len(answers), succeeded)
    said |= {"total": str(len(answers)), "success_count": str(succeeded)}
    tree = {"response": {"status": said, "customers": {"customer": answers}}}
    return Answer(tree, 200 if succeeded else 500)


def answer_members(
    call: Call,
    items: list[Any],
    one: Callable[[Any], dict[str, Any]],
    echo: Callable[[Any], dict[str, Any]],
    *wrapper: str,
    message: str = "Success",
) -> Answer:
    """Answer a call whose wrapper holds an object: one for one item, a list for several.

    Parameters
    ----------
    call, items, one, echo
        As for `answer_items`.
    *wrapper : str
        The names of the members around it, such as ``"customers", "customer"``.
    message : str, optional
        What the status says if all is well.
    """
    check_size(items)
    answers, succeeded = answer_items(call, items, one, echo)
    said = outcome(len(answers), succeeded)
    if said["code"] == 200:
        said["message"] = message
    shown: Any = answers[0] if len(answers) == 1 else answers
    for name in reversed(wrapper):
        shown = {name: shown}
    return Answer({"response": {"status": said, **shown}}, 200 if succeeded else 500)


def failure(rejected: Rejected) -> dict[str, Any]:
    """Give the body of a call that failed as a whole."""
    code, message = rejected.code, rejected.message
    if code in (401, 498):
        unauthorized = {"success": "false", "code": str(code), "message": message}
        return {"response": {"status": unauthorized, "customers": None}}
    if code == 400:
        return {"response": {"status": status(400, UNREADABLE, success=False)}}
    said = status(code, message, success=False if code == 403 else "false")
    if code == 403:
        said["warnings"] = {"warning": []}
    return {"response": {"status": said}}


def refusal(refused: Refused, action: Action) -> Answer:
    """Answer a call without a list of items that the domain refused."""
    said = status(500, ALL_FAILED, success=False if action.entity in _BOOLEANS else "false")
    item = refused_item(refused, action, as_text=action.entity not in _NUMBERS)
    wrapper = _LISTED.get(action.key)
    shown: Any = {"item_status": item}
    if wrapper is not None:
        shown = [shown]
    for name in reversed(wrapper or (action.entity,)):
        shown = {name: shown}
    return Answer({"response": {"status": said, **shown}}, 500)

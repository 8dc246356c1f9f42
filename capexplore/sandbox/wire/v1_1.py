"""How version 1.1 answers: the ``response`` envelope, item verdicts, and the codes of reasons.

Source: the errors page and the tables of item-level codes of the customer operations.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from capexplore.catalog import Action
from capexplore.sandbox.domain.rules import Notice, Refused
from capexplore.sandbox.handling import Answer, Call, Rejected, bad_request
from capexplore.sandbox.wire.formats import UNREADABLE

__all__ = ["ALL_FAILED", "answer_batch", "failure", "items_of", "refusal", "status", "verdict"]

ALL_FAILED = "All requests have failed due to errors"
SOME_FAILED = "Some requests have failed due to errors"
BATCH_LIMIT = 100

# reason -> code and message; "{}" is the detail
_REASONS: dict[str, tuple[int, str]] = {
    "attribution-invalid": (91021, "Attributed till {} is invalid"),
    "customer-erased": (8109, "Customer is deleted after PII delete request"),
    "customer-fraud": (618, "Customer is marked as fraud"),
    "customer-unknown": (1012, "No customer found for the given identifier"),
    "email-malformed": (1002, "Email is invalid"),
    "externalId-malformed": (1003, "External id is invalid"),
    "identifier-empty": (400, UNREADABLE),
    "identifier-malformed": (1042, "Identifier value {} is malformed"),
    "identifier-missing": (1015, "No customer identifier was given"),
    "identifier-none": (1007, "No usable primary identifier was given"),
    "item-unusable": (400, UNREADABLE),
    "loyalty-downgrade": (1046, "A loyalty customer cannot become a non-loyalty customer"),
    "mobile-malformed": (1001, "Mobile number is invalid"),
    "nobody-matches": (1011, "No customer matches the given identifier"),
    "primary-mismatch": (1047, "Primary and secondary identifiers belong to different customers"),
    "registered-outside-window": (1034, "Registration date is outside the allowed window"),
    "till-unknown": (91020, "Till {} is invalid for registration"),
}
_TAKEN = {"email": 1016, "mobile": 1032, "externalId": 1033}

# notice -> code; those that change the message of the item as well
_NOTICES = {
    "custom-field-unknown": "1017",
    "custom-field-unsaved": "1018",
    "customer-merged": "91009",
    "extended-field-unknown": "91015",
    "extended-field-unsaved": "91015",
    "identifier-change-forbidden": "91006",
    "identifier-kept": "91005",
    "identifier-taken": "91007",
}
_SUFFIXES = {"1017": ", Provided Custom Field is invalid"}


def status(code: int, message: str, *, success: object = "true") -> dict[str, Any]:
    """Give the status of a request."""
    return {"success": success, "code": code, "message": message}


def verdict(message: str, notices: Iterable[Notice], *, code: str = "1000") -> dict[str, Any]:
    """Give the status of an item that worked; its warnings are codes as text."""
    warnings = [_NOTICES[notice.reason] for notice in notices if notice.reason in _NOTICES]
    warnings = list(dict.fromkeys(warnings))
    suffix = "".join(_SUFFIXES.get(warning, "") for warning in warnings)
    return _verdict("true", code, message + suffix, warnings)


def _verdict(success: str, code: str, message: str, warnings: list[str]) -> dict[str, Any]:
    said = {"success": success, "code": code, "message": message}
    return {**said, "warnings": {"warning": warnings}}


def refused_item(refused: Refused) -> dict[str, Any]:
    """Give the status of an item that did not work."""
    if refused.reason == "identifier-taken":
        kind = refused.details["kind"]
        return _verdict("false", str(_TAKEN[kind]), f"{kind} belongs to another customer", [])
    code, message = _REASONS.get(refused.reason, (500, "The item failed"))
    detail = next(iter(refused.details.values()), "")
    return _verdict("false", str(code), message.format(str(detail)[:100]), [])


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


def answer_batch(
    call: Call,
    items: Iterable[Any],
    one: Callable[[Any], dict[str, Any]],
    echo: Callable[[Any], dict[str, Any]],
) -> Answer:
    """Answer a batch of customers, each on its own: one that fails changes nothing.

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
    """
    answers = []
    succeeded = 0
    for item in items:
        try:
            with call.store.item():
                answers.append(one(item))
            succeeded += 1
        except Refused as refused:
            answers.append({**echo(item), "item_status": refused_item(refused)})
    if succeeded == len(answers):
        said = status(200, "Success")
    elif succeeded:
        said = status(201, SOME_FAILED)
    else:
        said = status(500, ALL_FAILED, success="false")
    said |= {"total": str(len(answers)), "success_count": str(succeeded)}
    tree = {"response": {"status": said, "customers": {"customer": answers}}}
    return Answer(tree, 200 if succeeded else 500)


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
    said = status(500, ALL_FAILED, success="false")
    part = {action.entity: {"item_status": refused_item(refused)}}
    return Answer({"response": {"status": said, **part}}, 500)

"""How version 2 answers: its error lists, and the codes of reasons.

Source: the errors page and the tables of codes of the customer and lead operations.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from capexplore.catalog import Action
from capexplore.sandbox.domain.amounts import real
from capexplore.sandbox.domain.ledger_entries import Entry
from capexplore.sandbox.domain.organisation import Entity
from capexplore.sandbox.domain.rules import Notice, Refused
from capexplore.sandbox.handling import Answer, Call, Rejected, bad_request
from capexplore.sandbox.wire.reasons_v2 import NOTICES, code_of
from capexplore.sandbox.wire.times import write_v2

__all__ = [
    "actor",
    "answer_bulk",
    "bulk",
    "failure",
    "is_descending",
    "item_error",
    "listed",
    "page",
    "problem",
    "refusal",
    "refused_item",
    "schedule",
    "warnings",
]


# Actions whose pages show an empty list of warnings beside the errors.
_EMPTY_WARNINGS = ("v2/customer/update_subscriptions", "v2/customer_lookup/update_subscriptions")
# Those that say, besides, that they did not succeed.
_WITH_SUCCESS = frozenset(
    {
        "v2/coupon/reactivate",
        "v2/coupon/revoke",
        "v2/coupon/update_expiry_bulk",
        "v2/coupon/update_redemption",
        "v2/coupon_series/get",
    }
)


def problem(code: int, message: str) -> dict[str, Any]:
    """Give one member of a list of errors or warnings."""
    return {"status": False, "code": code, "message": message}


def warnings(notices: Iterable[Notice]) -> list[dict[str, Any]]:
    """Give the warnings for notices."""
    found = []
    for notice in notices:
        if notice.reason in NOTICES:
            code, message = NOTICES[notice.reason]
            found.append(problem(code, message.format(notice.detail[:100])))
    return found


def refusal(refused: Refused, call: Call) -> Answer:
    """Answer a call that the domain refused."""
    tree: dict[str, Any] = {"errors": [refused_item(refused, call.action)]}
    key = call.action.key
    if key in _EMPTY_WARNINGS or key in _WITH_SUCCESS:
        tree = {"warnings": [], **tree}
    if key in _WITH_SUCCESS:
        tree["success"] = False
    return Answer(tree, 400)


def refused_item(refused: Refused, action: Action) -> dict[str, Any]:
    """Give the error for what the domain refused, in a call or in one item of it."""
    code, message = code_of(refused.reason, action)
    detail = str(next(iter(refused.details.values()), ""))[:100]
    return problem(code, message.format(detail))


def failure(rejected: Rejected) -> dict[str, Any]:
    """Give the body of a call that failed as a whole."""
    return {"errors": [problem(rejected.code, rejected.message)]}


def answer_bulk(
    call: Call,
    one: Callable[[Any], dict[str, Any]],
    *,
    limit: int = 100,
    empty_errors: bool = True,
) -> Answer:
    """Carry out the items of a list, each on its own, and count those that failed.

    Parameters
    ----------
    call : Call
        The call, whose body is the list.
    one : callable
        Carries out an item and gives ``entityId``, ``result`` and ``warnings``; and ``errors``, if
        a part of it was refused, with which the item counts as failed.
    limit : int, optional
        How many items there may be.
    empty_errors : bool, optional
        Whether an item that worked says so by an empty list of errors; some pages show none.

    Raises
    ------
    Rejected
        400 for what is no list or an empty one, 1060 for one that is too long.
    """
    items = call.body
    if not isinstance(items, list) or not items:
        raise bad_request("The body must be a list with at least one member")
    if len(items) > limit:
        message = f"A batch may have {limit} items, this one has {len(items)}"
        raise Rejected(1060, message, status=400)
    nothing: dict[str, Any] = {"errors": []} if empty_errors else {}
    answers = []
    for item in items:
        try:
            with call.store.item():
                answers.append({**nothing, **one(item)})
        except (Refused, Rejected) as failed:
            answers.append({"entityId": None, "errors": [item_error(failed, call)], "warnings": []})
    order = ("entityId", "result", "errors", "warnings")
    said = [{name: answer[name] for name in order if name in answer} for answer in answers]
    return Answer(bulk(said))


def item_error(failed: Refused | Rejected, call: Call) -> dict[str, Any]:
    """Give the error of an item that the domain refused or that could not be read."""
    if isinstance(failed, Refused):
        return refused_item(failed, call.action)
    return problem(failed.code, failed.message)


def bulk(entries: list[dict[str, Any]]) -> dict[str, Any]:
    """Give the envelope of a batch: an entry failed if it has errors."""
    failed = sum(bool(entry.get("errors")) for entry in entries)
    return {"response": entries, "totalCount": len(entries), "failureCount": failed}


def page(call: Call, *, default: int = 10, largest: int = 100) -> tuple[int, int]:
    """Give the limit and offset of a list.

    Raises
    ------
    Refused
        They are out of range.
    """
    limit, offset = call.number("limit", default), call.number("offset", 0)
    if offset < 0:
        raise Refused("offset-negative")
    if limit <= 0:
        raise Refused("limit-too-small")
    if limit > largest:
        raise Refused("limit-too-large")
    return limit, offset


def listed(data: list[Any], *, page: tuple[int, int, int] | None = None) -> Answer:
    """Answer with a list; with the limit, the offset and the total if it is one page of more."""
    tree: dict[str, Any] = {}
    if page is not None:
        limit, offset, total = page
        tree["pagination"] = {"limit": limit, "offset": offset, "total": total}
    return Answer({**tree, "data": data, "warnings": [], "errors": []})


def schedule(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """Give when points expire, or did."""
    return [
        {
            "points": real(entry.points),
            "expiryDate": write_v2(entry.at),
            "programId": entry.program_id,
            "pointsType": "REGULAR",
            "expiryType": "FIXED",
        }
        for entry in entries
    ]


def is_descending(call: Call, name: str) -> bool:
    """Whether a list is wanted with the latest first, which it is if nothing is said.

    Raises
    ------
    Rejected
        400 for another order than ASC and DESC.
    """
    order = (call.query.get(name) or "DESC").upper()
    if order not in ("ASC", "DESC"):
        raise bad_request(f"{name} must be ASC or DESC")
    return order == "DESC"


def actor(entity: Entity) -> dict[str, Any]:
    """Give a till as versions 2 and 3 name who did something."""
    said = {"id": entity.id, "code": entity.code, "description": entity.description}
    return {**said, "name": entity.name, "type": entity.type}


def attribution(made: tuple[int, Entity], changed: tuple[int, Entity]) -> dict[str, Any]:
    """Give who made something and who changed it, and when."""
    return {
        "createDate": write_v2(made[0]),
        "createdBy": actor(made[1]),
        "modifiedBy": actor(changed[1]),
        "modifiedDate": write_v2(changed[0]),
    }

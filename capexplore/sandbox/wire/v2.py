"""How version 2 answers: its error lists, and the codes of reasons.

Source: the errors page and the tables of codes of the customer and lead operations.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from capexplore.sandbox.domain.organisation import Entity
from capexplore.sandbox.domain.rules import Notice, Refused
from capexplore.sandbox.handling import Answer, Call, Rejected
from capexplore.sandbox.wire.times import write_v2

__all__ = ["actor", "failure", "page", "problem", "refusal", "warnings"]

# reason -> code and message; "{}" is the detail
_REASONS: dict[str, tuple[int, str]] = {
    "account-missing": (8045, "Account id is required for source {}"),
    "account-unknown": (8127, "Source or account id is invalid"),
    "attribution-invalid": (91021, "Attributed till {} is invalid"),
    "channel-type-missing": (8106, "Communication channel type is missing"),
    "channel-unknown": (8010, "Communication channel {} is invalid"),
    "customer-erased": (8109, "Customer is deleted after PII delete request"),
    "customer-fraud": (618, "Customer is marked as fraud"),
    "customer-unknown": (8015, "Customer not found for the given identifiers"),
    "date-malformed": (8017, "Registration date is invalid"),
    "exists-in-source": (8006, "Customer exists in the same source with id {}"),
    "identifier-malformed": (8014, "Primary identifier {} is invalid"),
    "identifier-none": (8005, "No usable identifier was given"),
    "identifier-type-unknown": (8013, "Identifier type {} is unknown"),
    "card-unknown": (3010, "Card number {} is unknown"),
    "label-unknown": (8086, "Status label {} is invalid"),
    "lead-closed": (92024, "Lead {} is closed"),
    "lead-field-invalid": (92011, "Field {} is invalid"),
    "lead-for-missing": (92005, "leadFor is required"),
    "lead-id-missing": (92010, "Lead id is required"),
    "lead-status-unknown": (92002, "Lead status {} is invalid"),
    "lead-type-unknown": (92006, "Lead type {} is invalid"),
    "lead-unknown": (92001, "Lead {} does not exist"),
    "lead-user-missing": (92007, "userId, or idType and identifier, is required"),
    "limit-too-large": (8102, "Limit is more than 100"),
    "limit-too-small": (8101, "Limit is less than 1"),
    "loyalty-downgrade": (8018, "A loyalty customer cannot become a non-loyalty customer"),
    "offset-negative": (8100, "Offset is negative"),
    "primary-mismatch": (8075, "Primary identifier does not match the others"),
    "profile-unknown": (8009, "Customer has no profile in source {}"),
    "registered-outside-window": (8017, "Registration date is invalid"),
    "source-missing": (8016, "Source is required"),
    "source-taken": (8066, "Customer {} already has a profile in this source"),
    "source-unknown": (8003, "Source {} is invalid"),
    "was-erased": (8026, "This customer was deleted after a PII delete request"),
    "not-in-source": (8065, "Customer is unknown in source {}"),
}
# What the same reasons are called when reading, and when adding.
_READING = {"account-missing": 8091, "source-unknown": 8012}
_ADDING = {"source-missing": 8004}

_NOTICES: dict[str, tuple[int, str]] = {
    "association-unknown": (8077, "associatedWith {} is unknown and was ignored"),
    "channel-email-malformed": (8057, "Email {} of a channel is invalid and was dropped"),
    "channel-mobile-malformed": (8058, "Mobile {} of a channel is invalid and was dropped"),
    "combined": (8050, "Customer found in another source and combined with {}"),
    "conflicting-customers": (8052, "Conflicting customers found: {}"),
    "custom-field-unknown": (1017, "Custom field {} is invalid"),
    "custom-field-unsaved": (1018, "Custom field {} was not saved"),
    "customer-merged": (8069, "The customer was merged into {}"),
    "email-malformed": (8055, "Email {} is invalid and was dropped"),
    "extended-field-unknown": (91016, "Extended field {} is invalid"),
    "extended-field-unsaved": (91015, "Extended field {} was not saved"),
    "mobile-malformed": (8056, "Mobile {} is invalid and was dropped"),
    "no-default-label": (8107, "No default customer status label is configured"),
}


def problem(code: int, message: str) -> dict[str, Any]:
    """Give one member of a list of errors or warnings."""
    return {"status": False, "code": code, "message": message}


def warnings(notices: Iterable[Notice]) -> list[dict[str, Any]]:
    """Give the warnings for notices."""
    found = []
    for notice in notices:
        if notice.reason in _NOTICES:
            code, message = _NOTICES[notice.reason]
            found.append(problem(code, message.format(notice.detail[:100])))
    return found


def refusal(refused: Refused, call: Call) -> Answer:
    """Answer a call that the domain refused."""
    code, message = _REASONS.get(refused.reason, (500, "The request failed"))
    if call.action.method == "GET":
        code = _READING.get(refused.reason, code)
    elif call.action.key == "v2/customer/add":
        code = _ADDING.get(refused.reason, code)
    detail = str(next(iter(refused.details.values()), ""))[:100]
    return Answer({"errors": [problem(code, message.format(detail))]}, 400)


def failure(rejected: Rejected) -> dict[str, Any]:
    """Give the body of a call that failed as a whole."""
    return {"errors": [problem(rejected.code, rejected.message)]}


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

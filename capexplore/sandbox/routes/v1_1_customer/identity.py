"""Identifiers of customers: ``POST /v1.1/customer/update_identity``."""

from __future__ import annotations

from typing import Any

from capexplore.sandbox.domain import identity_changes
from capexplore.sandbox.domain.rules import Refused
from capexplore.sandbox.handling import Answer, Call, handles
from capexplore.sandbox.wire import v1_1
from capexplore.sandbox.wire.formats import text

_MEMBERS = ("identifier", "old_value", "new_value")


@handles("v1.1/customer/update_identity")
def update_identity(call: Call) -> Answer:
    """File the requests to change identifiers; nothing changes until they are approved.

    One customer is answered as an object, several as a list.
    """

    def one(item: Any) -> dict[str, Any]:
        said = _said(item)
        base_type = said["identifier"].upper()
        if base_type not in identity_changes.BASE_TYPES:
            raise Refused("identifier-change-refused", value=said["identifier"])
        try:
            identity_changes.ask(call.work, base_type, said["old_value"], said["new_value"])
        except Refused as refused:
            if refused.reason == "customer-unknown":
                raise Refused("nobody-matches") from None
            raise
        verdict = v1_1.verdict("Change identifier request added successfully", [], code=1040)
        return {**said, "updated": "true", "item_status": verdict}

    def echo(item: Any) -> dict[str, Any]:
        return {**_said(item), "updated": "false"}

    items = v1_1.items_of(call, "customer")
    answers, succeeded = v1_1.answer_items(call, items, one, echo, as_text=False)
    customer = answers[0] if len(answers) == 1 else answers
    status = v1_1.outcome(len(answers), succeeded)
    tree = {"response": {"status": status, "customers": {"customer": customer}}}
    return Answer(tree, 200 if succeeded else 500)


def _said(item: Any) -> dict[str, str]:
    given = item if isinstance(item, dict) else {}
    return {member: text(given.get(member)) or "" for member in _MEMBERS}

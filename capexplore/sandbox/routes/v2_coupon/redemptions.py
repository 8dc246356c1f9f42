"""What is done with redemptions afterwards, version 2: reactivating coupons, amending bills."""

from __future__ import annotations

from typing import Any

import orjson

from capexplore.sandbox.domain.amounts import number, thousandths
from capexplore.sandbox.domain.coupons import redemptions
from capexplore.sandbox.domain.rules import Refused
from capexplore.sandbox.handling import Answer, Call, handles
from capexplore.sandbox.wire import coupons_v2 as wire
from capexplore.sandbox.wire import v2
from capexplore.sandbox.wire.coupon_codes import printed
from capexplore.sandbox.wire.formats import fields, text, whole_number

_AMENDED, _PARTLY = 761, 762


@handles("v2/coupon/reactivate")
def reactivate(call: Call) -> Answer:
    """Undo redemptions: all of them, or none if one is unknown."""
    given = wire.body_of(call).get("redemptionIds")
    if given in (None, "", []):
        raise Refused("redemption-missing")
    ids = [_id(one) for one in (given if isinstance(given, list) else [given])]
    redemptions.reactivate(call.work, ids)
    return Answer({"warnings": [], "errors": [], "success": True})


@handles("v2/coupon/update_redemption")
def update_redemption(call: Call) -> Answer:
    """Amend the bills of redemptions, each on its own."""
    body = wire.body_of(call)
    given = body.get("redemptions")
    given = [given] if isinstance(given, dict) else given
    if not isinstance(given, list) or not given:
        raise Refused("redemption-missing")
    customer_id = None
    if body.get("user"):
        customer_id = wire.customer_of(call.work, body["user"], "user")[0]
    shown = [_amended(call, entry, customer_id) for entry in given]
    failed = sum(not one["redemptionStatus"]["status"] for one in shown)
    entity = {
        "redemptions": shown,
        "user": wire.customer(call.work, customer_id) if customer_id is not None else {},
        "status": _overall(shown, failed),
        "totalCount": len(shown),
        "failedCount": failed,
    }
    return Answer({"entity": entity, "warnings": [], "errors": [], "success": True})


def _amended(call: Call, entry: Any, customer_id: int | None) -> dict[str, Any]:
    """The answer for one redemption, after it was amended or not."""
    entry = entry if isinstance(entry, dict) else {}
    try:
        with call.store.item():
            changes = _changes(entry)
            row = redemptions.amend(
                call.work, _id(entry.get("redemptionId")), customer_id, **changes
            )
    except Refused as refused:
        error = v2.refused_item(refused, call.action)
        status = {name: error[name] for name in ("status", "code", "message")}
        return {"redemptionId": whole_number(entry.get("redemptionId")), "redemptionStatus": status}
    amount = row["bill_amount"]
    status = {"status": True, "code": _AMENDED, "message": "Redemption updated"}
    return {
        "redemptionId": row["id"],
        "code": printed(call, row["code"]),
        "seriesId": row["series_id"],
        "billAmount": None if amount is None else number(amount),
        "transactionNumber": row["transaction_number"],
        "billId": row["bill_id"],
        "customFields": orjson.loads(row["custom"]),
        "redemptionStatus": status,
    }


def _overall(shown: list[dict[str, Any]], failed: int) -> dict[str, Any]:
    if not failed:
        return {"status": True, "code": _AMENDED, "message": "All redemptions were updated"}
    if failed < len(shown):
        return {"status": True, "code": _PARTLY, "message": "Redemptions were updated in part"}
    first: dict[str, Any] = shown[0]["redemptionStatus"]
    return first


def _changes(entry: dict[str, Any]) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    if entry.get("billAmount") is not None:
        amount = thousandths(entry["billAmount"])
        if amount is None:
            raise Refused("bill-amount", amount=text(entry["billAmount"]) or "")
        changes["bill_amount"] = amount
    if text(entry.get("transactionNumber")):
        changes["transaction_number"] = text(entry["transactionNumber"])
    if entry.get("billId") is not None:
        bill_id = whole_number(entry["billId"])
        if bill_id is None:
            raise Refused("redemption-invalid", id=text(entry["billId"]) or "")
        changes["bill_id"] = bill_id
    return changes | {"custom": fields(entry.get("customFields"))}


def _id(value: Any) -> int:
    found = whole_number(value)
    if found is None:
        raise Refused("redemption-invalid", id=text(value) or "")
    return found

"""Bills as callers of version 2 say them.

On a return ``billNumber`` is the number of the sale. Source: the pages of transaction add, single
and bulk, and of transaction update.
"""

from __future__ import annotations

from typing import Any

from capexplore.sandbox.domain.bill_changes import Change, LineChange
from capexplore.sandbox.domain.bill_redemptions import Asked
from capexplore.sandbox.domain.bills import Back, Bill, Line
from capexplore.sandbox.domain.rules import Refused
from capexplore.sandbox.wire.bills import (
    amount_of,
    id_of,
    items_with,
    line_of,
    payment_of,
    text_of,
    time_of,
)
from capexplore.sandbox.wire.formats import fields, listed, text
from capexplore.sandbox.wire.times import read_v2

__all__ = ["bill_of", "change_of"]

_PART_NAMES = {
    "itemCode": "item_code",
    "description": "description",
    "quantity": "quantity",
    "value": "value",
}
_PARTS = {"combo": "comboDetails", "addon": "addOnDetails", "split": "splitDetails"}


def bill_of(body: dict[str, Any], place: tuple[str, str]) -> Bill:
    """Read the body of transaction add, or one item of a bulk.

    Parameters
    ----------
    body : dict
        What was said.
    place : tuple of str and str
        The source and account that it belongs to.
    """
    bill = Bill(text_of(body, "type").upper(), text_of(body, "billNumber"))
    bill.source, bill.account = place
    bill.amount = amount_of(body, "billAmount")
    bill.gross_amount = amount_of(body, "grossAmount")
    bill.discount = amount_of(body, "discount")
    bill.billed_at = time_of(body, "billingDate", read_v2)
    bill.notes = text_of(body, "note")
    bill.reason = text_of(body, "notInterestedReason")
    bill.parent_number = text_of(body, "parentBillNumber")
    bill.delivery_status = text_of(body, "deliveryStatus").upper()
    bill.outlier_status = text_of(body, "outlierStatus").upper()
    bill.fields = fields(body.get("customFields"))
    bill.extended = fields(body.get("extendedFields"))
    bill.details = {"payments": _payments(body)}
    _read_attribution(body, bill)
    bill.redemptions = _redemptions(body.get("redemptions"))
    lines = [entry for entry in _listed(body, "lineItemsV2") if isinstance(entry, dict)]
    if bill.is_return:
        bill.back = Back(
            text_of(body, "returnType").upper(),
            bill.number,
            id_of(body, "id"),
            time_of(body, "purchaseTime", read_v2),
            lines=[_line(entry) for entry in lines],
        )
    else:
        bill.lines = [_line(entry, mixed=bill.type == "MIXED") for entry in lines]
    return bill


def _listed(container: dict[str, Any], name: str) -> list[Any]:
    value = container.get(name)
    return value if isinstance(value, list) else []


def _read_attribution(body: dict[str, Any], bill: Bill) -> None:
    given = body.get("attribution")
    if not isinstance(given, dict):
        return
    bill.created_at = time_of(given, "createDate", read_v2)
    maker = given.get("createdBy")
    bill.till = text_of(maker, "code") if isinstance(maker, dict) else ""


def _redemptions(given: object) -> Asked:
    """Read the ids of redemptions that were made before."""
    if not isinstance(given, dict):
        return Asked()
    points, coupons = _listed(given, "pointsRedemptions"), _listed(given, "couponRedemptions")
    return Asked([text(code) or "" for code in points], [text(code) or "" for code in coupons])


def _payments(body: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        payment_of(entry, fields(entry.get("attributes")))
        for entry in _listed(body, "paymentModes")
        if isinstance(entry, dict)
    ]


def _line(entry: dict[str, Any], *, mixed: bool = False) -> Line:
    line = line_of(entry, text_of(entry, "itemCode"))
    line.extended = fields(entry.get("extendedFields"))
    line.details = _line_details(entry)
    if mixed and text_of(entry, "type").upper() == "RETURN":
        kind = text_of(entry, "returnType").upper()
        line.back = Back(
            kind,
            text_of(entry, "parentBillNumber"),
            bought_at=time_of(entry, "purchaseTime", read_v2),
            amount=line.amount,
            lines=[line] if kind == "LINE_ITEM" else [],
        )
    return line


def _line_details(entry: dict[str, Any]) -> dict[str, Any]:
    details: dict[str, Any] = {"attributes": fields(entry.get("attributes"))}
    for name, member in _PARTS.items():
        parts = listed({member: entry.get(member)}, member)
        if not all(isinstance(part, dict) and text_of(part, "itemCode") for part in parts):
            raise Refused(f"{name}-item-invalid", line=text_of(entry, "itemCode"))
        details[name] = items_with(parts, _PART_NAMES)
    if isinstance(entry.get("returnable"), bool):
        details["returnable"] = entry["returnable"]
    if text(entry.get("imgUrl")):
        details["img_url"] = text_of(entry, "imgUrl")
    return details


def change_of(body: dict[str, Any]) -> Change:
    """Read the body of transaction update, or one item of a bulk."""
    change = Change(
        text(body.get("note")),
        text_of(body, "deliveryStatus").upper() or None,
        fields(body.get("customFields")),
        fields(body.get("extendedFields")),
    )
    for entry in _listed(body, "lineItems"):
        if isinstance(entry, dict):
            change.lines.append(_line_change(entry))
    return change


def _line_change(entry: dict[str, Any]) -> LineChange:
    extended = fields(entry.get("extendedFields"))
    if text(entry.get("id")):
        try:
            return LineChange(id_of(entry, "id"), "", extended)
        except Refused:
            raise Refused("line-id-unknown", id=text(entry["id"])) from None
    return LineChange(None, text_of(entry, "itemCode"), extended)

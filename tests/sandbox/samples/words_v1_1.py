"""What the samples of version 1.1 have in common."""

from __future__ import annotations

from typing import Any

from .shapes import Shape, either, of

MOBILE = "914400000017"
TEXT = either(str, None)
WARNED: dict[str, Shape] = {"warnings": {"warning": []}}
PAIRS = [of(str, "name value")]
PLACE = of(str, "code name")
WHO = {"mobile": MOBILE, "email": str, "external_id": str}
_SUMMARY = of(
    str,
    "programId redeemed expired returned adjusted lifetimePoints loyaltyPoints cumulativePurchases "
    "currentSlab nextSlab nextSlabSerialNumber nextSlabDescription slabSNo slabExpiryDate "
    "totalPoints",
)
SUMMARIES = {"points_summaries": {"points_summary": [_SUMMARY]}}


def body(name: str, *items: dict[str, Any]) -> dict[str, Any]:
    return {"root": {name: list(items)}}


def said(
    code: int | str, *, success: object = "true", warned: bool = True, **more: Shape
) -> dict[str, Shape]:
    verdict = {"success": success, **more, "code": code, "message": str}
    return {"item_status": verdict | (WARNED if warned else {})}


def answer(success: object = "true", code: int = 200, **parts: Shape) -> Shape:
    more = parts.pop("status", {})
    status = {"success": success, "code": code, "message": str, **more}
    return {"response": {"status": status, **parts}}

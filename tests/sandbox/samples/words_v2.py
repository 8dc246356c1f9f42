"""What the samples of versions 2 and 3 have in common."""

from __future__ import annotations

from typing import Any

from .shapes import Shape, of

MOBILE = "914400000017"
MIRA = 800101
NAMED = f"source=INSTORE&identifierName=mobile&identifierValue={MOBILE}"
FINE: dict[str, Shape] = {"warnings": [], "errors": []}
DONE = FINE | {"success": True}
PROBLEM = {"status": False, "code": int, "message": str}
ACTOR = {"id": int, **of(str, "code description name type")}
PLACE = of(str, "code name")
IDENTIFIERS = [of(str, "type value")]
_MADE = {"createDate": str, "createdBy": ACTOR, "modifiedBy": ACTOR, "modifiedDate": str}
_PROFILE = {
    **of(str, "firstName lastName"),
    "attribution": _MADE,
    "fields": {"berth": str},
    "allFields": {},
    "identifiers": IDENTIFIERS,
    "commChannels": [
        {
            **of(str, "type value"),
            **of(bool, "primary verified"),
            "meta": of(bool, "residence office"),
            "attributes": {},
        }
    ],
    "source": "INSTORE",
    "userId": int,
    "accountId": "",
    "conflictingProfileList": [],
    "autoUpdateTime": str,
    "identifiersAll": IDENTIFIERS,
}
WHO = {"id": MIRA, "profiles": [_PROFILE]}
CUSTOMER = {
    "id": int,
    "profiles": [_PROFILE],
    "loyaltyInfo": {
        "loyaltyType": "loyalty",
        "attributionV2": {**_MADE, "createdFromSource": "instore"},
        "lifetimePurchases": float,
    },
    "segments": {},
    "associatedWith": str,
    "extendedFields": {"city": str},
    "cardDetails": [],
}
SUMMARY = {
    **of(float, "redeemed expired returned adjusted lifetimePoints loyaltyPoints"),
    **of(float, "cumulativePurchases"),
    "loyaltyId": int,
    **of(str, "currentSlab nextSlab"),
    "nextSlabSerialNumber": int,
    "nextSlabDescription": str,
    "slabSNo": int,
    "slabExpiryDate": str,
    "programId": 31,
    **of(float, "delayedPoints delayedReturnedPoints totalAvailablePoints totalReturnedPoints"),
}


def failed(code: int) -> Shape:
    """The errors of a call that did nothing."""
    return {"errors": [PROBLEM | {"code": code}]}


def bulk(*entries: Shape, failures: int = 0) -> Shape:
    """The envelope of a batch, with one shape for all entries, or alternatives."""
    return {"response": list(entries), "totalCount": int, "failureCount": failures}


def entry(result: Shape, entity: Any = int) -> Shape:
    """An entry of a batch that worked."""
    return {"entityId": entity, "result": result, "errors": [], "warnings": []}


def unmade(code: int, entity: Any = None) -> Shape:
    """An entry of a batch that did not work."""
    return {"entityId": entity, **failed(code), "warnings": []}


def page(shape: Shape, **more: Shape) -> Shape:
    """A list with its place among all rows."""
    place = {"limit": 10, "offset": 0, "total": int} | more
    return {"pagination": place, "data": [shape]}

"""O44 to O46: points, version 2."""

from __future__ import annotations

from .shapes import Sample, of
from .words_v2 import FINE, MIRA, MOBILE, failed

_NAMES = {"userId": int, **of(str, "firstName lastName")}
_MOVE = {
    "pointsTobeTransferred": 20,
    "programId": 31,
    "groupProgramTransfer": "false",
    "fromCustomerIdentifier": {"type": "MOBILE", "value": MOBILE},
    "toCustomerIdentifier": {"type": "ID", "value": "800102"},
    "notes": "",
}
_MOVED = {
    "toEntityId": int,
    "toEntityType": "CUSTOMER",
    "fromEntityId": int,
    "fromEntityType": "CUSTOMER",
    "pointsTransferDate": str,
    "pointsTransferred": float,
    "transferId": int,
    "transferType": "DEDUCTION",
    "transferredFrom": _NAMES,
    "transferredTo": _NAMES,
    "notes": str,
    "programName": "Harbour Club",
    "pointsTransferBreakupByEarningPrograms": [
        {"programId": 31, "deductedPoints": float, "programCurrentPoints": int}
    ],
}
_BALANCE = {
    "entityId": MIRA,
    "entityType": "CUSTOMER",
    **of(float, "totalPoints mainPoints promisedPoints"),
    "promisedPointsBreakup": of(float, "delayedAccrualPoints externalTriggerBasedPoints"),
    "warnings": [],
}
_REVERSED = {
    "redemptionId": "aB3xY9",
    "reversalId": str,
    "orgId": 5001,
    "customerId": 800108,
    **of(float, "pointsToBeReversed pointsReversed"),
    "pointsReversedDetails": of(float, "available expired"),
    "warnings": [],
}
_TO_ONESELF = {"toCustomerIdentifier": {"type": "ID", "value": str(MIRA)}}

POINTS = [
    Sample("O44", "GET", f"/v2/customers/{MIRA}/points/balance", _BALANCE),
    Sample("O45", "POST", "/v2/points/transfer", {"data": [_MOVED], **FINE}, _MOVE),
    Sample(
        "O45 to oneself",
        "POST",
        "/v2/points/transfer",
        failed(418),
        _MOVE | _TO_ONESELF,
        status=400,
    ),
    Sample(
        "O45",
        "POST",
        "/v2/points/isTransferrable",
        {
            "data": [
                {
                    "pointsTobeTransferred": 20,
                    "transferFrom": _NAMES,
                    "transferTo": _NAMES,
                    "transferrable": True,
                }
            ],
            **FINE,
        },
        _MOVE,
    ),
    Sample(
        "O45",
        "GET",
        "/v2/points/transfer?identifierName=mobile&identifierValue=914400010007",
        {"data": [_MOVED], **FINE},
    ),
    Sample(
        "O46",
        "POST",
        "/v2/points/reverse",
        _REVERSED,
        {
            "redemptionId": "aB3xY9",
            "pointsToBeReversed": 10,
            "identifier": {"type": "mobile", "value": "914400010007"},
        },
    ),
]

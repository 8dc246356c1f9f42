"""O71 to O73, and O78: webhooks, target groups and clients, version 3."""

from __future__ import annotations

from typing import Any

from .shapes import Sample, Shape, either, of
from .words_v2 import ACTOR

_MADE = {**of(str, "createdOn lastUpdatedOn"), "lastUpdatedBy": ACTOR, "createdBy": ACTOR}


def _data(shape: Shape) -> Shape:
    return {"data": shape, "errors": None, "warnings": None}


def _failed(code: int) -> Shape:
    errors = [{"code": code, "message": str}]
    return {"data": None, "errors": errors, "warnings": None}


_ORDERS = "65f0c2a91b7e4d00080a11c3"
_HOOK = {
    "name": "hg-returns",
    "eventNames": ["transactionAdded"],
    "webHookUrl": "https://hooks.harbour.test/in",
    "webHookType": "HTTP",
    "methodType": "POST",
    "webHookHeaders": {"Content-Type": "application/json"},
    "maxAllowedConnections": 10,
    "active": True,
    "customerIdentifiersToBeEnriched": [],
    "slaInSeconds": 30,
}
_SHOWN_HOOK = {
    "attribution": _MADE,
    **of(str, "webHookId name"),
    "eventNames": [str],
    "webHookUrl": "https://hooks.harbour.test/in",
    "webHookType": "HTTP",
    "methodType": "POST",
    "webHookHeaders": {"Content-Type": "application/json"},
    "noOfRetryAttempts": 0,
    "maxAllowedConnections": 10,
    "active": True,
    "slaInSeconds": 30,
    "consumerGroupId": str,
    **of(False, "tillDetailsEnrichmentEnabled storeDetailsEnrichmentEnabled"),
    "customerIdentifiersToBeEnriched": [],
    **of(False, "awardedReferenceEnrichmentEnabled availablePointsBalanceEnrichmentEnabled"),
}
_EVENT = {
    **of(str, "eventLogId eventName requestId refId webHookId webHookUrl status createdOn"),
    "payload": {
        **of(str, "eventName eventId"),
        "orgId": 5001,
        **of(str, "refId apiRequestId"),
        "createdAt": int,
        "data": {
            "transactionId": 910001,
            "billNumber": "HB-1001",
            "type": "REGULAR",
            "amount": 1200,
            "awardedPoints": 120,
            "customer": {"id": 800101},
        },
    },
}
_KIND = {"eventName": str, "fields": [str]}

WEBHOOKS = [
    Sample("O71", "POST", "/v3/webHooks", _data(_SHOWN_HOOK), _HOOK),
    Sample(
        "O71 without event names",
        "POST",
        "/v3/webHooks",
        _failed(51003),
        _HOOK | {"eventNames": []},
        status=400,
    ),
    Sample("O71", "GET", "/v3/webHooks", _data([_SHOWN_HOOK])),
    Sample("O71", "PUT", f"/v3/webHooks/{_ORDERS}", _data(_SHOWN_HOOK), _HOOK),
    Sample("O71", "DELETE", f"/v3/webHooks/{_ORDERS}", _data(_SHOWN_HOOK | {"active": False})),
    Sample("O71 of an unknown one", "DELETE", "/v3/webHooks/5", _failed(400), status=400),
    Sample("O71", "GET", "/v3/webHooks/eventLog/refId/910001", _data([_EVENT])),
    Sample(
        "O71",
        "GET",
        "/v3/webHooks/eventLog/requestId/ff3c2988357d27774ac817df725ac00c",
        _data([_EVENT]),
    ),
    Sample(
        "O71",
        "GET",
        "/v3/webhooks/eventLog/a1857ddb96f1610719184095f95fb8f2",
        _data(_EVENT),
    ),
    Sample("O71", "GET", "/v3/webHooks/eventMetaData", _data([_KIND])),
    Sample("O71", "GET", "/v3/webHooks/eventMetaData/transactionAdded", _data(_KIND)),
]

_PERIOD = {
    "id": int,
    "attribution": _MADE,
    **of(str, "startDate endDate refCode"),
    "periodStatus": either("NOT_STARTED", "RUNNING", "ENDED"),
    "targetGroupId": int,
    "description": str,
    "active": True,
}
_TARGET = {
    "id": int,
    "attribution": _MADE,
    "name": str,
    "targetGroupId": int,
    **of(str, "targetType targetEntity description expression expressionJson"),
    "filters": [],
    "enrolmentMethod": either("TRANSACTION", "IMPORT"),
    "defaultValues": [{"id": int, "periodId": either(int, None), "defaultValue": int}],
    "extendedFieldInfo": None,
    "active": True,
}
_SETTINGS = {
    "totalPeriods": 2,
    **of(str, "description targetEvaluationType"),
    "recurringCycles": 0,
    "frequencyType": "QUARTERLY",
    "frequency": 1,
    "trackingType": "DEFAULT",
}
_NAMED = {"id": int, "name": str, "active": True, "preferredTillId": 63001}
_REST = {**_SETTINGS, "targets": [_TARGET], "leaderboardEnabled": False}
_MADE_GROUP = {**_NAMED, "periods": [_PERIOD], **_REST}
_LISTED_GROUP = {
    "id": int,
    "name": str,
    "createdOn": int,
    **of(str, "fromDate toDate"),
    "active": True,
    "preferredTillId": 63001,
    "activePeriod": _PERIOD,
    "streaks": [],
    **_REST,
}
_TIMES = {"activePeriod": _PERIOD, "periods": [_PERIOD], "streaks": []}
_WITH_PERIODS = {
    **{name: shape for name, shape in _LISTED_GROUP.items() if name not in {**_TIMES, **_REST}},
    **_TIMES,
    **_REST,
}
_NEW_TARGET = {
    "name": "Three visits",
    "targetType": "VISIT",
    "targetEntity": "TRANSACTION",
    "enrolmentMethod": "TRANSACTION",
    "defaultValues": [{"defaultValue": 3}],
}
_NEW_GROUP: dict[str, Any] = {
    "name": "Spring visits",
    "trackingType": "DEFAULT",
    "targetEvaluationType": "FIXED_CALENDAR_WINDOW",
    "totalPeriods": 2,
    "frequencyType": "QUARTERLY",
    "frequency": 1,
    "recurringCycles": 0,
    "active": True,
    "preferredTillId": 63001,
    "periods": [
        {"startDate": "2026-04-01", "endDate": "2026-06-30", "refCode": "SPRING"},
    ],
    "targets": [_NEW_TARGET],
}
_GROUPS = "/v3/targetGroups"
_NEXT = {"startDate": "2026-07-01", "endDate": "2026-09-30", "refCode": "CRATES-Q3"}
_MESSAGE = {
    "active": True,
    "channelId": "2",
    "communicationType": "FINISH",
    "messageTemplate": "Twelve crates reached",
    "offsetDays": 0,
    "sender": "HARBOUR",
    "subjectTemplate": "Well done",
}
_TOLD = {
    "id": int,
    "active": True,
    **of(str, "channelId communicationType messageTemplate"),
    "offsetDays": 0,
    **of(str, "sender subjectTemplate"),
}
_ENROLLED = {
    "id": int,
    "customerId": int,
    "targetGroupId": 7001,
    "targetId": 7101,
    "periodId": 7201,
    "periodName": "CRATES-Q1",
    "initialBalance": 0,
    "enrolledOn": str,
    "active": True,
}

TARGETS = [
    Sample("O72", "POST", _GROUPS, _data(_MADE_GROUP), _NEW_GROUP, status=201),
    Sample(
        "O72 with a name that is taken",
        "POST",
        _GROUPS,
        _failed(310069),
        _NEW_GROUP | {"name": "Quarter crates"},
        status=400,
    ),
    Sample("O72", "GET", _GROUPS, _data([_LISTED_GROUP])),
    Sample("O72", "GET", f"{_GROUPS}/7001", _data(_LISTED_GROUP)),
    Sample(
        "O72 with periods",
        "GET",
        f"{_GROUPS}/7001?includePeriods=true",
        _data(_WITH_PERIODS),
    ),
    Sample(
        "O72",
        "PUT",
        f"{_GROUPS}/editTargetGroup/7001",
        _data(_MADE_GROUP),
        {"name": "Half-year crates"},
    ),
    Sample(
        "O72",
        "PUT",
        f"{_GROUPS}/7001/unifiedTargets",
        _data({**_MADE_GROUP, "unifiedTargetExpression": {"thresholdValue": 12}}),
        {"unifiedTargetExpression": {"thresholdValue": 12}},
    ),
    Sample("O72", "DELETE", f"{_GROUPS}/7001", _data(True)),
    Sample("O72 of an unknown one", "DELETE", f"{_GROUPS}/5", _failed(310017), status=400),
    Sample(
        "O72",
        "POST",
        f"{_GROUPS}/isValidName",
        _data(True),
        {"type": "targetGroupName", "value": "Spring visits"},
    ),
    Sample("O72", "GET", f"{_GROUPS}/channels", _data([{"id": int, "name": str}])),
    Sample("O73", "POST", f"{_GROUPS}/7001/targetPeriods", _data([_PERIOD]), [_NEXT]),
    Sample(
        "O73",
        "PUT",
        f"{_GROUPS}/7001/targetPeriods",
        _data([_PERIOD]),
        [{"id": 7201, "startDate": "2026-01-01", "endDate": "2026-03-15", "refCode": "CRATES-Q1"}],
    ),
    Sample(
        "O73 with another start of what runs",
        "PUT",
        f"{_GROUPS}/7001/targetPeriods",
        _failed(310019),
        [{"id": 7201, "startDate": "2026-01-02", "endDate": "2026-03-31", "refCode": "CRATES-Q1"}],
        status=400,
    ),
    Sample("O73", "GET", f"{_GROUPS}/7001/targetPeriods", _data([_PERIOD])),
    Sample("O73", "POST", f"{_GROUPS}/7001/targets", _data([_TARGET]), [_NEW_TARGET]),
    Sample(
        "O73", "PUT", f"{_GROUPS}/7001/targets/7101", _data([_TARGET]), [{"name": "A dozen crates"}]
    ),
    Sample("O73", "GET", f"{_GROUPS}/7001/targets", _data([_TARGET])),
    Sample(
        "O73",
        "DELETE",
        f"{_GROUPS}/7001/targets/7101",
        _data([_TARGET | {"active": False}]),
    ),
    Sample(
        "O73",
        "POST",
        f"{_GROUPS}/7001/targets/7101/communications/upsert",
        _data([_TOLD]),
        [_MESSAGE],
    ),
    Sample("O73", "GET", f"{_GROUPS}/7001/targets/7101/communications", _data([_TOLD])),
    Sample(
        "O73",
        "POST",
        f"{_GROUPS}/7001/targets/7101/enroll",
        _data([_ENROLLED]),
        [{"customerId": 800101, "periodName": "CRATES-Q1"}],
    ),
    Sample(
        "O73",
        "POST",
        f"{_GROUPS}/7001/targets/7101/unEnroll",
        _data([_ENROLLED | {"active": False}]),
        [{"customerId": 800102}],
    ),
]

_SCOPE = {"entityId": 2, "permission": "READWRITE", "resources": []}
_NEW_CLIENT = {
    "name": "hg-kiosk",
    "description": "kiosk at the pier",
    "expirationTokenTime": 600,
    "defaultTillId": 63001,
    "scopes": [_SCOPE],
}
_FIRST = {"id": int, "attribution": _MADE, **of(str, "name clientKey")}
_LAST = {
    "description": str,
    "expirationTokenTime": int,
    "defaultTillId": 63001,
    "scopes": either([_SCOPE], []),
}
_CLIENT = {**_FIRST, "isValid": True, **_LAST}
_CLIENTS = "/v3/integrations/clients"

CLIENTS = [
    Sample(
        "O78",
        "POST",
        _CLIENTS,
        _data({**_FIRST, "clientSecret": str, "isValid": True, **_LAST}),
        _NEW_CLIENT,
    ),
    Sample("O78", "GET", _CLIENTS, _data([_CLIENT])),
    Sample("O78", "GET", f"{_CLIENTS}/hg-demo-key", _data(_CLIENT)),
    Sample("O78", "PUT", f"{_CLIENTS}/hg-strict-key", _data(_CLIENT), _NEW_CLIENT),
    Sample("O78", "DELETE", f"{_CLIENTS}/hg-strict-key", _data(_CLIENT | {"isValid": False})),
    Sample("O78", "GET", "/v3/integrations/scopes", _data([{"id": int, "entity": str}])),
]

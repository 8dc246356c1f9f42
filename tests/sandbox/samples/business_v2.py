"""O74 to O77: user groups, leads, companies, verticals, fleets and one-time codes, version 2."""

from __future__ import annotations

from typing import Any

from .shapes import Sample, Shape, either, of
from .words_v2 import ACTOR, DONE, FINE, MIRA, MOBILE, bulk, entry, failed, page, unmade

_MADE = {"createDate": str, "createdBy": ACTOR, "modifiedBy": ACTOR, "modifiedDate": str}
_GROUP = {
    "id": int,
    **of(str, "externalId groupName"),
    "groupStatus": "ACTIVE",
    "primaryUserId": 800104,
    "maxGroupSize": int,
    "memberCount": 2,
    "extendedFields": {"city": "Cork"},
    "attribution": _MADE,
}
_GROUPS = "/v2/userGroup2"
_JOINED = {"userId": MIRA, "primaryMember": False, "permissions": []}
_MEMBER = {
    "userId": int,
    **of(str, "firstName lastName"),
    "primaryMember": bool,
    "permissions": [],
    "joinedDate": str,
}
_RUNA = "source=INSTORE&identifierName=mobile&identifierValue=914400010005"
_ENTITY = {"entity": int, "warnings": []}

GROUPS = [
    Sample(
        "O74",
        "POST",
        _GROUPS,
        {"entity": 2501, "warnings": []},
        {"externalId": "G-1", "groupName": "crew", "maxGroupSize": 10},
    ),
    Sample(
        "O74 with an external id that is taken",
        "POST",
        _GROUPS,
        failed(1633),
        {"externalId": "G-QUAY", "maxGroupSize": 10},
        status=400,
    ),
    Sample(
        "O74",
        "PUT",
        _GROUPS,
        _GROUP | {"warnings": []},
        {"id": "2499", "groupName": "the family", "maxGroupSize": 12},
    ),
    Sample("O74", "GET", f"{_GROUPS}?id=2499", _GROUP | {"warnings": []}),
    Sample("O74 by external id", "GET", f"{_GROUPS}?externalId=G-QUAY", _GROUP | {"warnings": []}),
    Sample("O74 by member", "GET", f"{_GROUPS}?primaryUserId=800104", _GROUP | {"warnings": []}),
    Sample("O74", "DELETE", f"{_GROUPS}?externalId=G-QUAY", {"warnings": []}),
    Sample(
        "O74",
        "POST",
        f"{_GROUPS}/join?id=2499",
        bulk(entry(_JOINED, MIRA)),
        [_JOINED],
    ),
    Sample(
        "O74 by one who is a member",
        "POST",
        f"{_GROUPS}/join?id=2499",
        bulk(unmade(1623), failures=1),
        [_JOINED | {"userId": 800106}],
    ),
    Sample("O74", "DELETE", f"{_GROUPS}/2499/leave?{_RUNA}", DONE),
    Sample(
        "O74",
        "POST",
        f"{_GROUPS}/transfer",
        DONE,
        {"leaveGroupId": 2499, "joinGroupId": 2500, "userIds": [800106]},
    ),
    Sample("O74", "GET", f"{_GROUPS}/members?id=2499", page(_MEMBER) | FINE),
    Sample("O74", "GET", f"{_GROUPS}/search?q=quay", page(_GROUP) | FINE),
    Sample(
        "O74",
        "POST",
        f"{_GROUPS}/extendedFieldSearch",
        {"data": [_GROUP], **FINE},
        {"extendedFields": [{"name": "city", "value": "Cork"}]},
    ),
    Sample(
        "O74",
        "PUT",
        f"{_GROUPS}/members/permissions?id=2499",
        bulk(entry(_MEMBER | {"permissions": ["block_points_transfer"]})),
        [{"userId": 800106, "permissions": ["block_points_transfer"]}],
    ),
    Sample(
        "O74",
        "GET",
        f"{_GROUPS}/pointsExpirySchedule?id=2499",
        {
            "data": [
                {
                    "points": float,
                    "expiryDate": str,
                    "programId": 31,
                    **of(str, "pointsType expiryType"),
                }
            ],
            **FINE,
        },
    ),
    Sample(
        "O74",
        "GET",
        f"{_GROUPS}/transactions?id=2499",
        page(
            {
                **of(int, "id customerId loyaltyLogId"),
                **of(str, "billingTime billNumber"),
                "type": "REGULAR",
                "notes": "",
                **of(float, "amount grossAmount discount"),
                "outlierStatus": "NORMAL",
            },
            limit=20,
        )
        | FINE,
    ),
]

_LOGGED = {"status": str, "subStatus": either(str, None), "createdOn": str, "createdBy": int}
_FOLLOWED = {
    "id": int,
    "scheduledFollowUp": None,
    "followedUpOn": str,
    "followedUpBy": int,
    "notes": str,
    "nextFollowUp": either(str, None),
    "createdOn": str,
    "createdBy": int,
}


def _lead(**changed: Shape) -> dict[str, Shape]:
    lead: dict[str, Shape] = {
        "id": int,
        "userId": MIRA,
        "type": "SKU",
        "leadFor": "SKU-TEA-01",
        "status": "OPEN",
        "nextFollowUp": None,
        "createdOn": str,
        "createdBy": 63001,
        "lastUpdatedOn": str,
        "lastUpdatedBy": 63001,
        "followUpDetails": [_FOLLOWED],
        "statusLogDetails": [_LOGGED],
        "orgSourceId": -1,
        "extendedFields": {},
        "owner": None,
        "subStatus": None,
    }
    return {**lead, **changed, "warnings": []}


_LISTED_LEAD = {name: shape for name, shape in _lead().items() if name != "warnings"}
_NEW_LEAD: dict[str, Any] = {"type": "SKU", "leadFor": "SKU-TEA-01", "userId": MIRA}
_LEADS = "/v2/leads"

LEADS = [
    Sample("O75", "POST", _LEADS, _lead(followUpDetails=[]), _NEW_LEAD),
    Sample(
        "O75 by mobile",
        "POST",
        _LEADS,
        _lead(followUpDetails=[], owner="quay1.t1", nextFollowUp="2026-02-01T05:30:00+05:30"),
        {
            "type": "SKU",
            "leadFor": "SKU-TEA-01",
            "idType": "MOBILE",
            "identifier": MOBILE,
            "status": "OPEN",
            "nextFollowUp": "2026-02-01",
            "owner": "quay1.t1",
            "extendedFields": {},
            "orgSourceId": -1,
        },
    ),
    Sample("O75", "PATCH", _LEADS, _lead(owner="anna"), {"id": 4000, "owner": "anna"}),
    Sample("O75 of an unknown one", "PATCH", _LEADS, failed(92001), {"id": 5}, status=400),
    Sample(
        "O75",
        "PUT",
        f"{_LEADS}/4000",
        _lead(owner="anna", extendedFields={"size": "M"}),
        {"owner": "anna", "extendedFields": {"size": "M"}},
    ),
    Sample(
        "O75",
        "PUT",
        f"{_LEADS}/4000/status",
        _lead(
            status="LOST",
            subStatus="no answer",
            statusLogDetails=[
                either(
                    _LOGGED,
                    {
                        "status": "LOST",
                        "subStatus": "no answer",
                        "reasonId": 2,
                        "createdOn": str,
                        "createdBy": 63001,
                    },
                )
            ],
        ),
        {"status": "LOST", "subStatus": "no answer", "reasonId": 2, "createdBy": 63001},
    ),
    Sample(
        "O75",
        "POST",
        f"{_LEADS}/4000/followup",
        _lead(),
        {"followedUpOn": "2026-01-14T10:00:00Z", "createdBy": 63001, "notes": "rang back"},
    ),
    Sample("O75", "GET", _LEADS, page(_LISTED_LEAD) | FINE),
    Sample("O75", "GET", f"{_LEADS}/4000/statusLog", {"data": [_LOGGED], **FINE}),
    Sample("O75", "GET", f"{_LEADS}/4000/followups", {"data": [_FOLLOWED], **FINE}),
    Sample("O75", "GET", f"{_LEADS}/reasons", {"data": [{"id": int, "reason": str}], **FINE}),
    Sample(
        "O75",
        "POST",
        f"{_LEADS}/reasons",
        {"data": [{"id": 4, "reason": "moved away"}], **FINE},
        [{"reason": "moved away"}],
    ),
    Sample(
        "O75",
        "GET",
        f"{_LEADS}/substatuses",
        {"data": [{"id": int, **of(str, "status subStatus")}], **FINE},
    ),
    Sample(
        "O75",
        "POST",
        f"{_LEADS}/substatus",
        {"createdId": 3, "warnings": []},
        {"status": "WON", "subStatus": "paid"},
    ),
]

_COMPANY = {
    "id": int,
    **of(str, "name externalId hierarchyDefinitionCode"),
    "extendedFields": either({"city": "Bergen"}, {}),
    "isActive": True,
    "attribution": _MADE,
}
_BELOW = {
    **{name: _COMPANY[name] for name in ("id", "name", "externalId", "hierarchyDefinitionCode")},
    "parentCompany": {"externalId": "KT-1"},
    **{name: _COMPANY[name] for name in ("extendedFields", "isActive", "attribution")},
}
_NEW_COMPANY = {
    "name": "Pier Cranes",
    "externalId": "PC-1",
    "hierarchyDefinitionCode": "COMPANY",
    "parentCompany": {"externalId": "KT-1"},
}
_VERTICAL = {"orgId": 5001, "verticalId": int, "verticalName": str, "isActive": True}
_FLEET = {
    "id": 11,
    "code": "VANS",
    "name": "Vans",
    "description": "",
    **of(False, "pointsAggregationRole autoGroupCreationEnabled hierarchyCreationStrict"),
    **of(False, "skipRoleAllowed default"),
    "roles": [
        {
            **of(str, "code childRoleCode"),
            "maxChild": int,
            "permissions": [],
            "pointsAggregationRole": False,
        }
    ],
}
_COMPANIES, _FLEETS = "/v2/companies", "/v2/fleetHierarchy"

COMPANIES = [
    Sample("O76", "POST", _COMPANIES, _BELOW | {"warnings": []}, _NEW_COMPANY),
    Sample(
        "O76",
        "PUT",
        f"{_COMPANIES}?externalId=KT-1",
        _COMPANY | {"warnings": []},
        {"name": "Keel Trade", "externalId": "KT-1", "hierarchyDefinitionCode": "COMPANY"},
    ),
    Sample("O76", "GET", f"{_COMPANIES}?externalId=KT-2", _BELOW | {"warnings": []}),
    Sample("O76", "GET", f"{_COMPANIES}/all", page(either(_COMPANY, _BELOW)) | FINE),
    Sample(
        "O76",
        "GET",
        f"{_COMPANIES}/extendedFieldSearch?extendedFieldName=city&q=Ber",
        page(_COMPANY) | FINE,
    ),
    Sample(
        "O76",
        "DELETE",
        f"{_COMPANIES}?externalId=KT-1",
        _COMPANY | {"isActive": False, "warnings": []},
    ),
    Sample(
        "O76",
        "POST",
        "/v2/verticals",
        _VERTICAL | {"warnings": []},
        {"orgId": 5001, "verticalId": 13, "verticalName": "travel", "isActive": True},
    ),
    Sample("O76", "GET", "/v2/verticals", {"data": [_VERTICAL], **FINE}),
    Sample(
        "O76",
        "GET",
        "/v2/verticals/meta",
        {"data": [{"verticalId": int, "verticalName": str}], **FINE},
    ),
    Sample(
        "O76",
        "DELETE",
        "/v2/verticals/11",
        {"orgId": 5001, "verticalId": 11, "isActive": False, "warnings": []},
    ),
    Sample(
        "O76",
        "POST",
        _FLEETS,
        _ENTITY,
        {"code": "TRUCKS", "name": "Trucks", "roles": [{"code": "owner", "maxChild": 3}]},
    ),
    Sample(
        "O76",
        "PUT",
        f"{_FLEETS}?hierarchyId=11",
        _ENTITY,
        {"code": "VANS", "name": "Small vans"},
    ),
    Sample("O76", "GET", f"{_FLEETS}?id=11", _FLEET | {"warnings": []}),
    Sample("O76", "GET", f"{_FLEETS}/all", {"data": [_FLEET], **FINE}),
    Sample("O76", "GET", "/v2/fleet/permissions", {"data": [{"permissionCode": str}], **FINE}),
    Sample("O76", "DELETE", f"{_FLEETS}?id=11", {"entity": 11, "warnings": []}),
]

_WHO = {"entityType": "MOBILE", "entityValue": MOBILE, "action": "REGISTRATION"}
_SENT = ("POST", "/v2/otp/generate", _WHO)

CODES = [
    Sample(
        "O77",
        "POST",
        "/v2/otp/generate",
        {"createdId": 1, "warnings": []},
        _WHO | {"channels": [{"type": "SMS", "value": MOBILE}]},
    ),
    Sample(
        "O77",
        "POST",
        "/v2/otp/validate",
        {"entity": True, "warnings": []},
        _WHO | {"code": "000000"},
        first=(_SENT,),
    ),
    Sample(
        "O77 of a wrong one",
        "POST",
        "/v2/otp/validate",
        {"entity": False, "warnings": []},
        _WHO | {"code": "123456"},
        first=(_SENT,),
    ),
    Sample(
        "O77",
        "GET",
        f"/v2/otp?identifierName=mobile&identifierValue={MOBILE}&scope=POINTS",
        {"id": 1, "code": "000000", "warnings": []},
    ),
    Sample(
        "O77 for the eleventh time",
        "POST",
        "/v2/otp/generate",
        failed(429),
        _WHO,
        status=429,
        first=(_SENT,) * 10,
    ),
]

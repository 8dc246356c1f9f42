"""O63 to O65: stores, tills, sources and configuration, version 2."""

from __future__ import annotations

from .shapes import Sample, Shape, either, of
from .words_v2 import DONE, FINE, bulk, entry, failed, unmade

_SHOP = {
    "code": "quay3",
    "name": "quay3",
    "externalIds": ["QX-7", "QX-8", "QX-9"],
    "description": "",
    "type": "STORE",
    "adminType": "GENERAL",
    "isActive": True,
    "parentZoneId": 60001,
    "parentConceptId": 60002,
    **of("", "timeZoneId currencyId languageId email mobile landline latitude longitude address"),
    "cityId": 0,
    "areaId": 0,
    "customFields": {"berths": "4"},
}
_CREATED = {"createdId": int, "warnings": []}
_COMMON = {
    "id": int,
    **of(str, "code description name"),
}
_SHOWN_SHOP = {
    **_COMMON,
    "type": "STORE",
    "adminType": "GENERAL",
    "isActive": True,
    **of(0, "timeZoneId currencyId languageId"),
    **of(int, "parentZoneId parentConceptId"),
    "externalIds": [str],
    **of(str, "email mobile landline latitude longitude address"),
    **of(0, "cityId areaId"),
    "customFields": {"berths": "4"},
}
_TILL = {
    **_COMMON,
    "type": "TILL",
    "adminType": "GENERAL",
    "isActive": True,
    "isOuEnabled": False,
    **of(0, "timeZoneId currencyId languageId"),
    "customField": [],
}
_NEW_TILL = {
    "name": "quay1.t2",
    "password": "a-new-password",
    "storeId": 62001,
    "description": "",
    "billable": True,
    "customFields": [{"name": "cf", "value": "1"}],
}
_FIELDS = {"customFields": [{"name": "counter", "value": "1"}]}
_ACCOUNT: dict[str, Shape] = {
    "id": int,
    **of(str, "uuid name sourceAccountIdentifier"),
    "toMirror": bool,
    "sourceTypeId": int,
    "sourceTypeName": str,
    "isActive": True,
    "commChannels": [str],
}
_DETAILS = {
    "configs": {},
    "attribution": of(str, "createDate modifiedDate"),
}
_CONFIGS = of(str, "loginIdentifierType validTill")
_WECHAT = {**_ACCOUNT, **_DETAILS, "configs": _CONFIGS}
_SOURCES = "/v2/organization/org/5001/sources"
_CONFIG = {"entityId": 5001, "keyName": str, "value": str, "scope": "ORG", "warnings": []}
_UUID = "916c4b76e13d6197692beb5d0d5e174c"

STORES = [
    Sample("O63", "POST", "/v2/orgEntity/store", _CREATED, _SHOP),
    Sample(
        "O63 with a code that is taken",
        "POST",
        "/v2/orgEntity/store",
        failed(1220),
        _SHOP | {"code": "quay1"},
        status=400,
    ),
    Sample(
        "O63",
        "POST",
        "/v2/orgEntity/store/bulk",
        bulk(either(entry(_SHOWN_SHOP), unmade(1220)), failures=1),
        [_SHOP, _SHOP | {"code": "quay1", "name": "quay1"}],
    ),
    Sample("O64", "POST", "/v2/orgEntity/till", _CREATED, _NEW_TILL),
    Sample(
        "O64 with a name that is taken",
        "POST",
        "/v2/orgEntity/till",
        failed(1207),
        _NEW_TILL | {"name": "quay1.t1"},
        status=400,
    ),
    Sample("O64", "PUT", "/v2/orgEntity/till/63001", {"entity": 63001, **DONE}, _FIELDS),
    Sample("O64", "GET", "/v2/organization/till?code=quay1.t1", {**_TILL, "warnings": []}),
    Sample("O64 by name", "GET", "/v2/organization/till?name=quay1.t1", {**_TILL, "warnings": []}),
    Sample("O64", "GET", "/v2/organization/till/63001", {**_TILL, "warnings": []}),
    Sample("O64", "GET", "/v2/organization/activeTill", {"data": [_TILL], **FINE}),
    Sample("O64 of an unknown one", "GET", "/v2/organization/till/5", failed(3227), status=400),
    Sample(
        "O65",
        "GET",
        "/v2/organization/meta/sources",
        {
            "data": [{"id": int, "name": str, "commChannels": either([str], [])}],
            **FINE,
        },
    ),
    Sample(
        "O65",
        "POST",
        _SOURCES,
        {**_ACCOUNT, **_DETAILS, "warnings": []},
        {
            "name": "line-main",
            "sourceAccountIdentifier": "line-main",
            "sourceTypeName": "LINE",
            "toMirror": False,
            "configs": {},
        },
    ),
    Sample("O65", "GET", _SOURCES, {"data": [_ACCOUNT], **FINE}),
    Sample(
        "O65 with details",
        "GET",
        f"{_SOURCES}?details=true",
        {"data": [either(_WECHAT, {**_ACCOUNT, **_DETAILS})], **FINE},
    ),
    Sample("O65", "GET", f"{_SOURCES}/{_UUID}", {**_WECHAT, "warnings": []}),
    Sample(
        "O65",
        "PUT",
        f"{_SOURCES}/{_UUID}",
        {
            **_WECHAT,
            "configs": {"loginIdentifierType": "email", "validTill": str},
            "warnings": [],
        },
        {"configs": {"loginIdentifierType": "email"}},
    ),
    Sample(
        "O65",
        "GET",
        f"{_SOURCES}/2401/configs",
        {"id": 2401, "uuid": _UUID, "configs": _CONFIGS, "warnings": []},
    ),
    Sample("O65 of an unknown one", "GET", f"{_SOURCES}/9/configs", failed(3213), status=400),
    Sample(
        "O65",
        "GET",
        "/v2/organization/programs",
        {
            "data": [
                {
                    "id": 31,
                    "name": "Harbour Club",
                    "tiers": [{"serialNumber": int, **of(str, "name description")}],
                }
            ],
            **FINE,
        },
    ),
    Sample(
        "O65",
        "GET",
        "/v2/organization/hierarchy",
        {
            "baseOrganization": {
                "id": 5001,
                "name": "Harbour Goods",
                **of(str, "address currency timeZone"),
                "isActive": True,
                "orgType": "STANDARD_ORG",
            },
            "connectedOrganizations": [],
            "warnings": [],
        },
    ),
    Sample(
        "O65",
        "POST",
        "/v2/organization/configs",
        _CONFIG | {"value": "6"},
        {"keyName": "CONF_MAX_CARDS_PER_ORG", "value": "6", "scope": "ORG"},
    ),
    Sample("O65", "GET", "/v2/organization/configs/CONF_PII_DELETION_ENABLED", _CONFIG),
    Sample("O65", "GET", "/v2/organization/configs/CONF_MAX_CARDS_PER_ORG", _CONFIG),
    Sample(
        "O65",
        "GET",
        "/v2/organization/customFields",
        {
            "data": [
                {
                    "id": int,
                    **of(str, "name scope type dataType label defaultValue phase"),
                    "position": int,
                    **of(str, "rule serverRule regex error helptext attrs"),
                    **of(bool, "isDisabled isCompulsory disableAtServer isUpdatable"),
                    **of(bool, "enableAuditTrail isPiiData isPsiData"),
                }
            ],
            **FINE,
        },
    ),
    Sample(
        "O65",
        "POST",
        "/v2/currencyratio",
        {"currencyCode": "EUR", "ratioInr": 90.5, "warnings": []},
        {"ratioInr": 90.5, "currencyCode": "EUR"},
    ),
]

"""O60 to O62 and O66: the organisation and its stores, version 1.1."""

from __future__ import annotations

from typing import Any

from .shapes import Sample, Shape, of
from .words_v1_1 import WARNED, answer

_MONEY = of(str, "symbol label")
_ZONE = of(str, "label offset")
_LANGUAGE = of(str, "lang locale")
_COUNTRY = of(str, "name code")
_ORGANISATION = {
    "id": "5001",
    "name": "Harbour Goods",
    **of(str, "address language language_code language_locale"),
    "currency": "Euro",
    "timezone": "Asia/Kolkata",
    "timezone_offset": "+05:30",
    "min_sms_hour": "8",
    "max_sms_hour": "22",
    **of(str, "logo website country country_code state city locality pincode"),
    "currencies": {"base_currency": _MONEY, "supported_currencies": {"currency": [_MONEY]}},
    "timezones": {"base_timezone": _ZONE, "supported_timezones": {"timezone": [_ZONE]}},
    "languages": {"base_language": _LANGUAGE, "supported_languages": {"language": [_LANGUAGE]}},
    "countries": {"base_country": _COUNTRY, "supported_countries": {"country": [_COUNTRY]}},
}


def _entity(**own: Shape) -> Shape:
    return {
        "item_status": {"success": "true", "code": 3200, "message": "Entity search successful"},
        **of(str, "id is_active code name description last_updated_by last_updated_on"),
        "custom_fields": {"field": []},
        "language_translations": {"field": []},
        **of("0", "time_zone_id currency_id language_id"),
        "timezones": {"base_timezone": {"label": "Asia/Kolkata", "offset": "+05:30"}},
        "currencies": {"base_currency": {"symbol": "€", "label": "EUR"}},
        **of("", "language_code language_locale"),
        "languages": {"base_language": {"lang": "", "locale": ""}},
        "parent": {},
        "country_code": "",
        **own,
    }


def _found(entity: Shape, total: int, limit: str = "500") -> Shape:
    return {
        "response": {
            "pagination": {"limit": limit, "offset": "0", "total": total},
            "status": {"success": True, "code": 200, "message": "SUCCESS"},
            "organization": {"entities": {"entity": [entity]}},
        }
    }


_LOGIN = of(
    str,
    "username last_login parent_external_id parent_external_id_1 parent_external_id_2",
)
_STORE_IDS = of(str, "external_id external_id_1 external_id_2")
_BASIC_HIDES = (
    "time_zone_id currency_id language_id timezones currencies language_code language_locale "
    "languages"
)
_BASIC = {
    name: shape
    for name, shape in _entity(**_STORE_IDS, type="STORE").items()
    if name not in _BASIC_HIDES.split()
}
_CONFIG = {
    **of(str, "key scopes value_type modules"),
    "entity_id": "5001",
    "value": str,
}
_FIELD = of(str, "name label data_type is_disabled is_compulsory default type scope is_updatable")
_TENDER: dict[str, Any] = {**of(str, "name code label"), "options": {"option": []}}
_STORE = {
    "id": "62001",
    **of(str, "name code"),
    "location": of(str, "latitude longitude"),
    "currency": {**of(str, "name symbol"), "iso_code": of(str, "alpha numeric")},
    "language": str,
    "time_zone": {"coordinates": str, "offset": of(str, "std summer")},
    **of(str, "mobile email land_line external_id external_id_1 external_id_2"),
    **of(str, "country_name state_name city_name area_name"),
    "template": {"sms": of(str, "name email mobile"), "email": of(str, "name email mobile")},
    "item_status": {"success": "true", "code": "900", "message": str},
}
_NONE = {"item_status": {"success": "false", "code": 3202, "message": str, **WARNED}}
_ENTITIES = "/v1.1/organization/entities"

ORGANISATION = [
    Sample(
        "O60",
        "GET",
        "/v1.1/organization/get",
        answer(organization=_ORGANISATION),
    ),
    Sample("O61", "GET", f"{_ENTITIES}?type=TILL", _found(_entity(**_LOGIN, type="TILL"), 3)),
    Sample(
        "O61 of stores",
        "GET",
        f"{_ENTITIES}?type=store&limit=1",
        _found(_entity(**_STORE_IDS, type="STORE"), 2, "1"),
    ),
    Sample(
        "O61 of a store server",
        "GET",
        f"{_ENTITIES}?type=STR_SERVER",
        _found(_entity(**_LOGIN, type="STR_SERVER"), 1),
    ),
    Sample("O61 of zones", "GET", f"{_ENTITIES}?type=ZONE", _found(_entity(type="ZONE"), 1)),
    Sample(
        "O61 of concepts", "GET", f"{_ENTITIES}?type=CONCEPT", _found(_entity(type="CONCEPT"), 1)
    ),
    Sample("O61 in short", "GET", f"{_ENTITIES}?type=STORE&details=basic", _found(_BASIC, 2)),
    Sample(
        "O61 without a type",
        "GET",
        _ENTITIES,
        answer(False, 500),
        status=400,
    ),
    Sample(
        "O61 of an unknown one",
        "GET",
        f"{_ENTITIES}?type=ZONE&id=5",
        answer(False, 500, organization={"entities": {"entity": [_NONE]}}),
        status=500,
    ),
    Sample(
        "O62",
        "GET",
        "/v1.1/organization/configs",
        answer(True, organization={"configs": {"config": [_CONFIG]}}),
    ),
    Sample(
        "O62",
        "GET",
        "/v1.1/organization/customfields?scope=loyalty_registration",
        answer(True, organization={"custom_fields": {"field": [_FIELD]}}),
    ),
    Sample(
        "O62",
        "GET",
        "/v1.1/organization/tenders",
        answer(True, organization={"tenders": {"count": 3, "tender": [_TENDER]}}),
    ),
    Sample("O66", "GET", "/v1.1/store/get?id=62001", answer(stores={"store": _STORE})),
    Sample(
        "O66 by an external id",
        "GET",
        "/v1.1/store/get?external_id=QX-2",
        answer(stores={"store": _STORE}),
    ),
    Sample(
        "O66 without an identifier",
        "GET",
        "/v1.1/store/get",
        answer(
            "false",
            500,
            stores={
                "store": {
                    "item_status": {"success": "false", "code": "913", "message": str, **WARNED}
                }
            },
        ),
        status=500,
    ),
    Sample(
        "O66",
        "GET",
        "/v1.1/store/login",
        answer(
            store={
                "user": {
                    "username": "quay1.t1",
                    **of(str, "first_name last_name"),
                    "org_name": "Harbour Goods",
                    "user_id": "63001",
                    "type": "TILL",
                    "org_id": "5001",
                    "server_time": "2026-01-15 15:30:00",
                }
            }
        ),
    ),
    Sample(
        "O66",
        "GET",
        "/v1.1/store/staff",
        answer(store={"staff": {"user": [of(str, "id username name type store_code")]}}),
    ),
]

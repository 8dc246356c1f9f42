"""The organisation, its stores, tills, sources, fields and configuration (O60 to O66)."""

from __future__ import annotations

import hashlib
from typing import Any

import httpx
import pytest

from capexplore.sandbox import Sandbox

from .asking import Login, add_v1, add_v2, errors_v2, warnings_v1, warnings_v2

ENTITIES = "/v1.1/organization/entities"
NONE = ("organization", "entities", "entity")
SOURCES = "/v2/organization/org/5001/sources"
STORE = {
    "code": "quay3",
    "name": "Quay Three",
    "externalIds": ["QX-7", "QX-8", "QX-9"],
    "parentZoneId": 60001,
    "parentConceptId": 60002,
    "timeZoneId": "",
    "cityId": 0,
    "customFields": {"berths": "4"},
}
TILL = {"name": "quay1.t2", "password": "moor", "storeId": 62001}


def entities(answer: httpx.Response) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = answer.json()["response"]["organization"]["entities"]["entity"]
    return found


def basic(client: httpx.Client, name: str, password: str) -> httpx.Client:
    auth = (name, hashlib.md5(password.encode()).hexdigest())
    return httpx.Client(transport=client._transport, base_url=client.base_url, auth=auth)


def item(answer: httpx.Response, *names: str) -> dict[str, Any]:
    tree = answer.json()["response"]
    for name in names:
        tree = tree[name]
    tree = tree[0] if isinstance(tree, list) else tree
    found: dict[str, Any] = tree["item_status"]
    return found


def test_an_entity_is_shown_as_documented(client: httpx.Client) -> None:
    answer = client.get(ENTITIES, params={"type": "till", "id": "63001"})
    assert answer.json() == {
        "response": {
            "pagination": {"limit": "500", "offset": "0", "total": 1},
            "status": {"success": True, "code": 200, "message": "SUCCESS"},
            "organization": {
                "entities": {
                    "entity": [
                        {
                            "item_status": {
                                "success": "true",
                                "code": 3200,
                                "message": "Entity search successful",
                            },
                            "id": "63001",
                            "is_active": "1",
                            "code": "quay1.t1",
                            "name": "quay1.t1",
                            "description": "",
                            "last_updated_by": "63001",
                            "last_updated_on": "2025-02-01 09:00:00",
                            "custom_fields": {"field": []},
                            "language_translations": {"field": []},
                            "time_zone_id": "0",
                            "currency_id": "0",
                            "language_id": "0",
                            "timezones": {
                                "base_timezone": {"label": "Asia/Kolkata", "offset": "+05:30"}
                            },
                            "currencies": {"base_currency": {"symbol": "€", "label": "EUR"}},
                            "language_code": "",
                            "language_locale": "",
                            "languages": {"base_language": {"lang": "", "locale": ""}},
                            "parent": {},
                            "country_code": "",
                            "username": "quay1.t1",
                            "last_login": "",
                            "parent_external_id": "QX-1",
                            "parent_external_id_1": "QX-2",
                            "parent_external_id_2": "QX-3",
                            "type": "TILL",
                        }
                    ]
                }
            },
        }
    }


@pytest.mark.parametrize(
    ("params", "codes"),
    [
        ({"type": "ZONE"}, ["coast"]),
        ({"type": "CONCEPT"}, ["homeware"]),
        ({"type": "STORE"}, ["quay1", "quay2"]),
        ({"type": "STR_SERVER"}, ["quay1.ss"]),
        ({"type": "TILL"}, ["quay1.t1", "quay2.t1", "quay2.t9"]),
        ({"type": "TILL", "active_only": "true"}, ["quay1.t1", "quay2.t1"]),
        ({"type": "TILL", "limit": "1"}, ["quay1.t1"]),
        ({"type": "TILL", "limit": "2", "start_id": "63001"}, ["quay2.t1", "quay2.t9"]),
        ({"scope": "TILL_CUSTOM_FIELDS", "id": "63002"}, ["quay2.t1"]),
        (
            {
                "type": "TILL",
                "parent_identifier_type": "STORE_CODE",
                "parent_identifier_value": "quay1",
            },
            ["quay1.t1"],
        ),
        (
            {
                "type": "TILL",
                "parent_identifier_type": "STORE_EXTERNAL_ID",
                "parent_identifier_value": "QX-6",
            },
            ["quay2.t1", "quay2.t9"],
        ),
        (
            {
                "type": "STORE",
                "parent_identifier_type": "CONCEPT_ID",
                "parent_identifier_value": "60002",
            },
            ["quay1", "quay2"],
        ),
        ({"type": "STORE", "modified_since": "2025-01-01"}, ["quay1", "quay2"]),
    ],
)
def test_entities_by_conditions(
    client: httpx.Client, params: dict[str, str], codes: list[str]
) -> None:
    assert [one["code"] for one in entities(client.get(ENTITIES, params=params))] == codes


def test_what_entities_show(client: httpx.Client) -> None:
    [zone] = entities(client.get(ENTITIES, params={"type": "ZONE", "sub_entities_count": "1"}))
    assert zone["sub_entities_count"] == "2"
    [till, *_] = entities(client.get(ENTITIES, params={"type": "TILL", "details": "basic"}))
    assert not {"currencies", "timezones", "languages", "currency_id"} & set(till)
    [shop, *_] = entities(client.get(ENTITIES, params={"type": "STORE", "exclude_locale": "true"}))
    assert "languages" not in shop
    assert shop["external_id_1"] == "QX-2"


@pytest.mark.parametrize("params", [{}, {"type": "ROOM"}, {"type": "TILL", "limit": "x"}])
def test_entities_of_no_type(client: httpx.Client, params: dict[str, str]) -> None:
    answer = client.get(ENTITIES, params=params)
    status = answer.json()["response"]["status"]
    assert (answer.status_code, status["success"], status["code"]) == (400, False, 500)


def test_entities_that_are_not_found(client: httpx.Client) -> None:
    answer = client.get(ENTITIES, params={"type": "TILL", "id": "9"})
    assert (answer.status_code, item(answer, *NONE)["code"]) == (500, 3202)
    answer = client.get(ENTITIES, params={"type": "TILL", "id": "63001,9"})
    assert answer.json()["response"]["status"]["code"] == 201
    assert [one["item_status"]["code"] for one in entities(answer)] == [3200, 3202]
    named = {"parent_identifier_type": "STORE_CODE", "parent_identifier_value": "nowhere"}
    answer = client.get(ENTITIES, params={"type": "TILL", **named})
    assert item(answer, *NONE)["code"] == 3202
    answer = client.get(ENTITIES, params={"type": "TILL", "scope": "SHELF_CUSTOM_FIELDS"})
    assert item(answer, *NONE)["code"] == 3204


def test_entities_in_xml(client: httpx.Client) -> None:
    text = client.get(ENTITIES, params={"type": "ZONE", "format": "xml"}).text
    assert "<entities><entity><item_status><success>true</success><code>3200</code>" in text


def test_configuration_is_one_thing(client: httpx.Client, sandbox: Sandbox) -> None:
    path = "/v2/organization/configs/CONF_MAX_CARDS_PER_ORG"
    said = {"keyName": "CONF_MAX_CARDS_PER_ORG", "value": 6, "scope": "ORG"}
    told = {"entityId": 5001, **said, "value": "6", "warnings": []}
    answer = client.post("/v2/organization/configs", json=said)
    assert (answer.json(), list(answer.json())) == (
        told,
        ["entityId", "keyName", "value", "scope", "warnings"],
    )
    assert client.get(path).json() == told
    sandbox.configure("CONF_MAX_CARDS_PER_ORG", "7")
    assert client.get(path).json()["value"] == "7"
    query = {"name": "CONF_MAX_CARDS_PER_ORG"}
    assert client.get("/v2/organization/configkeyvalue", params=query).json()["value"] == "7"
    tree = client.get("/v1.1/organization/configs", params={"module": "CARD"}).json()
    assert tree["response"]["organization"]["configs"]["config"] == [
        {
            "key": "CONF_MAX_CARDS_PER_ORG",
            "scopes": "ORG",
            "value_type": "NUMERIC",
            "modules": "CARD",
            "entity_id": "5001",
            "value": "7",
        }
    ]


def test_configuration_set_by_the_api_has_its_effect(client: httpx.Client) -> None:
    said = {"keyName": "CONF_CLIENT_V2_API_ENABLED", "value": "false", "scope": "ORG"}
    assert client.post("/v2/organization/configs", json=said).status_code == 200
    assert client.get("/v2/organization/hierarchy").status_code == 403


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"keyName": "CONF_NONE", "value": 6, "scope": "ORG"}, 3209),
        ({"keyName": "CONF_MAX_CARDS_PER_ORG", "value": "six", "scope": "ORG"}, 3212),
        ({"keyName": "CONF_MAX_CARDS_PER_ORG", "value": 6, "scope": "STORE"}, 3211),
        ({"keyName": "CONF_MAX_CARDS_PER_ORG", "scope": "ORG"}, 400),
        ([], 400),
    ],
)
def test_configuration_that_is_not_set(client: httpx.Client, body: Any, code: int) -> None:
    answer = client.post("/v2/organization/configs", json=body)
    assert (answer.status_code, errors_v2(answer)) == (400, [code])
    value = client.get("/v2/organization/configs/CONF_MAX_CARDS_PER_ORG").json()["value"]
    assert value == ""


def test_unknown_configuration(client: httpx.Client) -> None:
    assert errors_v2(client.get("/v2/organization/configs/CONF_NONE")) == [3209]
    answer = client.get("/v1.1/organization/configs", params={"key": "CONF_NONE"})
    assert item(answer, "organization", "configs", "config")["code"] == 3209


def define(client: httpx.Client, scope: str, name: str, **said: Any) -> httpx.Response:
    body = {"scope": scope, "customFields": [{"name": name, "type": "text", **said}]}
    return client.post("/v2/customFields", json=body)


def test_a_field_that_is_defined_is_known_at_once(client: httpx.Client) -> None:
    person = {
        "mobile": "914400000017",
        "custom_fields": {"field": [{"name": "sail", "value": "red"}]},
    }
    assert warnings_v1(add_v1(client, person, path="update")) == ["1017"]
    answer = define(client, "LOYALTY_REGISTRATION", "sail", label="Colour of the sail")
    assert answer.json()["data"][0]["scope"] == "LOYALTY_REGISTRATION"
    assert warnings_v1(add_v1(client, person, path="update")) == []
    customer = client.get("/v2/customers/800101?source=INSTORE").json()
    assert customer["profiles"][0]["fields"]["sail"] == "red"
    query = {"scope": "loyalty_registration"}
    shown = client.get("/v1.1/organization/customfields", params=query).json()
    fields = shown["response"]["organization"]["custom_fields"]["field"]
    assert [field["label"] for field in fields][-1] == "Colour of the sail"
    define(client, "LOYALTY_REGISTRATION", "sail", isDisabled=True)
    assert warnings_v1(add_v1(client, person, path="update")) == ["1017"]
    names = [field["name"] for field in client.get("/v2/org/customFields").json()["data"]]
    assert names.count("sail") == 1
    kept = client.get("/v2/organization/customFields", params=query).json()["data"]
    assert "sail" not in [field["name"] for field in kept]


def test_a_field_of_transactions_is_known_to_them(client: httpx.Client) -> None:
    define(client, "LOYALTY_TRANSACTION", "crate")
    path = "/v2/transactions?identifierName=mobile&identifierValue=914400000017"
    said = {
        "type": "REGULAR",
        "billNumber": "HB-77",
        "billAmount": 10,
        "customFields": {"crate": "1"},
    }
    assert warnings_v2(client.post(path, json=said)) == []


@pytest.mark.parametrize(
    ("scope", "name", "code"),
    [
        ("SAILING", "x", 3204),
        ("LOYALTY_REGISTRATION", "", 3203),
        ("LOYALTY_REGISTRATION", "x" * 21, 3203),
    ],
)
def test_fields_that_are_not_defined(
    client: httpx.Client, scope: str, name: str, code: int
) -> None:
    assert errors_v2(define(client, scope, name)) == [code]


def test_fields_of_no_scope(client: httpx.Client) -> None:
    path, query = "/v1.1/organization/customfields", {"scope": "sailing"}
    wrapper = ("organization", "custom_fields", "field")
    assert item(client.get(path, params=query), *wrapper)["code"] == 3204
    answer = client.get(path, params={"scope": "customer_feedback"})
    assert item(answer, *wrapper)["code"] == 3203
    assert errors_v2(client.get("/v2/organization/customFields", params=query)) == [3204]


def tag(client: httpx.Client, entity: int, name: str = "berths", **said: Any) -> httpx.Response:
    field = {"name": name, "value": said.pop("value", "12")}
    body = {"customField": field, "entityId": entity, "scope": "STORE_CUSTOM_FIELDS"}
    return client.post("/v2/customField/tag", json=body | said)


def test_a_store_is_given_the_value_of_a_field(client: httpx.Client) -> None:
    assert tag(client, 62001).json() == {"entity": 62001, "warnings": []}
    [shop] = entities(client.get(ENTITIES, params={"type": "STORE", "id": "62001"}))
    assert shop["custom_fields"] == {"field": [{"name": "berths", "value": "12"}]}
    assert errors_v2(tag(client, 9)) == [3202]
    assert errors_v2(tag(client, 63001)) == [3204]
    assert errors_v2(tag(client, 62001, "sails")) == [3203]
    assert errors_v2(tag(client, 62001, value="x" * 256)) == [3212]


def test_extended_fields_are_chosen_from_the_catalogue(client: httpx.Client) -> None:
    field = {"marital_status": "married"}
    person = add_v2(client, ("mobile", "915550007001"), extendedFields=field)
    assert warnings_v2(person) == [91016]
    said = {"extendedFieldId": 6, "hideDisplay": False}
    answer = client.post("/v2/entity/extended_field_config", json=said)
    assert answer.json() == {"entity": 6, "warnings": []}
    person = add_v2(client, ("mobile", "915550007002"), extendedFields=field)
    assert warnings_v2(person) == []
    names = [one["name"] for one in client.get("/v2/extendedFields").json()["data"]]
    assert "marital_status" in names
    client.post("/v2/entity/extended_field_config", json=said | {"hideDisplay": True})
    names = [one["name"] for one in client.get("/v2/extendedFields").json()["data"]]
    assert "marital_status" not in names
    for path in ("/v2/entity/extendedFieldConfig", "/v2/entity/extendedFieldConfigs"):
        assert client.get(path).json()["data"][-3]["hideDisplay"] is True
    said["extendedFieldId"] = 99
    assert errors_v2(client.post("/v2/entity/extended_field_config", json=said)) == [3203]


def test_tenders(client: httpx.Client) -> None:
    tree = client.get("/v1.1/organization/tenders").json()["response"]["organization"]["tenders"]
    assert (tree["count"], [one["code"] for one in tree["tender"]]) == (3, ["CARD", "CASH", "GIFT"])
    query = {"attribute_name": "bank"}
    tree = client.get("/v1.1/organization/tenders", params=query).json()["response"]
    [card] = tree["organization"]["tenders"]["tender"]
    assert {"name": "bank"} in card["attributes"]["attribute"]


def test_a_new_store_and_its_till_can_be_used_at_once(client: httpx.Client, login: Login) -> None:
    answer = client.post("/v2/orgEntity/store", json=STORE)
    assert answer.json() == {"createdId": 62003, "warnings": []}
    said = {"name": "quay3.t1", "password": "moor-and-till", "storeId": 62003}
    answer = client.post("/v2/orgEntity/till", json=said)
    assert answer.json() == {"createdId": 63004, "warnings": []}
    told = basic(client, "quay3.t1", "moor-and-till").get("/v1.1/store/login").json()
    assert told["response"]["store"]["user"]["user_id"] == "63004"
    for kind, code in (
        ("TILL", "quay3.t1"),
        ("STORE_CODE", "quay3"),
        ("STORE_EXTERNAL_ID_2", "QX-9"),
    ):
        acting = login(
            "strict",
            X_CAP_API_ATTRIBUTION_ENTITY_TYPE=kind,
            X_CAP_API_ATTRIBUTION_ENTITY_CODE=code,
        )
        user = acting.get("/v1.1/store/login").json()["response"]["store"]["user"]
        assert user["username"] == "quay3.t1"
    shop = client.get("/v1.1/store/get", params={"external_id": "QX-8"}).json()
    assert shop["response"]["stores"]["store"]["code"] == "quay3"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"name": "Quay One"}, 1206),
        ({"code": "quay1"}, 1220),
        ({"externalIds": []}, 1221),
        ({"externalIds": ["QX-1"]}, 400),
        ({"externalIds": ["a", "b", "c", "d"]}, 400),
        ({"externalIds": "a"}, 400),
        ({"customFields": {"sails": "4"}}, 1023),
        ({"customFields": {"berths": "4" * 256}}, 1024),
        ({"parentZoneId": 62001}, 400),
        ({"code": "x" * 51}, 400),
        ({"name": "x" * 101}, 400),
        ({"name": ""}, 400),
        ({"type": "TILL"}, 400),
        ({"adminType": "CHIEF"}, 400),
    ],
)
def test_stores_that_are_not_added(client: httpx.Client, said: dict[str, Any], code: int) -> None:
    answer = client.post("/v2/orgEntity/store", json=STORE | said)
    assert (answer.status_code, errors_v2(answer)) == (400, [code])
    assert len(entities(client.get(ENTITIES, params={"type": "STORE"}))) == 2


def test_a_compulsory_field_of_stores(client: httpx.Client) -> None:
    define(client, "STORE_CUSTOM_FIELDS", "keeper", isCompulsory=True)
    assert errors_v2(client.post("/v2/orgEntity/store", json=STORE)) == [1025]


def test_stores_in_bulk_are_independent(client: httpx.Client) -> None:
    other = STORE | {"code": "quay4", "name": "Quay Four", "externalIds": ["QX-10"]}
    tree = client.post("/v2/orgEntity/store/bulk", json=[STORE, STORE, other, 7]).json()
    assert (tree["totalCount"], tree["failureCount"]) == (4, 2)
    assert [entry["entityId"] for entry in tree["response"]] == [62003, None, 62004, None]
    assert [error["code"] for entry in tree["response"] for error in entry["errors"]] == [1220, 400]
    assert tree["response"][0]["result"] == {
        "id": 62003,
        "code": "quay3",
        "description": "",
        "name": "Quay Three",
        "type": "STORE",
        "adminType": "GENERAL",
        "isActive": True,
        "timeZoneId": 0,
        "currencyId": 0,
        "languageId": 0,
        "parentZoneId": 60001,
        "parentConceptId": 60002,
        "externalIds": ["QX-7", "QX-8", "QX-9"],
        "email": "",
        "mobile": "",
        "landline": "",
        "latitude": "",
        "longitude": "",
        "address": "",
        "cityId": 0,
        "areaId": 0,
        "customFields": {"berths": "4"},
    }
    answer = client.post("/v2/orgEntity/store/bulk", json=[STORE] * 101)
    assert errors_v2(answer) == [1060]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"name": "quay1.t1"}, 1207),
        ({"name": "quay1.ss"}, 1207),
        ({"storeId": 63001}, 1214),
        ({"storeId": None}, 400),
        ({"name": "t2"}, 400),
        ({"name": "Quay1.T2"}, 400),
        ({"password": ""}, 400),
        ({"customFields": [{"name": "x" * 21, "value": "1"}]}, 1023),
        ({"customFields": [{"name": "counter", "value": "1" * 256}]}, 1024),
    ],
)
def test_tills_that_are_not_added(client: httpx.Client, said: dict[str, Any], code: int) -> None:
    answer = client.post("/v2/orgEntity/till", json=TILL | said)
    assert (answer.status_code, errors_v2(answer)) == (400, [code])
    assert len(entities(client.get(ENTITIES, params={"type": "TILL"}))) == 3


def test_tills_are_read_and_changed(client: httpx.Client) -> None:
    till = {
        "id": 63001,
        "code": "quay1.t1",
        "description": "",
        "name": "quay1.t1",
        "type": "TILL",
        "adminType": "GENERAL",
        "isActive": True,
        "isOuEnabled": False,
        "timeZoneId": 0,
        "currencyId": 0,
        "languageId": 0,
        "customField": [],
        "warnings": [],
    }
    for query in ("?code=quay1.t1", "?name=quay1.t1", "?tillId=63001", "/63001"):
        assert client.get(f"/v2/organization/till{query}").json() == till
    said = {"customFields": [{"name": "cf", "value": "1"}]}
    answer = client.put("/v2/orgEntity/till/63001", json=said)
    assert answer.json() == {"entity": 63001, "warnings": [], "errors": [], "success": True}
    till["customField"] = [{"name": "cf", "value": "1"}]
    assert client.get("/v2/organization/till/63001").json() == till
    for path in ("till?code=none", "till/9", "till/x", "activeTill?code=none"):
        assert errors_v2(client.get(f"/v2/organization/{path}")) == [3227]
    assert errors_v2(client.get("/v2/organization/till")) == [400]
    assert errors_v2(client.put("/v2/orgEntity/till/9", json=said)) == [3227]


def test_active_tills(client: httpx.Client) -> None:
    path = "/v2/organization/activeTill"
    codes = [till["code"] for till in client.get(path).json()["data"]]
    assert codes == ["quay1.t1", "quay2.t1"]
    assert len(client.get(path, params={"code": "quay2.t1"}).json()["data"]) == 1
    assert client.get(path, params={"code": "quay2.t9"}).json()["data"] == []


def test_there_is_no_delete_of_a_store_or_till(client: httpx.Client) -> None:
    assert client.delete("/v2/orgEntity/till/63001").status_code == 405
    assert client.delete("/v2/orgEntity/store").status_code == 405


def test_staff(client: httpx.Client) -> None:
    said = {"code": "asc-01", "name": "Runa Holm", "storeId": 62001, "isActive": True}
    answer = client.post("/v2/orgEntity/associate", json=said)
    assert answer.json() == {"createdId": 64002, "warnings": []}
    users = client.get("/v1.1/store/staff").json()["response"]["store"]["staff"]["user"]
    assert [user["name"] for user in users] == ["Edda Rask", "Runa Holm"]
    query = {"type_value": "MANAGER"}
    tree = client.get("/v1.1/store/staff", params=query).json()["response"]
    assert tree["store"]["staff"]["user"] == []
    assert errors_v2(client.post("/v2/orgEntity/associate", json=said)) == [1220]
    assert errors_v2(client.post("/v2/orgEntity/associate", json=said | {"storeId": 1})) == [1214]


@pytest.mark.parametrize(
    ("params", "code"),
    [({}, "913"), ({"id": ""}, "903"), ({"id": "9"}, "902"), ({"external_id": "QX-0"}, "902")],
)
def test_stores_that_are_not_found(client: httpx.Client, params: dict[str, str], code: str) -> None:
    answer = client.get("/v1.1/store/get", params=params)
    assert (answer.status_code, item(answer, "stores", "store")["code"]) == (500, code)


def test_a_store_in_both_formats(client: httpx.Client) -> None:
    store = client.get("/v1.1/store/get?id=62001").json()["response"]["stores"]["store"]
    assert (store["id"], store["item_status"]["code"]) == ("62001", "900")
    assert store["currency"]["iso_code"]["alpha"] == "EUR"
    text = client.get("/v1.1/store/get?id=62001&format=xml").text
    assert "<stores><store><id>62001</id><name>Quay One</name>" in text


def test_source_types(client: httpx.Client) -> None:
    data = client.get("/v2/organization/meta/sources").json()["data"]
    assert {"id": 3, "name": "WECHAT", "commChannels": ["email", "mobile", "wechat"]} in data
    assert len(data) == 18


def test_an_account_that_is_added_can_be_used_at_once(client: httpx.Client) -> None:
    person: dict[str, Any] = {"source": "LINE", "account": "line-main"}
    assert errors_v2(add_v2(client, ("line", "L-1"), **person)) == [8127]
    said = {
        "name": "line-main",
        "sourceAccountIdentifier": "line-main",
        "sourceTypeName": "LINE",
        "toMirror": 0,
        "configs": {"deeplink": "https://harbour.test/line"},
    }
    tree = client.post(SOURCES, json=said).json()
    assert tree == {
        "id": 2403,
        "uuid": tree["uuid"],
        "name": "line-main",
        "sourceAccountIdentifier": "line-main",
        "toMirror": False,
        "sourceTypeId": 12,
        "sourceTypeName": "LINE",
        "isActive": True,
        "commChannels": ["email", "line"],
        "configs": {"deeplink": "https://harbour.test/line"},
        "attribution": {"createDate": "2026-01-15", "modifiedDate": "2026-01-15"},
        "warnings": [],
    }
    assert add_v2(client, ("line", "L-1"), **person).status_code == 200
    uuid = tree["uuid"]
    client.put(f"{SOURCES}/{uuid}", json={"configs": {"ios": "1"}, "isActive": False})
    assert errors_v2(add_v2(client, ("line", "L-2"), **person)) == [8127]
    configs = client.get(f"{SOURCES}/2403/configs").json()["configs"]
    assert configs == {"deeplink": "https://harbour.test/line", "ios": "1"}
    assert client.get(f"{SOURCES}/{uuid}").json()["isActive"] is False
    assert errors_v2(client.put(f"{SOURCES}/{uuid}", json={"sourceTypeId": 3})) == [3214]
    renamed = {"sourceAccountIdentifier": "line-other"}
    assert errors_v2(client.put(f"{SOURCES}/{uuid}", json=renamed)) == [3214]


def test_sources_are_listed(client: httpx.Client) -> None:
    data = client.get(SOURCES, params={"details": "true"}).json()["data"]
    assert [one["sourceAccountIdentifier"] for one in data] == ["wc-main", "fb-1"]
    assert "configs" in data[0]
    assert "configs" not in client.get(SOURCES).json()["data"][0]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"name": ""}, 3216),
        ({"sourceAccountIdentifier": ""}, 3217),
        ({"sourceTypeName": "PIGEON"}, 3218),
        ({"sourceTypeName": "WECHAT", "sourceAccountIdentifier": "wc-main"}, 3220),
        ({"name": "x" * 101}, 3214),
        ({"configs": []}, 400),
    ],
)
def test_sources_that_are_not_added(client: httpx.Client, said: dict[str, Any], code: int) -> None:
    body = {"name": "x", "sourceAccountIdentifier": "x", "sourceTypeName": "LINE"}
    assert errors_v2(client.post(SOURCES, json=body | said)) == [code]
    assert len(client.get(SOURCES).json()["data"]) == 2


def test_sources_that_are_not_found(client: httpx.Client) -> None:
    assert errors_v2(client.get("/v2/organization/org/1/sources")) == [3221]
    assert errors_v2(client.get(f"{SOURCES}/none")) == [3213]
    assert errors_v2(client.put(f"{SOURCES}/none", json={})) == [3219]
    assert errors_v2(client.get(f"{SOURCES}/2402/configs")) == [3222]


def test_hierarchy_and_programmes(client: httpx.Client) -> None:
    tree = client.get("/v2/organization/hierarchy").json()
    assert tree["baseOrganization"]["orgType"] == "STANDARD_ORG"
    assert (tree["baseOrganization"]["id"], tree["connectedOrganizations"]) == (5001, [])
    [programme] = client.get("/v2/organization/programs").json()["data"]
    assert (programme["id"], programme["tiers"][1]["name"]) == (31, "Bosun")


def test_currency_ratios(client: httpx.Client) -> None:
    answer = client.post("/v2/currencyratio", json={"ratioInr": "90.5", "currencyCode": "eur"})
    assert answer.json() == {"currencyCode": "EUR", "ratioInr": 90.5, "warnings": []}
    answer = client.post("/v2/currencyratio", json={"ratioInr": 1, "currencyCode": "EURO"})
    assert errors_v2(answer) == [3235]
    answer = client.post("/v2/currencyratio", json={"ratioInr": 0, "currencyCode": "EUR"})
    assert errors_v2(answer) == [3236]

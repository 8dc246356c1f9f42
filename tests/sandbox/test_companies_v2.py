"""Companies, verticals, fleet hierarchies and one-time passwords (reference, O76 and O77)."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from capexplore.sandbox import Sandbox

from .asking import errors_v2

COMPANIES, FLEETS = "/v2/companies", "/v2/fleetHierarchy"
PIER = {"name": "Pier Cranes", "externalId": "PC-1", "hierarchyDefinitionCode": "COMPANY"}
OTP = {"entityType": "MOBILE", "entityValue": "914400000017", "action": "REGISTRATION"}


def test_company_is_added_changed_and_read(client: httpx.Client) -> None:
    body = {**PIER, "extendedFields": {"city": "Cork"}, "parentCompany": {"externalId": "KT-2"}}
    made = client.post(COMPANIES, json=body).json()
    assert (made["id"], made["isActive"], made["warnings"]) == (12, True, [])
    assert made["parentCompany"] == {"externalId": "KT-2"}
    changed = client.put(f"{COMPANIES}?id=12", json={"name": "Cranes"}).json()
    assert (changed["name"], changed["extendedFields"]) == ("Cranes", {"city": "Cork"})
    assert client.get(f"{COMPANIES}?externalId=PC-1").json() == changed


def test_deleting_a_company_takes_those_below_along(client: httpx.Client) -> None:
    client.post(COMPANIES, json={**PIER, "parentCompany": {"externalId": "KT-2"}})
    gone = client.delete(f"{COMPANIES}?externalId=KT-1").json()
    assert (gone["externalId"], gone["isActive"]) == ("KT-1", False)
    rows = client.get(f"{COMPANIES}/all").json()["data"]
    assert [(row["externalId"], row["isActive"]) for row in rows] == [
        ("KT-1", False),
        ("KT-2", False),
        ("PC-1", False),
    ]
    assert client.get(f"{COMPANIES}/all?status=ACTIVE").json()["data"] == []
    again = client.post(COMPANIES, json=PIER | {"parentCompany": {"externalId": "KT-1"}})
    assert errors_v2(again) == [400]


def test_companies_are_listed_and_searched(client: httpx.Client) -> None:
    body = client.get(f"{COMPANIES}/all?sortBy=name&sortOrder=ASC&limit=1").json()
    assert body["pagination"] == {"limit": 1, "offset": 0, "total": 2}
    assert body["data"][0]["name"] == "Keel Repairs"
    path = f"{COMPANIES}/extendedFieldSearch"
    found = client.get(f"{path}?extendedFieldName=city&q=ber").json()
    assert [row["externalId"] for row in found["data"]] == ["KT-1"]
    assert client.get(f"{path}?extendedFieldName=city&q=x").json()["data"] == []
    assert errors_v2(client.get(path)) == [400]


@pytest.mark.parametrize(
    "change",
    [
        {"externalId": "KT-1"},
        {"externalId": None},
        {"name": ""},
        {"hierarchyDefinitionCode": None},
        {"parentCompany": {"externalId": "NONE"}},
        {"parentCompany": "KT-1"},
        {"extendedFields": []},
        {"name": "x" * 101},
    ],
)
def test_company_that_cannot_be_added(client: httpx.Client, change: dict[str, Any]) -> None:
    assert errors_v2(client.post(COMPANIES, json=PIER | change)) == [400]
    assert client.get(f"{COMPANIES}/all").json()["pagination"]["total"] == 2


def test_verticals(client: httpx.Client) -> None:
    gone = client.delete("/v2/verticals/11").json()
    assert gone == {"orgId": 5001, "verticalId": 11, "isActive": False, "warnings": []}
    assert client.get("/v2/verticals").json()["data"] == []
    assert [row["verticalId"] for row in client.get("/v2/verticals/meta").json()["data"]] == [
        11,
        12,
    ]
    body = {"orgId": 5001, "verticalId": 11, "isActive": True}
    assert client.post("/v2/verticals", json=body).json()["verticalName"] == "retail"
    assert errors_v2(client.post("/v2/verticals", json=body)) == [400]
    assert errors_v2(client.post("/v2/verticals", json=body | {"orgId": 1})) == [1064]
    assert errors_v2(client.delete("/v2/verticals/99")) == [400]


def test_fleet_hierarchies(client: httpx.Client) -> None:
    role = {"code": "owner", "permissions": [{"permissionCode": "earn_points"}]}
    answer = client.post(FLEETS, json={"code": "TRUCKS", "roles": [role]})
    assert answer.json() == {"entity": 12, "warnings": []}
    shown = client.get(f"{FLEETS}?code=TRUCKS").json()
    assert shown["roles"][0]["permissions"] == [
        {"permissionCode": "earn_points", "permissionValue": True}
    ]
    client.put(f"{FLEETS}?hierarchyId=12", json={"code": "TRUCKS", "name": "Trucks"})
    assert client.get(f"{FLEETS}?id=12").json()["name"] == "Trucks"
    assert client.delete(f"{FLEETS}?id=12").json() == {"entity": 12, "warnings": []}
    assert errors_v2(client.get(f"{FLEETS}?id=12")) == [400]
    assert [row["code"] for row in client.get(f"{FLEETS}/all").json()["data"]] == ["VANS"]
    for body in (
        {"code": "VANS"},
        {},
        {"code": "X", "roles": [{"code": "a", "childRoleCode": "b"}]},
        {"code": "X", "roles": [{"code": "a", "permissions": [{"permissionCode": "fly"}]}]},
    ):
        assert errors_v2(client.post(FLEETS, json=body)) == [400]
    codes = [row["permissionCode"] for row in client.get("/v2/fleet/permissions").json()["data"]]
    assert "earn_points" in codes


def test_otp_is_right_once(sandbox: Sandbox, client: httpx.Client) -> None:
    answer = client.post("/v2/otp/generate", json=OTP)
    assert answer.json() == {"createdId": 1, "warnings": []}

    def right(**change: str) -> Any:
        body = client.post("/v2/otp/validate", json=OTP | {"code": "000000"} | change).json()
        assert body["warnings"] == []
        return body["entity"]

    assert right(code="123456") is False
    assert right(action="POINTS") is False
    assert right(entityValue="914400010001") is False
    assert right() is True
    assert right() is False
    client.post("/v2/otp/generate", json=OTP)
    sandbox.advance(minutes=10, seconds=1)
    assert right() is False


def test_otp_more_than_10_a_day_is_429(sandbox: Sandbox, till: httpx.Client) -> None:
    get = "/v2/otp?identifierName=mobile&identifierValue=914400000017&scope=POINTS"
    for number in range(10):
        answer = till.post("/v2/otp/generate", json=OTP) if number % 2 else till.get(get)
        assert answer.status_code == 200
    for answer in (till.post("/v2/otp/generate", json=OTP), till.get(get)):
        assert (answer.status_code, errors_v2(answer)) == (429, [429])
    other = OTP | {"entityValue": "914400010001"}
    assert till.post("/v2/otp/generate", json=other).status_code == 200
    sandbox.advance(days=1)
    assert till.get(get).json() == {"id": 12, "code": "000000", "warnings": []}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"entityType": None}, 600),
        ({"entityType": "SONG"}, 600),
        ({"entityValue": ""}, 601),
        ({"entityValue": "x"}, 601),
        ({"action": None}, 602),
        ({"action": "DANCE"}, 602),
        ({"channels": [{"type": "SMS"}]}, 603),
        ({"channels": "SMS"}, 400),
    ],
)
def test_otp_codes(client: httpx.Client, change: dict[str, Any], code: int) -> None:
    assert errors_v2(client.post("/v2/otp/generate", json=OTP | change)) == [code]
    if "channels" not in change:
        body = OTP | {"code": "000000"} | change
        assert errors_v2(client.post("/v2/otp/validate", json=body)) == [code]


def test_otp_without_a_code_is_604(client: httpx.Client) -> None:
    assert errors_v2(client.post("/v2/otp/validate", json=OTP)) == [604]

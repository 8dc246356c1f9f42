"""Leads and webhooks (reference, O71 and O75)."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest

from capexplore.sandbox import Sandbox

from .asking import errors_v2

LEADS = "/v2/leads"
HOOKS = "/v3/webHooks"
TILL = {"id": 63001, "code": "quay1.t1", "description": "", "name": "quay1.t1", "type": "TILL"}
SEEDED = {
    "attribution": {
        "createdOn": "2025-03-01T08:00:00.000+0000",
        "lastUpdatedOn": "2025-03-01T08:00:00.000+0000",
        "lastUpdatedBy": TILL,
        "createdBy": TILL,
    },
    "webHookId": "65f0c2a91b7e4d00080a11c3",
    "name": "hg-orders",
    "eventNames": ["transactionAdded"],
    "webHookUrl": "https://hooks.harbour.test/in",
    "webHookType": "HTTP",
    "methodType": "POST",
    "webHookHeaders": {"Content-Type": "application/json"},
    "noOfRetryAttempts": 0,
    "maxAllowedConnections": 10,
    "active": True,
    "slaInSeconds": 30,
    "tillDetailsEnrichmentEnabled": False,
    "storeDetailsEnrichmentEnabled": False,
    "customerIdentifiersToBeEnriched": [],
    "awardedReferenceEnrichmentEnabled": False,
    "availablePointsBalanceEnrichmentEnabled": False,
}
FORM = {
    "name": "hg-new",
    "eventNames": ["customerAdded"],
    "webHookUrl": "https://hooks.harbour.test/new",
    "webHookType": "HTTP",
    "methodType": "PUT",
    "webHookHeaders": {},
    "maxAllowedConnections": 1,
    "active": True,
    "customerIdentifiersToBeEnriched": ["mobile"],
}


def lead(client: httpx.Client, **said: Any) -> Any:
    return client.post(LEADS, json={"leadFor": "SKU-TEA-01", "userId": 800101, **said}).json()


def test_add_lead(client: httpx.Client) -> None:
    answer = client.post(
        LEADS,
        json={
            "type": "BRAND",
            "leadFor": "Keel",
            "idType": "MOBILE",
            "identifier": "914400000017",
            "owner": "anna",
            "nextFollowUp": "2026-02-01T10:00:00",
            "extendedFields": {"size": "M"},
        },
    )
    assert answer.status_code == 200
    assert answer.json() == {
        "id": 4001,
        "userId": 800101,
        "type": "BRAND",
        "leadFor": "Keel",
        "status": "OPEN",
        "subStatus": None,
        "owner": "anna",
        "nextFollowUp": "2026-02-01T15:30:00+05:30",
        "createdOn": "2026-01-15T15:30:00+05:30",
        "createdBy": 63001,
        "lastUpdatedOn": "2026-01-15T15:30:00+05:30",
        "lastUpdatedBy": 63001,
        "followUpDetails": [],
        "statusLogDetails": [
            {
                "status": "OPEN",
                "subStatus": None,
                "createdOn": "2026-01-15T15:30:00+05:30",
                "createdBy": 63001,
            }
        ],
        "orgSourceId": -1,
        "extendedFields": {"size": "M"},
        "warnings": [],
    }


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"userId": 800101}, 92005),
        ({"leadFor": "x", "userId": 800101, "type": "SONG"}, 92006),
        ({"leadFor": "x"}, 92007),
        ({"leadFor": "x", "idType": "MOBILE"}, 92007),
        ({"leadFor": "x", "userId": 800999}, 8015),
        ({"leadFor": "x", "idType": "EMAIL", "identifier": "nobody@mail.test"}, 92025),
        ({"leadFor": "x", "idType": "EMAIL", "identifier": "nonsense"}, 92009),
        ({"leadFor": "x", "userId": 800141}, 8109),
        ({"leadFor": "x", "userId": 800101, "status": "MAYBE"}, 92002),
        ({"leadFor": "x", "userId": 800101, "nextFollowUp": "soon"}, 92011),
        ({"leadFor": "x", "userId": 800101, "extendedFields": []}, 92011),
        ({"leadFor": "x", "userId": "abc"}, 400),
        ([], 400),
    ],
)
def test_add_lead_codes(client: httpx.Client, body: Any, code: int) -> None:
    answer = client.post(LEADS, json=body)
    assert answer.status_code == 400
    assert errors_v2(answer) == [code]
    assert [row["id"] for row in client.get(LEADS).json()["data"]] == [4000]


def test_patch_changes_only_what_it_names(sandbox: Sandbox, client: httpx.Client) -> None:
    before = lead(client, owner="anna", extendedFields={"size": "M"})
    sandbox.advance(minutes=5)
    answer = client.patch(LEADS, json={"id": 4001, "extendedFields": {"colour": "red"}})
    assert answer.status_code == 200
    changed = {"extendedFields", "lastUpdatedOn"}
    assert {k: v for k, v in answer.json().items() if k not in changed} == {
        k: v for k, v in before.items() if k not in changed
    }
    assert answer.json()["extendedFields"] == {"size": "M", "colour": "red"}
    assert answer.json()["lastUpdatedOn"] == "2026-01-15T15:35:00+05:30"
    answer = client.patch(LEADS, json={"id": "4001", "status": "on_hold", "owner": None})
    assert (answer.json()["status"], answer.json()["owner"]) == ("ON_HOLD", None)
    assert [entry["status"] for entry in answer.json()["statusLogDetails"]] == ["OPEN", "ON_HOLD"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"owner": "x"}, 92010),
        ({"id": None}, 92010),
        ({"id": 999, "owner": "x"}, 92001),
        ({"id": -1}, 92001),
        ({"id": "x"}, 400),
        ({"id": [1]}, 400),
        ({"id": 4001, "status": "MAYBE"}, 92002),
        ("x", 400),
    ],
)
def test_patch_codes(client: httpx.Client, body: Any, code: int) -> None:
    before = lead(client)
    answer = client.patch(LEADS, json=body)
    assert answer.status_code == 400
    assert errors_v2(answer) == [code]
    assert client.get(LEADS).json()["data"][-1] == {
        k: v for k, v in before.items() if k != "warnings"
    }


@pytest.mark.parametrize("status", ["WON", "LOST"])
def test_closed_lead_is_92024(client: httpx.Client, status: str) -> None:
    lead(client)
    assert client.patch(LEADS, json={"id": 4001, "status": status}).status_code == 200
    assert errors_v2(client.patch(LEADS, json={"id": 4001, "owner": "x"})) == [92024]


def test_search(client: httpx.Client) -> None:
    for number in range(12):
        lead(client, owner="anna" if number % 2 else "ben", type="SKU" if number else "CUSTOM")
    body = client.get(LEADS).json()
    assert body["pagination"] == {"limit": 10, "offset": 0, "total": 13}
    assert [row["id"] for row in body["data"]] == list(range(4000, 4010))
    assert (body["warnings"], body["errors"]) == ([], [])
    body = client.get(LEADS, params={"limit": 100, "offset": 10}).json()
    assert [row["id"] for row in body["data"]] == [4010, 4011, 4012]
    assert client.get(LEADS, params={"offset": 99}).json()["data"] == []
    for params, total in (
        ({"owner": "anna"}, 6),
        ({"type": "CUSTOM"}, 1),
        ({"status": "open", "owner": "ben"}, 6),
        ({"status": "WON"}, 0),
        ({"userId": "800101"}, 13),
        ({"userId": "800102"}, 0),
    ):
        assert client.get(LEADS, params=params).json()["pagination"]["total"] == total


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("offset=-1", 8100),
        ("limit=0", 8101),
        ("limit=-5", 8101),
        ("limit=101", 8102),
        ("limit=ten", 400),
        ("userId=x", 400),
    ],
)
def test_search_codes(client: httpx.Client, query: str, code: int) -> None:
    assert errors_v2(client.get(f"{LEADS}?{query}")) == [code]


def test_seeded_webhook(client: httpx.Client) -> None:
    body = client.get(HOOKS).json()
    assert (body["errors"], body["warnings"]) == (None, None)
    [hook] = body["data"]
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", hook.pop("consumerGroupId"))
    assert hook == SEEDED


def test_add_update_and_delete_webhook(sandbox: Sandbox, client: httpx.Client) -> None:
    answer = client.post(HOOKS, json=FORM)
    assert answer.status_code == 200
    added = answer.json()["data"]
    assert re.fullmatch("[0-9a-f]{24}", added["webHookId"])
    assert {name: added[name] for name in FORM} == FORM
    sandbox.advance(minutes=30)
    path = f"{HOOKS}/{added['webHookId']}"
    updated = client.put(path, json={**FORM, "name": "hg-renamed"}).json()["data"]
    assert updated["name"] == "hg-renamed"
    assert updated["attribution"]["createdOn"] == "2026-01-15T10:00:00.000+0000"
    assert updated["attribution"]["lastUpdatedOn"] == "2026-01-15T10:30:00.000+0000"
    deleted = client.delete(path)
    assert deleted.status_code == 200
    assert deleted.json()["data"]["active"] is False
    assert deleted.json()["errors"] is None
    listed = client.get(HOOKS).json()["data"]
    assert [(hook["name"], hook["active"]) for hook in listed] == [
        ("hg-orders", True),
        ("hg-renamed", False),
    ]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"eventNames": []}, 51003),
        ({"eventNames": None}, 51003),
        ({"eventNames": [1]}, 51003),
        ({"maxAllowedConnections": 0}, 51007),
        ({"maxAllowedConnections": -3}, 51007),
        ({"maxAllowedConnections": "many"}, 400),
        ({"name": ""}, 300004),
        ({"name": None}, 300004),
        ({"webHookUrl": None}, 300004),
        ({"webHookType": None}, 300004),
        ({"methodType": None}, 300004),
        ({"webHookHeaders": None}, 300004),
        ({"active": None}, 300004),
        ({"customerIdentifiersToBeEnriched": None}, 300004),
        ({"customerIdentifiersToBeEnriched": [{}]}, 400),
        ({"customerIdentifiersToBeEnriched": ["mobile", []]}, 400),
        ({"methodType": "SHOUT"}, 400),
        ({"active": "yes"}, 400),
        ({"name": "hg-orders"}, 400),
    ],
)
def test_webhook_codes(client: httpx.Client, change: dict[str, Any], code: int) -> None:
    answer = client.post(HOOKS, json=FORM | change)
    assert answer.status_code == 400
    assert answer.json()["data"] is None
    [error] = answer.json()["errors"]
    assert error["code"] == code
    assert set(error) == {"code", "message"}
    assert len(client.get(HOOKS).json()["data"]) == 1


def test_unknown_webhook_is_400(client: httpx.Client) -> None:
    path = f"{HOOKS}/65f0c2a91b7e4d00080a11c4"
    for answer in (client.put(path, json=FORM), client.delete(path)):
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["code"] == 400

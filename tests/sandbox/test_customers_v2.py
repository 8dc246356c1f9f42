"""Customers, version 2 (reference, sections 5.3, 5.6.2, 6.3 and 7)."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from capexplore.sandbox import Sandbox

from .asking import add_v1, add_v2, codes_v1, errors_v2, items_v1, warnings_v2

TILL = {
    "id": 63001,
    "code": "quay1.t1",
    "description": "",
    "name": "quay1.t1",
    "type": "TILL",
}
MOBILE = ("mobile", "914400000017")


def put(client: httpx.Client, customer_id: int = 800101, **body: Any) -> httpx.Response:
    return client.put(f"/v2/customers/{customer_id}?source=INSTORE", json=body)


def test_get_by_value(client: httpx.Client) -> None:
    answer = client.get("/v2/customers/800101?source=INSTORE")
    assert answer.status_code == 200
    identifiers = [
        {"type": "mobile", "value": "914400000017"},
        {"type": "email", "value": "mira.novak@mail.test"},
        {"type": "externalId", "value": "HX-0001"},
    ]
    moment = "2025-03-02T10:15:00+05:30"
    made = {
        "createDate": moment,
        "createdBy": TILL,
        "modifiedBy": TILL,
        "modifiedDate": moment,
    }
    channel = {"type": "mobile", "value": "914400000017", "primary": True, "verified": True}
    assert answer.json() == {
        "id": 800101,
        "profiles": [
            {
                "firstName": "Mira",
                "lastName": "Novak",
                "attribution": made,
                "fields": {"berth": "North"},
                "allFields": {},
                "identifiers": identifiers,
                "commChannels": [
                    {**channel, "meta": {"residence": True, "office": False}, "attributes": {}}
                ],
                "source": "INSTORE",
                "userId": 800101,
                "accountId": "",
                "conflictingProfileList": [],
                "autoUpdateTime": moment,
                "identifiersAll": identifiers,
            }
        ],
        "loyaltyInfo": {
            "loyaltyType": "loyalty",
            "attributionV2": {**made, "createdFromSource": "instore"},
            "lifetimePurchases": 1200.0,
        },
        "segments": {},
        "associatedWith": "quay1.t1",
        "extendedFields": {"city": "Porto"},
        "cardDetails": [],
        "warnings": [],
    }


def test_embeds(client: httpx.Client) -> None:
    body = client.get("/v2/customers/800101?source=ALL&embed=points,mlp").json()
    assert body["pointsSummary"]["lifetimePoints"] == 120.0
    assert body["pointsSummary"]["loyaltyId"] == 700801
    assert body["loyaltyProgramDetails"][0]["programTitle"] == "Harbour Club"
    assert body["loyaltyProgramDetails"][0]["currentSlab"] == "Deckhand"


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("800101", 8016),
        ("800101?source=", 8016),
        ("800101?source=NOWHERE", 8012),
        ("800101?source=WECHAT", 8091),
        ("800101?source=WECHAT&accountId=other", 8127),
        ("800101?source=ECOMMERCE", 8065),
        ("800101?source=WECHAT&accountId=wc-main", 8065),
        ("800999?source=ALL", 8015),
        ("800999?source=INSTORE", 8015),
        ("99999999999999999?source=ALL", 8015),
        ("0?source=ALL", 8015),
        ("-5?source=ALL", 8015),
        ("800141?source=ALL", 8109),
        ("abc?source=ALL", 400),
        ("99999999999999999999?source=ALL", 400),
    ],
)
def test_get_codes(client: httpx.Client, path: str, code: int) -> None:
    answer = client.get(f"/v2/customers/{path}")
    assert answer.status_code == 400
    assert errors_v2(answer) == [code]
    assert answer.json()["errors"][0]["status"] is False


def test_not_found_text(client: httpx.Client) -> None:
    [error] = client.get("/v2/customers/800999?source=ALL").json()["errors"]
    assert error["message"] == "Customer not found for the given identifiers"


def test_add_new_customer(client: httpx.Client) -> None:
    answer = client.post(
        "/v2/customers",
        json={
            "loyaltyInfo": {"loyaltyType": "loyalty"},
            "profiles": [
                {
                    "firstName": "L" * 120,
                    "lastName": "Ekman",
                    "identifiers": [{"type": "mobile", "value": 915550000101}],
                    "commChannels": [
                        {"type": "email", "value": "x@mail.test", "primary": "true", "meta": {}}
                    ],
                    "fields": {"berth": "East"},
                    "source": "INSTORE",
                    "accountId": "ignored",
                }
            ],
            "extendedFields": {"City": "Cork"},
            "associatedWith": "quay2.t1",
            "statusLabel": "Active",
            "createDate": "2025-12-01T10:00:00+07:00",
        },
    )
    assert answer.json() == {"createdId": 800142, "warnings": [], "sideEffects": []}
    body = client.get("/v2/customers/800142?source=INSTORE").json()
    [profile] = body["profiles"]
    assert profile["firstName"] == "L" * 100
    assert profile["accountId"] == ""
    assert profile["identifiers"] == [{"type": "mobile", "value": "915550000101"}]
    assert profile["commChannels"][0]["primary"] is True
    assert profile["attribution"]["createDate"] == "2025-12-01T08:30:00+05:30"
    assert body["extendedFields"] == {"city": "Cork"}
    assert body["associatedWith"] == "quay2.t1"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"profiles": [{"identifiers": [{"type": "mobile", "value": "915550000102"}]}]}, 8004),
        ({}, 8004),
        ({"profiles": [{"source": "INSTORE"}]}, 8005),
        ({"profiles": [{"source": "INSTORE", "identifiers": []}]}, 8005),
        ({"profiles": [{"source": "INSTORE", "identifiers": [{"type": "x", "value": "1"}]}]}, 8005),
        (
            {
                "profiles": [
                    {"source": "INSTORE", "identifiers": [{"type": "mobile", "value": "x"}]}
                ]
            },
            8014,
        ),
        ({"profiles": [{"source": "NOWHERE", "identifiers": []}]}, 8003),
        ({"profiles": [{"source": "ALL", "identifiers": []}]}, 8003),
        ({"profiles": [{"source": "WECHAT", "identifiers": []}]}, 8045),
        ({"profiles": [{"source": "WECHAT", "accountId": "other"}]}, 8127),
        ({"profiles": [{"source": "WECHAT", "accountId": 7}]}, 8127),
        ({"profiles": [{"source": "WECHAT", "accountId": ["wc-main"]}]}, 3217),
        ({"profiles": [{"source": "WECHAT", "accountId": "a\u0000"}]}, 3217),
        ({"profiles": "x"}, 400),
        ({"profiles": ["x"]}, 400),
        ([], 400),
        (7, 400),
    ],
)
def test_add_codes(client: httpx.Client, body: Any, code: int) -> None:
    answer = client.post("/v2/customers", json=body)
    assert answer.status_code == 400
    assert errors_v2(answer) == [code]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"statusLabel": "No such"}, 8086),
        ({"createDate": "soon"}, 8017),
        ({"createDate": "2027-01-01T00:00:00Z"}, 8017),
        ({"profile": {"commChannels": [{"value": "1"}]}}, 8106),
        ({"profile": {"commChannels": [{"type": "pigeon", "value": "1"}]}}, 8010),
        ({"loyaltyInfo": {"loyaltyType": "maybe"}}, 400),
        ({"loyaltyInfo": "loyalty"}, 400),
        ({"profile": {"fields": []}}, 400),
    ],
)
def test_add_details_codes(client: httpx.Client, said: dict[str, Any], code: int) -> None:
    answer = add_v2(client, ("mobile", "915550000103"), **said)
    assert errors_v2(answer) == [code]
    assert codes_v1(client.get("/v1.1/customer/get?mobile=915550000103")) == ["1012"]


def test_add_never_updates_the_same_source(client: httpx.Client) -> None:
    answer = add_v2(client, MOBILE, profile={"firstName": "Other"})
    assert answer.status_code == 400
    assert errors_v2(answer) == [8006]
    assert "800101" in answer.json()["errors"][0]["message"]
    body = client.get("/v2/customers/800101?source=ALL").json()
    assert body["profiles"][0]["firstName"] == "Mira"
    assert errors_v2(
        add_v2(client, ("mobile", "915550000104"), ("email", "MIRA.NOVAK@mail.test"))
    ) == [8006]


def test_known_in_another_source_is_combined(client: httpx.Client) -> None:
    answer = add_v2(client, MOBILE, ("email", "shop@mail.test"), source="ECOMMERCE")
    assert answer.status_code == 200
    assert answer.json()["createdId"] == 800101
    assert warnings_v2(answer) == [8050]
    body = client.get("/v2/customers/800101?source=ALL").json()
    assert [profile["source"] for profile in body["profiles"]] == ["INSTORE", "ECOMMERCE"]
    assert len(body["profiles"][1]["identifiersAll"]) == 4
    only = client.get("/v2/customers/800101?source=ECOMMERCE").json()
    assert [profile["source"] for profile in only["profiles"]] == ["ECOMMERCE"]
    assert errors_v2(add_v2(client, MOBILE, source="ECOMMERCE")) == [8006]
    again = add_v2(client, ("externalId", "HX-0001"), source="ECOMMERCE")
    assert errors_v2(again) == [8066]
    [item] = items_v1(client.get("/v1.1/customer/get?email=shop@mail.test&user_id=true"))
    assert item["user_id"] == 800101


def test_different_identifiers_are_different_customers(client: httpx.Client) -> None:
    first = add_v2(client, ("mobile", "915550000105")).json()["createdId"]
    second = add_v2(client, ("email", "lone@mail.test"), source="ECOMMERCE").json()["createdId"]
    assert (first, second) == (800142, 800143)


def test_conflicting_candidates_are_8052_or_1047(sandbox: Sandbox, client: httpx.Client) -> None:
    add_v2(client, ("mobile", "915550000106"))
    add_v2(client, ("email", "rival@mail.test"))
    pair = ("email", "rival@mail.test"), ("mobile", "915550000106")
    sandbox.configure("CONF_PRIMARY_IDENTIFIER_STRICT_CHECK", "true")
    assert errors_v2(add_v2(client, *pair, source="ECOMMERCE")) == [1047]
    sandbox.configure("CONF_PRIMARY_IDENTIFIER_STRICT_CHECK", "false")
    answer = add_v2(client, *pair, source="ECOMMERCE")
    assert answer.json()["createdId"] == 800142
    assert warnings_v2(answer) == [8050, 8052]


def test_accounts_are_apart(client: httpx.Client) -> None:
    wechat = ("wechat", "wx_open_1")
    answer = add_v2(client, wechat, source="WECHAT", account="wc-main")
    assert answer.json()["createdId"] == 800142
    again = add_v2(client, wechat, source="WECHAT", account="wc-main")
    assert errors_v2(again) == [8006]
    body = client.get("/v2/customers/800142?source=WECHAT&accountId=wc-main").json()
    assert body["profiles"][0]["accountId"] == "wc-main"


def test_erased_person_cannot_be_added(client: httpx.Client) -> None:
    assert errors_v2(add_v2(client, ("mobile", "914400010040"))) == [8026]


def test_card_of_nobody_is_3010(client: httpx.Client) -> None:
    assert errors_v2(add_v2(client, ("cardnumber", "HGC0000000999"))) == [3010]


def test_dropped_values_are_warnings(client: httpx.Client) -> None:
    channels = [{"type": "email", "value": "x"}, {"type": "mobile", "value": "y"}]
    answer = add_v2(
        client,
        ("mobile", "zzz"),
        ("email", "nope"),
        ("externalId", "EX-9"),
        profile={"commChannels": channels, "fields": {"nope": "1"}},
        extendedFields={"nope": "1"},
        associatedWith="nowhere",
    )
    assert answer.json()["createdId"] == 800142
    assert sorted(warnings_v2(answer)) == [1017, 8055, 8056, 8057, 8058, 8077, 91016]


def test_update(client: httpx.Client) -> None:
    answer = put(
        client,
        profiles=[{"firstName": "Mirabel", "fields": {"boat_name": "Tern"}}],
        extendedFields={"zip": "4000"},
    )
    assert answer.json() == {"createdId": 800101, "warnings": [], "sideEffects": []}
    body = client.get("/v2/customers/800101?source=INSTORE").json()
    assert (body["profiles"][0]["firstName"], body["profiles"][0]["lastName"]) == (
        "Mirabel",
        "Novak",
    )
    assert body["profiles"][0]["fields"] == {"berth": "North", "boat_name": "Tern"}
    assert body["extendedFields"] == {"city": "Porto", "zip": "4000"}
    assert body["profiles"][0]["attribution"]["modifiedDate"] == "2026-01-15T15:30:00+05:30"


def test_update_leaves_identifiers(client: httpx.Client) -> None:
    profile = {"identifiers": [{"type": "mobile", "value": "915550000107"}], "source": "JD"}
    assert put(client, profiles=[profile]).status_code == 200
    body = client.get("/v2/customers/800101?source=ALL").json()
    assert [p["source"] for p in body["profiles"]] == ["INSTORE"]
    assert body["profiles"][0]["identifiers"][0]["value"] == "914400000017"


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        ("800101", {}, 8016),
        ("800101?source=NOWHERE", {}, 8003),
        ("800101?source=WECHAT", {}, 8045),
        ("800101?source=ECOMMERCE", {}, 8009),
        ("800999?source=INSTORE", {}, 8015),
        ("800101?source=INSTORE", {"loyaltyInfo": {"loyaltyType": "non_loyalty"}}, 8018),
        ("800101?source=INSTORE", {"statusLabel": "No such"}, 8086),
        ("800101?source=INSTORE", [], 400),
        ("abc?source=INSTORE", {}, 400),
    ],
)
def test_update_codes(client: httpx.Client, path: str, body: Any, code: int) -> None:
    answer = client.put(f"/v2/customers/{path}", json=body)
    assert answer.status_code == 400
    assert errors_v2(answer) == [code]


def test_fraud_customer_is_618(client: httpx.Client) -> None:
    mark = {"id": 800101, "fraud_status": {"status": "CONFIRMED"}}
    add_v1(client, mark, path="update")
    assert errors_v2(put(client, profiles=[{"firstName": "M"}])) == [618]
    assert errors_v2(add_v2(client, MOBILE, source="ECOMMERCE")) == [618]


def test_merged_customer_is_redirected(sandbox: Sandbox, client: httpx.Client) -> None:
    add_v2(client, ("mobile", "915550000108"))
    with sandbox._store.transaction():
        sandbox._store.run("UPDATE customers SET merged_into = 800101 WHERE id = 800142")
    answer = client.get("/v2/customers/800142?source=ALL")
    assert answer.json()["id"] == 800101
    assert warnings_v2(answer) == [8069]
    old = client.get("/v1.1/customer/get?id=800142&user_id=true")
    [item] = items_v1(old)
    assert item["user_id"] == 800101
    assert item["item_status"]["warnings"]["warning"] == ["91009"]


def test_missing_default_label_is_8107(sandbox: Sandbox, client: httpx.Client) -> None:
    with sandbox._store.transaction():
        sandbox._store.run("UPDATE status_labels SET is_default = 0")
    assert warnings_v2(add_v2(client, ("mobile", "915550000109"))) == [8107]


def test_seeded_world_has_several_sources(client: httpx.Client) -> None:
    seen: set[tuple[str, str]] = set()
    twice = 0
    for customer_id in range(800101, 800141):
        body = client.get(f"/v2/customers/{customer_id}?source=ALL").json()
        places = [(p["source"], p["accountId"]) for p in body["profiles"]]
        seen |= set(places)
        twice += len(places) > 1
    assert seen == {
        ("INSTORE", ""),
        ("ECOMMERCE", ""),
        ("WECHAT", "wc-main"),
        ("FACEBOOK", "fb-1"),
    }
    assert twice >= 10
    last = client.get("/v2/customers/800139?source=ALL").json()
    assert last["loyaltyInfo"]["loyaltyType"] == "non_loyalty"

"""Requests: filed by one till and approved by another (reference, operations O06 and O29)."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from capexplore.sandbox import Sandbox

from .asking import add_v1, add_v2, as_till, codes_v1, errors_v2

MOBILE, EMAIL = "914400000017", "mira.novak@mail.test"
NEW_EMAIL = "mira.n@mail.test"
GET_V1 = "/v1.1/customer/get"
DELETION = {
    "type": "CUSTOMER",
    "baseType": "DELETE",
    "source": "INSTORE",
    "identifierType": "mobile",
    "identifierValue": MOBILE,
    "comments": "asked for it",
}


def file_change(client: httpx.Client, *items: Any, **said: Any) -> httpx.Response:
    change = {"identifier": "email", "old_value": EMAIL, "new_value": NEW_EMAIL}
    body = {"root": {"customer": [*items] or [{**change, **said}]}}
    return client.post("/v1.1/customer/update_identity", json=body)


def file_deletion(client: httpx.Client, **said: Any) -> httpx.Response:
    return client.post("/v2/requests", json={**DELETION, **said})


def decide(
    client: httpx.Client,
    request_id: Any = 3100001,
    status: Any = "APPROVED",
    kind: tuple[str, str] = ("CUSTOMER", "DELETE"),
) -> httpx.Response:
    item = {"type": kind[0], "baseType": kind[1], "id": request_id, "status": status}
    return client.put("/v2/requests", json=[item])


def decided(answer: httpx.Response) -> list[Any]:
    assert answer.status_code == 200
    return [
        [error["code"] for error in item["errors"]] if item.get("errors") else item["result"]
        for item in answer.json()["response"]
    ]


def status_of(client: httpx.Client, request_id: int = 3100001) -> str:
    return str(client.get(f"/v2/requests/{request_id}").json()["status"])


def identifiers(client: httpx.Client) -> set[str]:
    body = client.get("/v2/customers/800101?source=ALL").json()
    return {pair["value"] for pair in body["profiles"][0]["identifiersAll"]}


def test_update_identity_is_answered_with_an_object(client: httpx.Client) -> None:
    answer = file_change(client)
    response = answer.json()["response"]
    assert (answer.status_code, response["status"]["code"]) == (200, 200)
    verdict = response["customers"]["customer"].pop("item_status")
    assert (verdict["success"], verdict["code"]) == ("true", 1040)
    assert response["customers"]["customer"] == {
        "identifier": "email",
        "old_value": EMAIL,
        "new_value": NEW_EMAIL,
        "updated": "true",
    }


def test_update_identity_of_several_and_in_xml(client: httpx.Client) -> None:
    mobile = {"identifier": "mobile", "old_value": MOBILE, "new_value": "9155500042"}
    answer = file_change(client, mobile, {**mobile, "old_value": "x"})
    assert answer.json()["response"]["status"]["code"] == 201
    items = answer.json()["response"]["customers"]["customer"]
    assert [item["updated"] for item in items] == ["true", "false"]
    assert [item["item_status"]["code"] for item in items] == [1040, 1042]
    raw = (
        "<root><customer><identifier>external_id</identifier><old_value>HX-0001</old_value>"
        "<new_value>HX-9001</new_value></customer></root>"
    )
    kind = {"Content-Type": "application/xml"}
    answer = client.post("/v1.1/customer/update_identity?format=xml", content=raw, headers=kind)
    assert "<updated>true</updated>" in answer.text
    assert "<code>1040</code>" in answer.text


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"identifier": "shoe size"}, 1041),
        ({"identifier": None}, 1041),
        ({"old_value": "x"}, 1042),
        ({"new_value": "x"}, 1042),
        ({"new_value": []}, 1042),
        ({"old_value": "nobody@mail.test"}, 1011),
        ({"new_value": "taken@mail.test"}, 9002),
        ({"identifier": "external_id", "old_value": "HX-0001", "new_value": "TAKEN"}, 9003),
        ({"identifier": "mobile", "old_value": MOBILE, "new_value": "915550000501"}, 9005),
        ({"new_value": EMAIL.upper()}, 9031),
    ],
)
def test_update_identity_codes(client: httpx.Client, said: dict[str, Any], code: int) -> None:
    taken = {"mobile": "915550000501", "email": "taken@mail.test", "external_id": "TAKEN"}
    add_v1(client, taken)
    answer = file_change(client, **said)
    item = answer.json()["response"]["customers"]["customer"]
    assert (answer.status_code, item["item_status"]["code"]) == (500, code)
    assert item["updated"] == "false"
    assert client.get("/v2/requests/3100001").json()["errors"][0]["code"] == 9050


def test_the_same_change_is_filed_once(client: httpx.Client) -> None:
    file_change(client)
    item = file_change(client).json()["response"]["customers"]["customer"]
    assert item["item_status"]["code"] == 9028
    other = file_change(client, new_value="other@mail.test").json()
    assert other["response"]["customers"]["customer"]["updated"] == "true"


def test_approval_changes_the_identifier_in_every_source(client: httpx.Client) -> None:
    add_v2(client, ("email", EMAIL), source="ECOMMERCE")
    file_change(client)
    assert EMAIL in identifiers(client)
    answer = decide(as_till(client), kind=("CHANGE_IDENTIFIER", "EMAIL"))
    assert answer.json() == {
        "response": [{"entityId": 3100001, "result": True, "warnings": []}],
        "totalCount": 1,
        "failureCount": 0,
    }
    assert identifiers(client) == {MOBILE, NEW_EMAIL, "HX-0001"}
    assert codes_v1(client.get(f"{GET_V1}?email={EMAIL}")) == ["1012"]
    assert codes_v1(client.get(f"{GET_V1}?email={NEW_EMAIL}")) == ["1000"]
    assert status_of(client) == "APPROVED"


@pytest.mark.parametrize("status", ["REJECTED", "CANCELLED"])
def test_without_approval_the_identifier_stays(client: httpx.Client, status: str) -> None:
    file_change(client)
    assert decided(decide(client, status=status, kind=("CHANGE_IDENTIFIER", "EMAIL"))) == [True]
    assert EMAIL in identifiers(client)
    assert status_of(client) == status


def test_an_identifier_taken_meanwhile_is_not_given_twice(client: httpx.Client) -> None:
    file_change(client)
    add_v2(client, ("email", NEW_EMAIL))
    change = ("CHANGE_IDENTIFIER", "EMAIL")
    assert decided(decide(as_till(client), kind=change)) == [[9002]]
    assert status_of(client) == "PENDING"
    file_change(client, new_value="first@mail.test")
    file_change(client, new_value="second@mail.test")
    assert decided(decide(as_till(client), 3100002, kind=change)) == [True]
    assert decided(decide(as_till(client), 3100003, kind=change)) == [[9012]]


def test_filing_a_deletion_changes_nothing(client: httpx.Client) -> None:
    answer = file_deletion(client)
    assert (answer.status_code, answer.json()) == (200, {"createdId": 3100001, "warnings": []})
    assert client.get("/v2/customers/800101?source=ALL").status_code == 200
    body = client.get("/v2/requests/3100001").json()
    assert list(body) == [
        *("type", "baseType", "status", "attribution", "id", "customerDeletionDetails", "warnings")
    ]
    assert (body["type"], body["baseType"], body["status"]) == ("CUSTOMER", "DELETE", "PENDING")
    assert body["attribution"]["createdBy"]["code"] == "quay1.t1"
    assert body["customerDeletionDetails"] == {
        "customerId": 800101,
        "source": "INSTORE",
        "accountId": "",
        "identifierType": "mobile",
        "identifierValue": MOBILE,
        "comments": "asked for it",
    }


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"type": "HOLIDAY"}, 9006),
        ({"type": None}, 9014),
        ({"baseType": "MERGE"}, 9008),
        ({"baseType": ""}, 9014),
        ({"source": None}, 9014),
        ({"source": "NOWHERE"}, 8003),
        ({"source": "WECHAT"}, 8045),
        ({"source": "ECOMMERCE"}, 8065),
        ({"identifierType": None}, 9014),
        ({"identifierType": "shoe size"}, 8013),
        ({"identifierValue": []}, 9014),
        ({"identifierValue": "919999999999"}, 8015),
        ({"identifierType": "id", "identifierValue": "800999"}, 8015),
        ({"identifierType": "id", "identifierValue": "800141"}, 8109),
        ({"identifierValue": "914400010032"}, 9028),
        ({"comments": "x" * 256}, 400),
    ],
)
def test_filing_codes(client: httpx.Client, said: dict[str, Any], code: int) -> None:
    answer = file_deletion(client, **said)
    assert (answer.status_code, errors_v2(answer)) == (400, [code])


def test_what_is_not_simulated_says_so(client: httpx.Client) -> None:
    assert file_deletion(client, type="CHANGE_IDENTIFIER", baseType="MERGE").status_code == 501
    assert errors_v2(file_deletion(client, type="CHANGE_IDENTIFIER", baseType="EMAIL")) == [9008]


def test_deletion_can_be_switched_off(sandbox: Sandbox, client: httpx.Client) -> None:
    sandbox.configure("CONF_PII_DELETION_ENABLED", "false")
    assert errors_v2(file_deletion(client)) == [3232]


def test_nobody_approves_a_request_of_their_own(client: httpx.Client) -> None:
    file_deletion(client)
    assert decide(client).json() == {
        "response": [
            {
                "entityId": None,
                "errors": [
                    {
                        "status": False,
                        "code": 9051,
                        "message": "Request 3100001 cannot be approved by the one who made it",
                    }
                ],
                "warnings": [],
            }
        ],
        "totalCount": 1,
        "failureCount": 1,
    }
    assert client.get("/v2/customers/800101?source=ALL").status_code == 200
    assert decided(decide(as_till(client))) == [True]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"request_id": 3100009}, 9050),
        ({"request_id": "x"}, 9050),
        ({"request_id": None}, 9014),
        ({"status": None}, 9014),
        ({"status": "LATER"}, 9052),
        ({"status": "PENDING"}, 9052),
        ({"kind": ("CHANGE_IDENTIFIER", "DELETE")}, 9006),
        ({"kind": ("CUSTOMER", "MERGE")}, 9008),
    ],
)
def test_decision_codes(client: httpx.Client, said: dict[str, Any], code: int) -> None:
    file_deletion(client)
    assert decided(decide(as_till(client), **said)) == [[code]]
    assert status_of(client) == "PENDING"


def test_a_decision_is_final(client: httpx.Client) -> None:
    file_deletion(client)
    other = as_till(client)
    assert decided(decide(other, status="REJECTED")) == [True]
    assert decided(decide(other)) == [[9052]]
    assert file_deletion(client).json()["createdId"] == 3100002


def test_decisions_are_taken_one_by_one(client: httpx.Client) -> None:
    for number in range(12):
        file_change(client, new_value=f"mira.{number}@mail.test")
    change = {"type": "CHANGE_IDENTIFIER", "baseType": "EMAIL", "status": "REJECTED"}
    items = [{**change, "id": 3100001 + number} for number in range(12)]
    answer = client.put("/v2/requests", json=items[:11])
    assert (answer.status_code, errors_v2(answer)) == (400, [1060])
    assert status_of(client) == "PENDING"
    answer = client.put("/v2/requests", json=[*items[:8], "junk", {**change, "id": 1}])
    assert decided(answer) == [*[True] * 8, [9014], [9050]]
    assert (answer.json()["totalCount"], answer.json()["failureCount"]) == (10, 2)


def test_deletions_are_decided_alone(client: httpx.Client) -> None:
    item = {"type": "CUSTOMER", "baseType": "DELETE", "id": 3100000, "status": "REJECTED"}
    assert errors_v2(client.put("/v2/requests", json=[item, item])) == [1060]
    assert decided(client.put("/v2/requests", json=[item])) == [True]


@pytest.mark.parametrize("body", [[], {}, "x", None])
def test_a_decision_is_a_list(client: httpx.Client, body: Any) -> None:
    answer = client.put("/v2/requests", json=body)
    assert (answer.status_code, errors_v2(answer)) == (400, [400])


def erase_mira(client: httpx.Client) -> None:
    request_id = file_deletion(client).json()["createdId"]
    assert decided(decide(as_till(client), request_id)) == [True]


def test_nothing_personal_is_left(sandbox: Sandbox, client: httpx.Client) -> None:
    file_change(client)
    subscription = {"channel": "EMAIL", "priority": "BULK", "type": "OPTOUT"}
    client.post("/v2/customers/800101/subscriptions", json={"subscriptions": [subscription]})
    erase_mira(client)
    tables = sandbox._store.all("SELECT name FROM sqlite_master WHERE type = 'table'")
    for table in (row["name"] for row in tables):
        for row in sandbox._store.all(f"SELECT * FROM {table}"):  # noqa: S608
            cells = " ".join(map(str, tuple(row))).lower()
            for personal in (MOBILE, EMAIL, NEW_EMAIL, "novak", "hx-0001"):
                assert personal not in cells, table


def test_reading_an_erased_customer(client: httpx.Client) -> None:
    erase_mira(client)
    assert errors_v2(client.get("/v2/customers/800101?source=ALL")) == [8109]
    lookup = f"/v2/customers/lookup?source=INSTORE&identifierName=mobile&identifierValue={MOBILE}"
    assert errors_v2(client.get(lookup)) == [8109]
    for query in ("id=800101", f"mobile={MOBILE}", f"email={EMAIL}"):
        answer = client.get(f"{GET_V1}?{query}")
        assert (answer.status_code, codes_v1(answer)) == (500, ["8109"])
    item = answer.json()["response"]["customers"]["customer"][0]["item_status"]
    assert item["message"] == "Customer is deleted after PII delete request"


def test_an_erased_customer_is_not_added_again(client: httpx.Client) -> None:
    erase_mira(client)
    assert errors_v2(add_v2(client, ("mobile", MOBILE))) == [8026]
    assert errors_v2(add_v2(client, ("email", EMAIL), source="ECOMMERCE")) == [8026]
    assert codes_v1(add_v1(client, {"mobile": MOBILE})) == ["8109"]


def test_sales_and_points_of_an_erased_customer_stay(
    sandbox: Sandbox, client: httpx.Client
) -> None:
    def kept() -> list[list[tuple[Any, ...]]]:
        return [
            [tuple(row) for row in sandbox._store.all(f"SELECT * FROM {table}")]  # noqa: S608
            for table in ("transactions", "awards", "enrolments", "coupons")
        ]

    before = kept()
    erase_mira(client)
    assert kept() == before


def test_erasure_reaches_those_who_were_merged(sandbox: Sandbox, client: httpx.Client) -> None:
    with sandbox._store.transaction():
        sandbox._store.run("UPDATE customers SET merged_into = 800101 WHERE id = 800103")
    erase_mira(client)
    assert errors_v2(client.get("/v2/customers/800103?source=ALL")) == [8109]


def test_a_merged_customer_cannot_be_erased(sandbox: Sandbox, client: httpx.Client) -> None:
    with sandbox._store.transaction():
        sandbox._store.run("UPDATE customers SET merged_into = 800101 WHERE id = 800133")
    assert decided(decide(client, 3100000)) == [[9027]]
    assert client.get("/v2/customers/800101?source=ALL").status_code == 200


def test_other_requests_of_an_erased_customer_are_cancelled(client: httpx.Client) -> None:
    file_change(client)
    file_deletion(client)
    assert decided(decide(as_till(client), 3100002)) == [True]
    body = client.get("/v2/requests/3100001").json()
    assert body["status"] == "CANCELLED"
    assert body["changeIdentifierDetails"]["newValue"] == ""
    assert client.get("/v2/requests/3100002").json()["status"] == "APPROVED"


@pytest.mark.parametrize(
    ("query", "ids", "total"),
    [
        ("", [3100002, 3100001, 3100000, 3099999], 4),
        ("order=ASC", [3099999, 3100000, 3100001, 3100002], 4),
        ("requestType=CUSTOMER&requestSubType=DELETE", [3100002, 3100000], 2),
        ("requestType=change_identifier", [3100001, 3099999], 2),
        ("limit=1&offset=1&sort=ADDED_ON&order=DESC", [3100001], 4),
        ("offset=9", [], 4),
        ("source=ECOMMERCE", [], 0),
        ("status=PENDING&source=INSTORE&requestSubType=EMAIL", [3100001], 1),
    ],
)
def test_listing(client: httpx.Client, query: str, ids: list[int], total: int) -> None:
    file_change(client)
    file_deletion(client)
    body = client.get(f"/v2/requests?{query}").json()
    assert [request["id"] for request in body["data"]] == ids
    assert body["pagination"]["total"] == total
    assert (body["warnings"], body["errors"]) == ([], [])


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("?offset=-1", 8100),
        ("?limit=0", 8101),
        ("?limit=101", 8102),
        ("?order=UP", 400),
        ("/3100009", 9050),
        ("/x", 400),
    ],
)
def test_reading_codes(client: httpx.Client, path: str, code: int) -> None:
    answer = client.get(f"/v2/requests{path}")
    assert (answer.status_code, errors_v2(answer)) == (400, [code])


def test_changes_of_one_customer(client: httpx.Client) -> None:
    file_change(client)
    mobile = {"identifier": "mobile", "old_value": MOBILE, "new_value": "915550000502"}
    file_change(client, mobile)
    decide(client, status="REJECTED", kind=("CHANGE_IDENTIFIER", "EMAIL"))
    path = "/v2/customers/800101/changeRequest"
    body = client.get(path).json()
    assert body["pagination"] == {"limit": 10, "offset": 0, "total": 2}
    assert [(r["id"], r["baseType"], r["status"]) for r in body["data"]] == [
        (3100002, "MOBILE", "PENDING"),
        (3100001, "EMAIL", "REJECTED"),
    ]
    assert body["data"][1]["changeIdentifierDetails"] == {
        "customerId": 800101,
        "source": "INSTORE",
        "accountId": "",
        "identifierType": "email",
        "oldValue": EMAIL,
        "newValue": NEW_EMAIL,
        "comments": "",
    }


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("changeType=email", [3100001]),
        ("sortOrder=ASC", [3100001, 3100002]),
        ("startId=3100002", [3100002]),
        ("endId=3100001", [3100001]),
        ("startDate=2026-01-15T10:00:01Z", []),
        ("endDate=2026-01-15T10:00:00Z&limit=1", [3100002]),
        ("source=WECHAT", []),
    ],
)
def test_changes_of_one_customer_in_part(client: httpx.Client, query: str, ids: list[int]) -> None:
    file_change(client)
    file_change(client, identifier="external_id", old_value="HX-0001", new_value="HX-9001")
    body = client.get(f"/v2/customers/800101/changeRequest?{query}").json()
    assert [request["id"] for request in body["data"]] == ids


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("800999/changeRequest", 8015),
        ("800141/changeRequest", 8109),
        ("800101/changeRequest?limit=101", 8102),
        ("800101/changeRequest?startDate=soon", 8112),
        ("800101/changeRequest?startId=x", 400),
    ],
)
def test_codes_of_changes_of_one_customer(client: httpx.Client, path: str, code: int) -> None:
    assert errors_v2(client.get(f"/v2/customers/{path}")) == [code]

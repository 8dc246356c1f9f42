"""Requests of version 1.1, and goodwill of version 2 (reference, O79 and 5.6.6)."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from capexplore.sandbox import Sandbox

from .asking import add_v1, as_till, bill_v1, bills_v1, errors_v2

REQUEST = "/v1.1/request"
MIRA = {"mobile": "914400000017"}
MAIL = {
    "type": "CHANGE_IDENTIFIER",
    "base_type": "EMAIL",
    "customer": MIRA,
    "old_value": "mira.novak@mail.test",
    "new_value": "mira.n@mail.test",
}
POINTS = {"type": "GOODWILL", "base_type": "POINTS", "customer": MIRA, "points": 50}
COUPON = {"type": "GOODWILL", "base_type": "COUPONS", "customer": MIRA, "series_id": 4101}
MERGE = {
    "type": "CHANGE_IDENTIFIER",
    "base_type": "MERGE",
    "customer": {"id": "800102"},
    "misc_info": {"target_customer": MIRA},
}


def post(client: httpx.Client, action: str, *items: Any, query: str = "") -> httpx.Response:
    return client.post(f"{REQUEST}/{action}{query}", json={"root": {"request": list(items)}})


def rows(answer: httpx.Response) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = answer.json()["response"]["requests"]["request"]
    return found


def codes(answer: httpx.Response) -> list[int]:
    return [row["item_status"]["code"] for row in rows(answer)]


def approve(client: httpx.Client, request: dict[str, Any], **more: Any) -> httpx.Response:
    """Let the other till approve what one asked for."""
    item = {name: request[name] for name in ("type", "base_type", "id")}
    return post(as_till(client), "approve", item | more)


def filed(client: httpx.Client, item: dict[str, Any]) -> dict[str, Any]:
    [row] = rows(post(client, "add", item))
    assert (row["status"], row["item_status"]["code"]) == ("PENDING", 9000), row
    return row


def balance(client: httpx.Client) -> float:
    data = client.get("/v2/customers/800101/loyaltyDetails").json()["data"]
    return float(data[0]["loyaltyPoints"])


def test_identifier_changes_when_another_till_approves(client: httpx.Client) -> None:
    request = filed(client, MAIL)
    assert (request["id"], request["old_value"]) == (3100001, "mira.novak@mail.test")
    assert codes(post(client, "approve", request)) == [9051]
    assert client.get("/v1.1/customer/get?email=mira.n@mail.test").status_code == 500
    answer = approve(client, request, updated_comments="seen the passport")
    assert (codes(answer), rows(answer)[0]["status"]) == ([9000], "APPROVED")
    assert client.get("/v1.1/customer/get?email=mira.n@mail.test").status_code == 200
    assert codes(approve(client, request)) == [9052]


def test_rejected_request_changes_nothing(client: httpx.Client) -> None:
    request = filed(client, MAIL)
    [row] = rows(post(client, "reject", request))
    assert row["status"] == "REJECTED"
    assert client.get("/v1.1/customer/get?email=mira.novak@mail.test").status_code == 200
    assert codes(approve(client, request)) == [9052]


def test_one_step_change_needs_nobody_else(client: httpx.Client) -> None:
    [row] = rows(post(client, "add", MAIL, query="?is_one_step_change=true"))
    assert row["status"] == "APPROVED"
    assert client.get("/v1.1/customer/get?email=mira.n@mail.test").status_code == 200


def test_goodwill_points(client: httpx.Client) -> None:
    before = balance(client)
    request = filed(client, POINTS | {"reason": "late", "comments": "sorry"})
    assert (request["points"], request["program_id"], request["reason"]) == ("50", "31", "late")
    assert balance(client) == before
    approve(client, request)
    assert balance(client) == before + 50
    approve(client, filed(client, POINTS), points="20")
    assert balance(client) == before + 70


def test_goodwill_coupon(client: httpx.Client) -> None:
    request = filed(client, COUPON)
    path = "/v2/customers/coupons?id=800101"
    before = len(client.get(path).json()["entity"]["customers"][0]["coupons"])
    approve(client, request)
    assert len(client.get(path).json()["entity"]["customers"][0]["coupons"]) == before + 1


def test_merge_joins_the_customer_into_the_target(client: httpx.Client) -> None:
    request = filed(client, MERGE)
    assert request["misc_info"] == {"target_customer": {"id": "800101"}}
    assert codes(post(client, "add", MERGE)) == [9018]
    other = MERGE | {"customer": {"id": "800103"}}
    assert codes(post(client, "add", other)) == [9026]
    assert codes(approve(client, request)) == [9000]
    shown = client.get("/v2/customers/800102?source=ALL").json()
    assert (shown["id"], shown["warnings"][0]["code"]) == (800101, 8069)
    assert codes(post(client, "add", MERGE)) == [9023]
    back = {"customer": {"id": "800103"}, "misc_info": {"target_customer": {"id": "800102"}}}
    assert codes(post(client, "add", MERGE | back)) == [9027]


def test_retro_makes_a_sale_of_a_visit(client: httpx.Client) -> None:
    visit = {"type": "not_interested", "number": "NI-1", "amount": "100"}
    [made] = bills_v1(bill_v1(client, visit))
    item = {
        "type": "TRANSACTION_UPDATE",
        "base_type": "RETRO",
        "customer": MIRA,
        "transaction_id": made["id"],
        "old_type": "NOT_INTERESTED",
        "new_type": "REGULAR",
    }
    request = filed(client, item)
    assert codes(post(client, "add", item)) == [9028]
    before = balance(client)
    assert codes(approve(client, request)) == [9000]
    assert balance(client) == before + 10
    again = filed(client, item)
    assert codes(approve(client, again)) == [9060]
    for change, code in (
        ({"transaction_id": "x"}, 9057),
        ({"transaction_id": "9"}, 9058),
        ({"new_type": "RETURN"}, 9059),
    ):
        assert codes(post(client, "add", item | change)) == [code]


@pytest.mark.parametrize(
    ("item", "code"),
    [
        ({}, 9014),
        (5, 9014),
        (MAIL | {"type": "SONG"}, 9006),
        (MAIL | {"base_type": "ADDRESS"}, 9008),
        (MAIL | {"old_value": "nobody@mail.test"}, 9012),
        (MAIL | {"new_value": "x"}, 9024),
        (MAIL | {"new_value": "mira.novak@mail.test"}, 9031),
        (MAIL | {"new_value": ""}, 9014),
        (MAIL | {"new_value": "wanda.castell5@mail.test"}, 9002),
        (MAIL | {"comments": "x" * 256}, 9014),
        (POINTS | {"base_type": "TIER"}, 9008),
        (POINTS | {"points": 0}, 9012),
        (POINTS | {"points": "many"}, 9012),
        (POINTS | {"programId": 9}, 9012),
        (POINTS | {"customer": {}}, 9019),
        (POINTS | {"customer": {"mobile": "915550000999"}}, 9011),
        (POINTS | {"customer": {"id": "800139"}}, 9022),
        (COUPON | {"series_id": 9}, 9012),
        (COUPON | {"series_id": "x"}, 9012),
        (MERGE | {"misc_info": None}, 9007),
        (MERGE | {"misc_info": {"target_customer": {"id": "9"}}}, 9007),
        (MERGE | {"customer": MIRA}, 9029),
        ({"type": "TRANSACTION_UPDATE", "base_type": "X"}, 9008),
    ],
)
def test_add_codes(client: httpx.Client, item: Any, code: int) -> None:
    answer = post(client, "add", item)
    assert (answer.status_code, codes(answer)) == (500, [code])
    assert [row["id"] for row in rows(client.get(f"{REQUEST}/get"))] == [3100000, 3099999]


def test_items_stand_alone_and_at_most_ten(client: httpx.Client) -> None:
    answer = post(client, "add", MAIL, {}, POINTS)
    assert (answer.status_code, codes(answer)) == (200, [9000, 9014, 9000])
    assert answer.json()["response"]["status"]["code"] == 201
    many = post(client, "add", *[POINTS] * 11)
    assert (many.status_code, many.json()["response"]["status"]["code"]) == (400, 1060)


def test_decisions_name_the_request_exactly(client: httpx.Client) -> None:
    seeded = {"type": "CHANGE_IDENTIFIER", "base_type": "MOBILE", "id": 3099999}
    for change, code in (
        ({"id": 9}, 9050),
        ({"id": "x"}, 9050),
        ({"type": "GOODWILL"}, 9006),
        ({"base_type": "EMAIL"}, 9008),
        ({"base_type": ""}, 9014),
    ):
        assert codes(post(client, "approve", seeded | change)) == [code]
    assert codes(post(client, "approve", seeded)) == [9000]


def test_get_and_logs(sandbox: Sandbox, client: httpx.Client) -> None:
    sandbox.advance(minutes=2)
    request = filed(client, POINTS)
    approve(client, request)
    for query, ids in (
        ("", [3100001, 3100000, 3099999]),
        ("?status=PENDING", [3100000, 3099999]),
        ("?type=GOODWILL&base_type=POINTS", [3100001]),
        ("?id=3100000", [3100000]),
        ("?id=800101", [3100001]),
        ("?mobile=914400000017", [3100001]),
        ("?start_date=2026-01-01", [3100001]),
        ("?end_id=3099999", [3099999]),
        ("?limit=1", [3100001]),
    ):
        assert [row["id"] for row in rows(client.get(f"{REQUEST}/get{query}"))] == ids
    log = rows(client.get(f"{REQUEST}/logs?type=GOODWILL"))
    assert [(row["status"], row["logged_by"]["code"]) for row in log] == [
        ("PENDING", "quay1.t1"),
        ("APPROVED", "quay2.t1"),
    ]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("get?status=APPROVED", 9050),
        ("get?mobile=915550000999", 9011),
        ("get?start_date=soon", 9016),
        ("get?start_date=2026-02-01&end_date=2026-01-01", 9021),
        ("logs", 9014),
    ],
)
def test_reading_codes(client: httpx.Client, query: str, code: int) -> None:
    answer = client.get(f"{REQUEST}/{query}")
    assert answer.status_code == 500
    assert [int(row["item_status"]["code"]) for row in rows(answer)] == [code]


def test_more_than_50_is_1060(client: httpx.Client) -> None:
    answer = client.get(f"{REQUEST}/get?limit=51")
    assert (answer.status_code, answer.json()["response"]["status"]["code"]) == (400, 1060)


def test_in_xml(client: httpx.Client) -> None:
    body = (
        "<root><request><type>GOODWILL</type><base_type>POINTS</base_type>"
        "<customer><mobile>914400000017</mobile></customer><points>5</points></request></root>"
    )
    xml = {"Content-Type": "application/xml"}
    answer = client.post(f"{REQUEST}/add?format=xml", content=body, headers=xml)
    assert "<requests><request><type>GOODWILL</type><base_type>POINTS</base_type>" in answer.text
    assert "<id>3100001</id><status>PENDING</status><item_status>" in answer.text


def test_v2_goodwill(client: httpx.Client) -> None:
    add_v1(client, MIRA)
    body = {
        "type": "GOODWILL",
        "baseType": "POINTS",
        "source": "INSTORE",
        "identifierType": "mobile",
        "identifierValue": "914400000017",
        "goodwillRequest": {"comments": "sorry", "points": 30, "reason": "late"},
    }
    before = balance(client)
    request = client.post("/v2/requests", json=body).json()["createdId"]
    shown = client.get(f"/v2/requests/{request}").json()
    assert shown["goodwillRequest"]["points"] == 30
    assert (shown["status"], shown["goodwillRequest"]["comments"]) == ("PENDING", "sorry")
    item = {"type": "GOODWILL", "baseType": "POINTS", "id": request, "status": "APPROVED"}
    decided = as_till(client).put("/v2/requests", json=[item]).json()
    assert decided["failureCount"] == 0
    assert balance(client) == before + 30
    for change, code in (
        ({"baseType": "TIER"}, 9008),
        ({"goodwillRequest": None}, 9014),
        ({"goodwillRequest": {"points": 1.5}}, 9012),
    ):
        assert errors_v2(client.post("/v2/requests", json=body | change)) == [code]


def test_merge_requests_are_listed_with_the_changed_identifiers(client: httpx.Client) -> None:
    filed(client, MERGE)
    [row] = client.get("/v2/customers/800102/changeRequest").json()["data"]
    assert (row["baseType"], row["mergeDetails"]["targetCustomerId"]) == ("MERGE", 800101)

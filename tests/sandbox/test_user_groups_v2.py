"""User groups (reference, O74)."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from capexplore.sandbox import Sandbox

from .asking import as_till, bill_v1, errors_v2

GROUPS = "/v2/userGroup2"


def create(client: httpx.Client, **body: Any) -> httpx.Response:
    form = {"externalId": "G-1", "groupName": "crew", "maxGroupSize": 2}
    return client.post(GROUPS, json=form | body)


def join(client: httpx.Client, group: int, *users: int, primary: bool = False) -> list[int]:
    """Let customers join, and give the codes of what went wrong."""
    items = [{"userId": user, "primaryMember": primary, "permissions": []} for user in users]
    answer = client.post(f"{GROUPS}/join?id={group}", json=items)
    assert answer.status_code == 200
    assert answer.json()["totalCount"] == len(users)
    return [error["code"] for item in answer.json()["response"] for error in item["errors"]]


def test_create_and_read(client: httpx.Client) -> None:
    assert create(client).json() == {"entity": 2501, "warnings": []}
    shown = client.get(f"{GROUPS}?id=2501").json()
    assert (shown["groupStatus"], shown["maxGroupSize"], shown["memberCount"]) == ("ACTIVE", 2, 0)
    assert shown["primaryUserId"] is None
    assert client.get(f"{GROUPS}?externalId=G-1").json() == shown
    assert client.get(f"{GROUPS}?primaryUserId=800104").json()["externalId"] == "G-QUAY"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"externalId": None}, 1634),
        ({"externalId": "G-QUAY"}, 1633),
        ({"externalId": []}, 1632),
        ({"maxGroupSize": None}, 1639),
        ({"maxGroupSize": 0}, 1639),
        ({"maxGroupSize": 30_001}, 1639),
        ({"maxGroupSize": "many"}, 1639),
        ({"extendedFields": ["x"]}, 1644),
    ],
)
def test_create_codes(client: httpx.Client, change: dict[str, Any], code: int) -> None:
    assert errors_v2(create(client, **change)) == [code]
    assert create(client).json()["entity"] == 2501


def test_update(client: httpx.Client) -> None:
    body = {"id": "2499", "groupName": "the family", "maxGroupSize": 12}
    shown = client.put(GROUPS, json=body).json()
    assert (shown["groupName"], shown["maxGroupSize"]) == ("the family", 12)
    assert shown["extendedFields"] == {"city": "Cork"}
    for change, code in (
        ({}, 1643),
        ({"maxGroupSize": 1}, 1640),
        ({"externalId": "G-DECK"}, 1633),
        ({"maxGroupSize": -1}, 1639),
    ):
        assert errors_v2(client.put(f"{GROUPS}?id=2499", json=change)) == [code]
    assert errors_v2(client.put(GROUPS, json={"id": "x"})) == [1619]
    assert errors_v2(client.put(f"{GROUPS}?externalId=none", json=body)) == [1619]


def test_delete_frees_the_members(client: httpx.Client) -> None:
    assert client.delete(f"{GROUPS}?externalId=G-QUAY").json() == {"warnings": []}
    assert client.get(f"{GROUPS}?id=2499").json()["groupStatus"] == "INACTIVE"
    assert errors_v2(client.delete(f"{GROUPS}?id=2499")) == [1619]
    assert errors_v2(client.delete(GROUPS)) == [1632]
    assert join(client, 2500, 800104, 800106) == []


def test_join(client: httpx.Client) -> None:
    create(client)
    assert join(client, 2501, 800101, primary=True) == []
    assert join(client, 2501, 800101) == [1623]
    assert join(client, 2501, 800102, primary=True) == [1637]
    assert join(client, 2501, 800106) == [1636]
    assert join(client, 2501, 800104) == [1642]
    assert join(client, 2501, 999) == [1632]
    assert join(client, 2501, 800102, 800103) == [1638]
    members = client.get(f"{GROUPS}/members?externalId=G-1").json()
    assert members["pagination"]["total"] == 2
    assert [(row["userId"], row["primaryMember"]) for row in members["data"]] == [
        (800101, True),
        (800102, False),
    ]


def test_join_answers_each_item(client: httpx.Client) -> None:
    answer = client.post(f"{GROUPS}/join?id=2500", json=[{"userId": 800101}, {}, 5]).json()
    assert (answer["totalCount"], answer["failureCount"]) == (3, 2)
    assert answer["response"][0]["entityId"] == 800101
    assert errors_v2(client.post(f"{GROUPS}/join?id=77", json=[{"userId": 800101}])) == [1619]
    assert errors_v2(client.post(f"{GROUPS}/join", json=[{"userId": 800101}])) == [1632]


def test_leave(client: httpx.Client) -> None:
    who = "source=INSTORE&identifierName=mobile&identifierValue=914400010005"
    answer = client.delete(f"{GROUPS}/2499/leave?{who}")
    assert answer.json() == {"warnings": [], "errors": [], "success": True}
    assert errors_v2(client.delete(f"{GROUPS}/2499/leave?{who}")) == [1620]
    assert errors_v2(client.delete(f"{GROUPS}/77/leave?{who}")) == [1619]
    assert join(client, 2499, 800101) == []
    primary = "source=WECHAT&accountId=wc-main&identifierName=mobile&identifierValue=914400010003"
    assert errors_v2(client.delete(f"{GROUPS}/2499/leave?{primary}")) == [1624]


def test_transfer_is_all_or_nothing(client: httpx.Client) -> None:
    def move(*users: Any) -> httpx.Response:
        body = {"leaveGroupId": 2499, "joinGroupId": 2500, "userIds": list(users)}
        return client.post(f"{GROUPS}/transfer", json=body)

    assert errors_v2(move(800106, 800101)) == [1620]
    assert errors_v2(move(800104)) == [1624]
    assert client.get(f"{GROUPS}?id=2499").json()["memberCount"] == 2
    assert move(800106).json() == {"warnings": [], "errors": [], "success": True}
    assert client.get(f"{GROUPS}?id=2500").json()["memberCount"] == 2
    assert errors_v2(move()) == [400]


def test_leaving_under_the_path_of_the_older_pages(client: httpx.Client) -> None:
    path = "/v2/usergroups/2499/members"
    assert errors_v2(client.delete(f"{path}/800104")) == [1624]
    answer = client.delete(f"{path}/800106")
    assert answer.json() == {"warnings": [], "errors": [], "success": True}
    assert errors_v2(client.delete(f"{path}/800106")) == [1620]
    assert errors_v2(client.delete(f"{path}/800999")) == [1632]
    assert errors_v2(client.delete("/v2/usergroups/9/members/800104")) == [1619]
    assert errors_v2(client.delete(f"{path}/x")) == [400]
    assert client.get(f"{GROUPS}?id=2499").json()["memberCount"] == 1


def test_permissions(client: httpx.Client) -> None:
    path = f"{GROUPS}/members/permissions?id=2499"
    items = [
        {"userId": "800106", "permissions": ["block_points_transfer"]},
        {"userId": "800106", "permissions": "fly"},
        {"userId": "800101", "permissions": []},
    ]
    answer = client.put(path, json=items).json()
    codes = [[error["code"] for error in item["errors"]] for item in answer["response"]]
    assert codes == [[], [1645], [1620]]
    rows = client.get(f"{GROUPS}/members?identifierName=id&identifierValue=2499").json()["data"]
    assert rows[1]["permissions"] == ["block_points_transfer"]


def test_search(client: httpx.Client) -> None:
    found = client.get(f"{GROUPS}/search?q=QUAY").json()
    assert [row["id"] for row in found["data"]] == [2499]
    assert client.get(f"{GROUPS}/search?q=g-").json()["pagination"]["total"] == 2
    assert errors_v2(client.get(f"{GROUPS}/search")) == [1635]
    path = f"{GROUPS}/extendedFieldSearch"
    for fields, count in (({"city": "Cork"}, 1), ([{"name": "city", "value": "x"}], 0)):
        assert len(client.post(path, json={"extendedFields": fields}).json()["data"]) == count
    assert errors_v2(client.post(path, json={})) == [1635]


def test_transactions_and_points_of_the_members(sandbox: Sandbox, client: httpx.Client) -> None:
    rows = client.get(f"{GROUPS}/transactions?id=2499").json()
    assert {row["customerId"] for row in rows["data"]} == {800104}
    join(client, 2499, 800101)
    assert client.get(f"{GROUPS}/transactions?id=2499").json() == rows
    sandbox.advance(minutes=1)
    bill_v1(client, {"number": "HB-9", "amount": "500", "customer": {"mobile": "914400000017"}})
    one = client.get(f"{GROUPS}/transactions?id=2499&customerId=800101").json()["data"]
    assert [row["billNumber"] for row in one] == ["HB-9"]
    schedule = client.get(f"{GROUPS}/pointsExpirySchedule?externalId=G-QUAY").json()["data"]
    assert [entry["expiryDate"] for entry in schedule] == sorted(e["expiryDate"] for e in schedule)
    own = client.get("/v2/customers/800101/pointsExpirySchedule").json()["data"]
    assert all(entry in schedule for entry in own)


@pytest.mark.parametrize(
    ("victim", "survivor", "members", "primary"),
    [
        (800104, 800106, [800106], 800106),
        (800106, 800104, [800104], 800104),
        (800106, 800105, [800104], 800104),
        (800104, 800105, [800106], None),
        (800106, 800101, [800104, 800101], 800104),
    ],
)
def test_who_was_merged_is_in_no_group_besides_the_survivors(
    client: httpx.Client, victim: int, survivor: int, members: list[int], primary: int | None
) -> None:
    merge: dict[str, Any] = {"type": "CHANGE_IDENTIFIER", "base_type": "MERGE"}
    target = {"misc_info": {"target_customer": {"id": survivor}}}
    filed = {"root": {"request": [{**merge, "customer": {"id": victim}, **target}]}}
    answer = client.post("/v1.1/request/add", json=filed).json()["response"]
    decided = {**merge, "id": answer["requests"]["request"][0]["id"]}
    as_till(client).post("/v1.1/request/approve", json={"root": {"request": [decided]}})
    shown = client.get(f"{GROUPS}?id=2499").json()
    assert (shown["primaryUserId"], shown["memberCount"]) == (primary, len(members))
    rows = client.get(f"{GROUPS}/members?identifierName=id&identifierValue=2499").json()["data"]
    assert sorted(row["userId"] for row in rows) == sorted(members)

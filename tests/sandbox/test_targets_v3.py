"""Target groups, periods, targets and enrolment (reference, O72 and O73)."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from capexplore.sandbox import Sandbox

GROUPS = "/v3/targetGroups"
FORM = {
    "name": "Spring crates",
    "trackingType": "DEFAULT",
    "targetEvaluationType": "FIXED_CALENDAR_WINDOW",
    "totalPeriods": 1,
    "frequencyType": "MONTHLY",
    "frequency": 1,
    "recurringCycles": 1,
    "periods": [{"startDate": "2026-03-01", "endDate": "2026-03-31", "refCode": "SPRING-1"}],
    "targets": [{"name": "Five crates", "targetType": "QUANTITY", "targetEntity": "TRANSACTION"}],
}
TARGET = {"name": "Three visits", "targetType": "VISIT", "targetEntity": "TRANSACTION"}
PERIOD = {"startDate": "2026-07-01", "endDate": "2026-09-30", "refCode": "CRATES-Q3"}


def code(answer: httpx.Response) -> int:
    assert answer.status_code == 400
    assert answer.json()["data"] is None
    [error] = answer.json()["errors"]
    assert set(error) == {"code", "message"}
    return int(error["code"])


def data(answer: httpx.Response, status: int = 200) -> Any:
    assert answer.status_code == status, answer.text
    assert (answer.json()["errors"], answer.json()["warnings"]) == (None, None)
    return answer.json()["data"]


def test_create_group_is_201(client: httpx.Client) -> None:
    group = data(client.post(GROUPS, json=FORM), 201)
    assert (group["id"], group["name"], group["active"]) == (7002, "Spring crates", True)
    assert (group["preferredTillId"], group["leaderboardEnabled"]) == (63001, False)
    assert group["totalPeriods"] == 1
    assert data(client.get(f"{GROUPS}/7002"))["streaks"] == []
    [period] = group["periods"]
    assert list(period) == [
        "id",
        "attribution",
        "startDate",
        "endDate",
        "refCode",
        "periodStatus",
        "targetGroupId",
        "description",
        "active",
    ]
    assert (period["startDate"], period["periodStatus"]) == ("2026-03-01", "NOT_STARTED")
    [target] = group["targets"]
    assert (target["name"], target["targetGroupId"], target["active"]) == (
        "Five crates",
        7002,
        True,
    )
    assert target["enrolmentMethod"] == "TRANSACTION"


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        ({"name": "x" * 201}, 310008),
        ({"name": "Quarter crates"}, 310069),
        ({"name": None}, 300004),
        ({"trackingType": None}, 300004),
        ({"frequency": None}, 300004),
        ({"totalPeriods": None}, 300004),
        ({"frequencyType": "HOURLY"}, 400),
        ({"frequency": "many"}, 400),
        ({"preferredTillId": 1}, 400),
        ({"active": "yes"}, 400),
        ({"periods": [PERIOD | {"endDate": "2026-06-01"}]}, 310019),
        ({"periods": [PERIOD | {"endDate": "soon"}]}, 310019),
        ({"periods": [PERIOD, PERIOD]}, 310019),
        ({"periods": [PERIOD | {"refCode": ""}]}, 300004),
        ({"periods": [PERIOD, PERIOD | {"refCode": "OTHER"}]}, 310019),
        ({"targets": [TARGET | {"targetType": "SONGS"}]}, 310018),
        ({"targets": [TARGET | {"expression": "a", "expressionJson": "{"}]}, 310018),
        ({"targets": [TARGET | {"expressionJson": "{}"}]}, 310092),
        ({"targets": [TARGET | {"expression": "qty > 1"}]}, 310094),
        ({"targets": [TARGET | {"targetEntity": "ALTERNATE_CURRENCIES"}]}, 310146),
        (
            {"targets": [TARGET | {"targetEntity": "ALTERNATE_CURRENCIES", "programId": 31}]},
            310147,
        ),
        ({"targets": [TARGET | {"targetType": "EXTENDED_FIELD"}]}, 300004),
        ({"targets": "all"}, 400),
    ],
)
def test_create_group_codes(client: httpx.Client, change: dict[str, Any], wanted: int) -> None:
    before = client.get(GROUPS).json()
    assert code(client.post(GROUPS, json=FORM | change)) == wanted
    assert client.get(GROUPS).json() == before


def test_list_and_read_groups(client: httpx.Client) -> None:
    data(client.post(GROUPS, json=FORM), 201)
    seeded, new = data(client.get(GROUPS))
    assert (seeded["id"], seeded["activePeriod"]["refCode"]) == (7001, "CRATES-Q1")
    assert seeded["createdOn"] == 1764559800000
    assert "activePeriod" not in new
    assert "periods" not in seeded
    group = data(client.get(f"{GROUPS}/7001?includePeriods=true"))
    assert [period["refCode"] for period in group["periods"]] == ["CRATES-Q1", "CRATES-Q2"]
    assert [period["periodStatus"] for period in group["periods"]] == ["RUNNING", "NOT_STARTED"]


def test_period_status_follows_the_clock(sandbox: Sandbox, till: httpx.Client) -> None:
    sandbox.advance(days=80)
    periods = data(till.get(f"{GROUPS}/7001/targetPeriods"))
    assert [period["periodStatus"] for period in periods] == ["ENDED", "RUNNING"]


def test_only_name_and_rules_of_a_group_can_be_edited(client: httpx.Client) -> None:
    rule = {"id": 7101, "expression": "qty > 1", "expressionJson": '{"op":">"}', "name": "Other"}
    body = {"name": "Crates", "active": False, "targets": [rule]}
    group = data(client.put(f"{GROUPS}/editTargetGroup/7001", json=body))
    assert (group["name"], group["active"]) == ("Crates", True)
    [target] = group["targets"]
    assert (target["name"], target["expression"]) == ("Twelve crates", "qty > 1")
    assert code(client.put(f"{GROUPS}/editTargetGroup/9", json=body)) == 310017


def test_deleted_group_is_unknown_but_listed(client: httpx.Client) -> None:
    answer = client.delete(f"{GROUPS}/7001")
    assert answer.json() == {"data": True, "errors": None, "warnings": None}
    for again in (
        client.get(f"{GROUPS}/7001"),
        client.delete(f"{GROUPS}/7001"),
        client.get(f"{GROUPS}/7001/targets"),
        client.post(f"{GROUPS}/7001/targetPeriods", json=[PERIOD]),
    ):
        assert code(again) == 310017
    assert [(group["id"], group["active"]) for group in data(client.get(GROUPS))] == [(7001, False)]
    assert data(client.post(GROUPS, json=FORM | {"name": "Quarter crates"}), 201)["id"] == 7002


def test_names_are_free_or_not(client: httpx.Client) -> None:
    path = f"{GROUPS}/isValidName"
    for kind, value, free in (
        ("targetGroupName", "Quarter crates", False),
        ("targetGroupName", "Summer crates", True),
        ("targetName", "Twelve crates", False),
        ("periodName", "CRATES-Q1", False),
        ("streakName", "x" * 201, False),
        ("streakName", "Week", True),
    ):
        assert data(client.post(path, json={"type": kind, "value": value})) is free
    assert code(client.post(path, json={"type": "song", "value": "x"})) == 400
    assert data(client.get(f"{GROUPS}/channels"))[2] == {"id": 3, "name": "MOBILE PUSH"}


def test_periods(sandbox: Sandbox, till: httpx.Client) -> None:
    path = f"{GROUPS}/7001/targetPeriods"
    assert [row["id"] for row in data(till.post(path, json=[PERIOD]))] == [7201, 7202, 7203]
    moved = PERIOD | {"id": 7203, "startDate": "2026-07-02T00:00:00.000+0000"}
    assert data(till.put(path, json=[moved]))[-1]["startDate"] == "2026-07-02"
    running = {"id": 7201, "refCode": "CRATES-Q1", "startDate": "2026-01-01"}
    assert data(till.put(path, json=[running | {"endDate": "2026-03-30"}]))
    for change in (
        {"startDate": "2026-01-02", "endDate": "2026-03-31"},
        {"endDate": "2026-01-02"},
        {"endDate": "2026-04-02"},
        {"id": 9, "endDate": "2026-03-31"},
    ):
        assert code(till.put(path, json=[running | change])) == 310019
    sandbox.advance(days=90)
    assert code(till.put(path, json=[running | {"endDate": "2026-03-31"}])) == 310019
    assert code(till.post(path, json=[PERIOD | {"refCode": "X"}, {}])) == 310019


def test_targets(client: httpx.Client) -> None:
    path = f"{GROUPS}/7001/targets"
    value = {"defaultValue": 3, "periodId": 7201}
    [target] = data(client.post(path, json=[TARGET | {"defaultValues": [value]}]))
    assert target["id"] == 7102
    assert target["defaultValues"] == [{"id": 2, "periodId": 7201, "defaultValue": 3}]
    [changed] = data(client.put(f"{path}/7102", json=[{"name": "Visits", "targetType": "COUNT"}]))
    assert (changed["name"], changed["targetType"]) == ("Visits", "COUNT")
    assert changed["defaultValues"] == target["defaultValues"]
    [gone] = data(client.delete(f"{path}/7102"))
    assert (gone["id"], gone["active"]) == (7102, False)
    assert [(row["id"], row["active"]) for row in data(client.get(path))] == [
        (7101, True),
        (7102, False),
    ]
    assert code(client.delete(f"{path}/7102")) == 310017
    assert code(client.delete(f"{path}/x")) == 400


def test_unified_target(client: httpx.Client) -> None:
    body = {
        "unifiedTargetExpression": {"thresholdValue": 12},
        "targets": [TARGET, {"id": 7101, "name": "A dozen"}],
        "deactivateTargetIds": [7101],
    }
    group = data(client.put(f"{GROUPS}/7001/unifiedTargets", json=body))
    assert group["unifiedTargetExpression"] == {"thresholdValue": 12}
    assert [(row["name"], row["active"]) for row in group["targets"]] == [
        ("A dozen", False),
        ("Three visits", True),
    ]


def test_communications(client: httpx.Client) -> None:
    path = f"{GROUPS}/7001/targets/7101/communications"
    finish = {"channelId": "2", "communicationType": "FINISH", "messageTemplate": "Done"}
    assert [row["id"] for row in data(client.post(f"{path}/upsert", json=[finish]))] == [1, 2]
    data(client.post(f"{path}/upsert", json=[finish | {"messageTemplate": "Well done"}]))
    assert [row["messageTemplate"] for row in data(client.get(path))] == [
        "Twelve crates by the end of March",
        "Well done",
    ]


def test_enrolment(client: httpx.Client) -> None:
    path = f"{GROUPS}/7001/targets/7101"
    item = {"customerId": 800101, "periodName": "CRATES-Q1", "initialBalance": 2}
    [enrolled] = data(client.post(f"{path}/enroll", json=[item]))
    assert (enrolled["customerId"], enrolled["periodId"], enrolled["active"]) == (
        800101,
        7201,
        True,
    )
    assert code(client.post(f"{path}/enroll", json=[item])) == 310119
    assert code(client.post(f"{path}/enroll", json=[item | {"customerId": 9}])) == 310011
    assert code(client.post(f"{path}/enroll", json=[item | {"periodName": "X"}])) == 310019
    [left] = data(client.post(f"{path}/unEnroll", json=[{"customerId": 800101}]))
    assert left["active"] is False
    assert code(client.post(f"{path}/unEnroll", json=[{"customerId": 800101}])) == 310011
    assert data(client.post(f"{path}/enroll", json=[item]))

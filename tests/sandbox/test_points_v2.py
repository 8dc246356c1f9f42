"""Points, version 2: balances, transfers, reversals."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from capexplore.sandbox import Sandbox

from .asking import add_v2, errors_v2, warnings_v2
from .test_points_v1_1 import TILL, balance, done, redeem

MIRA, YLVA = {"type": "MOBILE", "value": "914400000017"}, {"type": "ID", "value": "800102"}
LOOKUP = "/v2/customers/lookup/points/balance?identifierName=mobile&identifierValue=914400000017"


def transfer(
    client: httpx.Client, points: Any = 20, path: str = "transfer", **body: Any
) -> httpx.Response:
    said = {
        "pointsTobeTransferred": points,
        "programId": 31,
        "groupProgramTransfer": "false",
        "fromCustomerIdentifier": MIRA,
        "toCustomerIdentifier": YLVA,
        "notes": "",
    }
    return client.post(f"/v2/points/{path}", json=said | body)


def reverse(client: httpx.Client, redemption_id: Any, **body: Any) -> httpx.Response:
    who = {"type": "mobile", "value": "914400000017"}
    said = {"redemptionId": redemption_id, "identifier": who}
    return client.post("/v2/points/reverse", json=said | body)


def test_balance_by_id_and_by_identifier(client: httpx.Client) -> None:
    expected = {
        "entityId": 800101,
        "entityType": "CUSTOMER",
        "totalPoints": 120.0,
        "mainPoints": 120.0,
        "promisedPoints": 0.0,
        "promisedPointsBreakup": {"delayedAccrualPoints": 0.0, "externalTriggerBasedPoints": 0.0},
        "warnings": [],
    }
    answer = client.get("/v2/customers/800101/points/balance")
    assert answer.json() == expected
    assert '"totalPoints":120.0' in answer.text
    assert client.get(LOOKUP).json() == expected
    assert client.get(f"{LOOKUP}&source=INSTORE&programId=31").json() == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("800999/points/balance", 8015),
        ("800141/points/balance", 8109),
        ("800139/points/balance", 8089),
        ("800101/points/balance?programId=99", 885),
        ("lookup/points/balance?identifierName=mobile&identifierValue=914400999999", 8015),
        ("lookup/points/balance?identifierName=shoe&identifierValue=43", 8013),
        ("abc/points/balance", 400),
        (f"{'9' * 18}/points/balance", 8015),
    ],
)
def test_no_balance(client: httpx.Client, path: str, expected: int) -> None:
    answer = client.get(f"/v2/customers/{path}")
    assert (answer.status_code, errors_v2(answer)) == (400, [expected])


def test_transfer(client: httpx.Client) -> None:
    answer = transfer(client)
    expected = {
        "toEntityId": 800102,
        "toEntityType": "CUSTOMER",
        "fromEntityId": 800101,
        "fromEntityType": "CUSTOMER",
        "pointsTransferDate": "2026-01-15 15:30:00",
        "pointsTransferred": 20.0,
        "transferId": 88001,
        "transferType": "DEDUCTION",
        "transferredFrom": {"userId": 800101, "firstName": "Mira", "lastName": "Novak"},
        "transferredTo": {"userId": 800102, "firstName": "Ylva", "lastName": "Nyberg"},
        "notes": "",
        "programName": "Harbour Club",
        "pointsTransferBreakupByEarningPrograms": [
            {"programId": 31, "deductedPoints": 20.0, "programCurrentPoints": 100}
        ],
    }
    assert answer.json() == {"data": [expected], "warnings": [], "errors": []}
    assert balance(client) == 100
    listed = "/v2/points/transfer?identifierName=mobile&identifierValue="
    assert client.get(f"{listed}914400000017").json()["data"] == [expected]
    [taken] = client.get(f"{listed}914400010001&source=ECOMMERCE").json()["data"]
    assert taken == {**expected, "transferType": "ADDITION"}
    assert client.get(f"{listed}914400010002").json()["data"] == []


def test_transferred_points_are_no_lifetime_points_and_keep_their_end(
    client: httpx.Client, sandbox: Sandbox
) -> None:
    get = "/v1.1/customer/get?id=800101,800102"
    before = client.get(get).json()["response"]["customers"]["customer"]
    transfer(client, "120")
    after = client.get(get).json()["response"]["customers"]["customer"]
    lifetimes = [[item["lifetime_points"] for item in items] for items in (before, after)]
    assert lifetimes[0] == lifetimes[1]
    del client.headers["CAP-API-ACCESS-TOKEN"]
    client.headers["Authorization"] = TILL
    points = balance(client, 800102)
    sandbox.advance(days=80)  # 365 days after the sale of 1 April
    assert balance(client, 800102) <= points - 120


@pytest.mark.parametrize("path", ["transfer", "isTransferrable"])
@pytest.mark.parametrize(
    ("points", "body", "expected"),
    [
        (None, {}, 422),
        (0, {}, 422),
        (-5, {}, 422),
        ("many", {}, 422),
        (True, {}, 422),
        ([], {}, 422),
        (1.5, {}, 807),
        (1.5555, {}, 878),
        (121, {}, 817),
        (20, {"programId": 99}, 885),
        (20, {"programId": []}, 885),
        (20, {"toCustomerIdentifier": {"type": "ID", "value": "800101"}}, 418),
        (20, {"toCustomerIdentifier": {"type": "ID", "value": 800140}}, 414),
        (20, {"fromCustomerIdentifier": {"type": "ID", "value": "800140"}}, 415),
        (20, {"toCustomerIdentifier": {"type": "ID", "value": "800139"}}, 881),
        (20, {"toCustomerIdentifier": {"type": "ID", "value": "800999"}}, 8015),
        (20, {"toCustomerIdentifier": {"type": "ID", "value": "x"}}, 434),
        (20, {"toCustomerIdentifier": {"type": "EMAIL", "value": "x"}}, 434),
        (20, {"toCustomerIdentifier": {"type": "SHOE", "value": "43"}}, 8013),
        (20, {"toCustomerIdentifier": {"type": "", "value": "43"}}, 434),
        (20, {"toCustomerIdentifier": {"type": "ID"}}, 434),
        (20, {"toCustomerIdentifier": None}, 434),
        (20, {"fromCustomerIdentifier": "914400000017"}, 434),
        (20, {"toCustomerIdentifier": {"type": "ID", "value": "800141"}}, 8109),
    ],
)
def test_no_transfer(
    client: httpx.Client, path: str, points: Any, body: dict[str, Any], expected: int
) -> None:
    answer = transfer(client, points, path, **body)
    assert (answer.status_code, errors_v2(answer)) == (400, [expected])
    assert (balance(client), balance(client, 800108)) == (120, 1380)


def test_is_transferrable_changes_nothing(client: httpx.Client) -> None:
    answer = transfer(client, path="isTransferrable")
    assert answer.json() == {
        "data": [
            {
                "pointsTobeTransferred": 20,
                "transferFrom": {"userId": 800101, "firstName": "Mira", "lastName": "Novak"},
                "transferTo": {"userId": 800102, "firstName": "Ylva", "lastName": "Nyberg"},
                "transferrable": True,
            }
        ],
        "warnings": [],
        "errors": [],
    }
    assert balance(client) == 120


def test_transfer_confirmed_by_a_code(client: httpx.Client) -> None:
    assert errors_v2(transfer(client, code="000000")) == [808]
    transfer(client, path="isTransferrable", issueOtp=True)
    assert errors_v2(transfer(client, code="123456")) == [808]
    assert transfer(client, code="000000").status_code == 200
    assert errors_v2(transfer(client, code="000000")) == [808]


def test_points_of_a_registration_stay(client: httpx.Client, sandbox: Sandbox) -> None:
    """The sandbox's programme gives none (reference, section 14), another one may."""
    with sandbox._store.transaction():
        sandbox._store.run("UPDATE awards SET kind = 'registration' WHERE customer_id = 800101")
    assert errors_v2(transfer(client)) == [817]
    assert done(redeem(client))["balance"] == 100


def test_reversal_in_parts(client: httpx.Client) -> None:
    redemption_id = done(redeem(client))["redemption_id"]
    answer = reverse(client, redemption_id, pointsToBeReversed=12.5)
    reversal_id = answer.json()["reversalId"]
    assert len(reversal_id) == 6
    assert reversal_id != redemption_id
    assert answer.json() == {
        "redemptionId": redemption_id,
        "reversalId": reversal_id,
        "orgId": 5001,
        "customerId": 800101,
        "pointsToBeReversed": 12.5,
        "pointsReversed": 12.5,
        "pointsReversedDetails": {"available": 12.5, "expired": 0.0},
        "warnings": [],
    }
    assert balance(client) == 112.5
    assert errors_v2(reverse(client, redemption_id, pointsToBeReversed="7.501")) == [901]
    assert reverse(client, redemption_id).json()["pointsReversed"] == 7.5
    assert balance(client) == 120
    assert errors_v2(reverse(client, redemption_id)) == [3802]


def test_reversal_of_points_that_expired_meanwhile(client: httpx.Client, sandbox: Sandbox) -> None:
    redemption_id = done(redeem(client))["redemption_id"]
    del client.headers["CAP-API-ACCESS-TOKEN"]
    client.headers["Authorization"] = TILL
    sandbox.advance(days=300)
    details = reverse(client, redemption_id).json()["pointsReversedDetails"]
    assert details == {"available": 0.0, "expired": 20.0}
    assert balance(client) == 0


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"redemptionId": "x"}, 901),
        ({"redemptionId": None}, 901),
        ({"redemptionId": ["aB3xY9"]}, 901),
        ({"redemptionId": "zzzzz9"}, 902),
        ({"redemptionId": "AB3XY9"}, 902),
        ({"pointsToBeReversed": 0}, 901),
        ({"pointsToBeReversed": "all"}, 901),
        ({"pointsToBeReversed": 40.001}, 901),
        ({"pointsToBeReversed": 1.0001}, 878),
        ({"identifier": {"type": "mobile", "value": "914400000017"}}, 904),
        ({"identifier": {"type": "id", "value": "x"}}, 904),
        ({"identifier": {"type": "shoe", "value": "43"}}, 8013),
        ({"identifier": {"type": "id", "value": "800999"}}, 8015),
        ({"identifier": None}, 904),
    ],
)
def test_no_reversal(client: httpx.Client, body: dict[str, Any], expected: int) -> None:
    said = {"identifier": {"type": "id", "value": "800108"}, "redemptionId": "aB3xY9"} | body
    answer = client.post("/v2/points/reverse", json=said)
    assert (answer.status_code, errors_v2(answer)) == (400, [expected])
    assert balance(client, 800108) == 1380


@pytest.mark.parametrize("label", ["Suspicious", "Blocked"])
def test_locked_customers_get_and_give_nothing(
    client: httpx.Client, sandbox: Sandbox, label: str
) -> None:
    sandbox._store.change("customers", 800108, label=label)
    rich = {"type": "ID", "value": "800108"}
    fails = reverse(client, "aB3xY9", identifier=rich)
    assert errors_v2(fails) == [903]
    fraud = label == "Blocked"
    assert errors_v2(transfer(client, fromCustomerIdentifier=rich)) == [415 if fraud else 3045]
    assert errors_v2(transfer(client, toCustomerIdentifier=rich)) == [414 if fraud else 3045]
    assert balance(client, 800108) == 1380


def test_reversal_is_switched_off(client: httpx.Client, sandbox: Sandbox) -> None:
    sandbox.configure("CONF_POINTS_REVERSAL_ENABLED", "false")
    assert errors_v2(reverse(client, "aB3xY9")) == [905]


def test_transfers_and_balance_go_over_to_the_survivor_of_a_merge(client: httpx.Client) -> None:
    add_v2(client, ("mobile", "915550000401"))
    add_v2(client, ("email", "ines@mail.test"), source="ECOMMERCE")
    transfer(client, toCustomerIdentifier={"type": "ID", "value": "800143"})
    body = {"add": [{"type": "mobile", "value": "915550000401"}]}
    merged = client.post("/v2/customers/800143/changeIdentifier?source=ECOMMERCE", json=body)
    assert warnings_v2(merged) == [8051]
    listed = client.get("/v2/points/transfer?identifierName=mobile&identifierValue=915550000401")
    [row] = listed.json()["data"]
    assert (row["transferId"], row["transferType"], row["toEntityId"]) == (
        88001,
        "ADDITION",
        800142,
    )
    assert balance(client, 800142) == 20
    assert warnings_v2(client.get("/v2/customers/800143/points/balance")) == [8069]
    again = transfer(client, 5, toCustomerIdentifier={"type": "ID", "value": "800143"})
    assert (again.json()["data"][0]["toEntityId"], warnings_v2(again)) == (800142, [8069])

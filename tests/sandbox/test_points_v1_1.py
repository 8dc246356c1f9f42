"""Points, version 1.1: checking, validation codes, redeeming."""

from __future__ import annotations

import logging
from typing import Any

import httpx
import pytest

from capexplore.errors import InvalidRequestError
from capexplore.sandbox import Sandbox

MIRA = {"mobile": "914400000017"}
CHECK, CODE, REDEEM = (
    f"/v1.1/points/{name}" for name in ("isredeemable", "validationcode", "redeem")
)
TILL = "Basic cXVheTEudDE6MDUyZTgzM2NjMmY1MTJmYmQ2YTg4MGZjMGNiNTA3MzM="
FRAUD, NOT_ENROLLED = {"id": "800140"}, {"id": "800139"}


def redeem(
    client: httpx.Client, points: Any = "20", query: str = "", **item: Any
) -> httpx.Response:
    said = {"points_redeemed": points, "transaction_number": "HB-1001", "customer": MIRA}
    return client.post(f"{REDEEM}?{query}", json={"root": {"redeem": [said | item]}})


def check(client: httpx.Client, points: Any = "100", **query: Any) -> httpx.Response:
    return client.get(CHECK, params={**MIRA, "points": points, **query})


def done(answer: httpx.Response) -> dict[str, Any]:
    shown: dict[str, Any] = answer.json()["response"]["responses"]["points"]
    return shown


def code(answer: httpx.Response) -> int:
    """The code of the one item, whatever it is wrapped in."""
    tree = answer.json()["response"]
    [part] = [member for name, member in tree.items() if name != "status"]
    [item] = part.values()
    return int(item["item_status"]["code"])


def balance(client: httpx.Client, customer: int = 800101) -> float:
    total: float = client.get(f"/v2/customers/{customer}/points/balance").json()["totalPoints"]
    return total


def test_points_can_be_redeemed(client: httpx.Client) -> None:
    answer = check(client)
    assert answer.status_code == 200
    assert answer.json() == {
        "response": {
            "status": {"success": "true", "code": 200, "message": "Success"},
            "points": {
                "redeemable": {
                    "mobile": "914400000017",
                    "email": "mira.novak@mail.test",
                    "external_id": "HX-0001",
                    "points": "100",
                    "is_redeemable": "true",
                    "points_redeem_value": 100,
                    "points_redeem_local_value": 100,
                    "input_type": "POINTS",
                    "points_currency_ratio": "1",
                    "item_status": {
                        "success": "true",
                        "code": "800",
                        "message": "Points can be redeemed",
                    },
                }
            },
        }
    }
    assert balance(client) == 120


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"points": "121"}, 804),
        ({"points": "0"}, 801),
        ({"points": ""}, 801),
        ({"points": "many"}, 801),
        ({"points": "1.00001"}, 878),
        ({"points": "1.5"}, 807),
        ({"points": "0.5"}, 821),
        ({"mobile": "914400999999"}, 816),
        ({"mobile": "who?"}, 802),
        ({"mobile": ""}, 802),
        ({"mobile": "", "id": "800140"}, 820),
        ({"mobile": "", "id": "800139"}, 881),
        ({"mobile": "", "id": "800139", "program_id": "31"}, 686),
        ({"program_id": "99"}, 885),
        ({"program_id": "x"}, 885),
        ({"validation_code": "123456"}, 808),
        ({"validation_code": "123456", "skip_validation": "true"}, 800),
        ({"validation_code": "123456", "validation_type": "INVALID"}, 800),
        ({"group_redemption": "true"}, 3316),
        ({"currency_input": "true", "currency_value": "12", "points": ""}, 800),
    ],
)
def test_why_points_cannot_be_redeemed(
    client: httpx.Client, query: dict[str, str], expected: int
) -> None:
    answer = check(client, **query)
    assert code(answer) == expected
    assert answer.status_code == (200 if expected == 800 else 500)
    shown = answer.json()["response"]["points"]["redeemable"]
    assert shown["is_redeemable"] == ("true" if expected == 800 else "false")
    assert list(shown)[:5] == ["mobile", "email", "external_id", "points", "is_redeemable"]


def test_redemption(client: httpx.Client) -> None:
    answer = redeem(client)
    assert answer.status_code == 200
    shown = done(answer)
    redemption_id = shown.pop("redemption_id")
    assert len(redemption_id) == 6
    assert shown == {
        "mobile": "914400000017",
        "email": "mira.novak@mail.test",
        "external_id": "HX-0001",
        "user_id": "800101",
        "points_redeemed": "20",
        "redemption_purpose": "",
        "redeemed_value": 20,
        "redeemed_local_value": 20,
        "balance": 100,
        "side_effects": {
            "effect": [
                {
                    "id": 26001,
                    "case_value": "false",
                    "num_points": 20,
                    "currency_value": 20,
                    "validation_code": "",
                    "points_redemption_summary_id": "26001",
                    "redeemed_on_bill_number": "HB-1001",
                    "redeemed_on_bill_id": -1,
                    "type": "points",
                }
            ]
        },
        "item_status": {"success": "true", "code": 800, "message": "Points Redeemed"},
    }
    assert balance(client) == 100
    assert done(redeem(client))["redemption_id"] != redemption_id


def test_failed_redemption_has_its_own_shape_and_changes_nothing(client: httpx.Client) -> None:
    answer = redeem(client, "10", customer={"mobile": "914400999999"})
    assert answer.status_code == 400
    assert answer.json()["response"]["status"] == {
        "success": "false",
        "code": 500,
        "message": "All requests have failed due to errors",
    }
    assert done(answer) == {
        "mobile": "914400999999",
        "email": "",
        "external_id": "",
        "user_id": None,
        "points_redeemed": "10",
        "redeemed_value": 0,
        "side_effects": {"effect": []},
        "item_status": {
            "success": "false",
            "code": 816,
            "message": "Customer not found for organization",
        },
    }
    assert done(redeem(client, "1000"))["user_id"] == "800101"
    assert balance(client) == 120


@pytest.mark.parametrize("points", ["0", "-1", 0, -0.5, "ten", "", None, True, [], {}, "9" * 40])
def test_unusable_points_are_801(client: httpx.Client, points: Any) -> None:
    assert (redeem(client, points).status_code, code(redeem(client, points))) == (400, 801)


@pytest.mark.parametrize(
    "customer", [{}, "", None, [], {"mobile": "who?"}, {"id": "x"}, {"id": 1.5}]
)
def test_unusable_identifiers_are_802(client: httpx.Client, customer: Any) -> None:
    assert code(redeem(client, customer=customer)) == 802


def test_marks_and_statuses_lock_points(client: httpx.Client, sandbox: Sandbox) -> None:
    assert code(redeem(client, customer=FRAUD)) == 820
    assert code(client.get(CODE, params={**FRAUD, "points": 5})) == 820
    for label, expected in (("Suspicious", 3045), ("Blocked", 809)):
        sandbox._store.change("customers", 800101, label=label)
        assert code(redeem(client)) == expected
        assert code(check(client, 5)) == expected


def test_limits_and_steps_are_configured(client: httpx.Client, sandbox: Sandbox) -> None:
    sandbox.configure("CONF_POINTS_REDEMPTION_MAXIMUM", "50")
    sandbox.configure("CONF_POINTS_REDEMPTION_MINIMUM", "10")
    sandbox.configure("CONF_POINTS_REDEMPTION_STEP", "2.5")
    assert [code(redeem(client, points)) for points in (52.5, 51, 7.5, 11, "12.5", 50)] == [
        *(819, 819, 821, 807, 800, 800)
    ]
    sandbox.configure("CONF_POINTS_REDEMPTION_MAXIMUM", "")
    sandbox.configure("CONF_POINTS_REDEMPTION_STEP", "0.001")
    shown = done(redeem(client, "57.499"))
    assert (shown["balance"], shown["points_redeemed"]) == (0.001, "57.499")
    with pytest.raises(InvalidRequestError, match="wants a number"):
        sandbox.configure("CONF_POINTS_REDEMPTION_STEP", "two")


def test_programme_must_exist_and_have_the_customer(client: httpx.Client) -> None:
    assert code(redeem(client, query="program_id=31")) == 800
    assert code(redeem(client, query="program_id=99")) == 885
    assert code(redeem(client, query=f"program_id={'9' * 30}")) == 885
    assert code(redeem(client, customer=NOT_ENROLLED)) == 881
    assert code(redeem(client, query="program_id=31", customer=NOT_ENROLLED)) == 686
    assert code(redeem(client, query="group_redemption=true")) == 3316


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("2025-04-03 09:00:00", "2025-04-03 09:00:00"),
        ("2025-04-03T09:00:00Z", "2025-04-03 14:30:00"),
        ("2025-04-03T09:00:00+07:00", "2025-04-03 00:00:00"),
        ("2025-04-03", "2025-04-03 00:00:00"),
        ("", "2026-01-15 15:30:00"),
        (None, "2026-01-15 15:30:00"),
    ],
)
def test_redemption_time(client: httpx.Client, sandbox: Sandbox, given: Any, kept: str) -> None:
    assert code(redeem(client, redemption_time=given)) == 800
    row = sandbox._store.one("SELECT redeemed_at FROM point_redemptions ORDER BY id DESC LIMIT 1")
    assert row is not None
    assert row["redeemed_at"] == _seconds(kept)


def _seconds(text: str) -> int:
    from capexplore.sandbox.wire.times import read_v1

    seconds = read_v1(text)
    assert seconds is not None
    return seconds


@pytest.mark.parametrize(
    "given", ["soon", 5, [], "2026-01-15 15:30:01", "2026-01-16", "0001-01-01"]
)
def test_redemption_time_is_no_time_or_to_come(client: httpx.Client, given: Any) -> None:
    assert code(redeem(client, redemption_time=given)) == 859
    assert balance(client) == 120


def test_code_is_sent_and_the_same_while_it_is_valid(
    client: httpx.Client, sandbox: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "capexplore.sandbox"):
        answer = client.get(CODE, params={**MIRA, "points": "50"})
    assert answer.json() == {
        "response": {
            "status": {"success": "true", "code": 200, "message": "Success"},
            "validation_code": {
                "code": {
                    "user_id": "800101",
                    "mobile": "914400000017",
                    "email": "mira.novak@mail.test",
                    "external_id": "HX-0001",
                    "points": "50",
                    "item_status": {
                        "success": "true",
                        "code": "200",
                        "message": "Validation Code Issued by SMS",
                    },
                }
            },
        }
    }
    assert "code 000000 for points redemption was sent to customer 800101" in caplog.text
    assert "914400000017" not in caplog.text
    sandbox.advance(minutes=9)
    client.get(CODE, params={**MIRA, "points": "50"})
    [row] = sandbox._store.all("SELECT times_sent FROM one_time_codes")
    assert row["times_sent"] == 2
    sandbox.advance(minutes=1, seconds=1)
    assert code(redeem(client, validation_code="000000")) == 808


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"mobile": "914400999999", "points": 5}, 816),
        ({"points": 5}, 802),
        ({**MIRA, "points": "x"}, 801),
        (MIRA, 801),
        ({**NOT_ENROLLED, "points": 5}, 881),
    ],
)
def test_code_is_not_sent(client: httpx.Client, query: dict[str, Any], expected: int) -> None:
    answer = client.get(CODE, params=query)
    assert (answer.status_code, code(answer)) == (500, expected)
    assert answer.json()["response"]["validation_code"]["code"]["item_status"]["code"] == str(
        expected
    )


def test_code_is_needed_where_it_is_configured(client: httpx.Client, sandbox: Sandbox) -> None:
    sandbox.configure("CONF_POINTS_REDEMPTION_VALIDATION", "true")
    assert code(redeem(client)) == 808
    assert code(redeem(client, query="skip_validation=true")) == 800
    client.get(CODE, params={**MIRA, "points": "20"})
    assert code(redeem(client, validation_code="111111")) == 808
    assert code(redeem(client, "1000", validation_code="000000")) == 804
    assert code(redeem(client, validation_code="000000")) == 800
    assert code(redeem(client, validation_code="000000")) == 808
    check(client, issue_otp="true", points="5")
    assert code(check(client, 5, validation_code="000000")) == 800
    assert code(redeem(client, customer={**MIRA, "validation_code": "000000"})) == 800


def test_one_redemption_a_call(client: httpx.Client) -> None:
    item = {"points_redeemed": "5", "customer": MIRA}
    for body in ([item, item], [], "x", ["x"], None):
        answer = client.post(REDEEM, json={"root": {"redeem": body}})
        assert answer.status_code == 400
        assert answer.json()["response"]["status"]["success"] is False
    assert code(client.post(REDEEM, json={"root": {"redeem": item}})) == 800
    assert balance(client) == 115


def test_xml_in_and_out(client: httpx.Client) -> None:
    body = (
        "<root><redeem><points_redeemed>20</points_redeemed>"
        "<customer><mobile>914400000017</mobile></customer>"
        "<custom_fields><field><name>deck</name><value>2</value></field></custom_fields>"
        "</redeem></root>"
    )
    kind = {"Content-Type": "application/xml", "Accept": "application/xml"}
    answer = client.post(REDEEM, content=body, headers=kind)
    assert answer.status_code == 200
    assert "<balance>100</balance>" in answer.text
    assert "<effect><id>26001</id>" in answer.text
    assert "<is_redeemable>true</is_redeemable>" in check(client, format="xml").text
    assert (
        "<code>200</code>" in client.get(CODE, params={**MIRA, "points": 1, "format": "xml"}).text
    )


def test_points_that_expire_first_go_first_and_expired_ones_are_gone(
    client: httpx.Client, sandbox: Sandbox
) -> None:
    del client.headers["CAP-API-ACCESS-TOKEN"]
    client.headers["Authorization"] = TILL
    before = balance(client, 800108)
    first, *_ = sandbox._store.all(
        "SELECT * FROM awards WHERE customer_id = 800108 AND remaining > 0 ORDER BY expires_at"
    )
    part = first["remaining"] // 1000
    assert code(redeem(client, part, customer={"id": 800108})) == 800
    sandbox.advance(seconds=first["expires_at"] - sandbox.now.timestamp() + 1)
    assert balance(client, 800108) == before - part
    sandbox.advance(days=365)
    assert balance(client, 800108) == 0
    assert code(redeem(client, 1, customer={"id": 800108})) == 804


def test_attribution_that_names_no_till_is_an_item_failure(login: Any) -> None:
    strict = login("strict", X_CAP_API_ATTRIBUTION_ENTITY_CODE="nowhere")
    assert code(redeem(strict)) == 91021

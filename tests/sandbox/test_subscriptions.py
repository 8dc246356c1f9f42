"""Subscriptions of customers, in both versions (reference, operations O11 and O23)."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from capexplore.sandbox import Sandbox
from capexplore.sandbox.domain import subscriptions
from capexplore.sandbox.domain.rules import Work

from .asking import errors_v2

MIRA = 800101
MOBILE = "914400000017"


def test_what_was_chosen_last_counts(sandbox: Sandbox) -> None:
    work = Work(sandbox._store, 0, 63001)
    before = subscriptions.of(work, MIRA)
    assert [(p.channel, p.priority, p.subscribed) for p in before] == [
        (channel, priority, None)
        for channel in ("SMS", "POSTMAIL", "EMAIL")
        for priority in ("TRANS", "BULK")
    ]
    for subscribed in (True, False):
        subscriptions.choose(work, MIRA, "SMS", "BULK", subscribed=subscribed, campaign_id=7)
    subscriptions.choose(work, MIRA, "LINE", "TRANS", subscribed=True, communication_id=9)
    after = subscriptions.of(work, MIRA)
    chosen = [(p.channel, p.priority, p.active) for p in after if p.subscribed is not None]
    assert chosen == [("SMS", "BULK", False), ("LINE", "TRANS", True)]
    assert len(after) == len(before) + 2
    assert subscriptions.campaign(work, MIRA) == (0, 9)


def choose_v1(client: httpx.Client, *items: Any, **said: Any) -> httpx.Response:
    sms = {"mobile": MOBILE, "priority": "bulk", "scope": "all", "channel": "sms"}
    body = {"root": {"subscription": [*items] or [{**sms, "is_subscribed": "0", **said}]}}
    return client.post("/v1.1/customer/subscriptions", json=body)


def read_v1(client: httpx.Client, query: str = f"mobile={MOBILE}") -> dict[str, Any]:
    body = client.get(f"/v1.1/customer/subscriptions?{query}").json()
    [item] = body["response"]["subscriptions"]["subscription"]
    return dict(item)


def chosen_v1(item: dict[str, Any]) -> dict[str, str]:
    return {
        f"{channel['name']} {priority['name']}": priority["user_preference"]
        for channel in item["channel"]
        for priority in channel["priority"]
        if priority["user_preference"] != "NOT_SET"
    }


def items(answer: httpx.Response) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = answer.json()["response"]["subscriptions"]["subscription"]
    return found


def codes(answer: httpx.Response) -> list[str]:
    return [item["item_status"]["code"] for item in items(answer)]


def test_v1_1_answers_in_upper_case(client: httpx.Client) -> None:
    answer = choose_v1(client)
    assert answer.status_code == 200
    status = answer.json()["response"]["status"]
    assert status == {"success": "true", "code": 200, "message": "Success"}
    [item] = items(answer)
    assert list(item) == [
        *("user_id", "mobile", "channel", "priority", "scope", "is_subscribed", "item_status")
    ]
    assert item.pop("item_status")["code"] == "1000"
    assert item == {
        "user_id": "800101",
        "mobile": MOBILE,
        "channel": "SMS",
        "priority": "BULK",
        "scope": "ALL",
        "is_subscribed": "0",
    }


def test_v1_1_reads_what_was_chosen(client: httpx.Client) -> None:
    before = read_v1(client)
    assert [channel["name"] for channel in before["channel"]] == ["SMS", "POSTMAIL", "EMAIL"]
    assert before["orgUnitSubscriptions"] == []
    assert (before["user_id"], before["external_id"]) == ("800101", "HX-0001")
    nothing = {"subscribed": "ALL", "unsubscribed": "", "user_preference": "NOT_SET"}
    assert before["channel"][0]["priority"] == [
        {"name": "TRANS", **nothing},
        {"name": "BULK", **nothing},
    ]
    choose_v1(client)
    choose_v1(client, channel="email", priority="trans", is_subscribed=1)
    after = read_v1(client, "id=800101")
    assert chosen_v1(after) == {"SMS BULK": "UNSUBSCRIBED", "EMAIL TRANS": "SUBSCRIBED"}
    assert after["channel"][0]["priority"][1]["unsubscribed"] == "ALL"
    filtered = read_v1(client, f"mobile={MOBILE}&channel=sms&priority=BULK")
    assert [channel["name"] for channel in filtered["channel"]] == ["SMS"]
    assert [priority["name"] for priority in filtered["channel"][0]["priority"]] == ["BULK"]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"channel": "pigeon"}, "1101"),
        ({"channel": None}, "1101"),
        ({"priority": "soon"}, "1102"),
        ({"scope": "some"}, "1103"),
        ({"mobile": None}, "1104"),
        ({"mobile": "x"}, "1104"),
        ({"scope": "all,store"}, "1105"),
        ({"scope": ["all", "store"]}, "1105"),
        ({"is_subscribed": "2"}, "1106"),
        ({"is_subscribed": []}, "1106"),
        ({"mobile": "919999999999"}, "1012"),
        ({"mobile": None, "id": "800141"}, "8109"),
        ({"mobile": None, "id": "800140"}, "618"),
    ],
)
def test_v1_1_codes(client: httpx.Client, said: dict[str, Any], code: str) -> None:
    answer = choose_v1(client, **said)
    assert (answer.status_code, codes(answer)) == (500, [code])
    assert chosen_v1(read_v1(client)) == {}


def test_v1_1_batch_is_no_transaction(client: httpx.Client) -> None:
    good = {"email": "mira.novak@mail.test", "priority": "TRANS", "channel": "SMS"}
    answer = choose_v1(client, {**good, "is_subscribed": "0"}, good, "junk")
    assert answer.status_code == 200
    assert answer.json()["response"]["status"]["code"] == 201
    assert codes(answer) == ["1000", "1106", "400"]
    assert chosen_v1(read_v1(client)) == {"SMS TRANS": "UNSUBSCRIBED"}


@pytest.mark.parametrize(
    ("query", "code"), [("mobile=919999999999", "1012"), ("", "1015"), ("id=800141", "8109")]
)
def test_v1_1_reading_codes(client: httpx.Client, query: str, code: str) -> None:
    assert read_v1(client, query)["item_status"]["code"] == code


def test_v1_1_in_xml(client: httpx.Client) -> None:
    raw = (
        f"<root><subscription><mobile>{MOBILE}</mobile><channel>email</channel>"
        "<priority>bulk</priority><is_subscribed>0</is_subscribed></subscription></root>"
    )
    kind = {"Content-Type": "application/xml", "Accept": "application/xml"}
    answer = client.post("/v1.1/customer/subscriptions", content=raw, headers=kind)
    assert "<channel>EMAIL</channel><priority>BULK</priority><scope>ALL</scope>" in answer.text
    assert chosen_v1(read_v1(client)) == {"EMAIL BULK": "UNSUBSCRIBED"}


LOOKUP = f"source=INSTORE&identifierName=mobile&identifierValue={MOBILE}"
BY_ID, BY_LOOKUP = (
    "/v2/customers/800101/subscriptions",
    f"/v2/customers/lookup/subscriptions?{LOOKUP}",
)
EMAIL = {"channel": "EMAIL", "priority": "TRANS", "type": "OPTOUT"}


def choose_v2(
    client: httpx.Client, *choices: Any, path: str = BY_ID, method: str = "POST", **said: Any
) -> httpx.Response:
    return client.request(method, path, json={"subscriptions": [*choices] or [EMAIL], **said})


def chosen_v2(client: httpx.Client, path: str = BY_ID) -> list[str]:
    answer = client.get(path)
    assert answer.status_code == 200
    return [
        f"{choice['channel']} {choice['priority']}"
        for choice in answer.json()["subscriptions"]
        if choice["type"] == "OPTOUT"
    ]


@pytest.mark.parametrize("path", [BY_ID, BY_LOOKUP])
@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_v2_answers_what_was_sent(client: httpx.Client, path: str, method: str) -> None:
    body = {
        "scope": {"scope": "USER", "subScope": "NONE"},
        "subscriptions": [
            {**EMAIL, "orgUnitId": 62001, "sourceName": "INSTORE", "accountId": ""},
            {"channel": "mobile", "priority": "BULK", "type": "OPTOUT"},
        ],
        "campaignId": -1,
        "communicationId": -1,
        "reason": "asked for it",
    }
    answer = client.request(method, path, json=body)
    assert (answer.status_code, answer.json()) == (200, {**body, "warnings": []})
    assert chosen_v2(client) == chosen_v2(client, BY_LOOKUP) == ["MOBILE BULK", "EMAIL TRANS"]


def test_v2_reads_opt_ins_and_the_campaign(client: httpx.Client) -> None:
    everything = client.get(BY_ID).json()
    assert everything["subscriptions"][0] == {
        "channel": "MOBILE",
        "priority": "TRANS",
        "type": "OPTIN",
    }
    assert {choice["type"] for choice in everything["subscriptions"]} == {"OPTIN"}
    told = (everything["campaignId"], everything["communicationId"], everything["warnings"])
    assert told == (0, 0, [])
    choose_v2(client, campaignId=12, communicationId="34")
    told = client.get(BY_ID).json()
    assert (told["campaignId"], told["communicationId"]) == (12, 34)


def test_both_versions_read_the_same_choice(client: httpx.Client) -> None:
    choose_v1(client)
    choose_v2(client, EMAIL)
    assert chosen_v2(client) == ["MOBILE BULK", "EMAIL TRANS"]
    assert chosen_v1(read_v1(client)) == {"SMS BULK": "UNSUBSCRIBED", "EMAIL TRANS": "UNSUBSCRIBED"}
    choose_v1(client, is_subscribed="1")
    assert chosen_v2(client) == ["EMAIL TRANS"]


@pytest.mark.parametrize(
    ("path", "choice", "code"),
    [
        (BY_ID, {"channel": "PIGEON"}, 500),
        (BY_ID, {"priority": "SOON"}, 500),
        (BY_ID, {"type": "MAYBE"}, 500),
        (BY_ID, {"type": []}, 500),
        (BY_ID, {"sourceName": "NOWHERE"}, 8003),
        (BY_ID, {"sourceName": "WECHAT"}, 8045),
        (BY_ID, {"sourceName": "WECHAT", "accountId": "other"}, 8127),
        (BY_ID, {"orgUnitId": "x"}, 400),
        ("/v2/customers/800999/subscriptions", {}, 8015),
        ("/v2/customers/800141/subscriptions", {}, 8109),
        ("/v2/customers/800140/subscriptions", {}, 618),
        ("/v2/customers/lookup/subscriptions?source=INSTORE", {}, 8002),
    ],
)
def test_v2_codes(client: httpx.Client, path: str, choice: dict[str, Any], code: int) -> None:
    answer = choose_v2(client, EMAIL, {**EMAIL, **choice}, path=path)
    assert (answer.status_code, errors_v2(answer)) == (400, [code])
    assert chosen_v2(client) == []


def test_v2_failure_as_the_page_shows_it(client: httpx.Client) -> None:
    message = "All requests have failed due to errors"
    assert choose_v2(client, {**EMAIL, "channel": "PIGEON"}).json() == {
        "warnings": [],
        "errors": [{"status": False, "code": 500, "message": message}],
    }


@pytest.mark.parametrize("body", [[], {}, {"subscriptions": {}}, {"subscriptions": [1]}])
def test_v2_unusable_bodies(client: httpx.Client, body: Any) -> None:
    answer = client.post(BY_ID, json=body)
    assert (answer.status_code, errors_v2(answer)) == (400, [400])

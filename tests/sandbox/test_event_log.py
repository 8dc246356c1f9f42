"""The event log of webhooks (reference, O71 and decision 33)."""

from __future__ import annotations

from typing import Any

import httpx

from .asking import add_v1, as_till, bill_v1
from .test_leads_and_webhooks import FORM, HOOKS

LOG = "/v3/webHooks/eventLog"


def listen(client: httpx.Client, *events: str, **more: Any) -> str:
    answer = client.post(HOOKS, json={**FORM, "eventNames": list(events), **more})
    return str(answer.json()["data"]["webHookId"])


def told(client: httpx.Client, answer: httpx.Response) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = client.get(
        f"{LOG}/requestId/{answer.headers['X-Cap-Requestid']}"
    ).json()["data"]
    return rows


def test_one_call_can_be_looked_up_by_its_request_id(client: httpx.Client) -> None:
    hook = listen(client, "customerAdded", "transactionAdded")
    bill = {"number": "HB-9", "amount": "50", "customer": {"mobile": "915550000911"}}
    answer = bill_v1(client, {"type": "regular", **bill})
    rows = told(client, answer)
    assert [row["eventName"] for row in rows] == [
        "customerAdded",
        "transactionAdded",
        "transactionAdded",
    ]
    assert [row["webHookId"] == hook for row in rows] == [True, False, True]
    last = rows[-1]
    assert last["payload"]["data"]["billNumber"] == "HB-9"
    assert last["payload"]["data"]["customer"] == {"id": 800142, "mobile": "915550000911"}
    assert last["payload"]["apiRequestId"] == last["requestId"]
    one = client.get(f"/v3/webhooks/eventLog/{last['eventLogId']}").json()["data"]
    assert one == last
    assert last in client.get(f"{LOG}/refId/{last['refId']}").json()["data"]


def test_nothing_is_logged_for_what_failed_or_nobody_listens_to(client: httpx.Client) -> None:
    assert told(client, add_v1(client, {"mobile": "x"})) == []
    assert told(client, add_v1(client, {"mobile": "915550000912"})) == []
    hook = listen(client, "customerAdded")
    client.delete(f"{HOOKS}/{hook}")
    assert told(client, add_v1(client, {"mobile": "915550000913"})) == []


def test_what_a_webhook_wants_to_know_stops_nobody_else(client: httpx.Client) -> None:
    listen(client, "customerAdded", customerIdentifiersToBeEnriched=["shoe", "", "id", "mobile"])
    refused = {"name": "hg-odd", "customerIdentifiersToBeEnriched": [{}]}
    assert client.post(HOOKS, json={**FORM, **refused}).status_code == 400
    rows = told(client, add_v1(client, {"mobile": "915550000914"}))
    assert rows[0]["payload"]["data"]["customer"] == {
        "id": 800142,
        "shoe": None,
        "": None,
        "mobile": "915550000914",
    }


def test_updates_redemptions_and_coupons_are_told(client: httpx.Client) -> None:
    names = ("customerUpdated", "pointsRedeemed", "couponIssued", "couponRedeemed")
    listen(client, *names, tillDetailsEnrichmentEnabled=True, storeDetailsEnrichmentEnabled=True)
    spend = {"points_redeemed": "20", "customer": {"mobile": "914400000017"}}
    issued = client.post("/v2/coupon/issue", json={"seriesId": 4102, "customer": {"id": 800101}})
    used = {"code": "M4RKTQX8", "customer": {"mobile": "914400000017"}}
    bill = {"transaction": [{"number": "HB-1002", "amount": "500"}]}
    answers = [
        add_v1(client, {"mobile": "914400000017", "firstname": "M"}, path="update"),
        client.post("/v1.1/points/redeem", json={"root": {"redeem": [spend]}}),
        issued,
        client.post("/v1.1/coupon/redeem", json={"root": {"coupon": [{**used, **bill}]}}),
    ]
    for name, answer in zip(names, answers, strict=True):
        [row] = told(client, answer)
        assert row["eventName"] == name
        assert row["payload"]["data"]["till"]["code"] == "quay1.t1"
        assert row["payload"]["data"]["store"]["code"] == "quay1"


def test_asking_whether_a_coupon_is_redeemable_tells_nobody(client: httpx.Client) -> None:
    listen(client, "couponRedeemed")
    answer = client.get("/v1.1/coupon/isredeemable?mobile=914400000017&code=M4RKTQX8")
    assert told(client, answer) == []


def test_an_erased_customer_leaves_no_trace_in_the_log(client: httpx.Client) -> None:
    listen(client, "customerAdded")
    answer = add_v1(client, {"mobile": "915550000914"})
    assert told(client, answer)
    ask = {
        "type": "CUSTOMER",
        "baseType": "DELETE",
        "source": "INSTORE",
        "identifierType": "mobile",
        "identifierValue": "915550000914",
    }
    request = client.post("/v2/requests", json=ask).json()["createdId"]
    approval = {"type": "CUSTOMER", "baseType": "DELETE", "id": request, "status": "APPROVED"}
    decided = as_till(client).put("/v2/requests", json=[approval]).json()
    assert decided["failureCount"] == 0
    assert told(client, answer) == []


def test_what_there_is_to_listen_to(client: httpx.Client) -> None:
    names = [row["eventName"] for row in client.get(f"{HOOKS}/eventMetaData").json()["data"]]
    assert "transactionAdded" in names
    one = client.get(f"{HOOKS}/eventMetaData/customerAdded").json()["data"]
    assert one == {"eventName": "customerAdded", "fields": ["source", "customer"]}
    for path in (f"{HOOKS}/eventMetaData/song", "/v3/webhooks/eventLog/x"):
        assert client.get(path).json()["errors"][0]["code"] == 400

"""OAuth clients made through the API, scopes and access groups (reference, O78, 2.3 and 2.5)."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from capexplore.errors import InvalidRequestError, UnknownNameError
from capexplore.sandbox import Sandbox

from .asking import Login, add_v1

CLIENTS = "/v3/integrations/clients"
ALL = {"entityId": 2, "permission": "READWRITE", "resources": []}
FORM = {
    "name": "hg-kiosk",
    "description": "kiosk",
    "expirationTokenTime": 600,
    "defaultTillId": 63002,
    "scopes": [ALL],
}
CUSTOMER = "/v2/customers/800101?source=ALL"


def as_new(client: httpx.Client, **form: Any) -> httpx.Client:
    """Make a client through the API, and log in as it."""
    made = client.post(CLIENTS, json=FORM | form).json()["data"]
    pair = {"key": made["clientKey"], "secret": made["clientSecret"]}
    token = client.post("/v3/oauth/token/generate", json=pair).json()["data"]
    assert token["ttlSeconds"] == 600
    new = httpx.Client(transport=client._transport, base_url=client.base_url)
    new.headers["CAP-API-ACCESS-TOKEN"] = token["accessToken"]
    new.headers["key"] = made["clientKey"]
    return new


def code(answer: httpx.Response) -> int:
    assert answer.status_code == 400
    return int(answer.json()["errors"][0]["code"])


def test_create_shows_the_secret_once(client: httpx.Client) -> None:
    made = client.post(CLIENTS, json=FORM).json()["data"]
    assert (made["id"], made["isValid"], made["defaultTillId"]) == (3, True, 63002)
    shown = client.get(f"{CLIENTS}/{made['clientKey']}").json()["data"]
    assert shown == {name: made[name] for name in made if name != "clientSecret"}
    listed = client.get(CLIENTS).json()["data"]
    assert [row["name"] for row in listed] == ["hg-demo", "hg-strict", "hg-kiosk"]
    assert made["clientSecret"] not in str(listed)


def test_new_client_acts_for_its_till_at_once(client: httpx.Client) -> None:
    new = as_new(client)
    assert add_v1(new, {"mobile": "915550000901"}).status_code == 200
    read = client.get(
        "/v2/customers/lookup/customerDetails?source=INSTORE&identifierName=mobile&identifierValue=915550000901"
    )
    assert read.json()["profiles"][0]["attribution"]["createdBy"]["code"] == "quay2.t1"


def test_deleted_client_gets_no_token_and_its_tokens_end(client: httpx.Client) -> None:
    new = as_new(client)
    assert new.get(CUSTOMER).status_code == 200
    answer = client.delete(f"{CLIENTS}/{new.headers['key']}")
    assert answer.json()["data"]["isValid"] is False
    assert new.get(CUSTOMER).status_code == 401
    assert client.get(CLIENTS).json()["data"][-1]["isValid"] is False
    gone = {"key": new.headers["key"], "secret": "x"}
    assert code(client.post("/v3/oauth/token/generate", json=gone)) == 320001
    assert code(client.put(f"{CLIENTS}/{new.headers['key']}", json=FORM)) == 400


def test_at_most_15_clients(client: httpx.Client) -> None:
    keys = [client.post(CLIENTS, json=FORM).json()["data"]["clientKey"] for _ in range(13)]
    assert code(client.post(CLIENTS, json=FORM)) == 400
    client.delete(f"{CLIENTS}/{keys[0]}")
    assert client.post(CLIENTS, json=FORM).status_code == 200


def test_update_client(client: httpx.Client) -> None:
    body = {**FORM, "expirationTokenTime": 60}
    del body["name"]
    shown = client.put(f"{CLIENTS}/hg-strict-key", json=body).json()["data"]
    assert (shown["name"], shown["expirationTokenTime"]) == ("hg-strict", 60)
    pair = {"key": "hg-strict-key", "secret": "hg-strict-secret"}
    token = client.post("/v3/oauth/token/generate", json=pair).json()["data"]
    assert token["ttlSeconds"] == 60
    scopes = client.get("/v3/integrations/scopes").json()["data"]
    assert [row["id"] for row in scopes] == [1, 2, 3]


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        ({"name": ""}, 300004),
        ({"expirationTokenTime": None}, 300004),
        ({"expirationTokenTime": 0}, 400),
        ({"expirationTokenTime": 2_592_001}, 400),
        ({"defaultTillId": 62001}, 400),
        ({"scopes": []}, 400),
        ({"scopes": [ALL | {"entityId": 9}]}, 400),
        ({"scopes": [ALL | {"permission": "ALL"}]}, 400),
        ({"scopes": [ALL | {"resources": ["("]}]}, 400),
        ({"scopes": [ALL | {"resources": {}}]}, 200),
        ({"scopes": [ALL | {"resources": [1]}]}, 400),
    ],
)
def test_client_codes(client: httpx.Client, change: dict[str, Any], wanted: int) -> None:
    answer = client.post(CLIENTS, json=FORM | change)
    if wanted == 200:
        assert answer.status_code == 200
    else:
        assert code(answer) == wanted
        assert len(client.get(CLIENTS).json()["data"]) == 2


def test_scopes_let_through_what_they_name(client: httpx.Client) -> None:
    targets = as_new(client, scopes=[{"entityId": 1, "permission": "READ", "resources": []}])
    assert targets.get("/v3/targetGroups").status_code == 200
    assert targets.delete("/v3/targetGroups/7001").status_code == 403
    assert targets.get(CUSTOMER).status_code == 403
    some = as_new(client, scopes=[ALL | {"resources": ["^/v2/customers/"]}])
    assert some.get(CUSTOMER).status_code == 200
    answer = some.get("/v1.1/customer/get?id=800101")
    assert answer.status_code == 403
    status = answer.json()["response"]["status"]
    assert (status["code"], status["success"], status["warnings"]) == (403, False, {"warning": []})


def test_access_group_denies_with_4000(sandbox: Sandbox, login: Login) -> None:
    client = login("strict")
    sandbox.restrict("hg-strict-key", {"Customer": "READ", "Requests": "none"})
    assert client.get(CUSTOMER).status_code == 200
    for answer in (
        client.put("/v2/customers/800101?source=INSTORE", json={}),
        client.get("/v1.1/transaction/get?id=910001"),
        client.get("/v2/requests/3100000"),
        client.get("/v3/webHooks"),
    ):
        assert answer.status_code == 403
        assert answer.json() == {"errorCode": 4000, "errorMessage": "Access denied"}
    assert client.get("/v3/targetGroups").status_code == 200
    assert login().get("/v1.1/transaction/get?id=910001").status_code == 200
    sandbox.restrict("hg-strict-key", {})
    assert client.get("/v3/webHooks").status_code == 200


def test_a_till_uses_its_own_group_or_its_stores(sandbox: Sandbox, till: httpx.Client) -> None:
    sandbox.restrict("quay1", {"Customer": "READ"})
    assert till.get(CUSTOMER).status_code == 200
    assert till.get("/v3/webHooks").status_code == 403
    sandbox.restrict("quay1.t1", {"Webhooks": "WRITE"})
    assert till.get("/v3/webHooks").status_code == 200
    assert till.get(CUSTOMER).status_code == 403


def test_restrict_checks_its_words(sandbox: Sandbox) -> None:
    with pytest.raises(UnknownNameError, match="no-key"):
        sandbox.restrict("no-key", {})
    with pytest.raises(UnknownNameError, match="Customers"):
        sandbox.restrict("hg-demo-key", {"Customers": "READ"})
    with pytest.raises(InvalidRequestError, match="MAYBE"):
        sandbox.restrict("hg-demo-key", {"Customer": "MAYBE"})


def test_basic_can_be_switched_off(sandbox: Sandbox, till: httpx.Client, login: Login) -> None:
    assert till.get(CUSTOMER).status_code == 200
    sandbox.configure("CONF_BASIC_AUTH_ENABLED", "false")
    assert till.get(CUSTOMER).status_code == 401
    assert login().get(CUSTOMER).status_code == 200

"""Authentication and attribution (reference, sections 2 and 3.1)."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

import httpx
import pytest

from capexplore.sandbox import Sandbox

from .asking import Login, add_v1, add_v2, codes_v1, errors_v2

GENERATE = "/v3/oauth/token/generate"
ENTITY_TYPE = "X-CAP-API-ATTRIBUTION-ENTITY-TYPE"
ENTITY_CODE = "X-CAP-API-ATTRIBUTION-ENTITY-CODE"
LOOKUP_TYPE = "X-CAP-API-ATTRIBUTION-LOOKUP-TYPE"
LOOKUP = "X-CAP-API-ATTRIBUTION-LOOKUP"
V2_CUSTOMER = "/v2/customers/800101?source=ALL"
JSON = {"Content-Type": "application/json"}


def basic(till: str, password: str) -> dict[str, str]:
    digest = hashlib.md5(password.encode()).hexdigest()
    return {"Authorization": "Basic " + base64.b64encode(f"{till}:{digest}".encode()).decode()}


def creator(client: httpx.Client, headers: dict[str, str], mobile: str = "915550000001") -> Any:
    """Register in v2 and give the code of the till that did it, or the error's code."""
    client.headers.update(headers)
    answer = add_v2(client, ("mobile", mobile))
    for name in headers:
        del client.headers[name]
    if answer.status_code != 200:
        return errors_v2(answer)[0]
    read = client.get(f"/v2/customers/{answer.json()['createdId']}?source=INSTORE").json()
    return read["profiles"][0]["attribution"]["createdBy"]["code"]


def test_token_answer(anonymous: httpx.Client) -> None:
    answer = anonymous.post(GENERATE, json={"key": "hg-demo-key", "secret": "hg-demo-secret"})
    assert answer.status_code == 200
    body = answer.json()
    assert body["errors"] is None
    assert body["data"]["ttlSeconds"] == 3600
    assert body["data"]["accessToken"].count(".") == 2


@pytest.mark.parametrize(
    "body",
    [
        {"key": "hg-demo-key", "secret": "wrong"},
        {"key": "hg-demo-key"},
        {"secret": "hg-demo-secret"},
        {},
        {"key": 1, "secret": []},
        {"key": None, "secret": None},
        {"key": "", "secret": ""},
        {"key": ["hg-demo-key"], "secret": "hg-demo-secret"},
        {"key": "hg-demo-key ", "secret": "hg-demo-secret"},
        {"key": "HG-DEMO-KEY", "secret": "hg-demo-secret"},
        {"key": "hg-demo-key", "secret": "x" * 100_000},
    ],
)
def test_wrong_pair_is_320001(anonymous: httpx.Client, body: Any) -> None:
    answer = anonymous.post(GENERATE, json=body)
    assert answer.status_code == 400
    assert answer.json()["data"] is None
    assert answer.json()["errors"] == [{"code": 320001, "message": "Invalid client key and secret"}]


@pytest.mark.parametrize("body", [[], "hg-demo-key", 5, None])
def test_pair_that_is_no_object_is_400(anonymous: httpx.Client, body: Any) -> None:
    answer = anonymous.post(GENERATE, content=json.dumps(body), headers=JSON)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["code"] == 400
    assert answer.json()["data"] is None


def test_token_says_who_and_until_when(anonymous: httpx.Client, sandbox: Sandbox) -> None:
    pair = {"key": "hg-demo-key", "secret": "hg-demo-secret", "unknown": 1}
    token = anonymous.post(GENERATE, json=pair).json()["data"]["accessToken"]
    head, claims, _ = (
        json.loads(base64.urlsafe_b64decode(part + "==")) if number < 2 else part
        for number, part in enumerate(token.split("."))
    )
    assert set(head) == {"kid", "alg", "typ"}
    assert claims["exp"] - claims["iat"] == 3600
    assert claims["iat"] == sandbox.now.timestamp()
    assert (claims["org_id"], claims["default_till"]) == (5001, "quay1.t1")
    assert {"iss", "jti", "sub", "client_id", "client_key", "token_use"} <= set(claims)


def test_tokens_of_another_time_or_place_are_unknown(
    sandbox: Sandbox, client: httpx.Client, anonymous: httpx.Client
) -> None:
    with Sandbox(seed=7) as elsewhere, httpx.Client(transport=elsewhere.transport) as other:
        other.headers["CAP-API-ACCESS-TOKEN"] = client.headers["CAP-API-ACCESS-TOKEN"]
        assert other.get(f"https://sandbox.test{V2_CUSTOMER}").status_code == 401
    token = client.headers["CAP-API-ACCESS-TOKEN"]
    client.headers["CAP-API-ACCESS-TOKEN"] = token[:-1]
    assert errors_v2(client.get(V2_CUSTOMER)) == [401]
    sandbox.reset()
    client.headers["CAP-API-ACCESS-TOKEN"] = token
    assert errors_v2(client.get(V2_CUSTOMER)) == [401]


def test_token_needs_no_login_and_no_query(anonymous: httpx.Client) -> None:
    pair = {"key": "hg-demo-key", "secret": "hg-demo-secret"}
    stale = {"CAP-API-ACCESS-TOKEN": "stale", "Authorization": "Basic x"}
    assert anonymous.post(GENERATE, json=pair, headers=stale).status_code == 200
    assert anonymous.post(GENERATE, params=pair, json={}).status_code == 400
    assert anonymous.get(GENERATE).status_code == 405


def test_an_old_token_expires_before_a_new_one(sandbox: Sandbox, login: Login) -> None:
    old = login()
    sandbox.advance(minutes=30)
    new = login()
    sandbox.advance(minutes=30)
    assert errors_v2(old.get(V2_CUSTOMER)) == [498]
    assert new.get(V2_CUSTOMER).status_code == 200
    body = {"root": {"redeem": [{"points_redeemed": "5", "customer": {"id": "800101"}}]}}
    refused = old.post("/v1.1/points/redeem", json=body)
    assert refused.json()["response"]["status"]["code"] == "498"
    assert new.get("/v2/customers/800101/points/balance").json()["totalPoints"] == 120


def test_each_token_is_new_and_older_ones_stay_valid(login: Login) -> None:
    first, second = login(), login()
    name = "CAP-API-ACCESS-TOKEN"
    assert first.headers[name] != second.headers[name]
    assert first.get(V2_CUSTOMER).status_code == 200
    assert second.get(V2_CUSTOMER).status_code == 200


def test_token_expires(sandbox: Sandbox, client: httpx.Client) -> None:
    sandbox.advance(seconds=3599)
    assert client.get("/v1.1/customer/get?id=800101").status_code == 200
    sandbox.advance(seconds=1)
    answer = client.get("/v1.1/customer/get?id=800101")
    assert answer.status_code == 401
    assert answer.json() == {
        "response": {
            "status": {
                "success": "false",
                "code": "498",
                "message": "Token expired at 2026-01-15T16:30:00+05:30",
            },
            "customers": None,
        }
    }
    assert errors_v2(client.get(V2_CUSTOMER)) == [498]
    assert client.get("/v3/webHooks").json()["errors"][0]["code"] == 498


@pytest.mark.parametrize(
    "header",
    [
        "CAP-API-ACCESS-TOKEN",
        "X-CAP-API-OAUTH-TOKEN",
        "X-CAP-API-ACCESS-TOKEN",
        "cap-api-access-token",
    ],
)
def test_every_token_header_is_accepted(
    client: httpx.Client, anonymous: httpx.Client, header: str
) -> None:
    token = client.headers["CAP-API-ACCESS-TOKEN"]
    assert anonymous.get(V2_CUSTOMER, headers={header: token}).status_code == 200


def test_bearer_is_accepted(client: httpx.Client, anonymous: httpx.Client) -> None:
    bearer = {"Authorization": f"Bearer {client.headers['CAP-API-ACCESS-TOKEN']}"}
    assert anonymous.get(V2_CUSTOMER, headers=bearer).status_code == 200


def test_overview_header_wins_and_token_wins_over_basic(client: httpx.Client) -> None:
    good = client.headers["CAP-API-ACCESS-TOKEN"]
    assert client.get(V2_CUSTOMER, headers={"X-CAP-API-OAUTH-TOKEN": "no"}).status_code == 200
    both = {"CAP-API-ACCESS-TOKEN": "no", "X-CAP-API-OAUTH-TOKEN": good}
    assert client.get(V2_CUSTOMER, headers=both).status_code == 401
    wrong = {"CAP-API-ACCESS-TOKEN": "no", **basic("quay1.t1", "tide-and-till")}
    assert client.get(V2_CUSTOMER, headers=wrong).status_code == 401


def test_documented_basic_header(anonymous: httpx.Client) -> None:
    header = "Basic cXVheTEudDE6MDUyZTgzM2NjMmY1MTJmYmQ2YTg4MGZjMGNiNTA3MzM="
    assert basic("quay1.t1", "tide-and-till") == {"Authorization": header}
    for path in (V2_CUSTOMER, "/v1.1/customer/get?id=800101", "/v3/webHooks"):
        assert anonymous.get(path, headers={"Authorization": header}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        basic("quay1.t1", "wrong"),
        basic("nobody", "tide-and-till"),
        basic("quay2.t9", "moth-and-till"),
        {"Authorization": "Basic " + base64.b64encode(b"quay1.t1:tide-and-till").decode()},
        {"Authorization": "Basic !!!"},
        {"Authorization": "Basic"},
        {"CAP-API-ACCESS-TOKEN": "unknown"},
    ],
)
def test_unauthorized_in_each_envelope(anonymous: httpx.Client, headers: dict[str, str]) -> None:
    v1 = anonymous.get("/v1.1/customer/get?id=800101", headers=headers)
    assert v1.status_code == 401
    status = {"success": "false", "code": "401", "message": "Unauthorized"}
    assert v1.json() == {"response": {"status": status, "customers": None}}
    v2 = anonymous.get(V2_CUSTOMER, headers=headers)
    assert v2.status_code == 401
    assert v2.json() == {"errors": [{"status": False, "code": 401, "message": "Unauthorized"}]}
    v3 = anonymous.get("/v3/webHooks", headers=headers)
    assert v3.status_code == 401
    errors = [{"code": 401, "message": "Unauthorized"}]
    assert v3.json() == {"data": None, "errors": errors, "warnings": None}


def test_store_server_logs_in_like_a_till(anonymous: httpx.Client) -> None:
    anonymous.headers.update(basic("quay1.ss", "tide-and-rack"))
    answer = add_v2(anonymous, ("mobile", "915550000077"))
    read = anonymous.get(f"/v2/customers/{answer.json()['createdId']}?source=ALL").json()
    assert read["profiles"][0]["attribution"]["createdBy"]["type"] == "STR_SERVER"


def test_basic_acts_as_the_till_and_ignores_entity_headers(anonymous: httpx.Client) -> None:
    anonymous.headers.update(basic("quay2.t1", "rope-and-till"))
    headers = {ENTITY_TYPE: "TILL", ENTITY_CODE: "quay1.t1"}
    assert creator(anonymous, headers) == "quay2.t1"
    assert creator(anonymous, {ENTITY_CODE: "nowhere"}, "915550000002") == "quay2.t1"


def test_basic_honours_lookup_headers_on_v2(anonymous: httpx.Client) -> None:
    anonymous.headers.update(basic("quay1.t1", "tide-and-till"))
    assert creator(anonymous, {LOOKUP_TYPE: "WECHAT", LOOKUP: "wx-7"}) == "quay2.t1"


def test_without_headers_the_default_till_acts(client: httpx.Client) -> None:
    assert creator(client, {}) == "quay1.t1"


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("TILL", "quay2.t1"),
        ("STORE_CODE", "quay2"),
        ("STORE_NAME", "Quay Two"),
        ("STORE_EXTERNAL_ID", "QX-4"),
        ("STORE_EXTERNAL_ID_1", "QX-5"),
        ("STORE_EXTERNAL_ID_2", "QX-6"),
        (None, "quay2.t1"),
        ("NO_SUCH_TYPE", "quay2.t1"),
    ],
)
def test_entity_headers_name_the_till(client: httpx.Client, kind: str | None, code: str) -> None:
    headers = {ENTITY_CODE: code} | ({ENTITY_TYPE: kind} if kind else {})
    assert creator(client, headers) == "quay2.t1"


UNRESOLVED = [
    {ENTITY_CODE: "nowhere"},
    {ENTITY_CODE: "quay2.t9"},
    {ENTITY_TYPE: "STORE_CODE", ENTITY_CODE: "nowhere"},
    {ENTITY_TYPE: "STORE_EXTERNAL_ID", ENTITY_CODE: "QX-5"},
]


@pytest.mark.parametrize("headers", UNRESOLVED)
def test_unresolved_entity_falls_back_where_the_client_may(
    client: httpx.Client, headers: dict[str, str]
) -> None:
    assert creator(client, headers) == "quay1.t1"


@pytest.mark.parametrize("headers", UNRESOLVED)
def test_unresolved_entity_is_91021_for_a_strict_client(
    login: Login, headers: dict[str, str]
) -> None:
    strict = login("strict")
    assert creator(strict, headers) == 91021
    answer = add_v1(strict, {"mobile": "915550000003"}, headers=headers)
    assert answer.status_code == 500
    assert codes_v1(answer) == ["91021"]
    answer = strict.get("/v1.1/customer/get?mobile=914400000017", headers=headers)
    assert codes_v1(answer) == ["91021"]
    answer = strict.get("/v3/webHooks", headers=headers)
    assert answer.json()["errors"][0]["code"] == 91021
    answer = strict.get("/v1.1/organization/get", headers=headers)
    assert answer.json()["response"]["organization"]["item_status"]["code"] == 91021
    assert codes_v1(strict.get("/v1.1/customer/get?mobile=915550000003")) == ["1012"]


def test_strict_client_without_headers_uses_its_default_till(login: Login) -> None:
    assert creator(login("strict"), {}) == "quay1.t1"


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({LOOKUP: "wx-7"}, 1061),
        ({LOOKUP_TYPE: "LINE", LOOKUP: "wx-7"}, 400),
        ({LOOKUP_TYPE: "LINE"}, 400),
        ({LOOKUP_TYPE: "wechat", LOOKUP: "wx-7"}, 400),
        ({LOOKUP_TYPE: "WECHAT"}, 1061),
        ({LOOKUP_TYPE: "WECHAT", LOOKUP: "wx-none"}, 91021),
        ({LOOKUP_TYPE: "WECHAT", LOOKUP: "WX-7"}, 91021),
        ({LOOKUP_TYPE: "WECHAT", LOOKUP: "mt-7"}, 91021),
        ({LOOKUP_TYPE: "WECHAT", LOOKUP: "wx-old"}, 91021),
        ({LOOKUP_TYPE: "WECHAT", LOOKUP: "wx-9"}, 91021),
        ({LOOKUP_TYPE: "WECHAT", LOOKUP: "wx-7"}, "quay2.t1"),
        ({LOOKUP_TYPE: "MOBILE_TRIGGER", LOOKUP: "mt-7"}, "quay2.t1"),
        ({LOOKUP_TYPE: "WECHAT", LOOKUP: "wx-7", ENTITY_CODE: "quay1.t1"}, "quay2.t1"),
    ],
)
def test_lookup_headers(client: httpx.Client, headers: dict[str, str], expected: int | str) -> None:
    assert creator(client, headers) == expected


def test_lookup_headers_are_for_v2_writes_only(client: httpx.Client) -> None:
    headers = {LOOKUP: "wx-7"}
    assert client.get(V2_CUSTOMER, headers=headers).status_code == 200
    assert client.get("/v3/webHooks", headers=headers).status_code == 200
    answer = add_v1(client, {"mobile": "915550000009"}, headers=headers)
    assert codes_v1(answer) == ["1000"]
    headers = {LOOKUP_TYPE: "WECHAT", LOOKUP: "wx-7"}
    add_v1(client, {"mobile": "915550000010"}, headers=headers)
    read = client.get("/v1.1/customer/get?mobile=915550000010").json()
    item = read["response"]["customers"]["customer"][0]
    assert item["registered_till"] == {"code": "quay1.t1", "name": "quay1.t1"}


def test_failed_attribution_changes_nothing(client: httpx.Client) -> None:
    assert creator(client, {LOOKUP: "wx-7"}, "915550000011") == 1061
    assert codes_v1(client.get("/v1.1/customer/get?mobile=915550000011")) == ["1012"]


def test_v2_can_be_switched_off(sandbox: Sandbox, client: httpx.Client) -> None:
    sandbox.configure("CONF_CLIENT_V2_API_ENABLED", "false")
    answer = client.get(V2_CUSTOMER)
    assert answer.status_code == 403
    assert errors_v2(answer) == [403]
    assert client.get("/v1.1/customer/get?id=800101").status_code == 200

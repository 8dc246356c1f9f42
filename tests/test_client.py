"""The client: the five methods, the write guard, tokens, tills, connection trouble, replay."""

from __future__ import annotations

import base64
import hashlib
import inspect
import pickle
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import httpx
import pytest

import capexplore as cx
from capexplore.credentials import _has_ended
from tests.bodies import HOOK
from tests.loopback import Answer, Loopback, Received

MIRA: dict[str, Any] = {"id": 800101, "source": "ALL"}
GET = "v2/customer/get"
BOTH_TOKENS = ["CAP-API-ACCESS-TOKEN", "X-CAP-API-OAUTH-TOKEN"]


def live(server: Loopback, **options: Any) -> cx.Client:
    """A client of the loopback server, which is a live cluster to it."""
    return cx.Client(server.url, **{"auth": cx.OAuth("key-1", "secret-1"), **options})


def failing(status: int, body: bytes = b"{}", **headers: str) -> Callable[[Received], Answer]:
    return lambda _: (status, headers, body)


# The five methods.


def test_get_answers_with_the_customer_as_a_frame(client: cx.Client) -> None:
    response = client.call(GET, **MIRA)
    assert (response.outcome, response.status_code) == ("success", 200)
    assert response.to_frame()["id"].tolist() == [800101]


def test_post_put_and_delete_keep_a_webhook(client: cx.Client) -> None:
    added = client.call("v3/webhook/add", json=HOOK).to_frame()
    assert added["name"].tolist() == ["mine"]
    number = added["webHookId"][0]
    changed = client.call("v3/webhook/update", webHookId=number, json={**HOOK, "name": "yours"})
    assert changed.to_frame()["name"].tolist() == ["yours"]
    deleted = client.call("v3/webhook/delete", webHookId=number)
    assert deleted.to_frame()["active"].tolist() == [False]
    listed = client.call("v3/webhook/get_all").to_frame()
    assert listed.set_index("webHookId").loc[number, "name"] == "yours"


def test_patch_changes_only_what_it_names(client: cx.Client) -> None:
    lead = {"type": "SKU", "leadFor": "SKU-TEA-01", "userId": 800101}
    number = int(client.call("v2/lead/add", json=lead).to_frame()["id"][0])
    client.call("v2/lead/patch", json={"id": number, "owner": "quay1.t1"})
    row = client.call("v2/lead/search").to_frame().set_index("id").loc[number]
    assert (row["leadFor"], row["owner"]) == ("SKU-TEA-01", "quay1.t1")


def test_json_and_xml_give_the_same_frame_with_strings_for_numbers(client: cx.Client) -> None:
    frames = [
        client.call("v1.1/customer/get", mobile="914400000017", format=way).to_frame()
        for way in ("json", "xml")
    ]
    assert frames[0]["mobile"].tolist() == frames[1]["mobile"].tolist() == ["914400000017"]
    assert frames[0]["item_ok"].tolist() == frames[1]["item_ok"].tolist() == [True]


def test_key_action_and_attribute_are_the_same_call(client: cx.Client) -> None:
    said = [
        client.call(GET, **MIRA),
        client.call(cx.actions[GET], **MIRA),
        client.v2.customer.get(**MIRA),
        client.v2.customer.get(customerId="800101", source="all"),
        client.send(client.build(GET, **MIRA)),
    ]
    assert len({response.request for response in said}) == 1
    assert client.v1_1.customer.get(mobile="914400000017").outcome == "success"


def test_an_api_failure_does_not_raise(client: cx.Client) -> None:
    lost = client.call(GET, id=1, source="ALL")
    assert (lost.outcome, lost.code) == ("failed", 8015)
    refused = client.call("v2/staff/get_users_list")
    assert (refused.outcome, refused.status_code) == ("failed", 501)


def test_attributes_are_signed_and_documented(client: cx.Client) -> None:
    call = client.v2.customer.get
    parameters = inspect.signature(call).parameters
    assert list(parameters)[:2] == ["id", "source"]
    assert parameters["id"].default is inspect.Parameter.empty
    assert parameters["id"].annotation is int
    assert {"json", "headers", "attribution", "format", "check"} <= set(parameters)
    assert call.__doc__.startswith("GET /v2/customers/{customerId}")
    assert "INSTORE" in call.__doc__
    assert repr(call) == "<Call v2/customer/get GET /v2/customers/{customerId}>"


def test_every_action_has_a_signature_and_a_docstring(client: cx.Client) -> None:
    for action in cx.actions:
        branch = getattr(getattr(client, action.version.replace(".", "_")), action.entity)
        call = getattr(branch, action.action)
        assert inspect.signature(call)
        assert call.__doc__.startswith(f"{action.method} ")


def test_tab_completes_the_client(client: cx.Client) -> None:
    assert {"v1", "v1_1", "v2", "v3", "call", "build"} <= set(dir(client))
    assert "get" in dir(client.v2.customer)
    with pytest.raises(cx.errors.UnknownNameError, match="Did you mean 'customer'"):
        _ = client.v2.custmer


# The guard of live clusters.

WRITING = [action.key for action in cx.actions if action.writes]


def test_everything_but_plain_reading_is_a_write() -> None:
    assert {a.key for a in cx.actions if a.method != "GET"} < set(WRITING)
    flagged = {key for key in WRITING if cx.actions[key].method == "GET"}
    assert flagged >= {
        *("v1.1/coupon/resend", "v1.1/points/issue_validation_code"),
        *("v1/coupon/resend", "v1/points/issue_validation_code"),
    }


def test_no_write_sends_a_byte_to_a_live_cluster(loopback: Loopback) -> None:
    with live(loopback) as client:
        for key in WRITING:
            action = cx.actions[key]
            branch = getattr(getattr(client, action.version.replace(".", "_")), action.entity)
            ways: list[Callable[[], object]] = [
                partial(client.call, key),
                partial(client.call, key, no_such_parameter=1),
                partial(client.send, cx.Request(action)),
                getattr(branch, action.action),
            ]
            for way in ways:
                with pytest.raises(cx.errors.WriteBlockedError, match="writes=True"):
                    way()
        assert len(client.history) == 0
    assert loopback.connections == 0


@pytest.mark.parametrize("value", ["true", True, "TRUE"])
@pytest.mark.parametrize("as_params", [False, True])
def test_reading_with_a_parameter_that_changes_something_is_a_write(
    loopback: Loopback, value: object, as_params: bool
) -> None:
    key, given = "v1.1/points/is_redeemable", {"issue_otp": value}
    with live(loopback) as client, cx.Client(loopback.url, writes=True) as drafts:
        how: dict[str, Any] = {"params": given} if as_params else given
        with pytest.raises(cx.errors.WriteBlockedError, match="changes something with issue_otp"):
            client.call(key, **how)
        needed: dict[str, Any] = {
            p.name: 1
            for p in cx.actions[key].query_params
            if p.required is True and p.name != "issue_otp"
        }
        with pytest.raises(cx.errors.WriteBlockedError, match="changes something with issue_otp"):
            client.send(drafts.build(key, **how, **needed))
    assert loopback.connections == 0


def test_named_clusters_are_guarded_too() -> None:
    for name in ("Asia", "Europe", "US", "Asia 2"):
        with cx.Client(name) as client:
            assert not client.writes
            with pytest.raises(cx.errors.WriteBlockedError, match=f"{name} is live"):
                client.call("v3/webhook/add", json=HOOK)


def test_the_clients_own_token_request_is_exempt(loopback: Loopback) -> None:
    with live(loopback) as client:
        assert client.call("v3/webhook/get_all").outcome == "success"
    assert [r.method for r in loopback.token_calls] == ["POST"]


def test_writes_are_sent_once_allowed(loopback: Loopback) -> None:
    with live(loopback, writes=True) as client:
        client.call("v3/webhook/add", json=HOOK)
    assert [r.method for r in loopback.calls] == ["POST"]


# OAuth.


def test_token_goes_out_under_both_names_and_is_fetched_once(loopback: Loopback) -> None:
    with live(loopback) as client:
        for _ in range(3):
            client.call("v3/webhook/get_all")
    (token_call,) = loopback.token_calls
    assert token_call.body == b'{"key":"key-1","secret":"secret-1"}'
    assert not [name for name in token_call.headers if name.upper() in BOTH_TOKENS]
    for call in loopback.calls:
        assert [call.headers[name] for name in BOTH_TOKENS] == ["token-1", "token-1"]
        assert call.headers["Authorization"] is None


@pytest.mark.parametrize("name", BOTH_TOKENS)
def test_token_header_can_be_narrowed_to_one(loopback: Loopback, name: str) -> None:
    with live(loopback, auth=cx.OAuth("k", "s", header=name.lower())) as client:
        client.call("v3/webhook/get_all")
    (call,) = loopback.calls
    assert [n for n in BOTH_TOKENS if call.headers[n]] == [name]
    with pytest.raises(cx.errors.InvalidRequestError, match="No token is sent under 'X-Mine'"):
        cx.OAuth("k", "s", header="X-Mine")


def test_token_is_not_sent_where_no_authentication_is_needed(loopback: Loopback) -> None:
    with live(loopback, writes=True) as client:
        client.call("v1/auth/generate_otp", json={"brand": "b"})
    (call,) = loopback.received
    assert not [name for name in BOTH_TOKENS if call.headers[name]]


def test_token_that_has_ended_is_renewed_once(sandbox: cx.Sandbox, client: cx.Client) -> None:
    assert client.call(GET, **MIRA).outcome == "success"
    sandbox.advance(hours=2)
    assert client.call(GET, **MIRA).outcome == "success"
    assert len(client.history) == 2


@pytest.mark.parametrize(
    "refusal",
    [
        failing(401),
        failing(401, b'{"response":{"status":{"success":"false","code":"498"}}}'),
        failing(200, b'{"errors":[{"status":false,"code":498,"message":"ended"}]}'),
    ],
    ids=["401", "401 with 498", "498 in the body"],
)
def test_refused_token_is_renewed_once_and_then_the_refusal_is_the_answer(
    loopback: Loopback, refusal: Callable[[Received], Answer]
) -> None:
    loopback.answer = refusal
    with live(loopback) as client:
        assert client.call("v3/webhook/get_all").outcome == "failed"
    assert len(loopback.token_calls) == 2
    assert [c.headers[BOTH_TOKENS[0]] for c in loopback.calls] == ["token-1", "token-2"]


@pytest.mark.parametrize("code", [401, 498])
def test_sandbox_fault_of_the_token_is_overcome(
    sandbox: cx.Sandbox, client: cx.Client, code: int
) -> None:
    sandbox.fail(GET, code)
    assert client.call(GET, **MIRA).outcome == "success"


def test_threads_share_one_token_request(loopback: Loopback) -> None:
    together = threading.Barrier(8)

    def call(_: int) -> str:
        together.wait()
        return client.call("v3/webhook/get_all").outcome

    with live(loopback) as client, ThreadPoolExecutor(8) as pool:
        assert list(pool.map(call, range(8))) == ["success"] * 8
        assert len(client.history) == 8
    assert len(loopback.token_calls) == 1


def test_threads_share_one_sandbox(client: cx.Client) -> None:
    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(lambda _: client.call(GET, **MIRA).outcome, range(32)))
    assert outcomes == ["success"] * 32


@pytest.mark.parametrize(("key", "secret"), [("hg-demo-key", "no"), ("no", "hg-demo-secret")])
def test_refused_key_or_secret_is_an_authentication_error(
    sandbox: cx.Sandbox, key: str, secret: str
) -> None:
    refused = pytest.raises(cx.errors.AuthenticationError, match=r"no token \(code 320001\)")
    with cx.Client(sandbox, auth=cx.OAuth(key, secret)) as client, refused:
        client.call(GET, **MIRA)


@pytest.mark.parametrize("body", [b"", b"<html>", b"{}", b'{"data":null}', b'{"data":{}}', b"[]"])
def test_senseless_token_answer_is_an_authentication_error(loopback: Loopback, body: bytes) -> None:
    loopback.token_answer = (200, {}, body)
    refused = pytest.raises(cx.errors.AuthenticationError, match="Check both")
    with live(loopback) as client, refused:
        client.call("v3/webhook/get_all")


def test_redirect_is_an_answer_and_takes_the_token_nowhere(loopback: Loopback) -> None:
    with Loopback() as elsewhere:
        loopback.answer = failing(302, b"", Location=f"{elsewhere.url}/v3/webHooks")
        with live(loopback) as client:
            response = client.call("v3/webhook/get_all")
        assert (response.status_code, response.outcome) == (302, "failed")
        assert elsewhere.connections == 0


def test_each_cluster_gets_a_token_of_its_own(loopback: Loopback) -> None:
    auth = cx.OAuth("k", "s")
    with Loopback() as other, live(loopback, auth=auth) as one, live(other, auth=auth) as two:
        one.call("v3/webhook/get_all")
        two.call("v3/webhook/get_all")
        assert len(loopback.token_calls) == len(other.token_calls) == 1


def test_token_for_a_family_host_comes_from_the_cluster(loopback: Loopback) -> None:
    values = {"model": "m", "cartparam": "c", "limit": 1, "offset": 0}
    with Loopback() as family:
        own = cx.Cluster("own", loopback.url, hosts={"recommendations": family.url})
        with cx.Client(own, auth=cx.OAuth("k", "s"), writes=True) as client:
            client.call("v1/recommendation/get_for_cart", **values)
        assert len(loopback.token_calls) == 1
        assert loopback.calls == family.token_calls == []
        assert family.calls[0].headers[BOTH_TOKENS[0]] == "token-1"


# The other credentials.


def test_till_sends_basic_with_the_md5_of_the_password(loopback: Loopback) -> None:
    with live(loopback, auth=cx.Till("quay1.t1", "tide-and-till")) as client:
        client.call("v3/webhook/get_all")
    (call,) = loopback.received
    assert call.headers["Authorization"] == (
        "Basic cXVheTEudDE6MDUyZTgzM2NjMmY1MTJmYmQ2YTg4MGZjMGNiNTA3MzM="
    )
    assert not [name for name in BOTH_TOKENS if call.headers[name]]


def test_till_is_accepted_by_the_sandbox_and_takes_no_entity(sandbox: cx.Sandbox) -> None:
    with cx.Client(sandbox, auth=cx.Till("quay1.t1", "tide-and-till")) as client:
        assert client.call(GET, **MIRA).outcome == "success"
        with pytest.raises(cx.errors.InvalidRequestError, match="works with OAuth only"):
            client.call(GET, attribution=cx.Attribution.entity("TILL", "quay1.t1"), **MIRA)
    with cx.Client(sandbox, auth=cx.Till("quay1.t1", "wrong")) as client:
        assert client.call(GET, **MIRA).status_code == 401


@pytest.mark.parametrize("name", [None, *BOTH_TOKENS])
def test_token_is_sent_as_it_is(loopback: Loopback, name: str | None) -> None:
    with live(loopback, auth=cx.Token("mine-7", header=name)) as client:
        client.call("v3/webhook/get_all")
    (call,) = loopback.received
    sent = [n for n in BOTH_TOKENS if call.headers[n] == "mine-7"]
    assert sent == ([name] if name else BOTH_TOKENS)


def test_anonymous_sends_no_credentials(loopback: Loopback) -> None:
    with live(loopback, auth=cx.Anonymous()) as client:
        client.call("v3/webhook/get_all")
    (call,) = loopback.received
    assert not [n for n in (*BOTH_TOKENS, "Authorization") if call.headers[n]]


def test_other_values_of_auth_are_refused(sandbox: cx.Sandbox) -> None:
    with pytest.raises(cx.errors.InvalidRequestError, match="not a tuple"):
        cx.Client(sandbox, auth=("key", "secret"))  # type: ignore[arg-type]


def test_credentials_come_from_the_environment(
    loopback: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = {"KEY": "k-env", "SECRET": "s-env", "TOKEN": "t", "TILL": "till", "PASSWORD": "pw"}
    for name, value in names.items():
        monkeypatch.setenv(f"CAPEXPLORE_{name}", value)
    monkeypatch.setenv("CAPEXPLORE_EUROPE_KEY", "k-eu")
    monkeypatch.setenv("CAPEXPLORE_EUROPE_SECRET", "s-eu")
    with live(loopback, auth=cx.OAuth.from_env()) as client:
        client.call("v3/webhook/get_all")
    with live(loopback, auth=cx.OAuth.from_env("europe")) as client:
        client.call("v3/webhook/get_all")
    assert [r.body for r in loopback.token_calls] == [
        b'{"key":"k-env","secret":"s-env"}',
        b'{"key":"k-eu","secret":"s-eu"}',
    ]
    with live(loopback, auth=cx.Till.from_env()) as client:
        client.call("v3/webhook/get_all")
    digest = hashlib.md5(b"pw").hexdigest()
    basic = base64.b64encode(f"till:{digest}".encode()).decode()
    assert loopback.calls[-1].headers["Authorization"] == f"Basic {basic}"
    assert repr(cx.Token.from_env()) == "<Token ***>"
    monkeypatch.delenv("CAPEXPLORE_KEY")
    with pytest.raises(cx.errors.InvalidRequestError, match="CAPEXPLORE_KEY is not set"):
        cx.OAuth.from_env()


# What goes out, and what does not come back.


def test_what_goes_out_is_what_the_request_says(loopback: Loopback) -> None:
    with live(loopback, writes=True) as client:
        request = client.build(
            "v1.1/customer/add",
            json={"root": {"customer": [{"firstname": "Zoë"}]}},
            format="xml",
            params={"q": "a b&c"},
            attribution=cx.Attribution.entity("STORE_CODE", "quay1"),
            headers={"X-Mine": "7"},
        )
        client.send(request)
    (call,) = loopback.calls
    assert (call.method, call.target) == ("POST", request.target)
    assert call.body == request.encode()
    for name, value in request.header_items:
        assert call.headers[name] == value


@pytest.mark.parametrize(
    ("fault", "why"), [("drop", "closed the connection"), ("slow", "no answer came in time")]
)
def test_lost_connection_is_an_error_and_kept(
    sandbox: cx.Sandbox, client: cx.Client, fault: str, why: str
) -> None:
    sandbox.fail(GET, fault)
    with pytest.raises(cx.errors.APIConnectionError, match=why) as caught:
        client.call(GET, **MIRA)
    assert caught.value.request == client.history[-1].request
    assert client.history[-1].status_code == 0
    assert client.call(GET, **MIRA).outcome == "success"


def test_lost_write_warns_of_repeating_it(sandbox: cx.Sandbox, client: cx.Client) -> None:
    sandbox.fail("v3/webhook/add", "drop")
    with pytest.raises(cx.errors.APIConnectionError, match="look before you repeat it"):
        client.call("v3/webhook/add", json=HOOK)


def test_closed_port_is_a_connection_error() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    lost = pytest.raises(cx.errors.APIConnectionError, match=r"got no answer from 127\.0\.0\.1")
    with cx.Client(f"http://127.0.0.1:{port}") as client, lost:
        client.call("v3/webhook/get_all")


def test_server_that_does_not_answer_is_a_connection_error() -> None:
    lost = pytest.raises(cx.errors.APIConnectionError, match="Give a longer time-out")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with cx.Client(url, timeout=0.05) as client, lost:
            client.call("v3/webhook/get_all")


# Replay.


def test_request_is_replayed_here_and_elsewhere(sandbox: cx.Sandbox, client: cx.Client) -> None:
    client.call("v3/webhook/add", json=HOOK)
    request = client.history[-1].request
    assert request is not None
    assert client.send(request).outcome == "failed"
    sandbox.reset()
    assert client.send(request).outcome == "success"
    with cx.Sandbox(seed=7) as other, cx.Client(other) as elsewhere:
        response = elsewhere.send(pickle.loads(pickle.dumps(request)))  # noqa: S301 - made here
        assert response.request == request
        assert elsewhere.call("v3/webhook/get_all").to_frame()["name"].tolist()[-1] == "mine"


def test_sandboxes_of_one_seed_answer_alike() -> None:
    answers = []
    for _ in range(2):
        with cx.Sandbox() as box, cx.Client(box) as client:
            client.call("v3/webhook/add", json=HOOK)
            answers.append([(r.content, r.request_id) for r in client.history])
    assert answers[0] == answers[1]


def test_reprs_show_no_credentials(sandbox: cx.Sandbox) -> None:
    assert repr(cx.Client(sandbox)) == "<Client sandbox <OAuth ***> reads and writes>"
    assert repr(cx.Client("eu")) == "<Client Europe <Anonymous> reads only>"
    assert repr(cx.Till("quay1.t1", "pw")) == "<Till quay1.t1 ***>"


THREAD_AFTER_A_LOST_TOKEN_REQUEST = """
import os, threading
import capexplore as cx

client = cx.Client("http://127.0.0.1:1", auth=cx.OAuth("k", "s"))
kept, failed, over = [], threading.Event(), threading.Event()

def call():
    try:
        client.call("v3/webhook/get_all")
    except cx.errors.APIConnectionError as error:
        kept.append(error)

def first():
    call()
    failed.set()
    over.wait()

threading.Thread(target=first, daemon=True).start()
failed.wait()
second = threading.Thread(target=call, daemon=True)
second.start()
second.join(5)
print(len(kept), flush=True)
os._exit(0)
"""


def test_lost_token_request_in_one_thread_does_not_stop_another() -> None:
    words = [sys.executable, "-c", THREAD_AFTER_A_LOST_TOKEN_REQUEST]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    assert done.stdout == "2\n"


def test_a_request_to_a_host_of_its_own_carries_no_credentials(client: cx.Client) -> None:
    url = "https://sandbox.test/webhooks/hg-orders"
    body = {"event_name": "transactionAdded"}
    request = client.build("v2/webhook/push_event", webhookUrl=url, json=body)
    assert (request.host, request.target) == ("https://sandbox.test", "/webhooks/hg-orders")
    assert "TOKEN" not in request.preview(client.cluster, auth=client.auth)
    assert client.send(request).status_code == 501
    with pytest.raises(cx.errors.InvalidRequestError, match="must be the whole https:// URL"):
        client.build("v2/webhook/push_event", webhookUrl="hooks/1", json=body)


@pytest.mark.parametrize(
    ("body", "ended"),
    [
        (b'{"errors":[{"code":498}]}', True),
        (b'{"response":{"status":{"success":"false","code":"401"}}}', True),
        (b"<response><status><code>498</code></status></response>", True),
        (b'{"response":{"status":{"code":200},"store":{"code":"401"}}}', False),
        (
            b"<response><status><code>200</code></status><store><code>401</code></store></response>",
            False,
        ),
        (b'{"data":{"code":498},"errors":null}', False),
    ],
)
def test_a_call_that_worked_is_not_repeated_for_a_code_in_its_records(
    body: bytes, ended: bool
) -> None:
    assert _has_ended(httpx.Response(200, content=body)) is ended

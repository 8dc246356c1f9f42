"""A live cluster is only read, however a write is dressed, and its answers give nothing away."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

import capexplore as cx
from tests.loopback import Loopback, Received

POINTS: dict[str, Any] = {"points": 1, "mobile": "914400000017"}


@pytest.mark.parametrize("on", [True, "true", "TRUE", 1, "1", ["true"], cx.Secret("true")])
@pytest.mark.parametrize("version", ["v1", "v1.1"])
def test_a_reading_that_sends_a_code_is_a_write(loopback: Loopback, on: Any, version: str) -> None:
    key = f"{version}/points/is_redeemable"
    with cx.Client(loopback.url, auth=cx.Token("abc")) as client:
        with pytest.raises(cx.errors.WriteBlockedError, match="changes something with issue_otp"):
            client.call(key, params={**POINTS, "issue_otp": on})
        values = POINTS if version == "v1.1" else {}
        request = client.build(key, **values, params={"issue_otp": on})
        with pytest.raises(cx.errors.WriteBlockedError, match="changes something with issue_otp"):
            client.send(request)
    assert loopback.connections == 0


def test_no_cluster_of_ones_own_is_open_for_writing(loopback: Loopback) -> None:
    cluster = cx.Cluster("mine", loopback.url, live=False)
    refused = pytest.raises(cx.errors.WriteBlockedError, match="v3/webhook/delete was not sent")
    with cx.Client(cluster) as client, refused:
        client.call("v3/webhook/delete", webHookId="1")
    assert loopback.connections == 0


@pytest.mark.parametrize(
    "auth", [cx.Token("canary-token"), cx.Till("quay1.t1", "canary-pass")], ids=["token", "till"]
)
def test_echoes_in_response_headers_are_masked(
    loopback: Loopback, auth: cx.Token | cx.Till
) -> None:
    def echo(received: Received) -> tuple[int, dict[str, str], bytes]:
        sent = {f"X-Echo-{n}": v for n, v in received.headers.items() if n != "Host"}
        return 200, sent, b'{"data":[]}'

    loopback.answer = echo
    with cx.Client(loopback.url, auth=auth) as client:
        response = client.call("v2/lead/search")
    secrets = [secret.reveal() for secret in auth.secrets]
    shown = repr(response.headers) + repr(pickle.dumps(response))
    assert not [secret for secret in secrets if secret in shown]
    assert "***" in repr(response.headers)


def test_a_token_that_could_not_be_had_is_no_fault_of_the_key(sandbox: cx.Sandbox) -> None:
    sandbox.fail("v3/oauth_token/generate", 503)
    with cx.Client(sandbox) as client:
        with pytest.raises(cx.errors.APIConnectionError, match="try again later"):
            client.call("v3/webhook/get_all")
        assert client.call("v3/webhook/get_all").outcome == "success"


def test_a_till_cannot_run_commands_in_the_printed_curl(drafts: cx.Client) -> None:
    till = cx.Till("a$(id)`id`'", "tide")
    request = drafts.build("v1.1/organization/get")
    assert "-u 'a$(id)`id`'\"'\"':'" in request.to_curl(auth=till)


def test_printed_code_names_the_variables_that_were_read(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("KEY", "SECRET"):
        monkeypatch.setenv(f"CAPEXPLORE_ASIA2_{name}", "x")
    auth = cx.OAuth.from_env("Asia 2")
    with cx.Client("asia2", auth=auth) as client:
        text = client.build("v3/webhook/get_all").to_python(client.cluster, auth=auth)
    assert "cx.OAuth.from_env('Asia 2')" in text

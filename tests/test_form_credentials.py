"""Credentials in the form: chosen or typed, and never in its state."""

from __future__ import annotations

import pytest

import capexplore as cx
from tests.form import control, controls, is_hidden, shown, states
from tests.loopback import Loopback

GET = "v3/webhook/get_all"


def offered(explorer: cx.Explorer) -> list[str]:
    return [label for label, _ in control(explorer, "Credentials").options]


def test_a_sandbox_offers_its_pairs(client: cx.Client) -> None:
    explorer = cx.Explorer(client, GET)
    assert offered(explorer)[:3] == [
        "as given",
        "demo pair hg-demo-key",
        "demo pair hg-strict-key",
    ]
    control(explorer, "Credentials").value = "demo pair hg-strict-key"
    lost = cx.Attribution.entity("TILL", "nowhere")
    explorer.set("v2/customer/get", id=800101, source="ALL", attribution=lost)
    explorer.send()
    assert explorer.response is not None
    assert explorer.response.code == 91021
    assert explorer.client.sandbox is client.sandbox
    assert len(client.history) == 1


def test_typed_pairs_are_used_and_leave_the_form_at_once(client: cx.Client) -> None:
    explorer = cx.Explorer(client, GET)
    control(explorer, "Credentials").value = "OAuth"
    key, secret = control(explorer, "Key"), control(explorer, "Secret")
    assert not is_hidden(explorer, key)
    assert is_hidden(explorer, control(explorer, "Password"))
    key.value, secret.value = "hg-demo-key", "hg-demo-secret"
    assert (key.value, secret.value) == ("", "")
    assert "hg-demo-secret" not in states(explorer)
    control(explorer, "Use these").click()
    assert explorer.client is not client
    assert explorer.send().outcome == "success"
    assert "hg-demo-secret" not in states(explorer) + repr(vars(explorer._access))


def test_a_typed_till_is_used_and_forbids_what_is_for_oauth_only(client: cx.Client) -> None:
    explorer = cx.Explorer(client, "v2/customer/get")
    control(explorer, "Credentials").value = "Till"
    control(explorer, "Till").value = "quay1.t1"
    control(explorer, "Use these").click()
    assert "Type Password first" in shown(explorer)
    control(explorer, "Password").value = "tide-and-till"
    control(explorer, "Use these").click()
    assert control(explorer, "Entity code").disabled
    assert "OAuth only" in explorer.page.notes["headers/Entity code"]
    explorer.set("v2/customer/get", id=800101, source="ALL")
    assert explorer.send().outcome == "success"
    assert "tide-and-till" not in states(explorer)


def test_a_typed_token_is_sent(loopback: Loopback) -> None:
    with cx.Client(loopback.url) as client:
        explorer = cx.Explorer(client, GET)
        assert "none" in offered(explorer)
        control(explorer, "Credentials").value = "Token"
        control(explorer, "Token").value = "canary-token"
        control(explorer, "Use these").click()
        explorer.send()
        assert "canary" not in states(explorer)
    assert loopback.calls[0].headers["CAP-API-ACCESS-TOKEN"] == "canary-token"


def test_the_environment_s_credentials_are_offered_for_a_live_cluster(
    client: cx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CAPEXPLORE_EUROPE_TOKEN", "canary-europe")
    explorer = cx.Explorer(client, GET)
    control(explorer, "Cluster").value = "europe"
    assert "from the environment" in offered(explorer)
    assert explorer.client.auth.scheme == "oauth"
    control(explorer, "Cluster").value = "asia"
    assert "from the environment" not in offered(explorer)
    assert explorer.client.auth.scheme == "none"
    assert "canary" not in states(explorer)


def test_a_url_of_one_s_own_is_a_cluster_and_keeps_the_history(
    client: cx.Client, loopback: Loopback
) -> None:
    explorer = cx.Explorer(client, GET)
    explorer.send()
    url = control(explorer, "URL")
    assert is_hidden(explorer, url)
    control(explorer, "Cluster").value = "another"
    url.value = "ftp://nowhere.test"
    assert "https" in shown(explorer)
    url.value = loopback.url
    assert explorer.client.cluster.host == loopback.url
    explorer.send()
    assert [call.target for call in loopback.received] == ["/v3/webHooks"]
    assert len(client.history) == 2
    control(explorer, "Cluster").value = "sandbox"
    assert explorer.client is client


def test_no_secret_is_in_a_repr(client: cx.Client) -> None:
    explorer = cx.Explorer(client, GET)
    control(explorer, "Key").value = "canary"
    assert "canary" not in "".join(map(repr, controls(explorer).values()))

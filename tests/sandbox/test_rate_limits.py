"""Calls per minute, by action.

Source: the rate-limit page, column Asia-1 and, for the other clusters, their own.
"""

from __future__ import annotations

from typing import Any

import httpx
import pytest

import capexplore as cx
from capexplore.sandbox import Sandbox

from .test_points_v1_1 import TILL

ASIA = {
    "v1.1/transaction/add": ("POST", "/v1.1/transaction/add", 1500),
    "v1.1/transaction/update": ("POST", "/v1.1/transaction/update", 100),
    "v1.1/customer/add": ("POST", "/v1.1/customer/add", 500),
    "v1.1/customer/update": ("POST", "/v1.1/customer/update", 600),
    "v2/transaction/add": ("POST", "/v2/transactions", 1200),
    "v2/transaction/add_bulk": ("POST", "/v2/transactions/bulk", 700),
    "v2/customer/add": ("POST", "/v2/customers", 600),
    "v2/customer/update": ("PUT", "/v2/customers/800101", 600),
}


def limited(limits: bool | str = True) -> tuple[Sandbox, httpx.Client]:
    sandbox = Sandbox(rate_limits=limits)
    client = httpx.Client(transport=sandbox.transport, base_url=sandbox.cluster.host)
    client.headers["Authorization"] = TILL
    return sandbox, client


def code(answer: httpx.Response) -> Any:
    tree = answer.json()
    return tree["errors"][0]["code"] if "errors" in tree else tree["response"]["status"]["code"]


@pytest.mark.parametrize("key", ASIA)
def test_one_call_too_many(key: str) -> None:
    method, path, limit = ASIA[key]
    sandbox, client = limited()
    assert sandbox.cluster.rate_limits[key] == limit
    sandbox.advance(seconds=15)
    # Calls that fail count like any other.
    statuses = {client.request(method, path, json={}).status_code for _ in range(limit)}
    assert 429 not in statuses
    answer = client.request(method, path, json={})
    assert (answer.status_code, code(answer)) == (429, 429)
    assert answer.headers["Retry-After"] == "45"
    assert client.get("/v2/customers/800101?source=ALL").status_code == 200
    sandbox.advance(seconds=45)
    assert client.request(method, path, json={}).status_code != 429


def test_what_is_refused_changes_nothing() -> None:
    _, client = limited("Europe")
    body = {"profiles": [{"firstName": "Anouk"}]}
    path = "/v2/customers/800101?source=INSTORE"
    for _ in range(50):
        client.put(path, json={"profiles": []})
    assert client.put(path, json=body).status_code == 429
    before = client.get("/v2/customers/800101?source=ALL").json()
    assert before["profiles"][0]["firstName"] == "Mira"


def test_limits_of_another_cluster_and_none() -> None:
    sandbox, _ = limited("Asia 2")
    assert sandbox.cluster.rate_limits["v2/transaction/add"] == 100
    sandbox, client = limited("us")
    assert dict(sandbox.cluster.rate_limits) == {}
    assert {client.post("/v2/customers", json={}).status_code for _ in range(700)} == {400}
    with pytest.raises(cx.errors.UnknownNameError, match="no cluster 'mars'"):
        Sandbox(rate_limits="mars")


def test_a_client_reads_a_refusal() -> None:
    with Sandbox(rate_limits="europe") as sandbox, cx.Client(sandbox) as client:
        action = cx.actions["v2/customer/update"]
        for _ in range(50):
            client.call(action, id=800101, source="INSTORE", json={})
        answer = client.call(action, id=800101, source="INSTORE", json={})
    assert (answer.outcome, answer.code) == ("failed", 429)
    assert answer.headers["Retry-After"] == "60"

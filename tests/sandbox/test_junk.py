"""Whatever is sent, the answer is a documented one and nothing changes by mistake."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from capexplore.sandbox import Sandbox

ENDPOINTS = [
    ("POST", "/v1.1/customer/add"),
    ("POST", "/v1.1/customer/update"),
    ("POST", "/v1.1/customer/subscriptions"),
    ("POST", "/v2/customers/800101/subscriptions"),
    ("POST", "/v2/customers"),
    ("PUT", "/v2/customers/800101?source=INSTORE"),
    ("POST", "/v2/leads"),
    ("PATCH", "/v2/leads"),
    ("POST", "/v3/webHooks"),
    ("PUT", "/v3/webHooks/65f0c2a91b7e4d00080a11c3"),
    ("POST", "/v3/oauth/token/generate"),
]
NAMES = st.sampled_from(
    """root customer mobile email external_id id firstname custom_fields extended_fields field name
    value type fraud_status status commChannels meta registered_on updated_on registered_till
    profiles identifiers source accountId fields firstName loyaltyInfo loyaltyType extendedFields
    createDate statusLabel associatedWith leadFor userId idType identifier owner nextFollowUp
    orgSourceId eventNames webHookUrl webHookType methodType webHookHeaders active
    maxAllowedConnections customerIdentifiersToBeEnriched slaInSeconds key secret
    subscription subscriptions channel priority scope is_subscribed orgUnitId sourceName
    campaignId""".split()  # noqa: SIM905
)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=12)
    | st.sampled_from(["914400000017", "INSTORE", "mobile", "HTTP", "2025-01-01", "", "true"])
)
TREES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=5),
    max_leaves=20,
)
ITEMS = st.dictionaries(NAMES, TREES, max_size=6)
BODIES = (
    TREES
    | ITEMS
    | ITEMS.map(lambda item: {"root": {"customer": [item]}})
    | ITEMS.map(lambda item: {"root": {"customer": item}})
    | ITEMS.map(lambda item: {"root": {"subscription": [{"mobile": "914400000017", **item}]}})
    | ITEMS.map(lambda item: {"profiles": [{"source": "INSTORE", **item}], **item})
    | ITEMS.map(lambda item: {"id": 4001, "leadFor": "x", "userId": 800101, **item})
)


@pytest.fixture(scope="module")
def asked() -> httpx.Client:
    sandbox = Sandbox()
    client = httpx.Client(transport=sandbox.transport, base_url="https://sandbox.test")
    pair = {"key": sandbox.demo_key, "secret": sandbox.demo_secret}
    answer = client.post("/v3/oauth/token/generate", json=pair)
    client.headers["CAP-API-ACCESS-TOKEN"] = answer.json()["data"]["accessToken"]
    return client


def is_defect(answer: httpx.Response) -> bool:
    return "Internal error of the sandbox" in answer.text


@settings(
    max_examples=250,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(endpoint=st.sampled_from(ENDPOINTS), body=BODIES)
def test_any_tree_gets_an_answer(asked: httpx.Client, endpoint: tuple[str, str], body: Any) -> None:
    answer = asked.request(*endpoint, json=body)
    assert not is_defect(answer)
    assert answer.status_code in (200, 400, 500)
    assert isinstance(answer.json(), dict)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    endpoint=st.sampled_from(ENDPOINTS),
    content=st.binary(max_size=60) | st.text(max_size=40).map(str.encode),
    kind=st.sampled_from(["application/json", "application/xml", "text/plain", ""]),
)
def test_any_bytes_get_an_answer(
    asked: httpx.Client, endpoint: tuple[str, str], content: bytes, kind: str
) -> None:
    headers = {"Content-Type": kind} if kind else {}
    answer = asked.request(*endpoint, content=content, headers=headers)
    assert not is_defect(answer)
    assert answer.status_code in (400, 415, 500)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    path=st.sampled_from(
        ["/v1.1/customer/get", "/v2/customers/800101", "/v2/leads", "/v1.1/organization/get"]
    ),
    params=st.dictionaries(
        st.sampled_from(
            ["mobile", "id", "email", "format", "source", "accountId", "embed", "limit", "userId"]
        )
        | st.text(max_size=5),
        st.text(max_size=25) | st.sampled_from(["ALL", "914400000017", "xml", "-1", "9" * 25]),
        max_size=4,
    ),
)
def test_any_query_gets_an_answer(asked: httpx.Client, path: str, params: dict[str, str]) -> None:
    answer = asked.get(path, params=params)
    assert not is_defect(answer)
    assert answer.status_code in (200, 400, 500)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(tail=st.text(max_size=30))
def test_any_path_gets_an_answer(asked: httpx.Client, tail: str) -> None:
    try:
        url = httpx.URL(f"https://sandbox.test/v2/{tail}")
    except httpx.InvalidURL:
        return
    answer = asked.get(url)
    assert not is_defect(answer)
    assert answer.status_code in (200, 400, 404, 405, 501)

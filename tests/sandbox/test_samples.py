"""Answers to the requests of the pages have the members, order and types that the pages show."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from lxml import etree

from capexplore import Action, actions
from capexplore.sandbox import Sandbox
from capexplore.sandbox.router import Router
from capexplore.xml import to_xml

from .asking import Login
from .samples import (
    business_v2,
    cards_v2,
    coupons_v1_1,
    coupons_v2,
    customers_v1_1,
    customers_v2,
    entities_v3,
    organisation_v1_1,
    organisation_v2,
    points_v1_1,
    points_v2,
    products_v1_1,
    requests_v1_1,
    transactions_v1_1,
    transactions_v2,
)
from .samples.shapes import Sample, differences

V1_1 = [
    *customers_v1_1.CUSTOMERS,
    *transactions_v1_1.TRANSACTIONS,
    *points_v1_1.POINTS,
    *coupons_v1_1.COUPONS,
    *organisation_v1_1.ORGANISATION,
    *products_v1_1.PRODUCTS,
    *requests_v1_1.REQUESTS,
]
SAMPLES = [
    *V1_1,
    *customers_v2.TOKENS,
    *customers_v2.PEOPLE,
    *customers_v2.REQUESTS,
    *transactions_v2.TRANSACTIONS,
    *points_v2.POINTS,
    *coupons_v2.COUPONS,
    *organisation_v2.STORES,
    *cards_v2.CARDS,
    *entities_v3.WEBHOOKS,
    *entities_v3.TARGETS,
    *entities_v3.CLIENTS,
    *business_v2.GROUPS,
    *business_v2.LEADS,
    *business_v2.COMPANIES,
    *business_v2.CODES,
]


def ask(client: httpx.Client, sample: Sample) -> httpx.Response:
    for method, path, body in sample.first:
        assert client.request(method, path, json=body).status_code == 200
    return send(client, sample, json=sample.body, files=sample.files)


def send(client: httpx.Client, sample: Sample, **said: Any) -> httpx.Response:
    headers = {**client.headers, **sample.headers, **said.pop("headers", {})}
    if "Authorization" in headers:
        # A token would win.
        del headers["cap-api-access-token"]
    with httpx.Client(transport=client._transport, base_url=client.base_url) as bare:
        bare.headers = httpx.Headers(headers)
        return bare.request(sample.method, sample.path, **said)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_answers_have_the_documented_shape(client: httpx.Client, sample: Sample) -> None:
    answer = ask(client, sample)
    assert list(differences(sample.shape, answer.json())) == []
    assert answer.status_code == sample.status


def acted(sample: Sample) -> Action:
    """The action that a sample calls."""
    method, path = sample.method, sample.path.partition("?")[0]
    found = Router(actions).find(path, method)
    assert found is not None
    return found[0][method]


def test_every_operation_has_a_sample() -> None:
    numbers = {sample.number[:3] for sample in SAMPLES}
    # O40 is no operation of the core.
    assert numbers == {f"O{number:02}" for number in range(1, 80) if number != 40}
    known = {acted(sample) for sample in SAMPLES}
    assert {a for a in actions if a.simulated and a.version in ("v1.1", "v3")} <= known


def told(name: str, value: Any) -> Any:
    """What XML tells of a member of an answer: names in their order, and text."""
    if isinstance(value, list):
        return [part for member in value for part in told(name, member)]
    if isinstance(value, dict):
        parts = [part for key, member in value.items() for part in told(key, member) or [(key, "")]]
        only = len(value) == 1 and next(iter(value.values())) == []
        return [(name, "" if only or not parts else parts)]
    if isinstance(value, bool):
        return [(name, str(value).lower())]
    return [(name, "" if value is None else str(value))]


def read(element: Any) -> Any:
    return (element.tag, [read(child) for child in element] or element.text or "")


@pytest.mark.parametrize("sample", V1_1, ids=lambda sample: sample.name)
def test_xml_says_the_same_as_json(
    sandbox: Sandbox, login: Login, client: httpx.Client, sample: Sample
) -> None:
    tree = ask(client, sample).json()
    sandbox.reset()
    again = login()
    for method, path, body in sample.first:
        again.request(method, path, json=body)
    content = None if sample.body is None else to_xml(sample.body)
    kind = {"Content-Type": "application/xml", "Accept": "application/xml"}
    answer = send(again, sample, content=content, headers=kind)
    assert answer.headers["Content-Type"].startswith("application/xml")
    assert answer.status_code == sample.status
    assert read(etree.fromstring(answer.content)) == told("response", tree["response"])[0]

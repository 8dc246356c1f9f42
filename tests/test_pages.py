"""Pages: every way of asking for the next one, the end, repetition, failures, several at once."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

import capexplore as cx
from capexplore.pages import Style, style_of
from tests.loopback import Answer, Loopback, Received

STYLES = {
    "v2/customer/search": Style("offset", "offset", "limit"),
    "v1.1/customer/search": Style("offset", "start", "rows"),
    "v1.1/customer/get_transactions": Style("offset", "offset", "limit"),
    "v2/customer/get_identifier_change_requests": Style("offset", "offset", "limit"),
    "v1/reward/get_customer_issuals": Style("page", "Page", "Size"),
    "v2/audit_log/get_entity": Style("page", "pageNo", "limit"),
    "v1/cart_promotion/get_redemptions": Style("page", "pageNumber", "limit"),
    "v1.1/request/get": Style("id", "start_id", "limit", None),
    "v1.1/organization/get_entities": Style("id", "start_id", "limit", None, after=True),
    "v2/customer/get": None,
    "v1/badge/get_all": None,
}


@pytest.fixture
def reader(loopback: Loopback) -> Iterator[cx.Client]:
    with cx.Client(loopback.url, auth=cx.Token("t")) as fresh:
        yield fresh


def asked(received: Received) -> dict[str, str]:
    return {name: values[-1] for name, values in parse_qs(urlsplit(received.target).query).items()}


def v2_list(rows: int, *, total: int | None = None) -> Callable[[Received], Answer]:
    """A v2 list of so many rows that prints a total, or a pagination of zeros."""

    def answer(received: Received) -> Answer:
        query = asked(received)
        start, limit = int(query["offset"]), int(query["limit"])
        shown = {"limit": limit, "offset": start, "total": total} if total is not None else {}
        data = [{"id": number} for number in range(start, min(start + limit, rows))]
        return 200, {}, json.dumps({"pagination": shown, "data": data}).encode()

    return answer


@pytest.mark.parametrize("key", STYLES)
def test_style_is_read_from_the_parameters(key: str) -> None:
    assert style_of(cx.actions[key]) == STYLES[key]


@pytest.mark.parametrize("workers", [1, 4])
@pytest.mark.parametrize(
    ("key", "values"),
    [
        ("v2/customer/search", {"q": "m"}),
        ("v1.1/customer/search", {"q": "(firstname:STARTS:M)"}),
        ("v1.1/customer/get_transactions", {"mobile": "914400000017"}),
        ("v2/customer/get_transactions", {"id": 800101}),
        ("v2/request/get_all", {}),
        ("v2/lead/search", {}),
    ],
)
def test_pages_of_one_row_give_what_one_large_page_gives(
    client: cx.Client, key: str, values: dict[str, Any], workers: int
) -> None:
    whole = client.call(key, **values).to_frame()
    small = client.pages(key, page_size=1, workers=workers, **values)
    assert small.to_frame().to_dict("list") == whole.to_dict("list")
    assert len(list(small)) == len(whole)


def test_coupons_within_their_customer_are_the_rows(client: cx.Client) -> None:
    pages = list(client.pages("v2/customer/get_coupons", id=800101, page_size=1))
    codes = [c["code"] for page in pages for c in page.items[0].data["coupons"]]
    assert len(pages) == len(set(codes)) == 2


def test_pages_are_asked_for_one_by_one_and_kept(client: cx.Client) -> None:
    pages = client.pages("v2/customer/search", q="m", page_size=2)
    assert len(client.history) == 0
    first = next(iter(pages))
    assert len(client.history) == 1
    assert next(iter(pages)) is first
    assert repr(pages) == "<Pages v2/customer/search 1 page so far>"
    assert len(list(pages)) == len(list(pages)) == len(client.history)


def test_an_action_without_pages_has_one(client: cx.Client) -> None:
    (page,) = client.pages("v2/customer/get", id=800101, source="ALL")
    assert page.outcome == "success"


def test_walk_begins_where_the_caller_says(client: cx.Client) -> None:
    pages = client.pages("v2/customer/search", q="m", limit=3, offset=4)
    assert [len(page.items) for page in pages] == [3]
    assert client.history[0].request is not None
    assert dict(client.history[0].request.query)["offset"] == "4"


@pytest.mark.parametrize("workers", [1, 3])
@pytest.mark.parametrize("total", [250, 0, None])
def test_the_printed_total_counts_only_if_it_is_one(
    loopback: Loopback, reader: cx.Client, total: int | None, workers: int
) -> None:
    loopback.answer = v2_list(250, total=total)
    frame = reader.pages("v2/lead/search", workers=workers).to_frame()
    assert frame["id"].tolist() == list(range(250))
    assert sorted({int(asked(one)["offset"]) for one in loopback.calls})[:3] == [0, 100, 200]


def test_a_full_last_page_costs_one_more_call(loopback: Loopback, reader: cx.Client) -> None:
    loopback.answer = v2_list(20)
    assert [len(p.items) for p in reader.pages("v2/lead/search", page_size=10)] == [10, 10]
    assert len(loopback.calls) == 3


def test_a_page_that_repeats_an_earlier_one_ends_the_walk(
    loopback: Loopback, reader: cx.Client
) -> None:
    loopback.answer = lambda _: (200, {}, b'{"data":[{"id":1},{"id":2}]}')
    assert len(list(reader.pages("v2/lead/search", page_size=2))) == 1
    assert len(loopback.calls) == 2


@pytest.mark.parametrize("first", [0, 1])
def test_numbered_pages_may_begin_with_0_or_1(
    loopback: Loopback, reader: cx.Client, first: int
) -> None:
    def answer(received: Received) -> Answer:
        query = asked(received)
        number = max(0, int(query["page"]) - first)
        rows = range(number * 2, min(number * 2 + 2, 5))
        return 200, {}, json.dumps({"data": [{"id": n} for n in rows]}).encode()

    loopback.answer = answer
    values = cx.actions["v1/reward/get_for_user"].example()
    pages = reader.pages("v1/reward/get_for_user", page_size=2, **values)
    assert pages.to_frame()["id"].tolist() == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("key", ["v1.1/request/get", "v1.1/organization/get_entities"])
def test_cursors_go_on_after_the_last_id(loopback: Loopback, reader: cx.Client, key: str) -> None:
    action = cx.actions[key]
    *outer, leaf = str(action.records).split(".")

    def answer(received: Received) -> Answer:
        query = asked(received)
        first = int(query.get("start_id", 0)) + (key == "v1.1/organization/get_entities")
        ids = [n for n in range(10, 50, 5) if n >= first][: int(query["limit"])]
        node: Any = {leaf: [{"id": str(n)} for n in ids]}
        for name in reversed(outer):
            node = {name: node}
        node["response"]["status"] = {"success": "true", "code": 200, "message": "Success"}
        return 200, {}, json.dumps(node).encode()

    loopback.answer = answer
    values = action.example()
    frame = reader.pages(key, page_size=3, **values).to_frame()
    assert frame["id"].tolist() == [str(n) for n in range(10, 50, 5)]
    assert len(loopback.calls) == 3


def test_a_failed_page_ends_the_walk_and_forbids_the_frame(
    loopback: Loopback, reader: cx.Client
) -> None:
    good = v2_list(30)

    def answer(received: Received) -> Answer:
        if asked(received)["offset"] == "20":
            return 400, {}, b'{"errors":[{"code":8102,"message":"limit"}]}'
        return good(received)

    loopback.answer = answer
    pages = reader.pages("v2/lead/search", page_size=10)
    assert [page.outcome for page in pages] == ["success", "success", "failed"]
    with pytest.raises(cx.errors.APIError, match="code 8102"):
        pages.to_frame()


def test_nothing_is_sent_by_a_client_that_may_not(loopback: Loopback, reader: cx.Client) -> None:
    with pytest.raises(cx.errors.WriteBlockedError, match="not sent"):
        reader.pages("v2/lead/add", json={})
    assert loopback.received == []


@pytest.mark.parametrize("wrong", [{"page_size": 0}, {"workers": 0}, {"workers": "many"}])
def test_numbers_must_be_numbers(client: cx.Client, wrong: dict[str, Any]) -> None:
    name = next(iter(wrong))
    with pytest.raises(cx.errors.InvalidRequestError, match=re.escape(f"{name}={wrong[name]!r}")):
        client.pages("v2/lead/search", **wrong)

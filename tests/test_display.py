"""Answers for reading: what went wrong first, everything escaped, the same as HTML and as text."""

from __future__ import annotations

import json
import re
from html import unescape

import capexplore as cx

BATCH = ["914400000017", "1"]


def words(html: str) -> list[str]:
    """The words of an HTML text, without its tags."""
    return unescape(re.sub(r"<[^>]*>", " ", html)).split()


def test_failures_come_first_with_what_their_codes_mean(client: cx.Client) -> None:
    html = client.call("v1.1/customer/get", mobile=BATCH)._repr_html_()
    assert "partial: HTTP 200, code 201" in html
    assert "error 1012: No customer found" in html
    assert "Nobody matches the mobile number" in html
    table = html.partition("<table>")[2]
    assert table.startswith("<thead><tr><th>item_ok</th><th>item_code</th>")
    assert re.findall(r"<td>(True|False)</td><td>(\d+)</td>", table) == [
        ("False", "1012"),
        ("True", "1000"),
    ]


def test_text_and_html_say_the_same(client: cx.Client) -> None:
    for response in (
        client.call("v2/customer/get", id=800101, source="ALL"),
        client.call("v2/customer/get", id=1, source="ALL"),
    ):
        text = str(response).replace("\n- ", " ").split()
        assert text == words(response._repr_html_())
        assert (response.request_id or "?") in text


def test_a_code_without_a_message_is_explained(client: cx.Client) -> None:
    response = cx.Response.read("v2/lead/patch", '{"errors":[{"code":92001}]}', 400)
    assert str(response).splitlines() == [
        "v2/lead/patch failed: HTTP 400, code 92001, The lead is not known.",
        "- error 92001: The lead is not known.",
    ]


def test_what_an_answer_says_is_shown_and_never_run() -> None:
    evil = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    body = {"data": [{evil: evil, "n": 1}, {"n": 2}], "errors": [{"code": 1, "message": evil}]}
    response = cx.Response.read("v2/lead/search", json.dumps(body))
    html = response._repr_html_()
    assert "<script" not in html
    assert "<img" not in html
    assert "&lt;script&gt;" in html


def test_summary_counts_verdicts_and_names_columns_and_tables(client: cx.Client) -> None:
    lines = client.call("v1.1/customer/get", mobile=BATCH).summary().splitlines()
    assert lines[1:4] == ["  1 item failed 1012", "  1 item ok 1000", lines[3]]
    assert "  mobile: str" in lines
    assert "  lifetime_points: int" in lines
    assert "customer.transactions.transaction: 1 rows, 6 columns" in lines
    failed = client.call("v2/customer/get", id=1, source="ALL").summary()
    assert "customer: 0 rows, 0 columns" in failed


def test_a_partial_success_without_a_message_counts_what_failed(client: cx.Client) -> None:
    sale = {"identifierType": "mobile", "source": "INSTORE", "type": "REGULAR", "billAmount": 100}
    sales = [
        {**sale, "identifierValue": "914400000017", "billNumber": "NB-1"},
        {**sale, "identifierValue": "1", "billNumber": "NB-2"},
    ]
    response = client.call("v2/transaction/add_bulk", json=sales)
    first, *_ = str(response).splitlines()
    assert first == "v2/transaction/add_bulk partial: HTTP 200, 1 of 2 items failed"


def test_the_http_status_is_not_read_as_a_code_of_the_entity(client: cx.Client) -> None:
    response = client.call("v2/customer/get", id=800101, source="ALL")
    assert (response.code, response.meaning) == (200, "Everything worked.")

"""What the form shows of an answer, and of the calls before it."""

from __future__ import annotations

import re
from typing import Any

import pytest

import capexplore as cx
from capexplore.widgets.texts import found_in
from tests.form import control, is_hidden, markup, shown
from tests.loopback import Loopback

GET = "v2/customer/get"
PEOPLE = [{"mobile": "914400000555"}, {"firstname": "Nobody"}, {"mobile": "914400000556"}]


@pytest.fixture
def explorer(client: cx.Client) -> cx.Explorer:
    return cx.Explorer(client)


def test_the_outcome_comes_first_with_the_code_and_its_meaning(explorer: cx.Explorer) -> None:
    explorer.set(GET, id=1, source="ALL")
    response = explorer.send()
    badge = explorer._results.badge.value
    assert re.search(r"failed</b>.*HTTP 400.*code 8015: ", badge)
    assert str(response.request_id) in badge
    assert "Copy request id" in badge
    assert f"{len(response.content):,} bytes" in badge


def test_verdicts_come_with_the_failures_first(explorer: cx.Explorer) -> None:
    explorer.set("v1.1/customer/add", json={"root": {"customer": PEOPLE}})
    assert explorer.send().outcome == "partial"
    assert explorer._results.tabs.selected_index == 1
    rows = re.findall(r"<tr><td>(\d)</td><td><span class='cx-(\w+)'", markup(explorer))
    assert rows == [("2", "bad"), ("1", "ok"), ("3", "ok")]
    assert "1 of 3 failed" in shown(explorer)


def test_the_answer_is_searched_and_what_is_found_is_marked(explorer: cx.Explorer) -> None:
    explorer.set(GET, id=800101, source="ALL")
    explorer.send()
    control(explorer, "Find").value = "MIRA"
    assert "<mark>Mira</mark>" in markup(explorer)
    assert "found" in shown(explorer)
    control(explorer, "Find").value = "<b>"
    assert "0 found" in shown(explorer)


@pytest.mark.parametrize(
    ("text", "wanted", "found"),
    [
        ("a<b", "<", "a<mark>&lt;</mark>b"),
        ("AbaB", "ab", "<mark>Ab</mark><mark>aB</mark>"),
        ("aaa", "aa", "<mark>aa</mark>a"),
        ("İx", "x", "İ<mark>x</mark>"),
        ("x", "", "x"),
    ],
)
def test_marks_are_put_around_what_is_found(text: str, wanted: str, found: str) -> None:
    assert found_in(text, wanted) == (found, found.count("<mark>"))


def test_a_big_answer_is_cut_with_a_way_to_the_whole(loopback: Loopback) -> None:
    big = b'{"data":[{"id":1,"note":"' + b"x" * 120_000 + b'","end":"here"}]}'
    loopback.answer = lambda _: (200, {}, big)
    with cx.Client(loopback.url) as client:
        explorer = cx.Explorer(client, "v3/webhook/get_all")
        explorer.send()
        assert "the first 50,000 of" in shown(explorer)
        raw = explorer._results._raw
        assert "here" not in raw.value
        whole = control(explorer, "Show the whole answer")
        assert not is_hidden(explorer, whole)
        whole.click()
        assert "here" in raw.value
        assert is_hidden(explorer, whole)


def pick(explorer: cx.Explorer, number: int) -> None:
    control(explorer, "Calls").value = number


def test_a_call_of_the_history_comes_back_into_the_form(explorer: cx.Explorer) -> None:
    store = cx.Attribution.entity("STORE_CODE", "quay1")
    calls: list[tuple[str, dict[str, Any]]] = [
        (GET, {"id": 1, "source": "ALL", "attribution": store, "headers": {"language": "id"}}),
        ("v1.1/customer/add", {"json": {"root": {"customer": PEOPLE}}, "format": "xml"}),
        ("v1.1/customer/get", {"mobile": "914400000017", "user_id": True}),
    ]
    for key, arguments in calls:
        explorer.set(key, **arguments)
        explorer.send()
    history = list(explorer.client.history)
    for number, response in enumerate(history):
        pick(explorer, number)
        control(explorer, "Bring back into the form").click()
        assert explorer.request == response.request
        assert explorer.response is response
    assert len(explorer.client.history) == 3


def test_a_call_of_the_history_is_sent_again(explorer: cx.Explorer) -> None:
    explorer.set(GET, id=1, source="ALL")
    explorer.send()
    explorer.set("v3/webhook/get_all")
    explorer.send()
    pick(explorer, 0)
    control(explorer, "Send again").click()
    assert len(explorer.client.history) == 3
    assert explorer.client.history[2].request == explorer.client.history[0].request
    first, *_ = control(explorer, "Calls").options
    assert first[0].startswith("3. failed 400 v2/customer/get GET /v2/customers/1")


def test_a_call_without_an_answer_is_in_the_history(
    sandbox: cx.Sandbox, explorer: cx.Explorer
) -> None:
    sandbox.fail("v3/webhook/get_all", "drop")
    explorer.set("v3/webhook/get_all")
    with pytest.raises(cx.errors.APIConnectionError):
        explorer.send()
    [(line, _)] = control(explorer, "Calls").options
    assert "no answer" in line


def test_without_a_kernel_the_form_is_still_readable(explorer: cx.Explorer) -> None:
    explorer.set(GET, id=800101, source="ALL")
    before = explorer._repr_mimebundle_()[0]["text/html"]
    assert "GET https://sandbox.test/v2/customers/800101?source=ALL" in before
    explorer.send()
    after = explorer._repr_mimebundle_()[0]["text/html"]
    assert "success" in after
    assert "Mira" not in before
    assert "<script" not in after

"""Sending from the form: once, asked first where a live cluster would be changed, and stoppable."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import pytest

import capexplore as cx
from capexplore.widgets.page import Page
from tests.bodies import HOOK
from tests.form import control, is_hidden, shown
from tests.loopback import Loopback, Received

GET = "v3/webhook/get_all"


@pytest.fixture
def live(loopback: Loopback) -> Iterator[cx.Explorer]:
    """A form on a live cluster, whose client may only read."""
    with cx.Client(loopback.url) as client:
        yield cx.Explorer(client, GET)


def wait_for(done: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not done():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.01)


def press(explorer: cx.Explorer, name: str = "Send") -> None:
    control(explorer, name).click()


def test_a_read_is_sent_without_a_question(live: cx.Explorer, loopback: Loopback) -> None:
    press(live)
    wait_for(lambda: live.response is not None)
    assert [call.method for call in loopback.calls] == ["GET"]
    wait_for(lambda: not control(live, "Send").disabled)
    assert is_hidden(live, control(live, "Stop waiting"))


def test_a_write_is_sent_only_after_the_switch_and_a_yes(
    live: cx.Explorer, loopback: Loopback
) -> None:
    live.set("v3/webhook/add", json=HOOK)
    switch = control(live, f"Allow changes on {loopback.url}")
    assert not is_hidden(live, switch)
    press(live)
    assert "Switch on" in shown(live)
    switch.value = True
    press(live)
    yes = control(live, "Yes, send it")
    assert not is_hidden(live, yes)
    assert "is a POST (create) of webhook" in shown(live)
    assert f"POST {loopback.url}/v3/webHooks" in shown(live)
    press(live, "No, keep it")
    assert is_hidden(live, yes)
    assert loopback.received == []
    press(live)
    press(live, "Yes, send it")
    wait_for(lambda: live.response is not None)
    assert [call.method for call in loopback.calls] == ["POST"]
    assert live.client.writes is False
    press(live, "Yes, send it")
    assert len(loopback.calls) == 1


def test_each_write_asks_again_and_another_action_takes_the_question_back(
    live: cx.Explorer, loopback: Loopback
) -> None:
    live.set("v3/webhook/add", json=HOOK)
    control(live, f"Allow changes on {loopback.url}").value = True
    press(live)
    live.set("v3/webhook/delete", webHookId="7")
    assert is_hidden(live, control(live, "Yes, send it"))
    press(live, "Yes, send it")
    assert loopback.received == []


def test_a_read_that_changes_something_asks_too(live: cx.Explorer, loopback: Loopback) -> None:
    live.set("v1.1/coupon/resend", code="K7QW2M9Z")
    press(live)
    assert "changes something though it is a GET" in shown(live)
    assert loopback.received == []


def test_a_second_press_does_not_send_twice(live: cx.Explorer, loopback: Loopback) -> None:
    let_go = threading.Event()

    def slowly(_: Received) -> tuple[int, dict[str, str], bytes]:
        let_go.wait(10)
        return 200, {}, b'{"data":[]}'

    loopback.answer = slowly
    press(live)
    wait_for(lambda: loopback.connections == 1)
    press(live)
    press(live)
    let_go.set()
    wait_for(lambda: live.response is not None)
    assert len(loopback.calls) == 1


def test_waiting_can_be_stopped_and_the_answer_still_reaches_the_history(
    live: cx.Explorer, loopback: Loopback
) -> None:
    let_go = threading.Event()

    def slowly(_: Received) -> tuple[int, dict[str, str], bytes]:
        let_go.wait(10)
        return 200, {}, b'{"data":[{"webHookId":"late"}]}'

    loopback.answer = slowly
    press(live)
    stop = control(live, "Stop waiting")
    wait_for(lambda: not is_hidden(live, stop))
    press(live, "Stop waiting")
    assert "may have been carried out" in shown(live)
    assert not control(live, "Send").disabled
    let_go.set()
    wait_for(lambda: len(live.client.history) == 1)
    assert live.response is None
    loopback.answer = lambda _: (200, {}, b'{"data":[]}')
    press(live)
    wait_for(lambda: live.response is not None)
    assert len(live.client.history) == 2


def test_what_fails_in_the_thread_is_said(live: cx.Explorer, loopback: Loopback) -> None:
    loopback.answer = lambda _: (200, {"Content-Length": "900"}, b"{")
    press(live)
    wait_for(lambda: "got no answer" in shown(live))
    wait_for(lambda: not control(live, "Send").disabled)


def test_a_call_without_an_answer_takes_the_place_of_the_answer_before(
    live: cx.Explorer, loopback: Loopback
) -> None:
    live.send()
    assert "success" in live._results.badge.value
    loopback.answer = lambda _: (200, {"Content-Length": "900"}, b"{")
    with pytest.raises(cx.errors.APIConnectionError, match="no answer"):
        live.send()
    assert "no answer" in live._results.badge.value
    assert [label[:3] for label, _ in control(live, "Calls").options] == ["2. ", "1. "]


def test_what_cannot_be_filled_in_leaves_the_request_of_what_is_shown(client: cx.Client) -> None:
    explorer = cx.Explorer(client, GET)
    search = control(explorer, "Search")
    search.value = "https://eu.intouch.capillarytech.com/v2/customers/abc?source=NOPE"
    explorer._watch.run(explorer._chooser.pick)
    assert "NOPE" in shown(explorer)
    assert "webHooks" not in shown(explorer)


def test_ctrl_enter_sends_and_enter_picks_what_was_found(client: cx.Client) -> None:
    explorer = cx.Explorer(client)
    control(explorer, "Search").value = "webhook get_all"
    page: Page = explorer.page
    page._handle_custom_msg({"do": "pick"}, [])
    assert repr(explorer) == f"<Explorer {GET}>"
    page._handle_custom_msg({"do": "send"}, [])
    assert explorer.response is not None
    assert explorer.response.outcome == "success"
    page._handle_custom_msg("junk", [])

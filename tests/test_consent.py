"""Without consent no byte of a call that may change something leaves, whatever sends it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import capexplore as cx
from capexplore.cli import main
from tests.loopback import Loopback

BLOCKED = cx.errors.WriteBlockedError
MIRA: dict[str, Any] = {"mobile": "914400000017", "points": 1}


def flagged(action: cx.Action) -> list[str]:
    return [parameter.name for parameter in action.query_params if parameter.side_effect]


CALLS: list[tuple[cx.Action, dict[str, Any]]] = [
    *((action, action.example()) for action in cx.actions if action.writes),
    *(
        (action, {**action.example(), "params": {name: "true"}})
        for action in cx.actions
        if not action.writes
        for name in flagged(action)
    ),
]
"""Every action that writes, and every reading with each parameter that makes it one."""


def test_these_are_all_that_may_change_something() -> None:
    writing = {action.key for action, _ in CALLS}
    assert {a.key for a in cx.actions if a.method != "GET"} < writing
    assert {"v1.1/coupon/resend", "v1.1/points/is_redeemable"} < writing


@pytest.fixture
def ways(loopback: Loopback, tmp_path: Path) -> Iterator[dict[str, Callable[..., object]]]:
    """Every way to send a call to a live cluster without having said that it may be changed."""
    path = tmp_path / "calls.sqlite"
    auth = cx.OAuth("canary-key", "canary-secret")
    with (
        cx.Client(loopback.url, auth=auth, history=path) as client,
        cx.Client(loopback.url, auth=auth, writes=True) as drafts,
    ):

        def built(action: cx.Action, given: dict[str, Any]) -> cx.Request:
            return drafts.build(action, check="warn", **given)

        def attribute(action: cx.Action, given: dict[str, Any]) -> object:
            branch = getattr(client, action.version.replace(".", "_"))
            return getattr(getattr(branch, action.entity), action.action)(**given)

        def stored(action: cx.Action, given: dict[str, Any]) -> object:
            text = json.dumps(built(action, given).to_dict())
            return client.send(cx.Request.from_dict(json.loads(text)))

        def replayed(action: cx.Action, given: dict[str, Any]) -> object:
            old = cx.Response(action, 200, {}, b"{}", request=built(action, given))
            history = cx.History()
            history.append(old)
            request = history[-1].request
            assert request is not None
            return client.send(request)

        yield {
            "call": lambda action, given: client.call(action, **given),
            "call by key": lambda action, given: client.call(action.key, **given),
            "call with mistakes": lambda action, given: client.call(action, no_such=1, **given),
            "send": lambda action, given: client.send(built(action, given)),
            "attribute": attribute,
            "stored": stored,
            "replayed": replayed,
            "pages": lambda action, given: client.pages(action, **given),
        }
        assert len(client.history) == 0


@pytest.mark.parametrize(
    "way",
    ["call", "call by key", "call with mistakes", "send", "attribute", "stored", "replayed",
     "pages"],
)  # fmt: skip
def test_code_sends_nothing(
    loopback: Loopback, ways: dict[str, Callable[..., object]], way: str
) -> None:
    for action, given in CALLS:
        with pytest.raises(BLOCKED, match="was not sent"):
            ways[way](action, given)
    assert loopback.connections == 0


def test_the_form_sends_nothing(loopback: Loopback) -> None:
    with cx.Client(loopback.url, auth=cx.OAuth("canary-key", "canary-secret")) as client:
        explorer = cx.Explorer(client)
        pressed = 0
        for action, given in CALLS:
            try:
                explorer.set(action, **given)
            except cx.errors.InvalidRequestError:
                continue  # What no control can hold, the form cannot send.
            explorer._sender.press()
            assert "was not sent" in explorer._sender.said, action.key
            explorer._sender.confirm.click()
            with pytest.raises(BLOCKED, match="was not sent"):
                explorer.send()
            pressed += 1
        assert pressed > len(CALLS) * 0.9
        assert len(client.history) == 0
    assert loopback.connections == 0


def test_the_command_line_sends_nothing(
    loopback: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CAPEXPLORE_KEY", "canary-key")
    monkeypatch.setenv("CAPEXPLORE_SECRET", "canary-secret")
    for action, given in CALLS:
        words = ["call", action.key, "--cluster", loopback.url, "--auth", "env"]
        values = {**given.get("params", {}), **given}
        for name, value in values.items():
            if isinstance(value, str | int | float):
                words += ["--param", f"{name}={value}"]
        if "json" in given:
            words += ["--json", "-"]
        done = CliRunner().invoke(main, words, input=json.dumps(given.get("json")))
        assert done.exit_code == 1, action.key
        assert "was not sent" in done.output, action.key
    assert loopback.connections == 0


def test_consent_is_of_a_client_and_not_of_a_request(loopback: Loopback) -> None:
    with (
        cx.Client(loopback.url, auth=cx.Token("a-token"), writes=True) as writer,
        cx.Client(loopback.url, auth=cx.Token("a-token")) as reader,
    ):
        response = writer.call("v3/webhook/add", json={"name": "mine"})
        assert len(loopback.calls) == 1
        assert response.request is not None
        with pytest.raises(BLOCKED, match="writes=True"):
            reader.send(response.request)
    assert len(loopback.calls) == 1

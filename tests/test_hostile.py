"""Answers that nobody documented: an outcome and something to read each time, and nothing runs."""

from __future__ import annotations

import functools
import json
import random
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import capexplore as cx
from capexplore import display
from capexplore.decode import DEEPEST, from_json
from capexplore.secrets import visible
from capexplore.widgets import texts
from capexplore.xml import from_xml
from tests.form import markup
from tests.loopback import Loopback

KEY = "v2/customer/get"
# What HTML would run, and what a terminal or a browser would act on.
ACTIVE = (
    "<script>alert(1)</script>",
    "<style>*{display:none}</style>",
    "<img src=x onerror=alert(1)>",
    "'\"><svg onload=alert(1)>",
    "\x1b[2J\x1b[31m",
    "\x9b31m",
    "\u202egnp.exe\u2066",
    "\x00\x07\x08\x7f",
)
ACTED_ON = "\x00\x07\x08\x1b\x7f\x9b\u202e\u2066"


@functools.cache
def answers() -> list[tuple[cx.Action, int, bytes]]:
    """What the sandbox answers to the example of every action that it simulates, in each format."""
    found = []
    with cx.Client() as client:
        for action in cx.actions:
            if not action.simulated:
                continue
            for media in action.produces or ("json",):
                with suppress(cx.errors.CapexploreError):
                    response = client.call(action, **{**action.example(), "format": media})
                    found.append((action, response.status_code, response.content))
    return found


def uses(response: cx.Response) -> Iterator[Callable[[], object]]:
    """Every way to look at a response."""
    yield lambda: (response.outcome, response.code, response.message, response.meaning)
    yield lambda: repr(response.items) + repr(response.warnings) + repr(response.errors)
    yield lambda: [response.explain(one) for one in (*response.errors, *response.warnings)]
    for options in ({}, {"expand": False}, {"dates": True}, {"mask": "salt"}):
        yield functools.partial(response.to_frame, **options)
        yield functools.partial(response.to_frames, **options)
    yield lambda: response.to_frame(dtype_backend="pyarrow")
    yield lambda: response.to_frame()._repr_html_()  # type: ignore[operator]
    yield lambda: (repr(response), str(response), response.text, response.summary())
    yield lambda: response._repr_html_().encode()
    yield lambda: texts.badge(response) + texts.verdicts(response) + texts.readable(response)
    for kind in ("records", "items", "calls"):
        yield functools.partial(cx.concat, [response, response], kind=kind)
    yield response.raise_for_outcome


def look_at(response: cx.Response) -> None:
    start = time.monotonic()
    for use in uses(response):
        with suppress(cx.errors.APIError):
            use()
    assert response.outcome in ("success", "partial", "failed")
    assert response.outcome != "failed" or response.errors
    assert display.headline(response)
    assert time.monotonic() - start < 10


# Mutated answers.


def nested(depth: int, *, lists: bool) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = [value] if lists else {"a": value}
    return value


ODD: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1.5, 1e308, 2**63, 2**64, -(2**63) - 1, 10**30, "", " ", "é"),
    *("x" * 5000, "true", "1000", "NaN", "00012", [], {}, [[]], [{}], {"": 1}, [[1, 2], [3]]),
    *({"a": {"b": [1, {"c": 2}]}}, [1, "a", None, {}], {"code": {"x": 1}}, {"success": "maybe"}),
    *({"field": [{"name": "a", "value": 1}] * 2}, {"field": {"name": None, "value": []}}),
    *({"field": "x"}, nested(40, lists=True), nested(300, lists=False), *ACTIVE),
)
NAMES = ("", "a.b", "parent_row", "item_ok", "field", "errors", "data", "item_status", *ACTIVE)
SPLICES = (
    *(b"\xff", b"\x00", b"\xed\xa0\x80", b"{", b"]", b'"', b"NaN", b"Infinity", b"1e999", b"<a>"),
    *(b"9" * 5000, b"[" * 2000, b'{"a":' * 900, b"&x;", b"<![CDATA[<script>]]>", b"\\ud800"),
    *(b"\\u0000", b"<!DOCTYPE x>", b"\xef\xbb\xbf", b"[" * 300 + b"]" * 300),
)


def places(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path] if path else []
    members = node.items() if isinstance(node, dict) else ()
    for name, member in enumerate(node) if isinstance(node, list) else members:
        found += places(member, (*path, name))
    return found


def changed(body: Any, chance: random.Random) -> Any:
    """A body with some of its parts replaced, left out, doubled or renamed."""
    for _ in range(chance.randint(1, 3)):
        found = places(body)
        if not found or chance.random() < 0.03:
            return chance.choice(ODD)
        *above, last = chance.choice(found)
        node = functools.reduce(lambda inner, name: inner[name], above, body)
        way = chance.random()
        if way < 0.6:
            node[last] = chance.choice(ODD)
        elif way < 0.75:
            del node[last]
        elif way < 0.9 or isinstance(node, list):
            node[last] = [node[last], node[last]]
        else:
            node[chance.choice(NAMES)] = node[last]
    return body


def spliced(content: bytes, chance: random.Random) -> bytes:
    """A body that is cut short, or has other bytes in places."""
    if chance.random() < 0.3:
        return content[: chance.randint(0, len(content))]
    for _ in range(chance.randint(1, 3)):
        at = chance.randint(0, len(content))
        content = content[:at] + chance.choice(SPLICES) + content[at + chance.randint(0, 3) :]
    return content


TYPES = (
    *("application/json", "application/xml", "text/html; charset=utf-16", "", "a; charset=idna"),
    *("text/plain; charset=base64", "a; charset=undefined", 'a; charset="latin-1"', "\u00e9"),
)


@given(st.integers(0, 2**32))
def test_mutated_answers_have_an_outcome_and_something_to_read(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - no secret
    action, status, content = chance.choice(answers())
    if chance.random() < 0.7 and content.startswith(b"{"):
        body = changed(json.loads(content), chance)
        text = json.dumps(body, ensure_ascii=chance.random() < 0.5)
        content = text.encode("utf-8", "surrogatepass")
    else:
        content = spliced(content, chance)
    status = chance.choice((status, status, 200, 204, 302, 400, 500))
    headers = {"content-type": chance.choice(TYPES), "x-cap-requestid": "\x9b31m"}
    look_at(cx.Response.read(action, content, status, headers))


@given(st.binary(max_size=80), st.sampled_from([KEY, "v1.1/customer/add", "v3/webhook/add"]))
def test_any_bytes_are_an_answer(content: bytes, key: str) -> None:
    look_at(cx.Response.read(key, content))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["response", "status", "data", "entity", "errors", "warnings", "item"])
            | st.text(max_size=3),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(JSON, st.sampled_from([KEY, "v1.1/customer/add", "v2/coupon/issue_bulk"]))
def test_any_json_is_an_answer(body: Any, key: str) -> None:
    look_at(cx.Response.read(key, json.dumps(body)))


# Depth, numbers, names.


@pytest.mark.parametrize("depth", [DEEPEST + 1, 200, 500, 990, 5000, 100_000])
@pytest.mark.parametrize("shape", ["list", "object", "xml"])
def test_what_is_nested_too_deeply_is_said_so(depth: int, shape: str) -> None:
    opening, closing = {
        "list": (b"[", b"]"),
        "object": (b'{"a":', b"}"),
        "xml": (b"<a>", b"</a>"),
    }[shape]
    response = cx.Response.read(KEY, opening * depth + b"1" + closing * depth)
    look_at(response)
    assert response.outcome == "failed"
    assert "deep" in str(response.message) or "Excessive depth" in str(response.message)


def test_depth_counts_levels_and_not_what_stands_in_texts() -> None:
    deepest = b"[" * DEEPEST + b"]" * DEEPEST
    assert from_json(deepest) is not None
    assert from_xml(b"<a>" * DEEPEST + b"</a>" * DEEPEST)
    texts_of_brackets = json.dumps([{"a": '{["\\"' * 100}] * 100).encode()
    assert len(from_json(texts_of_brackets)) == 100


def test_depth_is_checked_in_little_time() -> None:
    content = b"[" + b",".join([b"[" * 60 + b"]" * 60] * 10_000) + b"]"
    start = time.monotonic()
    from_json(content)
    assert time.monotonic() - start < 10


def test_duplicate_names_and_huge_numbers() -> None:
    twice = cx.Response.read(KEY, b'{"id":1,"id":%d,"warnings":[],"errors":[]}' % 10**40)
    assert twice.to_frame()["id"].tolist() == [10**40]
    assert str(10**40) in texts.readable(twice)
    secret = b'{"data":{"accessToken":"canary-token","ttlSeconds":%d},"errors":null}' % 10**40
    shown = cx.Response.read("v3/oauth_token/generate", secret)
    assert (shown.outcome, b"canary" in shown.content) == ("success", False)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_numbers_that_json_has_not_are_a_failure_that_says_so(number: str) -> None:
    response = cx.Response.read(KEY, f'{{"id":{number}}}')
    assert response.outcome == "failed"
    assert "neither JSON nor XML" in str(response.message)


def test_names_of_named_values_may_be_anything() -> None:
    odd: tuple[Any, ...] = ([1], {}, None, 7)
    for name in odd:
        fields = {"field": [{"name": name, "value": 1}]}
        look_at(cx.Response.read(KEY, json.dumps({"id": 1, "custom_fields": fields})))


# Nothing runs.


def assert_shown_only(shown: str) -> None:
    assert not [c for c in ACTED_ON if c in shown]
    assert not [one for one in ("<script", "<style>", "<img", "<svg") if one in shown]


@pytest.mark.parametrize("active", ACTIVE)
@pytest.mark.parametrize("status", [200, 400])
def test_active_content_is_shown_and_never_run(
    loopback: Loopback, active: str, status: int
) -> None:
    notice = {"code": 7, "message": active}
    body = {active: active, "id": 1, "errors": [notice] * (status > 200), "warnings": [notice]}
    content = json.dumps(body, ensure_ascii=False).encode()
    loopback.answer = lambda _: (status, {"X-Cap-Requestid": "<script>1"}, content)
    with cx.Client(loopback.url) as client:
        explorer = cx.Explorer(client, KEY)
        explorer.set(KEY, id=1, source="ALL")
        response = explorer.send()
        assert_shown_only(response._repr_html_() + client.history._repr_html_())
        form = "".join(explorer._results.__dict__[name].value for name in _RESULT_TABS)
        assert_shown_only(form + str(explorer._repr_mimebundle_()))
        assert_shown_only(markup(explorer).replace("<style>", ""))
        text = str(response) + response.summary() + repr(response.items) + repr(response.errors)
        assert not [c for c in ACTED_ON if c in text]
        if status == 400:
            with pytest.raises(cx.errors.APIError, match="code 7") as error:
                response.raise_for_outcome()
            assert not [c for c in ACTED_ON if c in str(error.value)]


_RESULT_TABS = ("badge", "_tables", "_verdicts", "_raw", "_headers")


@given(st.text())
def test_visible_text_can_be_printed_and_changes_nothing_else(text: str) -> None:
    shown = visible(text)
    shown.encode()
    assert not [c for c in ACTED_ON if c in shown]
    assert visible(shown) == shown

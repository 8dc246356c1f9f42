"""Whatever is sent, the answer is a documented one, and what is refused changes nothing.

Every action that the sandbox simulates is asked, as the catalog lists them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import capexplore as cx
from capexplore.sandbox import Sandbox

from .bodies import JUNK, example, places, replaced, spoilt

SIMULATED = [action for action in cx.actions if action.simulated]
WRITING = [a for a in SIMULATED if a.method != "GET" and "json" in a.example()]
IN_XML = [action for action in WRITING if "xml" in action.consumes]
READING = [a for a in SIMULATED if a.method == "GET"]
UNREADABLE = [
    b"",
    b" \n",
    b"{",
    b"{}}",
    b"nonsense",
    b"'root'",
    b"\xff\xfe\x00",
    b'{"root": "\xe9"}',
    b'{"root": "\\ud800"}',
    b'{"root": NaN}',
    b'{"root": -Infinity}',
    b'{"root": 01}',
    b'{"root": [1,]}',
    b'{"root": /* none */ {}}',
    b"\xef\xbb\xbf{}",
    b"[" * 100_000,
    b"[" * 50_000 + b"]" * 50_000,
    b'{"root":' * 20_000 + b"1" + b"}" * 20_000,
    '{"root": {}}'.encode("utf-16"),
]
# A defect, and what is said for reasons that have no code.
NEVER = ("Internal error of the sandbox", "The item failed", "The request failed")
BOMB = b'<!DOCTYPE root [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><root>&b;</root>'
UNREADABLE_XML = [
    b"<root>",
    b"<root></toor>",
    b"<root/><root/>",
    b"<root>&nbsp;</root>",
    b"<root>\xff</root>",
    b"<root>\x00</root>",
    b"<r:root/>",
    b"<!DOCTYPE root><root/>",
    b'<!DOCTYPE root SYSTEM "file:///etc/passwd"><root/>',
    b'<!DOCTYPE root [<!ENTITY x SYSTEM "file:///etc/passwd">]><root>&x;</root>',
    BOMB,
    b"<a>" * 100_000,
    b"<root>" + b"<a>" * 5000 + b"</a>" * 5000 + b"</root>",
    b'<?xml version="1.0" encoding="no-such"?><root/>',
]


class Asked:
    """A sandbox that is asked by a till, and watched."""

    def __init__(self) -> None:
        self.sandbox = Sandbox()
        header = {"Authorization": "Basic cXVheTEudDE6MDUyZTgzM2NjMmY1MTJmYmQ2YTg4MGZjMGNiNTA3MzM="}
        self.client = httpx.Client(
            transport=self.sandbox.transport, base_url="https://sandbox.test", headers=header
        )
        self.store = self.sandbox._store
        self.tables = [
            row["name"]
            for row in self.store.all("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        self._kept: Any = None

    def data(self) -> list[list[tuple[Any, ...]]]:
        queries = [f'SELECT * FROM "{table}"' for table in self.tables]  # noqa: S608
        return [[tuple(row) for row in self.store.all(query)] for query in queries]

    def ask(
        self, action: cx.Action, target: str, content: bytes | None, kind: str = "json"
    ) -> httpx.Response:
        """Send a call: it is answered as documented, and reading and failing change nothing."""
        if self._kept is None:
            self._kept = self.data()
        before = self.store._connection.total_changes
        headers = {} if content is None else {"Content-Type": f"application/{kind}"}
        answer = self.client.request(action.method, target, content=content, headers=headers)
        what = (action.key, target, content and content[:300], answer.text[:300])
        for sentence in NEVER:
            assert sentence not in answer.text, what
        assert_documented(action, answer, what)
        if self.store._connection.total_changes != before:
            if answer.status_code >= 400 or not action.writes:
                assert self.data() == self._kept, what
            else:
                self._kept = None
        return answer


def assert_documented(action: cx.Action, answer: httpx.Response, what: Any) -> None:
    """The status, and the shape of what says how it went, are those of the version."""
    no_form = (415,) if "multipart" in action.consumes else ()
    assert answer.status_code in (200, 201, 400, 429, 500, *no_form), what
    if answer.headers["Content-Type"] == "application/xml":
        assert answer.text.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<'), what
        return
    tree = answer.json()
    failed = answer.status_code >= 400
    if action.version == "v1.1":
        status = tree["response"]["status"]
        assert str(status["success"]).lower() == ("false" if failed else "true"), what
        assert int(status["code"]) >= 200, what
        assert isinstance(status["message"], str), what
        return
    assert answer.status_code != 500, what
    errors = tree.get("errors")
    assert bool(errors) or not failed, what
    for error in errors or []:
        assert type(error["code"]) is int, what
        assert error["message"], what


@pytest.fixture(scope="module")
def asked() -> Iterator[Asked]:
    watched = Asked()
    yield watched
    watched.sandbox.close()


@pytest.mark.parametrize("action", WRITING, ids=lambda action: action.key)
def test_bodies_that_cannot_be_read_are_400(asked: Asked, action: cx.Action) -> None:
    target, _ = example(action)
    for content in UNREADABLE:
        answer = asked.ask(action, target, content)
        assert answer.status_code == 400, content[:50]


@pytest.mark.parametrize("action", IN_XML, ids=lambda action: action.key)
def test_xml_that_cannot_be_read_is_400(asked: Asked, action: cx.Action) -> None:
    target, _ = example(action)
    for content in UNREADABLE_XML:
        answer = asked.ask(action, target, content, "xml")
        assert answer.status_code == 400, content[:50]


@pytest.mark.parametrize("action", WRITING, ids=lambda action: action.key)
def test_wrong_values_everywhere(asked: Asked, action: cx.Action) -> None:
    target, body = example(action)
    for tree in spoilt(action, body, few=4):
        asked.ask(action, target, json.dumps(tree).encode())


@pytest.mark.parametrize("action", IN_XML, ids=lambda action: action.key)
def test_wrong_values_everywhere_in_xml(asked: Asked, action: cx.Action) -> None:
    target, body = example(action)
    for tree in spoilt(action, body, few=1):
        if isinstance(tree, dict) and len(tree) == 1:
            try:
                content = cx.xml.to_xml(tree)
            except cx.errors.InvalidRequestError:
                continue
            asked.ask(action, target, content, "xml")


@pytest.mark.parametrize("action", WRITING, ids=lambda action: action.key)
def test_numbers_beyond_all_bounds_and_repeated_keys(asked: Asked, action: cx.Action) -> None:
    target, body = example(action)
    marked = {path: replaced(body, path, "@@") for path in places(body)}
    for tree in marked.values():
        text = json.dumps(tree)
        for number in ("1e400", "-1e400", "1" + "0" * 400, "1e-400", "-0", "0.1e99999"):
            asked.ask(action, target, text.replace('"@@"', number).encode())
    text = json.dumps(body)
    for name in dict.fromkeys(part for path in marked for part in path if isinstance(part, str)):
        twice = text.replace(f'"{name}":', f'"{name}": [], "{name}":')
        asked.ask(action, target, twice.encode())


@pytest.mark.parametrize("action", WRITING, ids=lambda action: action.key)
def test_deep_and_large_bodies(action: cx.Action) -> None:
    asked = Asked()
    target, body = example(action)
    deep: Any = []
    for _ in range(200):
        deep = [deep]
    paths = list(places(body))
    for path in paths:
        asked.ask(action, target, json.dumps(replaced(body, path, deep)).encode())
    last = paths[-1]
    large = json.dumps(replaced(body, last, "@@")).encode()
    asked.ask(action, target, large.replace(b"@@", b"x" * 10_000_000))
    asked.ask(action, target, b"[" + b"0," * 5_000_000 + b"0]")
    asked.sandbox.close()


ODD = ["", " ", "-1", "0", "9" * 25, "1.5", "x" * 300, "a,b,,c", "null", "\x00", "é", "2025-13-45"]


@pytest.fixture(scope="module")
def tidy() -> Iterator[Asked]:
    """A sandbox that no junk fills, so that reading everybody stays quick."""
    watched = Asked()
    yield watched
    watched.sandbox.close()


@pytest.mark.parametrize("action", SIMULATED, ids=lambda action: action.key)
def test_any_query_gets_an_answer(tidy: Asked, action: cx.Action) -> None:
    target, body = example(action)
    content = None if action.method == "GET" else json.dumps(body).encode()
    path, _, query = target.partition("?")
    given = httpx.QueryParams(query)
    names = dict.fromkeys((*(parameter.name for parameter in action.query_params), *given))
    for name in names:
        for value in ODD:
            tidy.ask(action, f"{path}?{given.set(name, value)}", content)
        tidy.ask(action, f"{path}?{given.remove(name)}", content)
        tidy.ask(action, f"{path}?{given.add(name, 'x')}", content)
    tidy.ask(action, f"{path}?{httpx.QueryParams(dict.fromkeys(names, 'x'))}", content)
    tidy.ask(action, f"{path}?=x", content)


@settings(
    max_examples=200,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_any_members_get_an_answer(asked: Asked, data: st.DataObject) -> None:
    """Trees of an action's own words, in any order and depth."""
    action = data.draw(st.sampled_from(WRITING))
    target, body = example(action)
    words = {part for field in action.body_fields for part in field.name.split(".")}
    names = st.sampled_from(sorted({word.removesuffix("[]") for word in words} | {"root", ""}))
    trees = st.recursive(
        st.sampled_from(JUNK) | st.text(max_size=8),
        lambda inner: st.lists(inner, max_size=2) | st.dictionaries(names, inner, max_size=4),
        max_leaves=12,
    )
    place = data.draw(st.sampled_from(list(places(body))))
    asked.ask(action, target, json.dumps(replaced(body, place, data.draw(trees))).encode())


@settings(max_examples=100, deadline=None, derandomize=True)
@given(
    action=st.sampled_from(WRITING),
    content=st.binary(max_size=60) | st.text(max_size=40).map(str.encode),
    kind=st.sampled_from(["application/json", "application/xml", "text/plain", ""]),
)
def test_any_bytes_get_an_answer(
    asked: Asked, action: cx.Action, content: bytes, kind: str
) -> None:
    headers = {"Content-Type": kind} if kind else {}
    answer = asked.client.request(
        action.method, example(action)[0], content=content, headers=headers
    )
    assert "Internal error of the sandbox" not in answer.text
    assert answer.status_code in (400, 415, 500)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(tail=st.text(max_size=30))
def test_any_path_gets_an_answer(asked: Asked, tail: str) -> None:
    try:
        url = httpx.URL(f"https://sandbox.test/v2/{tail}")
    except httpx.InvalidURL:
        return
    answer = asked.client.get(url)
    assert "Internal error of the sandbox" not in answer.text
    assert answer.status_code in (200, 400, 404, 405, 501)

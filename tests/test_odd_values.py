"""Values as people and their tables have them: sent as meant or refused, never silently other."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest

import capexplore as cx

UTC = dt.UTC
POINTS: dict[str, Any] = {"points": 1, "mobile": "914400000017"}


@pytest.mark.parametrize(
    ("value", "sent"),
    [
        (10, "10"),
        (10.0, "10"),
        (np.int64(10), "10"),
        (np.float64(10.0), "10"),
        (" 10", None),
        (10.5, None),
        ("\u0661\u0660", None),
        (b"10", None),
        (True, None),
    ],
)
def test_whole_numbers(drafts: cx.Client, value: Any, sent: str | None) -> None:
    call: dict[str, Any] = {"mobile": "1", "coupon_limit": value}
    if sent is None:
        with pytest.raises(cx.errors.InvalidRequestError, match="coupon_limit="):
            drafts.build("v1.1/customer/get", **call)
    else:
        assert dict(drafts.build("v1.1/customer/get", **call).query)["coupon_limit"] == sent


@pytest.mark.parametrize("none", [None, float("nan"), np.nan, pd.NA, pd.NaT, [], ()])
def test_what_stands_for_nothing_is_left_out(drafts: cx.Client, none: Any) -> None:
    request = drafts.build("v2/customer/get", id=1, source="ALL", accountId=none, embed=none)
    assert request.query == (("source", "ALL"),)


def test_sets_are_sent_in_order(drafts: cx.Client) -> None:
    request = drafts.build("v2/customer/get", id=1, source="ALL", embed={"points", "mlp"})
    assert dict(request.query)["embed"] == "mlp,points"


@pytest.mark.parametrize(
    ("key", "name", "value", "sent"),
    [
        ("v1.1/customer/get_transactions", "start_date", dt.date(2025, 1, 2), "2025-01-02"),
        ("v1.1/customer/get_transactions", "start_date", "2025-01-02", "2025-01-02"),
        ("v1.1/customer/get_transactions", "start_date", "2025-13-45", None),
        ("v1.1/customer/get_transactions", "start_date", "soon", None),
    ],
)
def test_dates(drafts: cx.Client, key: str, name: str, value: Any, sent: str | None) -> None:
    if sent is None:
        with pytest.raises(cx.errors.InvalidRequestError, match="must be a date"):
            drafts.build(key, mobile="1", **{name: value})
    else:
        assert dict(drafts.build(key, mobile="1", **{name: value}).query)[name] == sent


def test_a_path_value_cannot_be_another_path(drafts: cx.Client) -> None:
    for value in (".", ".."):
        with pytest.raises(cx.errors.InvalidRequestError, match="would be another path"):
            drafts.build("v3/webhook/delete", webHookId=value)


BODY: dict[str, Any] = {
    "on": dt.date(2026, 1, 15),
    "at": dt.datetime(2026, 1, 15, 10, tzinfo=UTC),
    "stamp": pd.Timestamp("2026-01-15T10:00:00Z"),
    "count": np.int64(5),
    "many": np.array([1, 2]),
    "price": Decimal("10.50"),
    "whole": Decimal("10"),
    "pair": (1, "é"),
    "big": 10**30,
    "none": None,
}
PLAIN = {
    "on": "2026-01-15",
    "at": "2026-01-15T10:00:00+00:00",
    "stamp": "2026-01-15T10:00:00+00:00",
    "count": 5,
    "many": [1, 2],
    "price": 10.5,
    "whole": 10,
    "pair": [1, "é"],
    "big": 10**30,
    "none": None,
}


def test_bodies_are_kept_as_what_is_sent(drafts: cx.Client) -> None:
    request = drafts.build("v2/lead/patch", json={"id": 1, "extendedFields": BODY})
    assert request.json["extendedFields"] == PLAIN
    assert json.loads(request.encode())["extendedFields"] == PLAIN
    assert cx.Request.from_dict(json.loads(json.dumps(request.to_dict()))) == request
    names: dict[str, Any] = {}
    text = request.to_python().partition("response = ")[2].partition("\nprint")[0]
    exec(f"request = {text.replace('client.call', 'client.build')}", {"client": drafts}, names)  # noqa: S102
    assert names["request"] == request


@pytest.mark.parametrize("value", [float("nan"), float("inf"), pd.NA, {1}, object(), "\ud800"])
def test_what_json_cannot_carry_is_refused(drafts: cx.Client, value: Any) -> None:
    with pytest.raises(cx.errors.InvalidRequestError, match="cannot be written as JSON"):
        drafts.build("v2/lead/patch", json={"id": 1, "owner": value})


def test_xml_and_json_say_the_same(drafts: cx.Client) -> None:
    body = {"root": {"customer": ({"mobile": np.int64(1), "registered_on": BODY["at"]},)}}
    text = drafts.build("v1.1/customer/add", json=body, format="xml").encode().decode()
    assert "<customer><mobile>1</mobile><registered_on>2026-01-15T10:00:00+00:00<" in text


def test_each_secret_has_a_variable_of_its_own(
    drafts: cx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CAPEXPLORE_SECRET", "the client's")
    request = drafts.build("v1.1/points/is_redeemable", validation_code="V4711", **POINTS)
    stored = json.dumps(request.to_dict())
    assert "CAPEXPLORE_VALIDATION_CODE" in stored
    assert "V4711" not in stored + request.to_curl() + request.to_python() + repr(request)
    assert '"$CAPEXPLORE_VALIDATION_CODE"' in request.to_curl()
    with pytest.raises(cx.errors.InvalidRequestError, match="CAPEXPLORE_VALIDATION_CODE"):
        cx.Request.from_dict(request.to_dict()).url_target()


def test_secrets_of_a_list_are_told_apart(drafts: cx.Client) -> None:
    body = {"name": "quay1.t2", "storeId": 62001, "password": "one"}
    stored = drafts.build("v2/till/add", json=body).to_dict()["json"]
    assert stored["password"] == {"$secret": "CAPEXPLORE_TILL_PASSWORD"}


def test_doubts_about_what_is_too_much_or_missing(drafts: cx.Client) -> None:
    many = {"root": {"customer": [{"mobile": str(n)} for n in range(101)]}}
    problems = drafts.build("v1.1/customer/add", json=many).problems
    assert problems == ("101 items: one call takes at most 100.",)
    assert "The body is missing" in drafts.build("v1.1/customer/add").problems[0]
    assert "is usually needed" in drafts.build("v1.1/customer/get").problems[0]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"headers": [("a", "b")]}, "headers= takes a dictionary"),
        ({"params": ["a"]}, "params= takes a dictionary"),
        ({"attribution": "quay1"}, "attribution= takes a cx.Attribution"),
    ],
)
def test_arguments_of_another_kind_are_refused(
    drafts: cx.Client, arguments: dict[str, Any], said: str
) -> None:
    with pytest.raises(cx.errors.InvalidRequestError, match=said):
        drafts.build("v2/customer/get", id=1, source="ALL", **arguments)


def test_other_kinds_of_objects_are_refused_with_what_to_do(drafts: cx.Client) -> None:
    wrong: Any = 5
    with pytest.raises(cx.errors.InvalidRequestError, match="not of a int"):
        cx.Client(wrong)
    with pytest.raises(cx.errors.InvalidRequestError, match=r"send\(\) takes a Request"):
        drafts.send(wrong)
    with pytest.raises(cx.errors.UnknownNameError, match="no action '5'"):
        drafts.build(wrong)
    for stored in ({}, {"action": "v2/customer/get"}, {"action": "v2/customer/get", "path": 5}):
        with pytest.raises(cx.errors.InvalidRequestError, match="stored request"):
            cx.Request.from_dict(stored)


def test_headers_are_named_once_and_codes_are_text(drafts: cx.Client) -> None:
    call: dict[str, Any] = {"id": 1, "source": "ALL", "headers": {"X-Note": "1", "x-note": "2"}}
    assert drafts.build("v2/customer/get", **call).headers["X-Note"] == "2"
    assert cx.Attribution.entity("TILL", 5) == cx.Attribution.entity("TILL", "5")  # type: ignore[arg-type]


def test_slices_of_the_catalog_are_catalogs() -> None:
    assert [action.key for action in cx.actions[:2]] == [cx.actions[0].key, cx.actions[1].key]


# Values of which nobody thought: refused with an error of the package, or used.


class Breaking:
    """Raises whatever is done with it, as a lazy value of a library may."""

    def __str__(self) -> str:
        raise OSError("canary")

    __repr__ = __str__

    def __getattr__(self, name: str) -> Any:
        raise RuntimeError("canary")


class BreakingText(str):
    __slots__ = ()

    def __hash__(self) -> int:
        raise RuntimeError("canary")


def nested(depth: int) -> list[Any]:
    return [nested(depth - 1)] if depth else []


HOLDS_ITSELF: list[Any] = []
HOLDS_ITSELF.append(HOLDS_ITSELF)
NOBODY_THOUGHT_OF: tuple[Any, ...] = (
    *(
        None,
        True,
        -1,
        1.5,
        float("nan"),
        float("inf"),
        10**5000,
        2**64,
        "",
        "\ud800",
        "\0",
        "a\r\nb",
    ),
    *("{", "{}", "../..", b"", b"\xff", bytearray(b"x"), (), {}, {1: 2}, {None: [1]}, [None], [[]]),
    *(HOLDS_ITSELF, nested(900), Breaking(), BreakingText("x"), object(), object, range(3), 1j),
    *(
        Decimal("NaN"),
        Decimal("1e99999"),
        dt.datetime.max,
        dt.timedelta(1),
        pd.NA,
        pd.NaT,
        np.array(1),
    ),
    *(pd.DataFrame({"a": [1]}), np.array([[1, 2]]), cx.Secret(None), cx.actions[0], Ellipsis),
)
BATCH = "v1.1/customer/add"


def used(request: cx.Request) -> None:
    """Do with a request all that can be done without sending it."""
    text = f"{request!r} {request.preview()} {request.preview_html()}"
    text += request.to_python() + request.to_curl() + json.dumps(request.to_dict())
    text.encode()
    assert cx.Request.from_dict(request.to_dict()).encode() == request.encode()


def stored(drafts: cx.Client, name: str, value: Any) -> None:
    body = {"root": {"customer": [{"mobile": "1"}]}}
    used(cx.Request.from_dict({**drafts.build(BATCH, json=body).to_dict(), name: value}))


def planned(drafts: cx.Client, rows: Any, **options: Any) -> None:
    plan = drafts.bulk(BATCH, rows, dry_run=True, invalid="skip", **options)
    assert f"{plan!r} {plan.summary()} {plan.errors}"


def answered() -> cx.Response:
    return cx.Response.read("v2/lead/patch", '{"errors":[{"code":92001}]}', 400)


ENTRIES: dict[str, Callable[[cx.Client, Any], object]] = {
    "json": lambda c, odd: used(c.build("v2/lead/patch", json=odd, check="warn")),
    "member": lambda c, odd: used(c.build("v2/lead/patch", json={"id": odd}, check="warn")),
    "item": lambda c, odd: used(c.build(BATCH, json={"root": {"customer": [odd]}}, check="warn")),
    "xml": lambda c, odd: used(c.build(BATCH, json={"root": {"customer": [odd]}}, format="xml")),
    "id": lambda c, odd: used(c.build("v2/customer/get", id=odd, source="ALL")),
    "enum": lambda c, odd: used(c.build("v2/customer/get", id=1, source=odd)),
    "text": lambda c, odd: used(c.build("v1.1/customer/get", email=odd)),
    "params": lambda c, odd: used(c.build("v1.1/customer/get", params=odd)),
    "further": lambda c, odd: used(c.build("v1.1/customer/get", params={"other": odd, "n": 1})),
    "headers": lambda c, odd: used(c.build("v1.1/customer/get", headers=odd, check="warn")),
    "header": lambda c, odd: used(c.build("v1.1/customer/get", headers={"X": odd}, check="warn")),
    "attribution": lambda c, odd: used(c.build("v1.1/customer/get", attribution=odd)),
    "entity": lambda _, odd: cx.Attribution.entity(odd, odd).headers,
    "format": lambda c, odd: used(c.build("v1.1/customer/get", format=odd)),
    "files": lambda c, odd: used(c.build("v2/image/upload", files={"file": odd}, check="warn")),
    "check": lambda c, odd: used(c.build("v1.1/customer/get", check=odd)),
    "key": lambda c, odd: c.build(odd),
    "send": lambda c, odd: c.send(odd),
    "page size": lambda c, odd: c.pages("v2/customer/search", q="m", page_size=odd),
    **{
        f"stored {name}": lambda c, odd, name=name: stored(c, name, odd)  # type: ignore[misc]
        for name in ("action", "path", "query", "headers", "json", "files", "problems")
    },
    "stored name": lambda c, odd: stored(c, "query", [[odd, "x"]]),
    "stored value": lambda c, odd: stored(c, "query", [["x", odd]]),
    "stored secret": lambda c, odd: stored(c, "headers", [["x", {"$secret": odd}]]),
    "rows": lambda c, odd: planned(c, odd if not isinstance(odd, str) else [odd]),
    "row": lambda c, odd: planned(c, [odd]),
    "cell": lambda c, odd: planned(c, [{"mobile": odd}]),
    "cell read once": lambda c, odd: planned(c, iter([{"mobile": odd}])),
    "template": lambda c, odd: planned(c, [{"mobile": "1"}], template=odd),
    "columns": lambda c, odd: planned(c, [{"mobile": "1"}], columns={"mobile": odd}),
    "chunk": lambda c, odd: planned(c, [{"mobile": "1"}], chunk=odd),
    "workers": lambda c, odd: planned(c, [{"mobile": "1"}], workers=odd),
    "rate": lambda c, odd: planned(c, [{"mobile": "1"}], per_minute=odd),
    "read": lambda _, odd: cx.Response.read("v2/customer/get", odd).summary(),
    "read action": lambda _, odd: cx.Response.read(odd, b"{}"),
    "read status": lambda _, odd: str(cx.Response.read("v2/customer/get", b"{}", odd)),
    "read headers": lambda _, odd: str(cx.Response.read("v2/customer/get", b"{}", 200, odd)),
    "read header": lambda _, odd: cx.Response.read("v2/customer/get", b"{}", 200, {"a": odd}).text,
    "explain": lambda _, odd: answered().explain(odd),
    "search": lambda _, odd: cx.actions.search(odd),
    "openapi": lambda _, odd: cx.actions.to_openapi(odd) if odd is not None else None,
    "concat": lambda _, odd: cx.concat(odd),
    "concat one": lambda _, odd: cx.concat([odd]),
    "kind": lambda c, odd: c.history.to_frame(odd),
    "mask": lambda _, odd: answered().to_frame(mask=odd),
    "preview": lambda c, odd: c.build("v2/lead/patch", json={}).preview(odd),
    "python": lambda c, odd: c.build("v2/lead/patch", json={}).to_python(odd),
    "curl": lambda c, odd: c.build("v2/lead/patch", json={}).to_curl(odd),
    "form": lambda _, odd: cx.Explorer(odd) if odd is not None else None,
    "form's key": lambda c, odd: cx.Explorer(c, odd) if odd is not None else None,
    "cluster": lambda _, odd: cx.Cluster("mine", odd),
    "cluster's name": lambda _, odd: repr(cx.Cluster(odd, "https://loyalty.test").key),
    "cluster's hosts": lambda _, odd: cx.Cluster("mine", "https://loyalty.test", hosts={"a": odd}),
    "named cluster": lambda _, odd: cx.clusters[odd],
    "client": lambda _, odd: cx.Client(odd) if odd is not None else None,
    "auth": lambda _, odd: cx.Client("eu", auth=odd),
    "timeout": lambda _, odd: cx.Client("eu", timeout=odd),
    "max_bytes": lambda _, odd: cx.Client("eu", max_bytes=odd),
    "pair": lambda _, odd: repr(cx.OAuth(odd, odd)),
    "token's header": lambda _, odd: cx.OAuth("key", "secret", header=odd),
    "token": lambda _, odd: cx.Token(odd),
    "till": lambda _, odd: repr(cx.Till(odd, odd)),
    "environment": lambda _, odd: cx.OAuth.from_env(odd),
    "seed": lambda _, odd: cx.Sandbox(seed=odd),
    "now": lambda _, odd: cx.Sandbox(now=odd),
    "advance": lambda _, odd: cx.Sandbox().advance(days=odd),
    "fail": lambda _, odd: cx.Sandbox().fail("v2/customer/get", odd),
    "times": lambda _, odd: cx.Sandbox().fail("v2/customer/get", 503, odd),
}


@pytest.mark.parametrize("entry", ENTRIES)
def test_what_nobody_thought_of_is_used_or_refused(drafts: cx.Client, entry: str) -> None:
    said = []
    for odd in NOBODY_THOUGHT_OF:
        try:
            ENTRIES[entry](drafts, odd)
        except cx.errors.CapexploreError as error:
            said.append(str(error))
    assert not [one for one in said if "canary" in one or len(one) > 2000]


def test_rows_that_cannot_be_read_are_refused_with_the_reason(drafts: cx.Client) -> None:
    def broken() -> Iterator[dict[str, Any]]:
        yield {"mobile": "914400000017"}
        raise LookupError("the table ends here")

    with pytest.raises(
        cx.errors.InvalidRequestError, match=r"LookupError.*\nNothing was sent"
    ) as why:
        drafts.bulk(BATCH, broken())
    assert isinstance(why.value.__cause__, LookupError)

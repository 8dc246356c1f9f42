"""Values as people and their tables have them: sent as meant or refused, never silently other."""

from __future__ import annotations

import datetime as dt
import json
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

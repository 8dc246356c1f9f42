"""Every version's envelope in one shape, whatever came; all bodies here are invented."""

from __future__ import annotations

import json
import pickle
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import capexplore as cx

ADD, FIND, SERIES = "v1.1/customer/add", "v1.1/customer/get", "v1.1/coupon/get_series"
V2, LEADS, BULK, V3 = (
    "v2/customer/get",
    "v2/lead/search",
    "v2/transaction/add_bulk",
    "v3/webhook/add",
)
ALL_FAILED = "All requests have failed due to errors"


def read(
    key: str, body: object, status_code: int = 200, headers: dict[str, str] | None = None
) -> cx.Response:
    text = body if isinstance(body, str | bytes) else json.dumps(body)
    return cx.Response.read(key, text, status_code=status_code, headers=headers)


def judged(ok: object, code: object, /, **more: Any) -> dict[str, Any]:
    """A v1.1 item with its verdict."""
    return {**more, "item_status": {"success": ok, "code": code, "message": f"says {code}"}}


def v1(ok: object, code: object, *items: Any, message: str = "Success") -> dict[str, Any]:
    status = {"success": ok, "code": code, "message": message}
    return {"response": {"status": status, "customers": {"customer": list(items)}}}


def error(code: int) -> dict[str, Any]:
    return {"status": False, "code": code, "message": f"says {code}"}


# v1.1.


@pytest.mark.parametrize("ok", ["true", "TRUE", True])
@pytest.mark.parametrize("code", [200, "200"])
def test_v1_1_success_is_said_by_string_or_boolean(ok: object, code: object) -> None:
    response = read(ADD, v1(ok, code, judged(ok, "1000", mobile="914400000555")))
    assert (response.outcome, response.code, response.message) == ("success", 200, "Success")
    assert [(i.index, i.ok, i.code, i.message) for i in response.items] == [
        (0, True, 1000, "says 1000")
    ]
    assert response.to_frame().to_dict("records") == [
        {
            "mobile": "914400000555",
            "item_ok": True,
            "item_code": 1000,
            "item_message": "says 1000",
        }
    ]


@pytest.mark.parametrize(("ok", "code"), [("true", 201), ("true", 200), ("false", 500)])
def test_v1_1_batch_that_failed_in_part_is_counted_by_its_items(ok: str, code: int) -> None:
    body = v1(ok, code, judged("true", 1000, mobile="1"), judged("false", 1007))
    response = read(ADD, body)
    assert response.outcome == "partial"
    assert [item.ok for item in response.items] == [True, False]
    assert response.errors == ({"code": 1007, "message": "says 1007"},)
    assert response.to_frame()["item_ok"].tolist() == [True, False]
    assert repr(response) == "<Response v1.1/customer/add partial 2 items>"


@pytest.mark.parametrize("status_code", [200, 400, 500])
def test_v1_1_batch_that_failed_is_failed_whatever_http_says(status_code: int) -> None:
    body = v1("false", 500, judged("false", "1012"), message=ALL_FAILED)
    response = read(FIND, body, status_code)
    assert (response.outcome, response.code, response.message) == ("failed", 500, ALL_FAILED)
    assert response.items[0].code == 1012
    assert response.to_frame().empty


def test_v1_1_refusal_with_success_true_is_failed_by_its_code() -> None:
    body = {"response": {"status": {"success": "true", "code": 401, "message": "Unauthorized"}}}
    response = read(FIND, {**body, "customers": None}, 401)
    assert (response.outcome, response.code, response.items) == ("failed", 401, ())
    assert response.errors == ({"code": 401, "message": "Unauthorized"},)


@pytest.mark.parametrize(
    "customers",
    ["<customer>{0}</customer>", "<customer>{0}</customer><customer>{0}</customer>"],
    ids=["lone", "list"],
)
def test_xml_says_the_same_as_json(customers: str) -> None:
    item = (
        "<mobile>914400000017</mobile><item_status><success>true</success><code>1000</code>"
        "<message>ok</message><warnings><warning>1017</warning></warnings></item_status>"
    )
    status = "<status><success>true</success><code>200</code><message>Success</message></status>"
    wrapped = f"<customers>{customers.format(item)}</customers>"
    response = read(FIND, f"<response>{status}{wrapped}</response>")
    assert (response.outcome, response.code) == ("success", 200)
    assert {item.code for item in response.items} == {1000}
    assert set(response.to_frame()["mobile"]) == {"914400000017"}
    assert response.warnings[0] == {"code": 1017, "message": None}


def test_v1_1_sample_without_the_root_is_read_alike() -> None:
    body = {
        "status": {"success": "true", "code": 200, "message": "ok"},
        "coupons": {"coupon": judged(True, 700, code="K7QW2M9Z")},
    }
    response = read("v1.1/coupon/redeem", body)
    assert (response.outcome, response.items[0].code) == ("success", 700)
    assert response.to_frame()["code"].tolist() == ["K7QW2M9Z"]


def test_v1_1_verdict_may_be_called_status() -> None:
    item = {"item_status": {"status": "true", "code": "700"}}
    status = {"success": "true", "code": 200}
    body = {"response": {"status": status, "coupons": {"redeemable": item}}}
    assert read("v1.1/coupon/is_redeemable", body).items[0].ok


def test_v1_1_records_without_verdicts_are_found() -> None:
    item = {"id": "4100", "series_code": "0007"}
    status = {"success": True, "code": "200"}
    response = read(SERIES, {"response": {"status": status, "series": {"items": {"item": [item]}}}})
    assert response.to_frame().to_dict("records") == [item]
    assert [item.ok for item in response.items] == [True]


def test_v1_1_warnings_are_codes_and_no_failure() -> None:
    item = judged("true", 1000)
    item["item_status"]["warnings"] = {"warning": ["1017", "odd text"]}
    response = read(ADD, v1("true", 200, item))
    assert response.outcome == "success"
    assert response.warnings == response.items[0].warnings
    assert response.warnings == (
        {"code": 1017, "message": None},
        {"code": None, "message": "odd text"},
    )


# v2.


@pytest.mark.parametrize(
    ("key", "body", "frame"),
    [
        (
            "v2/customer/add",
            {"createdId": 800199, "warnings": [], "sideEffects": []},
            [{"createdId": 800199, "sideEffects": []}],
        ),
        ("v2/coupon/revoke", {"entity": {"id": 7}, "errors": [], "success": True}, [{"id": 7}]),
        ("v2/customer_lookup/get_id", {"entity": 800101, "warnings": []}, [{"entity": 800101}]),
        (LEADS, {"pagination": {"total": 1}, "data": [{"id": "01"}]}, [{"id": "01"}]),
        (LEADS, {"data": [], "warnings": [], "errors": []}, []),
        (V2, {"id": 800101, "a": {"b": "01"}, "warnings": []}, [{"id": 800101, "a.b": "01"}]),
        ("v2/user_group/leave", {"warnings": [], "errors": [], "success": True}, []),
    ],
    ids=["created", "entity", "id", "list", "empty list", "flat", "status only"],
)  # fmt: skip
def test_v2_success_has_its_records(key: str, body: Any, frame: list[dict[str, Any]]) -> None:
    response = read(key, body)
    assert (response.outcome, response.code) == ("success", 200)
    assert response.to_frame().to_dict("records") == frame
    assert len(response.items) == len(frame)
    assert all(item.ok for item in response.items)


@pytest.mark.parametrize(
    "body",
    [
        {"errors": [error(8015)]},
        {"warnings": [], "errors": [error(8015)]},
        {"warnings": [], "errors": [error(8015)], "success": False},
        {"pagination": {"limit": 0, "total": 0}, "warnings": [], "errors": [error(8015)]},
    ],
)  # fmt: skip
@pytest.mark.parametrize("status_code", [200, 400])
def test_v2_errors_are_a_failure_whatever_http_says(body: Any, status_code: int) -> None:
    response = read(V2, body, status_code)
    assert (response.outcome, response.code, response.message) == ("failed", 8015, "says 8015")
    assert response.errors == ({"code": 8015, "message": "says 8015"},)
    assert response.to_frame().empty
    assert repr(response) == "<Response v2/customer/get failed 8015>"


def test_v2_false_success_alone_is_a_failure() -> None:
    assert read(V2, {"success": False, "entity": {}}).outcome == "failed"


def test_v2_warnings_are_no_failure() -> None:
    response = read("v2/customer/add", {"createdId": 1, "warnings": [error(1017)]})
    assert (response.outcome, response.warnings[0]["code"]) == ("success", 1017)


@pytest.mark.parametrize("said", [0, 1, 7])
def test_v2_bulk_is_counted_and_its_counter_not_believed(said: int) -> None:
    good = {"entityId": 910001, "result": {"id": 910001}, "errors": [], "warnings": [error(2)]}
    bad = {"entityId": None, "errors": [error(604)]}
    body = {"response": [good, bad], "totalCount": 2, "failureCount": said}
    response = read(BULK, body)
    assert response.outcome == "partial"
    assert [(item.ok, item.code) for item in response.items] == [(True, None), (False, 604)]
    assert (response.errors[0]["code"], response.warnings[0]["code"]) == (604, 2)


def test_v2_bulk_item_with_result_and_errors_has_failed() -> None:
    both = {"entityId": 1, "result": {"id": 1}, "errors": [error(9)]}
    response = read(BULK, {"response": [both], "totalCount": 1, "failureCount": 0})
    assert (response.outcome, response.code) == ("failed", 9)
    fine = read(BULK, {"response": [{"entityId": 1, "result": True}], "failureCount": 1})
    assert fine.outcome == "success"


@pytest.mark.parametrize(
    ("key", "body", "outcome"),
    [
        ("v2/coupon/redeem", {"redemptionStatus": {"status": False, "code": 1}}, "failed"),
        ("v2/coupon/revoke", {"entity": {"failedToRevoke": [{"code": "A"}]}}, "partial"),
        ("v2/coupon/issue_multiple", {"data": [{"id": 1}], "errors": [error(707)]}, "partial"),
        ("v2/coupon/revoke", {"entity": {"failedCount": 1, "successCount": 1}}, "partial"),
    ],
)
def test_v2_failures_below_the_top_are_read(key: str, body: Any, outcome: str) -> None:
    assert read(key if key in cx.actions else "v2/coupon/revoke", body).outcome == outcome


# v3, access, and what is no envelope at all.


@pytest.mark.parametrize(
    ("data", "frame"),
    [
        ({"webHookId": "65f0", "n": 1}, [{"webHookId": "65f0", "n": 1}]),
        ([{"webHookId": "65f0"}], [{"webHookId": "65f0"}]),
        (True, [{"value": True}]),
    ],
)
def test_v3_success_has_null_errors(data: Any, frame: list[dict[str, Any]]) -> None:
    response = read(V3, {"data": data, "errors": None, "warnings": None}, 201)
    assert (response.outcome, response.code) == ("success", 201)
    assert response.to_frame().to_dict("records") == frame


@pytest.mark.parametrize("status_code", [200, 400])
def test_v3_errors_are_a_failure(status_code: int) -> None:
    body = {"data": None, "errors": [{"code": 310017, "message": "none such"}]}
    response = read(V3, body, status_code)
    assert (response.outcome, response.code, response.message) == ("failed", 310017, "none such")


@pytest.mark.parametrize("key", [FIND, V2, V3])
@pytest.mark.parametrize(("code", "status_code"), [(4000, 403), (4001, 503)])
def test_access_refusals_are_read_in_every_version(key: str, code: int, status_code: int) -> None:
    response = read(key, {"errorCode": code, "errorMessage": "no"}, status_code)
    assert (response.outcome, response.code, response.message) == ("failed", code, "no")


@pytest.mark.parametrize("key", [FIND, V2, V3])
@pytest.mark.parametrize(
    "body",
    [
        "<html><head><title>502</title></head><body>Bad Gateway</body></html>",
        "<!DOCTYPE html><p>no</p>",
        '{"response":{"status":{"success":"tr',
        "<response><status>",
        "plain text",
        b"\xff\xfe\x00",
        b"\x89PNG\r\n",
    ],
)
@pytest.mark.parametrize("status_code", [200, 502])
def test_what_cannot_be_read_has_failed(key: str, body: Any, status_code: int) -> None:
    response = read(key, body, status_code)
    assert (response.outcome, response.code, response.items) == ("failed", status_code, ())
    assert "neither JSON nor XML" in (response.message or "")
    assert response.to_frame().empty
    with pytest.raises(ValueError, match=r"\w+ \w+"):  # which decoder says it depends
        response.json()


@pytest.mark.parametrize(
    ("status_code", "outcome"),
    [(200, "success"), (204, "success"), (302, "failed"), (500, "failed")],
)
def test_empty_body_is_judged_by_http(status_code: int, outcome: str) -> None:
    response = read(V2, b" \n", status_code)
    assert (response.outcome, response.code) == (outcome, status_code)


@pytest.mark.parametrize(
    "kind", ["text/html", "text/plain; charset=nonsense", "", "application/xml"]
)
def test_content_type_is_not_believed(kind: str) -> None:
    response = read(V2, {"id": 7}, headers={"Content-Type": kind})
    assert response.to_frame()["id"].tolist() == [7]
    assert response.text == '{"id": 7}'


def test_text_is_decoded_by_its_charset() -> None:
    body = '{"a":"Zoë"}'.encode("latin-1")
    assert (
        read(V2, body, headers={"Content-Type": "text/plain; charset=latin-1"}).text
        == '{"a":"Zoë"}'
    )


# What all have.


@pytest.mark.parametrize("name", ["X-Cap-Requestid", "x-cap-requestid", "X-CAP-REQUEST-ID"])
def test_request_id_is_read_in_both_spellings_and_any_case(name: str) -> None:
    response = read(V2, {}, headers={name: "r-1", "X-CAP-API-REQUEST-URI": "/v2/x"})
    assert (response.request_id, response.request_uri) == ("r-1", "/v2/x")
    assert (read(V2, {}).request_id, read(V2, {}).request_uri) == (None, None)


def test_response_made_by_read_has_no_request() -> None:
    response = read(V2, {"id": 7})
    assert (response.request, response.elapsed_ms) == (None, None)
    assert response.json() == {"id": 7}
    assert response.content == b'{"id": 7}'


def test_raise_for_outcome_tells_codes_and_request_id_in_four_lines() -> None:
    items = [judged("false", code) for code in (1, 2, 3)]
    response = read(ADD, v1("false", 500, *items), 500, headers={"X-Cap-Requestid": "r-1"})
    with pytest.raises(
        cx.errors.APIError, match=r"failed: HTTP 500, code 500.\n1: says 1; 2:"
    ) as e:
        response.raise_for_outcome()
    assert e.value.response is response
    assert "(and 1 more)\nRequest id r-1" in str(e.value)
    assert len(str(e.value).splitlines()) <= 4
    partial = read(ADD, v1("true", 201, judged("true", 1000), judged("false", 9)))
    with pytest.raises(cx.errors.APIError, match="failed in part"):
        partial.raise_for_outcome()
    good = read(V2, {"id": 7})
    assert good.raise_for_outcome() is good


def test_response_pickles(client: cx.Client) -> None:
    response = client.call("v1.1/customer/get", mobile="914400000017")
    copy = pickle.loads(pickle.dumps(response))  # noqa: S301 - made here
    assert copy.to_frame().equals(response.to_frame())
    assert (copy.request, copy.request_id) == (response.request, response.request_id)
    assert repr(copy) == repr(response)


EVIL = "<script>alert('x')</script>"


@pytest.mark.parametrize(
    "response",
    [
        read(ADD, v1("true", 200, judged("true", 1000, **{EVIL: EVIL}), message=EVIL)),
        read(V2, {"errors": [{"code": 1, "message": EVIL}], "warnings": [{"message": EVIL}]}, 400),
        read(LEADS, {"data": [{EVIL: EVIL}, {"a": [EVIL], "b": {EVIL: None}}]}),
        read(V3, EVIL),
    ],
)
def test_html_is_escaped(response: cx.Response) -> None:
    assert "<script" not in response._repr_html_()


# Nothing raises, whatever came.

KEYS = st.sampled_from(
    [
        *("response", "status", "item_status", "success", "code", "message", "errors", "warnings"),
        *("warning", "customers", "customer", "data", "entity", "errorCode", "pagination", "field"),
        *("name", "value", "result", "accessToken", ""),
    ]
)
LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=3),
    st.sampled_from(["true", "false", "200", "500", 200, 401, 2**63, -(2**70)]),
)  # fmt: skip
TREES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=4)),
    max_leaves=14,
)
ANY_KEY = st.sampled_from([ADD, FIND, V2, LEADS, BULK, V3, "v3/oauth_token/generate", SERIES])
STATUS = st.sampled_from([0, 200, 201, 400, 500])


def hold(response: cx.Response) -> None:
    """Ask a response for everything that a user may ask for."""
    assert response.outcome in ("success", "partial", "failed")
    assert isinstance(response.items, tuple)
    assert response.code is None or isinstance(response.code, int)
    frame = response.to_frame()
    assert len(frame) == len(response.to_frame(expand=False))
    assert all(isinstance(name, str) for name in response.to_frames())
    assert isinstance(response._repr_html_(), str)
    assert "\n" not in repr(response)
    assert isinstance(response.text, str)


@given(ANY_KEY, TREES, STATUS)
@example(ADD, {"response": {"status": {}, "customers": {"customer": {"item_status": {}}}}}, 200)
def test_any_json_is_an_outcome(key: str, body: Any, status_code: int) -> None:
    hold(read(key, body, status_code))


def test_verdict_around_other_verdicts_is_a_frame() -> None:
    inner = {"item_status": {"success": True}, "customer": {"item_status": {}}}
    hold(read(ADD, {"response": {"status": {"success": True}, "customers": inner}}))


@given(ANY_KEY, st.binary(max_size=40), STATUS, st.sampled_from(["", "charset=utf-16", "idna"]))
@example(V2, b"{" * 2000, 200, "")
@example(V2, b"[" * 100000, 200, "")
@example(ADD, b"<a>" * 2000, 200, "")
def test_any_bytes_are_an_outcome(key: str, body: bytes, status_code: int, kind: str) -> None:
    hold(read(key, body, status_code, headers={"Content-Type": kind}))


@given(ANY_KEY, st.recursive(
    st.sampled_from(["", "true", "200", "<code>500</code>"]),
    lambda inner: st.builds("<{0}>{1}{2}</{0}>".format,
        st.sampled_from(["response", "status", "success", "code", "customer", "item_status"]),
        inner, inner),
), STATUS)  # fmt: skip
def test_any_xml_is_an_outcome(key: str, body: str, status_code: int) -> None:
    hold(read(key, body, status_code))


def test_the_code_of_an_error_is_no_secret_where_a_code_in_the_data_is() -> None:
    sent = read("v2/otp/get", {"data": [{"code": 246810}], "errors": [], "warnings": []})
    assert "246810" not in sent.text
    assert sent.json()["data"][0]["code"].reveal() == "246810"
    assert read("v2/otp/get", {"errors": [{"code": 8015, "message": "?"}]}, 400).code == 8015


def test_records_of_several_customers_are_put_together() -> None:
    customers = [
        {"transactions": {"transaction": [{"id": "1"}, {"id": "2"}]}, "item_status": OK_STATUS},
        {"transactions": {"transaction": {"id": "3"}}, "item_status": OK_STATUS},
    ]
    status = {"success": "true", "code": 200}
    body = {"response": {"status": status, "customer": customers}}
    frame = read("v1.1/customer/get_transactions", body).to_frame()
    assert frame["id"].tolist() == ["1", "2", "3"]


OK_STATUS = {"success": "true", "code": "1052", "message": "Transactions fetched successfully"}


@pytest.mark.parametrize(
    ("body", "status_code", "explained"),
    [
        ("{}", 200, "200: the answer does not say how the call went"),
        ("", 503, "503: the body is empty (It could not be found out whether"),
        ("<html>", 500, "500: the body is neither JSON nor XML"),
    ],
)
def test_the_status_of_an_answer_without_a_code_is_not_explained_as_one_of_an_item(
    body: str, status_code: int, explained: str
) -> None:
    r = cx.Response.read("v1.1/customer/get", body, status_code)
    assert r.outcome == "failed"
    assert r.explain(r.errors[0]).startswith(explained)
    assert "item failed for a reason" not in r.explain(r.errors[0])
    assert "worked" not in r.meaning

"""Requests as values: built and checked, spelt for the URL, compared, stored, shown and run."""

from __future__ import annotations

import copy
import json
import pickle
import shlex
from dataclasses import FrozenInstanceError
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

import capexplore as cx
from capexplore.xml import from_xml
from tests import bodies

PERSON = {"root": {"customer": [{"mobile": "914400000555", "firstname": "Ines & Söhne"}]}}
HOOK = {**bodies.HOOK, "webHookUrl": "https://hooks.mine.test/in?a=1&b='2'"}
REQUIRES_FORMAT = "v1.1/transaction/update"
BILL: dict[str, Any] = {
    "identifierName": "mobile",
    "identifierValue": "914400000017",
    "source": "INSTORE",
}
LOOKUP = cx.Attribution.lookup("WECHAT", "wx-7")

# One of each kind: path, several queries, odd characters, attribution, xml, body, own headers.
CALLS: list[tuple[str, dict[str, Any]]] = [
    ("v2/customer/get", {"id": 800101, "source": "ALL"}),
    ("v2/customer/get", {"id": 1, "source": "ALL", "embed": ["points", "mlp"]}),
    ("v3/webhook/get_all", {}),
    ("v3/webhook/delete", {"webHookId": "a/b c?d"}),
    ("v3/webhook/add", {"json": HOOK}),
    ("v1.1/customer/get", {"email": "o'neil+1@mail.test", "params": {"format": "xml", "x": "a b"}}),
    ("v1.1/customer/add", {"json": PERSON, "format": "xml"}),
    ("v1.1/customer/add", {"json": PERSON, "attribution": cx.Attribution.entity("TILL", "t'1")}),
    ("v2/transaction/add", {**BILL, "json": {}, "attribution": LOOKUP}),
    ("v2/lead/patch", {"json": {"id": 1, "owner": None, "tags": [], "deep": [{"a": [1.5, True]}]}}),
    ("v2/customer/get", {"id": 7, "source": "ALL", "headers": {"language": "id", "X-B": "$HOME"}}),
    ("v2/customer/get", {"id": 7, "source": "ALL", "headers": {"User-Agent": None}}),
    ("v1.1/customer/get", {"id": 7, "headers": {"Accept": "application/xml"}}),
]  # fmt: skip
EACH_CALL = pytest.mark.parametrize(("key", "arguments"), CALLS)


# Values: strictly checked, spelt as documented.


@pytest.mark.parametrize(
    ("key", "arguments", "match"),
    [
        ("v2/customer/get", {"id": 1, "sorce": "ALL"}, "'sorce'. Did you mean 'source'"),
        ("v2/customer/get", {"source": "ALL"}, "Missing: id"),
        ("v2/customer/get", {"id": 1}, "Missing: source"),
        ("v2/customer/get", {"id": None, "source": "ALL"}, "Missing: id"),
        ("v2/customer/get", {"id": "x1", "source": "ALL"}, "id='x1': must be a whole number"),
        ("v2/customer/get", {"id": True, "source": "ALL"}, "id=True: must be a whole number"),
        ("v2/customer/get", {"id": 1.5, "source": "ALL"}, "must be a whole number"),
        ("v2/customer/get", {"id": 1, "source": "INSTOR"}, "Did you mean 'INSTORE'"),
        ("v2/customer/get", {"id": 1, "source": {}}, "single value, not a mapping"),
        ("v2/customer/get", {"id": 1, "source": "ALL", "embed": ["points", "pionts"]}, "'points'"),
        ("v2/customer/get", {"id": 1, "customerId": 2, "source": "ALL"}, "Id is given twice"),
        ("v2/customer/get", {"id": 1, "source": "ALL", "params": {"source": "X"}}, "given twice"),
        ("v2/customer/get", {"id": 1, "source": "ALL", "json": {}}, "A GET takes no body"),
        ("v2/customer/get", {"id": 1, "source": "ALL", "files": {"f": b""}}, "takes no files"),
        ("v2/customer/get", {"id": 1, "source": "ALL", "format": "yaml"}, "no format 'yaml'"),
        ("v2/customer/get", {"id": 1, "source": "ALL", "format": "xml"}, "speaks JSON only"),
        ("v2/customer/get", {"id": 1, "source": "ALL", "check": "no"}, "'raise' or 'warn'"),
        ("v1.1/customer/get", {"user_id": "yes"}, "must be true or false"),
        ("v2/lead/patch", {"json": {}, "ownr": "x"}, "no parameter 'ownr'"),
        ("v3/webhook/add", {"name": "x"}, "name is a member of the body"),
    ],
)  # fmt: skip
def test_mistake_is_found_before_sending(
    drafts: cx.Client, key: str, arguments: dict[str, Any], match: str
) -> None:
    with pytest.raises(cx.errors.InvalidRequestError, match=match) as caught:
        drafts.build(key, **arguments)
    assert len(str(caught.value).splitlines()) <= 4


def test_all_mistakes_are_told_in_at_most_four_lines(drafts: cx.Client) -> None:
    with pytest.raises(cx.errors.InvalidRequestError, match=r"\(and \d more\)") as caught:
        drafts.build("v2/customer/get", id="a", source="b", c=1, d=2, e=3)
    assert len(str(caught.value).splitlines()) == 4


@pytest.mark.parametrize("key", [a.key for a in cx.actions if a.aliases and a.version == "v2"][:40])
def test_customer_id_in_a_path_is_accepted_as_id(drafts: cx.Client, key: str) -> None:
    action = cx.actions[key]
    (documented,) = {*action.aliases.values()}
    assert documented.lower() in ("customerid", "userid")
    both: dict[str, Any] = {"id": 1, documented: 1}
    with pytest.raises(cx.errors.InvalidRequestError, match="is given twice"):
        drafts.build(action, **both)


def test_numbers_and_digit_strings_are_interchangeable(drafts: cx.Client) -> None:
    said = [drafts.build("v2/customer/get", id=n, source="ALL") for n in (800101, "800101")]
    assert said[0] == said[1]


@pytest.mark.parametrize("source", ["ALL", "all", "All", " all "])
def test_enums_ignore_case(drafts: cx.Client, source: str) -> None:
    assert drafts.build("v2/customer/get", id=1, source=source).query == (("source", "ALL"),)


@pytest.mark.parametrize("embed", [["points", "mlp"], ("POINTS", "MLP"), "points,mlp"])
def test_lists_and_comma_texts_are_the_same(drafts: cx.Client, embed: object) -> None:
    request = drafts.build("v2/customer/get", id=1, source="ALL", embed=embed)
    assert dict(request.query)["embed"] == "points,mlp"


@pytest.mark.parametrize(("value", "text"), [(True, "true"), ("FALSE", "false"), ("true", "true")])
def test_booleans_are_spelt_in_lower_case(drafts: cx.Client, value: object, text: str) -> None:
    assert drafts.build("v1.1/customer/get", user_id=value).query == (("user_id", text),)


def test_none_leaves_a_parameter_out_and_order_is_the_documented_one(drafts: cx.Client) -> None:
    one = drafts.build("v2/transaction/add", source="INSTORE", identifierValue="1",
                       identifierName="mobile", accountId=None)  # fmt: skip
    assert [name for name, _ in one.query] == ["identifierName", "identifierValue", "source"]


def test_params_sends_any_query_parameter_as_it_stands(drafts: cx.Client) -> None:
    request = drafts.build("v1.1/customer/get", params={"format": "xml", "Any Name": "a&b"})
    assert request.target == "/v1.1/customer/get?format=xml&Any%20Name=a%26b"


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), st.text("ab /?&=+%#ü\n\\;"))
def test_values_survive_the_url(drafts: cx.Client, path: str, query: str) -> None:
    request = drafts.build("v3/webhook/delete", webHookId=path, params={"q": query})
    parts = urlsplit("https://h.test" + request.url_target())
    assert parts.path.count("/") == 3
    assert unquote(parts.path.rpartition("/")[2]) == path
    assert parse_qsl(parts.query, keep_blank_values=True) == [("q", query)]


# Bodies: leniently.


def test_body_without_its_wrapper_is_refused(drafts: cx.Client) -> None:
    bare: list[Any] = [{"mobile": "1"}, {"root": {}}, [], "x"]
    for body in bare:
        with pytest.raises(
            cx.errors.InvalidRequestError, match=r"wrapped as \{'root': \{'customer'"
        ):
            drafts.build("v1.1/customer/add", json=body)


@pytest.mark.parametrize("body", [{"id": object()}, {"id": {1, 2}}, {"id": float("nan")}])
def test_body_that_is_no_json_is_refused(drafts: cx.Client, body: Any) -> None:
    with pytest.raises(cx.errors.InvalidRequestError, match="cannot be written as JSON"):
        drafts.build("v2/lead/patch", json=body)


def test_doubts_about_a_body_are_problems_and_do_not_forbid_sending(drafts: cx.Client) -> None:
    body = {**HOOK, "nmae": "x", "maxAllowedConnections": "many"}
    del body["name"]
    problems = "\n".join(drafts.build("v3/webhook/add", json=body).problems)
    assert "nmae: not documented. Did you mean 'name'?" in problems
    assert "name: required, and missing" in problems
    assert drafts.build("v3/webhook/add", json=HOOK).problems == ()


def test_lone_object_may_stand_for_a_list_of_one(drafts: cx.Client) -> None:
    one = {"root": {"customer": {"mobile": "914400000555"}}}
    assert drafts.build("v1.1/customer/add", json=one).problems == ()


def test_xml_body_is_the_same_tree(drafts: cx.Client) -> None:
    request = drafts.build("v1.1/customer/add", json=PERSON, format="xml")
    assert request.headers["Accept"] == request.headers["Content-Type"] == "application/xml"
    assert request.format == "xml"
    person = {"mobile": "914400000555", "firstname": "Ines & Söhne"}
    assert from_xml(request.encode()) == {"root": {"customer": person}}


# Values: frozen, comparable, hashable.


@EACH_CALL
def test_equal_choices_make_equal_requests(
    drafts: cx.Client, key: str, arguments: dict[str, Any]
) -> None:
    one, other = drafts.build(key, **arguments), drafts.build(key, **copy.deepcopy(arguments))
    assert one == other
    assert hash(one) == hash(other)
    assert len({one, other}) == 1
    assert copy.deepcopy(one) == pickle.loads(pickle.dumps(one)) == one  # noqa: S301 - made here


def test_requests_differ_by_action_value_header_and_body(drafts: cx.Client) -> None:
    build = drafts.build
    different = [
        build("v2/customer/get", id=1, source="ALL"),
        build("v2/customer/get", id=2, source="ALL"),
        build("v2/customer/get", id=1, source="LINE"),
        build("v2/customer/get", id=1, source="ALL", headers={"language": "id"}),
        build("v2/lead/patch", json={"id": 1}),
        build("v2/lead/patch", json={"id": 2}),
        build("v2/lead/add", json={"id": 1}),
    ]
    assert all(a != b for i, a in enumerate(different) for b in different[:i])


def test_request_is_frozen_and_later_changes_of_the_body_do_not_reach_it(
    drafts: cx.Client,
) -> None:
    body: dict[str, Any] = {"id": 1, "tags": ["a"]}
    request = drafts.build("v2/lead/patch", json=body)
    before = request.encode()
    body["tags"].append("b")
    request.json["tags"].append("c")
    assert request.encode() == before
    with pytest.raises(FrozenInstanceError, match="cannot assign to field 'query'"):
        request.query = ()  # type: ignore[misc]


@EACH_CALL
def test_stored_request_is_restored(drafts: cx.Client, key: str, arguments: dict[str, Any]) -> None:
    request = drafts.build(key, **arguments)
    stored = json.loads(json.dumps(request.to_dict()))
    assert cx.Request.from_dict(stored) == request
    assert cx.Request.from_dict(stored).problems == request.problems


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-(2**53), 2**53), st.text(max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)
SAFE_TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)


@given(SAFE_TEXT, st.dictionaries(SAFE_TEXT, SAFE_TEXT, max_size=2), JSON)
def test_any_values_are_stored_and_restored(
    drafts: cx.Client, value: str, params: dict[str, str], member: Any
) -> None:
    request = drafts.build("v3/webhook/update", webHookId=value, params=params, json={"x": member})
    assert cx.Request.from_dict(json.loads(json.dumps(request.to_dict()))) == request


# Text: anatomy, preview, Python, curl.


@pytest.mark.parametrize(
    ("key", "arguments", "parts"),
    [
        (
            "v2/customer/get",
            {"id": 800101, "source": "ALL"},
            [
                ("host", "https://eu.intouch.capillarytech.com"),
                ("version", "v2"),
                ("entity", "customers"),
                ("action", "{customerId} = 800101"),
                ("query", "source = ALL"),
            ],
        ),
        (
            "v1/cart_promotion/deactivate",
            {"promotionId": "p1", "customerId": 7},
            [
                ("host", "https://eu.intouch.capillarytech.com"),
                ("prefix", "/api_gateway"),
                ("version", "v1"),
                ("entity", "promotions"),
                ("action", "{promotionId} = p1/deactivate"),
                ("query", "customerId = 7"),
            ],
        ),
        (
            "v3/webhook/add",
            {"json": HOOK},
            [
                ("host", "https://eu.intouch.capillarytech.com"),
                ("version", "v3"),
                ("entity", "webHooks"),
                ("action", "(POST: create)"),
            ],
        ),
    ],
    ids=["id", "prefix", "verb"],
)
def test_anatomy_takes_the_url_apart(
    drafts: cx.Client, key: str, arguments: dict[str, Any], parts: list[tuple[str, str]]
) -> None:
    assert drafts.build(key, **arguments).anatomy(cx.Client("eu").cluster) == parts


def test_preview_shows_what_goes_out_with_the_token_masked(client: cx.Client) -> None:
    request = client.build("v1.1/customer/add", json=PERSON, format="xml",
                           attribution=cx.Attribution.entity("STORE_CODE", "quay1"))  # fmt: skip
    preview = request.preview(client.cluster, auth=client.auth)
    assert preview.startswith("POST https://sandbox.test/v1.1/customer/add\n")
    for line in (
        "Accept: application/xml",
        "Content-Type: application/xml",
        f"User-Agent: capexplore/{cx.__version__} (python; jupyter)",
        "X-CAP-API-ATTRIBUTION-ENTITY-TYPE: STORE_CODE",
        "X-CAP-API-ATTRIBUTION-ENTITY-CODE: quay1",
        "CAP-API-ACCESS-TOKEN: ***",
        "X-CAP-API-OAUTH-TOKEN: ***",
        "  <customer>",
    ):
        assert line in preview.splitlines()
    assert "$CAPEXPLORE_URL" in request.preview()


def test_preview_of_an_action_without_authentication_shows_no_token(drafts: cx.Client) -> None:
    request = drafts.build("v3/oauth_token/generate", json={"key": "k-1", "secret": "s-1"})
    assert "TOKEN:" not in request.preview()
    assert request.preview().count("***") == 2


def test_preview_says_where_a_family_has_no_documented_host(drafts: cx.Client) -> None:
    action = next(a for a in cx.actions if a.host_kind == "recommendations" and a.method == "GET")
    parameters: dict[str, Any] = {
        p.name: 1 for p in (*action.path_params, *action.query_params) if p.required
    }
    request = drafts.build(action, **parameters)
    us = cx.Client("us").cluster
    assert "No host is documented for recommendations on US" in request.preview(us)
    assert "No host is documented" not in request.preview(cx.Client("eu").cluster)


def test_html_preview_is_escaped(drafts: cx.Client) -> None:
    body = {**HOOK, "name": "<script>alert(1)</script>"}
    html = drafts.build("v3/webhook/add", json=body)._repr_html_()
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


@EACH_CALL
def test_python_text_runs_and_makes_the_same_request(
    drafts: cx.Client, key: str, arguments: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    request = drafts.build(key, **arguments)
    scope: dict[str, Any] = {}
    exec(request.to_python(), scope)  # noqa: S102 - made here
    assert scope["response"].request == request
    assert capsys.readouterr().out


def test_python_text_for_a_cluster_names_it_and_its_credentials(drafts: cx.Client) -> None:
    eu = cx.Client("eu").cluster
    read = drafts.build("v2/customer/get", id=1, source="ALL").to_python(eu)
    assert "cx.Client('europe', auth=cx.OAuth.from_env())" in read
    write = drafts.build("v3/webhook/add", json=HOOK).to_python(eu, auth=cx.Till("t", "p"))
    assert "cx.Client('europe', auth=cx.Till.from_env(), writes=True)" in write


def test_python_text_for_a_cluster_of_ones_own_names_its_url(drafts: cx.Client) -> None:
    with cx.Client("https://api.mine.test") as own:
        text = drafts.build("v2/customer/get", id=1, source="ALL").to_python(own.cluster)
    assert "cx.Client('https://api.mine.test', auth=cx.OAuth.from_env())" in text


@EACH_CALL
def test_curl_text_says_the_same_request(
    drafts: cx.Client, key: str, arguments: dict[str, Any]
) -> None:
    request = drafts.build(key, **arguments)
    words = shlex.split(request.to_curl(cx.Client("eu").cluster))
    assert words[0] == "curl"
    assert words[words.index("--request") + 1] == request.method
    assert f"https://eu.intouch.capillarytech.com{request.url_target()}" in words
    given = [words[i + 1] for i, word in enumerate(words) if word == "-H"]
    token = "$CAPEXPLORE_TOKEN"
    expected = [f"{name}: {value}" for name, value in request.header_items]
    assert given == [*expected, f"CAP-API-ACCESS-TOKEN: {token}", f"X-CAP-API-OAUTH-TOKEN: {token}"]
    bodies = [words[i + 1] for i, word in enumerate(words) if word == "--data-raw"]
    assert bodies == ([request.encode().decode()] if request.json is not None else [])


def test_text_without_a_cluster_reads_url_and_token_from_the_environment(
    drafts: cx.Client,
) -> None:
    request = drafts.build("v2/customer/get", id=1, source="ALL")
    assert '"$CAPEXPLORE_URL"' in request.to_curl()
    assert "$CAPEXPLORE_TOKEN" in request.to_curl()
    assert "client = cx.Client()" in request.to_python()


def test_example_of_every_action_builds_and_has_all_its_texts(drafts: cx.Client) -> None:
    eu = cx.Client("eu").cluster
    for action in cx.actions:
        request = drafts.build(action, **action.example())
        assert "{" not in request.path
        for text in (request.preview(eu), request.to_curl(eu), request.preview_html(eu)):
            assert action.method in text
        compile(request.to_python(eu), action.key, "exec")
        assert cx.Request.from_dict(request.to_dict()).target == request.target


def test_required_query_parameter_format_can_be_given(drafts: cx.Client) -> None:
    body = {"root": {"transaction": [{"id": 910001}]}}
    how: dict[str, Any] = {"params": {"format": "json"}}
    assert "format=json" in drafts.build(REQUIRES_FORMAT, json=body, **how).target


def test_repr_is_one_line(drafts: cx.Client) -> None:
    request = drafts.build("v2/customer/get", id=1, source="ALL")
    assert repr(request) == "<Request v2/customer/get GET /v2/customers/1?source=ALL>"

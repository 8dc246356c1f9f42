"""The header rules, by value, and each of them broken once."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import capexplore as cx
from capexplore.headers import DEFAULTS, RULES, TOKEN_HEADERS, broken_rules, forbidden

V11, V2, V3 = "v1.1/customer/get", "v2/customer/get", "v3/webhook/get_all"
ENTITY_TYPE = "X-CAP-API-ATTRIBUTION-ENTITY-TYPE"
ENTITY_CODE = "X-CAP-API-ATTRIBUTION-ENTITY-CODE"
LOOKUP_TYPE = "X-CAP-API-ATTRIBUTION-LOOKUP-TYPE"
LOOKUP = "X-CAP-API-ATTRIBUTION-LOOKUP"
LOOKUP_PAIR = {LOOKUP_TYPE: "WECHAT", LOOKUP: "wx-7"}
MEDIA = ("application/json", "application/xml")
TYPES = (
    *("TILL", "STORE_CODE", "STORE_NAME"),
    *("STORE_EXTERNAL_ID", "STORE_EXTERNAL_ID_1", "STORE_EXTERNAL_ID_2"),
)


def broken(key: str, headers: dict[str, str], scheme: str = "oauth") -> list[str]:
    return broken_rules(cx.actions[key], headers, scheme)


def test_table_of_rules_is_the_documented_one() -> None:
    table = {r.name: (r.values, r.versions, r.oauth_only, r.needs) for r in RULES.values()}
    assert table == {
        "Accept": (MEDIA, (), False, ""),
        "Content-Type": (MEDIA, (), False, ""),
        "User-Agent": ((), (), False, ""),
        ENTITY_TYPE: (TYPES, (), True, ""),
        ENTITY_CODE: ((), (), True, ""),
        LOOKUP_TYPE: (("WECHAT", "MOBILE_TRIGGER"), ("v2",), False, LOOKUP),
        LOOKUP: ((), ("v2",), False, LOOKUP_TYPE),
    }
    assert TOKEN_HEADERS == ("CAP-API-ACCESS-TOKEN", "X-CAP-API-OAUTH-TOKEN")


def test_default_user_agent_names_version_and_jupyter() -> None:
    assert DEFAULTS["User-Agent"] == f"capexplore/{cx.__version__} (python; jupyter)"


@pytest.mark.parametrize(
    ("key", "headers"),
    [
        (V2, {**DEFAULTS, "Accept": "application/json", **LOOKUP_PAIR}),
        (V11, {"accept": "application/xml", "content-type": "application/xml"}),
        (V11, {"Accept": "application/json; charset=utf-8"}),
        (V3, {ENTITY_TYPE: "STORE_EXTERNAL_ID_2", ENTITY_CODE: "QX-3"}),
        (V2, {ENTITY_TYPE: "TILL"}),
        (V2, {LOOKUP_TYPE: "MOBILE_TRIGGER", LOOKUP: "any Case"}),
        (V2, {"X-Anything-Else": "as given", "language": "id"}),
        (V2, {"User-Agent": "Mozilla/5.0 (X11; Linux) Gecko/2010 (KHTML, like Gecko) Fox"}),
    ],
)
def test_what_keeps_the_rules_passes(key: str, headers: dict[str, str]) -> None:
    assert broken(key, headers) == []


@pytest.mark.parametrize(
    ("key", "headers", "why"),
    [
        (V11, {"Accept": "text/html"}, "Accept must be application/json or application/xml"),
        (V11, {"Content-Type": "text/plain"}, "Content-Type must be"),
        (V2, {"Accept": "application/xml"}, "v2/customer/get speaks JSON only"),
        (V3, {"Content-Type": "application/xml"}, "v3/webhook/get_all speaks JSON only"),
        (V11, {"Content-Type": "multipart/form-data"}, "takes no files"),
        (V2, {"User-Agent": "a/b/c"}, "products and comments"),
        (V2, {"CAP-API-ACCESS-TOKEN": "t"}, "CAP-API-ACCESS-TOKEN is set from the client's"),
        (V2, {"x-cap-api-oauth-token": "t"}, "never by hand"),
        (V2, {"Authorization": "Basic eA=="}, "never by hand"),
        (V2, {ENTITY_TYPE: "STORE"}, "cannot be 'STORE'. Did you mean"),
        (V2, {ENTITY_TYPE: "till"}, "cannot be 'till'. Did you mean 'TILL'?"),
        (V11, {LOOKUP_TYPE: "WECHAT", LOOKUP: "wx-7"}, "works on v2 only, and this is v1.1"),
        (V3, {LOOKUP: "wx-7", LOOKUP_TYPE: "WECHAT"}, "works on v2 only, and this is v3"),
        (V2, {LOOKUP: "wx-7"}, "go together: give both, or neither"),
        (V2, {LOOKUP_TYPE: "WECHAT"}, "go together: give both, or neither"),
        (V2, {LOOKUP_TYPE: "WECHATT", LOOKUP: "wx-7"}, "Did you mean 'WECHAT'"),
        (V2, {"X Y": "1"}, "no name of a header"),
        (V2, {"": "1"}, "no name of a header"),
        (V2, {"X-Y": "a\r\nX-Evil: 1"}, "character that headers cannot carry"),
        (V2, {"X-Y": "Größe"}, "ASCII text only"),
        (V2, {"X-Y": " "}, "has no value"),
    ],
)
def test_broken_rule_is_told_and_refused(
    client: cx.Client, key: str, headers: dict[str, str], why: str
) -> None:
    assert why in broken(key, headers)[0]
    values: dict[str, Any] = {"id": 800101, "source": "ALL"} if key == V2 else {}
    with pytest.raises(cx.errors.InvalidRequestError, match="was not sent, because"):
        client.build(key, headers=headers, **values)
    assert why in client.build(key, headers=headers, check="warn", **values).problems[0]


@pytest.mark.parametrize(
    ("scheme", "why"), [("basic", "a till's Basic credentials"), ("none", "no credentials")]
)
@pytest.mark.parametrize("name", [ENTITY_TYPE, ENTITY_CODE])
def test_entity_attribution_is_for_oauth_only(name: str, scheme: str, why: str) -> None:
    assert forbidden(name, cx.actions[V2], "oauth") == ""
    assert why in forbidden(name.lower(), cx.actions[V2], scheme)
    assert broken(V2, {name: "TILL"}, scheme)


def test_xml_is_refused_on_every_action_of_v2_and_v3() -> None:
    for action in cx.actions:
        if action.version in ("v2", "v3"):
            assert broken(action.key, {"Accept": "application/xml"})


WORD = st.text("abcXYZ019.!#$%&'*+^_`|~-", min_size=1, max_size=8)
PRODUCT = st.one_of(WORD, st.builds("{}/{}".format, WORD, WORD))
COMMENT = st.builds("({})".format, st.text("abc XYZ;,./:019-", max_size=12))


@given(st.lists(st.one_of(PRODUCT, COMMENT), min_size=1, max_size=5).map(" ".join))
def test_any_products_and_comments_are_a_user_agent(value: str) -> None:
    assert broken(V2, {"User-Agent": value}) == []


@given(st.text("ab/() ", max_size=8).filter(lambda s: s.count("(") != s.count(")")))
def test_user_agent_with_a_comment_left_open_is_refused(value: str) -> None:
    assert broken(V2, {"User-Agent": value})


CONTROL = st.sampled_from([chr(i) for i in (*range(32), 127)])


@given(st.sampled_from(["X-Y", "User-Agent", "Accept", ENTITY_CODE]), st.text(), CONTROL)
def test_control_characters_are_refused_in_every_header(name: str, text: str, bad: str) -> None:
    assert broken(V2, {name: f"a{text}{bad}b"})
    assert broken(V2, {f"{name}{bad}": "a"})

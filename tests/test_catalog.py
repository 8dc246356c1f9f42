"""The catalog of documented operations: its rows by value, and the ways to find one."""

from __future__ import annotations

import copy
import pickle
from collections import Counter

import pytest

import capexplore as cx

# Written out from the documentation: key, method, path.
ROWS = [
    ("v1/auth_mfa/delete_token", "DELETE", "/auth/v1/mfa/token/expire"),
    (
        "v1/cart_promotion/deactivate",
        "POST",
        "/api_gateway/v1/promotions/{promotionId}/deactivate",
    ),
    ("v1/request/send_retro", "POST", "/v1/request"),
    ("v1.1/customer/get", "GET", "/v1.1/customer/get"),
    ("v1.1/customer/add", "POST", "/v1.1/customer/add"),
    ("v1.1/customer/get_recommendations", "GET", "/v1.1/customer/recommendations"),
    ("v2/customer/get", "GET", "/v2/customers/{customerId}"),
    ("v2/customer/delete_image", "DELETE", "/v2/customers/{userId}/deleteImage"),
    ("v2/transaction/add", "POST", "/v2/transactions"),
    ("v2/lead/patch", "PATCH", "/v2/leads"),
    ("v2/lead/update_status", "PUT", "/v2/leads/{leadId}/status"),
    ("v2/user_group/leave", "DELETE", "/v2/userGroup2/{groupId}/leave"),
    ("v2/vertical/delete", "DELETE", "/v2/verticals/{verticalId}"),
    ("v3/oauth_token/generate", "POST", "/v3/oauth/token/generate"),
    ("v3/target/create", "POST", "/v3/targetGroups/{groupId}/targets"),
    ("v3/webhook/add", "POST", "/v3/webHooks"),
    ("v3/webhook/delete", "DELETE", "/v3/webHooks/{webHookId}"),
]


@pytest.mark.parametrize(("key", "method", "path"), ROWS)
def test_row_is_as_documented(key: str, method: str, path: str) -> None:
    action = cx.actions[key]
    assert (action.key, action.method, action.path) == (key, method, path)


def test_v2_customer_get_has_the_documented_parameters() -> None:
    action = cx.actions["v2/customer/get"]
    (customer_id,) = action.path_params
    assert (customer_id.name, customer_id.type) == ("customerId", "integer")
    source = next(p for p in action.query_params if p.name == "source")
    assert source.required is True
    assert {"INSTORE", "MARTJACK", "WECHAT", "LINE", "ALL"} <= set(source.enum)
    assert (action.consumes, action.produces) == ((), ("json",))
    assert (action.auth, action.host_kind) == (("basic", "oauth"), "cluster")


def test_v2_transaction_add_requires_the_identifier_and_may_leave_out_the_source() -> None:
    parameters = cx.actions["v2/transaction/add"].query_params
    required = [p.name for p in parameters if p.required is True]
    assert required == ["identifierName", "identifierValue"]


def test_v1_1_customer_add_speaks_json_and_xml_within_its_wrapper() -> None:
    action = cx.actions["v1.1/customer/add"]
    assert set(action.consumes) == set(action.produces) == {"json", "xml"}
    assert action.wrapper == ("root", "customer")


def test_token_request_needs_no_credentials_and_its_values_are_secret() -> None:
    action = cx.actions["v3/oauth_token/generate"]
    assert action.auth == ()
    assert {field.name for field in action.body_fields if field.secret} == {"key", "secret"}
    assert "accessToken" in action.answer_secrets


def test_counts_by_version() -> None:
    assert len(cx.actions) == 667
    found = Counter(action.version for action in cx.actions)
    assert found == {"v1": 236, "v1.1": 83, "v2": 296, "v3": 52}


def test_counts_by_method() -> None:
    found = Counter(action.method for action in cx.actions)
    assert found == {"GET": 331, "POST": 250, "PUT": 72, "DELETE": 13, "PATCH": 1}


def test_keys_and_routes_are_unique() -> None:
    assert len({action.key for action in cx.actions}) == 667
    assert len({(action.method, action.path) for action in cx.actions}) == 667


def test_every_row_has_a_source_a_page_and_an_absolute_path() -> None:
    assert all(action.source and action.doc for action in cx.actions)
    assert all(action.path.startswith(("/", "{")) for action in cx.actions)


def test_every_name_in_a_path_is_a_parameter() -> None:
    for action in cx.actions:
        named = {p.name for p in action.path_params if f"{{{p.name}}}" in action.path}
        assert len(named) == action.path.count("{"), action


def test_reading_actions_with_side_effects_count_as_writes() -> None:
    for key in ("v1.1/coupon/resend", "v1.1/points/issue_validation_code"):
        assert (cx.actions[key].method, cx.actions[key].writes) == ("GET", True)
    assert not cx.actions["v2/customer/get"].writes


def test_lookup_by_key_attribute_and_position_is_the_same_action() -> None:
    action = cx.actions["v2/customer/add"]
    assert cx.actions.v2.customer.add is action
    assert action in cx.actions
    assert action.key in cx.actions
    assert cx.actions[list(cx.actions).index(action)] is action
    assert cx.actions.resolve(action) is cx.actions.resolve("v2/customer/add") is action


def test_v1_1_is_spelt_v1_1_as_an_attribute() -> None:
    assert cx.actions.v1_1.customer.get is cx.actions["v1.1/customer/get"]


def test_every_action_is_an_attribute_path() -> None:
    for action in cx.actions:
        branch = getattr(cx.actions, action.version.replace(".", "_"))
        assert getattr(getattr(branch, action.entity), action.action) is action


def test_tab_completes_versions_entities_and_actions() -> None:
    assert {"v1", "v1_1", "v2", "v3", "search"} <= set(dir(cx.actions))
    assert "customer" in dir(cx.actions.v2)
    assert {"add", "get", "update"} <= set(dir(cx.actions.v2.customer))


@pytest.mark.parametrize(
    ("lookup", "match"),
    [
        (lambda: cx.actions["v2/custmer/get"], r"no action 'v2/custmer/get'.\nDid you mean.*'v2/c"),
        (lambda: cx.actions["zzz"], r"cx.actions.search"),
        (lambda: cx.actions.v4, r"no version 'v4'.\nThere is: v1, v1_1, v2, v3"),
        (lambda: cx.actions.v2.custmer, r"no entity of v2 'custmer'.\nDid you mean 'customer'"),
        (lambda: cx.actions.v2.customer.gett, r"no action of v2/customer 'gett'.*\n.*'get'"),
    ],
    ids=["key", "nothing near", "version", "entity", "action"],
)
def test_unknown_names_are_answered_with_close_ones(lookup: object, match: str) -> None:
    assert callable(lookup)
    with pytest.raises(cx.errors.UnknownNameError, match=match):
        lookup()


def test_unknown_names_are_not_there_for_hasattr_and_in() -> None:
    assert not hasattr(cx.actions, "v4")
    assert not hasattr(cx.actions.v2, "nothing")
    assert "v2/customer/nothing" not in cx.actions


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PATCH", "v2/lead/patch"),
        ("v2/customer/get", "v2/customer/get"),
        ("customer add", "v2/customer/add"),
        ("webhook delete", "v3/webhook/delete"),
        ("/v2/leads", "v2/lead/add"),
        ("identifiervalue transaction", "v2/transaction/add"),
        ("maxAllowedConnections", "v3/webhook/add"),
    ],
)
def test_search_finds_by_name_method_path_and_field(text: str, expected: str) -> None:
    assert expected in [action.key for action in cx.actions.search(text)][:10]


def test_search_needs_every_word_and_none_is_no_result() -> None:
    assert len(cx.actions.search("customer zzzz")) == 0
    assert len(cx.actions.search("")) == 0
    points = cx.actions.search("points")
    assert 0 < len(cx.actions.search("points redeem")) < len(points) < 667


def test_found_actions_can_be_searched_and_listed_on() -> None:
    found = cx.actions.search("webhook").search("DELETE")
    assert [action.key for action in found] == ["v3/webhook/delete"]
    assert found.to_frame()["key"].tolist() == ["v3/webhook/delete"]


def test_to_frame_has_one_row_for_each_action() -> None:
    frame = cx.actions.to_frame()
    assert frame.columns.tolist() == [
        *("key", "version", "entity", "action", "method", "path", "formats", "auth"),
        *("batch_limit", "simulated", "deprecated", "doc", "source"),
    ]
    assert frame["key"].tolist() == [action.key for action in cx.actions]
    assert cx.actions.search("zzzz").to_frame().empty


def test_actions_pickle_and_copy_to_themselves() -> None:
    action = cx.actions["v3/webhook/add"]
    assert pickle.loads(pickle.dumps(action)) is action  # noqa: S301 - made here
    assert copy.copy(action) is copy.deepcopy(action) is action
    assert {action: 1}[action] == 1


def test_reprs_are_one_line_and_html_is_escaped() -> None:
    assert repr(cx.actions) == "<Catalog 667 actions>"
    assert repr(cx.actions.v2.customer.get) == (
        "<Action v2/customer/get GET /v2/customers/{customerId}>"
    )
    assert repr(cx.actions.v2.lead).startswith("<Catalog v2/lead ")
    assert "<script>" not in cx.actions.search("<script>")._repr_html_()
    assert "20 of 667 actions" in cx.actions._repr_html_()

"""The catalog's rows held against the reference, by value.

``data/reference_operations.jsonl.gz`` has what the reference says of each operation, and
``data/catalog_differences.jsonl`` each place where the catalog says something else, with the
reason. Any other difference fails.
"""

from __future__ import annotations

import copy
import gzip
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec
import pytest

import capexplore as cx

DATA = Path(__file__).parent / "data"
ROW = (
    *("method", "path", "consumes", "produces", "auth", "batch", "pagination", "rate_limit"),
    *("access_group", "host_kind", "doc", "source", "also_in", "deprecated"),
)
FIELDS = ("path_params", "query_params", "headers", "body_fields")
FIELD = ("type", "required", "enum", "default", "max_length", "format")

SOURCES = [
    "INSTORE",
    "FACEBOOK",
    "WEB_ENGAGE",
    "WECHAT",
    "MARTJACK",
    "TMALL",
    "TAOBAO",
    "JD",
    "ECOMMERCE",
    "WEBSITE",
    "LINE",
    "MOBILE_APP",
    "WHATSAPP",
    "LINKEDIN",
    "SMS",
    "INDIAMART",
    "VIBER",
    "MPUSH_FCM",
    "OTHERS",
    "MAPP_SDK",
    "OAUTH_EXTERNAL",
    "ZALO",
    "KAOLA",
    "PINDUODUO",
    "SUNING",
    "XIAOHONGSHU",
    "GLOBAL_SCANNER",
]
IDENTIFIERS = [
    "mobile",
    "email",
    "externalId",
    "id",
    "cardnumber",
    "cardExternalId",
    "wechat",
    "unionId",
    "fbId",
    "facebook",
    "martjackId",
    "line",
    "cuid",
    "mobilePush",
    "tmall_uname",
    "ali_uname",
    "jd_uname",
    "vip_uname",
]
LISTS = {"SOURCES": SOURCES, "SOURCES and ALL": [*SOURCES, "ALL"], "IDENTIFIERS": IDENTIFIERS}


def lines(path: Path) -> list[dict[str, Any]]:
    raw = path.read_bytes()
    text = gzip.decompress(raw) if path.suffix == ".gz" else raw
    return [json.loads(line) for line in text.splitlines()]


def given(facts: dict[str, Any]) -> dict[str, Any]:
    """The facts without those that are absent, empty or false."""
    return {name: value for name, value in facts.items() if value not in (None, [], {}, False)}


def row_facts(action: cx.Action) -> dict[str, Any]:
    facts: dict[str, Any] = {name: getattr(action, name) for name in ROW}
    for group in FIELDS:
        facts[group] = {
            p.name: {name: getattr(p, name) for name in FIELD if getattr(p, name) not in (None, ())}
            for p in getattr(action, group)
        }
    return given(json.loads(msgspec.json.encode(facts)))


def expected() -> dict[str, dict[str, Any]]:
    """What each row must say: the reference with the listed differences."""
    found = {row.pop("key"): row for row in lines(DATA / "reference_operations.jsonl.gz")}
    for difference in lines(DATA / "catalog_differences.jsonl"):
        assert len(difference["why"].split()) > 0
        for key, now in copy.deepcopy(difference["now"]).items():
            for name, value in now.items():
                if name in FIELDS:
                    change(found[key].setdefault(name, {}), value)
                else:
                    found[key][name] = value
    return {key: given(row) for key, row in found.items()}


def change(fields: dict[str, dict[str, Any]], now: dict[str, Any]) -> None:
    """Apply what is listed of a row's fields: null takes away, the rest is put over what is."""
    for name, facts in now.items():
        if facts is None:
            del fields[name]
            continue
        spelt = {k: LISTS.get(v, v) if isinstance(v, str) else v for k, v in facts.items()}
        merged = {**fields.get(name, {}), **spelt}
        fields[name] = {k: v for k, v in merged.items() if v is not None}


def flagged(flag: str, keys: Iterable[cx.Action] = cx.actions) -> set[tuple[str, str]]:
    """The key and name of each field that carries a flag."""
    return {
        (action.key, p.name)
        for action in keys
        for group in FIELDS
        for p in getattr(action, group)
        if getattr(p, flag)
    }


# Rows.


@pytest.fixture(scope="module")
def reference() -> dict[str, dict[str, Any]]:
    return expected()


def test_the_reference_has_the_same_operations(reference: dict[str, dict[str, Any]]) -> None:
    assert [*reference] == [action.key for action in cx.actions]


@pytest.mark.parametrize("version", ["v1", "v1.1", "v2", "v3"])
def test_every_row_equals_the_reference_but_for_the_listed_differences(
    version: str, reference: dict[str, dict[str, Any]]
) -> None:
    for action in cx.actions:
        if action.version == version:
            assert row_facts(action) == reference[action.key], action.key


def test_every_difference_has_a_reason_and_is_one() -> None:
    plain = {row.pop("key"): row for row in lines(DATA / "reference_operations.jsonl.gz")}
    for difference in lines(DATA / "catalog_differences.jsonl"):
        assert difference["why"]
        for key, now in difference["now"].items():
            for name, value in now.items():
                told = plain[key].get(name)
                if name not in FIELDS:
                    assert told != value, (key, name)
                    continue
                for field, facts in value.items():
                    known = (told or {}).get(field)
                    assert known is not None if facts is None else facts != known, (key, field)


def test_every_source_of_a_customer_is_one_of_the_documented_ones() -> None:
    narrow = {"v2/feed/add_scan_event": ("INSTORE",)}
    for action in cx.actions:
        for parameter in action.query_params:
            if action.version == "v2" and parameter.name == "source":
                enum = (*SOURCES, "ALL") if action.method == "GET" else tuple(SOURCES)
                assert parameter.enum == narrow.get(action.key, enum), action.key


def test_rows_that_repeat_v1_1_say_that_nothing_describes_them() -> None:
    twins = [a for a in cx.actions if a.version == "v1" and a.doc == "api-index"]
    assert len(twins) == 53
    for action in twins:
        assert "o page describes it" in action.notes
        assert "the sandbox answers 501" in action.notes
        assert not action.records
        assert not action.simulated


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("v1.1/customer/update", "Index says POST, customer-v11.json says PUT"),
        ("v2/customer/change_identifier", "Index lists a PUT"),
        ("v2/lead/patch", "The only PATCH row in any source"),
        ("v2/source/get_all", "other pages print /v2/org/{orgId}/sources"),
        ("v3/event_log/get_by_event_id", "in lower case, here only"),
        ("v1.1/request/get", "The page prints HANGE_IDENTIFIER"),
        ("v1.1/customer/update_identity", "Only files a request"),
    ],
)
def test_misprints_are_explained_in_the_notes(key: str, said: str) -> None:
    assert said in cx.actions[key].notes


# Requests.


@pytest.mark.parametrize("row", lines(DATA / "request_bodies.jsonl"), ids=lambda row: row["key"])
def test_documented_request_builds_without_a_doubt(row: dict[str, Any], drafts: cx.Client) -> None:
    request = drafts.build(row["key"], json=row["json"], **row.get("values", {}))
    assert request.problems == ()


WRAPPERS = {
    ("root", "coupon"): "coupon/issue coupon/redeem",
    ("root", "customer"): (
        "customer/add customer/update customer/update_identity customer/upsert_notes "
        "customer/upsert_preferences customer/add_ticket customer/refer"
    ),
    ("root", "email"): "communication/send_email",
    ("root", "product"): "product/add product/add_attributes",
    ("root", "redeem"): "points/redeem",
    ("root", "report"): "store/upload_reports",
    ("root", "request"): "request/add request/approve request/reject",
    ("root", "subscription"): "customer/update_subscriptions",
    ("root", "task"): "task/add",
    (
        "root",
        "transaction",
    ): "transaction/add transaction/add_with_local_currency transaction/update",
    ("root",): "communication/send_message",
    (): "reward/issue_bulk_connected_org",
}


def test_v1_1_bodies_have_these_wrappers_and_no_v1_or_v3_body_has_one() -> None:
    found = {a.key: a.wrapper for a in cx.actions if a.version == "v1.1" and a.body_fields}
    assert found == {f"v1.1/{name}": w for w, names in WRAPPERS.items() for name in names.split()}
    assert not [a for a in cx.actions if a.version in ("v1", "v3") and a.wrapper]


@pytest.mark.parametrize(
    ("key", "body"),
    [
        ("v1.1/customer/update_identity", {"identifier": "email"}),
        ("v1.1/points/redeem", {"root": {"customer": []}}),
        ("v1.1/communication/send_email", {"root": [{"to": "a@mail.test"}]}),
    ],
)
def test_bodies_outside_their_wrapper_are_refused(key: str, body: Any, drafts: cx.Client) -> None:
    with pytest.raises(cx.errors.InvalidRequestError, match=r"must be wrapped as \{'root'"):
        drafts.build(key, json=body)


@pytest.mark.parametrize(
    ("key", "values", "query"),
    [
        ("v1.1/customer/get", {"mobile": ["9144", "9145"]}, {"mobile": "9144,9145"}),
        ("v1.1/customer/get_transactions", {"email": "a@b.test"}, {"email": "a@b.test"}),
        (
            "v1.1/customer/get_redemptions",
            {"identifierName": "id", "identifierValue": 7, "offset": 10},
            {"identifierName": "id", "identifierValue": "7", "offset": "10"},
        ),
        ("v1.1/points/is_redeemable", {"id": 7, "points": 5}, {"id": "7", "points": "5"}),
        ("v1.1/points/issue_validation_code", {"id": 7, "points": 5}, {"id": "7", "points": "5"}),
        ("v1.1/coupon/get", {"code": "A,B"}, {"code": "A,B"}),
        ("v1.1/coupon/is_redeemable", {"code": "A", "card_number": "HGC1", "details": "extended"},
         {"code": "A", "card_number": "HGC1", "details": "extended"}),
        (
            "v1.1/organization/get_entities",
            {"type": "till", "id": [1, 2]},
            {"type": "TILL", "id": "1,2"},
        ),
        ("v1.1/product/get", {"sku": "A,B"}, {"sku": "A,B"}),
        (
            "v2/customer_lookup/get_id",
            {"source": "all", "identifierName": "email,mobile", "identifierValue": "a@b.test,9144"},
            {"source": "ALL", "identifierName": "email,mobile", "identifierValue": "a@b.test,9144"},
        ),
        ("v2/customer/get_transactions", {"id": 7, "embed": "BILL_CF,BILL_EF", "sortOrder": "desc"},
         {"embed": "BILL_CF,BILL_EF", "sortOrder": "DESC"}),
        ("v2/coupon/get", {"couponIds": [1, 2]}, {"couponIds": "1,2"}),
        ("v2/coupon_series/get", {"ids": [4100, 4101]}, {"ids": "4100,4101"}),
        ("v2/customer/get_coupons", {"mobile": "+9144"}, {"mobile": "+9144"}),
        ("v2/user_group/get", {"primaryUserId": 7}, {"primaryUserId": "7"}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_documented_queries_are_not_refused(
    key: str, values: dict[str, Any], query: dict[str, str], drafts: cx.Client
) -> None:
    found = {name: str(text) for name, text in drafts.build(key, **values).query}
    assert dict(sorted(found.items())) == dict(sorted(query.items()))


def test_images_are_deleted_by_a_comma_list_of_ids(drafts: cx.Client) -> None:
    request = drafts.build("v2/customer/delete_image", id=800101, image_ids=["a", "b"])
    assert dict(request.query) == {"image_ids": "a,b"}


# Facts that the reference does not have.

RECORDS = {
    "v1.1": {
        "response.customers.customer": (
            "customer/add customer/update customer/get customer/update_identity "
            "customer/add_ticket customer/upsert_preferences customer/get_preferences "
            "customer/get_coupons"
        ),
        "response.customer": (
            "customer/get_redemptions customer/upsert_notes customer/get_recommendations "
            "customer/get_interactions"
        ),
        "response.customer.transactions.transaction": "customer/get_transactions",
        "response.customer.notes.note": "customer/get_notes",
        "response.customer.tickets.ticket": "customer/get_tickets",
        "response.customer.results.item": "customer/search",
        "response.subscriptions.subscription": (
            "customer/get_subscriptions customer/update_subscriptions"
        ),
        "response.transactions.transaction": "transaction/add transaction/update transaction/get",
        "response.coupon": "coupon/issue",
        "response.coupons.coupon": "coupon/get coupon/resend",
        "response.coupons.redeemable": "coupon/is_redeemable",
        "response.series.items.item": "coupon/get_series",
        "response.points.redeemable": "points/is_redeemable",
        "response.validation_code.code": "points/issue_validation_code",
        "response.responses.points": "points/redeem",
        "response.organization": "organization/get",
        "response.organization.entities.entity": "organization/get_entities",
        "response.organization.configs.config": "organization/get_configs",
        "response.organization.custom_fields.field": "organization/get_custom_fields",
        "response.organization.tenders.tender": "organization/get_tenders",
        "response.product": "product/add",
        "response.product.item": "product/get",
        "response.product.results.item": "product/search",
        "response.product.attributes.attribute": "product/get_attributes",
        "response.product.categories.category": "product/get_categories",
        "response.product.brands.brand": "product/get_brands",
        "response.stores.store": "store/get",
        "response.store.user": "store/verify_login",
        "response.store.staff.user": "store/get_staff",
        "response.requests.request": "request/add request/approve request/reject request/get",
    },
    "v2": {
        "response": (
            "card/update_bulk coupon/issue_bulk coupon/redeem_bulk customer/upsert_bulk "
            "request/update store/add_bulk transaction/add_bulk transaction/update_bulk "
            "user_group/join"
        ),
        "entity": "coupon/revoke coupon/update_expiry_bulk coupon_series/get",
        "entity.customers": "customer/get_coupons",
        "entity.redemptions": "coupon/update_redemption",
        "coupons": "coupon/issue_multiple",
        "redemption": "coupon/redeem",
        "subscriptions": "customer/get_subscriptions customer_lookup/get_subscriptions",
    },
}


@pytest.mark.parametrize("version", RECORDS)
def test_records_are_at_these_paths(version: str) -> None:
    found: dict[str, set[str]] = {}
    for action in cx.actions:
        if action.version == version and action.records and action.records not in (".", "data"):
            found.setdefault(action.records, set()).add(action.key.partition("/")[2])
    assert found == {path: set(names.split()) for path, names in RECORDS[version].items()}


@pytest.mark.parametrize(
    ("path", "keys"),
    [
        (".", "v2/customer/add v2/customer/get v2/customer_lookup/get_id v2/transaction/get"),
        (".", "v2/transaction/add v2/points/reverse v2/coupon/issue v2/card/get v2/till/get"),
        ("data", "v2/customer/search v2/customer/get_loyalty_details v2/customer/get_transactions"),
        ("data", "v2/request/get_all v2/points/transfer v2/coupon/get v2/lead/search"),
        ("data", "v3/webhook/get_all v3/target_group/create v3/oauth_token/generate"),
    ],
)
def test_flat_answers_and_lists_have_their_records(path: str, keys: str) -> None:
    assert {cx.actions[key].records for key in keys.split()} == {path}


def test_no_v1_row_says_where_records_are_since_no_page_does() -> None:
    assert not [a for a in cx.actions if a.version == "v1" and a.records]


def test_batch_limits() -> None:
    found = {action.key: action.batch_limit for action in cx.actions if action.batch_limit}
    assert found == {
        "v1.1/customer/add": 100,
        "v1.1/customer/get": 100,
        "v1.1/customer/update": 100,
        "v1.1/request/get": 50,
        "v1.1/transaction/add": 100,
        "v1.1/transaction/add_with_local_currency": 100,
        "v1.1/transaction/update": 100,
        "v2/card/update_bulk": 200,
        "v2/coupon/issue_multiple": 500,
        "v2/coupon/redeem_bulk": 100,
        "v2/coupon/revoke": 50,
        "v2/coupon/update_expiry_bulk": 100,
        "v2/customer/allocate_currency_bulk": 10,
        "v2/request/update": 10,
        "v2/transaction/add_bulk": 100,
        "v2/transaction/update_bulk": 100,
    }
    assert all(cx.actions[key].batch for key in found)


def test_formats_by_family() -> None:
    for action in cx.actions:
        xml = action.version in ("v1", "v1.1") and action.host_kind == "cluster"
        described = action.doc == "api-index" or action.version == "v1.1"
        if action.version in ("v2", "v3"):
            assert action.produces == ("json",), action
            assert set(action.consumes) <= {"json", "multipart"}, action
        elif xml and described:
            assert action.produces == ("json", "xml"), action
            assert action.consumes in ((), ("json", "xml"), ("multipart",)), action
        assert action.method != "GET" or not action.consumes


def test_reads_with_side_effects() -> None:
    assert {action.key for action in cx.actions if action.side_effect} == {
        "v1/coupon/resend",
        "v1/points/issue_validation_code",
        "v1.1/coupon/resend",
        "v1.1/points/issue_validation_code",
        "v2/otp/get",
        "v2/staff/logout",
        "v2/walkin/notify",
        "v3/user/trigger_target_communications",
    }
    assert flagged("side_effect") == {("v1.1/points/is_redeemable", "issue_otp")}


def leaf(name: str) -> str:
    return name.rpartition(".")[2]


def test_secret_fields() -> None:
    names = (
        "Authorization X-CAP-API-ACCESS-TOKEN X-CAP-API-AUTH X-CAP-API-AUTH-KEY "
        "X-CAP-CLIENT-SIGNATURE X-CAP-UI-AUTH-TOKEN X-Capillary-App-Key accessToken "
        "authorizedToken cap_authorization "
        "code confirmPassword expiredToken key newPassword otp password secret sessionId token "
        "validationCode validation_code"
    )
    assert {leaf(name) for _, name in flagged("secret")} == set(names.split())
    codes_and_keys = {pair for pair in flagged("secret") if leaf(pair[1]) in ("code", "key")}
    assert codes_and_keys == {
        ("v1/auth/regenerate_token", "key"),
        ("v1/auth_mfa/regenerate_token", "key"),
        ("v1/auth_web/regenerate_token", "key"),
        ("v2/otp/validate", "code"),
        ("v2/points/transfer", "code"),
        ("v3/oauth_token/generate", "key"),
    }
    # Every field of these names, wherever it stands.
    for name in (
        "password",
        "otp",
        "Authorization",
        "X-CAP-API-AUTH-KEY",
        "token",
        "validation_code",
    ):
        everywhere = {
            (action.key, p.name)
            for action in cx.actions
            for group in FIELDS
            for p in getattr(action, group)
            if leaf(p.name) == name
        }
        assert everywhere <= flagged("secret"), name


def test_secrets_in_answers() -> None:
    found = {a.key: a.answer_secrets for a in cx.actions if a.answer_secrets}
    engine = ("token", "key", "sessionId")
    tokens = ("generate_token", "regenerate_token", "validate_otp", "validate_password")
    source = ("add", "get", "get_all", "get_configs", "update")
    assert found == {
        **{f"v1/{e}/{a}": engine for e in ("auth", "auth_mfa", "auth_web") for a in tokens},
        **{f"v2/source/{a}": ("accessToken",) for a in source},
        **{f"v2/webhook/{a}": ("Authorization",) for a in ("add", "get_all", "update")},
        **{f"v3/webhook/{a}": ("Authorization",) for a in ("add", "delete", "get_all", "update")},
        "v2/otp/get": ("code",),
        "v2/staff/get_access_token": ("accessToken", "token"),
        "v2/staff/validate_otp": ("accessToken", "token"),
        "v3/integration_client/create": ("clientSecret",),
        "v3/oauth_token/generate": ("accessToken",),
    }


@pytest.mark.parametrize(
    ("key", "name", "personal"),
    [
        ("v1.1/customer/get", "mobile", True),
        ("v1.1/customer/get", "card_number", True),
        ("v1.1/customer/get", "id", False),
        ("v1.1/customer/add", "root.customer[].firstname", True),
        ("v1.1/customer/add", "root.customer[].external_id", True),
        ("v1.1/customer/add", "root.customer[].commChannels[].value", True),
        ("v1.1/customer/add", "root.customer[].commChannels[].type", False),
        ("v1.1/customer/add", "root.customer[].custom_fields.field[].value", False),
        ("v1.1/customer/update_identity", "root.customer[].old_value", True),
        ("v1.1/customer/update_identity", "root.customer[].new_value", True),
        ("v1.1/customer/update_identity", "root.customer[].identifier", False),
        ("v1.1/points/redeem", "root.redeem[].customer.mobile", True),
        ("v1.1/store/get", "external_id", False),
        ("v2/customer/add", "profiles[].identifiers[].value", True),
        ("v2/customer/change_identifier", "add[].value", True),
        ("v2/customer/change_identifier", "remove[].value", True),
        ("v2/customer/search", "q", True),
        ("v2/customer_lookup/get_id", "identifierValue", True),
        ("v2/customer_lookup/get_id", "identifierName", False),
        ("v2/transaction/add", "identifierValue", True),
        ("v2/points/transfer", "fromCustomerIdentifier.value", True),
        ("v2/otp/generate", "entityValue", True),
        ("v2/lead/add", "identifier", True),
        ("v2/company/get", "externalId", False),
        ("v2/store/add", "address", False),
    ],
)
def test_personal_fields(key: str, name: str, personal: bool) -> None:
    assert ((key, name) in flagged("personal", [cx.actions[key]])) is personal
    action = cx.actions[key]
    assert name in [p.name for group in FIELDS for p in getattr(action, group)]

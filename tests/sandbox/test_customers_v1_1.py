"""Customers, version 1.1 (reference, sections 5.2, 5.6.1 and 6.2)."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from capexplore.sandbox import Sandbox

from .asking import add_v1, add_v2, codes_v1, items_v1, warnings_v1

ALL_FAILED = "All requests have failed due to errors"
SOME_FAILED = "Some requests have failed due to errors"
GET = "/v1.1/customer/get"

MIRA_WRITTEN = {
    "user_id": 800101,
    "firstname": "Mira",
    "lastname": "Novak",
    "mobile": "914400000017",
    "email": "mira.novak@mail.test",
    "external_id": "HX-0001",
    "lifetime_points": 120,
    "loyalty_points": 120,
    "current_slab": "Deckhand",
    "tier_expiry_date": "2124-12-31 23:59:59",
    "points_summaries": {
        "points_summary": [
            {
                "programId": "31",
                "redeemed": "0",
                "expired": "0",
                "returned": "0",
                "adjusted": "0",
                "lifetimePoints": "120",
                "loyaltyPoints": "120",
                "cumulativePurchases": "1200",
                "currentSlab": "Deckhand",
                "nextSlab": "Bosun",
                "nextSlabSerialNumber": "2",
                "nextSlabDescription": "second tier",
                "slabSNo": "1",
                "slabExpiryDate": "2124-12-31 23:59:59",
                "totalPoints": "",
            }
        ]
    },
    "lifetime_purchases": 1200,
    "registered_on": "2025-03-02 10:15:00",
    "updated_on": "2025-06-01 08:00:00",
    "type": "LOYALTY",
    "source": "instore",
    "fraud_status": "NONE",
    "reason": "",
    "custom_fields": {"field": [{"name": "berth", "value": "North"}]},
    "extended_fields": {"field": [{"name": "city", "value": "Porto"}]},
    "subscriptions": {"subscription": []},
    "side_effects": {"effect": []},
}


def verdict(message: str, *warnings: str, code: str = "1000") -> dict[str, Any]:
    said = {"success": "true", "code": code, "message": message}
    return {**said, "warnings": {"warning": list(warnings)}}


def test_get_by_value(client: httpx.Client) -> None:
    answer = client.get(GET, params={"mobile": "914400000017"})
    assert answer.status_code == 200
    assert answer.json()["response"]["status"] == {
        "success": "true",
        "code": 200,
        "message": "Success",
        "total": "1",
        "success_count": "1",
    }
    [item] = items_v1(answer)
    assert "user_id" not in item
    assert "side_effects" not in item
    assert "tier_expiry_date" not in item
    same = set(MIRA_WRITTEN) - {"user_id", "side_effects", "tier_expiry_date", "updated_on"}
    for name in same - {"points_summaries"}:
        assert item[name] == MIRA_WRITTEN[name], name
    assert item["registered_by"] == "quay1"
    assert item["registered_store"] == {"code": "quay1", "name": "Quay One"}
    assert item["registered_till"] == {"code": "quay1.t1", "name": "quay1.t1"}
    assert item["transactions"]["transaction"] == [
        {
            "id": "910001",
            "number": "HB-1001",
            "type": "REGULAR",
            "created_date": "2025-04-01 12:30:00",
            "store": "quay1.t1",
        }
    ]
    assert item["coupons"]["coupon"] == [
        {
            "id": "5500001",
            "series_id": "4100",
            "code": "K7QW2M9Z",
            "description": "Spring crate",
            "created_date": "2025-04-01 12:31:00",
            "valid_till": "2025-12-31 23:59:59",
            "redeemed": "false",
            "same_user_multiple_redeem": "false",
        },
        {
            "id": "5500012",
            "series_id": "4101",
            "code": "M4RKTQX8",
            "description": "Harbour welcome",
            "created_date": "2025-12-01 09:00:00",
            "valid_till": "2026-12-31 23:59:59",
            "redeemed": "false",
            "same_user_multiple_redeem": "false",
        },
    ]
    assert item["notes"] == []
    assert item["points_summaries"] == {"points_summary": []}
    assert item["item_status"] == verdict("Customer successfully retrieved")


@pytest.mark.parametrize(
    "params",
    [
        {"mobile": "914400000017"},
        {"mobile": "+91 44000-00017"},
        {"mobile": "4400000017"},
        {"email": "MIRA.NOVAK@mail.test"},
        {"external_id": "HX-0001"},
        {"id": "800101"},
    ],
)
def test_get_by_each_identifier(client: httpx.Client, params: dict[str, str]) -> None:
    [item] = items_v1(client.get(GET, params={**params, "user_id": "true"}))
    assert item["user_id"] == 800101


def test_points_summary_flag(client: httpx.Client) -> None:
    [item] = items_v1(client.get(GET, params={"id": "800101", "points_summary": "true"}))
    assert item["points_summaries"] == MIRA_WRITTEN["points_summaries"]


def test_comma_list_is_a_batch_in_order(client: httpx.Client) -> None:
    answer = client.get(GET, params={"id": "800999,800101", "user_id": "true"})
    assert answer.status_code == 200
    status = answer.json()["response"]["status"]
    assert (status["success"], status["code"], status["message"]) == ("true", 201, SOME_FAILED)
    assert (status["total"], status["success_count"]) == ("2", "1")
    first, second = items_v1(answer)
    assert set(first) == {"id", "item_status"}
    assert first["id"] == "800999"
    assert first["item_status"]["code"] == "1012"
    assert second["user_id"] == 800101


@pytest.mark.parametrize(
    ("params", "codes"),
    [
        ({"mobile": "910000000000"}, ["1012"]),
        ({"mobile": "123"}, ["1012"]),
        ({"email": "nobody@mail.test"}, ["1012"]),
        ({"external_id": "hx-0001"}, ["1012"]),
        ({"id": "99999999999999999999"}, ["1012"]),
        ({"card_number": "HGC0000000999"}, ["1012"]),
        ({"mobile": "abc"}, ["1042"]),
        ({"email": "no-at-sign"}, ["1042"]),
        ({"id": "abc"}, ["1042"]),
        ({}, ["1015"]),
        ({"mobile": ""}, ["1015"]),
        ({"mobile": ","}, ["1015"]),
        ({"id": "800141"}, ["8109"]),
    ],
)
def test_nothing_found_is_500_with_an_item_code(
    client: httpx.Client, params: dict[str, str], codes: list[str]
) -> None:
    answer = client.get(GET, params=params)
    assert answer.status_code == 500
    status = answer.json()["response"]["status"]
    assert (status["success"], status["code"], status["message"]) == ("false", 500, ALL_FAILED)
    assert codes_v1(answer) == codes


def test_erased_customer_text(client: httpx.Client) -> None:
    [item] = items_v1(client.get(GET, params={"id": "800141"}))
    assert item["item_status"]["message"] == "Customer is deleted after PII delete request"


def test_empty_member_of_a_comma_list_is_400(client: httpx.Client) -> None:
    answer = client.get(GET, params={"mobile": "914400000017,"})
    assert codes_v1(answer) == ["1000", "400"]


def test_add_new_customer(client: httpx.Client) -> None:
    answer = add_v1(
        client,
        {
            "mobile": 9155500001,
            "firstname": "Jonna",
            "registered_on": "2025-12-24 18:00:00",
            "custom_fields": {"field": [{"name": "berth", "value": "East"}]},
            "extended_fields": {"field": [{"name": "CITY", "value": "Cork"}]},
        },
    )
    assert answer.status_code == 200
    [item] = items_v1(answer)
    assert item["user_id"] == 800142
    assert item["mobile"] == "919155500001"
    assert (item["email"], item["external_id"], item["lastname"]) == (None, None, "")
    assert (item["lifetime_points"], item["current_slab"]) == (0, "Deckhand")
    assert item["registered_on"] == "2025-12-24 18:00:00"
    assert item["updated_on"] == "2026-01-15 15:30:00"
    assert item["custom_fields"] == {"field": [{"name": "berth", "value": "East"}]}
    assert item["extended_fields"] == {"field": [{"name": "city", "value": "Cork"}]}
    assert item["item_status"] == verdict("Customer registration successful")


def test_add_existing_customer_updates_it(client: httpx.Client) -> None:
    answer = add_v1(client, {"external_id": "HX-0001", "updated_on": "2025-06-01 08:00:00"})
    [item] = items_v1(answer)
    assert item == {**MIRA_WRITTEN, "item_status": verdict("Customer successfully updated")}


def test_unknown_custom_field_is_a_warning(client: httpx.Client) -> None:
    field = {"name": "no_such", "value": "1"}
    answer = add_v1(client, {"mobile": "915550000002", "custom_fields": {"field": field}})
    [item] = items_v1(answer)
    assert item["item_status"] == verdict(
        "Customer registration successful, Provided Custom Field is invalid", "1017"
    )


def test_unknown_extended_field_is_91015(client: httpx.Client) -> None:
    field = [{"name": "no_such", "value": "1"}]
    answer = add_v1(client, {"mobile": "915550000002", "extended_fields": {"field": field}})
    assert warnings_v1(answer) == ["91015"]


@pytest.mark.parametrize(
    ("item", "code"),
    [
        ({"mobile": "abc"}, "1001"),
        ({"mobile": "12345"}, "1001"),
        ({"email": "nope"}, "1002"),
        ({"external_id": "x" * 251}, "1003"),
        ({}, "1007"),
        ({"firstname": "Nobody"}, "1007"),
        ("nonsense", "400"),
        ({"mobile": "914400000017", "email": "new.person@mail.test"}, "1000"),
        ({"mobile": "915550000004", "email": "mira.novak@mail.test"}, "1016"),
        ({"mobile": "915550000004", "external_id": "HX-0001"}, "1033"),
        ({"mobile": "915550000004", "registered_on": "2027-01-01 00:00:00"}, "1034"),
        ({"mobile": "915550000004", "registered_on": "2015-01-01 00:00:00"}, "1034"),
        ({"mobile": "915550000004", "registered_on": "soon"}, "1034"),
        ({"mobile": "915550000004", "registered_till": "nowhere"}, "91020"),
        ({"mobile": "915550000004", "registered_till": "quay2.t9"}, "91020"),
        ({"mobile": "914400010039", "firstname": "Fraud"}, "618"),
        ({"mobile": "914400010040"}, "8109"),
        ({"mobile": "914400000017", "type": "NON_LOYALTY"}, "1046"),
    ],
)
def test_add_codes(client: httpx.Client, item: Any, code: str) -> None:
    fraud = items_v1(client.get(GET, params={"id": "800140"}))[0]
    if code == "618":
        item = {"external_id": fraud["external_id"]} if fraud["external_id"] else item
        item = {"mobile": fraud["mobile"]} if fraud["mobile"] else {"email": fraud["email"]}
    answer = add_v1(client, item)
    assert codes_v1(answer) == [code]
    assert answer.status_code == (200 if code == "1000" else 500)


def test_two_customers_in_one_body_are_1047_and_never_merged(client: httpx.Client) -> None:
    add_v1(client, {"mobile": "915550000005"}, {"email": "other.one@mail.test"})
    answer = add_v1(client, {"mobile": "915550000005", "email": "other.one@mail.test"})
    assert codes_v1(answer) == ["1047"]
    answer = add_v1(client, {"email": "other.one@mail.test", "external_id": "HX-0001"})
    assert codes_v1(answer) == ["1033"]


def test_mobile_of_another_customer_is_91007_on_update(client: httpx.Client) -> None:
    add_v1(client, {"email": "second@mail.test"})
    item = {"email": "second@mail.test", "mobile": "914400000017"}
    answer = add_v1(client, {**item, "id": 800142}, path="update")
    assert warnings_v1(answer) == ["91007"]
    assert items_v1(answer)[0]["mobile"] is None


def test_update_fills_but_never_replaces_identifiers(client: httpx.Client) -> None:
    add_v1(client, {"mobile": "915550000006"})
    answer = add_v1(client, {"mobile": "915550000006", "email": "a.b@mail.test"}, path="update")
    assert items_v1(answer)[0]["email"] == "a.b@mail.test"
    assert items_v1(answer)[0]["item_status"] == verdict("Customer successfully updated")
    answer = add_v1(client, {"mobile": "915550000006", "email": "c.d@mail.test"}, path="update")
    assert items_v1(answer)[0]["email"] == "a.b@mail.test"
    assert warnings_v1(answer) == ["91005"]
    answer = add_v1(client, {"mobile": "915550000007", "email": "a.b@mail.test"}, path="update")
    assert items_v1(answer)[0]["mobile"] == "915550000006"
    assert warnings_v1(answer) == ["91006"]


def test_identifier_update_where_the_organisation_allows_it(
    sandbox: Sandbox, client: httpx.Client
) -> None:
    sandbox.configure("CONF_ALLOW_EMAIL_UPDATE", "true")
    answer = add_v1(client, {"mobile": "914400000017", "email": "m.n@mail.test"}, path="update")
    assert items_v1(answer)[0]["email"] == "m.n@mail.test"
    sandbox.configure("CONF_ALLOW_EMAIL_UPDATE", "false")
    answer = add_v1(client, {"mobile": "914400000017", "email": "o.p@mail.test"}, path="update")
    assert warnings_v1(answer) == ["91006"]


def test_update_of_nobody_is_1011(client: httpx.Client) -> None:
    assert codes_v1(add_v1(client, {"mobile": "910000000000"}, path="update")) == ["1011"]
    assert codes_v1(add_v1(client, {"id": 800999}, path="update")) == ["1011"]
    assert codes_v1(add_v1(client, {"firstname": "X"}, path="update")) == ["1007"]


def test_put_is_tolerated_for_update(client: httpx.Client) -> None:
    body = {"root": {"customer": {"id": 800101, "firstname": "Mirabel"}}}
    answer = client.put("/v1.1/customer/update", json=body)
    assert items_v1(answer)[0]["firstname"] == "Mirabel"


def test_fields_are_merged_by_name(client: httpx.Client) -> None:
    fields = {"field": [{"name": "boat_name", "value": "Tern"}]}
    answer = add_v1(client, {"id": 800101, "custom_fields": fields}, path="update")
    assert items_v1(answer)[0]["custom_fields"]["field"] == [
        {"name": "berth", "value": "North"},
        {"name": "boat_name", "value": "Tern"},
    ]


def test_non_loyalty_becomes_loyalty_and_never_back(client: httpx.Client) -> None:
    answer = add_v1(client, {"mobile": "915550000008", "type": "NON_LOYALTY"})
    [item] = items_v1(answer)
    assert (item["type"], item["current_slab"]) == ("NON_LOYALTY", "NONE")
    answer = add_v1(client, {"mobile": "915550000008", "type": "LOYALTY"}, path="update")
    assert items_v1(answer)[0]["current_slab"] == "Deckhand"
    answer = add_v1(client, {"mobile": "915550000008", "type": "NON_LOYALTY"}, path="update")
    assert codes_v1(answer) == ["1046"]


def test_fraud_is_marked_and_lifted(client: httpx.Client) -> None:
    mark = {"mobile": "914400000017", "fraud_status": {"status": "CONFIRMED"}}
    assert items_v1(add_v1(client, mark, path="update"))[0]["fraud_status"] == "CONFIRMED"
    [item] = items_v1(client.get(GET, params={"id": "800101"}))
    assert item["fraud_details"]["status"] == "CONFIRMED"
    assert item["fraud_details"]["marked_by"] == "quay1.t1"
    rename = {"mobile": "914400000017", "firstname": "M"}
    assert codes_v1(add_v1(client, rename, path="update")) == ["618"]
    lift = {"mobile": "914400000017", "fraud_status": {"status": "NONE"}}
    assert codes_v1(add_v1(client, lift, path="update")) == ["1000"]
    assert codes_v1(add_v1(client, rename, path="update")) == ["1000"]


def test_registered_till_is_the_creator(client: httpx.Client) -> None:
    add_v1(client, {"mobile": "915550000012", "registered_till": "quay2.t1"})
    [item] = items_v1(client.get(GET, params={"mobile": "915550000012"}))
    assert item["registered_till"]["code"] == "quay2.t1"
    assert item["registered_store"] == {"code": "quay2", "name": "Quay Two"}


@pytest.mark.parametrize("single", [True, False])
def test_channels_are_kept(client: httpx.Client, single: bool) -> None:
    channel = {"type": "mobile", "value": "915550000018", "primary": "true", "verified": "false"}
    given = channel if single else [channel, "nonsense", {"type": "mobile"}]
    add_v1(client, {"mobile": "915550000018", "commChannels": given})
    body = client.get("/v2/customers/800142?source=INSTORE").json()
    meta = {"residence": False, "office": False}
    assert body["profiles"][0]["commChannels"] == [
        {**channel, "primary": True, "verified": False, "meta": meta, "attributes": {}}
    ]


def test_failing_item_changes_nothing_and_stops_nobody(client: httpx.Client) -> None:
    answer = add_v1(
        client,
        {"mobile": "915550000013"},
        {"mobile": "915550000014", "registered_till": "nowhere"},
        {"mobile": "915550000015"},
    )
    assert answer.status_code == 200
    assert codes_v1(answer) == ["1000", "91020", "1000"]
    assert answer.json()["response"]["status"]["code"] == 201
    assert [item.get("user_id") for item in items_v1(answer)] == [800142, None, 800143]
    assert items_v1(answer)[1]["mobile"] == "915550000014"
    read = client.get(GET, params={"mobile": "915550000013,915550000014,915550000015"})
    assert codes_v1(read) == ["1000", "1012", "1000"]


def test_same_customer_twice_in_a_batch(client: httpx.Client) -> None:
    twin = {"mobile": "915550000016"}
    answer = add_v1(client, twin, {**twin, "firstname": "Twin"})
    first, second = items_v1(answer)
    assert first["user_id"] == second["user_id"] == 800142
    assert second["item_status"]["message"] == "Customer successfully updated"


def test_batch_of_more_than_100_is_1060(client: httpx.Client) -> None:
    items = [{"mobile": f"9155600{number:05d}"} for number in range(101)]
    answer = add_v1(client, *items)
    assert answer.status_code == 400
    assert answer.json()["response"]["status"]["code"] == 1060
    assert codes_v1(client.get(GET, params={"mobile": "915560000000"})) == ["1012"]
    assert add_v1(client, *items[:100]).status_code == 200
    many = ",".join(item["mobile"] for item in items)
    assert client.get(GET, params={"mobile": many}).json()["response"]["status"]["code"] == 1060


@pytest.mark.parametrize(
    "body",
    [
        {"customer": [{"mobile": "915550000017"}]},
        {"root": {}},
        {"root": {"customer": []}},
        {"root": {"customer": "x"}},
        {"root": []},
        [],
        "text",
        None,
    ],
)
def test_unusable_body_is_400(client: httpx.Client, body: Any) -> None:
    answer = client.post("/v1.1/customer/add", json=body)
    assert answer.status_code == 400
    assert answer.json() == {
        "response": {
            "status": {
                "success": False,
                "code": 400,
                "message": "Input is invalid, Please check request parameters or input xml/json",
            }
        }
    }


def test_customer_of_another_source_gets_an_instore_profile(client: httpx.Client) -> None:
    add_v2(client, ("email", "web.only@mail.test"), source="ECOMMERCE")
    [item] = items_v1(client.get(GET, params={"email": "web.only@mail.test"}))
    assert item["source"] == "ecommerce"
    answer = add_v1(client, {"email": "web.only@mail.test", "firstname": "Web"})
    assert items_v1(answer)[0]["user_id"] == 800142
    profiles = client.get("/v2/customers/800142?source=ALL").json()["profiles"]
    assert [profile["source"] for profile in profiles] == ["ECOMMERCE", "INSTORE"]


def test_organization_get(client: httpx.Client) -> None:
    answer = client.get("/v1.1/organization/get").json()["response"]
    assert answer["status"] == {"success": "true", "code": 200, "message": "SUCCESS"}
    record = answer["organization"]
    assert record["id"] == "5001"
    assert record["name"] == "Harbour Goods"
    assert (record["timezone"], record["timezone_offset"]) == ("Asia/Kolkata", "+05:30")
    assert (record["currency"], record["min_sms_hour"]) == ("Euro", "8")

"""What flags and values add to a customer, and what add and update do besides (O02 to O04)."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from capexplore.sandbox import Sandbox

from .asking import Login, add_v1, add_v2, codes_v1, items_v1, warnings_v1

GET = "/v1.1/customer/get"
MIRA = {"mobile": "914400000017"}
RICH = {"id": "800108"}  # 1,250 points and more: in the second tier


def read(client: httpx.Client, who: dict[str, str] = MIRA, /, **params: Any) -> dict[str, Any]:
    [item] = items_v1(client.get(GET, params={**who, **params}))
    return item


def token(client: httpx.Client) -> str:
    pair = {"key": "hg-demo-key", "secret": "hg-demo-secret"}
    answer = client.post("/v3/oauth/token/generate", json=pair)
    return str(answer.json()["data"]["accessToken"])


def buy(client: httpx.Client, amount: int, number: str = "HB-9001") -> httpx.Response:
    bill = {"number": number, "amount": str(amount), "customer": MIRA, "type": "regular"}
    return client.post("/v1.1/transaction/add", json={"root": {"transaction": [bill]}})


def test_flags_add_members_and_change_nothing_else(client: httpx.Client) -> None:
    plain = read(client)
    flags = [
        "next_slab",
        "slab_history",
        "expiry_schedule",
        "expired_points",
        "promotion_points",
        "membership_retention_criteria",
        "tier_upgrade_criteria",
        "delayed_accrual",
        "ndnc_status",
        "optin_status",
        "segments",
        "card_details",
        "customer_image",
        "program_summary",
    ]
    told = read(client, **dict.fromkeys(flags, "true"))
    assert {name: told[name] for name in plain} == plain
    assert {name: value for name, value in told.items() if name not in plain} == {
        "next_slab": "Bosun",
        "next_slab_serial_number": "2",
        "next_slab_description": "second tier",
        "slab_history": [],
        "expiry_schedule": [
            {"points": "120", "expiry_date": "2026-04-01 23:59:59", "program_id": "31"}
        ],
        "expired_points": [],
        "promotion_points": {"customer": [], "transactions": [], "lineitems": []},
        "membership_retention_criteria": {},
        "tier_update_criteria": {
            "purchase_type": "LIFETIME_POINTS",
            "description": "second tier",
            "min_purchase_value_required": "1000",
        },
        "delayed_points": "0",
        "delayed_returned_points": "0",
        "total_available_points": "120",
        "total_returned_points": "0",
        "ndnc_status": "NONE",
        "optin_status": "NONE",
        "segments": {"segment": []},
        "card_details": {"card": []},
        "customer_image": {"image": []},
        "programs_list": {"program": [{"program_id": "31", "program_name": "Harbour Club"}]},
    }


def test_expired_points_follow_the_clock(client: httpx.Client, sandbox: Sandbox) -> None:
    sandbox.advance(days=100)
    client.headers["CAP-API-ACCESS-TOKEN"] = token(client)
    told = read(client, expiry_schedule="true", expired_points="true", points_summary="true")
    assert told["expiry_schedule"] == []
    [entry] = told["expired_points"]
    assert entry == {"points": "120", "expired_on": "2026-04-01 23:59:59", "program_id": "31"}
    [summary] = told["points_summaries"]["points_summary"]
    assert (summary["expired"], summary["loyaltyPoints"]) == ("120", "0")
    assert summary["lifetimePoints"] == "120"


def test_history_of_tiers(client: httpx.Client) -> None:
    buy(client, 10_000)
    told = read(client, slab_history="true", mlp="true")
    assert told["current_slab"] == "Bosun"
    assert told["slab_history"] == [
        {
            "to": "Bosun",
            "from": "Deckhand",
            "store": {"code": "quay1", "name": "Quay One"},
            "type": "UPGRADE",
            "to_tier_expiry_date": "2124-12-31 23:59:59",
            "from_tier_expiry_date": "2124-12-31 23:59:59",
            "changed_on": "2026-01-15 15:30:00",
            "notes": "",
            "program_id": "31",
        }
    ]
    assert [entry["to"] for entry in read(client, RICH, slab_history="true")["slab_history"]] == [
        "Bosun"
    ]


def test_programmes_and_gaps(client: httpx.Client) -> None:
    gaps = {"gap_to_upgrade_for": "0", "gap_to_renew_for": "30"}
    [summary] = read(client, mlp="true", **gaps)["points_summaries"]["points_summary"]
    assert (summary["program_title"], summary["total_available_points"]) == ("Harbour Club", "120")
    [strategy] = summary["gap_to_upgrade"]["upgrade_strategy"]
    assert strategy["upgrade_threshold"] == "1000"
    assert strategy["customer_upgrade_entity_values"]["gap_to_upgrade"] == "880"
    assert summary["gap_to_renew"]["renew_confirmed"] == "true"
    [summary] = read(client, points_summary="true", **gaps)["points_summaries"]["points_summary"]
    assert "gap_to_upgrade" not in summary
    assert read(client, points_summary="true", program_id="31")["points_summaries"][
        "points_summary"
    ]
    unknown = client.get(GET, params={**MIRA, "program_id": "32"})
    assert codes_v1(unknown) == ["1213"]


@pytest.mark.parametrize(
    "params", [{"gap_to_upgrade_for": "-1"}, {"gap_to_renew_for": "x"}, {"program_id": "x"}]
)
def test_values_that_are_no_numbers_are_400(client: httpx.Client, params: dict[str, str]) -> None:
    assert client.get(GET, params={**MIRA, **params}).status_code == 400


def test_points_of_a_customer_in_no_programme_are_a_warning(client: httpx.Client) -> None:
    answer = client.get(GET, params={"id": "800139", "points_summary": "true"})
    assert (codes_v1(answer), warnings_v1(answer)) == (["1000"], ["91001"])
    assert read(client, {"id": "800139"}, next_slab="true")["next_slab_serial_number"] == "-1"
    highest = read(client, {"id": "800122"}, next_slab="true", tier_upgrade_criteria="true")
    assert (highest["next_slab"], highest["next_slab_serial_number"]) == ("", "-1")
    assert highest["tier_update_criteria"] == {}


def test_transactions_of_a_store_or_till(client: httpx.Client) -> None:
    assert len(read(client, store_code="quay1")["transactions"]["transaction"]) == 1
    assert read(client, store_code="quay2")["transactions"] == {"transaction": []}
    assert len(read(client, till_code="quay1.t1")["transactions"]["transaction"]) == 1


def test_gender_is_the_extended_field(client: httpx.Client) -> None:
    field = {"field": [{"name": "gender", "value": "female"}]}
    add_v1(client, {**MIRA, "extended_fields": field}, path="update")
    assert read(client)["gender"] == "female"


def test_update_subscribes(client: httpx.Client) -> None:
    choice = {"priority": "bulk", "scope": "all", "channel": "sms", "is_subscribed": "0"}
    bad = {**choice, "channel": "pigeon"}
    item = {**MIRA, "subscriptions": {"subscription": [choice, bad]}}
    answer = add_v1(client, item, path="update")
    kept = {"channel": "SMS", "priority": "BULK", "scope": "ALL", "is_subscribed": "0"}
    assert items_v1(answer)[0]["subscriptions"] == {"subscription": [kept]}
    assert warnings_v1(answer) == ["91022"]
    told = read(client, subscriptions="true", optin_status="true")
    assert kept in told["subscriptions"]["subscription"]
    assert told["optin_status"] == "OPTOUT"
    assert read(client)["subscriptions"] == {"subscription": []}
    v2 = client.get("/v2/customers/800101/subscriptions?source=INSTORE").json()["subscriptions"]
    assert {"channel": "MOBILE", "priority": "BULK", "type": "OPTOUT"} in v2


def test_enrolment_in_every_programme(client: httpx.Client, sandbox: Sandbox) -> None:
    store = sandbox._store
    store.run("INSERT INTO programs VALUES (32, 'Island Club')")
    store.run("INSERT INTO tiers VALUES (32, 1, 'Islander', 'only tier', 0)")
    add_v1(client, {"mobile": "915550000501"})
    add_v1(client, {"mobile": "915550000502"}, params={"mlp_single_enroll": "true"})
    for mobile, programs in (("915550000501", ["31"]), ("915550000502", ["31", "32"])):
        told = read(client, {"mobile": mobile}, mlp="true")["points_summaries"]["points_summary"]
        assert [summary["programId"] for summary in told] == programs


def test_raw_side_effects(client: httpx.Client) -> None:
    answer = add_v1(client, {"mobile": "915550000503"}, params={"rawSideEffects": "true"})
    assert items_v1(answer)[0]["raw_side_effects"] == {"effect": []}


def test_mobile_of_another_is_1032_where_the_external_id_is_primary(
    client: httpx.Client, sandbox: Sandbox
) -> None:
    sandbox.configure("CONF_REGISTRATION_PRIMARY_KEY", "externalId")
    answer = add_v1(client, {"external_id": "HX-NEW", **MIRA})
    assert codes_v1(answer) == ["1032"]


def test_attribution_to_no_till_is_91021(login: Login) -> None:
    client = login("strict", X_CAP_API_ATTRIBUTION_ENTITY_CODE="quay2.t9")
    assert codes_v1(add_v1(client, {"mobile": "915550000504"})) == ["91021"]


def test_both_versions_see_one_state(client: httpx.Client) -> None:
    """A v2 time without an offset is UTC; v1.1 prints and reads the cluster's clock."""
    add_v2(
        client,
        ("mobile", "915550000505"),
        profile={"firstName": "Ines"},
        createDate="2026-01-10T10:00:00",
    )
    first = read(client, {"mobile": "915550000505"}, user_id="true")
    assert (first["firstname"], first["registered_on"]) == ("Ines", "2026-01-10 15:30:00")
    item = {"id": first["user_id"], "lastname": "Abreu", "email": "ines@mail.test"}
    add_v1(client, {**item, "updated_on": "2026-01-11T10:00:00+07:00"}, path="update")
    second = client.get(f"/v2/customers/{first['user_id']}?source=INSTORE").json()
    [profile] = second["profiles"]
    assert (profile["firstName"], profile["lastName"]) == ("Ines", "Abreu")
    assert {"type": "email", "value": "ines@mail.test"} in profile["identifiers"]
    attribution = second["loyaltyInfo"]["attributionV2"]
    assert attribution["createDate"] == "2026-01-10T15:30:00+05:30"
    assert attribution["modifiedDate"] == "2026-01-11T10:00:00+05:30"


def test_a_victim_leads_to_its_survivor_with_all_that_it_had(client: httpx.Client) -> None:
    add_v2(client, ("email", "victim@mail.test"), source="ECOMMERCE")
    note = {"email": "victim@mail.test", "notes": {"note": {"description": "likes tea"}}}
    client.post("/v1.1/customer/notes", json={"root": {"customer": note}})
    change = {"add": [{"type": "mobile", "value": "914400000017"}]}
    path = "/v2/customers/800142/changeIdentifier?source=ECOMMERCE"
    assert client.post(path, json=change).status_code == 200
    answer = client.get(GET, params={"id": "800142", "user_id": "true"})
    [item] = items_v1(answer)
    assert (item["user_id"], warnings_v1(answer)) == (800101, ["91009"])
    assert [entry["description"] for entry in item["notes"]] == ["likes tea"]
    history = client.get("/v1.1/customer/transactions", params={"id": "800142"}).json()
    said = history["response"]["customer"]
    assert (said["user_id"], said["item_status"]["warnings"]["warning"]) == ("800101", ["91009"])


def test_item_code_500_stands_for_what_has_no_code_of_its_own(client: httpx.Client) -> None:
    from capexplore.catalog import actions
    from capexplore.sandbox.domain.rules import Refused
    from capexplore.sandbox.wire.v1_1 import refused_item

    said = refused_item(Refused("never-heard-of"), actions["v1.1/customer/add"])
    assert said["code"] == "500"


def test_flags_in_xml(client: httpx.Client) -> None:
    flags = {"mlp": "true", "expiry_schedule": "true", "format": "xml"}
    text = client.get(GET, params={**MIRA, **flags}).text
    assert "<expiry_schedule><points>120</points>" in text
    assert "<program_title>Harbour Club</program_title>" in text


def test_coupons_are_paged_sorted_and_narrowed(client: httpx.Client, sandbox: Sandbox) -> None:
    store = sandbox._store
    for number, end in ((5_600_001, 1_800_000_000), (5_600_002, 1_790_000_000)):
        made = {"customer_id": 800101, "till_id": 63001, "created_at": number * 300}
        code = f"CODE{number}"
        store.insert("coupons", id=number, series_id=4100, code=code, valid_till=end, **made)

    def ids(**params: str) -> list[str]:
        return [coupon["id"] for coupon in read(client, **params)["coupons"]["coupon"]]

    everything = ids()
    assert {"5500001", "5600001", "5600002"} <= set(everything)
    assert ids(coupon_sort_order="desc") == everything[::-1]
    assert ids(coupon_limit="1", coupon_offset="1") == everything[1:2]
    by_end = ids(coupon_order_by="valid_till")
    assert by_end.index("5600002") < by_end.index("5600001")
    redeemed, unredeemed = ids(coupon_status="redeemed"), ids(coupon_status="unredeemed")
    assert "5600001" in unredeemed
    assert sorted(redeemed + unredeemed) == sorted(everything)
    assert "5500001" in ids(coupon_status="expired")
    assert "5500001" not in ids(coupon_active="true")
    for params in ({"coupon_status": "lost"}, {"coupon_order_by": "x"}, {"coupon_limit": "0"}):
        assert client.get(GET, params={**MIRA, **params}).status_code == 400

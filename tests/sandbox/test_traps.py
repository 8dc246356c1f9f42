"""What a naive sandbox gets wrong (reference, section 16), trap by trap."""

from __future__ import annotations

import re

import httpx
import pytest

import capexplore as cx
from capexplore.codes import meaning

from .asking import (
    Login,
    add_v1,
    add_v2,
    bill_codes_v1,
    bill_v1,
    bill_v2,
    bills_v1,
    codes_v1,
    errors_v2,
    items_v1,
    read_v2,
    warnings_v1,
)
from .couponing import expire, redeem, redeem_bulk, redeem_v1, revoke, told

GET = "/v1.1/customer/get"


def test_01_not_found_is_no_404(client: httpx.Client) -> None:
    v1, v2 = client.get(f"{GET}?id=800999"), client.get("/v2/customers/800999?source=ALL")
    assert (v1.status_code, codes_v1(v1)) == (500, ["1012"])
    assert (v2.status_code, errors_v2(v2)) == (400, [8015])


def test_02_types_vary_by_place(client: httpx.Client) -> None:
    answer = add_v1(client, {"mobile": "914400000017"})
    status = answer.json()["response"]["status"]
    assert (status["success"], status["code"], status["total"]) == ("true", 200, "1")
    [item] = items_v1(answer)
    assert (item["user_id"], item["lifetime_points"]) == (800101, 120)
    assert item["points_summaries"]["points_summary"][0]["lifetimePoints"] == "120"
    assert item["item_status"]["code"] == "1000"
    refused = client.post("/v1.1/customer/add", json={}).json()["response"]["status"]
    assert (refused["success"], refused["code"]) == (False, 400)


def test_03_singletons_are_accepted(client: httpx.Client) -> None:
    body = {"root": {"customer": {"mobile": "915550000301"}}}
    assert codes_v1(client.post("/v1.1/customer/add", json=body)) == ["1000"]


def test_04_batch_is_no_transaction(client: httpx.Client) -> None:
    answer = add_v1(client, {"mobile": "915550000302"}, {"mobile": "x"})
    assert codes_v1(answer) == ["1000", "1001"]
    assert codes_v1(client.get(f"{GET}?mobile=915550000302")) == ["1000"]


def test_05_http_200_with_a_failed_item(client: httpx.Client) -> None:
    answer = client.get(f"{GET}?id=800101,800999")
    assert answer.status_code == 200
    assert answer.json()["response"]["status"]["code"] == 201


def test_06_v2_add_never_updates_but_v1_1_does(client: httpx.Client) -> None:
    assert errors_v2(add_v2(client, ("mobile", "914400000017"))) == [8006]
    [item] = items_v1(add_v1(client, {"mobile": "914400000017", "firstname": "M"}))
    assert item["firstname"] == "M"


def test_06_upsert_is_an_operation_of_its_own(client: httpx.Client) -> None:
    profile = {"source": "INSTORE", "identifiers": [{"type": "mobile", "value": "914400000017"}]}
    items = [{"profiles": [profile | {"firstName": "M"}]}]
    answer = client.post("/v2/integrations/customer/upsert/bulk", json=items)
    [item] = answer.json()["response"]
    assert (item["entityId"], item["errors"]) == (800101, [])
    assert item["result"]["profiles"][0]["firstName"] == "M"


def test_08_v1_1_never_merges(client: httpx.Client) -> None:
    add_v1(client, {"mobile": "915550000303"})
    add_v2(client, ("email", "shop.only@mail.test"), source="ECOMMERCE")
    both = {"mobile": "915550000303", "email": "shop.only@mail.test"}
    assert codes_v1(add_v1(client, both)) == ["1047"]
    assert codes_v1(add_v1(client, both, path="update")) == ["1000"]
    assert warnings_v1(add_v1(client, both, path="update")) == ["91007"]
    ids = client.get(f"{GET}?mobile=915550000303&user_id=true")
    assert items_v1(ids)[0]["user_id"] == 800142


def test_08_existing_customer_survives_a_combination(client: httpx.Client) -> None:
    answer = add_v2(client, ("mobile", "914400000017"), source="ECOMMERCE")
    assert answer.json()["createdId"] == 800101


def test_08_holder_survives_even_if_newer_and_the_victims_id_leads_on(
    client: httpx.Client,
) -> None:
    older = add_v2(client, ("email", "older@mail.test"), source="ECOMMERCE").json()["createdId"]
    newer = add_v2(client, ("mobile", "915550000310")).json()["createdId"]
    path = f"/v2/customers/{older}/changeIdentifier?source=ECOMMERCE"
    body = {"add": [{"type": "mobile", "value": "915550000310"}]}
    answer = client.post(path, json=body).json()
    assert (answer["createdId"], answer["warnings"][0]["code"]) == (newer, 8051)
    shown = client.get(f"/v2/customers/{older}?source=ALL").json()
    assert (shown["id"], shown["warnings"][0]["code"]) == (newer, 8069)
    old = client.get(f"{GET}?id={older}&user_id=true")
    assert (items_v1(old)[0]["user_id"], warnings_v1(old)) == (newer, ["91009"])


def test_08_same_names_and_channels_merge_nobody(client: httpx.Client) -> None:
    said = {
        "firstName": "Mira",
        "lastName": "Novak",
        "commChannels": [{"type": "email", "value": "mira.novak@mail.test"}],
    }
    answer = add_v2(client, ("mobile", "915550000311"), source="ECOMMERCE", profile=said)
    assert (answer.json()["createdId"], answer.json()["warnings"]) == (800142, [])


def test_08_identifier_of_the_same_source_never_merges(client: httpx.Client) -> None:
    add_v2(client, ("mobile", "915550000312"))
    path = "/v2/customers/800142/changeIdentifier?source=INSTORE"
    body = {"add": [{"type": "mobile", "value": "914400000017"}]}
    assert errors_v2(client.post(path, json=body)) == [8007]
    assert client.get("/v2/customers/800142?source=ALL").json()["id"] == 800142


def test_09_account_is_for_multi_account_sources_only(client: httpx.Client) -> None:
    assert errors_v2(add_v2(client, ("wechat", "w1"), source="WECHAT")) == [8045]
    assert errors_v2(client.get("/v2/customers/800101?source=FACEBOOK")) == [8091]
    assert add_v2(client, ("mobile", "915550000304")).status_code == 200
    lookup = "/v2/customers/lookup?identifierName=mobile&identifierValue=914400000017&source="
    assert errors_v2(client.get(f"{lookup}WECHAT")) == [8045]
    for account in ("", "&accountId=", "&accountId=whatever"):
        assert client.get(f"{lookup}INSTORE{account}").json()["entity"] == 800101
    path = "/v2/customers/800101/changeIdentifier?source=LINE"
    assert errors_v2(client.post(path, json={})) == [8045]


def test_10_v1_1_update_never_replaces_an_identifier(client: httpx.Client) -> None:
    item = {"mobile": "914400000017", "email": "new@mail.test"}
    answer = add_v1(client, item, path="update")
    assert warnings_v1(answer) == ["91005"]
    assert items_v1(answer)[0]["email"] == "mira.novak@mail.test"


def test_10_update_identity_only_files_a_request(client: httpx.Client) -> None:
    change = {"identifier": "mobile", "old_value": "914400000017", "new_value": "915550000309"}
    answer = add_v1(client, change, path="update_identity")
    customer = answer.json()["response"]["customers"]["customer"]
    assert customer["item_status"]["code"] == 1040
    assert codes_v1(client.get(f"{GET}?mobile=914400000017")) == ["1000"]
    assert codes_v1(client.get(f"{GET}?mobile=915550000309")) == ["1012"]


def test_11_digest_of_the_password_alone(anonymous: httpx.Client) -> None:
    header = {"Authorization": "Basic cXVheTEudDE6dGlkZS1hbmQtdGlsbA=="}
    assert anonymous.get(f"{GET}?id=800101", headers=header).status_code == 401


def test_12_lookup_without_type_is_1061_not_400(client: httpx.Client) -> None:
    client.headers["X-CAP-API-ATTRIBUTION-LOOKUP"] = "wx-7"
    assert errors_v2(add_v2(client, ("mobile", "915550000305"))) == [1061]
    client.headers["X-CAP-API-ATTRIBUTION-LOOKUP-TYPE"] = "SMOKE_SIGNAL"
    assert errors_v2(add_v2(client, ("mobile", "915550000305"))) == [400]


def made_by(client: httpx.Client, mobile: str) -> str:
    """Add a customer in version 2, and give the till that is said to have done so."""
    customer_id = add_v2(client, ("mobile", mobile)).json()["createdId"]
    profile = client.get(f"/v2/customers/{customer_id}?source=ALL").json()["profiles"][0]
    code: str = profile["attribution"]["createdBy"]["code"]
    return code


def test_12_entity_headers_count_with_a_token_and_not_with_basic(
    client: httpx.Client, till: httpx.Client
) -> None:
    for one in (client, till):
        one.headers["X-CAP-API-ATTRIBUTION-ENTITY-CODE"] = "quay2.t1"
    assert made_by(client, "915550000306") == "quay2.t1"
    assert made_by(till, "915550000307") == "quay1.t1"


def test_12_lookup_codes_have_a_case(client: httpx.Client) -> None:
    client.headers["X-CAP-API-ATTRIBUTION-LOOKUP-TYPE"] = "WECHAT"
    client.headers["X-CAP-API-ATTRIBUTION-LOOKUP"] = "wx-7"
    assert made_by(client, "915550000308") == "quay2.t1"
    client.headers["X-CAP-API-ATTRIBUTION-LOOKUP"] = "WX-7"
    assert errors_v2(add_v2(client, ("mobile", "915550000309"))) == [91021]


def test_12_lookup_headers_mean_nothing_to_v1_1(client: httpx.Client) -> None:
    client.headers["X-CAP-API-ATTRIBUTION-LOOKUP-TYPE"] = "WECHAT"
    client.headers["X-CAP-API-ATTRIBUTION-LOOKUP"] = "wx-7"
    assert codes_v1(add_v1(client, {"mobile": "915550000310"})) == ["1000"]
    [item] = items_v1(client.get(f"{GET}?mobile=915550000310"))
    assert item["registered_till"]["code"] == "quay1.t1"


def test_13_one_request_id_for_a_batch(client: httpx.Client) -> None:
    answer = add_v1(client, *({"mobile": f"91555000031{n}"} for n in range(3)))
    assert len(answer.headers.get_list("X-Cap-Requestid")) == 1
    assert "request" not in items_v1(answer)[0]


def test_14_no_delete_for_customers_and_soft_for_webhooks(client: httpx.Client) -> None:
    assert client.delete("/v2/customers/800101").status_code == 405
    assert client.get("/v2/customers/800101?source=ALL").status_code == 200
    client.delete("/v3/webHooks/65f0c2a91b7e4d00080a11c3")
    [hook] = client.get("/v3/webHooks").json()["data"]
    assert hook["active"] is False


@pytest.mark.parametrize(
    ("given", "v1", "v2"),
    [
        ("2026-01-10T10:00:00+07:00", "2026-01-10 10:00:00", "2026-01-10T08:30:00+05:30"),
        ("2026-01-10T10:00:00Z", "2026-01-10 10:00:00", "2026-01-10T15:30:00+05:30"),
        ("2026-01-10T10:00:00", "2026-01-10 10:00:00", "2026-01-10T15:30:00+05:30"),
        ("2026-01-10 10:00:00", "2026-01-10 10:00:00", "2026-01-10T15:30:00+05:30"),
    ],
)
def test_15_time_rules(client: httpx.Client, given: str, v1: str, v2: str) -> None:
    [item] = items_v1(add_v1(client, {"mobile": "915550000306", "registered_on": given}))
    assert item["registered_on"] == v1
    body = client.get("/v2/customers/800142?source=ALL").json()
    moment = body["profiles"][0]["attribution"]["createDate"]
    assert moment == v1.replace(" ", "T") + "+05:30"
    add_v2(client, ("mobile", "915550000307"), createDate=given)
    body = client.get("/v2/customers/800143?source=ALL").json()
    assert body["profiles"][0]["attribution"]["createDate"] == v2
    [item] = items_v1(client.get(f"{GET}?id=800143"))
    assert item["registered_on"] == v2.replace("T", " ").removesuffix("+05:30")


def test_18_same_number_means_another_thing_elsewhere(client: httpx.Client) -> None:
    body = {
        "pointsTobeTransferred": 5,
        "fromCustomerIdentifier": {"type": "ID", "value": "800140"},
        "toCustomerIdentifier": {"type": "ID", "value": "800101"},
    }
    fraud = client.post("/v2/points/transfer", json=body)
    assert (fraud.status_code, errors_v2(fraud)) == (400, [415])
    media = client.post("/v2/points/transfer", content="{}", headers={"Content-Type": "text/csv"})
    assert (media.status_code, errors_v2(media)) == (415, [415])
    assert meaning("v2/points/transfer", 415) != meaning("v2/customer/add", 415)


def test_19_points_operations_issue_no_points_and_spare_lifetime_points(
    client: httpx.Client,
) -> None:
    def standing() -> tuple[int, int, int]:
        items = items_v1(client.get(f"{GET}?id=800101,800102"))
        return (
            sum(item["lifetime_points"] for item in items),
            items[0]["lifetime_points"],
            sum(item["loyalty_points"] for item in items),
        )

    everybody, lifetime, left = standing()
    item = {"points_redeemed": "50", "customer": {"mobile": "914400000017"}}
    redeemed = client.post("/v1.1/points/redeem", json={"root": {"redeem": [item]}})
    assert standing() == (everybody, lifetime, left - 50)
    body = {
        "pointsTobeTransferred": 20,
        "fromCustomerIdentifier": {"type": "ID", "value": "800101"},
        "toCustomerIdentifier": {"type": "ID", "value": "800102"},
    }
    assert client.post("/v2/points/transfer", json=body).status_code == 200
    assert standing() == (everybody, lifetime, left - 50)
    body = {
        "redemptionId": redeemed.json()["response"]["responses"]["points"]["redemption_id"],
        "identifier": {"type": "id", "value": "800101"},
    }
    assert client.post("/v2/points/reverse", json=body).status_code == 200
    assert standing() == (everybody, lifetime, left)


def test_20_ids_of_points_redemptions_are_six_mixed_characters(client: httpx.Client) -> None:
    item = {"points_redeemed": "1", "customer": {"mobile": "914400000017"}}
    seen = set()
    for _ in range(40):
        answer = client.post("/v1.1/points/redeem", json={"root": {"redeem": item}})
        code = answer.json()["response"]["responses"]["points"]["redemption_id"]
        assert re.fullmatch("[0-9A-Za-z]{6}", code)
        assert code != code.lower()
        assert code != code.upper()
        seen.add(code)
    assert len(seen) == 40


def test_21_warnings_are_code_strings_and_no_failures(client: httpx.Client) -> None:
    field = {"field": [{"name": "unknown", "value": "1"}]}
    answer = add_v1(client, {"mobile": "915550000308", "custom_fields": field})
    assert answer.status_code == 200
    assert warnings_v1(answer) == ["1017"]


def test_22_v3_errors_are_null(client: httpx.Client) -> None:
    assert client.get("/v3/webHooks").json()["errors"] is None


def test_23_totals_belong_to_customer_operations(client: httpx.Client) -> None:
    status = client.get("/v1.1/organization/get").json()["response"]["status"]
    assert set(status) == {"success", "code", "message"}


def test_25_tokens_are_new_and_old_ones_live(login: Login) -> None:
    tokens = [login().headers["CAP-API-ACCESS-TOKEN"] for _ in range(3)]
    assert len(set(tokens)) == 3


def test_26_v1_rows_are_501(client: httpx.Client) -> None:
    assert client.get("/v1/organization/get").status_code in (404, 501)
    assert client.post("/v1/transaction/add", json={}).status_code == 501


def test_02_types_vary_among_the_coupon_operations(client: httpx.Client) -> None:
    who = {"id": "800101"}
    asked = {"root": {"coupon": {"customer": who, "series_id": "4101"}}}
    issued = client.post("/v1.1/coupon/issue", json=asked).json()["response"]
    assert issued["status"]["success"] is True
    assert issued["coupon"]["item_status"]["code"] == 700
    asked = {"root": {"coupon": {"customer": who, "code": issued["coupon"]["code"]}}}
    redeemed = client.post("/v1.1/coupon/redeem", json=asked).json()["response"]
    assert redeemed["status"]["success"] == "true"
    assert redeemed["coupons"]["coupon"]["item_status"]["code"] == "700"
    assert client.post("/v2/coupon/issue", json={"seriesId": 4101, "customer": who}).json()[
        "discountValue"
    ] == pytest.approx(15.0)


def test_03_some_wrappers_are_objects(client: httpx.Client) -> None:
    alone = {"customer": {"id": "800101"}, "series_id": "4101"}
    one = client.post("/v1.1/coupon/issue", json={"root": {"coupon": [alone]}})
    two = client.post("/v1.1/coupon/issue", json={"root": {"coupon": [alone, alone]}})
    assert isinstance(one.json()["response"]["coupon"], dict)
    assert isinstance(two.json()["response"]["coupon"], list)


def test_04_bulk_redeem_is_all_or_nothing(client: httpx.Client) -> None:
    answer = redeem_bulk(client, "M4RKTQX8", "NOSUCH22")
    assert (answer.status_code, told(answer)) == (200, [749, 719])
    assert told(redeem_bulk(client, "M4RKTQX8")) == [None]


def test_05_success_is_true_with_every_item_failed(client: httpx.Client) -> None:
    expired = expire(client, 4101, ("NOSUCH22", "2026-02-01")).json()
    revoked = revoke(client, 4101, "NOSUCH22").json()
    for body in (expired, revoked):
        assert (body["success"], body["errors"]) == (True, [])
        assert body["entity"]["failedCount"] == body["entity"]["totalCount"] == 1
    assert expired["entity"]["unprocessedCoupons"][0]["errorCode"] == 633
    assert revoked["entity"]["failedToRevoke"][0]["errorCode"] == 682


def test_16_coupon_dates_have_a_format_for_each_place(client: httpx.Client) -> None:
    [coupon] = client.get("/v1.1/coupon/get?code=M4RKTQX8").json()["response"]["coupons"]["coupon"]
    assert (coupon["valid_till"], coupon["issued_on"]) == ("31-12-2026", "2025-12-01 09:00:00")
    asked = {"root": {"coupon": [{"customer": {"id": "800101"}, "series_id": "4101"}]}}
    issued = client.post("/v1.1/coupon/issue", json=asked).json()["response"]["coupon"]
    assert issued["valid_till"] == "2026-12-31"
    entity = client.get("/v2/customers/coupons?id=800101").json()["entity"]
    listed = entity["customers"][0]["coupons"][1]
    assert listed["validTill"] == "2026-12-31T00:00:00+05:30"
    assert listed["validTillDateTime"] == "2026-12-31T23:59:59+05:30"


def test_20_coupon_redemption_ids_are_whole_numbers(client: httpx.Client) -> None:
    new = redeem(client, "M4RKTQX8").json()["redemption"][0]["id"]
    old = redeem_v1(client, "QUAYDAYS").json()["response"]["coupons"]["coupon"]["redemptionId"]
    assert (new, old) == (18000005, "18000006")


def test_24_codes_are_printed_in_upper_case(client: httpx.Client) -> None:
    [coupon] = client.get("/v1.1/coupon/get?code=m4rKTqx8").json()["response"]["coupons"]["coupon"]
    assert coupon["code"] == "M4RKTQX8"
    assert redeem(client, "m4rktqx8").json()["redemption"][0]["code"] == "M4RKTQX8"
    lower = client.get("/v2/coupon?couponCodes=M4RKTQX8&coupon_code_case=LOWER").json()
    assert lower["data"][0]["code"] == "m4rktqx8"


def test_02_types_vary_among_the_transaction_operations(client: httpx.Client) -> None:
    sale = {"number": "HB-9001", "amount": "1200", "customer": {"mobile": "914400000017"}}
    [added] = bills_v1(bill_v1(client, sale))
    assert (added["id"], added["customer"]["user_id"]) == (910084, "800101")
    assert (added["customer"]["lifetime_points"], added["item_status"]["code"]) == ("240", 600)
    [read] = bills_v1(client.get("/v1.1/transaction/get?id=910084"))
    assert (read["id"], read["amount"]) == ("910084", "1200.00")
    [changed] = bills_v1(bill_v1(client, {"id": "910084"}, path="update"))
    assert (changed["id"], changed["amount"], changed["type"]) == (910084, 1200, "regular")


def test_03_one_transaction_is_accepted_without_a_list(client: httpx.Client) -> None:
    sale = {"number": "HB-9001", "amount": 1, "customer": {"mobile": "914400000017"}}
    body = {"root": {"transaction": sale}}
    assert bill_codes_v1(client.post("/v1.1/transaction/add", json=body)) == [600]


def test_04_transactions_of_a_batch_are_independent(client: httpx.Client) -> None:
    sale = {"number": "HB-9001", "amount": 1, "customer": {"mobile": "914400000017"}}
    answer = bill_v1(client, sale, sale, {**sale, "number": "HB-9002"})
    assert bill_codes_v1(answer) == [600, 604, 600]
    status = answer.json()["response"]["status"]
    assert (answer.status_code, status["success"], status["code"]) == (200, "true", 201)


def test_07_only_v1_1_registers_with_a_transaction(client: httpx.Client) -> None:
    nobody = bill_v2(client, mobile="915550000321", billNumber="HB-9001", billAmount=100)
    assert errors_v2(nobody) == [8015]
    assert codes_v1(client.get(f"{GET}?mobile=915550000321")) == ["1012"]
    sale = {"number": "HB-9001", "amount": 100, "customer": {"mobile": "915550000321"}}
    assert bill_codes_v1(bill_v1(client, sale)) == [600]
    assert codes_v1(client.get(f"{GET}?mobile=915550000321")) == ["1000"]


@pytest.mark.parametrize(
    ("given", "v1", "v2"),
    [
        ("2026-01-10T10:00:00+07:00", "2026-01-10 10:00:00", "2026-01-10T08:30:00+05:30"),
        ("2026-01-10T10:00:00Z", "2026-01-10 10:00:00", "2026-01-10T15:30:00+05:30"),
        ("2026-01-10T10:00:00", "2026-01-10 10:00:00", "2026-01-10T15:30:00+05:30"),
        ("2026-01-10 10:00:00", "2026-01-10 10:00:00", "2026-01-10T15:30:00+05:30"),
    ],
)
def test_15_time_rules_of_bills(client: httpx.Client, given: str, v1: str, v2: str) -> None:
    customer = {"mobile": "914400000017"}
    sale = {"number": "HB-9001", "amount": 1, "billing_time": given, "customer": customer}
    assert bill_codes_v1(bill_v1(client, sale)) == [600]
    bill_v2(client, billNumber="HB-9002", billAmount=1, billingDate=given)
    for bill_id, moment in ((910084, v1.replace(" ", "T") + "+05:30"), (910085, v2)):
        assert read_v2(client, bill_id)["billDetails"]["billingTime"] == moment
        [read] = bills_v1(client.get(f"/v1.1/transaction/get?id={bill_id}"))
        assert read["billing_time"] == moment.replace("T", " ").removesuffix("+05:30")


def test_17_a_return_has_the_number_of_the_sale_and_is_found_by_type(
    client: httpx.Client,
) -> None:
    back = {"type": "return", "return_type": "AMOUNT", "number": "HB-1001", "amount": 5}
    back |= {"parent_bill_number": "HR-1", "customer": {"mobile": "914400000017"}}
    [made] = bills_v1(bill_v1(client, back))
    assert (made["number"], made["parent_bill_number"]) == ("HB-1001", "HR-1")
    path = "/v1.1/transaction/get"
    assert bill_codes_v1(client.get(f"{path}?id=910084")) == [620]
    assert bill_codes_v1(client.get(f"{path}?id=910084&type=RETURN")) == [600]
    [sale] = bills_v1(client.get(f"{path}?number=HB-1001"))
    assert sale["id"] == "910001"
    every = bills_v1(client.get(f"{path}?number=HB-1001&type=ALL"))
    assert [item["type"] for item in every] == ["REGULAR", "RETURN"]
    assert bill_codes_v1(client.get(f"{path}?number=HR-1&type=ALL")) == [602]
    assert errors_v2(client.get("/v2/transactions/910084")) == [620]
    assert read_v2(client, 910084, type="RETURN")["billDetails"]["billNumber"] == "HB-1001"


def test_18_632_and_638_change_places_between_the_versions(client: httpx.Client) -> None:
    lines = {"line_item": [{"item_code": "SKU-TEA-01", "qty": 1}]}
    back = {"type": "return", "number": "HB-1001", "customer": {"mobile": "914400000017"}}
    bill_v2(client, type="RETURN", returnType="AMOUNT", billNumber="HB-1001", billAmount=1)
    refused = bill_v1(client, {**back, "return_type": "LINE_ITEM", "line_items": lines})
    assert bill_codes_v1(refused) == [632]
    line = [{"itemCode": "SKU-TEA-01", "qty": 1}]
    said = {"type": "RETURN", "returnType": "LINE_ITEM", "billNumber": "HB-1001"}
    assert errors_v2(bill_v2(client, **said, lineItemsV2=line)) == [638]


def test_21_warnings_of_transactions_are_code_strings(client: httpx.Client) -> None:
    sale = {"number": "HB-9001", "amount": 1, "customer": {"mobile": "914400000017"}}
    fields = {"field": [{"name": "no", "value": "1"}]}
    [item] = bills_v1(bill_v1(client, {**sale, "custom_fields": fields}))
    assert item["item_status"]["warnings"] == {"warning": ["9604"]}


def test_23_transactions_have_no_totals(client: httpx.Client) -> None:
    status = client.get("/v1.1/transaction/get?id=910001").json()["response"]["status"]
    assert set(status) == {"success", "code", "message"}


def test_22_a_new_target_group_is_201_and_nothing_wrong_is_null(client: httpx.Client) -> None:
    form = cx.actions["v3/target_group/create"].example()["json"]
    answer = client.post("/v3/targetGroups", json=form)
    assert answer.status_code == 201
    assert answer.json()["errors"] is None


def test_14_deactivated_rows_stay_listed(client: httpx.Client) -> None:
    for path in ("/v3/webHooks", "/v3/targetGroups", "/v3/integrations/clients"):
        row = client.get(path).json()["data"][-1]
        row_id = row.get("webHookId") or row.get("clientKey") or row["id"]
        assert client.delete(f"{path}/{row_id}").status_code == 200
        left = client.get(path).json()["data"][-1]
        assert row_id in left.values()
        assert left.get("active", left.get("isValid")) is False

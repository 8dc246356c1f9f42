"""Cards and card series (O69 and O70), and cards as identifiers of customers."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capexplore.sandbox import Sandbox
from capexplore.sandbox.domain.card_labels import STATUSES, may_become

from .asking import add_v2, errors_v2, warnings_v2
from .bodies import replaced

CARD, SERIES = "/v2/card", "/v2/card/series"
NEW = "HGC0000000101"
TAKEN = "HGC0000000102"  # linked to customer 800115
PLASTIC = {
    "code": "HGP",
    "name": "Plastic card",
    "type": "PHYSICAL",
    "expiryDays": 730,
    "maxActiveCardsPerCustomer": 2,
    "cardGenerationEnabled": True,
    "cardGenerationConfiguration": {
        "prefix": "HGP",
        "suffix": "X",
        "offset": 98,
        "length": 6,
        "method": "DEFAULT",
    },
    "isActive": True,
}


def read(client: httpx.Client, number: str = NEW) -> dict[str, Any]:
    card: dict[str, Any] = client.get(CARD, params={"number": number}).json()
    return card


def status(client: httpx.Client, number: str = NEW) -> str:
    said: str = read(client, number)["statusInfo"]["status"]
    return said


def put(client: httpx.Client, label: str | None, number: str = NEW, **said: Any) -> httpx.Response:
    body = {"cardNumber": number, **({} if label is None else {"statusLabel": label}), **said}
    return client.put(CARD, json=body)


def card_of(number: str = NEW, **said: Any) -> dict[str, Any]:
    return {"type": "cardnumber", "value": number, **said}


def change(client: httpx.Client, customer: int = 800101, **said: Any) -> httpx.Response:
    return client.post(f"/v2/customers/{customer}/changeIdentifier?source=INSTORE", json=said)


def details(client: httpx.Client, customer: int = 800101) -> list[str]:
    body = client.get(f"/v2/customers/{customer}?source=ALL").json()
    return [card["cardNumber"] for card in body["cardDetails"]]


def generate(client: httpx.Client, series: int = 12, count: Any = 2, **said: Any) -> httpx.Response:
    return client.post(f"{CARD}/generate", json={"seriesId": series, "count": count, **said})


def test_a_card_is_shown_as_documented(client: httpx.Client) -> None:
    assert read(client, TAKEN) == {
        "cardId": 9002,
        "issuedDate": "2025-12-01T09:00:00+05:30",
        "createdDate": "2025-02-01",
        "expiryDays": 365,
        "seriesName": "Harbour card",
        "customerId": 800115,
        "maxActiveCards": 1,
        "entityCode": "quay1.t1",
        "cardExternalId": "HGX-0102",
        "customFields": {},
        "type": "DIGITAL",
        "cardNumber": TAKEN,
        "seriesId": 12,
        "seriesCode": "HGC",
        "orgId": 5001,
        "entityId": 63001,
        "statusInfo": {
            "reason": "",
            "createdBy": 63001,
            "actions": [],
            "autoUpdateTime": "2025-02-01",
            "createdOn": "2025-12-01T09:00:00+05:30",
            "entityId": 9002,
            "id": 2,
            "isActive": True,
            "labelId": 3,
            "label": "ACTIVE",
            "status": "ACTIVE",
        },
        "id": 9002,
        "activeAndDigital": True,
        "transactionNotAllowed": True,
        "expiryDate": "2026-12-01T00:00:00+05:30",
        "warnings": [],
    }
    assert not {"customerId", "issuedDate", "expiryDate"} & set(read(client))
    for path in (CARD, f"{CARD}/statusLog"):
        assert errors_v2(client.get(path, params={"number": "HGC9"})) == [3010]


def test_series_are_added_read_and_made_inactive(client: httpx.Client) -> None:
    assert client.post(SERIES, json=PLASTIC).json() == {"entity": 13, "warnings": []}
    series = client.get(f"{SERIES}/13").json()
    assert series == {
        "id": 13,
        **PLASTIC,
        "cardExpiryEnabled": True,
        "warnings": [],
    }
    numbers = [card["cardNumber"] for card in generate(client, 13).json()["data"]]
    assert numbers == ["HGP98X", "HGP99X"]
    assert errors_v2(generate(client, 13, 1)) == [702]
    answer = client.put(f"{SERIES}/13", json={"isActive": False})
    assert (answer.json()["isActive"], answer.json()["name"]) == (False, "Plastic card")
    assert errors_v2(generate(client, 13, 1)) == [3008]
    said = {"seriesId": 13, "cardNumber": "P", "statusLabel": "ISSUED"}
    assert errors_v2(client.post(CARD, json=said)) == [3008]
    data = client.get(f"{SERIES}/get/all").json()["data"]
    assert [(one["id"], one["isActive"]) for one in data] == [(12, True), (13, False)]


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        (("code",), "", 3001),
        (("code",), "HGC", 3002),
        (("code",), "x" * 51, 3029),
        (("type",), "", 3003),
        (("type",), "PAPER", 3020),
        (("expiryDays",), 0, 3019),
        (("cardGenerationConfiguration",), None, 3007),
        (("cardGenerationConfiguration", "length"), None, 3005),
        (("cardGenerationConfiguration", "length"), 151, 3024),
        (("cardGenerationConfiguration", "length"), 4, 3028),
        (("cardGenerationConfiguration", "offset"), 100, 3028),
        (("cardGenerationConfiguration", "prefix"), "x y", 3022),
        (("cardGenerationConfiguration", "suffix"), "x" * 51, 3023),
        (("cardGenerationConfiguration", "method"), "LUCK", 400),
        (
            ("cardGenerationConfiguration",),
            {"prefix": "HGC", "length": 13},
            3006,
        ),
        (("isActive",), "perhaps", 400),
    ],
)
def test_series_that_are_not_added(
    client: httpx.Client, path: tuple[str, ...], value: Any, code: int
) -> None:
    answer = client.post(SERIES, json=replaced(PLASTIC, path, value))
    assert (answer.status_code, errors_v2(answer)) == (400, [code])
    assert len(client.get(f"{SERIES}/get/all").json()["data"]) == 1


def test_a_series_whose_cards_expire_after_no_days(client: httpx.Client) -> None:
    said = {"code": "HGE", "type": "DIGITAL", "cardExpiryEnabled": True}
    assert errors_v2(client.post(SERIES, json=said)) == [3033]


def test_series_that_are_not_found(client: httpx.Client) -> None:
    assert errors_v2(client.get(f"{SERIES}/99")) == [3004]
    assert errors_v2(client.get(f"{SERIES}/x")) == [3000]
    assert errors_v2(client.put(f"{SERIES}/99", json={"isActive": False})) == [3004]
    query = {"seriesId": "99"}
    assert errors_v2(client.get(f"{CARD}/generation/logs", params=query)) == [3004]


def test_cards_are_generated(client: httpx.Client) -> None:
    cards = generate(client, statusLabel="ISSUED").json()["data"]
    assert [card["cardNumber"] for card in cards] == ["HGC0000000103", "HGC0000000104"]
    assert [card["cardId"] for card in cards] == [9003, 9004]
    assert {card["statusInfo"]["status"] for card in cards} == {"ISSUED"}
    logs = client.get(f"{CARD}/generation/logs", params={"seriesId": 12}).json()["data"]
    assert (logs[0]["count"], logs[0]["firstCardNumber"]) == (2, "HGC0000000103")


def test_generation_leaves_out_numbers_that_there_are(client: httpx.Client) -> None:
    said = {"seriesId": 12, "cardNumber": "HGC0000000104", "statusLabel": "NOT_ISSUED"}
    client.post(CARD, json=said)
    numbers = [card["cardNumber"] for card in generate(client).json()["data"]]
    assert numbers == ["HGC0000000103", "HGC0000000105"]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"series": 99}, 3004),
        ({"series": "x"}, 3000),
        ({"count": 0}, 3025),
        ({"count": "x"}, 3025),
        ({"count": 100_001}, 3026),
        ({"statusLabel": "LOST"}, 3014),
        ({"statusLabel": "DELETED"}, 3013),
    ],
)
def test_cards_that_are_not_generated(
    client: httpx.Client, said: dict[str, Any], code: int
) -> None:
    assert errors_v2(generate(client, **said)) == [code]


def test_as_many_cards_as_can_be_generated(client: httpx.Client) -> None:
    assert len(generate(client, count=100_000).json()["data"]) == 100_000


def test_one_card_is_added(client: httpx.Client) -> None:
    said = {
        "seriesId": 12,
        "cardNumber": "ANCHOR-7",
        "cardExternalId": "HGX-7",
        "statusLabel": "issued",
        "customFields": {"engraving": "anchor", "sail": "red"},
        "statusInfo": {"reason": "a gift"},
    }
    answer = client.post(CARD, json=said)
    assert (answer.json()["entity"], warnings_v2(answer)) == (9003, [1017])
    card = read(client, "ANCHOR-7")
    assert (card["customFields"], card["cardExternalId"]) == ({"engraving": "anchor"}, "HGX-7")
    assert (card["statusInfo"]["reason"], card["issuedDate"][:10]) == ("a gift", "2026-01-15")


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"cardNumber": NEW}, 3009),
        ({"cardNumber": ""}, 3010),
        ({"cardNumber": "x" * 151}, 3010),
        ({"seriesId": 99}, 3004),
        ({"seriesId": None}, 3000),
        ({"statusLabel": ""}, 3011),
        ({"statusLabel": "LOST"}, 3014),
        ({"statusLabel": "EXPIRED"}, 3013),
        ({"cardExternalId": "HGX-0102"}, 3045),
        ({"customFields": [7]}, 400),
    ],
)
def test_cards_that_are_not_added(client: httpx.Client, said: dict[str, Any], code: int) -> None:
    body = {"seriesId": 12, "cardNumber": "ANCHOR-7", "statusLabel": "ISSUED"}
    answer = client.post(CARD, json=body | said)
    assert (answer.status_code, errors_v2(answer)) == (400, [code])
    assert errors_v2(client.get(CARD, params={"number": "ANCHOR-7"})) == [3010]


@settings(max_examples=40, deadline=None, derandomize=True)
@given(steps=st.lists(st.sampled_from(STATUSES), max_size=6))
def test_a_card_goes_only_where_its_status_allows(steps: list[str]) -> None:
    with Sandbox() as sandbox:
        client = httpx.Client(transport=sandbox.transport, base_url="https://sandbox.test")
        client.headers["Authorization"] = (
            "Basic cXVheTEudDE6MDUyZTgzM2NjMmY1MTJmYmQ2YTg4MGZjMGNiNTA3MzM="
        )
        now = "NOT_ISSUED"
        for wanted in steps:
            answer = put(client, wanted)
            if wanted == now:
                assert warnings_v2(answer) == [3039]
            elif may_become(now, wanted):
                assert answer.json() == {"entity": 9001, "warnings": []}
                now = wanted
            else:
                assert errors_v2(answer) == [3038]
            assert status(client) == now


def test_steps_between_statuses() -> None:
    steps = {(a, b) for a in STATUSES for b in STATUSES if may_become(a, b)}
    assert steps == {
        ("NOT_ISSUED", "ISSUED"),
        ("NOT_ISSUED", "ACTIVE"),
        ("ISSUED", "ACTIVE"),
        ("ACTIVE", "SUSPENDED"),
        ("SUSPENDED", "ACTIVE"),
        *((live, end) for live in STATUSES[:4] for end in ("EXPIRED", "DELETED")),
    }


@pytest.mark.parametrize(
    ("number", "said", "code"),
    [
        ("HGC9", {"statusLabel": "ACTIVE"}, 3010),
        ("", {"statusLabel": "ACTIVE"}, 3010),
        (NEW, {}, 3021),
        (NEW, {"statusLabel": ""}, 3011),
        (NEW, {"statusLabel": "LOST"}, 3014),
        (NEW, {"statusLabel": "SUSPENDED"}, 3038),
        (NEW, {"statusLabel": "ACTIVE", "seriesId": 13}, 3000),
        (NEW, {"cardExternalId": "HGX-0102"}, 3045),
        (TAKEN, {"cardExternalId": "HGX-7"}, 3046),
        (NEW, {"mappedEntity": {"type": "TILL", "value": "nowhere"}}, 3202),
    ],
)
def test_changes_of_cards_that_are_refused(
    client: httpx.Client, number: str, said: dict[str, Any], code: int
) -> None:
    before = read(client), read(client, TAKEN)
    answer = client.put(CARD, json={"cardNumber": number, **said})
    assert (answer.status_code, errors_v2(answer)) == (400, [code])
    assert (read(client), read(client, TAKEN)) == before


def test_cards_in_bulk_are_independent(client: httpx.Client) -> None:
    said = [
        {
            "cardNumber": NEW,
            "statusLabel": "ACTIVE",
            "mappedEntity": {"type": "TILL", "value": "quay2.t1"},
        },
        {"cardNumber": "HGC9", "statusLabel": "ACTIVE"},
        {"cardNumber": TAKEN, "statusLabel": "ACTIVE"},
        7,
    ]
    tree = client.put(f"{CARD}/bulk", json=said).json()
    assert (tree["totalCount"], tree["failureCount"]) == (4, 2)
    first, second, third, fourth = tree["response"]
    assert (first["entityId"]["cardNumber"], first["entityId"]["entityCode"]) == (NEW, "quay2.t1")
    assert (second["entityId"], second["errors"][0]["code"]) == (None, 3010)
    assert [warning["code"] for warning in third["warnings"]] == [3039]
    assert fourth["errors"][0]["code"] == 400
    answer = client.put(f"{CARD}/bulk", json=[said[0]] * 201)
    assert errors_v2(answer) == [1060]
    assert len(client.put(f"{CARD}/bulk", json=[said[0]] * 200).json()["response"]) == 200


def test_the_statuses_of_a_card(client: httpx.Client) -> None:
    put(client, "ACTIVE")
    put(client, "SUSPENDED", statusInfo={"reason": "left on a bench"})
    data = client.get(f"{CARD}/statusLog", params={"number": NEW}).json()["data"]
    assert [entry["status"] for entry in data] == ["SUSPENDED", "ACTIVE", "NOT_ISSUED"]
    assert [entry["isActive"] for entry in data] == [True, False, False]
    assert data[0]["reason"] == "left on a bench"


def test_an_external_id_stands_for_the_card(client: httpx.Client) -> None:
    said = {"cardNumber": NEW, "cardExternalId": "HGX-0101"}
    assert client.post("/v2/cardNumber", json=said).json() == {"entity": 9001, "warnings": []}
    assert errors_v2(client.post("/v2/cardNumber", json={"cardNumber": NEW})) == [400]
    card = {"type": "cardExternalId", "value": "HGX-0101"}
    assert change(client, add=[card]).json() == {"createdId": 800101, "warnings": []}
    query = "identifierName=cardExternalId&identifierValue=HGX-0101&source=INSTORE"
    assert client.get(f"/v2/customers/lookup?{query}").json()["entity"] == 800101


def test_labels_of_statuses(client: httpx.Client) -> None:
    path = "/v2/genericStatus/card"
    body = {"mapping": {"SUSPENDED": [{"default": True, "label": "LOST", "status_names": []}]}}
    labels = client.post(f"{path}/labelMapping", json=body).json()["data"]
    assert {"id": 7, "status": "SUSPENDED", "label": "LOST", "isDefault": True} in labels
    assert len(client.get(f"{path}/labels").json()["data"]) == len(STATUSES)
    put(client, "ACTIVE")
    put(client, "LOST")
    assert read(client)["statusInfo"]["label"] == "LOST"
    assert status(client) == "SUSPENDED"
    for said, code in (
        ({"SUNK": [{"label": "x"}]}, 3017),
        ({"ACTIVE": [{"label": "LOST"}]}, 3016),
        ({"ACTIVE": [{"label": "x" * 51}]}, 3015),
        ({"ACTIVE": [{"label": ""}]}, 3011),
        ({}, 400),
    ):
        assert errors_v2(client.post(f"{path}/labelMapping", json={"mapping": said})) == [code]


def test_a_card_is_registered_with_a_customer(client: httpx.Client) -> None:
    card = card_of(seriesId=12, statusLabel="ACTIVE")
    mobile = {"type": "mobile", "value": "915550008001"}
    profile = {"source": "INSTORE", "identifiers": [mobile, card]}
    answer = client.post("/v2/customers", json={"profiles": [profile]})
    assert (answer.json()["createdId"], warnings_v2(answer)) == (800142, [])
    assert (status(client), read(client)["customerId"]) == ("ACTIVE", 800142)
    assert details(client, 800142) == [NEW]
    item = client.get("/v1.1/customer/get", params={"card_number": NEW, "card_details": "true"})
    [customer] = item.json()["response"]["customers"]["customer"]
    assert customer["mobile"] == "915550008001"
    assert customer["card_details"]["card"][0]["status"] == "ACTIVE"
    query = f"identifierName=cardnumber&identifierValue={NEW}&source=INSTORE"
    assert client.get(f"/v2/customers/lookup?{query}").json()["entity"] == 800142


def test_a_card_alone_registers_a_customer(client: httpx.Client) -> None:
    assert add_v2(client, ("cardnumber", NEW)).json()["createdId"] == 800142
    assert errors_v2(add_v2(client, ("cardnumber", NEW))) == [8006]


def test_customers_are_found_by_the_external_id_of_a_card(client: httpx.Client) -> None:
    answer = client.get("/v1.1/customer/get?card_external_id=HGX-0102&user_id=true")
    assert answer.json()["response"]["customers"]["customer"][0]["user_id"] == 800115


def test_a_card_is_linked_and_taken_back(client: httpx.Client) -> None:
    answer = change(client, add=[card_of(seriesId=12, statusLabel="ACTIVE")])
    assert answer.json() == {"createdId": 800101, "warnings": []}
    assert (details(client), status(client)) == ([NEW], "ACTIVE")
    answer = change(client, remove=[card_of(seriesId=12, statusLabel="NOT_ISSUED")])
    assert answer.json() == {"createdId": 800101, "warnings": []}
    assert (details(client), status(client)) == ([], "NOT_ISSUED")
    assert "customerId" not in read(client)
    assert change(client, 800107, add=[card_of()]).status_code == 200
    assert details(client, 800107) == [NEW]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"add": [card_of("HGC9")]}, 3010),
        ({"add": [card_of(TAKEN)]}, 8007),
        ({"add": [card_of(), card_of(TAKEN)]}, 3035),
        ({"add": [card_of(seriesId=13)]}, 3000),
        ({"add": [card_of(statusLabel="LOST")]}, 3014),
        ({"add": [card_of(statusLabel="SUSPENDED")]}, 3038),
        ({"remove": [card_of()]}, 3031),
        ({"remove": [card_of(TAKEN)]}, 3031),
    ],
)
def test_cards_that_are_not_linked(client: httpx.Client, said: dict[str, Any], code: int) -> None:
    before = client.get("/v2/customers/800101?source=ALL").json(), read(client)
    answer = change(client, **said)
    assert (answer.status_code, errors_v2(answer)) == (400, [code])
    assert (client.get("/v2/customers/800101?source=ALL").json(), read(client)) == before


@pytest.mark.parametrize("end", ["SUSPENDED", "EXPIRED", "DELETED"])
def test_a_card_that_does_not_live_is_not_linked(client: httpx.Client, end: str) -> None:
    put(client, "ACTIVE")
    put(client, end)
    assert errors_v2(change(client, add=[card_of()])) == [3027]


def test_active_cards_are_limited(client: httpx.Client, sandbox: Sandbox) -> None:
    assert errors_v2(change(client, 800115, add=[card_of()])) == [3036]
    assert change(client, 800115, add=[card_of(statusLabel="ISSUED")]).status_code == 200
    assert errors_v2(put(client, "ACTIVE")) == [3036]
    put(client, "SUSPENDED", TAKEN)
    assert put(client, "ACTIVE").status_code == 200
    client.post(SERIES, json=PLASTIC)
    [plastic] = generate(client, 13, 1).json()["data"]
    sandbox.configure("CONF_MAX_CARDS_PER_ORG", "1")
    assert errors_v2(change(client, 800115, add=[card_of(plastic["cardNumber"])])) == [3036]
    sandbox.configure("CONF_MAX_CARDS_PER_ORG", "2")
    assert change(client, 800115, add=[card_of(plastic["cardNumber"])]).status_code == 200


def test_cards_expire(client: httpx.Client, till: httpx.Client, sandbox: Sandbox) -> None:
    change(client, add=[card_of()])
    assert read(client)["expiryDate"] == "2027-01-15T00:00:00+05:30"
    sandbox.advance(days=365)
    assert (status(till), read(till)["activeAndDigital"]) == ("EXPIRED", False)
    assert errors_v2(put(till, "ACTIVE")) == [3038]


def test_cards_go_over_to_the_survivor_of_a_merge(client: httpx.Client) -> None:
    add_v2(client, ("email", "card@mail.test"), source="ECOMMERCE")
    path = "/v2/customers/800142/changeIdentifier?source=ECOMMERCE"
    client.post(path, json={"add": [card_of()]})
    assert details(client, 800142) == [NEW]
    mobile = {"type": "mobile", "value": "914400000017"}
    client.post(path, json={"add": [mobile]})
    assert details(client) == [NEW]
    assert read(client)["customerId"] == 800101


def test_upsert_links_a_card(client: httpx.Client) -> None:
    mobile = {"type": "mobile", "value": "915550008001"}
    profile = {"source": "INSTORE", "identifiers": [mobile, card_of()]}
    answer = client.post("/v2/integrations/customer/upsert/bulk", json=[{"profiles": [profile]}])
    [entry] = answer.json()["response"]
    assert (entry["entityId"], entry["errors"]) == (800142, [])
    assert entry["result"]["cardDetails"][0]["cardNumber"] == NEW


def test_there_is_no_delete_of_a_card(client: httpx.Client) -> None:
    assert client.delete(CARD).status_code == 405
    assert client.delete(f"{SERIES}/12").status_code == 405

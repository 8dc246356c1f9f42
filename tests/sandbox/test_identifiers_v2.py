"""Changing identifiers, searching and bulk upsert, version 2 (reference, O21, O22 and O25)."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from .asking import add_v1, add_v2, errors_v2, items_v1, warnings_v2

MOBILE = {"type": "mobile", "value": "914400000017"}
EMAIL = {"type": "email", "value": "mira.novak@mail.test"}
NEW = {"type": "email", "value": "mira.n@mail.test"}
PATH = "/v2/customers/800101/changeIdentifier?source=INSTORE"


def change(client: httpx.Client, path: str = PATH, **body: Any) -> httpx.Response:
    return client.post(path, json=body)


def identifiers(client: httpx.Client, customer_id: int = 800101) -> list[str]:
    tree = client.get(f"/v2/customers/{customer_id}?source=INSTORE").json()
    return [entry["value"] for entry in tree["profiles"][0]["identifiers"]]


@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_identifier_is_replaced_at_once(client: httpx.Client, method: str) -> None:
    body = {"add": [NEW], "remove": [EMAIL]}
    answer = client.request(method, PATH, json=body)
    assert answer.json() == {"createdId": 800101, "warnings": []}
    assert identifiers(client) == ["914400000017", "HX-0001", "mira.n@mail.test"]
    tree = client.get("/v2/customers/800101?source=INSTORE").json()
    modified = tree["profiles"][0]["attribution"]["modifiedDate"]
    assert modified == "2026-01-15T15:30:00+05:30"


def test_other_methods_are_405(client: httpx.Client) -> None:
    assert client.patch(PATH, json={}).status_code == 405
    assert client.delete(PATH).status_code == 405


def test_removed_identifier_is_free_again(client: httpx.Client) -> None:
    change(client, remove=[EMAIL])
    answer = add_v2(client, ("email", "mira.novak@mail.test"))
    assert answer.json()["createdId"] == 800142


@pytest.mark.parametrize(
    ("body", "warnings"),
    [
        ({"add": [MOBILE]}, [8071, 8070]),
        ({"add": [EMAIL]}, [8072, 8070]),
        ({"add": [{"type": "externalId", "value": "HX-0001"}]}, [8073, 8070]),
        ({"add": [MOBILE, NEW]}, [8071]),
        ({"remove": [{"type": "mobile", "value": "915550009999"}]}, [8070]),
        ({}, [8070]),
        ({"add": [], "remove": None}, [8070]),
        ({"add": [{"type": "email", "value": "nope"}]}, [8055, 8070]),
        ({"add": [{"type": "mobile", "value": "1"}]}, [8056, 8070]),
        ({"add": [{"type": "shoe", "value": "42"}]}, [8070]),
    ],
)
def test_change_warnings(client: httpx.Client, body: dict[str, Any], warnings: list[int]) -> None:
    answer = change(client, **body)
    assert answer.status_code == 200
    assert answer.json()["createdId"] == 800101
    assert warnings_v2(answer) == warnings


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"remove": [MOBILE, EMAIL, {"type": "externalId", "value": "HX-0001"}]}, 8005),
        ({"add": [{"type": "mobile", "value": "915550004001"}]}, 8007),
        ({"add": [{"type": "cardnumber", "value": "HGC0000000999", "seriesId": 12}]}, 3010),
        ({"remove": [{"type": "cardnumber", "value": "HGC0000000999"}]}, 3010),
        ({"add": [{"type": "mobile", "value": "914400010040"}]}, 8026),
        ({"add": "x"}, 400),
        ({"add": [7]}, 400),
        ({"remove": {}}, 400),
    ],
)
def test_change_codes(client: httpx.Client, body: dict[str, Any], code: int) -> None:
    add_v2(client, ("mobile", "915550004001"))
    before = identifiers(client)
    answer = change(client, **body)
    assert (answer.status_code, errors_v2(answer)) == (400, [code])
    assert identifiers(client) == before


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("800101/changeIdentifier", 8016),
        ("800101/changeIdentifier?source=ALL", 8003),
        ("800101/changeIdentifier?source=NOWHERE", 8003),
        ("800101/changeIdentifier?source=WECHAT", 8045),
        ("800101/changeIdentifier?source=WECHAT&accountId=other", 8127),
        ("800101/changeIdentifier?source=ECOMMERCE", 8009),
        ("800999/changeIdentifier?source=INSTORE", 8015),
        ("800141/changeIdentifier?source=INSTORE", 8109),
        ("abc/changeIdentifier?source=INSTORE", 400),
    ],
)
def test_change_needs_a_place(client: httpx.Client, path: str, code: int) -> None:
    assert errors_v2(change(client, f"/v2/customers/{path}", add=[NEW])) == [code]


def test_fraud_customer_keeps_the_identifiers(client: httpx.Client) -> None:
    add_v1(client, {"id": 800101, "fraud_status": {"status": "CONFIRMED"}}, path="update")
    assert errors_v2(change(client, add=[NEW])) == [618]


def test_update_with_identifiers_of_others(client: httpx.Client) -> None:
    add_v2(client, ("mobile", "915550004001"))
    add_v2(client, ("mobile", "915550004002"), ("email", "shop@mail.test"), source="ECOMMERCE")
    add_v2(client, ("email", "shop@mail.test"))

    def put(value: str) -> httpx.Response:
        profile = {"identifiers": [{"type": "mobile", "value": value}]}
        return client.put("/v2/customers/800101?source=INSTORE", json={"profiles": [profile]})

    assert errors_v2(put("915550004001")) == [8007]
    assert errors_v2(put("915550004002")) == [8008]
    assert put("915550004003").status_code == 200
    assert identifiers(client)[0] == "914400000017"


# ------------------------------------------------------------------------------------------ search


def search(client: httpx.Client, **params: str) -> httpx.Response:
    return client.get("/v2/customers/search", params=params)


def test_search_by_name(client: httpx.Client) -> None:
    assert search(client, q="mira").json() == {
        "pagination": {"limit": 10, "offset": 0, "total": 1},
        "data": [
            {
                "userId": 800101,
                "matchedIdentifiers": [
                    {
                        "idType": "email",
                        "idValue": "mira.novak@mail.test",
                        "source": "INSTORE",
                        "accountId": "",
                    }
                ],
                "profiles": [{"source": "INSTORE", "firstName": "Mira", "lastName": "Novak"}],
            }
        ],
        "warnings": [],
        "errors": [],
    }
    [found] = search(client, q="NOVA").json()["data"]
    assert (found["userId"], found["matchedIdentifiers"]) == (800101, [])


@pytest.mark.parametrize("q", ["91440000001", "hx-0001", "Mira"])
def test_search_is_by_beginning(client: httpx.Client, q: str) -> None:
    assert 800101 in [hit["userId"] for hit in search(client, q=q).json()["data"]]


@pytest.mark.parametrize("q", ["novak@", "ira", "%", "_", "zzz", "0" * 300])
def test_no_match_is_empty(client: httpx.Client, q: str) -> None:
    body = search(client, q=q).json()
    assert (body["data"], body["pagination"]["total"], body["errors"]) == ([], 0, [])


def test_search_finds_letters_of_any_alphabet_and_case(client: httpx.Client) -> None:
    add_v2(client, ("mobile", "915550004010"), profile={"firstName": "ÅSA", "lastName": "Жанна"})
    for q in ("åsa", "Å", "жан"):
        assert [hit["userId"] for hit in search(client, q=q).json()["data"]] == [800142]


def test_search_pages(client: httpx.Client) -> None:
    first = search(client, q="91440001").json()
    total = first["pagination"]["total"]
    assert total > 20
    assert len(first["data"]) == 10
    seen: list[int] = []
    for offset in range(0, total + 7, 7):
        page = search(client, q="91440001", limit="7", offset=str(offset)).json()
        assert page["pagination"] == {"limit": 7, "offset": offset, "total": total}
        seen += [hit["userId"] for hit in page["data"]]
    assert seen == sorted(set(seen))
    assert len(seen) == total


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"q": "m", "offset": "-1"}, 8100),
        ({"q": "m", "limit": "0"}, 8101),
        ({"q": "m", "limit": "101"}, 8102),
        ({"q": "m", "limit": "x"}, 400),
        ({"q": ""}, 400),
        ({}, 400),
    ],
)
def test_search_codes(client: httpx.Client, params: dict[str, str], code: int) -> None:
    assert errors_v2(search(client, **params)) == [code]


def test_search_finds_no_victim_and_nobody_erased(client: httpx.Client) -> None:
    add_v2(client, ("mobile", "915550004020"), profile={"firstName": "Quentin"})
    said = {"firstName": "Quentin"}
    add_v2(client, ("email", "quentin@mail.test"), source="JD", profile=said)
    assert search(client, q="quentin").json()["pagination"]["total"] == 2
    add_v2(client, ("email", "quentin@mail.test"), ("mobile", "915550004020"), source="JD")
    [found] = search(client, q="quentin").json()["data"]
    assert found["userId"] == 800142
    assert [profile["source"] for profile in found["profiles"]] == ["INSTORE", "JD"]


# ------------------------------------------------------------------------------------------ upsert


def customer(*pairs: tuple[str, str], source: str = "INSTORE", **said: Any) -> dict[str, Any]:
    entries = [{"type": kind, "value": value} for kind, value in pairs]
    names = {name: said.pop(name) for name in ("firstName", "accountId") if name in said}
    return {"profiles": [{"source": source, "identifiers": entries, **names}], **said}


def upsert(client: httpx.Client, *items: Any, skip: bool = False) -> httpx.Response:
    path = "/v2/integrations/customer/upsert/bulk"
    params = {"skipChangeIdentifier": str(skip).lower()}
    return client.post(path, params=params, json=list(items))


def outcomes(answer: httpx.Response) -> list[tuple[int | None, list[int], list[int]]]:
    return [
        (
            item["entityId"],
            [error["code"] for error in item["errors"]],
            [warning["code"] for warning in item["warnings"]],
        )
        for item in answer.json()["response"]
    ]


def test_upsert_adds_and_updates(client: httpx.Client) -> None:
    answer = upsert(
        client,
        customer(("mobile", "914400000017"), firstName="Mirabel"),
        customer(("mobile", "915550005001"), firstName="Ines"),
        customer(("mobile", "914400000017"), ("email", "second@mail.test")),
    )
    assert answer.status_code == 200
    assert outcomes(answer) == [(800101, [], []), (800142, [], []), (800101, [], [])]
    body = answer.json()
    assert (body["totalCount"], body["failureCount"]) == (3, 0)
    assert body["response"][0]["result"]["profiles"][0]["firstName"] == "Mirabel"
    shown = client.get("/v2/customers/800142?source=INSTORE").json()
    assert body["response"][1]["result"] == shown
    assert "second@mail.test" in identifiers(client)


def test_upsert_without_changing_identifiers(client: httpx.Client) -> None:
    said = customer(("mobile", "914400000017"), ("email", "x@mail.test"), firstName="M")
    assert outcomes(upsert(client, said, skip=True)) == [(800101, [], [])]
    assert "x@mail.test" not in identifiers(client)


def test_upsert_items_are_independent(client: httpx.Client) -> None:
    answer = upsert(
        client,
        customer(),
        7,
        {"profiles": []},
        customer(("mobile", "915550005001"), source="NOWHERE"),
        customer(("mobile", "915550005001"), source=""),
        customer(("wechat", "w1"), source="WECHAT"),
        customer(("mobile", "915550005001"), statusLabel="No such"),
        customer(("mobile", "914400000017"), loyaltyInfo={"loyaltyType": "non_loyalty"}),
        customer(("mobile", "914400010040")),
        customer(("mobile", "915550005002")),
    )
    assert answer.status_code == 200
    codes = [8005, 400, 400, 8003, 8004, 8045, 8086, 8018, 8026]
    assert outcomes(answer) == [*((None, [code], []) for code in codes), (800142, [], [])]
    assert answer.json()["failureCount"] == len(codes)


def test_upsert_stores_the_customer_and_refuses_the_card(client: httpx.Client) -> None:
    answer = upsert(client, customer(("mobile", "915550005001"), ("cardnumber", "HGC0000000999")))
    assert outcomes(answer) == [(800142, [3010], [])]
    body = answer.json()
    assert (body["totalCount"], body["failureCount"]) == (1, 1)
    assert body["response"][0]["result"]["id"] == 800142
    assert list(body["response"][0]) == ["entityId", "result", "errors", "warnings"]
    alone = upsert(client, customer(("cardnumber", "HGC0000000999")))
    assert outcomes(alone) == [(None, [3010], [])]


def test_upsert_of_subscriptions(client: httpx.Client) -> None:
    choice = {"channel": "EMAIL", "priority": "BULK", "type": "OPTOUT"}
    said = customer(("mobile", "914400000017"), subscriptionInfo={"subscriptions": [choice]})
    assert outcomes(upsert(client, said)) == [(800101, [], [])]
    tree = client.get("/v2/customers/800101?source=INSTORE&embed=subscriptions").json()
    chosen = {
        (entry["channel"], entry["priority"]): entry["type"]
        for entry in tree["subscriptionInfo"]["subscriptions"]
    }
    assert chosen["EMAIL", "BULK"] == "OPTOUT"
    wechat = {"subscriptions": [choice | {"sourceName": "WECHAT"}]}
    said = customer(("mobile", "914400000017"), subscriptionInfo=wechat)
    assert outcomes(upsert(client, said)) == [(800101, [], [8054])]
    said = customer(("mobile", "914400000017"), subscriptionInfo=7)
    assert outcomes(upsert(client, said)) == [(800101, [400], [])]


def test_upsert_merges_and_tells_of_conflicts(client: httpx.Client) -> None:
    add_v2(client, ("email", "shop@mail.test"), source="ECOMMERCE")
    add_v2(client, ("externalId", "UP-1"), source="WEBSITE")
    both = customer(("mobile", "914400000017"), ("email", "shop@mail.test"))
    assert outcomes(upsert(client, both)) == [(800142, [], [8051])]
    add_v2(client, ("email", "other@mail.test"))
    both = customer(("mobile", "914400000017"), ("email", "other@mail.test"))
    assert outcomes(upsert(client, both)) == [(800142, [], [8053])]
    assert (
        items_v1(client.get("/v1.1/customer/get?email=other@mail.test&user_id=true"))[0]["user_id"]
        != 800142
    )


def test_upsert_combines_over_sources(client: httpx.Client) -> None:
    said = customer(("mobile", "914400000017"), source="ECOMMERCE")
    assert outcomes(upsert(client, said)) == [(800101, [], [8050])]
    assert outcomes(upsert(client, said)) == [(800101, [], [])]


@pytest.mark.parametrize(("body", "code"), [([], 400), ({}, 400), (7, 400), ([{}] * 101, 1060)])
def test_upsert_needs_a_list(client: httpx.Client, body: Any, code: int) -> None:
    answer = client.post("/v2/integrations/customer/upsert/bulk", json=body)
    assert (answer.status_code, errors_v2(answer)) == (400, [code])

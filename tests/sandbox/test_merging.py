"""One person in several sources (reference, section 7.4): combining, merging and conflicts."""

from __future__ import annotations

import itertools
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capexplore.sandbox import Sandbox
from capexplore.sandbox.domain import merging
from capexplore.sandbox.domain.rules import Work

from .asking import add_v1, add_v2, errors_v2, items_v1, warnings_v1, warnings_v2

MOBILE = ("mobile", "915550001001")
EMAIL = ("email", "joined@mail.test")
FIRST, SECOND = 800142, 800143


def change(
    client: httpx.Client,
    customer_id: int,
    *add: tuple[str, str],
    remove: tuple[tuple[str, str], ...] = (),
    source: str = "ECOMMERCE",
    method: str = "POST",
) -> httpx.Response:
    body = {
        name: [{"type": kind, "value": value} for kind, value in pairs]
        for name, pairs in (("add", add), ("remove", remove))
        if pairs
    }
    path = f"/v2/customers/{customer_id}/changeIdentifier?source={source}"
    return client.request(method, path, json=body)


def read(client: httpx.Client, customer_id: int, **params: str) -> dict[str, Any]:
    answer = client.get(f"/v2/customers/{customer_id}", params={"source": "ALL", **params})
    tree: dict[str, Any] = answer.json()
    return tree


def places(tree: dict[str, Any]) -> dict[str, list[str]]:
    return {
        profile["source"]: [entry["type"] for entry in profile["identifiers"]]
        for profile in tree["profiles"]
    }


@pytest.fixture
def pair(client: httpx.Client) -> httpx.Client:
    """One customer by mobile in INSTORE, another by email in ECOMMERCE."""
    add_v2(client, MOBILE, profile={"firstName": "Ines"}, createDate="2025-06-01T10:00:00Z")
    said = {"firstName": "I.", "lastName": "Abreu"}
    add_v2(client, EMAIL, source="ECOMMERCE", profile=said, createDate="2025-05-01T10:00:00Z")
    return client


def test_worked_example_by_changing_the_identifier(pair: httpx.Client) -> None:
    answer = change(pair, SECOND, MOBILE)
    assert answer.status_code == 200
    assert answer.json()["createdId"] == FIRST
    assert warnings_v2(answer) == [8051]
    assert str(FIRST) in answer.json()["warnings"][0]["message"]
    assert set(answer.json()) == {"createdId", "warnings"}
    tree = read(pair, FIRST)
    assert places(tree) == {"INSTORE": ["mobile"], "ECOMMERCE": ["email", "mobile"]}
    assert tree["warnings"] == []


def test_worked_example_by_registering_again_with_both(pair: httpx.Client) -> None:
    answer = add_v2(pair, EMAIL, MOBILE, source="ECOMMERCE")
    assert answer.json() == {
        "createdId": FIRST,
        "warnings": answer.json()["warnings"],
        "sideEffects": [],
    }
    assert warnings_v2(answer) == [8051]
    assert places(read(pair, FIRST)) == {"INSTORE": ["mobile"], "ECOMMERCE": ["email", "mobile"]}
    assert errors_v2(add_v2(pair, EMAIL, MOBILE, source="ECOMMERCE")) == [8006]


def test_the_other_way_round_the_other_survives(pair: httpx.Client) -> None:
    answer = change(pair, FIRST, EMAIL, source="INSTORE", method="PUT")
    assert answer.json()["createdId"] == SECOND
    assert warnings_v2(answer) == [8051]
    assert read(pair, FIRST)["id"] == SECOND


def test_victims_id_leads_to_the_survivor(pair: httpx.Client) -> None:
    change(pair, SECOND, MOBILE)
    tree = read(pair, SECOND)
    assert tree["id"] == FIRST
    assert [warning["code"] for warning in tree["warnings"]] == [8069]
    old = pair.get(f"/v1.1/customer/get?id={SECOND}&user_id=true")
    assert items_v1(old)[0]["user_id"] == FIRST
    assert warnings_v1(old) == ["91009"]
    params = {"source": "ALL", "identifierName": "id", "identifierValue": str(SECOND)}
    looked_up = pair.get("/v2/customers/lookup", params=params)
    assert looked_up.json()["entity"] == FIRST
    assert warnings_v2(looked_up) == [8069]
    put = pair.put(f"/v2/customers/{SECOND}?source=INSTORE", json={"profiles": [{}]})
    assert (put.json()["createdId"], warnings_v2(put)) == (FIRST, [8069])


def test_redirects_are_followed_over_chains(pair: httpx.Client) -> None:
    change(pair, SECOND, MOBILE)
    add_v2(pair, ("externalId", "EX-1"), source="WEBSITE")
    answer = change(pair, SECOND, ("externalId", "EX-1"))
    assert answer.json()["createdId"] == SECOND + 1
    assert warnings_v2(answer) == [8069, 8051]
    for customer_id in (FIRST, SECOND):
        assert read(pair, customer_id)["id"] == SECOND + 1
        old = pair.get(f"/v1.1/customer/get?id={customer_id}")
        assert warnings_v1(old) == ["91009"]
    assert set(places(read(pair, SECOND + 1))) == {"WEBSITE", "INSTORE", "ECOMMERCE"}


def test_second_merge_of_the_same_victim_is_8067(pair: httpx.Client) -> None:
    change(pair, SECOND, MOBILE)
    before = read(pair, FIRST)
    answer = change(pair, SECOND, MOBILE)
    assert errors_v2(answer) == [8067]
    assert str(FIRST) in answer.json()["errors"][0]["message"]
    assert read(pair, FIRST) == before


def test_holder_in_the_same_source_is_8007_and_stays(pair: httpx.Client) -> None:
    assert errors_v2(change(pair, 800101, MOBILE, source="INSTORE")) == [8007]
    assert read(pair, FIRST)["id"] == FIRST


def test_holder_with_a_profile_in_this_source_is_8066(pair: httpx.Client) -> None:
    add_v2(pair, MOBILE, ("email", "own.shop@mail.test"), source="ECOMMERCE")
    assert errors_v2(change(pair, SECOND, MOBILE)) == [8007]
    add_v2(pair, ("externalId", "EX-1"), source="WEBSITE")
    add_v2(pair, ("externalId", "EX-1"), ("email", "shop2@mail.test"), source="ECOMMERCE")
    assert errors_v2(change(pair, SECOND, ("email", "shop2@mail.test"))) == [8007]
    change(pair, SECOND + 1, remove=(("externalId", "EX-1"),))
    assert errors_v2(change(pair, SECOND, ("externalId", "EX-1"))) == [8066]
    assert read(pair, SECOND)["id"] == SECOND


def test_several_holders_are_8074(pair: httpx.Client) -> None:
    add_v2(pair, ("externalId", "EX-2"), source="WEBSITE")
    add_v2(pair, ("mobile", "915550001009"), source="JD")
    both = (("externalId", "EX-2"), ("mobile", "915550001009"))
    assert errors_v2(change(pair, SECOND, *both)) == [8074]
    assert places(read(pair, SECOND)) == {"ECOMMERCE": ["email"]}


def test_several_candidates_of_one_source_are_8052_and_stay_apart(client: httpx.Client) -> None:
    add_v2(client, MOBILE)
    add_v2(client, EMAIL)
    answer = add_v2(client, EMAIL, MOBILE, source="ECOMMERCE")
    assert answer.json()["createdId"] == FIRST
    assert warnings_v2(answer) == [8050, 8052]
    assert places(read(client, FIRST)) == {"INSTORE": ["mobile"], "ECOMMERCE": ["mobile"]}
    assert places(read(client, SECOND)) == {"INSTORE": ["email"]}


def test_several_candidates_of_different_sources_become_one(client: httpx.Client) -> None:
    add_v2(client, EMAIL, source="WEBSITE")
    add_v2(client, MOBILE)
    answer = add_v2(client, EMAIL, MOBILE, source="ECOMMERCE")
    assert answer.json()["createdId"] == SECOND
    assert warnings_v2(answer) == [8050, 8051, 8052]
    assert places(read(client, FIRST)) == {
        "INSTORE": ["mobile"],
        "ECOMMERCE": ["email", "mobile"],
        "WEBSITE": ["email"],
    }


def test_skipped_secondary_identifier_is_a_warning(sandbox: Sandbox, client: httpx.Client) -> None:
    add_v2(client, EMAIL, source="WEBSITE")
    add_v2(client, MOBILE)
    sandbox.configure("CONF_PRIMARY_IDENTIFIER_STRICT_CHECK", "true")
    assert errors_v2(add_v2(client, EMAIL, MOBILE, source="ECOMMERCE")) == [1047]
    sandbox.configure("CONF_SKIP_SECONDARY_ID_ON_PRIMARY_MISMATCH", "true")
    answer = add_v2(client, EMAIL, MOBILE, source="ECOMMERCE")
    assert answer.json()["createdId"] == SECOND
    assert warnings_v2(answer) == [8050, 91007]
    assert read(client, FIRST)["id"] == FIRST


def test_same_source_never_merges(client: httpx.Client) -> None:
    add_v2(client, MOBILE)
    add_v2(client, EMAIL)
    assert errors_v2(add_v2(client, MOBILE, EMAIL)) == [8006]
    assert errors_v2(change(client, SECOND, MOBILE, source="INSTORE")) == [8007]


def test_two_profiles_of_one_place_are_joined(client: httpx.Client) -> None:
    add_v2(client, MOBILE, profile={"firstName": "Ines", "fields": {"berth": "North"}})
    said = {"firstName": "I.", "lastName": "Abreu", "fields": {"berth": "x", "boat_name": "Tern"}}
    add_v2(client, ("mobile", "915550001002"), EMAIL, profile=said)
    add_v2(client, EMAIL, source="ECOMMERCE")
    answer = change(client, SECOND, MOBILE)
    assert answer.json()["createdId"] == FIRST
    tree = read(client, FIRST)
    instore = next(p for p in tree["profiles"] if p["source"] == "INSTORE")
    assert (instore["firstName"], instore["lastName"]) == ("Ines", "Abreu")
    assert instore["fields"] == {"berth": "North", "boat_name": "Tern"}
    values = [entry["value"] for entry in instore["identifiers"]]
    assert values == [MOBILE[1], "915550001002", EMAIL[1]]
    for value in (MOBILE[1], "915550001002"):
        [item] = items_v1(client.get(f"/v1.1/customer/get?mobile={value}&user_id=true"))
        assert (item["user_id"], item["mobile"], item["email"]) == (FIRST, MOBILE[1], EMAIL[1])


def test_what_moves(sandbox: Sandbox, client: httpx.Client) -> None:
    victim = read(client, 800108, embed="points")
    survivor = read(client, 800122, embed="points")
    count = "SELECT count(*) AS n FROM {} WHERE customer_id IN (800108, 800122)"
    counts = {name: sandbox._store.all(count.format(name))[0]["n"] for name in merging.MOVED}
    with sandbox._store.transaction():
        merging.merge(Work(sandbox._store, 1_768_471_200, 63001), 800108, 800122)
    merged = read(client, 800122, embed="points")
    points, theirs, own = (tree["pointsSummary"] for tree in (merged, victim, survivor))
    for name in ("lifetimePoints", "loyaltyPoints", "cumulativePurchases", "redeemed"):
        assert points[name] == pytest.approx(theirs[name] + own[name])
    assert points["lifetimePoints"] > own["lifetimePoints"] > 0
    assert points["slabSNo"] == max(theirs["slabSNo"], own["slabSNo"])
    assert points["loyaltyId"] == own["loyaltyId"]
    assert merged["extendedFields"] == victim["extendedFields"] | survivor["extendedFields"]
    count = "SELECT count(*) AS n FROM {} WHERE customer_id = 800122"
    assert {name: sandbox._store.all(count.format(name))[0]["n"] for name in counts} == counts


def test_earliest_registration_and_filled_fields(pair: httpx.Client) -> None:
    pair.put(f"/v2/customers/{SECOND}?source=ECOMMERCE", json={"extendedFields": {"city": "Cork"}})
    change(pair, SECOND, MOBILE)
    tree = read(pair, FIRST)
    assert tree["loyaltyInfo"]["attributionV2"]["createDate"] == "2025-05-01T15:30:00+05:30"
    assert tree["extendedFields"] == {"city": "Cork"}


def test_most_severe_mark_of_fraud_moves(pair: httpx.Client) -> None:
    mark = {"id": SECOND, "fraud_status": {"status": "CONFIRMED"}}
    add_v1(pair, mark, path="update")
    assert errors_v2(change(pair, SECOND, ("email", "other@mail.test"))) == [618]
    answer = change(pair, SECOND, MOBILE)
    assert warnings_v2(answer) == [8051]
    assert read(pair, FIRST, includedFraudDetails="true")["fraudDetails"]["status"] == "CONFIRMED"


def test_label_of_fraud_moves_and_is_logged(pair: httpx.Client) -> None:
    params = {"source": "ECOMMERCE", "identifierName": "email", "identifierValue": EMAIL[1]}
    body = {"label": "Blocked", "reason": "card misuse"}
    pair.put("/v2/customers/lookup/status", params=params, json=body)
    change(pair, SECOND, MOBILE)
    assert read(pair, FIRST, embed="customerStatus")["customerStatus"]["status"] == "FRAUD"


def test_subscriptions_stay_the_survivors(pair: httpx.Client) -> None:
    said = {"subscriptions": [{"channel": "EMAIL", "priority": "BULK", "type": "OPTOUT"}]}
    pair.post(f"/v2/customers/{SECOND}/subscriptions?source=ECOMMERCE", json=said)
    change(pair, SECOND, MOBILE)
    shown = read(pair, FIRST, embed="subscriptions")["subscriptionInfo"]["subscriptions"]
    assert {entry["type"] for entry in shown} == {"OPTIN"}


def test_every_table_of_customers_is_decided_on(sandbox: Sandbox) -> None:
    tables = [row["name"] for row in sandbox._store.all("SELECT name FROM pragma_table_list")]
    owned = {
        table
        for table in tables
        for row in sandbox._store.all("SELECT name FROM pragma_table_info(?)", table)
        if row["name"] == "customer_id"
    }
    decided = (*merging.MOVED, *merging.JOINED, *merging.FILLED, *merging.KEPT)
    assert owned == set(decided)
    assert len(decided) == len(set(decided))


def test_v1_1_never_merges(pair: httpx.Client) -> None:
    both = {"mobile": MOBILE[1], "email": EMAIL[1]}
    [item] = items_v1(add_v1(pair, both))
    assert item["item_status"]["code"] == "1047"
    assert {read(pair, FIRST)["id"], read(pair, SECOND)["id"]} == {FIRST, SECOND}


# ------------------------------------------------------------------ in any order, from any source

PLACES = ("INSTORE", "ECOMMERCE", "WEBSITE", "JD", "TMALL", "LINKEDIN")
VALUES = [
    *(("mobile", f"91555000200{n}") for n in range(3)),
    *(("email", f"any{n}@mail.test") for n in range(3)),
    *(("externalId", f"ANY-{n}") for n in range(2)),
]
ARRIVALS = st.lists(
    st.lists(st.sampled_from(VALUES), min_size=1, max_size=3, unique=True),
    min_size=2,
    max_size=len(PLACES),
).map(lambda groups: list(zip(PLACES, groups, strict=False)))


@pytest.fixture(scope="module")
def fresh() -> Any:
    sandbox = Sandbox()
    client = httpx.Client(transport=sandbox.transport, base_url="https://sandbox.test")

    def begin() -> httpx.Client:
        sandbox.reset()
        pair = {"key": sandbox.demo_key, "secret": sandbox.demo_secret}
        answer = client.post("/v3/oauth/token/generate", json=pair)
        client.headers["CAP-API-ACCESS-TOKEN"] = answer.json()["data"]["accessToken"]
        return client

    return begin


def owners(client: httpx.Client) -> dict[tuple[str, str], int]:
    """Who holds each identifier."""
    found = {}
    for kind, value in VALUES:
        params = {"source": "ALL", "identifierName": kind, "identifierValue": value}
        answer = client.get("/v2/customers/lookup", params=params)
        if answer.status_code == 200:
            found[kind, value] = answer.json()["entity"]
    return found


def partition(found: dict[tuple[str, str], int]) -> set[frozenset[tuple[str, str]]]:
    by_customer: dict[int, set[tuple[str, str]]] = {}
    for pair, customer_id in found.items():
        by_customer.setdefault(customer_id, set()).add(pair)
    return {frozenset(pairs) for pairs in by_customer.values()}


def components(groups: list[list[tuple[str, str]]]) -> set[frozenset[tuple[str, str]]]:
    """Who is one person: whoever shares an identifier, over any number of others."""
    parts: list[set[tuple[str, str]]] = []
    for group in groups:
        touching = [part for part in parts if part & set(group)]
        parts = [part for part in parts if part not in touching]
        parts.append(set(group).union(*touching))
    return {frozenset(part) for part in parts}


@settings(max_examples=40, deadline=None, derandomize=True)
@given(arrivals=ARRIVALS, data=st.data())
def test_order_of_arrivals_does_not_matter(fresh: Any, arrivals: Any, data: Any) -> None:
    client = fresh()
    shuffled = data.draw(st.permutations(arrivals))
    for source, pairs in shuffled:
        assert add_v2(client, *pairs, source=source).status_code == 200
    found = owners(client)
    assert partition(found) == components([pairs for _, pairs in arrivals])
    for source, pairs in arrivals:
        tree = read(client, found[pairs[0]])
        profile = next(p for p in tree["profiles"] if p["source"] == source)
        assert [(e["type"], e["value"]) for e in profile["identifiers"]] == pairs


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["add", "change", "upsert", "v1"]),
        st.integers(0, 5),
        st.sampled_from(PLACES[:3]),
        st.lists(st.sampled_from(VALUES), min_size=1, max_size=3, unique=True),
    ),
    min_size=3,
    max_size=12,
)
MONEY = (
    "SELECT (SELECT sum(points) FROM awards), (SELECT sum(amount) FROM transactions), "
    "(SELECT count(*) FROM coupons), (SELECT count(*) FROM point_redemptions), "
    "(SELECT count(*) FROM coupon_redemptions), (SELECT count(*) FROM awards)"
)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(steps=STEPS)
def test_nothing_is_lost_and_every_identifier_has_one_owner(steps: Any) -> None:
    with (
        Sandbox() as sandbox,
        httpx.Client(transport=sandbox.transport, base_url="https://sandbox.test") as client,
    ):
        pair = {"key": sandbox.demo_key, "secret": sandbox.demo_secret}
        answer = client.post("/v3/oauth/token/generate", json=pair)
        client.headers["CAP-API-ACCESS-TOKEN"] = answer.json()["data"]["accessToken"]
        store = sandbox._store
        before = tuple(store.all(MONEY)[0])
        held: set[tuple[str, str, str]] = set()
        for what, number, source, pairs in steps:
            if what == "v1":
                names = {"externalId": "external_id"}
                add_v1(client, {names.get(kind, kind): value for kind, value in pairs})
            elif what == "add":
                add_v2(client, *pairs, source=source)
            elif what == "upsert":
                entries = [{"type": kind, "value": value} for kind, value in pairs]
                items = [{"profiles": [{"source": source, "identifiers": entries}]}]
                client.post("/v2/integrations/customer/upsert/bulk", json=items)
            else:
                change(client, 800103 + number, *pairs, source=source)
            now = {
                (row["source"], row["type"], row["value"])
                for row in store.all("SELECT * FROM identifiers")
            }
            assert held <= now
            held = now
        assert tuple(store.all(MONEY)[0]) == before
        shared = (
            "SELECT 1 FROM identifiers GROUP BY type, value HAVING count(DISTINCT customer_id) > 1"
        )
        assert not store.all(shared)
        lost = (
            "SELECT 1 FROM identifiers i LEFT JOIN profiles p ON p.customer_id = i.customer_id "
            "AND p.source = i.source AND p.account = i.account WHERE p.id IS NULL"
        )
        assert not store.all(lost)
        for table, column in itertools.chain(
            ((table, "customer_id") for table in (*merging.MOVED, *merging.JOINED)),
            merging.REFERRED,
        ):
            orphans = (
                f"SELECT 1 FROM {table} t JOIN customers c ON c.id = t.{column} "  # noqa: S608
                "WHERE c.merged_into IS NOT NULL"
            )
            assert not store.all(orphans), table


@settings(max_examples=15, deadline=None, derandomize=True)
@given(arrivals=ARRIVALS)
def test_merging_again_changes_nothing(fresh: Any, arrivals: Any) -> None:
    client = fresh()
    for source, pairs in arrivals:
        add_v2(client, *pairs, source=source)
    before = [read(client, customer_id) for customer_id in range(800142, 800149)]
    for source, pairs in arrivals:
        assert errors_v2(add_v2(client, *pairs, source=source)) == [8006]
    assert [read(client, customer_id) for customer_id in range(800142, 800149)] == before

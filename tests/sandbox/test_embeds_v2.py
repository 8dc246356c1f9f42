"""What a caller can have embedded in a customer's details, version 2 (reference, O15)."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from capexplore.sandbox import Sandbox

from .asking import add_v1, add_v2, errors_v2


def read(client: httpx.Client, customer_id: int = 800101, **params: str) -> dict[str, Any]:
    answer = client.get(f"/v2/customers/{customer_id}", params={"source": "ALL", **params})
    assert answer.status_code == 200
    tree: dict[str, Any] = answer.json()
    return tree


def test_without_embed_nothing_is_added(client: httpx.Client) -> None:
    plain = read(client)
    assert list(plain) == [
        *("id", "profiles", "loyaltyInfo", "segments", "associatedWith", "extendedFields"),
        *("cardDetails", "warnings"),
    ]
    assert read(client, embed="nonsense,,") == plain


def test_points_and_programmes(client: httpx.Client) -> None:
    tree = read(client, embed="points, MLP")
    [standing] = client.get("/v2/customers/800101/loyaltyDetails").json()["data"]
    assert tree["pointsSummary"] == standing
    assert tree["loyaltyProgramDetails"] == [standing | {"programTitle": "Harbour Club"}]
    assert list(tree)[-1] == "warnings"


def test_who_is_in_no_programme_has_empty_ones(client: httpx.Client) -> None:
    tree = read(client, 800139, embed="points,mlp,expirySchedules")
    assert tree["pointsSummary"] == {}
    assert (tree["loyaltyProgramDetails"], tree["expirySchedules"]) == ([], [])


def test_points_expire_by_the_clock(sandbox: Sandbox, client: httpx.Client) -> None:
    entry = {
        "points": 120.0,
        "expiryDate": "2026-04-01T23:59:59+05:30",
        "programId": 31,
        "pointsType": "REGULAR",
        "expiryType": "FIXED",
    }
    tree = read(client, embed="expirySchedules,expiredPoints")
    assert (tree["expirySchedules"], tree["expiredPoints"]) == ([entry], [])
    sandbox.advance(days=80)
    pair = {"key": sandbox.demo_key, "secret": sandbox.demo_secret}
    answer = client.post("/v3/oauth/token/generate", json=pair)
    client.headers["CAP-API-ACCESS-TOKEN"] = answer.json()["data"]["accessToken"]
    tree = read(client, embed="expirySchedules,expiredPoints,points")
    assert (tree["expirySchedules"], tree["expiredPoints"]) == ([], [entry])
    assert tree["pointsSummary"]["loyaltyPoints"] == 0.0
    assert tree["pointsSummary"]["expired"] == 120.0


def test_returned_points(client: httpx.Client) -> None:
    bill = {
        "type": "RETURN",
        "return_type": "FULL",
        "number": "HB-1001",
        "amount": "1200",
        "customer": {"mobile": "914400000017"},
    }
    body = {"root": {"transaction": [bill]}}
    client.post("/v1.1/transaction/add", json=body).raise_for_status()
    tree = read(client, embed="returnedPoints")
    assert tree["returnedPoints"] == [{"points": 120.0, "programId": 31, "transactionId": 910001}]


def test_gaps(client: httpx.Client) -> None:
    [detail] = read(client, embed="mlp", gapToUpgrade="30")["loyaltyProgramDetails"]
    assert detail["gapToUpgrade"] == {"slabName": "Bosun", "slabNumber": 2, "points": 880.0}
    assert "gapToRenew" not in detail
    [detail] = read(client, embed="mlp,gapDetails")["loyaltyProgramDetails"]
    assert detail["gapToRenew"] == {"slabName": "Deckhand", "slabNumber": 1, "points": 0.0}
    assert "loyaltyProgramDetails" not in read(client, gapToUpgrade="30")
    for value in ("-1", "soon"):
        path = f"/v2/customers/800101?source=ALL&embed=mlp&gapToRenew={value}"
        assert errors_v2(client.get(path)) == [400]


def test_highest_tier_has_no_gap(client: httpx.Client) -> None:
    [detail] = read(client, 800122, embed="mlp,gapDetails")["loyaltyProgramDetails"]
    assert (detail["currentSlab"], detail["nextSlab"]) == ("Captain", None)
    assert detail["gapToUpgrade"] == {"slabName": None, "slabNumber": -1, "points": 0.0}


def test_subscriptions(client: httpx.Client) -> None:
    shown = client.get("/v2/customers/800101/subscriptions?source=INSTORE").json()
    warnings = shown.pop("warnings")
    assert (read(client, embed="subscriptions")["subscriptionInfo"], warnings) == (shown, [])


@pytest.mark.parametrize(
    ("embed", "member"),
    [
        ("userGroup", "userGroups2"),
        ("promotionalPoints", "promotionalPoints"),
        ("alternateCurrencies", "alternateCurrencies"),
    ],
)
def test_what_nobody_has_is_empty(client: httpx.Client, embed: str, member: str) -> None:
    assert read(client, embed=embed)[member] == []


def test_fraud_details(client: httpx.Client) -> None:
    add_v1(client, {"id": 800101, "fraud_status": {"status": "CONFIRMED"}}, path="update")
    assert read(client, includedFraudDetails="true")["fraudDetails"] == {
        "status": "CONFIRMED",
        "markedBy": "quay1.t1",
        "modifiedOn": "2026-01-15T15:30:00+05:30",
        "reason": "",
    }
    assert "fraudDetails" not in read(client)


def test_current_profile_only(client: httpx.Client) -> None:
    add_v2(client, ("mobile", "914400000017"), source="ECOMMERCE")
    assert len(read(client)["profiles"]) == 2
    [profile] = read(client, includedOnlyCurrentProfile="true")["profiles"]
    assert profile["source"] == "INSTORE"
    shop = read(client, source="ECOMMERCE", includedOnlyCurrentProfile="true")
    assert [profile["source"] for profile in shop["profiles"]] == ["ECOMMERCE"]

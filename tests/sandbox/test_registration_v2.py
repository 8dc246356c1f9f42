"""What comes with a registration of version 2 besides the profile (reference, O14 and 7.3)."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from capexplore.sandbox import Sandbox

from .asking import add_v1, add_v2, codes_v1, errors_v2, warnings_v2

MOBILE = ("mobile", "915550006001")


def enrolled(client: httpx.Client, *entries: Any, **params: Any) -> httpx.Response:
    return add_v2(client, MOBILE, loyaltyProgramEnrollments=list(entries), **params)


def standing(client: httpx.Client) -> dict[str, Any]:
    tree = client.get("/v2/customers/800142?source=ALL&embed=points").json()
    summary: dict[str, Any] = tree["pointsSummary"]
    return summary


def test_enrolment_brings_tier_and_points(client: httpx.Client) -> None:
    answer = enrolled(
        client,
        {
            "programId": 31,
            "tierNumber": 2,
            "loyaltyPoints": 75,
            "tierExpiryDate": "2027-01-01T00:00:00",
            "pointsExpiryDate": "2026-06-01T00:00:00",
        },
    )
    effect = {"entityType": "USER", "rawAwardedPoints": 75.0, "awardedPoints": 75, "type": "points"}
    assert answer.json() == {"createdId": 800142, "warnings": [], "sideEffects": [effect]}
    summary = standing(client)
    assert (summary["currentSlab"], summary["loyaltyPoints"]) == ("Bosun", 75.0)
    assert summary["slabExpiryDate"] == "2027-01-01T05:30:00+05:30"
    tree = client.get("/v2/customers/800142?source=ALL&embed=expirySchedules").json()
    assert tree["expirySchedules"][0]["expiryDate"] == "2026-06-01T05:30:00+05:30"


def test_points_are_brought_once(client: httpx.Client) -> None:
    entry = {"programId": "31", "tierNumber": "1", "loyaltyPoints": "10.5"}
    enrolled(client, entry)
    body = {"loyaltyProgramEnrollments": [entry | {"tierNumber": 3}]}
    answer = client.put("/v2/customers/800142?source=INSTORE", json=body)
    assert answer.json()["sideEffects"] == []
    assert standing(client)["loyaltyPoints"] == 10.5
    assert standing(client)["currentSlab"] == "Captain"


def test_past_expiry_is_adjusted_with_a_warning(client: httpx.Client) -> None:
    old = "2020-01-01T00:00:00"
    entry = {"programId": 31, "loyaltyPoints": 5, "pointsExpiryDate": old, "tierExpiryDate": old}
    assert warnings_v2(enrolled(client, entry)) == [1302]
    assert standing(client)["loyaltyPoints"] == 5.0
    assert standing(client)["slabExpiryDate"] == "2124-12-31T23:59:59+05:30"


@pytest.mark.parametrize("entry", [{"programId": 99}, {"programId": 31, "tierNumber": 9}])
def test_unknown_programme_is_a_warning(client: httpx.Client, entry: dict[str, Any]) -> None:
    answer = enrolled(client, entry)
    assert (answer.status_code, warnings_v2(answer)) == (200, [1213])


@pytest.mark.parametrize(
    "entry",
    [
        7,
        {},
        {"programId": "x"},
        {"programId": 31, "tierNumber": []},
        {"programId": 31, "loyaltyPoints": -1},
        {"programId": 31, "loyaltyPoints": 1e300},
        {"programId": 31, "tierExpiryDate": "soon"},
        {"programId": 31, "pointsExpiryDate": 7},
    ],
)
def test_unusable_enrolment_is_400(client: httpx.Client, entry: Any) -> None:
    assert errors_v2(enrolled(client, entry)) == [400]
    assert client.get("/v2/customers/800142?source=ALL").status_code == 400


def test_nobody_outside_the_programme_is_enrolled(client: httpx.Client) -> None:
    entry = {"programId": 31, "loyaltyPoints": 5}
    answer = enrolled(client, entry, loyaltyInfo={"loyaltyType": "non_loyalty"})
    assert answer.json()["sideEffects"] == []
    assert standing(client) == {}


@pytest.mark.parametrize(
    ("query", "headers"),
    [("?use_async=true", {}), ("", {"WAIT_FOR_DOWNSTREAM": "false"})],
)
def test_who_does_not_wait_hears_of_no_effects(
    client: httpx.Client, query: str, headers: dict[str, str]
) -> None:
    profile = {
        "source": "INSTORE",
        "identifiers": [{"type": "mobile", "value": MOBILE[1]}],
    }
    body = {
        "profiles": [profile],
        "loyaltyProgramEnrollments": [{"programId": 31, "loyaltyPoints": 5}],
    }
    answer = client.post(f"/v2/customers{query}", json=body, headers=headers)
    assert answer.json() == {"createdId": 800142, "warnings": [], "sideEffects": []}
    assert standing(client)["loyaltyPoints"] == 5.0


def test_label_is_set_and_logged(client: httpx.Client) -> None:
    add_v2(client, MOBILE, statusLabel="Staff")
    tree = client.get("/v2/customers/800142?source=ALL&embed=customerStatus").json()
    assert (tree["customerStatus"]["label"], tree["customerStatus"]["status"]) == (
        "Staff",
        "INTERNAL",
    )
    log = client.get("/v2/customers/800142/statusLog?source=ALL").json()["data"]
    assert [entry["label"] for entry in log] == ["Staff"]


def test_referral_code_and_unknown_members_change_nothing(client: httpx.Client) -> None:
    answer = add_v2(client, MOBILE, referralCode="REF-1", whatever=[1, 2])
    assert answer.json() == {"createdId": 800142, "warnings": [], "sideEffects": []}


class TestPrimaryIdentifier:
    @pytest.fixture(autouse=True)
    def prepare(self, sandbox: Sandbox, client: httpx.Client) -> None:
        self.sandbox, self.client = sandbox, client
        sandbox.configure("CONF_ALLOW_REGISTRATION_FROM_ANY_IDENTIFIERS", "false")

    def test_secondary_alone_is_not_enough(self) -> None:
        assert errors_v2(add_v2(self.client, ("email", "lone@mail.test"))) == [8014]
        assert codes_v1(add_v1(self.client, {"email": "lone@mail.test"})) == ["1006"]
        answer = add_v2(self.client, ("email", "lone@mail.test"), MOBILE)
        assert answer.status_code == 200

    @pytest.mark.parametrize(
        ("primary", "code"), [("email", "1039"), ("externalId", "1043"), ("nonsense", "1006")]
    )
    def test_primary_is_the_organisations_choice(self, primary: str, code: str) -> None:
        self.sandbox.configure("CONF_REGISTRATION_PRIMARY_KEY", primary)
        given = {"mobile": MOBILE[1], "external_id": "PK-1"}
        given.pop({"externalId": "external_id"}.get(primary, "email"), None)
        given.pop("mobile" if primary == "nonsense" else "", None)
        assert codes_v1(add_v1(self.client, given)) == [code]

    def test_what_a_source_alone_knows_is_enough_there(self) -> None:
        wechat = ("wechat", "wx_primary")
        answer = add_v2(self.client, wechat, source="WECHAT", account="wc-main")
        assert answer.status_code == 200

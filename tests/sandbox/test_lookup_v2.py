"""Customers found by an identifier, version 2 (reference, O17 to O20 and section 7.3)."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from capexplore.sandbox import Sandbox
from capexplore.sandbox.domain import people
from capexplore.sandbox.domain.rules import Refused

from .asking import Login, add_v2, errors_v2, warnings_v2

MIRA = {"source": "INSTORE", "identifierName": "mobile", "identifierValue": "914400000017"}


def look_up(client: httpx.Client, what: str = "", **params: str) -> httpx.Response:
    return client.get(f"/v2/customers/lookup{what}", params=MIRA | params)


def set_status(client: httpx.Client, label: str, **body: Any) -> httpx.Response:
    said = {"label": label, "reason": "several returns in a day"} | body
    return client.put("/v2/customers/lookup/status", params=MIRA, json=said)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("mobile", "914400000017"),
        ("MOBILE", "+91 44000 00017"),
        ("email", "Mira.Novak@mail.test"),
        ("externalId", "HX-0001"),
        ("id", "800101"),
    ],
)
def test_id_by_each_identifier(client: httpx.Client, name: str, value: str) -> None:
    answer = look_up(client, identifierName=name, identifierValue=value)
    assert answer.json() == {"entity": 800101, "warnings": []}
    everywhere = look_up(client, identifierName=name, identifierValue=value, source="ALL")
    assert everywhere.json()["entity"] == 800101


@pytest.mark.parametrize("what", ["", "/customerDetails"])
@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"source": ""}, 8001),
        ({"identifierName": "", "identifierValue": ""}, 8002),
        ({"source": "NOWHERE"}, 8011),
        ({"source": "WECHAT"}, 8045),
        ({"source": "WECHAT", "accountId": "other"}, 8127),
        ({"identifierName": "shoe"}, 8013),
        ({"identifierName": ""}, 8092),
        ({"identifierValue": ""}, 8093),
        ({"identifierValue": "915550009999"}, 8015),
        ({"identifierValue": "nonsense"}, 8015),
        ({"identifierName": "id", "identifierValue": "9" * 30}, 8015),
        ({"identifierName": "id", "identifierValue": "800141"}, 8109),
        ({"identifierName": "cardnumber", "identifierValue": "HGC0000000999"}, 8015),
        ({"source": "ECOMMERCE"}, 8065),
        ({"identifierName": "email,mobile", "identifierValue": "a,b"}, 8013),
    ],
)
def test_lookup_codes(client: httpx.Client, what: str, params: dict[str, str], code: int) -> None:
    answer = look_up(client, what, **params)
    assert answer.status_code == 400
    assert errors_v2(answer) == [code]


@pytest.mark.parametrize("what", ["", "/status"])
@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"source": ""}, 8001),
        ({"source": "NOWHERE"}, 8003),
        ({"source": "ALL"}, 8003),
        ({"identifierName": "shoe"}, 8013),
        ({"identifierValue": "915550009999"}, 8015),
        ({"source": "WECHAT"}, 8045),
        ({"source": "ECOMMERCE"}, 8065),
    ],
)
def test_lookup_codes_when_writing(
    client: httpx.Client, what: str, params: dict[str, str], code: int
) -> None:
    body = {"label": "Suspicious", "reason": "x"}
    answer = client.put(f"/v2/customers/lookup{what}", params=MIRA | params, json=body)
    assert errors_v2(answer) == [code]


def test_details_are_those_of_the_id(client: httpx.Client) -> None:
    by_value = look_up(client, "/customerDetails", embed="points,mlp").json()
    assert by_value == client.get("/v2/customers/800101?source=INSTORE&embed=points,mlp").json()


def test_update_by_identifier(client: httpx.Client) -> None:
    body = {"profiles": [{"firstName": "Mirabel"}]}
    answer = client.put("/v2/customers/lookup", params=MIRA, json=body)
    assert answer.json() == {"createdId": 800101, "warnings": [], "sideEffects": []}
    assert look_up(client, "/customerDetails").json()["profiles"][0]["firstName"] == "Mirabel"


class TestDualEligibility:
    @pytest.fixture(autouse=True)
    def prepare(self, sandbox: Sandbox, client: httpx.Client) -> None:
        self.sandbox, self.client = sandbox, client
        sandbox.configure("CONF_INSTORE_V2_ENABLED", "true")

    def ask(self, names: str, values: str) -> httpx.Response:
        return look_up(self.client, identifierName=names, identifierValue=values)

    def test_both_belong_to_one(self) -> None:
        answer = self.ask("email,mobile", "mira.novak@mail.test,914400000017")
        assert answer.json() == {"entity": 800101, "warnings": []}

    def test_secondary_match_alone_is_8015(self) -> None:
        assert errors_v2(self.ask("email,mobile", "mira.novak@mail.test,915550009999")) == [8015]

    def test_unknown_secondary_does_not_matter(self) -> None:
        answer = self.ask("email,mobile", "nobody@mail.test,914400000017")
        assert answer.json()["entity"] == 800101

    def test_disagreement_by_configuration(self) -> None:
        add_v2(self.client, ("email", "rival@mail.test"))
        given = ("email,mobile", "rival@mail.test,914400000017")
        assert self.ask(*given).json() == {"entity": 800101, "warnings": []}
        self.sandbox.configure("CONF_PRIMARY_IDENTIFIER_STRICT_CHECK", "true")
        assert errors_v2(self.ask(*given)) == [8075]
        self.sandbox.configure("CONF_SKIP_SECONDARY_ID_ON_PRIMARY_MISMATCH", "true")
        answer = self.ask(*given)
        assert (answer.json()["entity"], warnings_v2(answer)) == (800101, [91007])

    def test_primary_is_the_organisations_choice(self) -> None:
        add_v2(self.client, ("email", "rival@mail.test"))
        self.sandbox.configure("CONF_REGISTRATION_PRIMARY_KEY", "email")
        answer = self.ask("mobile,email", "914400000017,rival@mail.test")
        assert answer.json()["entity"] == 800142

    def test_lists_of_different_lengths(self) -> None:
        assert errors_v2(self.ask("email,mobile", "mira.novak@mail.test")) == [8093]
        assert errors_v2(self.ask("email", "mira.novak@mail.test,914400000017")) == [8092]


def test_status_changes_with_the_label(client: httpx.Client) -> None:
    answer = set_status(client, "Suspicious", createdOn="2026-01-10T10:00:00Z")
    assert answer.status_code == 200
    assert answer.json() == {"warnings": [], "errors": []}
    shown = look_up(client, "/customerDetails", embed="customerStatus").json()["customerStatus"]
    assert shown == {
        "label": "Suspicious",
        "status": "SUSPENDED",
        "reason": "several returns in a day",
    }
    log = client.get("/v2/customers/800101/statusLog?source=INSTORE").json()["data"]
    assert {(entry["label"], entry["isActive"]) for entry in log} == {
        ("Suspicious", True),
        ("Active", False),
    }


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"label": "No such"}, 8086),
        ({"label": ""}, 8086),
        ({"label": []}, 8086),
        ({"reason": ""}, 400),
        ({"reason": "x" * 256}, 400),
        ({"createdOn": "soon"}, 400),
    ],
)
def test_status_codes(client: httpx.Client, body: dict[str, Any], code: int) -> None:
    assert errors_v2(set_status(client, **({"label": "Suspicious"} | body))) == [code]
    details = look_up(client, "/customerDetails", embed="customerStatus").json()
    assert details["customerStatus"]["label"] == "Active"


def test_status_blocks_actions(sandbox: Sandbox, client: httpx.Client) -> None:
    def refused(action: str) -> str | None:
        try:
            people.check_status(sandbox._store, 800101, action)
        except Refused as reason:
            return reason.reason
        return None

    actions = ("transact", "redeem", "earn", "communicate")
    set_status(client, "Suspicious")
    assert [refused(action) for action in actions] == [*["status-blocks"] * 3, None]
    set_status(client, "Leaving")
    assert [refused(action) for action in actions] == ["status-blocks"] * 4
    set_status(client, "Blocked")
    assert [refused(action) for action in actions] == ["customer-fraud"] * 4
    set_status(client, "Staff")
    assert [refused(action) for action in actions] == [None] * 4


def test_label_of_fraud_stops_writes_until_it_is_lifted(client: httpx.Client) -> None:
    set_status(client, "Blocked")
    body = {"profiles": [{"firstName": "M"}]}
    assert errors_v2(client.put("/v2/customers/lookup", params=MIRA, json=body)) == [618]
    lifted = client.put("/v2/customers/lookup", params=MIRA, json=body | {"statusLabel": "Active"})
    assert lifted.status_code == 200


def test_merged_customer_is_found_by_every_identifier(login: Login) -> None:
    client = login()
    first = add_v2(client, ("mobile", "915550003001")).json()["createdId"]
    add_v2(client, ("email", "lookup@mail.test"), source="ECOMMERCE")
    both = (("email", "lookup@mail.test"), ("mobile", "915550003001"))
    add_v2(client, *both, source="ECOMMERCE")
    for name, value in both:
        for source in ("ECOMMERCE", "ALL"):
            answer = look_up(client, identifierName=name, identifierValue=value, source=source)
            assert answer.json()["entity"] == first
    away = look_up(client, identifierName="email", identifierValue="lookup@mail.test")
    assert errors_v2(away) == [8065]

"""What happens to a lead after it was added (reference, O75 and 5.6.6)."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from capexplore.sandbox import Sandbox

from .asking import errors_v2
from .test_leads_and_webhooks import LEADS, lead


def test_update_changes_owner_and_fields_only(client: httpx.Client) -> None:
    lead(client, owner="anna", extendedFields={"size": "M"})
    body = {"owner": "ben", "extendedFields": {"colour": "red"}, "status": "WON"}
    shown = client.put(f"{LEADS}/4001", json=body).json()
    assert (shown["owner"], shown["status"]) == ("ben", "OPEN")
    assert shown["extendedFields"] == {"size": "M", "colour": "red"}


def test_status_with_sub_status_and_reason(client: httpx.Client) -> None:
    body = {"status": "lost", "subStatus": "no answer", "reasonId": 2, "createdBy": 63002}
    shown = client.put(f"{LEADS}/4000/status", json=body).json()
    assert (shown["status"], shown["subStatus"]) == ("LOST", "no answer")
    log = client.get(f"{LEADS}/4000/statusLog").json()["data"]
    assert log == shown["statusLogDetails"]
    assert log[-1] == {
        "status": "LOST",
        "subStatus": "no answer",
        "reasonId": 2,
        "createdOn": "2026-01-15T15:30:00+05:30",
        "createdBy": 63002,
    }
    for answer in (
        client.put(f"{LEADS}/4000/status", json={"status": "OPEN"}),
        client.put(f"{LEADS}/4000", json={"owner": "x"}),
        client.post(f"{LEADS}/4000/followup", json={"followedUpOn": "2026-01-01"}),
    ):
        assert errors_v2(answer) == [92024]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, 92003),
        ({"status": "MAYBE"}, 92002),
        ({"status": "LOST", "reasonId": 99}, 92004),
        ({"status": "LOST", "reasonId": "x"}, 92004),
        ({"status": "LOST", "subStatus": ""}, 92020),
        ({"status": "LOST", "subStatus": "tired"}, 92021),
        ({"status": "LOST", "subStatus": "waiting for stock"}, 92022),
        ({"status": "LOST", "createdBy": "x"}, 92015),
        ([], 400),
    ],
)
def test_status_codes(client: httpx.Client, body: Any, code: int) -> None:
    before = client.get(LEADS).json()
    assert errors_v2(client.put(f"{LEADS}/4000/status", json=body)) == [code]
    assert client.get(LEADS).json() == before


def test_unknown_lead_is_92001(client: httpx.Client) -> None:
    for answer in (
        client.put(f"{LEADS}/9", json={"owner": "x"}),
        client.put(f"{LEADS}/9/status", json={"status": "WON"}),
        client.post(f"{LEADS}/9/followup", json={"followedUpOn": "2026-01-01"}),
        client.get(f"{LEADS}/9/followups"),
        client.get(f"{LEADS}/9/statusLog"),
    ):
        assert errors_v2(answer) == [92001]


def test_a_change_of_status_forgets_the_sub_status(client: httpx.Client) -> None:
    client.put(f"{LEADS}/4000/status", json={"status": "ON_HOLD", "subStatus": "waiting for stock"})
    shown = client.patch(LEADS, json={"id": 4000, "status": "OPEN"}).json()
    assert (shown["status"], shown["subStatus"]) == ("OPEN", None)


def test_follow_ups(client: httpx.Client) -> None:
    body = {
        "followedUpOn": "2026-01-14T10:00:00Z",
        "followedUpBy": 63002,
        "createdBy": 63001,
        "nextFollowUp": "2026-02-01T10:00:00Z",
        "notes": "rang",
    }
    shown = client.post(f"{LEADS}/4000/followup", json=body).json()
    assert shown["nextFollowUp"] == "2026-02-01T15:30:00+05:30"
    rows = client.get(f"{LEADS}/4000/followups").json()["data"]
    assert rows == shown["followUpDetails"]
    assert (rows[-1]["followedUpBy"], rows[-1]["notes"]) == (63002, "rang")
    for wrong in ({}, {"followedUpOn": "soon"}, body | {"scheduledFollowUp": "x"}):
        assert errors_v2(client.post(f"{LEADS}/4000/followup", json=wrong)) == [92013]


def test_words(client: httpx.Client) -> None:
    answer = client.post(f"{LEADS}/reasons", json=[{"reason": "moved"}, {"reason": "too dear"}])
    assert [row["id"] for row in answer.json()["data"]] == [2, 4]
    assert len(client.get(f"{LEADS}/reasons").json()["data"]) == 4
    assert errors_v2(client.post(f"{LEADS}/reasons", json=[{"reason": ""}])) == [92012]
    path = f"{LEADS}/substatus"
    assert client.post(path, json={"status": "won", "subStatus": "paid"}).json()["createdId"] == 3
    for body, code in (
        ({"status": "WON", "subStatus": "paid"}, 92023),
        ({"status": "MAYBE", "subStatus": "x"}, 92002),
        ({"status": "WON"}, 92020),
    ):
        assert errors_v2(client.post(path, json=body)) == [code]
    rows = client.get(f"{LEADS}/substatuses").json()["data"]
    assert rows[-1] == {"id": 3, "status": "WON", "subStatus": "paid"}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"owner": {}}, 92019),
        ({"owner": "x" * 300}, 92019),
        ({"orgSourceId": "x"}, 92014),
        ({"subStatus": "tired"}, 92021),
        ({"userId": None, "idType": "SONG", "identifier": "x"}, 92008),
        ({"userId": None, "idType": "EMAIL", "identifier": "x"}, 92009),
        ({"userId": None, "idType": "EMAIL", "identifier": "new@mail.test"}, 92025),
    ],
)
def test_add_codes(client: httpx.Client, change: dict[str, Any], code: int) -> None:
    body = {"leadFor": "SKU-TEA-01", "userId": 800101} | change
    assert errors_v2(client.post(LEADS, json=body)) == [code]


def test_products_can_be_required_to_be_known(sandbox: Sandbox, client: httpx.Client) -> None:
    assert lead(client, leadFor="SKU-NONE")["id"] == 4001
    sandbox.configure("CONF_LEAD_CHECK_SKU", "true")
    body = {"leadFor": "SKU-NONE", "userId": 800101}
    assert errors_v2(client.post(LEADS, json=body)) == [92016]
    for kind, code, known in (("BRAND", 92017, "Harbour"), ("CATEGORY", 92018, "household")):
        assert errors_v2(client.post(LEADS, json=body | {"type": kind})) == [code]
        assert lead(client, type=kind, leadFor=known)["leadFor"] == known
    assert lead(client, type="CUSTOM", leadFor="a berth")["id"] == 4004
    assert lead(client)["id"] == 4005


def test_a_lead_can_register_its_customer(sandbox: Sandbox, client: httpx.Client) -> None:
    sandbox.configure("CONF_LEAD_AUTO_REGISTRATION", "true")
    shown = lead(client, userId=None, idType="MOBILE", identifier="915550000701")
    assert shown["userId"] == 800142
    assert lead(client, userId=None, idType="MOBILE", identifier="915550000701")["userId"] == 800142

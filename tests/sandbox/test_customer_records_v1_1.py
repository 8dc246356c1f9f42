"""Notes, preferences and tickets of customers, version 1.1 (reference, O09, O10 and O12)."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from capexplore.sandbox import Sandbox

NOTES = "/v1.1/customer/notes"
PREFERENCES = "/v1.1/customer/preferences"
TICKETS = "/v1.1/customer/tickets"
MIRA = {"mobile": "914400000017"}
HEAD = {
    "user_id": "800101",
    "firstname": "Mira",
    "lastname": "Novak",
    "mobile": "914400000017",
    "email": "mira.novak@mail.test",
    "external_id": "HX-0001",
}


def post(client: httpx.Client, path: str, *items: Any) -> httpx.Response:
    return client.post(path, json={"root": {"customer": list(items)}})


def one(answer: httpx.Response) -> Any:
    said = answer.json()["response"]
    return said["customers"]["customer"] if "customers" in said else said["customer"]


def code(answer: httpx.Response) -> str:
    return str(one(answer)["item_status"]["code"])


def warned(answer: httpx.Response) -> list[str]:
    warnings: list[str] = one(answer)["item_status"]["warnings"]["warning"]
    return warnings


def note(text: str = "prefers collection", **more: Any) -> dict[str, Any]:
    return {**MIRA, "notes": {"note": [{"description": text, **more}]}}


def ticket(subject: str = "Missing crate", **more: Any) -> dict[str, Any]:
    return {**MIRA, "ticket": {"subject": subject, "message": "where is it?", **more}}


def test_notes_are_added_and_read_with_other_names_of_the_date(client: httpx.Client) -> None:
    answer = post(client, NOTES, note(date="2025-04-02 10:00:00"))
    assert answer.json() == {
        "response": {
            "status": {"success": "true", "code": 200, "message": "Operation Successful"},
            "customer": {
                **HEAD,
                "notes": {
                    "note": {
                        "id": "8",
                        "date": "2025-04-02 10:00:00",
                        "description": "prefers collection",
                    }
                },
                "item_status": {
                    "success": "true",
                    "code": "1000",
                    "message": "Customer note added/updated successfully",
                    "warnings": {"warning": []},
                },
            },
        }
    }
    read = one(client.get(NOTES, params=MIRA))
    shown = {"id": "8", "description": "prefers collection", "added_on": "2025-04-02 10:00:00"}
    assert {name: read[name] for name in HEAD} == HEAD
    assert read["notes"] == {"note": [shown]}
    details = client.get("/v1.1/customer/get", params=MIRA).json()
    [customer] = details["response"]["customers"]["customer"]
    assert customer["notes"] == [shown]


def test_a_note_with_an_id_is_changed_and_keeps_its_date(client: httpx.Client) -> None:
    post(client, NOTES, note(date="2025-04-02 10:00:00"))
    changed = one(post(client, NOTES, note("prefers delivery", id=8)))["notes"]["note"]
    assert changed == {"id": "8", "date": "2025-04-02 10:00:00", "description": "prefers delivery"}
    assert len(one(client.get(NOTES, params=MIRA))["notes"]["note"]) == 1


def test_several_notes_are_a_list_and_bad_ones_a_warning(client: httpx.Client) -> None:
    entries = [{"description": "a"}, {"description": "x" * 256}, {"description": "b"}, "c"]
    answer = post(client, NOTES, {**MIRA, "notes": {"note": entries}})
    assert [entry["description"] for entry in one(answer)["notes"]["note"]] == ["a", "b"]
    assert (code(answer), warned(answer)) == ("1000", ["1036"])


@pytest.mark.parametrize(
    "entry",
    [
        {"description": ""},
        {"description": "x" * 256},
        {"description": "x", "date": "soon"},
        {"description": "x", "id": "x"},
        {"description": "x", "id": 7},
        {"description": ["x"]},
        {},
    ],
)
def test_notes_that_cannot_be_kept_are_1037(client: httpx.Client, entry: dict[str, Any]) -> None:
    answer = post(client, NOTES, {**MIRA, "notes": {"note": entry}})
    assert (answer.status_code, code(answer)) == (500, "1037")
    assert code(client.get(NOTES, params=MIRA)) == "1028"


def test_a_note_is_dated_now_by_default(client: httpx.Client) -> None:
    assert one(post(client, NOTES, note()))["notes"]["note"]["date"] == "2026-01-15 15:30:00"


@pytest.mark.parametrize(
    ("path", "item", "wanted"),
    [
        (NOTES, {"mobile": "910000000000", "notes": {"note": {"description": "x"}}}, "1011"),
        (NOTES, {"notes": {"note": {"description": "x"}}}, "1007"),
        (NOTES, {"id": 800140, "notes": {"note": {"description": "x"}}}, "618"),
        (NOTES, {"id": 800141, "notes": {"note": {"description": "x"}}}, "8109"),
        (NOTES, {"id": 800101}, "400"),
        (NOTES, "x", "1007"),
        (PREFERENCES, {"mobile": "910000000000", "store": {"code": "quay1"}}, "1011"),
        (PREFERENCES, {"user_id": 800140, "store": {"code": "quay1"}}, "618"),
        (PREFERENCES, {"id": 800101}, "400"),
        (PREFERENCES, {"id": 800101, "store": "quay1"}, "400"),
        (TICKETS, {"mobile": "910000000000", "ticket": {"subject": "x"}}, "1011"),
        (TICKETS, {"id": 800140, "ticket": {"subject": "x"}}, "618"),
        (TICKETS, {"id": 800101}, "400"),
        (TICKETS, {"id": 800101, "ticket": {"subject": ""}}, "1303"),
        (TICKETS, {"id": 800101, "ticket": {"subject": "x", "status": "LOST"}}, "1302"),
        (TICKETS, {"id": 800101, "ticket": {"subject": "x", "priority": "x"}}, "1302"),
    ],
)
def test_codes_of_writes(client: httpx.Client, path: str, item: Any, wanted: str) -> None:
    answer = post(client, path, item)
    assert (answer.status_code, code(answer)) == (500, wanted)


@pytest.mark.parametrize("path", [NOTES, PREFERENCES, TICKETS])
@pytest.mark.parametrize(
    ("params", "wanted"),
    [
        ({"mobile": "910000000000"}, "1012"),
        ({"id": "abc"}, "1042"),
        ({}, "1015"),
        ({"id": "800141"}, "8109"),
    ],
)
def test_codes_of_reads(
    client: httpx.Client, path: str, params: dict[str, str], wanted: str
) -> None:
    answer = client.get(path, params=params)
    unknown = "1011" if path == NOTES and wanted == "1012" else wanted
    assert (answer.status_code, code(answer)) == (500, unknown)
    assert {name: value for name, value in one(answer).items() if name != "item_status"} == params


def test_preferences_are_merged_and_have_a_code_of_their_own(client: httpx.Client) -> None:
    assert code(client.get(PREFERENCES, params=MIRA)) == "1031"
    field = {"name": "newsletter", "value": "weekly"}
    item = {**MIRA, "custom_fields": {"field": [field]}, "store": {"code": "quay1"}}
    answer = post(client, PREFERENCES, item)
    shop = {"id": "62001", "code": "quay1", "name": "Quay One", "status": "SUCCESS"}
    assert answer.json()["response"]["status"] == {
        "success": "true",
        "code": 200,
        "message": "Success",
    }
    written = one(answer)
    assert written["item_status"]["code"] == "200"
    assert {name: written[name] for name in ("user_id", "mobile", "email", "external_id")} == {
        name: HEAD[name] for name in ("user_id", "mobile", "email", "external_id")
    }
    assert (written["custom_fields"], written["store"]) == ({"field": [field]}, shop)
    post(client, PREFERENCES, {**MIRA, "store": {"id": 62002}})
    read = one(client.get(PREFERENCES, params=MIRA))
    assert (read["custom_fields"], read["store"]["code"]) == ({"field": [field]}, "quay2")


@pytest.mark.parametrize("store", [{"code": "nowhere"}, {"id": "63001"}, {"id": "x"}])
def test_an_unknown_store_is_a_warning_and_the_rest_is_kept(
    client: httpx.Client, store: dict[str, str]
) -> None:
    fields = {"field": {"name": "newsletter", "value": "weekly"}}
    answer = post(client, PREFERENCES, {**MIRA, "custom_fields": fields, "store": store})
    assert (code(answer), warned(answer)) == ("200", ["1053"])
    assert one(answer)["custom_fields"]["field"][0]["value"] == "weekly"
    assert one(answer)["store"]["code"] == ""


def test_tickets_get_a_code_and_the_same_subject_is_refused(
    client: httpx.Client, sandbox: Sandbox
) -> None:
    field = {"name": "berth", "value": "North"}
    given = ticket(status="Open", priority="high", custom_fields={"field": [field]})
    answer = post(client, TICKETS, given)
    assert answer.json()["response"]["status"]["message"] == "SUCCESS"
    written = one(answer)
    said = written["ticket"].pop("code")
    assert len(said) == 6
    assert written["ticket"] == {
        "status": "OPEN",
        "priority": "HIGH",
        "department": "",
        "subject": "Missing crate",
        "message": "where is it?",
        "custom_fields": {"field": [field]},
    }
    assert (written["id"], written["item_status"]["code"]) == ("800101", "1300")
    assert written["item_status"]["message"] == "Ticket added successfully"
    assert code(post(client, TICKETS, ticket("missing CRATE"))) == "1301"
    read = one(client.get(TICKETS, params=MIRA))
    assert read["tickets"]["ticket"]["code"] == said
    assert read["item_status"]["message"] == "Ticket retrieved successfully"


def test_tickets_are_filtered(client: httpx.Client) -> None:
    first = one(post(client, TICKETS, ticket("one", priority="LOW", department="STORE")))
    post(client, TICKETS, ticket("two", priority="HIGH", department="WEB", status="Close"))

    def subjects(**params: str) -> list[str]:
        shown = one(client.get(TICKETS, params={**MIRA, **params}))["tickets"]["ticket"]
        return [entry["subject"] for entry in (shown if isinstance(shown, list) else [shown])]

    assert subjects() == ["one", "two"]
    assert subjects(priority="low") == ["one"]
    assert subjects(status="CLOSE") == ["two"]
    assert subjects(department="web", type="CUSTOMER") == ["two"]
    assert subjects(ticket_code=first["ticket"]["code"]) == ["one"]
    assert subjects(start_date="2026-01-15", end_date="2026-01-15") == ["one", "two"]
    assert subjects(end_date="2026-01-14") == []


def test_codes_of_tickets_are_the_same_each_time(client: httpx.Client, sandbox: Sandbox) -> None:
    before = one(post(client, TICKETS, ticket()))["ticket"]["code"]
    with Sandbox() as other, httpx.Client(transport=other.transport) as again:
        again.base_url = client.base_url
        pair = {"key": other.demo_key, "secret": other.demo_secret}
        token = again.post("/v3/oauth/token/generate", json=pair).json()["data"]["accessToken"]
        again.headers["CAP-API-ACCESS-TOKEN"] = token
        assert one(post(again, TICKETS, ticket()))["ticket"]["code"] == before


def test_several_customers_are_a_list(client: httpx.Client) -> None:
    answer = post(client, NOTES, note(), {"id": 800999, "notes": {"note": {"description": "x"}}})
    assert answer.json()["response"]["status"]["code"] == 201
    assert [item["item_status"]["code"] for item in one(answer)] == ["1000", "1011"]


def test_xml_in_and_out(client: httpx.Client) -> None:
    body = (
        "<root><customer><mobile>914400000017</mobile><notes><note><description>a &amp; b"
        "</description></note></notes></customer></root>"
    )
    headers = {"Content-Type": "application/xml", "Accept": "application/xml"}
    answer = client.post(NOTES, content=body, headers=headers)
    assert "<notes><note><id>8</id><date>2026-01-15 15:30:00</date>" in answer.text
    body = body.replace("notes>", "ticket>").replace("<note>", "").replace("</note>", "")
    body = body.replace("description>", "subject>")
    answer = client.post(TICKETS, content=body, headers=headers)
    assert "<subject>a &amp; b</subject>" in answer.text
    answer = client.get(PREFERENCES, params={"id": "800103", "format": "xml"})
    assert "<store><id>62002</id><code>quay2</code>" in answer.text

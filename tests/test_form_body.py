"""The body in the form: fields and text, each in step with the other."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

import capexplore as cx
from capexplore.widgets.body import BodyPlan
from tests.form import control, controls, is_hidden, shown, states

WITH_BODY = [a for a in cx.actions if a.example().get("json") is not None]


def fields_of(explorer: cx.Explorer) -> dict[str, Any]:
    return {name: one for name, one in controls(explorer).items() if one in in_grid(explorer)}


def in_grid(explorer: cx.Explorer) -> tuple[Any, ...]:
    grid: tuple[Any, ...] = explorer._inputs.editor.fields.box.children
    return grid


def loosely(body: Any) -> Any:
    """Leave out what fields cannot tell: empty containers, lists of one, a number from its text."""
    if isinstance(body, dict):
        members = {name: loosely(member) for name, member in body.items()}
        return {name: member for name, member in members.items() if member not in ({}, [], "")}
    if isinstance(body, list):
        found = [member for member in map(loosely, body) if member not in ({}, [], "")]
        return found[0] if len(found) == 1 else found
    return str(body).lower()


@pytest.fixture
def adding(client: cx.Client) -> cx.Explorer:
    return cx.Explorer(client, "v2/customer/add")


@pytest.mark.parametrize("action", WITH_BODY, ids=lambda action: action.key)
def test_a_body_is_made_of_its_fields(action: cx.Action) -> None:
    wanted = action.example()["json"]
    plan = BodyPlan(action)
    made: Any = None
    for field in plan.fields(wanted):
        value = plan.value(wanted, field)
        if value is not None:
            made = plan.change(made, field, value)
    assert loosely(made or {}) == loosely(wanted)


@pytest.mark.parametrize("action", WITH_BODY, ids=lambda action: action.key)
def test_names_of_fields_are_unique(action: cx.Action) -> None:
    names = [field.name for field in BodyPlan(action).fields(action.example()["json"])]
    assert len(names) == len(set(names))


def test_a_field_changes_the_text_and_the_text_changes_the_field(adding: cx.Explorer) -> None:
    adding.set("v2/customer/add", json={"profiles": [{"source": "INSTORE", "firstName": "Ines"}]})
    control(adding, "profiles[1].firstName").value = "Iris"
    assert orjson.loads(control(adding, "Body").value)["profiles"][0]["firstName"] == "Iris"
    control(adding, "Body as").value = "Text"
    assert not is_hidden(adding, control(adding, "Body"))
    control(adding, "Body").value = '{"profiles": [{"source": "WECHAT", "firstName": "Ida"}]}'
    control(adding, "Body as").value = "Fields"
    assert is_hidden(adding, control(adding, "Body"))
    assert control(adding, "profiles[1].firstName").value == "Ida"
    assert control(adding, "profiles[1].source").value == "WECHAT"
    assert adding.request.json == {"profiles": [{"source": "WECHAT", "firstName": "Ida"}]}


def test_an_emptied_field_leaves_nothing_behind(adding: cx.Explorer) -> None:
    adding.set("v2/customer/add", json={"loyaltyInfo": {"loyaltyType": "loyalty"}})
    control(adding, "loyaltyInfo.loyaltyType").value = ""
    assert adding.request.json is None


def test_one_more_member_of_a_list_gets_fields_of_its_own(adding: cx.Explorer) -> None:
    adding.fill_example()
    more = control(adding, "One more of")
    more.value = "profiles[1].identifiers"
    control(adding, "Add").click()
    control(adding, "profiles[1].identifiers[2].type").value = "email"
    control(adding, "profiles[1].identifiers[2].value").value = "ines@mail.test"
    assert adding.request.json["profiles"][0]["identifiers"] == [
        {"type": "mobile", "value": "914400000902"},
        {"type": "email", "value": "ines@mail.test"},
    ]


def test_a_batch_numbers_its_items_once_there_are_several(client: cx.Client) -> None:
    explorer = cx.Explorer(client, "v1.1/customer/add")
    control(explorer, "mobile").value = "914400000601"
    control(explorer, "Add").click()
    control(explorer, "customer[2].mobile").value = "914400000602"
    people = [{"mobile": "914400000601"}, {"mobile": "914400000602"}]
    assert explorer.request.json == {"root": {"customer": people}}
    assert explorer.send().outcome == "success"


def test_xml_is_shown_read_and_sent_for_the_same_value(client: cx.Client) -> None:
    explorer = cx.Explorer(client, "v1.1/customer/add")
    control(explorer, "mobile").value = "914400000603"
    control(explorer, "Content-Type").value = "xml"
    assert "<mobile>914400000603</mobile>" in control(explorer, "Body").value
    text = "<root><customer><mobile>914400000604</mobile></customer></root>"
    control(explorer, "Body").value = text
    assert explorer.request == client.build(
        "v1.1/customer/add",
        json={"root": {"customer": {"mobile": "914400000604"}}},
        headers={"Content-Type": "application/xml"},
    )
    assert explorer.send().outcome == "success"
    control(explorer, "Content-Type").value = ""
    assert control(explorer, "Body").value.startswith("{")


def test_text_that_cannot_be_read_yet_is_said_and_not_lost(client: cx.Client) -> None:
    explorer = cx.Explorer(client, "v2/lead/patch")
    control(explorer, "Body").value = '{"id": 1,'
    assert "not JSON yet" in explorer.page.notes["body/Body"]
    explorer.set("v2/lead/add")
    explorer.set("v2/customer/get")
    control(explorer, "Entity").value = "lead"
    control(explorer, "Action").value = "patch"
    assert control(explorer, "Body").value == '{"id": 1,'
    control(explorer, "Body").value = "<root>"
    assert "not XML yet" in shown(explorer)


def test_doubts_stand_beside_their_fields(adding: cx.Explorer) -> None:
    adding.set("v2/customer/add", json={"profiles": [{"source": "NOWHERE"}], "oops": 1})
    assert "OTHERS" in adding.page.notes["body/profiles[1].source"]
    assert "not documented" in adding.page.notes["body/oops"]
    assert control(adding, "profiles[1].source").value == "NOWHERE"


def test_types_follow_the_documentation_where_they_can(client: cx.Client) -> None:
    explorer = cx.Explorer(client, "v3/webhook/add")
    explorer.fill_example()
    control(explorer, "Show all documented fields").value = True
    control(explorer, "maxAllowedConnections").value = "seven"
    assert "whole number" in explorer.page.notes["body/maxAllowedConnections"]
    control(explorer, "maxAllowedConnections").value = "7"
    control(explorer, "active").value = "false"
    control(explorer, "eventNames").value = "customerAdded, customerUpdated"
    body = explorer.request.json
    assert (body["maxAllowedConnections"], body["active"]) == (7, False)
    assert body["eventNames"] == ["customerAdded", "customerUpdated"]


def test_a_secret_typed_into_a_field_is_sent_and_not_kept_by_the_form(client: cx.Client) -> None:
    explorer = cx.Explorer(client, "v3/oauth_token/generate")
    assert control(explorer, "Body").disabled
    control(explorer, "key").value = "canary-key"
    control(explorer, "secret").value = "canary-secret"
    login = {"key": "canary-key", "secret": "canary-secret"}
    assert explorer.request == client.build("v3/oauth_token/generate", json=login)
    assert explorer.send().code == 320001
    assert "canary" not in states(explorer) + explorer.request.to_python()


def test_files_are_uploaded(client: cx.Client) -> None:
    explorer = cx.Explorer(client, "v2/customer/add_image")
    explorer.fill_example()
    key = "v2/customer/add_image"
    assert explorer.request == client.build(key, **cx.actions[key].example())
    assert not is_hidden(explorer, control(explorer, "Choose a file"))
    other = {"other": ("a.csv", b"1")}
    with pytest.raises(cx.errors.InvalidRequestError, match="form uploads"):
        explorer.set(key, id=1, files=other)


def test_doubts_about_a_batch_stand_beside_the_item_that_they_are_about(client: cx.Client) -> None:
    explorer = cx.Explorer(client, "v2/transaction/add_bulk")
    explorer.fill_example()
    control(explorer, "Add").click()
    labels = [str(one.description) for one in in_grid(explorer)]
    assert labels.index("[1].billingDate") < labels.index("[2].billNumber *")
    assert "body/[1].billNumber" not in explorer.page.notes
    assert explorer.page.notes["body/[2].billNumber"] == "required, and missing."

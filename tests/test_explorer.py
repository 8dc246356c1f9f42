"""The form: what can be clicked is what can be typed, and what goes wrong is said in it."""

from __future__ import annotations

from typing import Any

import ipywidgets as w
import pytest

import capexplore as cx
from tests.bodies import HOOK
from tests.form import control, controls, controls_in, markup, shown, states
from tests.loopback import Loopback

GET, MIRA = "v2/customer/get", {"id": 800101, "source": "ALL"}
PERSON = {"root": {"customer": [{"mobile": "914400000555", "firstname": "Ines"}]}}
STORE = cx.Attribution.entity("STORE_CODE", "quay1")
LOOKUP = cx.Attribution.lookup("WECHAT", "wx-7")

CALLS: list[tuple[str, dict[str, Any]]] = [
    (GET, {**MIRA}),
    (GET, {**MIRA, "embed": ["points", "mlp"], "attribution": LOOKUP}),
    (GET, {**MIRA, "headers": {"language": "id", "X-Mine": "a: b", "User-Agent": "mine/1"}}),
    ("v3/webhook/get_all", {}),
    ("v3/webhook/delete", {"webHookId": "a/b c"}),
    ("v3/webhook/add", {"json": HOOK, "attribution": STORE}),
    ("v1.1/customer/get", {"mobile": "914400000017", "user_id": True, "format": "xml"}),
    ("v1.1/customer/add", {"json": PERSON, "format": "xml"}),
    ("v1.1/customer/add", {"json": PERSON, "headers": {"Content-Type": "application/xml"}}),
    ("v2/lead/patch", {"json": {"id": 1, "owner": "quay1.t1"}}),
]


@pytest.fixture
def explorer(client: cx.Client) -> cx.Explorer:
    return cx.Explorer(client)


@pytest.mark.parametrize(("key", "arguments"), CALLS)
def test_set_makes_the_request_that_build_makes(
    explorer: cx.Explorer, key: str, arguments: dict[str, Any]
) -> None:
    explorer.set(key, **arguments)
    assert explorer.request == explorer.client.build(key, **arguments)
    assert explorer.request.target in shown(explorer)
    assert explorer.request.to_curl(explorer.client.cluster, auth=explorer.client.auth) in shown(
        explorer
    )


def test_controls_make_the_request_that_build_makes(explorer: cx.Explorer) -> None:
    control(explorer, "Version").value = "v1.1"
    control(explorer, "Entity").value = "customer"
    control(explorer, "Action").value = "get"
    form = controls(explorer)
    form["mobile"].value = "914400000017"
    form["user_id"].value = "true"
    form["Accept"].value = "xml"
    form["Entity type"].value = "STORE_CODE"
    form["Entity code"].value = "quay1"
    form["Others"].value = "X-Mine: a: b\nX-Other: 7"
    form["User-Agent"].value = "mine/1 (kiosk)"
    headers = {"X-Mine": "a: b", "X-Other": "7", "User-Agent": "mine/1 (kiosk)"}
    assert explorer.request == explorer.client.build(
        "v1.1/customer/get", mobile="914400000017", user_id=True, format="xml",
        attribution=STORE, headers=headers,
    )  # fmt: skip


def test_body_control_makes_the_request_that_build_makes(explorer: cx.Explorer) -> None:
    control(explorer, "Version").value = "v2"
    control(explorer, "Entity").value = "lead"
    control(explorer, "Action").value = "patch"
    body = controls(explorer)["Body"]
    body.value = '{"id": 1, "owner":'
    assert "The body is not JSON yet" in shown(explorer)
    with pytest.raises(cx.errors.InvalidRequestError, match="not JSON yet"):
        _ = explorer.request
    body.value = '{"id": 1, "owner": "quay1.t1"}'
    json = {"id": 1, "owner": "quay1.t1"}
    assert explorer.request == explorer.client.build("v2/lead/patch", json=json)


def test_choices_offer_what_exists_below_them(explorer: cx.Explorer) -> None:
    assert list(control(explorer, "Version").options) == ["v1", "v1.1", "v2", "v3"]
    control(explorer, "Version").value = "v3"
    assert set(control(explorer, "Entity").options) == {
        a.entity for a in cx.actions if a.version == "v3"
    }
    control(explorer, "Entity").value = "webhook"
    assert {"add", "delete", "get_all", "update"} <= set(control(explorer, "Action").options)
    control(explorer, "Version").value = "v2"
    assert repr(explorer).startswith("<Explorer v2/webhook/")


def test_five_methods_are_sent_and_each_shows_a_table(explorer: cx.Explorer) -> None:
    lead = {"type": "SKU", "leadFor": "SKU-TEA-01", "userId": 800101}
    explorer.set("v2/lead/add", json=lead)
    number = explorer.send().to_frame()["id"].tolist()[0]
    explorer.set("v3/webhook/add", json=HOOK)
    explorer.send()
    hook = explorer.df["webHookId"].tolist()[0]
    steps: list[tuple[str, str, dict[str, Any]]] = [
        ("GET", GET, MIRA),
        ("POST", "v3/webhook/add", {"json": {**HOOK, "name": "other"}}),
        ("PUT", "v3/webhook/update", {"webHookId": hook, "json": {**HOOK, "name": "yours"}}),
        ("PATCH", "v2/lead/patch", {"json": {"id": number, "owner": "quay1.t1"}}),
        ("DELETE", "v3/webhook/delete", {"webHookId": hook}),
    ]
    for method, key, arguments in steps:
        explorer.set(key, **arguments)
        control(explorer, "Send").click()
        assert explorer.response is not None
        assert explorer.response.request is not None
        assert explorer.response.request.method == method
        assert explorer.response.outcome == "success"
        assert len(explorer.df) >= 1
        assert "<table" in markup(explorer)
        assert "success: HTTP 200" in shown(explorer)
    assert not control(explorer, "Send").disabled


def test_answer_headers_python_and_curl_are_shown(explorer: cx.Explorer) -> None:
    explorer.set(GET, **MIRA)
    response = explorer.send()
    text = shown(explorer)
    assert str(response.request_id) in text
    assert "cx.Client()" in text
    assert "curl" in text
    assert '"firstName": "Mira"' in text


def test_every_action_can_be_chosen(explorer: cx.Explorer) -> None:
    for action in cx.actions:
        explorer.set(action.key)
        assert repr(explorer) == f"<Explorer {action.key}>"
        assert control(explorer, "Action").value == action.action
        assert action.path in shown(explorer)


def test_what_is_missing_is_said_before_sending(explorer: cx.Explorer) -> None:
    explorer.set(GET)
    assert "Missing: id, source" in shown(explorer)
    with pytest.raises(cx.errors.InvalidRequestError, match="Missing: id"):
        explorer.send()
    control(explorer, "Send").click()
    assert "Missing: id, source" in shown(explorer)
    assert (explorer.response, len(explorer.df)) == (None, 0)


def test_forbidden_headers_are_disabled_and_say_why(sandbox: cx.Sandbox) -> None:
    explorer = cx.Explorer(cx.Client(sandbox), "v1.1/customer/get")
    form = controls(explorer)
    assert (form["Lookup code"].disabled, form["Lookup type"].disabled) == (True, True)
    assert "works on v2 only" in shown(explorer)
    assert not form["Accept"].disabled
    explorer.set(GET)
    assert (form["Lookup code"].disabled, form["Accept"].disabled) == (False, True)
    till = cx.Explorer(cx.Client(sandbox, auth=cx.Till("quay1.t1", "tide-and-till")), GET)
    assert controls(till)["Entity code"].disabled
    assert "works with OAuth only" in shown(till)


def test_token_is_shown_masked_and_only_where_it_is_sent(explorer: cx.Explorer) -> None:
    explorer.set(GET, **MIRA)
    assert "CAP-API-ACCESS-TOKEN: ***" in shown(explorer)
    explorer.set("v3/oauth_token/generate", json={"key": "k", "secret": "s"})
    assert "TOKEN: ***" not in shown(explorer)


def test_live_cluster_is_chosen_and_its_writes_are_refused(explorer: cx.Explorer) -> None:
    explorer.set("v3/webhook/add", json=HOOK)
    control(explorer, "Cluster").value = "europe"
    assert explorer.client.cluster.key == "europe"
    assert "https://eu.intouch.capillarytech.com/v3/webHooks" in shown(explorer)
    control(explorer, "Send").click()
    assert "writes=True" in shown(explorer)
    with pytest.raises(cx.errors.WriteBlockedError, match="Europe is live"):
        explorer.send()
    assert explorer.response is None
    control(explorer, "Cluster").value = "sandbox"
    assert explorer.send().outcome == "success"


def test_form_works_on_a_cluster_of_ones_own(loopback: Loopback) -> None:
    with cx.Client(loopback.url) as client:
        explorer = cx.Explorer(client, "v3/webhook/get_all")
        assert explorer.send().outcome == "success"
    assert [call.target for call in loopback.received] == ["/v3/webHooks"]


def test_lost_connection_and_api_failure_are_said(
    sandbox: cx.Sandbox, explorer: cx.Explorer
) -> None:
    explorer.set(GET, **MIRA)
    sandbox.fail(GET, "drop")
    control(explorer, "Send").click()
    assert "got no answer from sandbox" in shown(explorer)
    explorer.set(GET, id=1, source="ALL")
    assert explorer.send().outcome == "failed"
    assert "failed: HTTP 400, code 8015" in shown(explorer)


def test_error_in_a_callback_reaches_the_status(
    explorer: cx.Explorer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CAPEXPLORE_TOKEN", "")
    control(explorer, "Cluster").options = [
        *control(explorer, "Cluster").options,
        ("nowhere", "nowhere"),
    ]
    control(explorer, "Cluster").value = "nowhere"
    assert "no cluster 'nowhere'" in shown(explorer)


def test_unknown_names_are_refused_by_set(explorer: cx.Explorer) -> None:
    with pytest.raises(cx.errors.UnknownNameError, match="Did you mean 'v2/customer/get'"):
        explorer.set("v2/customer/gett")
    with pytest.raises(cx.errors.InvalidRequestError, match="Did you mean 'source'"):
        explorer.set(GET, id=1, sorce="ALL")
    explorer.set(GET, **MIRA)
    assert explorer.send().outcome == "success"


def test_hostile_values_are_escaped(explorer: cx.Explorer) -> None:
    evil = "<script>alert(1)</script>"
    explorer.set("v3/webhook/add", json={**HOOK, "name": evil})
    explorer.send()
    explorer.set("v3/webhook/delete", webHookId=evil)
    explorer.send()
    for one in controls_in(explorer.ui):
        assert not isinstance(one, w.HTML) or "<script" not in one.value


def test_explorer_has_a_repr_of_its_own_and_is_shown_as_a_widget(explorer: cx.Explorer) -> None:
    data, _ = explorer._repr_mimebundle_()
    assert data["text/plain"] == repr(explorer) == "<Explorer v2/customer/get>"
    assert "application/vnd.jupyter.widget-view+json" in data
    assert repr(cx.explore(explorer.client, "v3/webhook/get_all")) == (
        "<Explorer v3/webhook/get_all>"
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"attribution": cx.Attribution.entity("till", "x")}, "cannot hold.*cannot be 'till'"),
        ({"format": "yaml"}, "no format 'yaml'"),
        ({"headers": {"Accept": None}}, "cannot hold this request: a value has no control"),
        ({"source": "nope"}, "source cannot be 'nope' in the form"),
    ],
)
def test_what_no_control_can_hold_is_said(arguments: dict[str, Any], said: str) -> None:
    call: dict[str, Any] = {"id": 800101, "source": "ALL", **arguments}
    with pytest.raises(cx.errors.InvalidRequestError, match=said):
        cx.Explorer().set("v2/customer/get", **call)


def test_a_secret_of_a_body_is_held_but_not_in_a_control() -> None:
    body = {"name": "quay1.t2", "storeId": 62001, "password": cx.Secret("canary")}
    explorer = cx.Explorer()
    explorer.set("v2/till/add", json=body)
    assert explorer.request == explorer.client.build("v2/till/add", json=body)
    assert "canary" not in states(explorer)


def test_the_form_says_whose_token_is_sent_and_for_how_long(client: cx.Client) -> None:
    explorer = cx.Explorer(client, "v3/webhook/get_all")
    assert "fetched when first needed" in explorer._inputs.headers.tokens.value
    explorer.send()
    assert "3600 s left" in explorer._inputs.headers.tokens.value


@pytest.mark.parametrize("version", ["v1", "v1.1", "v2", "v3"])
def test_the_form_filled_from_an_example_makes_the_request_that_build_makes(
    explorer: cx.Explorer, version: str
) -> None:
    for action in cx.actions:
        if action.version == version:
            explorer.set(action.key)
            control(explorer, "Example").click()
            wanted = explorer.client.build(action, **action.example())
            assert explorer.request == wanted, action.key


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("redeem points", "v1.1/points/redeem"),
        ("PATCH", "v2/lead/patch"),
        ("/v3/webHooks", "v3/webhook/get_all"),
        ("https://eu.intouch.capillarytech.com/v2/customers/7?source=ALL", GET),
        ("/v2/customers/{customerId}", GET),
    ],
)
def test_search_finds_and_jumps(explorer: cx.Explorer, text: str, key: str) -> None:
    control(explorer, "Search").value = text
    hits = control(explorer, "Found")
    assert key in [found for _, found in hits.options]
    hits.value = key
    assert repr(explorer) == f"<Explorer {key}>"
    assert control(explorer, "Search").value == ""


def test_a_pasted_url_fills_in_its_values(explorer: cx.Explorer) -> None:
    control(
        explorer, "Search"
    ).value = "https://sandbox.test/v2/customers/800101?source=all&embed=points,mlp"
    control(explorer, "Found").value = GET
    assert explorer.request.target == "/v2/customers/800101?source=ALL&embed=points,mlp"


def test_a_search_that_finds_nothing_is_quiet(explorer: cx.Explorer) -> None:
    control(explorer, "Search").value = "no such thing anywhere"
    assert list(control(explorer, "Found").options) == []
    explorer._chooser.pick()
    assert repr(explorer) == f"<Explorer {GET}>"


def test_changing_version_keeps_entity_and_action_where_they_exist(explorer: cx.Explorer) -> None:
    explorer.set("v1.1/customer/update")
    control(explorer, "Version").value = "v2"
    assert repr(explorer) == "<Explorer v2/customer/update>"


def test_values_survive_another_action_and_come_back(explorer: cx.Explorer) -> None:
    explorer.set(GET, **MIRA, headers={"language": "id"})
    before = explorer.request
    control(explorer, "Entity").value = "lead"
    control(explorer, "Action").value = "patch"
    control(explorer, "Body").value = '{"id": 1}'
    control(explorer, "Entity").value = "customer"
    control(explorer, "Action").value = "get"
    assert explorer.request == before
    control(explorer, "Entity").value = "lead"
    control(explorer, "Action").value = "patch"
    assert explorer.request.json == {"id": 1}


def test_mistakes_stand_beside_their_fields_while_typing(explorer: cx.Explorer) -> None:
    explorer.set(GET, **MIRA)
    control(explorer, "id").value = "eight"
    assert explorer.page.notes == {"parameters/id": "must be a whole number."}
    control(explorer, "id").value = "8"
    assert explorer.page.notes == {}


def test_fields_are_by_type(explorer: cx.Explorer) -> None:
    several: dict[str, Any] = {**MIRA, "embed": ["points", "mlp"]}
    explorer.set(GET, **several)
    assert control(explorer, "embed").value == ("points", "mlp")
    assert explorer.request == explorer.client.build(GET, **several)
    day = next(
        (action, name)
        for action in cx.actions
        for name, p in action.keywords.items()
        if p.format == "date" and p.type == "string" and not action.path_params
    )
    explorer.set(day[0].key, **{**day[0].example(), day[1]: "2026-02-03"})
    assert str(control(explorer, day[1]).value) == "2026-02-03"
    with pytest.raises(cx.errors.InvalidRequestError, match="holds a day"):
        explorer.set(day[0].key, **{day[1]: "2026-02-03 10:00:00"})


def test_tabs_say_how_many_inputs_are_filled_in(explorer: cx.Explorer) -> None:
    explorer.set(GET, **MIRA, attribution=LOOKUP)
    assert list(explorer.inputs.titles) == [
        "Parameters (2)", "Body", "Headers (2)", "Credentials",
    ]  # fmt: skip


def test_parts_can_be_shown_alone(client: cx.Client) -> None:
    explorer = cx.explore(client, GET, show=("headers", "preview"))
    labels = controls(explorer)
    assert "Entity code" in labels
    assert "Version" not in labels
    explorer.set(GET, **MIRA, attribution=STORE)
    assert explorer.send().outcome == "success"
    with pytest.raises(cx.errors.UnknownNameError, match="Did you mean 'headers'"):
        cx.explore(client, show=["header"])


def test_facts_of_the_action_are_shown(explorer: cx.Explorer) -> None:
    explorer.set("v1.1/customer/add")
    text = shown(explorer)
    for fact in ("speaks json and xml", "at most 100 items a call", "page add-customer"):
        assert fact in text
    explorer.set("v1/badge/create")
    assert "not simulated by the sandbox" in shown(explorer)


def test_visiting_every_action_again_makes_no_more_widgets(explorer: cx.Explorer) -> None:
    def visit() -> int:
        for action in cx.actions:
            explorer.set(action.key, **action.example())
            explorer.set("v2/customer/get")
        return len(list(controls_in(explorer.ui))) + sum(
            len(pool) for fields in (explorer._inputs.fields, explorer._inputs.editor.fields)
            for pool in fields._pool.values()
        )  # fmt: skip

    assert visit() == visit()

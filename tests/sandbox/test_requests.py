"""Paths, methods, formats, headers and envelopes (reference, sections 1.5, 4, 5.1 and 12)."""

from __future__ import annotations

import re
from importlib import import_module
from importlib.util import resolve_name
from typing import Any

import httpx
import pytest

from capexplore.catalog import Action, actions
from capexplore.sandbox.handling import handler_of, simulated
from capexplore.sandbox.router import Router, path_values

from .asking import add_v1, codes_v1, errors_v2

GET = "/v1.1/customer/get"
MIRA = {"mobile": "914400000017"}
XML = {"Content-Type": "application/xml"}
ADD_XML = """<?xml version="1.0"?>
<root><customer>
  <mobile>915550000201</mobile><firstname>Å &amp; B</firstname>
  <custom_fields><field><name>berth</name><value>North</value></field></custom_fields>
</customer></root>"""


def test_simulated_flags_and_handlers_agree() -> None:
    assert {action.key for action in actions if action.simulated} == simulated()


@pytest.mark.parametrize("action", [one for one in actions if one.simulated], ids=str)
def test_a_handler_is_in_the_part_that_is_imported_for_it(action: Action) -> None:
    handler = handler_of(action)
    assert handler is not None
    home = f"capexplore.sandbox.routes.{action.version.replace('.', '_')}_{action.entity}"
    parts = getattr(import_module(home), "PARTS", {})
    named = [resolve_name(part, home) for part in parts if action.action in parts[part]]
    assert [handler.__module__] == (named or [home])


def test_every_action_is_routed_to_itself() -> None:
    router = Router(actions)
    for action in actions:
        if action.path.startswith("/{"):
            continue
        path = re.sub(r"\{[^}]*\}", "77", action.path)
        found = router.find(path, action.method)
        assert found is not None
        methods, values = found
        assert methods[action.method] is action
        assert set(path_values(action, values).values()) <= {"77"}


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("/v2/customers/lookup", "v2/customer_lookup/get_id"),
        ("/v2/customers/800101", "v2/customer/get"),
        ("/v2/customers/800101/", "v2/customer/get"),
        ("/v2/customers/search", "v2/customer/search"),
        ("/v3/webHooks", "v3/webhook/get_all"),
        ("/v3/webhooks", None),
        ("/v2/customers/", None),
        ("/v2/Customers/800101", None),
        ("/v2//customers", None),
        ("/v1.1", None),
        ("/", None),
        ("/v2/customers/{}", None),
    ],
)
def test_router(path: str, key: str | None) -> None:
    found = Router(actions).find(path)
    action = found[0].get("GET") if found else None
    assert (action.key if action else None) == key


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v1.1/customer/nowhere", 404),
        ("GET", "/v1/customer/get", 404),
        ("POST", "/v1.1/customer/get", 405),
        ("DELETE", "/v1.1/customer/add", 405),
        ("HEAD", "/v1.1/customer/get", 405),
        ("POST", "/v1.1/transaction/add_with_local_currency", 501),
        ("GET", "/v1/transaction/get", 501),
        ("POST", "/v1/transaction/add", 501),
    ],
)
def test_v1_failures(anonymous: httpx.Client, method: str, path: str, status: int) -> None:
    answer = anonymous.request(method, path)
    assert answer.status_code == status
    if method != "HEAD":
        assert answer.json()["response"]["status"]["code"] == status
        assert answer.json()["response"]["status"]["success"] == "false"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v2/nowhere", 404),
        ("GET", "/nowhere", 404),
        ("DELETE", "/v2/customers/800101", 405),
        ("PATCH", "/v2/customers/800101", 405),
        ("GET", "/v2/customers/userEntityTrackers", 501),
        ("POST", "/v2/simulation/transactions", 501),
    ],
)
def test_v2_failures(anonymous: httpx.Client, method: str, path: str, status: int) -> None:
    answer = anonymous.request(method, path)
    assert answer.status_code == status
    assert errors_v2(answer) == [status]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v3/nowhere", 404),
        ("GET", "/v3/webhooks", 404),
        ("PATCH", "/v3/webHooks", 405),
        ("GET", "/v3/oauth/token/generate", 405),
        ("GET", "/v3/milestones", 501),
    ],
)
def test_v3_failures(anonymous: httpx.Client, method: str, path: str, status: int) -> None:
    answer = anonymous.request(method, path)
    assert answer.status_code == status
    assert answer.json()["data"] is None
    assert answer.json()["errors"][0]["code"] == status


def test_not_simulated_says_so(anonymous: httpx.Client) -> None:
    [error] = anonymous.get("/v2/customers/userEntityTrackers").json()["errors"]
    assert error["message"] == "The sandbox does not simulate v2/customer/get_user_entity_trackers"


def test_405_names_the_methods(anonymous: httpx.Client) -> None:
    assert anonymous.delete("/v2/customers/800101").headers["Allow"] == "GET, PUT"


@pytest.mark.parametrize(
    "path", ["/v1.1/customer/get?id=800101", "/v2/nowhere", "/v3/webHooks", "/v2/customers/5"]
)
def test_every_answer_has_one_request_id(client: httpx.Client, path: str) -> None:
    first, second = client.get(path), client.get(path)
    for answer in (first, second):
        assert answer.headers["X-Cap-Requestid"] == answer.headers["X-CAP-REQUEST-ID"]
        assert answer.headers["x-cap-api-request-uri"] == path.partition("?")[0]
    assert first.headers["X-Cap-Requestid"] != second.headers["X-Cap-Requestid"]


def test_request_uri_is_safe_to_send(client: httpx.Client) -> None:
    answer = client.get("/v2/caf%C3%A9%0d%0aX: 1")
    assert answer.status_code == 404
    assert answer.headers["x-cap-api-request-uri"] == "/v2/caf%C3%A9%0D%0AX:%201"


@pytest.mark.parametrize(
    ("path", "headers", "kind"),
    [
        (GET, {}, "json"),
        (GET, {"Accept": "*/*"}, "json"),
        (GET, {"Accept": "application/xml"}, "xml"),
        (GET, {"Accept": "text/xml"}, "xml"),
        (GET, {"Accept": "application/json;q=0.5, application/xml"}, "xml"),
        (GET, {"Accept": "application/json, application/xml;q=0.5"}, "json"),
        (GET, {"Accept": "text/html"}, "json"),
        (GET, {"Accept": "text/html", "Content-Type": "application/xml"}, "xml"),
        (GET, {"Accept": "*/*", "Content-Type": "application/xml"}, "json"),
        (GET + "?format=xml", {"Accept": "application/json"}, "xml"),
        (GET + "?format=XML", {}, "xml"),
        (GET + "?format=json", {"Accept": "application/xml"}, "json"),
        (GET + ".xml", {"Accept": "application/json"}, "xml"),
        (GET + ".json", {"Accept": "application/xml"}, "json"),
        (GET + ".json?format=xml", {}, "xml"),
        (GET + "?format=pdf", {}, "json"),
        ("/v2/customers/800101?source=ALL&format=xml", {"Accept": "application/xml"}, "json"),
        ("/v3/webHooks?format=xml", {"Accept": "application/xml"}, "json"),
    ],
)
def test_format_of_the_answer(
    client: httpx.Client, path: str, headers: dict[str, str], kind: str
) -> None:
    params = dict(httpx.URL(path).params) | ({"id": "800101"} if path.startswith(GET) else {})
    answer = client.get(path.partition("?")[0], params=params, headers=headers)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == f"application/{kind}"
    assert answer.text.startswith("<?xml" if kind == "xml" else "{")


def test_suffix_is_for_v1_1_only(client: httpx.Client) -> None:
    assert client.get("/v3/webHooks.json").status_code == 404
    assert client.get("/v2/customers/800101.json?source=ALL").status_code == 400


def test_failures_are_xml_too(anonymous: httpx.Client) -> None:
    answer = anonymous.get(GET, params=MIRA, headers={"Accept": "application/xml"})
    assert answer.status_code == 401
    assert answer.text == (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        "<response><status><success>false</success><code>401</code>"
        "<message>Unauthorized</message></status><customers/></response>"
    )


def test_xml_in_and_out(client: httpx.Client) -> None:
    answer = client.post("/v1.1/customer/add?format=xml", content=ADD_XML.encode(), headers=XML)
    assert answer.status_code == 200
    assert answer.text.startswith(
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        "<response><status><success>true</success><code>200</code><message>Success</message>"
        "<total>1</total><success_count>1</success_count></status>"
        "<customers><customer><user_id>800142</user_id><firstname>Å &amp; B</firstname><lastname/>"
        "<mobile>915550000201</mobile><email/><external_id/>"
    )
    assert (
        "<custom_fields><field><name>berth</name><value>North</value></field></custom_fields>"
        in answer.text
    )
    assert answer.text.endswith(
        "<side_effects/><item_status><success>true</success><code>1000</code>"
        "<message>Customer registration successful</message><warnings/></item_status>"
        "</customer></customers></response>"
    )


def test_several_customers_in_xml(client: httpx.Client) -> None:
    body = "<root>" + "".join(
        f"<customer><mobile>91555000021{n}</mobile></customer>" for n in range(2)
    )
    answer = client.post("/v1.1/customer/add", content=body + "</root>", headers=XML)
    assert answer.headers["Content-Type"] == "application/json"
    assert codes_v1(answer) == ["1000", "1000"]


@pytest.mark.parametrize(
    "content",
    [
        "<root><customer>",
        "<customer><mobile>915550000220</mobile></customer>",
        "<root/>",
        '<!DOCTYPE root [<!ENTITY a "915550000220">]>'
        "<root><customer><mobile>&a;</mobile></customer></root>",
        '<!DOCTYPE root SYSTEM "http://127.0.0.1:9/x.dtd">'
        "<root><customer><mobile>915550000220</mobile></customer></root>",
        '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        "<root><customer><mobile>915550000220</mobile><firstname>&x;</firstname></customer></root>",
        "<root>" + "<customer>" * 500 + "</customer>" * 500 + "</root>",
    ],
)
def test_unusable_xml_is_400(client: httpx.Client, content: str) -> None:
    answer = client.post("/v1.1/customer/add", content=content, headers=XML)
    assert answer.status_code == 400
    assert answer.json()["response"]["status"]["code"] == 400
    assert codes_v1(client.get(GET, params={"mobile": "915550000220"})) == ["1012"]


def test_what_xml_cannot_hold_is_left_out(client: httpx.Client) -> None:
    add_v1(client, {"mobile": "915550000221", "firstname": "a\x01<b>\uffff"})
    answer = client.get(GET, params={"mobile": "915550000221", "format": "xml"})
    assert "<firstname>a&lt;b&gt;</firstname>" in answer.text


@pytest.mark.parametrize(
    ("path", "content", "content_type", "status"),
    [
        ("/v1.1/customer/add", b"{}", None, 415),
        ("/v1.1/customer/add", b"{}", "text/plain", 415),
        ("/v1.1/customer/add", b"a=1", "application/x-www-form-urlencoded", 415),
        ("/v1.1/customer/add", b"<root/>", "application/json", 415),
        ("/v1.1/customer/add", b'{"root":{}}', "application/xml", 415),
        ("/v1.1/customer/add", b"{", "application/json", 400),
        ("/v1.1/customer/add", b"", "application/json", 400),
        ("/v1.1/customer/add", b"", None, 400),
        ("/v2/customers", b"<root/>", "application/xml", 415),
        ("/v2/customers", b"{}", None, 415),
        ("/v2/customers", b"{", "application/json", 400),
        ("/v2/customers", b'{"profiles": NaN}', "application/json", 400),
        ("/v3/webHooks", b"{}", "text/plain", 415),
        ("/v3/webHooks", b"\xff\xfe", "application/json", 400),
        ("/v3/oauth/token/generate", b"{", "application/json", 400),
        ("/v3/oauth/token/generate", b"{}", None, 415),
    ],
)
def test_media_types_and_unreadable_bodies(
    client: httpx.Client, path: str, content: bytes, content_type: str | None, status: int
) -> None:
    headers = {"Content-Type": content_type} if content_type else {}
    answer = client.post(path, content=content, headers=headers)
    assert answer.status_code == status
    assert str(status) in answer.text


@pytest.mark.parametrize("content_type", ["application/json; charset=utf-8", "Application/JSON"])
def test_lenient_content_type(client: httpx.Client, content_type: str) -> None:
    body = b'{"root":{"customer":[{"mobile":"915550000222"}]}}'
    answer = client.post("/v1.1/customer/add", content=body, headers={"Content-Type": content_type})
    assert answer.status_code == 200


def test_body_of_ten_megabytes(client: httpx.Client) -> None:
    body = {"root": {"customer": [{"mobile": "915550000223", "firstname": "x" * 10_000_000}]}}
    answer = client.post("/v1.1/customer/add", json=body)
    assert codes_v1(answer) == ["400"]
    answer = client.post(
        "/v2/leads", json={"leadFor": "SKU", "userId": 800101, "x": "y" * 10_000_000}
    )
    assert answer.status_code == 200


def test_deep_and_huge_json(client: httpx.Client) -> None:
    for content in (b"[" * 100_000, b'{"a":' * 5_000 + b"1" + b"}" * 5_000, b"1" * 100_000):
        answer = client.post(
            "/v2/customers", content=content, headers={"Content-Type": "application/json"}
        )
        assert answer.status_code == 400
        assert errors_v2(answer) == [400]


def test_nesting_that_could_not_be_answered(client: httpx.Client) -> None:
    hook = client.get("/v3/webHooks").json()["data"][0]
    for depth, status in ((50, 200), (400, 400)):
        nested: Any = {}
        for _ in range(depth):
            nested = {"a": nested}
        answer = client.put(
            f"/v3/webHooks/{hook['webHookId']}", json={**hook, "webHookHeaders": nested}
        )
        assert answer.status_code == status


def test_repeated_keys_take_the_last(client: httpx.Client) -> None:
    body = b'{"root":{"customer":[{"mobile":"1","mobile":"915550000224"}]}}'
    answer = client.post(
        "/v1.1/customer/add", content=body, headers={"Content-Type": "application/json"}
    )
    assert codes_v1(answer) == ["1000"]


def test_numbers_as_identifiers(client: httpx.Client) -> None:
    for mobile, code in ((915550000225.0, "1000"), (2**64 - 1, "1001"), (1e300, "1001")):
        answer = add_v1(client, {"mobile": mobile})
        assert codes_v1(answer) == [code]


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        ({"a": [1, 2]}, "<response><a>1</a><a>2</a></response>"),
        ({"a": []}, "<response/>"),
        ({"a": [], "b": None}, "<response><a/><b/></response>"),
        ({"a": True, "b": 1.5}, "<response><a>true</a><b>1.5</b></response>"),
        ({"a b": 1}, "<response><item>1</item></response>"),
    ],
)
def test_xml_writer(seen: dict[str, Any], expected: str) -> None:
    from capexplore.sandbox.wire.xml import write_xml

    assert write_xml({"response": seen}).decode().partition("\n")[2] == expected

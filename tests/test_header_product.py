"""The header rules over the whole product of what can be chosen, held against the sandbox.

The sandbox reads headers with code of its own. Where the client allows a request, the sandbox must
not find fault with its headers; where the client refuses one, the sandbox must refuse it too, or
pay the header no attention.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest

import capexplore as cx
from capexplore.headers import ENTITY_TYPES

# For each version an action that reads and one that writes, which can be called again and again.
CALLS = (
    "v1.1/customer/get",
    "v1.1/customer/update",
    "v2/customer/get",
    "v2/customer/update",
    "v3/webhook/get_all",
    "v3/webhook/update",
)
CREDENTIALS: dict[str, cx.OAuth | cx.Till | cx.Anonymous] = {
    "oauth": cx.OAuth("hg-demo-key", "hg-demo-secret"),
    "basic": cx.Till("quay1.t1", "tide-and-till"),
    "none": cx.Anonymous(),
}
CODES = {
    "TILL": "quay1.t1",
    "STORE_CODE": "quay1",
    "STORE_NAME": "Quay One",
    "STORE_EXTERNAL_ID": "QX-1",
    "STORE_EXTERNAL_ID_1": "QX-2",
    "STORE_EXTERNAL_ID_2": "QX-3",
}
ENTITIES = [
    (None, None),
    (None, "quay1.t1"),
    *((kind, None) for kind in ("TILL", "STORE_CODE")),
    *CODES.items(),
    *((kind, "nowhere") for kind in CODES),
    *((kind, "quay1.t1") for kind in ("till", "SHOP", "STORE CODE")),
]
LOOKUPS = [
    (None, None),
    ("WECHAT", "wx-7"),
    ("MOBILE_TRIGGER", "mt-7"),
    ("WECHAT", None),
    (None, "wx-7"),
    ("wechat", "wx-7"),
    ("LINE", "wx-7"),
    ("WECHAT", "WX-7"),
]
FORMATS = ["json", "xml"]
# Its body has several outermost members, so that no XML could be made of it.
JSON_ONLY = {"v3/webhook/update"}
AGENTS: list[dict[str, str] | None] = [None, {"User-Agent": "my-till/1.2 (kiosk)"}]
BROKEN_AGENT = {"User-Agent": "my till/"}
NOT_ALLOWED = {1061, 400, 415}


@pytest.fixture(scope="module")
def clients() -> Iterator[dict[str, cx.Client]]:
    """A client of one sandbox for each kind of credentials."""
    with cx.Sandbox() as sandbox:
        yield {kind: cx.Client(sandbox, auth=auth) for kind, auth in CREDENTIALS.items()}


def test_codes_cover_every_entity_type() -> None:
    assert list(CODES) == list(ENTITY_TYPES)


@pytest.mark.parametrize("scheme", CREDENTIALS)
@pytest.mark.parametrize("key", CALLS)
def test_client_and_sandbox_agree_on_every_combination(
    key: str, scheme: str, clients: dict[str, cx.Client]
) -> None:
    client = clients[scheme]
    example = cx.actions[key].example()
    formats = ["json"] if key in JSON_ONLY else FORMATS
    agents = [*AGENTS, BROKEN_AGENT]
    plain = {form: _verdict(client, key, example, format=form) for form in formats}
    for entity, lookup, form, agent in product(ENTITIES, LOOKUPS, formats, agents):
        attribution = cx.Attribution(*entity, *lookup)
        said: dict[str, Any] = {"attribution": attribution, "format": form, "headers": agent}
        request = client.build(key, check="warn", **example, **said)
        allowed = not request.problems
        assert allowed == _allowed(client, key, example, said), said
        assert allowed == _by_the_table(key, scheme, entity, lookup, form, agent), said
        status, outcome, code = _sent(client, request)
        if allowed:
            assert code not in NOT_ALLOWED, said
        else:
            refused = code in {1061, 400, 415, 91021}
            assert refused or (status, outcome, code) in plain.values(), said


def _allowed(client: cx.Client, key: str, example: dict[str, Any], said: dict[str, Any]) -> bool:
    try:
        client.build(key, **example, **said)
    except cx.errors.InvalidRequestError:
        return False
    return True


def _by_the_table(
    key: str,
    scheme: str,
    entity: tuple[str | None, str | None],
    lookup: tuple[str | None, str | None],
    form: str,
    agent: dict[str, str] | None,
) -> bool:
    """The table of header rules, written out once more."""
    if any(entity) and scheme != "oauth":
        return False
    if entity[0] is not None and entity[0] not in CODES:
        return False
    if any(lookup) and not (key.startswith("v2/") and all(lookup)):
        return False
    if lookup[0] is not None and lookup[0] not in ("WECHAT", "MOBILE_TRIGGER"):
        return False
    return (form == "json" or key.startswith("v1.1/")) and agent is not BROKEN_AGENT


def _verdict(
    client: cx.Client, key: str, example: dict[str, Any], **said: Any
) -> tuple[int, str, int | None]:
    return _sent(client, client.build(key, check="warn", **example, **said))


def _sent(client: cx.Client, request: cx.Request) -> tuple[int, str, int | None]:
    response = client.send(request)
    failed = [item.code for item in response.items if not item.ok]
    return response.status_code, response.outcome, failed[0] if failed else response.code


def test_the_verdict_does_not_depend_on_the_cluster() -> None:
    auth = CREDENTIALS["oauth"]
    given = [cx.Client("eu", auth=auth), cx.Client("http://127.0.0.1:1", auth=auth)]
    for entity, lookup, form in product(ENTITIES, LOOKUPS, FORMATS):
        said: dict[str, Any] = {"attribution": cx.Attribution(*entity, *lookup), "format": form}
        verdicts = [
            client.build("v2/customer/get", id=1, source="ALL", check="warn", **said).problems
            for client in given
        ]
        assert verdicts[0] == verdicts[1]

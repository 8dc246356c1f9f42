"""Every DELETE that there is (reference, section 13), by its number, and what has none."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

import capexplore as cx

from .asking import errors_v2

HOOK = "65f0c2a91b7e4d00080a11c3"
V2_DONE: dict[str, Any] = {"warnings": [], "errors": [], "success": True}
# number -> path, members that the answer has among others, and where that can be read afterwards
DELETES: dict[int, tuple[str, dict[str, Any], str, str]] = {
    1: (
        f"/v3/webHooks/{HOOK}",
        {"data.webHookId": HOOK, "data.active": False, "errors": None, "warnings": None},
        "/v3/webHooks",
        "data.0.active",
    ),
    2: (
        "/v3/targetGroups/7001",
        {"data": True, "errors": None, "warnings": None},
        "/v3/targetGroups",
        "data.0.active",
    ),
    3: (
        "/v3/targetGroups/7001/targets/7101",
        {"data.0.id": 7101, "data.0.active": False, "errors": None, "warnings": None},
        "/v3/targetGroups/7001/targets",
        "data.0.active",
    ),
    4: (
        "/v3/integrations/clients/hg-strict-key",
        {"data.clientKey": "hg-strict-key", "data.isValid": False, "errors": None},
        "/v3/integrations/clients/hg-strict-key",
        "data.isValid",
    ),
    6: (
        "/v2/userGroup2?id=2499",
        {"warnings": []},
        "/v2/userGroup2?id=2499",
        "groupStatus",
    ),
    7: (
        "/v2/userGroup2/2499/leave?source=INSTORE&identifierName=id&identifierValue=800106",
        V2_DONE,
        "/v2/userGroup2?id=2499",
        "memberCount",
    ),
    8: (
        "/v2/companies?externalId=KT-1",
        {"externalId": "KT-1", "isActive": False, "warnings": []},
        "/v2/companies?externalId=KT-2",
        "isActive",
    ),
    9: (
        "/v2/verticals/11",
        {"orgId": 5001, "verticalId": 11, "isActive": False, "warnings": []},
        "/v2/verticals",
        "data",
    ),
    10: (
        "/v2/fleetHierarchy?id=11",
        {"entity": 11, "warnings": []},
        "/v2/fleetHierarchy?id=11",
        "errors.0.code",
    ),
    11: (
        "/v2/usergroups/2499/members/800106",
        V2_DONE,
        "/v2/userGroup2?id=2499",
        "memberCount",
    ),
}
# What the reading says before, and after.
SEEN: dict[int, tuple[Any, Any]] = {
    1: (True, False),
    2: (True, False),
    3: (True, False),
    4: (True, False),
    6: ("ACTIVE", "INACTIVE"),
    7: (2, 1),
    8: (True, False),
    9: ([{"orgId": 5001, "verticalId": 11, "verticalName": "retail", "isActive": True}], []),
    10: (None, 400),
    11: (2, 1),
}


def at(tree: Any, path: str) -> Any:
    """What stands at a dotted path of an answer; None if nothing does."""
    for part in path.split("."):
        try:
            tree = tree[int(part)] if isinstance(tree, list) else tree[part]
        except (LookupError, TypeError):
            return None
    return tree


@pytest.mark.parametrize("number", DELETES)
def test_delete_of_the_catalogue(client: httpx.Client, number: int) -> None:
    path, said, reading, member = DELETES[number]
    before, after = SEEN[number]
    assert at(client.get(reading).json(), member) == before
    answer = client.delete(path)
    assert answer.status_code == 200
    assert {name: at(answer.json(), name) for name in said} == said
    assert at(client.get(reading).json(), member) == after


def test_5_images_are_gone_for_good(client: httpx.Client) -> None:
    path = "/v2/customers/800103/deleteImage?image_ids=1"
    data = [{"code": 200, "message": "Success", "status": "true"}]
    assert client.delete(path).json() == {"data": data, "warnings": [], "errors": []}
    assert errors_v2(client.delete(path)) == [8078]


def test_deletes_of_other_hosts_are_not_simulated(client: httpx.Client) -> None:
    simulated = {a.path: a.simulated for a in cx.actions if a.method == "DELETE"}
    others = [path for path, done in simulated.items() if not done]
    assert sorted(others) == ["/api_gateway/cortex/v1/criteria/{id}", "/auth/v1/mfa/token/expire"]
    assert len(simulated) == len(DELETES) + 1 + len(others)


@pytest.mark.parametrize(
    "path",
    [
        "/v2/customers/800101",
        "/v2/transactions/910001",
        "/v2/coupon",
        "/v1.1/product/get",
        "/v2/orgEntity/store",
        "/v2/orgEntity/till/63001",
    ],
)
def test_what_nobody_can_delete_is_405(client: httpx.Client, path: str) -> None:
    assert client.delete(path).status_code == 405

"""Short ways of asking the sandbox."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx

Login = Callable[..., httpx.Client]


def add_v1(client: httpx.Client, *items: Any, path: str = "add", **kwargs: Any) -> httpx.Response:
    body = {"root": {"customer": list(items)}}
    return client.post(f"/v1.1/customer/{path}", json=body, **kwargs)


def items_v1(answer: httpx.Response) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = answer.json()["response"]["customers"]["customer"]
    return items


def codes_v1(answer: httpx.Response) -> list[str]:
    return [item["item_status"]["code"] for item in items_v1(answer)]


def warnings_v1(answer: httpx.Response) -> list[str]:
    warnings: list[str] = items_v1(answer)[0]["item_status"]["warnings"]["warning"]
    return warnings


def add_v2(
    client: httpx.Client,
    *identifiers: tuple[str, str],
    source: str | None = "INSTORE",
    account: str | None = None,
    profile: dict[str, Any] | None = None,
    **body: Any,
) -> httpx.Response:
    said: dict[str, Any] = {
        "identifiers": [{"type": kind, "value": value} for kind, value in identifiers]
    }
    if source is not None:
        said["source"] = source
    if account is not None:
        said["accountId"] = account
    return client.post("/v2/customers", json={"profiles": [said | (profile or {})], **body})


def errors_v2(answer: httpx.Response) -> list[int]:
    return [error["code"] for error in answer.json()["errors"]]


def warnings_v2(answer: httpx.Response) -> list[int]:
    return [warning["code"] for warning in answer.json()["warnings"]]


def as_till(client: httpx.Client, code: str = "quay2.t1") -> httpx.Client:
    """Give a client that acts for another till."""
    header = {"X-CAP-API-ATTRIBUTION-ENTITY-CODE": code}
    other = httpx.Client(transport=client._transport, base_url=client.base_url)
    other.headers.update({**client.headers, **header})
    return other


def bill_v1(client: httpx.Client, *items: Any, path: str = "add", **kwargs: Any) -> httpx.Response:
    body = {"root": {"transaction": list(items)}}
    return client.post(f"/v1.1/transaction/{path}", json=body, **kwargs)


def bills_v1(answer: httpx.Response) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = answer.json()["response"]["transactions"]["transaction"]
    return items


def bill_codes_v1(answer: httpx.Response) -> list[int]:
    return [item["item_status"]["code"] for item in bills_v1(answer)]


def bill_v2(
    client: httpx.Client, *, mobile: str = "914400000017", query: str = "", **body: Any
) -> httpx.Response:
    path = f"/v2/transactions?identifierName=mobile&identifierValue={mobile}{query}"
    return client.post(path, json={"type": "REGULAR", **body})


def read_v2(client: httpx.Client, bill_id: int, **params: str) -> dict[str, Any]:
    body: dict[str, Any] = client.get(f"/v2/transactions/{bill_id}", params=params).json()
    return body

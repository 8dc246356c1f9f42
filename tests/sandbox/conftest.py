from __future__ import annotations

import hashlib
from collections.abc import Iterator

import httpx
import pytest

from capexplore.sandbox import Sandbox

from .asking import Login


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as fresh:
        yield fresh


@pytest.fixture
def anonymous(sandbox: Sandbox) -> Iterator[httpx.Client]:
    with httpx.Client(transport=sandbox.transport, base_url="https://sandbox.test") as client:
        yield client


@pytest.fixture
def login(anonymous: httpx.Client) -> Login:
    """Give a client with a fresh token, and with any headers besides."""

    def log_in(who: str = "demo", **headers: str) -> httpx.Client:
        pair = {"key": f"hg-{who}-key", "secret": f"hg-{who}-secret"}
        answer = anonymous.post("/v3/oauth/token/generate", json=pair).json()
        client = httpx.Client(transport=anonymous._transport, base_url=anonymous.base_url)
        client.headers["CAP-API-ACCESS-TOKEN"] = answer["data"]["accessToken"]
        client.headers.update({name.replace("_", "-"): value for name, value in headers.items()})
        return client

    return log_in


@pytest.fixture
def client(login: Login) -> httpx.Client:
    return login()


@pytest.fixture
def till(anonymous: httpx.Client) -> httpx.Client:
    """Give a client that logs in as a till, which no clock ends."""
    anonymous.auth = ("quay1.t1", hashlib.md5(b"tide-and-till").hexdigest())
    return anonymous

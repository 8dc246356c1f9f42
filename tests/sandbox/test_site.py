"""The page at ``/`` and the description at ``/openapi.json``."""

from __future__ import annotations

import re

import httpx
import pytest

from capexplore.catalog import VERSIONS, actions
from capexplore.sandbox import Sandbox

from .asking import add_v1, errors_v2


def test_page_shows_the_world(anonymous: httpx.Client) -> None:
    page = anonymous.get("/").text
    for shown in ("not secure", "Harbour Goods", "quay1.t1", "tide-and-till", "hg-demo-secret"):
        assert shown in page
    assert "All 41" in page
    assert "914400000017" in page
    assert "2026-01-15 10:00:00 UTC" in page
    for version in ("", *(f"?version={version}" for version in VERSIONS)):
        assert f'href="/openapi.json{version}"' in page


def test_page_lists_what_is_simulated(anonymous: httpx.Client) -> None:
    page = anonymous.get("/").text
    simulated = [action.key for action in actions if action.simulated]
    assert f"{len(simulated)} of {len(actions)} documented actions" in page
    assert set(re.findall(r"<td>(v[\d.]+/\w+/\w+)</td>", page)) == set(simulated)


def test_page_follows_what_is_written(client: httpx.Client) -> None:
    add_v1(client, {"mobile": "915550000471", "firstname": "<script>alert(1)</script>&\"'"})
    page = client.get("/").text
    assert "All 42" in page
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&amp;&quot;&#x27;" in page


def test_page_loads_nothing_from_elsewhere(anonymous: httpx.Client) -> None:
    answer = anonymous.get("/")
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert not re.search(r"<(img|link|script|iframe)|src=|@import|url\(", answer.text)
    assert "color-scheme: light dark" in answer.text


def test_page_hides_secrets_that_were_changed(sandbox: Sandbox, anonymous: httpx.Client) -> None:
    with sandbox._store.transaction():
        sandbox._store.run("UPDATE entities SET password_md5 = 'x' WHERE code = 'quay1.t1'")
    assert "tide-and-till" not in anonymous.get("/").text


@pytest.mark.parametrize("version", [None, *VERSIONS])
def test_description_names_the_sandbox_as_its_server(
    anonymous: httpx.Client, version: str | None
) -> None:
    query = f"?version={version}" if version else ""
    answer = anonymous.get(f"/openapi.json{query}")
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json() == actions.to_openapi(version, server="https://sandbox.test")


def test_what_is_not_there(anonymous: httpx.Client) -> None:
    unknown = anonymous.get("/openapi.json?version=v9")
    assert (unknown.status_code, errors_v2(unknown)) == (400, [400])
    assert unknown.json()["errors"][0]["message"] == "There is no version 'v9'"
    for path in ("/", "/openapi.json"):
        answer = anonymous.post(path, json={})
        assert (answer.status_code, errors_v2(answer)) == (405, [405])
        assert answer.headers["X-Cap-Requestid"]
        assert anonymous.head(path).status_code == 200

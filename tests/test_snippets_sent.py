"""Printed code does what it says: run against a served sandbox, it sends what ``send`` sends."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest

import capexplore as cx
from tests import serving

TOKEN_HEADERS = ("CAP-API-ACCESS-TOKEN", "X-CAP-API-OAUTH-TOKEN")
# What the connection needs, which is not part of the request.
CONNECTION = {"HOST", "CONNECTION", "CONTENT_LENGTH"}

HARD_CASES: list[tuple[str, dict[str, Any]]] = [
    ("v2/customer/get", {"id": "0800101", "source": "all", "embed": ["points", "mlp"]}),
    ("v1.1/customer/get", {"mobile": ["914400000017", "914400000018"], "mlp": True}),
    ("v1.1/customer/get", {"email": "ann+tide@mail.test", "params": {"format": "xml"}}),
    ("v1.1/customer/get", {"external_id": "a b&c=d/é#?%", "headers": {"language": "id"}}),
    (
        "v2/customer/update",
        {
            "id": 800101,
            "source": "INSTORE",
            "json": {"profiles": [{"firstName": 'Éloïse "$HOME" `x`', "lastName": "O'Neil\\"}]},
            "attribution": cx.Attribution.lookup("WECHAT", "wx-7"),
        },
    ),
    (
        "v1.1/customer/add",
        {
            "json": {"root": {"customer": [{"mobile": 914400000556, "firstname": "<Ann & Bob>"}]}},
            "format": "xml",
            "attribution": cx.Attribution.entity("STORE_CODE", "quay1"),
        },
    ),
    ("v3/oauth_token/generate", {"json": {"key": "hg-demo-key", "secret": "hg-demo-secret"}}),
    ("v2/lead/patch", {"json": {"id": 1, "owner": None, "extendedFields": {"a": [1.5, True]}}}),
    ("v3/webhook/delete", {"webHookId": "a/b c"}),
    (
        "v2/customer/get",
        {
            "id": 800101,
            "source": "ALL",
            "headers": {"X-Cap-Note": "it's a note", "User-Agent": "my-till/1.2 (kiosk)"},
        },
    ),
    (
        "v1.1/organization/get",
        {"check": "warn", "attribution": cx.Attribution.lookup("WECHAT", "wx-7")},
    ),
]
# The variables that printed code reads the secret fields of the examples from.
SECRET_FIELDS = {
    "CAPEXPLORE_PASSWORD": "example",
    "CAPEXPLORE_OTP": "246810",
    "CAPEXPLORE_USER_AUTH_PASSWORD": "example",
    "CAPEXPLORE_SESSIONID": "example",
    "CAPEXPLORE_CODE": "000000",
    "CAPEXPLORE_TILL_PASSWORD": "your-password",
}
CASES = [
    *HARD_CASES,
    *((action.key, action.example()) for action in cx.actions if action.simulated),
    *((action.key, action.example()) for action in list(cx.actions)[::17]),
]


class Recorder:
    """A WSGI application that notes each request before the sandbox answers it."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self.seen: list[dict[str, Any]] = []

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        body = environ["wsgi.input"].read()
        environ["wsgi.input"] = io.BytesIO(body)
        names = {n.removeprefix("HTTP_") for n in environ if n.startswith(("HTTP_", "CONTENT_T"))}
        headers = {n: environ.get(f"HTTP_{n}", environ.get(n)) for n in names - CONNECTION}
        for name in TOKEN_HEADERS:
            if name.replace("-", "_") in headers:
                headers[name.replace("-", "_")] = "a token"
        target = (environ["REQUEST_URI"], environ["QUERY_STRING"])
        seen = {"method": environ["REQUEST_METHOD"], "target": target, "headers": headers}
        self.seen.append({**seen, "body": body})
        return self._app(environ, start_response)


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[Recorder, str]]:
    """A sandbox over HTTP, with notes of what arrives, and its URL."""
    with cx.Sandbox() as sandbox:
        recorder = Recorder(sandbox.app)
        with serving.served(recorder) as url:
            yield recorder, url


@pytest.fixture(scope="module")
def environment(served: tuple[Recorder, str]) -> Iterator[dict[str, str]]:
    """The variables that printed code reads."""
    pair = {"key": "hg-demo-key", "secret": "hg-demo-secret"}
    with cx.Client(served[1], writes=True) as asking:
        answer = asking.call("v3/oauth_token/generate", json=pair)
    variables = {
        "CAPEXPLORE_KEY": "hg-demo-key",
        "CAPEXPLORE_SECRET": "hg-demo-secret",
        **SECRET_FIELDS,
        "CAPEXPLORE_TOKEN": answer.json()["data"]["accessToken"].reveal(),
    }
    before = os.environ.copy()
    os.environ.update(variables)
    yield variables
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture(scope="module")
def client(served: tuple[Recorder, str], environment: dict[str, str]) -> Iterator[cx.Client]:
    """A client of the served sandbox."""
    with cx.Client(served[1], auth=cx.OAuth.from_env(), writes=True) as made:
        yield made


def sent_by_client(client: cx.Client, request: cx.Request, recorder: Recorder) -> dict[str, Any]:
    client.send(request)
    return recorder.seen[-1]


@pytest.mark.parametrize(("key", "arguments"), CASES)
def test_the_python_text_sends_the_same(
    key: str, arguments: dict[str, Any], client: cx.Client, served: tuple[Recorder, str]
) -> None:
    request = client.build(key, **arguments)
    if request.files or request.host is not None:
        pytest.skip("sends a file of the user's, or to a host of its own")
    expected = sent_by_client(client, request, served[0])
    text = request.to_python(client.cluster, auth=client.auth)
    with contextlib.redirect_stdout(io.StringIO()):
        names: dict[str, Any] = {}
        exec(compile(text, "snippet", "exec"), names)  # noqa: S102 - the text is what is tested
    names["client"].close()
    assert served[0].seen[-1] == expected
    assert names["response"].request == request


@pytest.mark.parametrize(("key", "arguments"), CASES)
def test_the_curl_text_sends_the_same(
    key: str,
    arguments: dict[str, Any],
    client: cx.Client,
    served: tuple[Recorder, str],
    environment: dict[str, str],
) -> None:
    curl = shutil.which("curl")
    if curl is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("no curl: install Debian's curl")
    request = client.build(key, **arguments)
    if request.files or request.host is not None:
        pytest.skip("sends a file of the user's, or to a host of its own")
    expected = sent_by_client(client, request, served[0])
    text = request.to_curl(client.cluster, auth=client.auth)
    command = text.replace("curl ", f"{curl} --silent --show-error --output /dev/null ", 1)
    ran = subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert served[0].seen[-1] == expected


def test_a_till_signs_curl_as_it_signs_its_own_calls(served: tuple[Recorder, str]) -> None:
    recorder, url = served
    with cx.Client(url, auth=cx.Till("quay1.t1", "tide-and-till")) as till:
        request = till.build("v1.1/organization/get")
        assert till.send(request).outcome == "success"
        expected = recorder.seen[-1]
        text = request.to_curl(till.cluster, auth=till.auth)
    variables = {**os.environ, "CAPEXPLORE_PASSWORD": "tide-and-till"}
    command = text.replace("curl ", "curl --silent --output /dev/null ", 1)
    subprocess.run(["/bin/sh", "-c", command], check=True, env=variables)
    assert recorder.seen[-1] == expected

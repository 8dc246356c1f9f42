"""Planted secrets are nowhere, in no form; planted personal data is in no log."""

from __future__ import annotations

import base64
import hashlib
import html
import io
import json
import logging
import pickle
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus
from xml.sax import saxutils

import pytest
from hypothesis import given
from hypothesis import strategies as st

import capexplore as cx
from capexplore.secrets import redact
from capexplore.widgets import Explorer
from tests.form import controls_in
from tests.loopback import Loopback, Received

KEY, SECRET = "Canary key/+1", "canary&secret=é2"
TOKEN, PASSWORD, HEADER = "canary.token-3~", "canary pass%4", "Bearer canary+5=="
PLANTED = (KEY, SECRET, TOKEN, PASSWORD, HEADER)
MOBILE, EMAIL = "919876500017", "canary.person@mail.test"
GET = "v2/customer/get"
MIRA: dict[str, Any] = {"id": 800101, "source": "ALL"}
HOOK = {"name": "mine", "webHookHeaders": {"Authorization": HEADER, "X-Plain": "seen"}}
LOGIN = {"key": KEY, "secret": SECRET}


def forms(secret: str) -> Iterator[str]:
    raw = secret.encode()
    digest = hashlib.md5(raw)
    yield from (secret, json.dumps(secret)[1:-1], quote(secret, safe=""), quote_plus(secret))
    yield quote(secret)
    # Without the end, which differs where more text follows.
    yield base64.b64encode(raw).decode()[: len(raw) * 4 // 3 // 4 * 4]
    yield base64.urlsafe_b64encode(raw).decode()[: len(raw) * 4 // 3 // 4 * 4]
    yield digest.hexdigest()
    yield base64.b64encode(digest.digest()).decode()


def assert_clean(where: str, text: str | bytes) -> None:
    shown = text if isinstance(text, str) else text.decode("latin-1")
    found = [s for s in PLANTED for f in forms(s) if f in shown or f in shown.encode().decode("u8")]
    assert not found, f"{where} shows {found}"


def texts_of(response: cx.Response) -> dict[str, str | bytes]:
    """Everything that a user, a notebook or a file may keep of a response and its request."""
    request = response.request
    assert request is not None
    eu = cx.Client("eu").cluster
    return {
        "repr": repr(response) + repr(request) + repr(response.items) + repr(response.errors),
        "html": response._repr_html_() + request._repr_html_(),
        "content": response.content,
        "text": response.text,
        "json": repr(_json(response)),
        "frame": response.to_frame().to_csv(),
        "headers": repr(response.headers) + repr(request.headers) + repr(request),
        "preview": request.preview() + request.preview(eu, auth=cx.OAuth(KEY, SECRET)),
        "python": request.to_python() + request.to_python(eu, auth=cx.Till("t", PASSWORD)),
        "curl": request.to_curl() + request.to_curl(eu, auth=cx.Token(TOKEN)),
        "dict": json.dumps(request.to_dict()) + repr(request.json),
        "pickle": pickle.dumps(response) + pickle.dumps(request),
        "encoded": request.encode() + request.encode(indent=True),
    }


def _json(response: cx.Response) -> Any:
    try:
        return response.json()
    except ValueError as error:
        return error


def echo(received: Received) -> tuple[int, dict[str, str], bytes]:
    """Answer as a careless cluster would: with what it was sent."""
    sent = dict(received.headers.items())
    body = received.body.decode()
    answer = {"errors": [{"code": 400, "message": f"{sent} {body} {received.target}"}]}
    return 400, {}, json.dumps(answer, ensure_ascii=False).encode()


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the root logger gets at DEBUG."""
    stream, root = io.StringIO(), logging.getLogger()
    handler, level = logging.StreamHandler(stream), root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)


CREDENTIALS: dict[str, Callable[[], Any]] = {
    "oauth": lambda: cx.OAuth(KEY, SECRET),
    "token": lambda: cx.Token(TOKEN),
    "till": lambda: cx.Till("quay1.t1", PASSWORD),
}


@pytest.mark.parametrize("kind", CREDENTIALS)
def test_secrets_are_nowhere_even_when_the_cluster_echoes_them(
    loopback: Loopback, tmp_path: Path, log: io.StringIO, kind: str
) -> None:
    auth = CREDENTIALS[kind]()
    loopback.token_answer = (
        200,
        {},
        json.dumps({"data": {"accessToken": TOKEN, "ttlSeconds": 900}}).encode(),
    )
    loopback.answer = echo
    path = tmp_path / "calls.sqlite"
    with cx.Client(loopback.url, auth=auth, writes=True, history=path) as client:
        client.call(GET, **MIRA)
        client.call("v3/webhook/add", json=HOOK)
        client.call("v3/oauth_token/generate", json=LOGIN)
        client.call(GET, **MIRA, headers={"X-Api-Password": PASSWORD, "X-Any": cx.Secret(TOKEN)})
        explorer = Explorer(client)
        explorer.set("v3/webhook/add", json=HOOK)
        explorer.send()
        assert_clean("client", repr(client) + repr(auth) + str(vars(auth)) + repr(explorer))
        assert_clean("history", client.history._repr_html_() + client.history.to_frame().to_csv())
        for response in client.history:
            for where, text in texts_of(response).items():
                assert_clean(where, text)
        assert_clean("form", "".join(str(one.get_state()) for one in controls_in(explorer.ui)))
        assert_clean("pickled credentials", pickle.dumps(auth))
        with pytest.raises(cx.errors.APIError, match="code 400") as error:
            client.history[0].raise_for_outcome()
        assert_clean("exception", f"{error.value} {error.value!r}")
    assert len(loopback.calls) == 4
    for file in tmp_path.iterdir():
        assert_clean(file.name, file.read_bytes())
    assert_clean("log", log.getvalue())


def test_refused_credentials_are_not_in_the_error(loopback: Loopback, log: io.StringIO) -> None:
    said = json.dumps({"errors": [{"code": 320001, "message": f"{KEY} {SECRET}"}]})
    loopback.token_answer = (400, {}, said.encode())
    error = pytest.raises(cx.errors.AuthenticationError, match="gave no token")
    with cx.Client(loopback.url, auth=cx.OAuth(KEY, SECRET)) as client, error as refused:
        client.call(GET, **MIRA)
    assert_clean("error", f"{refused.value} {refused.value!r} {refused.getrepr(style='short')}")
    assert_clean("log", log.getvalue())


def test_mistakes_do_not_repeat_secret_values(client: cx.Client) -> None:
    body = {"key": [KEY], "secret": {"x": SECRET}, "sceret": 1}
    request = client.build("v3/oauth_token/generate", json={**LOGIN, "odd": 1})
    assert_clean("problems", "\n".join(request.problems))
    problems = client.build("v3/oauth_token/generate", json=body).problems
    assert_clean("problems", "\n".join(problems))
    headers = {"Authorization": HEADER, "X-Auth-Key": f"{TOKEN}\n"}
    with pytest.raises(cx.errors.InvalidRequestError, match="was not sent") as refused:
        client.build(GET, headers=headers, **MIRA)
    assert_clean("error", str(refused.value))


@pytest.mark.parametrize("fault", ["drop", "slow", "html", "truncated", 401, 500])
def test_personal_data_is_shown_to_the_user_and_in_no_log(
    sandbox: cx.Sandbox, log: io.StringIO, fault: int | str
) -> None:
    person = {"mobile": MOBILE, "email": EMAIL, "firstname": "Ines"}
    with cx.Client(sandbox) as client:
        assert client.call("v1.1/customer/add", json={"root": {"customer": [person]}}).items
        shown = client.call("v1.1/customer/get", mobile=MOBILE).to_frame()
        assert (shown["mobile"][0], shown["email"][0]) == (MOBILE, EMAIL)
        sandbox.fail("v1.1/customer/get", fault)
        with suppress(cx.errors.APIConnectionError):
            client.call("v1.1/customer/get", mobile=MOBILE, email=EMAIL)
    for planted in (MOBILE, EMAIL, quote(EMAIL, safe="")):
        assert planted not in log.getvalue()


def test_personal_data_is_in_no_log_on_a_real_connection(
    loopback: Loopback, log: io.StringIO
) -> None:
    with cx.Client(loopback.url) as client:
        client.call("v1.1/customer/get", mobile=MOBILE, email=EMAIL)
    for planted in (MOBILE, EMAIL, quote(EMAIL, safe="")):
        assert planted not in log.getvalue()


# The Secret itself.

WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=4)


@given(WORDS)
def test_secret_shows_nothing_and_pickles_without_its_value(value: str) -> None:
    secret = cx.Secret(value)
    assert repr(secret) == str(secret) == f"{secret}" == f"{secret!r:.9}" == "***"
    assert (secret.reveal(), secret) == (value, cx.Secret(value))
    stored = pickle.loads(pickle.dumps(secret))  # noqa: S301 - made here
    with pytest.raises(cx.errors.InvalidRequestError, match=r"not known.*\n.*CAPEXPLORE_SECRET"):
        stored.reveal()


def test_secrets_compare_by_value_and_not_with_text() -> None:
    assert cx.Secret("a") == cx.Secret("a") != cx.Secret("b")
    assert cx.Secret("a") != "a"
    assert len({cx.Secret("a"), cx.Secret("a")}) == 1


@given(WORDS, st.text("abc ", max_size=5), st.text("xyz ", max_size=5))
def test_redacted_text_has_no_form_of_the_secret(value: str, before: str, after: str) -> None:
    secret = f"canary:{value}"
    for form in (secret, json.dumps(secret)[1:-1], quote(secret, safe=""), quote_plus(secret),
                 base64.b64encode(secret.encode()).decode(),
                 hashlib.md5(secret.encode()).hexdigest()):  # fmt: skip
        assert redact(f"{before}{form}{after}", [cx.Secret(secret)]) == f"{before}***{after}"


AMID = "x &+/'\"\\ é"


def json_with(text: str, **escapes: str) -> str:
    written = json.dumps(text)
    for character, escape in escapes.items():
        written = written.replace(character, escape)
    return written


ECHOES: dict[str, Callable[[str], str]] = {
    "json": json_with,
    "json, short": lambda text: json.dumps(text, ensure_ascii=False),
    "json, slashes": lambda text: json.dumps(text).replace("/", "\\/"),
    "json for html": lambda text: json_with(
        text, **{"&": "\\u0026", "'": "\\u0027", "+": "\\u002B"}
    ),
    "json in json": lambda text: json.dumps(json.dumps(json.dumps({"a": text}))),
    "url": quote,
    "url, all": lambda text: quote(text, safe=""),
    "url, lower case": lambda text: re.sub("%..", lambda one: one[0].lower(), quote(text, safe="")),
    "url, of a form": quote_plus,
    "url, of a browser": lambda text: quote(text, safe="!'()*~;,/?:@&=+$#"),
    "url in url": lambda text: quote(quote(text, safe=""), safe=""),
    "html": html.escape,
    "html in html": lambda text: html.escape(html.escape(text)),
    "xml": saxutils.escape,
    "xml, attribute": lambda text: saxutils.escape(text, {"'": "&apos;", '"': "&quot;"}),
    "xml, numbers": lambda text: re.sub(r"\W", lambda one: f"&#{ord(one[0])};", text),
    "xml, hexadecimal": lambda text: re.sub(r"\W", lambda one: f"&#x{ord(one[0]):X};", text),
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "base64, a byte on": lambda text: base64.b64encode(b"1" + text.encode()).decode(),
    "base64, two bytes on": lambda text: base64.b64encode(b"12" + text.encode()).decode(),
    "base64 for urls": lambda text: base64.urlsafe_b64encode(b"1" + text.encode()).decode(),
    "base64 in json": lambda text: json.dumps(base64.b64encode(text.encode()).decode()).replace(
        "/", "\\/"
    ),
    "base64 in a url": lambda text: quote(base64.b64encode(text.encode()).decode(), safe=""),
    "repr": repr,
}


@pytest.mark.parametrize("way", ECHOES)
@pytest.mark.parametrize(
    "secret", [*PLANTED, 'quo"ted\\back/slash', "line\nbreak\ttab", "päßwörter", "a+b/c=="]
)
@pytest.mark.parametrize("amid", ["{}", "quay1.t1:{}", f"{AMID}{{}}{AMID}"])
def test_an_echo_is_found_however_it_is_escaped(way: str, secret: str, amid: str) -> None:
    shown = ECHOES[way](amid.format(secret))
    clean = redact(f"<{shown}>", [cx.Secret(secret)])
    assert "***" in clean
    left = [form for form in forms(secret) if form in clean]
    assert not left
    assert redact(ECHOES[way](AMID), [cx.Secret(secret)]) == ECHOES[way](AMID)


@pytest.mark.parametrize(
    "charset", ["utf-8", "latin-1", "utf-16", "utf-16-le", "utf-32", "windows-1252"]
)
def test_an_echo_is_found_in_every_encoding(loopback: Loopback, charset: str) -> None:
    said = f"no such client: {SECRET}"
    kind = {"Content-Type": f"text/plain; charset={charset}"}
    loopback.answer = lambda _: (500, kind, said.encode(charset))
    with cx.Client(loopback.url, auth=cx.OAuth(KEY, SECRET)) as client:
        assert client.call(GET, **MIRA).text == "no such client: ***"


@pytest.mark.parametrize(
    "said",
    [
        '{{"data": {{"accessToken": "{}"}}, "errors": nothing}}',
        '{{"data": {{"accessToken": "{}',
        '{{"errors": [{{"accessToken": "{}"}}], "data": null}}',
        '{{"data": [{{"accessToken": ["{}"]}}, {{"accessToken": {{"value": "{}"}}}}]}}',
        "<root><accessToken>{}</accessToken></root>",
        "<root><accessToken a='1'>{}</accessToken><b/></root>",
        "<root><n:accessToken xmlns:n='x'>{}</n:accessToken></root>",
        "<root><accessToken><![CDATA[{}]]></accessToken></root>",
        "<root><accessToken><value>{}</value></accessToken></root>",
        "<root accessToken='{}'><b/></root>",
        "<root><accessToken>{}",
    ],
)
@pytest.mark.parametrize("charset", ["utf-8", "utf-16"])
def test_secret_members_are_hidden_in_what_is_no_json(said: str, charset: str) -> None:
    body, kind = (
        said.replace("{}", TOKEN).replace("{{", "{").replace("}}", "}"),
        f"; charset={charset}",
    )
    response = cx.Response.read(
        "v3/oauth_token/generate", body.encode(charset), 200, {"Content-Type": f"text/plain{kind}"}
    )
    told = f"{response.text} {response.to_frame().to_csv()} {response.summary()} {_json(response)}"
    assert "***" in response.text
    assert TOKEN not in told + response.content.decode(charset, "replace") + str(response.errors)


def test_answer_of_the_token_request_is_masked_in_every_view(client: cx.Client) -> None:
    login = {"key": "hg-demo-key", "secret": "hg-demo-secret"}
    response = client.call("v3/oauth_token/generate", json=login)
    assert response.outcome == "success"
    assert response.json()["data"]["accessToken"] == cx.Secret(
        response.json()["data"]["accessToken"].reveal()
    )
    for where, text in texts_of(response).items():
        assert b"eyJ" not in (text if isinstance(text, bytes) else text.encode()), where


def test_secrets_of_a_request_are_read_from_the_environment(
    client: cx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = client.build("v3/oauth_token/generate", json=LOGIN)
    assert "os.environ['CAPEXPLORE_KEY']" in request.to_python()
    assert '"$CAPEXPLORE_SECRET"' in request.to_curl()
    monkeypatch.setenv("CAPEXPLORE_KEY", KEY)
    monkeypatch.setenv("CAPEXPLORE_SECRET", SECRET)
    assert cx.Request.from_dict(request.to_dict()) == request


def test_a_token_that_spells_its_key_stays_whole_and_hidden() -> None:
    client = cx.Client()
    pair = {"key": cx.Sandbox.demo_key, "secret": cx.Sandbox.demo_secret}
    answer = client.call("v3/oauth_token/generate", json=pair)
    token = answer.json()["data"]["accessToken"]
    claims = base64.urlsafe_b64decode(token.reveal().split(".")[1] + "==")
    assert json.loads(claims)["client_key"] == cx.Sandbox.demo_key
    assert (str(token), token.reveal() in answer.text) == ("***", False)
    holder = cx.Client(client.sandbox, auth=cx.Token(token))
    assert holder.call("v2/customer/get", id=800101, source="ALL").outcome == "success"

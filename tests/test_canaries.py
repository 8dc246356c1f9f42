"""Planted secrets and planted people, where tools look that the package does not know of."""

from __future__ import annotations

import copy
import io
import json
import logging
import pickle
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import nbformat
import pytest
from nbclient import NotebookClient

import capexplore as cx
from tests.loopback import Loopback, Received
from tests.test_secrets import (
    CREDENTIALS,
    EMAIL,
    GET,
    HEADER,
    HOOK,
    KEY,
    LOGIN,
    MIRA,
    MOBILE,
    PASSWORD,
    SECRET,
    TOKEN,
    assert_clean,
    echo,
    log,  # noqa: F401
)

TOKEN_ANSWER = json.dumps({"data": {"accessToken": TOKEN, "ttlSeconds": 900}}).encode()

HOOKED: dict[str, Any] = {"json": HOOK, "headers": {"X-Api-Password": PASSWORD}}
REFUSAL: tuple[int, dict[str, str], bytes] = (
    400,
    {},
    json.dumps({"errors": [{"message": f"{KEY} {SECRET}"}]}).encode(),
)


def echo_in_headers(got: Received) -> tuple[int, dict[str, str], bytes]:
    status, _, body = echo(got)
    sent = {f"X-Echo-{n}": v for n, v in got.headers.items()}
    return status, {**sent, "x-cap-api-request-uri": got.target}, body


# Tracebacks.


@pytest.mark.parametrize("kind", CREDENTIALS)
@pytest.mark.parametrize("fault", ["refused", "garbled", "closed"])
def test_tracebacks_show_no_secrets_in_their_variables(
    loopback: Loopback, kind: str, fault: str
) -> None:
    loopback.token_answer = REFUSAL if fault == "refused" else (200, {}, TOKEN_ANSWER)
    loopback.answer = lambda got: (200, {"Content-Encoding": "gzip"}, echo(got)[2])
    url = loopback.url
    if fault == "closed":
        url = "http://127.0.0.1:9"
    with cx.Client(url, auth=CREDENTIALS[kind](), writes=True) as client:
        with pytest.raises(cx.errors.CapexploreError) as error:
            client.call("v3/webhook/add", **HOOKED)
        for style in ("long", "short"):
            shown = error.getrepr(showlocals=True, style=style)
            assert_clean(f"{style} traceback", str(shown))
        assert error.value.__context__ is None
        assert_clean("pickled error", pickle.dumps(str(error.value)))


def variables_of(error: BaseException | None) -> Iterator[str]:
    """What a tool that shows variables shows of an error, but for those of the test itself."""
    while error is not None:
        yield f"{error} {error!r} {getattr(error, '__notes__', '')} {vars(error)}"
        for frame, _ in traceback.walk_tb(error.__traceback__):
            if frame.f_code.co_filename != __file__:
                yield f"{frame.f_code.co_qualname}: {frame.f_locals}"
        error = error.__cause__ or error.__context__


def rows_that_break() -> Iterator[dict[str, Any]]:
    yield {"password": PASSWORD}
    raise LookupError("the table ends here")


DEAD = "http://127.0.0.1:9"
PAIR: dict[str, Any] = {"auth": cx.OAuth(KEY, SECRET), "writes": True}
TILLS = "v2/till/add"
CODED: dict[str, Any] = {"validation_code": TOKEN, "points": 1, "mobile": "1"}
FAILING: dict[str, Callable[[], object]] = {
    "call": lambda: cx.Client().call("v3/webhook/add", **HOOKED, no_such=1),
    "attribute": lambda: cx.Client().v3.webhook.add(**HOOKED, no_such=1),
    "attribute, no answer": lambda: cx.Client(DEAD, **PAIR).v3.webhook.add(json=HOOK),
    "build": lambda: cx.Client().build("v3/webhook/add", json={**HOOK, "odd": {1}}),
    "headers": lambda: cx.Client().call(GET, **MIRA, headers={"Authorization": f"{HEADER}\n"}),
    "query": lambda: cx.Client().call(
        "v1.1/points/is_redeemable", **{**CODED, "points": "many"}, params={"validation_code": {}}
    ),
    "read only": lambda: cx.Client(DEAD).call("v3/webhook/add", **HOOKED),
    "read only, pages": lambda: cx.Client(DEAD).pages("v3/webhook/add", **HOOKED),
    "read only, bulk": lambda: cx.Client(DEAD).bulk(TILLS, [{"password": PASSWORD}]),
    "send": lambda: cx.Client(DEAD, **PAIR).send(cx.Client().build("v3/webhook/add", json=HOOK)),
    "pages": lambda: list(cx.Client(DEAD, **PAIR).pages("v1.1/points/is_redeemable", **CODED)),
    "bulk": lambda: cx.Client().bulk(TILLS, [{"password": PASSWORD, "name": {1}}]),
    "bulk, no such option": lambda: cx.Client().bulk(TILLS, [{"password": PASSWORD}], invalid="?"),
    "bulk, template": lambda: cx.Client().bulk(
        TILLS, [{}], template={"password": PASSWORD, "x": {1}}
    ),
    "bulk, rows": lambda: cx.Client().bulk(TILLS, rows_that_break()),
    "stored": lambda: cx.Request.from_dict({"action": "v3/webhook/add", "json": HOOK, "query": 5}),
    "form": lambda: cx.Explorer(cx.Client()).set("v3/webhook/add", json=HOOK, no_such=1),
    "token": lambda: cx.Token(f"{TOKEN} and more"),
    "token's header": lambda: cx.Token(TOKEN, header="X-Other"),
    "pair's header": lambda: cx.OAuth(KEY, SECRET, header="X-Other"),
    "password": lambda: cx.Till("quay1.t1", f"{PASSWORD}\ud800"),
    "cluster": lambda: cx.Client(f"https://me:{TOKEN}@loyalty.test"),
    "cluster that is none": lambda: cx.Client(f"me:{TOKEN}@loyalty.test"),
    "cluster that is no URL": lambda: cx.Client(f"https://me:{TOKEN}@[loyalty.test"),
    "cluster of one's own": lambda: cx.Cluster("mine", f"https://me:{TOKEN}@loyalty.test"),
}


@pytest.mark.parametrize("way", FAILING)
def test_no_variable_on_the_way_of_an_error_holds_a_secret(way: str) -> None:
    with pytest.raises((cx.errors.CapexploreError, LookupError)) as error:
        FAILING[way]()
    shown = [*variables_of(error.value)]
    assert len(shown) > 2
    for text in shown:
        assert_clean(way, text)


def test_what_a_token_request_is_refused_with_is_not_repeated(loopback: Loopback) -> None:
    errors = [{"code": KEY, "message": SECRET}, {"code": 401}]
    loopback.token_answer = (400, {}, json.dumps({"errors": errors}).encode())
    with cx.Client(loopback.url, auth=cx.OAuth(KEY, SECRET)) as client:
        ways: tuple[Callable[[], object], ...] = (
            lambda: client.call(GET, **MIRA),
            lambda: client.bulk(GET, [{"id": 1}], source="ALL", progress=False),
        )
        for way in ways:
            with pytest.raises(cx.errors.AuthenticationError, match=r"\(code 401\)") as error:
                way()
            for text in variables_of(error.value):
                assert_clean("refusal", text)


# Runs.


TABLES: dict[str, dict[str, Any]] = {
    "column": {"rows": [{"name": f"quay1.t{n}", "password": PASSWORD} for n in range(3)]},
    "renamed": {
        "rows": [{"name": "quay1.t5", "pin": PASSWORD}, {"name": "quay1.t6", "pin": PASSWORD}],
        "columns": {"pin": "password"},
    },
    "template": {
        "rows": [{"name": "quay1.t5", "pin": PASSWORD}, {"name": "quay1.t6", "pin": PASSWORD}],
        "template": {"password": "{pin}"},
    },
    "constant": {"rows": [{"name": "quay1.t5"}], "template": {"password": PASSWORD}},
    "kept secret": {"rows": [{"name": "quay1.t5", "password": cx.Secret(PASSWORD)}]},
}


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("once", [False, True], ids=["list", "iterator"])
@pytest.mark.parametrize("ending", ["csv", "jsonl", "parquet"])
def test_a_run_keeps_no_secret_of_its_table(
    loopback: Loopback,
    tmp_path: Path,
    log: io.StringIO,  # noqa: F811 - the fixture
    table: str,
    once: bool,
    ending: str,
) -> None:
    given = dict(TABLES[table])
    rows = given.pop("rows")
    loopback.answer = echo_in_headers
    paths: dict[str, Any] = {"journal": tmp_path / "run.sqlite", "out": tmp_path / f"out.{ending}"}
    with cx.Client(loopback.url, auth=cx.Token(TOKEN), writes=True, history=tmp_path / "h") as live:
        plan = live.bulk(TILLS, iter(rows) if once else rows, dry_run=True, **given)
        run = live.bulk(
            TILLS, iter(rows) if once else rows, progress=False, per_minute=1e6, **given, **paths
        )
        sent = [json.loads(got.body)["password"] for got in loopback.calls]
        assert sent == [PASSWORD] * len(rows)
        assert_clean(
            "plan", f"{plan!r} {plan.summary()} {plan.errors} {plan.requests} {vars(plan)}"
        )
        assert_clean("run", f"{run!r} {run.summary()} {vars(run)} {vars(run.plan.mapper)}")
        assert_clean("frame", run.to_frame().to_csv() + repr(run.failed) + run.in_doubt.to_csv())
        assert_clean("history", live.history.to_frame("items").to_csv())
        if once:
            spool = run.plan.source._spool
            spool.seek(0)
            assert_clean("temporary file", spool.read())
        run.close()
    assert len(list(tmp_path.iterdir())) == 3
    for file in tmp_path.iterdir():
        assert_clean(file.name, file.read_bytes())
    assert_clean("log", log.getvalue())


def test_pages_keep_no_secret_of_what_they_ask(loopback: Loopback) -> None:
    loopback.answer = echo_in_headers
    with cx.Client(loopback.url, auth=cx.Token(TOKEN), writes=True) as live:
        pages = live.pages("v1.1/points/is_redeemable", **CODED, headers=HOOKED["headers"])
        assert_clean("pages", f"{vars(pages)}")
        assert [page.outcome for page in pages] == ["failed"]
        assert f"validation_code={quote(TOKEN)}" in loopback.calls[0].target
        assert_clean("pages", f"{vars(pages)} {list(pages)}")


# Logs.


@pytest.mark.parametrize("kind", CREDENTIALS)
def test_debug_logs_of_all_libraries_show_nothing_even_if_headers_echo(
    loopback: Loopback, caplog: pytest.LogCaptureFixture, kind: str
) -> None:
    caplog.set_level(logging.DEBUG)
    for name in list(logging.root.manager.loggerDict):
        logging.getLogger(name).setLevel(logging.DEBUG)
    loopback.token_answer = (200, {}, TOKEN_ANSWER)
    loopback.answer = echo_in_headers
    with cx.Client(loopback.url, auth=CREDENTIALS[kind](), writes=True) as client:
        client.call("v3/webhook/add", json=HOOK)
        client.call("v3/oauth_token/generate", json=LOGIN)
        response = client.call("v1.1/customer/get", mobile=MOBILE, email=EMAIL)
        assert_clean("headers", str(response.headers) + str(response.request_uri))
    assert_clean("log", caplog.text)
    assert MOBILE not in caplog.text
    assert EMAIL not in caplog.text


# Copies.


@pytest.mark.parametrize("kind", CREDENTIALS)
def test_copies_and_pickles_hold_no_secret_in_sight(kind: str) -> None:
    auth = CREDENTIALS[kind]()
    assert_clean("pickle", pickle.dumps(auth))
    secret = auth.secrets[0]
    for same in (copy.copy(secret), copy.deepcopy(secret), copy.deepcopy({"s": [secret]})):
        assert_clean("copy", repr(same))
    with cx.Client() as client:
        request = client.build("v3/webhook/add", json=HOOK)
        for again in (copy.copy(request), copy.deepcopy(request)):
            assert again == request
            assert_clean("copied request", f"{again!r} {again.json} {again.preview()}")
        stored = pickle.loads(pickle.dumps(request))  # noqa: S301 - made here
        assert_clean("pickled request", pickle.dumps(request) + repr(stored).encode())


# Masks.


def test_masked_tables_show_nobody_whoever_is_in_the_messages(loopback: Loopback) -> None:
    said = f"no customer {MOBILE} or {EMAIL}; other.person@mail.test neither"
    status = {"success": "true", "code": 200, "message": said}
    verdict = {"success": "false", "code": 1012, "message": said}
    person = {"mobile": MOBILE, "email": EMAIL, "item_status": verdict, f"of {MOBILE}": said}
    good = {"mobile": MOBILE, "item_status": {"success": "true", "code": 1000, "message": said}}
    body = {"response": {"status": status, "customers": {"customer": [person, good]}}}
    loopback.answer = lambda _: (200, {}, json.dumps(body).encode())
    with cx.Client(loopback.url, auth=cx.Token("a-token")) as client:
        response = client.call("v1.1/customer/get", mobile=MOBILE, email=EMAIL)
        frames = [
            response.to_frame(mask=True),
            response.to_frame(mask="salt", expand=False),
            *response.to_frames(mask=True).values(),
            *(client.history.to_frame(kind, mask=True) for kind in ("calls", "items", "records")),
            *(cx.concat([response], kind=kind, mask=True) for kind in ("calls", "items")),
        ]
        assert MOBILE in response.to_frame().to_csv()
    for frame in frames:
        shown = frame.to_csv() + repr(frame)
        for planted in (MOBILE, EMAIL, "other.person@mail.test"):
            assert planted not in shown


def test_masked_messages_know_what_was_asked(loopback: Loopback) -> None:
    body = {"errors": [{"code": 8015, "message": f"{MOBILE} is unknown"}]}
    loopback.answer = lambda _: (400, {}, json.dumps(body).encode())
    with cx.Client(loopback.url, auth=cx.Token("a-token")) as client:
        client.call(
            "v2/customer_lookup/get_id",
            params={"identifierName": "mobile", "identifierValue": MOBILE, "source": "ALL"},
            check="warn",
        )
        assert MOBILE not in client.history.to_frame(mask=True).to_csv()
        assert "is unknown" in client.history.to_frame(mask=True)["message"][0]


# Notebooks.

CELLS = (
    "import os, capexplore as cx",
    "live = cx.Client(os.environ['URL'], auth=cx.OAuth.from_env(), writes=True)",
    "explorer = cx.explore(live)\nexplorer",
    "explorer.set('v3/webhook/add', json={'name': 'mine', 'webHookHeaders': "
    "{'Authorization': os.environ['HOOK']}})\nexplorer.send()",
    "explorer._access.kind.value = 'Token'\n"
    "explorer._access.secrets['Token'].value = os.environ['CAPEXPLORE_TOKEN']\n"
    "explorer._access.use.click()",
    "explorer.set('v3/oauth_token/generate', json={'key': os.environ['CAPEXPLORE_KEY'], "
    "'secret': os.environ['CAPEXPLORE_SECRET']})\nexplorer",
    "print(explorer.request.to_python(), explorer.request.to_curl(live.cluster, auth=live.auth))",
    "live.history",
    "%xmode Verbose\nlive.history[-1].raise_for_outcome()",
    "import logging; logging.basicConfig(level=logging.DEBUG, force=True)\n"
    "live.call('v2/customer/get', id=1, source='ALL')",
)


def test_an_executed_notebook_with_the_state_of_its_widgets_has_no_secret(
    loopback: Loopback, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loopback.token_answer = (200, {}, TOKEN_ANSWER)
    loopback.answer = echo_in_headers
    for name, value in {"KEY": KEY, "SECRET": SECRET, "TOKEN": TOKEN}.items():
        monkeypatch.setenv(f"CAPEXPLORE_{name}", value)
    monkeypatch.setenv("URL", loopback.url)
    monkeypatch.setenv("HOOK", HEADER)
    book = nbformat.v4.new_notebook()  # type: ignore[no-untyped-call]
    book.cells = [nbformat.v4.new_code_cell(cell) for cell in CELLS]  # type: ignore[no-untyped-call]
    NotebookClient(
        book, timeout=60, kernel_name="python3", allow_errors=True, store_widget_state=True
    ).execute()
    text = nbformat.writes(book)  # type: ignore[no-untyped-call]
    assert "widget-state" in text
    assert len(loopback.calls) >= 2
    errors = [o.ename for cell in book.cells for o in cell.outputs if o.output_type == "error"]
    assert errors == ["APIError"]
    assert_clean("notebook", text)
    for member in json.loads(text)["cells"]:
        for output in member["outputs"]:
            assert_clean("output", json.dumps(output, ensure_ascii=False))

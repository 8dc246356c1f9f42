"""Credentials in notebooks and text are found, said without their values, and nothing else is."""

from __future__ import annotations

import base64
import hashlib
import json
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from capexplore.cli import main
from capexplore.scan import scan as search

ROOT = Path(__file__).parent.parent
TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJjYW5hcnkifQ.Y2FuYXJ5LXNpZ25hdHVyZQ"
SECRET = "canary/secret+7"
DIGEST = hashlib.md5(b"canary pass").hexdigest()
BASIC = base64.b64encode(f"quay9.t1:{DIGEST}".encode()).decode()


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work where there is no file of variables."""
    monkeypatch.chdir(tmp_path)


def scan(*paths: object) -> Result:
    return CliRunner().invoke(main, ["scan", *map(str, paths)])


def notebook(path: Path, *cells: dict[str, Any], **metadata: Any) -> Path:
    book = {"cells": list(cells), "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    path.write_text(json.dumps(book))
    return path


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        (f"CAP-API-ACCESS-TOKEN: {TOKEN}", "a token"),
        (f"-H 'X-CAP-API-OAUTH-TOKEN: {TOKEN}'", "a token"),
        ('{"data": {"accessToken": "c4n4ry.token~3", "ttlSeconds": 3600}}', "a token"),
        (json.dumps(json.dumps({"accessToken": "c4n4ry.token~3"})), "a token"),
        ("<accessToken>c4n4ry</accessToken> " + TOKEN, "a token"),
        (f'cx.Token("{SECRET}")', "a token"),
        (f"Authorization: Basic {BASIC}", "a Basic header"),
        (f"{{'Authorization': 'basic {BASIC}'}}", "a Basic header"),
        (f"curl -u quay9.t1:{DIGEST} https://x", "a till and password"),
        (f"curl -u 'quay9.t1:{DIGEST}'", "a till and password"),
        (f'{{"key": "canary-key", "secret": "{SECRET}"}}', "a key or secret"),
        (f"client_secret = '{SECRET}'", "a key or secret"),
        (f'cx.OAuth("canary-key", "{SECRET}")', "a key and secret"),
        (f"cx.OAuth(key='canary-key', secret='{SECRET}')", "a key and secret"),
        ('cx.Till("quay9.t1", "canary pass")', "a till and password"),
        (f"export CAPEXPLORE_EUROPE_SECRET={SECRET}", "a variable with a credential"),
        (f'os.environ["CAPEXPLORE_SECRET"] = "{SECRET}"', "a variable with a credential"),
        (f"%env CAPEXPLORE_SECRET={SECRET}", "a variable with a credential"),
        ('"webHookHeaders": {"Authorization": "Bearer c4n4ry-5-hook"}', "a bearer's header"),
        ('{"name": "quay9.t1", "password": "canary-pass"}', "a password"),
    ],
)
def test_credentials_are_found_and_not_repeated(tmp_path: Path, line: str, kind: str) -> None:
    text = tmp_path / "notes.md"
    text.write_text(f"first\n{line}\n")
    book = notebook(tmp_path / "book.ipynb", {"cell_type": "code", "source": ["x\n", line]})
    done = scan(text, book)
    assert done.exit_code == 1
    assert f"{text}: line 2: {kind}" in done.output
    assert f"{book}: cell 1: {kind}" in done.output
    assert not [one for one in (TOKEN, SECRET, DIGEST, BASIC, "c4n4ry", "canary pass")
                if one in done.output]  # fmt: skip


def test_credentials_are_found_all_over_a_notebook(tmp_path: Path) -> None:
    stream = {"output_type": "stream", "text": ["seen\n", f"CAP-API-ACCESS-TOKEN: {TOKEN}\n"]}
    html = {
        "output_type": "display_data",
        "data": {"text/html": f"&quot;secret&quot;: &quot;{SECRET}&quot;"},
    }
    trace = {"output_type": "error", "traceback": [f"\x1b[31msecret\x1b[0m = '{SECRET}'"]}
    state = {"w": {"state": {"value": TOKEN}}}
    path = notebook(
        tmp_path / "book.ipynb",
        {"cell_type": "markdown", "source": "fine"},
        {"cell_type": "code", "source": [], "outputs": [stream]},
        {"cell_type": "code", "source": [], "outputs": [html]},
        {"cell_type": "code", "source": [], "outputs": [trace]},
        {"cell_type": "code", "source": [], "metadata": {"note": TOKEN}},
        widgets={"application/vnd.jupyter.widget-state+json": {"state": state}},
    )
    lines = scan(tmp_path).stdout.splitlines()
    assert [line.removeprefix(f"{path}: ") for line in lines] == [
        "cell 2, output: a token",
        "cell 3, output: a key or secret",
        "cell 4, output: a key or secret",
        "cell 5, metadata: a token",
        "widgets: a token",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "CAP-API-ACCESS-TOKEN: ***",
        "-H 'CAP-API-ACCESS-TOKEN: $CAPEXPLORE_TOKEN'",
        'cx.OAuth("key", "secret"), cx.Token("...")',
        "cx.OAuth(os.environ['CAPEXPLORE_KEY'], os.environ['CAPEXPLORE_SECRET'])",
        'cx.OAuth("hg-demo-key", "hg-demo-secret"), cx.Till("quay1.t1", "tide-and-till")',
        '{"key": "***", "secret": "***", "password": "<password>"}',
        "export CAPEXPLORE_SECRET=your-secret CAPEXPLORE_KEY=$KEY",
        "Basic instructions, Authorization: Basic ***, Bearer of news",
        "access_token = get_access_token()",
        "a secret: nobody knows; the secret = 'key'",
        f"Authorization: Basic {base64.b64encode(b'just some words').decode()}",
    ],
)
def test_what_only_looks_like_credentials_is_none(tmp_path: Path, line: str) -> None:
    text = tmp_path / "notes.md"
    text.write_text(line)
    done = scan(text)
    assert (done.exit_code, done.stdout) == (0, "")


@pytest.mark.parametrize("form", ["plain", "base64", "md5", "url", "json"])
def test_secrets_of_the_environment_are_found_in_every_form(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    secret = 'odd "one"/é'
    shown = {
        "plain": secret,
        "base64": base64.b64encode(secret.encode()).decode(),
        "md5": hashlib.md5(secret.encode()).hexdigest(),
        "url": "odd%20%22one%22%2F%C3%A9",
        "json": json.dumps(secret)[1:-1],
    }[form]
    monkeypatch.setenv("CAPEXPLORE_EUROPE_SECRET", secret)
    path = tmp_path / "log.txt"
    path.write_text(f"sent {shown}.")
    assert scan(path).stdout == f"{path}: line 1: the value of CAPEXPLORE_EUROPE_SECRET\n"


def test_basic_header_of_the_environments_till_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CAPEXPLORE_TILL", "quay9.t1")
    monkeypatch.setenv("CAPEXPLORE_PASSWORD", "canary pass")
    (tmp_path / "log.txt").write_text(f"sent {BASIC}")
    assert "the value of CAPEXPLORE_PASSWORD" in scan(tmp_path).stdout


def test_what_is_broken_over_lines_is_found(tmp_path: Path) -> None:
    (tmp_path / "made.py").write_text(f'cx.OAuth(\n    "canary-key",\n    "{SECRET}",\n)\n')
    assert scan(tmp_path).stdout.endswith("made.py: file: a key and secret\n")


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    gone = tmp_path / "gone.txt"
    gone.symlink_to(tmp_path / "nowhere")
    done = scan(tmp_path)
    assert (done.exit_code, "cannot be read" in done.stdout) == (1, True)
    assert scan(tmp_path / "no-such-file").exit_code == 2


def test_broken_notebooks_and_binary_files_are_searched_as_text(tmp_path: Path) -> None:
    (tmp_path / "cut.ipynb").write_text('{"cells": [{"source": "CAP-API-ACCESS-TOKEN: ' + TOKEN)
    (tmp_path / "calls.sqlite").write_bytes(b"\0\xff" + TOKEN.encode() + b"\0")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "config").write_text(TOKEN)
    files = {line.split(":")[0] for line in scan(tmp_path).stdout.splitlines()}
    assert files == {str(tmp_path / "cut.ipynb"), str(tmp_path / "calls.sqlite")}


def test_nothing_is_found_in_what_this_project_publishes() -> None:
    done = scan(ROOT / "README.md", ROOT / "notebooks", ROOT / "capexplore")
    assert (done.stdout, done.exit_code) == ("", 0)


def test_the_hook_for_commits_runs_the_command() -> None:
    hook = (ROOT / ".pre-commit-hooks.yaml").read_text()
    assert "entry: capexplore scan" in hook
    assert sys.version_info >= (3, 11)


@pytest.mark.parametrize(
    "part",
    [
        "OAuth('",
        "OAuth('a','",
        "Token('",
        "access_token=",
        "Till('x',",
        "CAPEXPLORE_KEY",
        "eyJaaaaaaaa.",
        "secret='aaaaaaa",
    ],
)
def test_hostile_text_is_searched_in_little_time(tmp_path: Path, part: str) -> None:
    path = tmp_path / "text.txt"
    path.write_text(part * 30_000)
    start = time.monotonic()
    search([path])
    assert time.monotonic() - start < 20

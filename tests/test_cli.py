"""The command line: call, actions, the copy of the notebooks, and the module's own name."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import capexplore as cx
from capexplore import cli
from tests.bodies import HOOK
from tests.loopback import Loopback

MIRA = ["v2/customer/get", "--param", "id=800101", "--param", "source=ALL"]


def run(*words: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(cli.main, words, input=stdin)


def test_call_prints_the_record_and_ends_with_0() -> None:
    result = run("call", *MIRA)
    assert result.exit_code == 0
    assert "800101" in result.stdout
    assert result.stderr == "success: HTTP 200, code 200\n"


def test_call_prints_json_as_it_came() -> None:
    result = run("call", *MIRA, "--output", "json")
    assert json.loads(result.stdout)["id"] == 800101


def test_call_prints_csv() -> None:
    result = run("call", "v3/webhook/get_all", "--output", "csv")
    head, *rows = result.stdout.splitlines()
    assert "webHookId" in head.split(",")
    assert len(rows) >= 1


def test_call_prints_several_records_as_a_table() -> None:
    body = {"root": {"customer": [{"mobile": "914400000555"}, {"firstname": "Nobody"}]}}
    result = run("call", "v1.1/customer/add", "--json", "-", stdin=json.dumps(body))
    assert "item_ok" in result.stdout
    assert "914400000555" in result.stdout
    assert result.exit_code == 1
    assert "partial: HTTP 200, code 201" in result.stderr


def test_failed_call_ends_with_1_and_says_the_code() -> None:
    result = run("call", "v2/customer/get", "-p", "id=1", "-p", "source=ALL")
    assert result.exit_code == 1
    assert "8015" in result.stderr
    assert "No records" in result.stdout


def test_body_comes_from_stdin_or_a_file(tmp_path: Path) -> None:
    file = tmp_path / "hook.json"
    file.write_text(json.dumps(HOOK))
    for source, stdin in (("-", file.read_text()), (str(file), None)):
        result = run("call", "v3/webhook/add", "--json", source, "--output", "json", stdin=stdin)
        assert result.exit_code == 0
        assert json.loads(result.stdout)["data"]["name"] == "mine"


def test_header_and_format_are_sent(loopback: Loopback) -> None:
    run("call", "v1.1/customer/get", "-p", "mobile=1", "-H", "language=id", "--format", "xml",
        "--cluster", loopback.url)  # fmt: skip
    (call,) = loopback.received
    assert (call.headers["language"], call.headers["Accept"]) == ("id", "application/xml")


def test_format_is_a_parameter_too() -> None:
    result = run("call", "v1.1/customer/get", "-p", "mobile=914400000017", "-p", "format=xml",
                 "--output", "json")  # fmt: skip
    assert result.stdout.startswith("<?xml")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["v2/custmer/get"], "Did you mean 'v2/customer/get'"),
        ([*MIRA, "-p", "sorce=ALL"], "Did you mean 'source'"),
        ([*MIRA, "--cluster", "eurpe"], "Did you mean 'europe'"),
        ([*MIRA, "--cluster", "http://api.mine.test"], "must start with https://"),
        (["v3/webhook/add", "--json", "-"], "JSON"),
        ([*MIRA, "-p", "nothing"], "--param takes name=value, not 'nothing'"),
        ([*MIRA, "-H", "=x"], "--header takes name=value, not '=x'"),
        (["v3/webhook/add", "--cluster", "eu"], "Allow it with --writes."),
    ],
)
def test_mistake_is_a_message_without_a_traceback(words: list[str], message: str) -> None:
    result = run("call", *words, stdin="{")
    assert result.exit_code not in (0, None)
    assert message in result.output
    assert "Traceback" not in result.output
    assert isinstance(result.exception, SystemExit)


def test_guard_stops_writes_until_they_are_allowed(loopback: Loopback) -> None:
    words = ("call", "v3/webhook/add", "--json", "-", "--cluster", loopback.url)
    assert run(*words, stdin=json.dumps(HOOK)).exit_code == 1
    assert loopback.connections == 0
    run(*words, "--writes", stdin=json.dumps(HOOK))
    assert [call.method for call in loopback.received] == ["POST"]


def test_credentials_come_from_the_environment(
    loopback: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("call", "v3/webhook/get_all", "--cluster", loopback.url, "--auth", "env")
    for name in ("KEY", "SECRET", "TOKEN", "TILL", "PASSWORD"):
        monkeypatch.delenv(f"CAPEXPLORE_{name}", raising=False)
    result = run(*words)
    assert "The environment has no credentials" in result.output
    monkeypatch.setenv("CAPEXPLORE_TOKEN", "mine-7")
    run(*words)
    assert loopback.received[0].headers["CAP-API-ACCESS-TOKEN"] == "mine-7"


def test_actions_lists_all_or_those_with_the_words() -> None:
    assert len(run("actions").stdout.splitlines()) == 667
    found = run("actions", "webhook", "delete").stdout.splitlines()
    assert found[0].split() == ["v3/webhook/delete", "DELETE", "/v3/webHooks/{webHookId}"]
    nothing = run("actions", "zzzz")
    assert nothing.exit_code == 1
    assert "No action has all of these words" in nothing.output


def test_actions_prints_an_openapi_document() -> None:
    printed = json.loads(run("actions", "--openapi", "v3").stdout)
    assert printed == cx.actions.to_openapi("v3")
    assert run("actions", "--openapi", "v4").exit_code == 2


def test_lab_copies_the_notebooks_and_overwrites_none(tmp_path: Path) -> None:
    target = tmp_path / "a" / "b"
    assert cli._copy_notebooks(target) >= 1
    start = target / cli.START
    start.write_text("mine")
    assert cli._copy_notebooks(target) == 0
    assert start.read_text() == "mine"
    start.unlink()
    assert cli._copy_notebooks(target) == 1
    assert json.loads(start.read_text())["nbformat"] == 4


def test_module_is_the_command() -> None:
    words = [sys.executable, "-m", "capexplore", "--version"]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    assert done.stdout == f"capexplore, version {cx.__version__}\n"


def test_help_names_every_command() -> None:
    text = run("--help").stdout
    assert all(command in text for command in ("lab", "sandbox", "call", "actions"))


def test_bulk_sends_each_row_and_says_how_it_went(tmp_path: Path) -> None:
    rows, out = tmp_path / "people.csv", tmp_path / "answers.csv"
    rows.write_text("mobile,firstname\n914400000555,Ines\n914400000556,Omar\n")
    done = run("bulk", "v1.1/customer/add", str(rows), "--out", str(out), "--no-progress")
    assert done.exit_code == 0
    assert done.stdout == "v1.1/customer/add: 2 rows in 1 call\n  2 ok\n"
    assert out.read_text().splitlines()[1].startswith("914400000555,Ines,true,1000,")


def test_bulk_ends_with_1_if_a_row_failed_or_is_invalid(tmp_path: Path) -> None:
    rows = tmp_path / "ids.csv"
    rows.write_text("id\n800101\n1\n")
    failed = run("bulk", "v2/customer/get", str(rows), "-p", "source=ALL")
    assert failed.exit_code == 1
    assert "8015" in failed.stdout
    rows.write_text("id\nMira\n")
    invalid = run("bulk", "v2/customer/get", str(rows), "-p", "source=ALL")
    assert invalid.exit_code == 1
    assert "Nothing was sent" in invalid.stderr
    planned = run("bulk", "v2/customer/get", str(rows), "-p", "source=ALL", "--dry-run")
    assert planned.exit_code == 1
    assert "must be a whole number" in planned.stdout

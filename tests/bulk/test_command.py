"""``capexplore bulk``: what it says to somebody at a terminal, and how it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from capexplore import cli
from tests.loopback import Loopback


def run(*words: str) -> Result:
    return CliRunner().invoke(cli.main, words)


def test_bulk_says_in_its_own_words_how_to_go_on(tmp_path: Path) -> None:
    ids = tmp_path / "ids.csv"
    ids.write_text("id\n" + "".join(f"M{n}\n" for n in range(12)))
    options = ("bulk", "v2/customer/get", str(ids), "-p", "source=ALL")
    assert run(*options).stderr.splitlines() == [
        "Error: Nothing was sent: 12 of 12 rows are invalid.",
        "Row 0: id='M0': must be a whole number.",
        "Rows count from 0. --dry-run lists them; --skip-invalid sends the others.",
    ]
    planned = run(*options, "--dry-run").stdout.splitlines()
    assert planned[2:] == [
        *(f"Row {n}: id='M{n}': must be a whole number." for n in range(10)),
        "… and 2 more invalid rows.",
    ]
    skipped = run(*options, "--skip-invalid", "--no-progress")
    assert "    … and 7 other messages" in skipped.stdout.splitlines()
    assert skipped.stderr == "--out FILE writes what became of each row.\n"
    out = str(tmp_path / "answers.csv")
    assert run(*options, "--skip-invalid", "--out", out).stderr.endswith(f"row is in {out}.\n")


@pytest.mark.parametrize("words", [["call"], ["bulk", "FILE"], ["bulk", "FILE", "--dry-run"]])
def test_writing_on_a_live_cluster_is_allowed_by_an_option(
    words: list[str], tmp_path: Path
) -> None:
    people = tmp_path / "people.csv"
    people.write_text("mobile\n914400000555\n")
    rest = [str(people) if word == "FILE" else word for word in words[1:]]
    refused = run(words[0], "v1.1/customer/add", *rest, "--cluster", "eu")
    assert refused.exit_code == 1
    assert refused.stderr.splitlines()[-1] == "Allow it with --writes."
    assert "cx.Client" not in refused.stderr


def test_a_misspelt_column_is_doubted_before_anything_is_sent(tmp_path: Path) -> None:
    people = tmp_path / "people.csv"
    people.write_text("mobil,firstname\n914400000555,Ines\n")
    doubt = "root.customer[].mobil: not documented. Did you mean 'mobile' or 'email'?"
    planned = run("bulk", "v1.1/customer/add", str(people), "--dry-run")
    assert planned.exit_code == 0
    assert f"Doubtful: {doubt}" in planned.stdout.splitlines()
    sent = run("bulk", "v1.1/customer/add", str(people))
    assert sent.stderr.splitlines()[0] == f"Doubtful: {doubt}"
    assert sent.stdout.splitlines()[-1] == f"  doubtful: {doubt}"


def test_a_template_that_is_no_json_is_called_one(tmp_path: Path) -> None:
    people = tmp_path / "people.csv"
    people.write_text("mobile\n914400000555\n")
    wrong = run("bulk", "v1.1/customer/add", str(people), "--template", str(people))
    assert wrong.stderr.startswith("Error: The template is not JSON: ")


@pytest.mark.parametrize("role", ["--out", "--journal"])
def test_no_file_is_written_over_what_is_read_from_it(tmp_path: Path, role: str) -> None:
    people = tmp_path / "people.csv"
    people.write_text("mobile\n914400000555\n")
    same = str(tmp_path / "." / "people.csv")
    refused = run("bulk", "v1.1/customer/add", str(people), role, same)
    assert refused.exit_code == 1
    assert "is given twice: rows, journal and out are files of their own" in refused.stderr
    assert people.read_text() == "mobile\n914400000555\n"


@pytest.mark.parametrize("mark", [";", "\t", "|"])
def test_columns_that_no_comma_separates_are_not_taken_for_one(tmp_path: Path, mark: str) -> None:
    people = tmp_path / "people.csv"
    people.write_text(f"mobile{mark}firstname\n914400000555{mark}Ines\n")
    refused = run("bulk", "v1.1/customer/add", str(people))
    assert refused.exit_code == 1
    assert f"its columns are separated by {mark!r}, not by commas" in refused.stderr


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_ctrl_c_finishes_what_is_under_way_and_the_same_command_goes_on(
    loopback: Loopback, tmp_path: Path
) -> None:
    loopback.answer = lambda _: (200, {}, b'{"createdId":7}')
    leads = tmp_path / "leads.csv"
    leads.write_text("userId\n" + "".join(f"{n}\n" for n in range(60)))
    words = ["bulk", "v2/lead/add", str(leads), "--cluster", loopback.url, "--writes"]
    words += ["--journal", str(tmp_path / "j.sqlite"), "--out", str(tmp_path / "answers.jsonl")]
    started = subprocess.Popen(
        [sys.executable, "-m", "capexplore", *words, "--per-minute", "600"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    while not loopback.calls:
        time.sleep(0.01)
    started.send_signal(signal.SIGINT)
    out, err = started.communicate(timeout=60)
    assert started.returncode == 130
    sent = len(loopback.calls)
    assert out.splitlines()[1:3] == [f"  {sent} ok", f"  {60 - sent} not sent"]
    assert err.endswith("The same command goes on from the journal.\n")
    assert "\r" not in err
    again = run(*words)
    assert (again.exit_code, again.stdout.splitlines()[1:]) == (0, ["  60 ok"])
    numbers = [int(json.loads(one.body)["userId"]) for one in loopback.calls]
    assert sorted(numbers) == list(range(60))


def test_columns_that_are_no_parameters_can_be_renamed_and_left_out(tmp_path: Path) -> None:
    people = tmp_path / "people.csv"
    people.write_text(",customer,name\n0,800101,Mira\n")
    words = ("bulk", "v2/customer/get", str(people), "-p", "source=ALL", "-c", "customer=id")
    refused = run(*words)
    assert refused.exit_code == 1
    assert "There is no parameter 'name'." in refused.stderr
    assert "(columns=, or --column, renames a column or leaves it out.)" in refused.stderr
    done = run(*words, "-c", "name=")
    assert (done.exit_code, done.stdout.splitlines()[1:]) == (0, ["  1 ok"])

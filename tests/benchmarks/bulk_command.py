"""Whole processes: 1,000 rows of a CSV to a file of answers, ``capexplore bulk`` beside two rivals.

The npm packages newman and @usebruno/cli (with --parallel, which sends all rows at once) send the
same rows to the same loopback server, which answers after 20 ms. Times are of whole processes, from
start to exit, in turn; what each wrote is counted, so that none is fast by sending less.

    npm install --prefix FOLDER newman @usebruno/cli
    python tests/benchmarks/bulk_command.py FOLDER [ROUNDS]

prints ratios of medians. Goals: at least 10 times as fast as newman, 4 times @usebruno/cli.
"""

from __future__ import annotations

import csv
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bulk import DELAY, KEY, PATH, served  # type: ignore[import-not-found] # the script beside

ROWS = 1000
CACHE = Path(tempfile.gettempdir()) / "capexplore-benchmark-bytecode"
FIELDS = ("userId", "type", "leadFor")
BODY = '{"userId": {{userId}}, "type": "{{type}}", "leadFor": "{{leadFor}}"}'


def write_table(path: Path) -> None:
    """Write the leads."""
    with path.open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(FIELDS)
        table.writerows((800101 + number, "SKU", f"SKU-TEA-{number:04}") for number in range(ROWS))


def run(folder: Path, *command: object) -> None:
    """Run a program to its end, and fail if it does."""
    # Bytecode is kept, as it is for an installed package.
    environment = {**os.environ, "CAPEXPLORE_TOKEN": "t", "PYTHONPYCACHEPREFIX": str(CACHE)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    words = [str(word) for word in command]
    done = subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{words[0]} ended with {done.returncode}:\n{done.stdout}{done.stderr}")


def capexplore(folder: Path, url: str) -> int:
    """Send the rows with ``capexplore bulk``, and count the answers."""
    out = folder / "answers.csv"
    options = ("--out", out, "--cluster", url, "--auth", "env", "--writes")
    run(folder, sys.executable, "-m", "capexplore", "bulk", KEY, "rows.csv", *options)
    with out.open(newline="") as file:
        return sum(row["ok"] == "true" for row in csv.DictReader(file))


def newman(folder: Path, url: str, program: Path) -> int:
    """Send the rows with newman, and count the answers."""
    out, collection = folder / "newman.json", folder / "collection.json"
    request = {
        "method": "POST",
        "header": [{"key": "Content-Type", "value": "application/json"}],
        "url": f"{url}{PATH}",
        "body": {"mode": "raw", "raw": BODY},
    }
    schema = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
    info = {"name": "leads", "schema": schema}
    collection.write_text(json.dumps({"info": info, "item": [{"name": "a", "request": request}]}))
    options = ("-d", "rows.csv", "-r", "json", "--reporter-json-export", out)
    run(folder, program, "run", collection, *options)
    answers = json.loads(out.read_text())["run"]["executions"]
    return sum(one["response"]["code"] == 200 for one in answers)


def bruno(folder: Path, url: str, program: Path) -> int:
    """Send the rows with Bruno's command line, all at once, and count the answers."""
    out, collection = folder / "bruno.json", folder / "collection"
    collection.mkdir(exist_ok=True)
    about = {"version": "1", "name": "leads", "type": "collection"}
    (collection / "bruno.json").write_text(json.dumps(about))
    (collection / "lead.bru").write_text(
        "meta {\n  name: lead\n  type: http\n  seq: 1\n}\n\n"
        f"post {{\n  url: {url}{PATH}\n  body: json\n  auth: none\n}}\n\n"
        f"body:json {{\n  {BODY}\n}}\n"
    )
    options = ("--csv-file-path", folder / "rows.csv", "--parallel", "--reporter-json", out)
    run(collection, program, "run", "lead.bru", *options)
    answers = json.loads(out.read_text())
    return sum(one["results"][0]["response"]["status"] == 200 for one in answers)


def main() -> None:
    """Measure, interleaved, and print the ratios."""
    programs = Path(sys.argv[1]).resolve() / "node_modules" / ".bin"
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    rivals: dict[str, Callable[[Path, str], int]] = {
        "capexplore bulk": capexplore,
        "newman": lambda folder, url: newman(folder, url, programs / "newman"),
        "bru --parallel": lambda folder, url: bruno(folder, url, programs / "bru"),
    }
    times: dict[str, list[float]] = {name: [] for name in rivals}
    with served(DELAY) as port, tempfile.TemporaryDirectory() as name:
        folder, url = Path(name), f"http://127.0.0.1:{port}"
        write_table(folder / "rows.csv")
        capexplore(folder, url)  # Not timed: it writes the bytecode.
        for _ in range(rounds):
            for rival, program in rivals.items():
                start = time.perf_counter()
                answers = program(folder, url)
                times[rival].append(time.perf_counter() - start)
                if answers != ROWS:
                    raise RuntimeError(f"{rival} has {answers} answers, not {ROWS}")
    medians = {rival: statistics.median(taken) for rival, taken in times.items()}
    for rival, seconds in medians.items():
        ratio = seconds / medians["capexplore bulk"]
        print(f"{rival:<16} {seconds:6.2f} s, {ratio:5.1f} times as long as capexplore bulk")
    print("goals: newman 10 times as long, bru 4 times")


if __name__ == "__main__":
    main()

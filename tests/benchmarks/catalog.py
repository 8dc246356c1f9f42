"""The whole catalog loaded, against ``json.loads`` of its files.

    python tests/benchmarks/catalog.py

prints the ratio of the median times, interleaved. Goal: at most 0.4.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from importlib import resources

from capexplore.catalog import Catalog

ROUNDS = 100
FILES = [
    path
    for path in (resources.files("capexplore") / "data").iterdir()
    if path.name.startswith("actions_")
]


def load() -> int:
    """Load the catalog as the first look-up does."""
    return len(Catalog())


def parse() -> int:
    """Read the same files with the standard library."""
    return sum(len(json.loads(path.read_bytes())) for path in FILES)


def main() -> None:
    """Measure, interleaved, and print the ratio."""
    programs: dict[str, Callable[[], int]] = {"Catalog()": load, "json.loads": parse}
    times: dict[str, list[float]] = {name: [] for name in programs}
    for _ in range(ROUNDS):
        for name, program in programs.items():
            start = time.perf_counter()
            program()
            times[name].append(time.perf_counter() - start)
    if load() != parse():
        raise SystemExit("the two do not have the same rows")
    medians = {name: statistics.median(taken) for name, taken in times.items()}
    for name, seconds in medians.items():
        print(f"{name:<12} {seconds * 1000:5.1f} ms, ratio {seconds / medians['json.loads']:.2f}")
    print("goal: at most 0.40")


if __name__ == "__main__":
    main()

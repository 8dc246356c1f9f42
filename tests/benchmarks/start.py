"""Start: ``import capexplore``, and the sandbox's first answer, against ``import pandas``.

Each is timed in a fresh process, in turn, less the time that an empty process takes; all are
compiled before, as what is installed is.

    python tests/benchmarks/start.py

prints the ratios of the medians. Goals: at most 0.10 and 0.50.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time

ROUNDS = 15
FIRST_ANSWER = (
    "import capexplore as cx; "
    "cx.Client().call('v2/customer/get', id=800101, source='ALL').raise_for_outcome()"
)
PROGRAMS = {
    "nothing": "pass",
    "import pandas": "import pandas",
    "import capexplore": "import capexplore",
    "Client() and first answer": FIRST_ANSWER,
}


def measured(compiled: str) -> dict[str, list[float]]:
    """Run every program in turn, with compiled modules in a folder, and give the wall times."""
    environ = {**os.environ, "PYTHONPYCACHEPREFIX": compiled, "PYTHONDONTWRITEBYTECODE": ""}
    times: dict[str, list[float]] = {name: [] for name in PROGRAMS}
    for number in range(ROUNDS + 1):
        for name, program in PROGRAMS.items():
            start = time.perf_counter()
            subprocess.run([sys.executable, "-c", program], check=True, env=environ)
            if number > 0:  # the first one compiles
                times[name].append(time.perf_counter() - start)
    return times


def main() -> None:
    """Measure, interleaved, and print the ratios."""
    with tempfile.TemporaryDirectory() as compiled:
        times = measured(compiled)
    empty = statistics.median(times.pop("nothing"))
    medians = {name: statistics.median(taken) - empty for name, taken in times.items()}
    for name, seconds in medians.items():
        ratio = seconds / medians["import pandas"]
        print(f"{name:<26} {seconds * 1000:6.1f} ms, ratio {ratio:.2f}")
    print("goals: import capexplore at most 0.10, first answer at most 0.50")


if __name__ == "__main__":
    main()

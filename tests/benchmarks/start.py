"""Start: ``import capexplore``, and the sandbox's first answer, against ``import pandas``.

Each is timed in a fresh process, in turn, less the time that an empty process takes.

    python tests/benchmarks/start.py

prints the ratios of the medians. Goals: at most 0.10 and 0.50.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
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


def main() -> None:
    """Measure, interleaved, and print the ratios."""
    times: dict[str, list[float]] = {name: [] for name in PROGRAMS}
    for _ in range(ROUNDS):
        for name, program in PROGRAMS.items():
            start = time.perf_counter()
            subprocess.run([sys.executable, "-c", program], check=True)
            times[name].append(time.perf_counter() - start)
    empty = statistics.median(times.pop("nothing"))
    medians = {name: statistics.median(taken) - empty for name, taken in times.items()}
    for name, seconds in medians.items():
        ratio = seconds / medians["import pandas"]
        print(f"{name:<26} {seconds * 1000:6.1f} ms, ratio {ratio:.2f}")
    print("goals: import capexplore at most 0.10, first answer at most 0.50")


if __name__ == "__main__":
    main()

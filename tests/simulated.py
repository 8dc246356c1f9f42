"""Mark the actions of the catalog that have a handler in the sandbox, and count them in the README.

python tests/simulated.py
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from capexplore.sandbox.handling import simulated  # noqa: E402 - of this checkout

DATA = ROOT / "capexplore" / "data"
README = ROOT / "README.md"
MARK = '"simulated":true'


def marked(line: str, keys: frozenset[str]) -> str:
    """Give the line of an action with the mark, or without."""
    row = line.rstrip("\n").removesuffix(",")
    try:
        action = json.loads(row)
    except ValueError:
        return line
    key = "{version}/{entity}/{action}".format_map(action)
    if (key in keys) == action.get("simulated", False):
        return line
    plain = row.replace(f",{MARK}", "").replace(f"{MARK},", "")
    return line.replace(row, plain[:-1] + f",{MARK}" + "}" if key in keys else plain)


def counted(text: str, number: int) -> str:
    """Give the README's text with the number of actions that are simulated."""
    return re.sub(r"\d+(?= of the \d+ documented\s+actions)", str(number), text)


if __name__ == "__main__":
    keys = simulated()
    README.write_text(counted(README.read_text(), len(keys)))
    for path in sorted(DATA.glob("actions_*.json")):
        lines = path.read_text().splitlines(keepends=True)
        path.write_text("".join(marked(line, keys) for line in lines))

"""``python -m capexplore`` is the command ``capexplore``."""

from __future__ import annotations

from capexplore.cli import main

if __name__ == "__main__":
    main(prog_name="capexplore")

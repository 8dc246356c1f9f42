"""Where credentials are read from: environment variables, and a ``.env`` file beside the work.

A variable that is set counts; else a line, such as ``CAPEXPLORE_KEY=...``, of the file that
``CAPEXPLORE_ENV_FILE`` names, or of ``.env`` in the working directory. The file is only read, and
nothing is put into the environment of other programs.
"""

from __future__ import annotations

import functools
import os
import re
import subprocess
import warnings
from pathlib import Path

from capexplore.cluster import clusters
from capexplore.errors import InvalidRequestError
from capexplore.secrets import Secret

__all__ = ["env_file", "looked_up", "secret_from_env", "variable", "variables"]

_PREFIX = "CAPEXPLORE_"
_FILE = "CAPEXPLORE_ENV_FILE"
_LINE = re.compile(
    rf"""\s*(?:export\s+)?({_PREFIX}\w+)\s*=\s*(?:"([^"]*)"|'([^']*)'|(.*?))\s*(?:\#.*)?"""
)


def variable(what: str, cluster: str | None = None) -> str:
    """Give the name of an environment variable, a cluster's own if one is given.

    Examples
    --------
    >>> variable("KEY"), variable("KEY", "Asia 2")
    ('CAPEXPLORE_KEY', 'CAPEXPLORE_ASIA2_KEY')
    """
    if cluster and cluster in clusters:
        cluster = clusters[cluster].key
    middle = "_" + re.sub(r"\W", "_", cluster).upper() if cluster else ""
    return f"CAPEXPLORE{middle}_{what}"


def env_file() -> Path | None:
    """Give the file that credentials are read from; None if there is none.

    Raises
    ------
    InvalidRequestError
        ``CAPEXPLORE_ENV_FILE`` names a file that is not there.
    """
    named = os.environ.get(_FILE)
    path = Path(named or ".env")
    if path.is_file():
        return path
    if named:
        raise InvalidRequestError(
            f"{_FILE} names {named!r}, which is no file.\nCorrect it, or unset it."
        )
    return None


def variables() -> dict[str, str]:
    """Give all variables of this package: those of the file, then those that are set."""
    found = {}
    path = env_file()
    if path is not None:
        found = _read(path)
        if found and _would_be_committed(path.resolve()):
            warnings.warn(
                f"{path} has credentials, and git would commit it: add it to .gitignore.",
                stacklevel=2,
            )
    return found | {n: v for n, v in os.environ.items() if n.startswith(_PREFIX) and v}


def looked_up(name: str) -> str | None:
    """Give the value of one variable of this package; None if it has none.

    Examples
    --------
    >>> looked_up("CAPEXPLORE_NOT_SET") is None
    True
    """
    return os.environ.get(name) or variables().get(name)


def secret_from_env(what: str, cluster: str | None) -> Secret:
    """Read a secret from its variable.

    Raises
    ------
    InvalidRequestError
        The variable is not set.
    """
    name = variable(what, cluster)
    value = looked_up(name)
    if not value:
        raise InvalidRequestError(
            f"The environment variable {name} is not set.\n"
            "Set it before starting Python or Jupyter, or write it into a file .env beside the "
            "notebook, and run this again."
        )
    return Secret(value, name=name)


def _read(path: Path) -> dict[str, str]:
    """The variables of a file, each on a line: ``NAME=value``, quoted or not."""
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is no text"
        raise InvalidRequestError(f"The file {str(path)!r} cannot be read: {why}.") from None
    matches = (_LINE.fullmatch(line) for line in lines)
    return {m[1]: m[2] or m[3] or m[4] or "" for m in matches if m}


@functools.cache
def _would_be_committed(path: Path) -> bool:
    """Whether a file is in a git repository that does not ignore it; asked once for each file."""
    git = ["git", "-C", str(path.parent), "-c", "core.fsmonitor=false"]
    try:
        tracked = _succeeds([*git, "ls-files", "--error-unmatch", path.name])
        inside = _succeeds([*git, "rev-parse", "--is-inside-work-tree"])
        return tracked or (inside and not _succeeds([*git, "check-ignore", "-q", path.name]))
    except (OSError, subprocess.TimeoutExpired):
        return False  # There is no git here, so nothing commits.


def _succeeds(command: list[str]) -> bool:
    done = subprocess.run(command, capture_output=True, timeout=10, check=False)  # noqa: S603
    return done.returncode == 0

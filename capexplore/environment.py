"""Where credentials are read from: environment variables, a cluster's own or general ones."""

from __future__ import annotations

import os
import re

from capexplore.cluster import clusters
from capexplore.errors import InvalidRequestError
from capexplore.secrets import Secret

__all__ = ["secret_from_env", "variable"]


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


def secret_from_env(what: str, cluster: str | None) -> Secret:
    """Read a secret from its environment variable.

    Raises
    ------
    InvalidRequestError
        The variable is not set.
    """
    name = variable(what, cluster)
    value = os.environ.get(name)
    if not value:
        raise InvalidRequestError(
            f"The environment variable {name} is not set.\n"
            "Set it before starting Python or Jupyter, and run this again."
        )
    return Secret(value, name=name)

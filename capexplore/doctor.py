"""What a user's machine has, as far as this package needs it; no credentials are sent anywhere."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import platform
import socket
import sys
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

from capexplore.cluster import Cluster, clusters
from capexplore.environment import env_file, variables
from capexplore.proxies import shown

__all__ = ["Finding", "examine"]

Finding = tuple[str, str, bool]
"""What was looked at, what was found, and whether it is as it should be."""

_PACKAGES = ("capexplore", "httpx", "pandas", "ipywidgets", "anywidget", "lxml", "falcon")
_LAB = ("jupyterlab", "ipykernel", "jupyterlab-widgets")


def _look_up(host: str) -> object:
    return socket.getaddrinfo(host, 443, proto=socket.IPPROTO_TCP)


def examine(look_up: Callable[[str], object] = _look_up) -> Iterator[Finding]:
    """Look at versions, the form's front end, proxies, variables and each cluster's name.

    Values of environment variables are never shown, and clusters are only looked up by name.

    Parameters
    ----------
    look_up : callable
        What finds the address of a host's name, and raises ``OSError`` if there is none.

    Examples
    --------
    >>> next(examine())[0]
    'Python'
    """
    python = platform.python_version()
    yield "Python", f"{python} on {platform.system()}", sys.version_info >= (3, 11)
    for name in _PACKAGES:
        version = _version(name)
        yield name, version or "not installed", version is not None
    for name in _LAB:
        version = _version(name)
        yield name, version or "not installed: pip install 'capexplore[lab]'", version is not None
    yield "kernel", _kernel(), True
    yield "TLS", _authorities(), True
    yield from _proxies()
    path = env_file()
    if path is not None:
        yield "file", f"{path} is read for variables that are not set", True
    names = sorted(variables())
    yield "variables", ", ".join(names) or "no CAPEXPLORE_ variable is set", True
    with ThreadPoolExecutor(len(clusters)) as pool:
        yield from pool.map(lambda cluster: _name_of(cluster, look_up), clusters.values())


def _version(package: str) -> str | None:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


def _kernel() -> str:
    """Which kind of Python session this is."""
    if "ipykernel" in sys.modules:
        return "a Jupyter kernel"
    if importlib.util.find_spec("ipykernel") is None:
        return "no kernel here, and ipykernel is not installed"
    return "no kernel here: this is a terminal"


def _authorities() -> str:
    """Whose certificates are trusted; that they are verified cannot be switched off."""
    named = [name for name in ("SSL_CERT_FILE", "SSL_CERT_DIR") if os.environ.get(name)]
    return "verified with " + (" and ".join(named) or "certifi's authorities")


def _proxies() -> Iterator[Finding]:
    found = {kind: url for kind, url in urllib.request.getproxies().items() if kind != "no"}
    for kind, url in found.items():
        yield f"proxy for {kind}", shown(url), True
    if not found:
        yield "proxy", "none in the environment", True


def _name_of(cluster: Cluster, look_up: Callable[[str], object]) -> Finding:
    """Look up a cluster's host; behind a proxy a name that is unknown here is no fault."""
    host = urlsplit(cluster.host).hostname or ""
    what = f"cluster {cluster.name}"
    try:
        look_up(host)
    except OSError as error:
        if urllib.request.getproxies().get("https"):
            return what, f"{host} is left to the proxy", True
        return what, f"{host} is not found ({error.strerror or error}): check the network", False
    return what, f"{host} is found", True

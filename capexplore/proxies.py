"""The proxy that the environment names for a host, and how it is shown."""

from __future__ import annotations

import urllib.request
from urllib.parse import urlsplit

from capexplore.cluster import LOOPBACK

__all__ = ["proxy_for", "shown"]


def proxy_for(url: str) -> str | None:
    """Give the proxy for the host of a URL, as ``HTTPS_PROXY`` and its kin name it.

    Examples
    --------
    >>> proxy_for("http://127.0.0.1:8321") is None
    True
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    if host in LOOPBACK or urllib.request.proxy_bypass(host):
        return None
    proxies = urllib.request.getproxies()
    return proxies.get(parts.scheme) or proxies.get("all")


def shown(proxy: str) -> str:
    """Give a proxy's host and port, without the name and password that its URL may have.

    Examples
    --------
    >>> shown("http://me:pass@proxy.test:3128"), shown("proxy.test")
    ('proxy.test:3128', 'proxy.test:80')
    """
    parts = urlsplit(proxy if "://" in proxy else f"//{proxy}")
    try:
        port = parts.port
    except ValueError:
        return f"{parts.hostname}"
    return f"{parts.hostname}:{port or (443 if parts.scheme == 'https' else 80)}"

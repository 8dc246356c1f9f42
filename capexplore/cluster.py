"""The clusters on which an organisation's data lives, and how they are named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib import resources
from types import MappingProxyType
from urllib.parse import urlsplit

from capexplore.errors import InvalidRequestError, UnknownNameError
from capexplore.tracebacks import refusing

__all__ = ["LOOPBACK", "Cluster", "Clusters", "clusters"]

LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True, repr=False)
class Cluster:
    """One cluster: a name, the host that serves every version, and what differs there.

    Parameters
    ----------
    name : str
        As the vendor's table names it, such as ``"Asia 2"``.
    host : str
        The host with its scheme, such as ``"https://sea.intouch.capillarytech.com"``. Plain http is
        for the loopback interface only.
    hosts : mapping of str to str, optional
        Hosts of v1 families that have one of their own, by `Action.host_kind`.
    key : str, optional
        The short name, such as ``"asia2"``. Derived from the name if not given.
    aliases : tuple of str, optional
        Further names.
    time_zone : str, optional
        Offset of the cluster's clock from UTC.
    rate_limits : mapping of str to int, optional
        Documented calls per minute, by action key.
    live : bool, optional
        Whether real data is at stake: a live cluster is read-only until the client allows writes.
    source : str, optional
        The pages that the facts come from.

    Examples
    --------
    >>> clusters["Asia 2"].host
    'https://sea.intouch.capillarytech.com'

    Notes
    -----
    Source: overview page, table of clusters.
    """

    name: str
    host: str
    hosts: Mapping[str, str] = field(default_factory=dict, hash=False)
    key: str = ""
    aliases: tuple[str, ...] = ()
    time_zone: str = "+00:00"
    rate_limits: Mapping[str, int] = field(default_factory=dict, hash=False)
    live: bool = True
    source: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "host", _checked_host(self.host))
        family_hosts = {family: _checked_host(host) for family, host in self.hosts.items()}
        object.__setattr__(self, "hosts", MappingProxyType(family_hosts))
        object.__setattr__(self, "rate_limits", MappingProxyType(dict(self.rate_limits)))
        object.__setattr__(self, "aliases", tuple(self.aliases))
        if not self.key:
            object.__setattr__(self, "key", _fold(self.name))

    def host_for(self, family: str) -> str:
        """Give the host that serves a family of operations (`Action.host_kind`).

        A family without a documented host is served by the cluster's own.
        """
        return self.hosts.get(family, self.host)

    @property
    def trusted_hosts(self) -> frozenset[str]:
        """Names of the hosts that a token of this cluster may be sent to."""
        return frozenset(urlsplit(host).netloc for host in (self.host, *self.hosts.values()))

    def __repr__(self) -> str:
        return f"<Cluster {self.name} {self.host}>"

    def __reduce__(self) -> tuple[object, ...]:
        values = (self.name, self.host, dict(self.hosts), self.key, self.aliases, self.time_zone)
        return (Cluster, (*values, dict(self.rate_limits), self.live, self.source))


Cluster.__init__ = refusing(Cluster.__init__)  # type: ignore[method-assign]


class Clusters(Mapping[str, Cluster]):
    """The documented clusters, by key, name, alias or prefix of the host.

    Examples
    --------
    >>> clusters["europe"] is clusters["eu"] is clusters["Europe"]
    True
    >>> list(clusters)
    ['asia', 'europe', 'us', 'asia2']
    """

    @cached_property
    def _by_key(self) -> dict[str, Cluster]:
        import msgspec

        text = (resources.files("capexplore") / "data" / "clusters.json").read_bytes()
        return {row.key: row for row in msgspec.json.decode(text, type=list[Cluster])}

    @cached_property
    def _by_name(self) -> dict[str, Cluster]:
        names: dict[str, Cluster] = {}
        for cluster in self._by_key.values():
            prefix = urlsplit(cluster.host).netloc.partition(".")[0]
            for name in (cluster.key, cluster.name, prefix, *cluster.aliases):
                names[_fold(name)] = cluster
        return names

    @refusing
    def __getitem__(self, name: str) -> Cluster:
        try:
            return self._by_name[_fold(name)]
        except KeyError:
            hint = "There is: " + ", ".join(self._by_key) + "; or give an https:// URL."
            shown = name.rpartition("@")[2]  # What stands before it is a password.
            raise UnknownNameError("cluster", shown, self._by_name, hint) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_key)

    def __len__(self) -> int:
        return len(self._by_key)

    @refusing
    def resolve(self, cluster: Cluster | str) -> Cluster:
        """Give the cluster for a `Cluster`, a name, or a URL of one's own.

        Raises
        ------
        UnknownNameError
            The name is no cluster's.
        InvalidRequestError
            The URL is not https, nor http on the loopback interface.
        """
        if isinstance(cluster, Cluster):
            return cluster
        if "://" not in cluster:
            return self[cluster]
        host = _checked_host(cluster)
        for known in self._by_key.values():
            if known.host == host:
                return known
        return Cluster(urlsplit(host).netloc, host)

    def __repr__(self) -> str:
        return "<Clusters " + ", ".join(self) + ">"


clusters = Clusters()


def _fold(name: str) -> str:
    return name.lower().replace(" ", "").replace("_", "").replace("-", "")


def _checked_host(host: str) -> str:
    try:
        parts = urlsplit(host)
        readable = parts.port != 0
    except ValueError:
        readable = False
    if not readable:
        raise InvalidRequestError(
            "This is no URL of a cluster: its host or port cannot be read.\n"
            "Give such as https://eu.intouch.capillarytech.com."
        )
    if parts.username or parts.password or parts.query or parts.fragment:
        raise InvalidRequestError(
            f"The URL of a cluster names a host only, but {parts.hostname!r} came with more.\n"
            "Give credentials as auth=, and query parameters with the call."
        )
    secure = parts.scheme == "https" and parts.netloc
    if not secure and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise InvalidRequestError(
            f"{host!r} cannot be a cluster: its URL must start with https://.\n"
            "Plain http:// is for 127.0.0.1 only, because credentials would travel unprotected."
        )
    return host.rstrip("/")

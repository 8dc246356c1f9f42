"""The clusters by value, their names, clusters of one's own, and the hosts that may see a token."""

from __future__ import annotations

import copy
import pickle

import pytest

import capexplore as cx
from capexplore.cluster import clusters

HOSTS = {
    "asia": ("Asia", "https://apac.intouch.capillarytech.com"),
    "europe": ("Europe", "https://eu.intouch.capillarytech.com"),
    "us": ("US", "https://ushc.intouch.capillarytech.com"),
    "asia2": ("Asia 2", "https://sea.intouch.capillarytech.com"),
}


def test_there_are_four_with_the_documented_hosts() -> None:
    assert {c.key: (c.name, c.host) for c in clusters.values()} == HOSTS
    assert all(cluster.live and cluster.source for cluster in clusters.values())


@pytest.mark.parametrize(
    ("name", "key"),
    [
        *((name, key) for key, (name, _) in HOSTS.items()),
        *((key, key) for key in HOSTS),
        ("apac", "asia"),
        ("eu", "europe"),
        ("ushc", "us"),
        ("sea", "asia2"),
        ("EUROPE", "europe"),
        ("asia 2", "asia2"),
        ("Asia-2", "asia2"),
        ("https://eu.intouch.capillarytech.com/", "europe"),
    ],
)
def test_cluster_is_found_by_key_name_prefix_or_url(name: str, key: str) -> None:
    assert clusters.resolve(name) is clusters[key]


def test_unknown_cluster_is_not_in_the_collection() -> None:
    assert clusters.get("eurpe") is None
    assert "eurpe" not in clusters


def test_unknown_cluster_is_answered_with_a_close_one() -> None:
    with pytest.raises(
        cx.errors.UnknownNameError, match=r"no cluster 'eurpe'.\nDid you mean 'europe"
    ):
        clusters["eurpe"]
    with pytest.raises(
        cx.errors.UnknownNameError, match="asia, europe, us, asia2; or give an https"
    ):
        clusters["zzzzzzzz"]


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://api.mine.test", "https://api.mine.test"),
        ("https://api.mine.test:8443/", "https://api.mine.test:8443"),
        ("http://127.0.0.1:8321", "http://127.0.0.1:8321"),
        ("http://localhost:8321", "http://localhost:8321"),
        ("http://[::1]:8321", "http://[::1]:8321"),
    ],
)
def test_url_is_an_ordinary_live_cluster(url: str, host: str) -> None:
    cluster = clusters.resolve(url)
    assert (cluster.host, cluster.live, dict(cluster.hosts)) == (host, True, {})
    with cx.Client(url) as client:
        assert not client.writes
        assert isinstance(client.auth, cx.Anonymous)


@pytest.mark.parametrize(
    ("url", "match"),
    [
        ("http://api.mine.test", "must start with https://"),
        ("ftp://api.mine.test", "must start with https://"),
        ("https://", "must start with https://"),
        ("http://127.0.0.1.mine.test", "must start with https://"),
        ("https://me:pw@api.mine.test", "credentials as auth="),
        ("https://api.mine.test?x=1", "query parameters with the call"),
        ("https://api.mine.test#here", "names a host only"),
    ],
)
def test_unsafe_url_is_refused_without_repeating_its_password(url: str, match: str) -> None:
    with pytest.raises(cx.errors.InvalidRequestError, match=match) as caught:
        clusters.resolve(url)
    assert "pw" not in str(caught.value)


@pytest.mark.parametrize(
    ("key", "family", "host"),
    [
        ("asia", "auth_engine", "https://apac-s3wrapper.capillarytech.com"),
        ("europe", "auth_engine", "https://eu-auth-api.capillarytech.com"),
        ("asia2", "auth_engine", "https://apac2-auth-api.capillarytech.com"),
        ("europe", "recommendations", "https://eucrm.cc.capillarytech.com"),
        ("europe", "cluster", "https://eu.intouch.capillarytech.com"),
        ("us", "auth_engine", "https://ushc.intouch.capillarytech.com"),
    ],
)
def test_family_has_its_documented_host_or_the_clusters_own(
    key: str, family: str, host: str
) -> None:
    assert clusters[key].host_for(family) == host


def test_trusted_hosts_are_the_documented_ones_and_no_others() -> None:
    trusted = clusters["us"].trusted_hosts
    assert trusted == {
        "ushc.intouch.capillarytech.com",
        "us.storecare.capillarytech.com",
        "uscrm.connectplus.capillarytech.com",
    }


def test_cluster_of_ones_own_has_family_hosts_and_a_key() -> None:
    own = cx.Cluster("Quay West", "https://w.test/", hosts={"auth_engine": "https://a.w.test"})
    assert (own.key, own.host) == ("quaywest", "https://w.test")
    assert own.host_for("auth_engine") == "https://a.w.test"
    with pytest.raises(cx.errors.InvalidRequestError, match="must start with https://"):
        cx.Cluster("Quay West", "https://w.test", hosts={"auth_engine": "http://a.w.test"})


def test_clusters_are_frozen_values() -> None:
    cluster = clusters["asia"]
    assert pickle.loads(pickle.dumps(cluster)) == cluster  # noqa: S301 - made here
    assert copy.deepcopy(cluster) == cluster
    assert hash(copy.copy(cluster)) == hash(cluster)
    with pytest.raises(TypeError, match="does not support item assignment"):
        cluster.hosts["x"] = "https://x.test"  # type: ignore[index]


def test_reprs_are_one_line() -> None:
    assert repr(clusters) == "<Clusters asia, europe, us, asia2>"
    assert repr(clusters["eu"]) == "<Cluster Europe https://eu.intouch.capillarytech.com>"

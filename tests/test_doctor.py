"""The doctor names what is there and what is missing, and shows no value."""

from __future__ import annotations

import pytest

from capexplore.doctor import examine


def found_by(host: str) -> object:
    return host


def lost(host: str) -> object:
    raise OSError(-2, "Name or service not known")


def test_everything_needed_is_here() -> None:
    findings = {what: (found, fine) for what, found, fine in examine(found_by)}
    assert all(fine for _, fine in findings.values())
    assert {"Python", "pandas", "jupyterlab", "kernel", "variables", "cluster Asia 2"} <= {
        *findings
    }
    assert findings["cluster Europe"] == ("eu.intouch.capillarytech.com is found", True)


def test_a_cluster_that_has_no_address_is_said_so_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    findings = {what: (found, fine) for what, found, fine in examine(lost)}
    found, fine = findings["cluster US"]
    assert (fine, found.endswith("check the network")) == (False, True)


def test_variables_are_named_and_proxies_shown_without_their_secrets(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CAPEXPLORE_SECRET", "canary-secret")
    monkeypatch.setenv("https_proxy", "http://me:canary-pass@proxy.test:3128")
    findings = {what: (found, fine) for what, found, fine in examine(lost)}
    assert "CAPEXPLORE_SECRET" in findings["variables"][0]
    assert findings["proxy for https"] == ("proxy.test:3128", True)
    assert findings["cluster Asia"] == ("apac.intouch.capillarytech.com is left to the proxy", True)
    assert "canary" not in repr(findings)

"""A fresh, seeded sandbox and a client of it for each test, and a loopback server that records."""

from __future__ import annotations

from collections.abc import Iterator

import hypothesis
import pytest

import capexplore as cx
from tests.loopback import Loopback

hypothesis.settings.register_profile(
    "capexplore", deadline=None, database=None, derandomize=True, max_examples=60
)
hypothesis.settings.load_profile("capexplore")


@pytest.fixture
def sandbox() -> Iterator[cx.Sandbox]:
    """A sandbox as it is planted, its clock at 2026-01-15T10:00:00Z."""
    with cx.Sandbox() as fresh:
        yield fresh


@pytest.fixture
def client(sandbox: cx.Sandbox) -> Iterator[cx.Client]:
    """A client of the fresh sandbox, with its demo key and secret."""
    with cx.Client(sandbox) as fresh:
        yield fresh


@pytest.fixture(scope="session")
def drafts() -> Iterator[cx.Client]:
    """A client that only builds requests, for tests with many examples."""
    with cx.Sandbox() as unused, cx.Client(unused) as builder:
        yield builder


@pytest.fixture
def loopback() -> Iterator[Loopback]:
    """A cluster of one's own on 127.0.0.1: live by the client's rules, recording what arrives."""
    with Loopback() as server:
        yield server

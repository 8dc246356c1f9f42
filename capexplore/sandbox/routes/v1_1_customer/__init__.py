"""Customers, version 1.1."""

from capexplore.sandbox.routes.v1_1_customer import (
    history,
    identity,
    reading,
    records,
    searching,
    subscriptions,
    writing,
)

__all__ = ["history", "identity", "reading", "records", "searching", "subscriptions", "writing"]

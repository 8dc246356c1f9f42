"""Customers, version 1.1."""

from capexplore.sandbox.routes.v1_1_customer import (
    coupons,
    history,
    identity,
    reading,
    records,
    searching,
    subscriptions,
    writing,
)

__all__ = [
    "coupons",
    "history",
    "identity",
    "reading",
    "records",
    "searching",
    "subscriptions",
    "writing",
]

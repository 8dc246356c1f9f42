"""Customers, version 2; importing a part registers its handlers."""

from capexplore.sandbox.routes.v2_customer import (
    coupons,
    loyalty,
    points,
    reading,
    registration,
    subscriptions,
    updating,
    upserting,
)

__all__ = [
    "coupons",
    "loyalty",
    "points",
    "reading",
    "registration",
    "subscriptions",
    "updating",
    "upserting",
]

"""Customers, version 2; importing a part registers its handlers."""

from capexplore.sandbox.routes.v2_customer import (
    change_requests,
    coupons,
    images,
    labels,
    loyalty,
    points,
    reading,
    registration,
    schedules,
    subscriptions,
    transactions,
    updating,
    upserting,
)

__all__ = [
    "change_requests",
    "coupons",
    "images",
    "labels",
    "loyalty",
    "points",
    "reading",
    "registration",
    "schedules",
    "subscriptions",
    "transactions",
    "updating",
    "upserting",
]

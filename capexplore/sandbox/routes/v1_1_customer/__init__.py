"""Customers, version 1.1."""

from capexplore.sandbox.routes.v1_1_customer import reading, subscriptions, writing

__all__ = ["reading", "subscriptions", "writing"]

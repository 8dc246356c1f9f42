"""Customers, version 1.1."""

from capexplore.sandbox.routes.v1_1_customer import reading, records, subscriptions, writing

__all__ = ["reading", "records", "subscriptions", "writing"]

"""Customers, version 1.1."""

from capexplore.sandbox.routes.v1_1_customer import reading, writing

__all__ = ["reading", "writing"]

"""Customers, version 2; importing a part registers its handlers."""

from capexplore.sandbox.routes.v2_customer import reading, registration

__all__ = ["reading", "registration"]

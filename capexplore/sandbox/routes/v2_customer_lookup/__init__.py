"""Customers found by an identifier, version 2; importing a part registers its handlers."""

from capexplore.sandbox.routes.v2_customer import loyalty, points, subscriptions
from capexplore.sandbox.routes.v2_customer_lookup import details

__all__ = ["details", "loyalty", "points", "subscriptions"]

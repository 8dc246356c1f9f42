"""Customers found by an identifier, version 2; importing a part registers its handlers."""

from capexplore.sandbox.routes.v2_customer import images, loyalty, points, subscriptions
from capexplore.sandbox.routes.v2_customer_lookup import details

__all__ = ["details", "images", "loyalty", "points", "subscriptions"]

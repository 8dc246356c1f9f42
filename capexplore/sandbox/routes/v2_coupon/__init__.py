"""Coupons, version 2; importing a part registers its handlers."""

from capexplore.sandbox.routes.v2_coupon import changing, issuing, reading, redeeming, redemptions

__all__ = ["changing", "issuing", "reading", "redeeming", "redemptions"]

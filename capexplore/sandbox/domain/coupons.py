"""Coupon series, coupons, and their redemptions."""

from __future__ import annotations

import sqlite3

from capexplore.sandbox.domain.rules import Work

__all__ = ["of_customer"]


def of_customer(work: Work, customer_id: int) -> list[sqlite3.Row]:
    """Give the coupons of a customer, the oldest first.

    Each has its series' columns, named ``series_...``, and ``times``, how often it was redeemed.
    """
    return work.store.all(
        "SELECT c.*, s.description AS series_description, s.details AS series_details, "
        "(SELECT count(*) FROM coupon_redemptions r WHERE r.coupon_id = c.id "
        "AND r.reversed_at IS NULL) AS times "
        "FROM coupons c JOIN coupon_series s ON s.id = c.series_id "
        "WHERE c.customer_id = ? AND NOT c.revoked ORDER BY c.id",
        customer_id,
    )

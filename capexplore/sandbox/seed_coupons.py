"""The coupon series and coupons that a new sandbox holds."""

from __future__ import annotations

from capexplore.sandbox import world
from capexplore.sandbox.domain.calendar import DAY
from capexplore.sandbox.domain.coupons import series
from capexplore.sandbox.domain.rules import Work
from capexplore.sandbox.store import Store
from capexplore.sandbox.world import NEXT_YEAR_END, SEASON, TILL_1

__all__ = ["plant_coupons", "plant_series"]


def plant_series(store: Store) -> None:
    """Make the coupon series."""
    for settings in world.COUPON_SERIES:
        old = settings["validTillDate"] < NEXT_YEAR_END
        series.add(Work(store, world.SET_UP if old else SEASON, TILL_1), settings)


def plant_coupons(store: Store) -> None:
    """Put out the coupons of this season, some of them redeemed."""
    for position, (customer_id, series_id, code, pin, bill) in enumerate(world.COUPONS):
        at = SEASON + position * DAY
        coupon_id = store.next_id("coupon")
        store.insert(
            "coupons",
            id=coupon_id,
            series_id=series_id,
            customer_id=customer_id,
            code=code,
            pin=pin,
            created_at=at,
            valid_till=NEXT_YEAR_END,
            till_id=TILL_1,
            sent_at=at,
        )
        if bill is not None:
            store.insert(
                "coupon_redemptions",
                id=store.next_id("redemption"),
                coupon_id=coupon_id,
                customer_id=customer_id,
                redeemed_at=at + 20 * DAY,
                till_id=TILL_1,
                transaction_number=bill,
                bill_amount=500_000,
            )

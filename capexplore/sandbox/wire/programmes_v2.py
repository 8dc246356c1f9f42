"""Where a customer stands in a programme, as version 2 shows it: in real numbers.

Source: the pages of customer details and of loyalty details.
"""

from __future__ import annotations

from typing import Any

from capexplore.sandbox.domain.amounts import real
from capexplore.sandbox.domain.points import Standing
from capexplore.sandbox.wire.times import write_v2

__all__ = ["programme"]


def programme(standing: Standing) -> dict[str, Any]:
    """Give where a customer stands in a programme."""
    return {
        "redeemed": real(standing.redeemed),
        "expired": real(standing.expired),
        "returned": real(standing.returned),
        "adjusted": 0.0,
        "lifetimePoints": real(standing.lifetime),
        "loyaltyPoints": real(standing.balance),
        "cumulativePurchases": real(standing.purchases),
        "loyaltyId": standing.loyalty_id,
        "currentSlab": standing.tier_name,
        "nextSlab": standing.next_name,
        "nextSlabSerialNumber": standing.next_serial,
        "nextSlabDescription": standing.next_description,
        "slabSNo": standing.tier,
        "slabExpiryDate": write_v2(standing.tier_expires_at),
        "programId": standing.program_id,
        "delayedPoints": 0.0,
        "delayedReturnedPoints": 0.0,
        "totalAvailablePoints": real(standing.balance),
        "totalReturnedPoints": 0.0,
    }

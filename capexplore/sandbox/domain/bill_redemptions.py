"""What is redeemed with a bill: earlier redemptions that it names, and points that it asks for."""

from __future__ import annotations

from dataclasses import dataclass, field

from capexplore.sandbox.domain import redemptions
from capexplore.sandbox.domain.rules import Refused, Work

__all__ = ["Asked", "redeem"]


@dataclass(slots=True)
class Asked:
    """What a bill says of redemptions.

    Attributes
    ----------
    of_points, of_coupons : list of str
        Ids of redemptions that were made for this bill before.
    points : list of int
        Points to redeem with it, in thousandths.
    unusable : int
        How many entries say nothing that can be redeemed.
    """

    of_points: list[str] = field(default_factory=list)
    of_coupons: list[str] = field(default_factory=list)
    points: list[int] = field(default_factory=list)
    unusable: int = 0


def redeem(work: Work, asked: Asked, bill_id: int, customer_id: int, *, number: str) -> None:
    """Redeem points with a bill, and tie to it what was redeemed for it before.

    Raises
    ------
    Refused
        ``nothing-redeemed`` for an entry without content, ``redemption-unknown`` for one that is
        not this customer's, ``redemption-failed`` for points that cannot be redeemed.
    """
    if asked.unusable:
        raise Refused("nothing-redeemed")
    for code in asked.of_points:
        row = work.store.one(
            "UPDATE point_redemptions SET bill_number = ? "
            "WHERE redemption_id = ? AND customer_id = ? RETURNING id",
            *(number, code, customer_id),
        )
        if row is None:
            raise Refused("redemption-unknown", value=code)
    for code in asked.of_coupons:
        row = work.store.one(
            "UPDATE coupon_redemptions SET transaction_number = ?, bill_id = ? "
            "WHERE CAST(id AS TEXT) = ? AND customer_id = ? AND reversed_at IS NULL RETURNING id",
            *(number, bill_id, code, customer_id),
        )
        if row is None:
            raise Refused("redemption-unknown", value=code)
    for amount in asked.points:
        _redeem_points(work, amount, customer_id, number)


def _redeem_points(work: Work, amount: int, customer_id: int, number: str) -> None:
    try:
        redemptions.redeem(work, customer_id, amount, at=work.now, bill_number=number)
    except Refused as refused:
        raise Refused("redemption-failed", value=refused.reason) from None

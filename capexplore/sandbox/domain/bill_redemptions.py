"""What is redeemed with a bill: points, coupons, and earlier redemptions that it names."""

from __future__ import annotations

from dataclasses import dataclass, field

from capexplore.sandbox.domain import redemptions
from capexplore.sandbox.domain.coupons import redeeming
from capexplore.sandbox.domain.coupons.redeeming import Ask
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
    coupons : list of str
        Codes of coupons to redeem with it.
    unusable : int
        How many entries say nothing that can be redeemed.
    """

    of_points: list[str] = field(default_factory=list)
    of_coupons: list[str] = field(default_factory=list)
    points: list[int] = field(default_factory=list)
    coupons: list[str] = field(default_factory=list)
    unusable: int = 0


def redeem(
    work: Work, asked: Asked, bill_id: int, customer_id: int, *, number: str, amount: int
) -> None:
    """Redeem points and coupons with a bill, and tie to it what was redeemed for it before.

    Raises
    ------
    Refused
        ``nothing-redeemed`` for an entry without content, ``redemption-unknown`` for one that is
        not this customer's, ``redemption-failed`` for what cannot be redeemed.
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
    try:
        for points in asked.points:
            redemptions.redeem(work, customer_id, points, at=work.now, bill_number=number)
        for code in asked.coupons:
            ask = Ask(customer_id, work.now, code, number=number, amount=amount)
            redeeming.redeem(work, ask)
    except Refused as refused:
        raise Refused("redemption-failed", value=refused.reason) from None

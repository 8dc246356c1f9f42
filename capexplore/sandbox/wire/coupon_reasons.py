"""The codes with which the coupon operations say why something was not done.

Both versions count alike; version 2 has more operations, and more to say of issuing.
Source: the errors page, coupons.
"""

from __future__ import annotations

__all__ = ["BY_ACTION", "V1_1", "V2"]

_UNKNOWN = (701, "The customer could not be found")
# reason -> code and message; "{}" is the detail
_BOTH: dict[str, tuple[int, str]] = {
    "bill-amount": (733, "The amount of the transaction cannot be used with this coupon"),
    "code-limit": (696, "The redemption limit of code {} is reached"),
    "code-malformed": (702, "Coupon code {} is invalid"),
    "coupon-expired": (713, "Coupon {} has expired"),
    "coupon-not-meant": (710, "The coupon is not meant for this customer"),
    "coupon-not-usable": (723, "The coupon cannot be used by this customer"),
    "coupon-of-another": (703, "Coupon {} was not issued to this customer"),
    "coupon-repeated": (716, "The same coupon cannot be redeemed repeatedly"),
    "coupon-revoked": (660, "Coupon {} was revoked"),
    "coupon-too-early": (729, "Coupon {} cannot be redeemed at this time"),
    "coupon-unknown": (719, "Coupon code {} does not exist"),
    "coupon-unnamed": (781, "Neither the id nor the code of a coupon was given"),
    "coupon-unsendable": (704, "The message could not be sent"),
    "coupon-used": (711, "Coupon {} was redeemed already"),
    "customer-fraud": (740, "Customer is marked as fraud"),
    "customer-unknown": _UNKNOWN,
    "identifier-malformed": _UNKNOWN,
    "identifier-missing": _UNKNOWN,
    "identifier-none": _UNKNOWN,
    "nobody-matches": _UNKNOWN,
    "pin-needed": (725, "A validation code is needed for this coupon"),
    "pin-wrong": (705, "The coupon code or its validation code is wrong"),
    "redeemed-too-soon": (738, "The last redemption is too recent"),
    "series-limit": (728, "The maximum of redemptions of the series is reached"),
    "series-over": (712, "Coupon series {} has expired"),
    "series-unknown": (707, "Coupon Series ID is invalid"),
    "status-blocks": (742, "Coupons are blocked for this customer"),
    "store-excluded": (735, "The coupon cannot be redeemed at store {}"),
    "user-limit": (736, "The customer's redemptions in this series are used up"),
}
V1_1 = _BOTH | {
    "generic-held": (722, "The customer has the coupon of this series already"),
    "issued-too-soon": (722, "The last coupon of the customer is too recent"),
    "series-full": (728, "The series has issued all of its coupons"),
    "user-maximum": (722, "The customer has the maximum of coupons of this series"),
}
V2 = _BOTH | {
    "codes-too-many": (756, "Give at most {} coupon codes"),
    "count-invalid": (677, "Count {} is invalid"),
    "coupons-too-many": (629, "The input is invalid: give 1 to {} coupons"),
    "customer-needed": (695, "A shared code needs a customer"),
    "expiry-after-series": (691, "The expiry date is later than that of the series"),
    "expiry-code-invalid": (633, "Coupon code {} is invalid"),
    "expiry-past": (690, "The expiry date is in the past"),
    "field-missing": (756, "Required field {} is missing"),
    "filter-missing": (1000, "No filter was given"),
    "generic-code-empty": (754, "The generic code is empty"),
    "generic-held": (5004, "Only one coupon of a generic code can be issued to a customer"),
    "generic-unsupported": (108, "Series {} has a generic code, which cannot be revoked"),
    "issued-too-soon": (5006, "The last coupon of the customer is too recent"),
    "other-failed": (749, "Not redeemed because another coupon of the request failed"),
    "redemption-time": (729, "Redemption time {} is invalid"),
    "redemption-invalid": (510, "Redemption id {} is invalid"),
    "redemption-missing": (661, "Redemption ids are missing"),
    "revoked-unknown": (682, "The coupon code does not exist in this series"),
    "revoked-used": (405, "The coupon was redeemed already"),
    "series-code-empty": (752, "The code of the series is empty"),
    "series-code-taken": (751, "Code {} exists already"),
    "series-code-unusable": (753, "Code {} cannot be used"),
    "series-full": (5001, "The series has issued all of its coupons"),
    "setting-invalid": (400, "{} is invalid"),
    "user-maximum": (5002, "The customer has the maximum of coupons of this series"),
}
# What the same reasons are called for some actions.
BY_ACTION = {
    "v1.1/coupon/get": {"coupon-unknown": 705},
    "v1.1/coupon/get_series": {"series-unknown": 755},
    "v1.1/coupon/is_redeemable": {
        "coupon-repeated": 747,
        "coupon-unknown": 780,
        "customer-fraud": 750,
    },
    "v1.1/coupon/redeem": {"customer-fraud": 750},
    "v1.1/coupon/resend": {"coupon-unknown": 705},
    "v2/coupon/is_redeemable": {"coupon-unknown": 780},
    "v2/coupon/issue_multiple": {"series-over": 713},
}

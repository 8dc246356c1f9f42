"""Coupon series as version 1.1 writes them: every member is text.

Source: the page of coupon series details.
"""

from __future__ import annotations

from typing import Any

from capexplore.sandbox.domain.amounts import number
from capexplore.sandbox.domain.coupons import series
from capexplore.sandbox.domain.coupons.series import Series
from capexplore.sandbox.domain.coupons.settings import SETTINGS
from capexplore.sandbox.domain.rules import Work
from capexplore.sandbox.wire.times import write_v1

__all__ = ["shown"]

# What version 1.1 calls a setting, in the order of its answer.
_BEFORE_CODES = {
    "validDaysFromCreation": "valid_days_from_create",
    "expiryStrategyType": "expiry_strategy_type",
    "expiryStrategyValue": "expiry_strategy_value",
    "maxCreate": "max_create",
    "maxRedeem": "max_redeem",
    "isTransferrable": "transferrable",
    "anyUser": "any_user",
    "sameUserMultipleRedeem": "same_user_multiple_redeem",
    "isReferralExistingUsersAllowed": "allow_referral_existing_users",
    "isMultipleUseAllowed": "multiple_use",
    "isValidationRequired": "is_validation_required",
    "isValidWithDiscountedItem": "valid_with_discounted_item",
}
_AFTER_CODES = {
    "smsTemplate": "sms_template",
    "isSMSDisabled": "disable_sms",
    "info": "info",
    "isMultipleVouchersPerUserAllowed": "allow_multiple_vouchers_per_user",
    "doNotResendExistingVoucher": "do_not_resend_existing_voucher",
    "mutualExclusiveSeriesIds": "mutual_exclusive_series_ids",
    "storeIdsJson": "store_ids_json",
    "isDvsEnabled": "dvs_enabled",
    "dvsExpiryDate": "dvs_expiry_date",
    "priority": "priority",
    "shortSMSTemplate": "short_sms_template",
    "maxVouchersPerUser": "max_vouchers_per_user",
    "minDaysBetweenVouchers": "min_days_between_vouchers",
    "maxReferralsPerReferee": "max_referrals_per_referee",
    "discountUpto": "discount_upto",
    "discountValue": "discount_value",
    "discountType": "discount_type",
    "discountOn": "discount_on",
    "dvsItems": "dvs_items",
    "redemptionRange": "redemption_range",
    "minBillAmount": "min_bill_amount",
    "maxBillAmount": "max_bill_amount",
    "campaignId": "campaign_id",
    "tag": "tag",
    "maxRedemptionsInSeriesPerUser": "max_redemptions_in_series_per_user",
    "minDaysBetweenRedemption": "min_days_between_redemption",
    "redemptionValidFrom": "redemption_valid_from",
    "redemptionPerCouponMaxLimit": "redemption_per_coupon_max_limit",
    "termsAndConditions": "terms_and_condition",
    "signalRedemptionEvent": "signal_redemption_event",
    "syncToClient": "sync_to_client",
    "showPinCode": "show_pin_code",
}


def shown(work: Work, kind: Series) -> dict[str, Any]:
    """Give a series with how many coupons it issued and how many redemptions stand."""
    counts = series.counts(work.store, kind.id)
    issued, redeemed = str(counts.issued), str(counts.redeemed)
    return {
        "id": str(kind.id),
        "description": kind.description,
        "series_type": kind.settings["seriesType"],
        "client_handling_type": kind.handling,
        "discount_code": kind.discount_code,
        "valid_till_date": write_v1(kind.valid_till)[:10],
        **_settings(kind, _BEFORE_CODES),
        "created_by": str(kind.created_by),
        "num_issued": issued,
        "num_redeemed": redeemed,
        "created": write_v1(kind.created_at),
        "last_used": _moment(counts.last_redeemed_at),
        "series_code": kind.code,
        **_settings(kind, _AFTER_CODES),
        "coupons": {"issued": issued, "redeemed": redeemed},
    }


def _settings(kind: Series, names: dict[str, str]) -> dict[str, str]:
    return {said: _text(SETTINGS[name].kind, kind.settings[name]) for name, said in names.items()}


def _text(kind: str, value: Any) -> str:
    if kind == "flag":
        return "true" if value else "false"
    if kind == "money":
        return str(number(value))
    return _moment(value) if kind == "moment" else str(value)


def _moment(seconds: int | None) -> str:
    return "" if seconds is None else write_v1(seconds)

"""What a coupon series can be told: its settings, by the names that their pages give them.

Source: the pages of creating and updating a coupon series.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from capexplore.sandbox.domain.amounts import UNIT
from capexplore.sandbox.domain.rules import Refused

__all__ = ["CHOICES", "REQUIRED", "SETTINGS", "UNLIMITED", "Setting", "check"]

UNLIMITED = -1

CHOICES = {
    "clientHandlingType": ("DISC_CODE", "GENERIC", "DISC_CODE_PIN"),
    "expiryStrategyType": ("SERIES_EXPIRY", "DAYS", "MONTHS_END"),
    "discountType": ("ABS", "PERC"),
}
REQUIRED = (
    "description",
    "discountCode",
    "validTillDate",
    "anyUser",
    "smsTemplate",
    "discountValue",
    "clientHandlingType",
    "expiryStrategyType",
    "discountType",
)


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting of a series.

    Attributes
    ----------
    kind : str
        ``flag``, ``count`` (a whole number), ``money`` (thousandths), ``text``, ``moment`` (seconds
        since 1970 or None), ``list`` or ``object``.
    default : Any
        Its value in a series that was not told otherwise.
    """

    kind: str
    default: Any


_FLAG, _TRUE = Setting("flag", False), Setting("flag", True)
_COUNT, _LIMIT = Setting("count", 0), Setting("count", UNLIMITED)
_MONEY, _TEXT, _MOMENT = Setting("money", 0), Setting("text", ""), Setting("moment", None)
_LIST, _OBJECT = Setting("list", []), Setting("object", {})

# Besides these a series has what every one has: id, codes, description, handling, last day.
SETTINGS = {
    "customPropertyMap": _OBJECT,
    "additionalDescription": _TEXT,
    "validDaysFromCreation": _COUNT,
    "expiryStrategyValue": _COUNT,
    "maxCreate": _LIMIT,
    "maxRedeem": _LIMIT,
    "isTransferrable": _FLAG,
    "anyUser": _FLAG,
    "sameUserMultipleRedeem": _FLAG,
    "isReferralExistingUsersAllowed": _FLAG,
    "isMultipleUseAllowed": _FLAG,
    "isValidationRequired": _FLAG,
    "isValidWithDiscountedItem": _TRUE,
    "smsTemplate": _TEXT,
    "isSMSDisabled": _FLAG,
    "info": _TEXT,
    "isMultipleVouchersPerUserAllowed": _TRUE,
    "doNotResendExistingVoucher": _TRUE,
    "mutualExclusiveSeriesIds": Setting("text", "[]"),
    "storeIdsJson": Setting("text", "[]"),
    "isDvsEnabled": _FLAG,
    "dvsExpiryDate": _MOMENT,
    "priority": _COUNT,
    "shortSMSTemplate": _TEXT,
    "maxVouchersPerUser": _LIMIT,
    "minDaysBetweenVouchers": _LIMIT,
    "maxReferralsPerReferee": _LIMIT,
    "discountUpto": _MONEY,
    "discountValue": _MONEY,
    "dvsItems": _TEXT,
    "redemptionRange": _TEXT,
    "minBillAmount": _MONEY,
    "maxBillAmount": _MONEY,
    "redeemAtStore": _LIST,
    "campaignId": _LIMIT,
    "tag": _TEXT,
    "maxRedemptionsInSeriesPerUser": _LIMIT,
    "minDaysBetweenRedemption": _LIMIT,
    "redemptionValidFrom": _MOMENT,
    "sourceOrgId": _LIMIT,
    "issueToLoyalty": _FLAG,
    "redeemStoreType": _TEXT,
    "offlineRedeemType": _FLAG,
    "isOldFlowEnabled": _FLAG,
    "isPreRedeemEventRequired": _FLAG,
    "productInfo": _LIST,
    "termsAndConditions": _TEXT,
    "signalRedemptionEvent": _FLAG,
    "syncToClient": _FLAG,
    "showPinCode": _FLAG,
    "purpose": _TEXT,
    "metadata": _TEXT,
    "redemptionOrgEntityDetails": _LIST,
    "targetUserDetails": _OBJECT,
    "numUploadedNonIssued": _COUNT,
    "numUploadedTotal": _COUNT,
    "redemptionValidAfterDays": _COUNT,
    "ownedBy": Setting("text", "NONE"),
    "ownerId": _LIMIT,
    "redemptionOrgEntityType": _TEXT,
    "ownerValidity": _LIMIT,
    "alphaNumeric": _TRUE,
    "shortCodeLength": _COUNT,
    "randomCodeLength": Setting("count", 8),
    "fixedExpiryDate": _COUNT,
    "resendMessageEnabled": _TRUE,
    "campaignName": _TEXT,
    "seriesType": Setting("text", "CAMPAIGN"),
    "expiryStrategyType": Setting("text", "SERIES_EXPIRY"),
    "discountOn": Setting("text", "BILL"),
    "discountType": Setting("text", "ABS"),
    "externalIssual": _FLAG,
    "updateProductData": _FLAG,
    "redemptionPerCouponMaxLimit": _LIMIT,
}


def check(given: dict[str, Any]) -> None:
    """Refuse settings that contradict themselves.

    Parameters
    ----------
    given : dict
        Every setting of a series, by name, read as its kind says.

    Raises
    ------
    Refused
        ``setting-invalid``.
    """
    for name, choices in CHOICES.items():
        if given[name] not in choices:
            raise Refused("setting-invalid", name=name)
    for name, setting in SETTINGS.items():
        if setting.kind in ("count", "money") and given[name] < min(setting.default, 0):
            raise Refused("setting-invalid", name=name)
    if given["discountType"] == "PERC" and given["discountValue"] > 100 * UNIT:
        raise Refused("setting-invalid", name="discountValue")

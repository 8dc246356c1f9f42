"""Coupon series as version 2 reads and writes them.

Source: the pages of creating, updating and reading a coupon series.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from capexplore.sandbox.domain import organisation
from capexplore.sandbox.domain.amounts import number, thousandths
from capexplore.sandbox.domain.calendar import day_start
from capexplore.sandbox.domain.coupons import series
from capexplore.sandbox.domain.coupons.series import Series
from capexplore.sandbox.domain.coupons.settings import SETTINGS
from capexplore.sandbox.domain.rules import Refused, Work
from capexplore.sandbox.handling import bad_request
from capexplore.sandbox.wire.formats import is_true, text, whole_number
from capexplore.sandbox.wire.times import read_v2, write_v2

__all__ = ["last_day", "settings_of", "shown"]

_WRAPPER = "CouponSeriesV2"
# Besides the settings, what every series has.
_KINDS = {
    "description": "text",
    "discountCode": "text",
    "validTillDate": "moment",
    "seriesCode": "text",
    "genericCode": "text",
    "clientHandlingType": "text",
}
_LARGEST_COUNT = 2**31
_LONGEST = 5000
# The members of an answer, in its order, besides the warnings.
_ORDER_TEXT = """
customPropertyMap id additionalDescription orgId description discountCode validTillDate
validDaysFromCreation expiryStrategyValue maxCreate maxRedeem isTransferrable anyUser
sameUserMultipleRedeem isReferralExistingUsersAllowed isMultipleUseAllowed isValidationRequired
isValidWithDiscountedItem createdBy numIssued numRedeemed createdOn lastUsed seriesCode
smsTemplate isSMSDisabled info isMultipleVouchersPerUserAllowed doNotResendExistingVoucher
mutualExclusiveSeriesIds storeIdsJson isDvsEnabled dvsExpiryDate priority shortSMSTemplate
maxVouchersPerUser minDaysBetweenVouchers maxReferralsPerReferee discountUpto discountValue
dvsItems redemptionRange minBillAmount maxBillAmount redeemAtStore campaignId tag
maxRedemptionsInSeriesPerUser minDaysBetweenRedemption redemptionValidFrom sourceOrgId
issueToLoyalty redeemStoreType offlineRedeemType isOldFlowEnabled isPreRedeemEventRequired
productInfo termsAndConditions signalRedemptionEvent syncToClient showPinCode purpose metadata
redemptionOrgEntityDetails targetUserDetails numUploadedNonIssued numUploadedTotal
redemptionValidAfterDays ownedBy ownerId redemptionOrgEntityType ownerValidity alphaNumeric
shortCodeLength randomCodeLength fixedExpiryDate numTotal latestIssualTime latestRedemptionTime
genericCode resendMessageEnabled campaignName seriesType clientHandlingType expiryStrategyType
discountOn discountType externalIssual updateProductData redemptionPerCouponMaxLimit
"""
_ORDER = _ORDER_TEXT.split()


def settings_of(body: Any) -> dict[str, Any]:
    """Read the settings that a body gives; the sample of updating has them without the wrapper.

    Raises
    ------
    Rejected
        400 for what is no object.
    Refused
        ``setting-invalid`` for a value of the wrong type.
    """
    given = body.get(_WRAPPER, body) if isinstance(body, dict) else None
    if not isinstance(given, dict):
        raise bad_request(f"{_WRAPPER} must be an object")
    kinds = _KINDS | {name: setting.kind for name, setting in SETTINGS.items()}
    return {
        name: _read(name, kind, given[name])
        for name, kind in kinds.items()
        if given.get(name) is not None
    }


def _read(name: str, kind: str, value: Any) -> Any:
    found = _READERS[kind](value)
    if found is None:
        raise Refused("setting-invalid", name=name)
    if name in _MEMBERS:
        _MEMBERS[name](name, found)
    return found


def _flag(value: Any) -> bool | None:
    said = (text(value) or "").lower()
    return is_true(said) if said in ("true", "false", "1", "0") else None


def _count(value: Any) -> int | None:
    found = whole_number(value)
    return found if found is not None and abs(found) < _LARGEST_COUNT else None


def _short(value: Any) -> str | None:
    found = text(value)
    return found if found is not None and len(found) <= _LONGEST else None


def _list(value: Any) -> list[Any] | None:
    return value if isinstance(value, list) else [value] if isinstance(value, str) else None


def _object(value: Any) -> dict[str, Any] | None:
    return value if isinstance(value, dict) else None


_READERS: dict[str, Callable[[Any], Any]] = {
    "flag": _flag,
    "count": _count,
    "money": thousandths,
    "text": _short,
    "moment": read_v2,
    "list": _list,
    "object": _object,
}


def _check_targets(name: str, targets: dict[str, Any]) -> None:
    for member, value in targets.items():
        if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
            raise Refused("setting-invalid", name=f"{name}.{member}")


def _check_places(name: str, places: list[Any]) -> None:
    for place in places:
        if not isinstance(place, dict) or not isinstance(place.get("orgEntityId"), int):
            raise Refused("setting-invalid", name=name)


# What the rules look into.
_MEMBERS: dict[str, Callable[[str, Any], None]] = {
    "targetUserDetails": _check_targets,
    "redemptionOrgEntityDetails": _check_places,
}


def last_day(seconds: int) -> str:
    """Give a last day as it is printed: its first moment, although all of it counts."""
    return write_v2(day_start(seconds))


def shown(work: Work, kind: Series) -> dict[str, Any]:
    """Give a series with all of its settings and counters."""
    counts = series.counts(work.store, kind.id)
    found = {name: _written(name, value) for name, value in kind.settings.items()}
    found |= {
        "id": kind.id,
        "orgId": int(organisation.details(work.store)["id"]),
        "description": kind.description,
        "discountCode": kind.discount_code,
        "validTillDate": last_day(kind.valid_till),
        "createdBy": kind.created_by,
        "numIssued": counts.issued,
        "numRedeemed": counts.redeemed,
        "createdOn": write_v2(kind.created_at),
        "lastUsed": _moment(counts.last_redeemed_at),
        "seriesCode": kind.code,
        "numTotal": counts.issued,
        "latestIssualTime": (counts.last_issued_at or 0) * 1000,
        "latestRedemptionTime": (counts.last_redeemed_at or 0) * 1000,
        "genericCode": kind.generic_code,
        "clientHandlingType": kind.handling,
    }
    return {name: found[name] for name in _ORDER}


def _written(name: str, value: Any) -> Any:
    kind = SETTINGS[name].kind
    if kind == "money":
        return number(value)
    return _moment(value) if kind == "moment" else value


def _moment(seconds: int | None) -> str | None:
    return None if seconds is None else write_v2(seconds)

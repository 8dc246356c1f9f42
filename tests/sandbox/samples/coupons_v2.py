"""O52 to O59: coupon series and coupons, version 2."""

from __future__ import annotations

from .shapes import Sample, either, of
from .words_v2 import DONE, FINE, MIRA, MOBILE, PLACE, PROBLEM, WHO, bulk, entry, failed, unmade

_SETTINGS = {
    "description": "Autumn crate",
    "discountCode": "AUTUMN",
    "validTillDate": "2026-11-30T00:00:00Z",
    "anyUser": False,
    "smsTemplate": "Your coupon is {{voucher}}",
    "discountValue": 10,
    "clientHandlingType": "DISC_CODE",
    "expiryStrategyType": "SERIES_EXPIRY",
    "discountType": "ABS",
}
_SERIES = {
    "customPropertyMap": {},
    "id": int,
    "additionalDescription": "",
    "orgId": 5001,
    **of(str, "description discountCode validTillDate"),
    **of(int, "validDaysFromCreation expiryStrategyValue"),
    "maxCreate": -1,
    "maxRedeem": -1,
    **of(bool, "isTransferrable anyUser sameUserMultipleRedeem isReferralExistingUsersAllowed"),
    **of(bool, "isMultipleUseAllowed isValidationRequired isValidWithDiscountedItem"),
    **of(int, "createdBy numIssued numRedeemed"),
    "createdOn": str,
    "lastUsed": either(str, None),
    **of(str, "seriesCode smsTemplate"),
    "isSMSDisabled": bool,
    "info": str,
    **of(bool, "isMultipleVouchersPerUserAllowed doNotResendExistingVoucher"),
    **of(str, "mutualExclusiveSeriesIds storeIdsJson"),
    "isDvsEnabled": bool,
    "dvsExpiryDate": None,
    "priority": int,
    "shortSMSTemplate": str,
    **of(int, "maxVouchersPerUser minDaysBetweenVouchers maxReferralsPerReferee discountUpto"),
    "discountValue": int,
    **of(str, "dvsItems redemptionRange"),
    **of(int, "minBillAmount maxBillAmount"),
    "redeemAtStore": [],
    "campaignId": -1,
    "tag": str,
    **of(int, "maxRedemptionsInSeriesPerUser minDaysBetweenRedemption"),
    "redemptionValidFrom": None,
    "sourceOrgId": -1,
    "issueToLoyalty": bool,
    "redeemStoreType": str,
    **of(bool, "offlineRedeemType isOldFlowEnabled isPreRedeemEventRequired"),
    "productInfo": [],
    "termsAndConditions": str,
    **of(bool, "signalRedemptionEvent syncToClient showPinCode"),
    **of(str, "purpose metadata"),
    "redemptionOrgEntityDetails": [],
    "targetUserDetails": {},
    **of(int, "numUploadedNonIssued numUploadedTotal redemptionValidAfterDays"),
    "ownedBy": "NONE",
    "ownerId": -1,
    "redemptionOrgEntityType": str,
    "ownerValidity": -1,
    "alphaNumeric": bool,
    **of(int, "shortCodeLength randomCodeLength fixedExpiryDate numTotal latestIssualTime"),
    "latestRedemptionTime": int,
    "genericCode": None,
    "resendMessageEnabled": bool,
    "campaignName": str,
    **of(str, "seriesType clientHandlingType expiryStrategyType discountOn discountType"),
    **of(bool, "externalIssual updateProductData"),
    "redemptionPerCouponMaxLimit": -1,
}
_CONFIG = {
    "seriesId": int,
    **of(str, "description discountCode validTill discountType"),
    **of(float, "discountValue discountUpto"),
    **of(str, "discountOn detailedInfo"),
}
_ISSUED = {"code": str, **_CONFIG, "customer": WHO, "redemptionCount": 0, "id": 0}
_MANY = {
    "coupons": [{"code": str, "couponId": int}],
    "couponConfig": _CONFIG,
    **of(int, "totalCount failureCount successCount"),
    "customer": WHO,
    "errors": [],
    "warnings": [],
}
_STATUS = {"status": True, "message": "Coupon processing successful", "code": 700}
_REDEEMED = {
    "currencyInput": False,
    "warnings": [],
    **of(str, "code discountCode"),
    "seriesCode": int,
    "isAbsolute": bool,
    "couponValue": float,
    "redemptionStatus": {
        "statusCode": _STATUS,
        "warnings": [],
        "message": str,
        "code": 700,
        "success": True,
    },
    "discountType": str,
    **of(int, "discountValue discountUpto"),
}
_USE = {
    "redemptionRequestList": [{"code": "M4RKTQX8"}],
    "user": {"externalId": "HX-0001"},
    "transactionNumber": "HB-1002",
    "billAmount": "500",
    "redemptionTime": "2026-01-06T10:00:00+05:30",
}
_BOTH = _USE | {"redemptionRequestList": [{"code": "M4RKTQX8"}, {"code": "QUAYDAYS"}]}
_NOT_BOTH = _USE | {"redemptionRequestList": [{"code": "M4RKTQX8"}, {"code": "UNKNOWN2"}]}
_CHECKED = {
    "code": str,
    **_CONFIG,
    "isRedeemable": True,
    **of(int, "redemptionsLeft noOfRedemptionsByUser"),
    "errors": [],
}
_UNCHECKED = {"code": str, "isRedeemable": False, "errors": [PROBLEM]}
_HELD = {
    "code": str,
    "seriesId": int,
    **of(str, "description validTill discountType"),
    **of(int, "discountValue discountUpto redemptionCount redemptionsLeft id"),
    "createdDate": str,
    "transactionNumber": "0",
    "issuedAt": PLACE,
    "redemptions": either(
        [], [{"id": int, **of(str, "date transactionNumber"), "redeemedAt": PLACE}]
    ),
    "reversedRedemptions": [],
    "validTillDateTime": str,
}
_HOLDER = {**of(str, "firstname lastname email mobile"), "id": MIRA, "externalId": str}
_PAGE = {"limit": "100", "offset": "0", "total": int}
_AMENDED = {
    "redemptions": [
        either(
            {
                "redemptionId": 18000001,
                "code": str,
                "seriesId": int,
                "billAmount": 450,
                "transactionNumber": "HB-1101",
                "billId": 910002,
                "customFields": {},
                "redemptionStatus": {"status": True, "code": 761, "message": str},
            },
            {
                "redemptionId": 5,
                "redemptionStatus": {"status": False, "code": 510, "message": str},
            },
        )
    ],
    "user": {"id": 800102, "profiles": list},
    "status": {"status": True, "code": 762, "message": str},
    "totalCount": 2,
    "failedCount": 1,
}
_EXPIRED = {
    **of(int, "totalCount failedCount successCount"),
    "unprocessedCoupons": [
        {**of(str, "expiryDate couponCode"), "errorCode": 690, "errorMessage": str}
    ],
    "userId": MIRA,
    "couponSeriesId": 4101,
}
_REVOKED = {
    **of(int, "totalCount failedCount"),
    "revokedCoupons": [{"couponId": 5500012, "couponCode": "M4RKTQX8", "issuedToUserId": MIRA}],
    "failedToRevoke": [{"errorCode": 682, "errorMessage": str, "couponCodes": [str]}],
}
_MIRA = {"customer": {"id": str(MIRA)}}


def _entity(shape: object) -> dict[str, object]:
    return {"entity": shape, **DONE}


COUPONS = [
    Sample(
        "O52",
        "POST",
        "/v2/coupon/series",
        _SERIES | {"warnings": []},
        {"CouponSeriesV2": _SETTINGS},
    ),
    Sample(
        "O52",
        "PUT",
        "/v2/coupon/series/4101",
        _SERIES | {"warnings": []},
        {"CouponSeriesV2": _SETTINGS},
    ),
    Sample("O52", "GET", "/v2/coupon/series?ids=4100", _entity([_SERIES])),
    Sample(
        "O53",
        "POST",
        "/v2/coupon/issue",
        _ISSUED | {"warnings": []},
        {"seriesId": 4101, "customer": {"id": MIRA}},
    ),
    Sample(
        "O53",
        "POST",
        "/v2/coupon/bulk/issue",
        bulk(either(entry(_ISSUED, 4101), unmade(707, 9)), failures=1),
        {"seriesIds": [4101, 9], **_MIRA},
    ),
    Sample(
        "O53",
        "POST",
        "/v2/coupon/issue/multiple",
        _MANY,
        {"seriesId": 4101, "count": 2, **_MIRA},
    ),
    Sample(
        "O53 of a shared code",
        "POST",
        "/v2/coupon/issue/multiple",
        _MANY | {"failureCount": 1, "successCount": 1, "errors": [PROBLEM | {"code": 5004}]},
        {"seriesId": 4102, "count": 2, **_MIRA},
    ),
    Sample(
        "O53 of no series",
        "POST",
        "/v2/coupon/issue/multiple",
        failed(707),
        {"seriesId": 9, "count": 2, **_MIRA},
        status=400,
    ),
    Sample(
        "O54",
        "POST",
        "/v2/coupon/redeem",
        {
            "redemption": [{"id": int, **_REDEEMED}],
            "redemptionStatus": _STATUS,
            "customer": WHO,
            "warnings": [],
        },
        _USE,
    ),
    Sample(
        "O54",
        "POST",
        "/v2/coupon/bulk/redeem",
        bulk(entry({"redemptionId": str, **_REDEEMED})),
        _BOTH,
    ),
    Sample(
        "O54 of a check",
        "POST",
        "/v2/coupon/bulk/redeem?is_redeemable=true",
        bulk(entry({"redemptionId": "-1", **_REDEEMED})),
        _BOTH,
    ),
    Sample(
        "O54 of all or nothing",
        "POST",
        "/v2/coupon/bulk/redeem",
        bulk(either(unmade(749), unmade(719)), failures=2),
        _NOT_BOTH,
    ),
    Sample(
        "O54",
        "GET",
        f"/v2/coupon/is_redeemable?mobile={MOBILE}&code=M4RKTQX8,UNKNOWN2",
        {"data": [either(_CHECKED, _UNCHECKED)], **FINE},
    ),
    Sample("O55", "POST", "/v2/coupon/reactivate", DONE, {"redemptionIds": [18000001]}),
    Sample(
        "O55 of none",
        "POST",
        "/v2/coupon/reactivate",
        {"warnings": [], **failed(661), "success": False},
        {"redemptionIds": []},
        status=400,
    ),
    Sample(
        "O56",
        "GET",
        "/v2/coupon?couponCodes=M4RKTQX8",
        {"data": [{"code": str, **_CONFIG}], **FINE},
    ),
    Sample("O56 of none", "GET", "/v2/coupon", failed(1000), status=400),
    Sample(
        "O56",
        "GET",
        f"/v2/customers/coupons?id={MIRA}",
        _entity({"pagination": _PAGE, "customers": [{**_HOLDER, "coupons": [_HELD]}]}),
    ),
    Sample(
        "O56 in detail",
        "GET",
        f"/v2/customers/{MIRA}/coupons",
        _entity({"customers": [{**_HOLDER, "coupons": [{**_HELD, "series": _SERIES}]}]}),
    ),
    Sample(
        "O57",
        "PUT",
        "/v2/coupon/redeem",
        _entity(_AMENDED),
        {
            "redemptions": [
                {
                    "redemptionId": 18000001,
                    "billAmount": 450,
                    "transactionNumber": "HB-1101",
                    "billId": 910002,
                    "customFields": {},
                },
                {"redemptionId": 5},
            ],
            "user": {"id": 800102},
        },
    ),
    Sample(
        "O58",
        "PUT",
        "/v2/coupon/bulk/expiry",
        _entity(_EXPIRED),
        {
            "couponSeriesId": 4101,
            **_MIRA,
            "couponCodes": [{"couponCode": "M4RKTQX8", "expiryDate": "2025-11-30T00:00:00Z"}],
        },
    ),
    Sample(
        "O58 of no series",
        "PUT",
        "/v2/coupon/bulk/expiry",
        {"warnings": [], **failed(756), "success": False},
        {"couponCodes": []},
        status=400,
    ),
    Sample(
        "O59",
        "POST",
        "/v2/coupon/revoke",
        _entity(_REVOKED),
        {"couponSeriesId": 4101, "couponCodes": ["M4RKTQX8", "UNKNOWN2"]},
    ),
    Sample(
        "O59 of a shared code",
        "POST",
        "/v2/coupon/revoke",
        {"warnings": [], **failed(108), "success": False},
        {"couponSeriesId": 4102, "couponCodes": ["QUAYDAYS"]},
        status=400,
    ),
]

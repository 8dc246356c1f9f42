"""O47 to O51: coupons, version 1.1."""

from __future__ import annotations

from .shapes import Sample, Shape, of
from .words_v1_1 import MOBILE, PLACE, TEXT, WHO, answer, body, said

_REDEEMED_COUPON = {
    "customer": WHO,
    "redemptionId": str,
    "code": "M4RKTQX8",
    "discount_code": "WELCOME",
    "series_code": "4101",
    "series_info": [],
    "is_absolute": "true",
    "coupon_value": "15",
    "transaction": {"amount": "500.00", "number": "HB-1002"},
    "side_effects": [],
}
_NOT_REDEEMED = {name: one for name, one in _REDEEMED_COUPON.items() if name != "redemptionId"}
_USE = {
    "code": "M4RKTQX8",
    "validation_code": "",
    "customer": {"mobile": MOBILE},
    "custom_fields": {"field": []},
    "transaction": [{"number": "HB-1002", "amount": "500"}],
}
_CHECKED: dict[str, Shape] = {"mobile": MOBILE, "code": "M4RKTQX8", "is_redeemable": "true"}
_CHECKED |= {"redemptions_left": int, "no_of_redemptions_by_user": 0, "coupon_value": "15"}
_COUPON = {
    "id": str,
    "code": str,
    **of(str, "valid_till issued_on valid_from"),
    "purpose": "",
    "custom_properties": {"custom_property": []},
    "series_id": int,
    "is_absolute": True,
    **of(int, "value discount_upto"),
    "customer": {**of(str, "id name mobile email"), "external_id": TEXT},
}
_USED = _COUPON | {
    "redemption_info": {
        **of(str, "redeemed id redeemed_on redeemed_at redeemed_by"),
        "store": PLACE,
        "transaction": of(str, "number amount"),
    }
}
_COUPON_REST = {"pincode": "NULL", "issued_store": PLACE, **said(700, warned=False)}
_SERIES = of(
    str,
    "id description series_type client_handling_type discount_code valid_till_date "
    "valid_days_from_create expiry_strategy_type expiry_strategy_value max_create max_redeem "
    "transferrable any_user same_user_multiple_redeem allow_referral_existing_users multiple_use "
    "is_validation_required valid_with_discounted_item created_by num_issued num_redeemed created "
    "last_used series_code sms_template disable_sms info allow_multiple_vouchers_per_user "
    "do_not_resend_existing_voucher mutual_exclusive_series_ids store_ids_json dvs_enabled "
    "dvs_expiry_date priority short_sms_template max_vouchers_per_user min_days_between_vouchers "
    "max_referrals_per_referee discount_upto discount_value discount_type discount_on dvs_items "
    "redemption_range min_bill_amount max_bill_amount campaign_id tag "
    "max_redemptions_in_series_per_user min_days_between_redemption redemption_valid_from "
    "redemption_per_coupon_max_limit terms_and_condition signal_redemption_event sync_to_client "
    "show_pin_code",
)


def _coupons(shape: Shape) -> Shape:
    listed = [{**shape, **_COUPON_REST}]
    return answer(status={"status": "true"}, coupons={"coupon": listed})


COUPONS = [
    Sample(
        "O47",
        "POST",
        "/v1.1/coupon/issue",
        answer(
            True,
            coupon={
                **of(str, "code series_id description discount_code valid_till discount_type"),
                **of(str, "discount_value discount_upto discount_on detailed_info"),
                "customer": WHO,
                **said(700, success=True, warned=False),
            },
        ),
        body("coupon", {"customer": {"mobile": MOBILE}, "series_id": "4101"}),
    ),
    Sample(
        "O48",
        "POST",
        "/v1.1/coupon/redeem",
        answer(coupons={"coupon": {**_REDEEMED_COUPON, **said("700", warned=False)}}),
        body("coupon", _USE),
    ),
    Sample(
        "O48 of a used coupon",
        "POST",
        "/v1.1/coupon/redeem",
        answer(
            "false",
            500,
            coupons={"coupon": {**_NOT_REDEEMED, **said(711, success="false", warned=False)}},
        ),
        body("coupon", _USE),
        status=500,
        first=(("POST", "/v1.1/coupon/redeem", body("coupon", _USE)),),
    ),
    Sample(
        "O49",
        "GET",
        f"/v1.1/coupon/isredeemable?mobile={MOBILE}&code=M4RKTQX8",
        answer(
            coupons={
                "redeemable": {
                    **_CHECKED,
                    "customer": WHO,
                    **said(700, status="true", warned=False),
                }
            }
        ),
    ),
    Sample(
        "O49 of no coupon",
        "GET",
        f"/v1.1/coupon/isredeemable?mobile={MOBILE}&code=UNKNOWN2",
        answer(
            "false",
            500,
            coupons={
                "redeemable": {
                    "mobile": MOBILE,
                    "code": "UNKNOWN2",
                    "is_redeemable": "false",
                    "customer": WHO,
                    **said(780, success="false", status="false", warned=False),
                }
            },
        ),
        status=500,
    ),
    Sample("O50", "GET", "/v1.1/coupon/get?code=M4RKTQX8", _coupons(_COUPON)),
    Sample("O50 of a used coupon", "GET", "/v1.1/coupon/get?code=B7WXHN3K", _coupons(_USED)),
    Sample(
        "O50 of no coupon",
        "GET",
        "/v1.1/coupon/get?code=UNKNOWN2",
        answer(
            "false",
            500,
            status={"status": "false"},
            coupons={
                "coupon": [
                    {"id": -1, "code": str, **said(705, success="false", warned=False)},
                ]
            },
        ),
        status=500,
    ),
    Sample(
        "O50",
        "GET",
        "/v1.1/coupon/resend?code=M4RKTQX8",
        answer(coupons={"coupon": [{"id": str, "code": str, **said("700", warned=False)}]}),
    ),
    Sample(
        "O51",
        "GET",
        "/v1.1/coupon/series?id=4101",
        answer(
            series={
                "items": {
                    "item": {
                        **_SERIES,
                        "coupons": of(str, "issued redeemed"),
                        **said("700", warned=False),
                    }
                }
            }
        ),
    ),
]

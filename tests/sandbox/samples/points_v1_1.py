"""O41 to O43: points, version 1.1."""

from __future__ import annotations

from .shapes import Sample, of
from .words_v1_1 import MOBILE, WHO, answer, body, said

_REDEEMED = {
    **WHO,
    **of(str, "user_id redemption_id"),
    "points_redeemed": "20",
    "redemption_purpose": "",
    **of(int, "redeemed_value redeemed_local_value balance"),
    "side_effects": {
        "effect": [
            {
                "id": int,
                "case_value": "false",
                **of(int, "num_points currency_value"),
                "validation_code": "",
                "points_redemption_summary_id": str,
                "redeemed_on_bill_number": "HB-1001",
                "redeemed_on_bill_id": -1,
                "type": "points",
            }
        ]
    },
    **said(800, warned=False),
}
_REDEEM = {
    "points_redeemed": "20",
    "transaction_number": "HB-1001",
    "customer": {"mobile": MOBILE},
    "validation_code": "",
    "redemption_time": "2026-01-03 09:00:00",
    "notes": "",
    "external_reference_number": "",
    "custom_fields": {"field": []},
}
POINTS = [
    Sample(
        "O41",
        "GET",
        f"/v1.1/points/isredeemable?mobile={MOBILE}&points=100",
        answer(
            points={
                "redeemable": {
                    **WHO,
                    "points": "100",
                    "is_redeemable": "true",
                    **of(int, "points_redeem_value points_redeem_local_value"),
                    "input_type": str,
                    "points_currency_ratio": "1",
                    **said("800", warned=False),
                }
            }
        ),
    ),
    Sample(
        "O42",
        "GET",
        f"/v1.1/points/validationcode?mobile={MOBILE}&points=50",
        answer(
            validation_code={
                "code": {"user_id": str, **WHO, "points": "50", **said("200", warned=False)}
            }
        ),
    ),
    Sample(
        "O43",
        "POST",
        "/v1.1/points/redeem",
        answer(responses={"points": _REDEEMED}),
        body("redeem", _REDEEM),
    ),
    Sample(
        "O43 of nobody",
        "POST",
        "/v1.1/points/redeem",
        answer(
            "false",
            500,
            responses={
                "points": {
                    "mobile": "914400009999",
                    "email": "",
                    "external_id": "",
                    "user_id": None,
                    "points_redeemed": "20",
                    "redeemed_value": 0,
                    "side_effects": {"effect": []},
                    **said(816, success="false", warned=False),
                }
            },
        ),
        body("redeem", _REDEEM | {"customer": {"mobile": "914400009999"}}),
        status=400,
    ),
]

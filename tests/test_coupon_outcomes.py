"""What a client makes of the coupon answers, each of which tells failures in a way of its own."""

from __future__ import annotations

from typing import Any

import pytest

import capexplore as cx

WHO = {"id": "800101"}


def redeemed(*codes: str) -> dict[str, Any]:
    listed = [{"code": code} for code in codes]
    return {"redemptionRequestList": listed, "user": {"id": 800101}, "billAmount": "5"}


def amended(*ids: int) -> dict[str, Any]:
    return {"redemptions": [{"redemptionId": number, "billAmount": 4} for number in ids]}


def expiring(*codes: str) -> dict[str, Any]:
    listed = [{"couponCode": code, "expiryDate": "2026-03-01"} for code in codes]
    return {"couponSeriesId": 4101, "couponCodes": listed}


def revoked(*codes: str, series: int = 4101) -> dict[str, Any]:
    return {"couponSeriesId": series, "couponCodes": list(codes)}


def issued(series: int, count: int) -> dict[str, Any]:
    return {"seriesId": series, "count": count, "customer": WHO}


@pytest.mark.parametrize(
    ("key", "body", "outcome", "codes"),
    [
        ("issue", {"seriesId": 9, "customer": WHO}, "failed", [707]),
        ("issue_multiple", issued(4101, 2), "success", []),
        ("issue_multiple", issued(4104, 2), "partial", [5002]),
        ("issue_multiple", issued(4100, 2), "failed", [713]),
        ("redeem", redeemed("M4RKTQX8"), "success", []),
        ("redeem", redeemed("NOSUCH22"), "failed", [719]),
        ("redeem_bulk", redeemed("M4RKTQX8", "NOSUCH22"), "failed", [749, 719]),
        ("update_redemption", amended(18000001), "success", []),
        ("update_redemption", amended(18000001, 9), "partial", [510]),
        ("update_redemption", amended(9), "failed", [510]),
        ("update_expiry_bulk", expiring("M4RKTQX8"), "success", []),
        ("update_expiry_bulk", expiring("M4RKTQX8", "NOSUCH22"), "partial", [633]),
        ("update_expiry_bulk", expiring("NOSUCH22"), "failed", [633]),
        ("revoke", revoked("M4RKTQX8"), "success", []),
        ("revoke", revoked("M4RKTQX8", "NOSUCH22"), "partial", [682]),
        ("revoke", revoked("NOSUCH22"), "failed", [682]),
        ("revoke", revoked("QUAYDAYS", series=4102), "failed", [108]),
        ("reactivate", {"redemptionIds": [18000001]}, "success", []),
        ("reactivate", {"redemptionIds": [9]}, "failed", [510]),
    ],
)
def test_outcomes(
    client: cx.Client, key: str, body: dict[str, Any], outcome: str, codes: list[int]
) -> None:
    values = {"source": "INSTORE"} if key.endswith("_bulk") and "redeem" in key else {}
    response = client.call(f"v2/coupon/{key}", json=body, **values)
    assert response.outcome == outcome
    assert [error["code"] for error in response.errors] == codes
    assert all(error["message"] for error in response.errors)


def test_each_amended_redemption_has_its_verdict(client: cx.Client) -> None:
    response = client.call("v2/coupon/update_redemption", json=amended(18000001, 9))
    assert [(item.ok, item.code) for item in response.items] == [(True, None), (False, 510)]


def test_series_that_were_found_are_kept_beside_the_error(client: cx.Client) -> None:
    response = client.call("v2/coupon_series/get", ids=[4101, 9])
    assert (response.outcome, len(response.to_frame())) == ("partial", 1)

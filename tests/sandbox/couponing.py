"""Short ways of asking the sandbox about coupons."""

from __future__ import annotations

from typing import Any

import httpx

MIRA = 800101
SERIES: dict[str, Any] = {
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


def create(client: httpx.Client, **settings: Any) -> httpx.Response:
    return client.post("/v2/coupon/series", json={"CouponSeriesV2": SERIES | settings})


def new_series(client: httpx.Client, **settings: Any) -> int:
    series_id: int = create(client, **settings).json()["id"]
    return series_id


def change(client: httpx.Client, series_id: int, **settings: Any) -> httpx.Response:
    return client.put(f"/v2/coupon/series/{series_id}", json={"CouponSeriesV2": settings})


def series(client: httpx.Client, series_id: int) -> dict[str, Any]:
    [found] = client.get(f"/v2/coupon/series?ids={series_id}").json()["entity"]
    return dict(found)


def issue(client: httpx.Client, series_id: Any, customer: Any = MIRA) -> httpx.Response:
    body = {"seriesId": series_id, "customer": {"id": customer}}
    return client.post("/v2/coupon/issue", json=body)


def new_code(client: httpx.Client, series_id: int = 4101, customer: Any = MIRA) -> str:
    code: str = issue(client, series_id, customer).json()["code"]
    return code


def issue_v1(client: httpx.Client, *items: Any, **kwargs: Any) -> httpx.Response:
    return client.post("/v1.1/coupon/issue", json={"root": {"coupon": list(items)}}, **kwargs)


def redeem(client: httpx.Client, code: Any, customer: Any = MIRA, **body: Any) -> httpx.Response:
    asked = {"redemptionRequestList": [{"code": code}], "user": {"id": customer}} | body
    return client.post("/v2/coupon/redeem", json=asked)


def redeem_bulk(client: httpx.Client, *codes: str, query: str = "", **body: Any) -> httpx.Response:
    listed = [{"code": code} for code in codes]
    asked = {"redemptionRequestList": listed, "user": {"id": MIRA}, "billAmount": "500"} | body
    return client.post(f"/v2/coupon/bulk/redeem?source=INSTORE{query}", json=asked)


def redeem_v1(client: httpx.Client, code: Any, customer: Any = MIRA, **more: Any) -> httpx.Response:
    item = {"code": code, "customer": {"id": customer}, **more}
    return client.post("/v1.1/coupon/redeem", json={"root": {"coupon": [item]}})


def check_v1(client: httpx.Client, code: str, customer: Any = MIRA) -> httpx.Response:
    return client.get("/v1.1/coupon/isredeemable", params={"id": customer, "code": code})


def check(client: httpx.Client, *codes: str, customer: Any = MIRA) -> list[dict[str, Any]]:
    params = {"id": customer, "code": ",".join(codes)}
    found: list[dict[str, Any]] = client.get("/v2/coupon/is_redeemable", params=params).json()[
        "data"
    ]
    return found


def revoke(client: httpx.Client, series_id: Any, *codes: str, **body: Any) -> httpx.Response:
    asked = {"couponSeriesId": series_id, "couponCodes": list(codes)} | body
    return client.post("/v2/coupon/revoke", json=asked)


def expire(
    client: httpx.Client, series_id: Any, *pairs: tuple[str, str], **body: Any
) -> httpx.Response:
    listed = [{"couponCode": code, "expiryDate": day} for code, day in pairs]
    asked = {"couponSeriesId": series_id, "couponCodes": listed} | body
    return client.put("/v2/coupon/bulk/expiry", json=asked)


def v1_code(answer: httpx.Response) -> Any:
    """The code of the first item of any coupon answer of version 1.1."""
    response = answer.json()["response"]
    part = response.get("coupon") or response.get("coupons") or response["series"]["items"]
    part = part.get("coupon") or part.get("redeemable") or part.get("item") or part
    return (part[0] if isinstance(part, list) else part)["item_status"]["code"]


def v2_code(answer: httpx.Response) -> Any:
    """The code of an answer of version 2: of its errors, else of its redemption."""
    body = answer.json()
    return body["errors"][0]["code"] if body.get("errors") else body["redemptionStatus"]["code"]


def told(answer: httpx.Response) -> list[Any]:
    """The first error code of each entry of a batch, None if it worked."""
    return [next((e["code"] for e in r["errors"]), None) for r in answer.json()["response"]]

"""O02 to O13: customers, version 1.1."""

from __future__ import annotations

from typing import Any

from .shapes import Sample, Shape, either, of
from .words_v1_1 import MOBILE, PAIRS, PLACE, SUMMARIES, TEXT, answer, body, said


def _customers(number: str, *shapes: Shape, **kwargs: Any) -> Shape:
    totals = {"total": number, "success_count": number, **kwargs}
    return answer(status=totals, customers={"customer": list(shapes)})


_NEW: dict[str, Any] = {
    "mobile": "914400000901",
    "email": "ines.abreu@mail.test",
    "external_id": "HX-0901",
    "firstname": "Ines",
    "lastname": "Abreu",
    "registered_on": "2025-03-02 10:15:00",
    "updated_on": "2025-03-02 10:15:00",
    "registered_till": "quay1.t1",
    "associated_with": "quay1.t1",
    "type": "LOYALTY",
    "fraud_status": {"status": "NONE"},
    "commChannels": [
        {
            "type": "mobile",
            "value": "914400000901",
            "primary": "true",
            "verified": "true",
            "meta": {"residence": "true"},
        }
    ],
    "custom_fields": {"field": [{"name": "berth", "value": "North"}]},
    "extended_fields": {"field": [{"name": "city", "value": "Porto"}]},
}
_CHANGED = _NEW | {"mobile": MOBILE, "email": "mira.novak@mail.test", "external_id": "HX-0001"}
_NAMED = of(str, "firstname lastname mobile email external_id")
_KIND = {"type": "LOYALTY", "source": "instore", "fraud_status": "NONE", "reason": ""}
_FIELDS = {"custom_fields": {"field": PAIRS}, "extended_fields": {"field": PAIRS}}
_WRITTEN = {
    "user_id": int,
    **_NAMED,
    **of(int, "lifetime_points loyalty_points"),
    **of(str, "current_slab tier_expiry_date"),
    **SUMMARIES,
    "lifetime_purchases": int,
    **of(str, "registered_on updated_on"),
    **_KIND,
    **_FIELDS,
    "subscriptions": {"subscription": []},
    "side_effects": {"effect": []},
    **said("1000"),
}
_READ = {
    **_NAMED,
    **of(int, "lifetime_points loyalty_points"),
    "current_slab": str,
    "lifetime_purchases": int,
    **of(str, "registered_on updated_on"),
    **_KIND,
    **_FIELDS,
    "subscriptions": {"subscription": []},
    "identifiers": [],
    "gender": None,
    "registered_by": "quay1",
    "registered_store": PLACE,
    "registered_till": PLACE,
    "user_groups2": [],
    "fraud_details": {"status": "NONE", "marked_by": "", "modified_on": "", "reason": ""},
    "trackers": "",
    "current_nps_status": None,
    "transactions": {"transaction": [of(str, "id number type created_date store")]},
    "coupons": {
        "coupon": [
            of(
                str,
                "id series_id code description created_date valid_till redeemed "
                "same_user_multiple_redeem",
            )
        ]
    },
    "notes": [],
    "points_summaries": {"points_summary": []},
    **said("1000"),
}
_FOUND = {
    **of(str, "user_id org_id firstname lastname mobile email external_id loyalty_points"),
    **of(str, "lifetime_points lifetime_purchases current_slab registered_on registered_by"),
    "last_trans_value": str,
    "attributes": {"attribute": either(of(str, "name value"), PAIRS, [])},
}
_BILLS = {
    **of(str, "firstname lastname user_id mobile email external_id"),
    **of(int, "lifetime_points lifetime_purchases loyalty_points"),
    **of(str, "current_slab registered_on updated_on"),
    "type": "LOYALTY",
    "source": "instore",
    "count": int,
    **of(str, "start delayed_points delayed_returned_points total_available_points"),
    **of(str, "total_returned_points rows"),
    "transactions": {
        "transaction": [
            {
                **of(str, "id number type return_type amount outlier_status delivery_status notes"),
                **of(str, "billing_time auto_update_time gross_amount discount store store_code"),
                "returned_points_on_bill": "0.0",
                "points": of(
                    str,
                    "issued redeemed returned expired returnedPointsOnBill expiry_date program_id",
                ),
                "custom_fields": {"field": []},
                "extended_fields": {"field": []},
                "coupons": [],
                "basket_size": int,
                "line_items": {"line_item": []},
            }
        ]
    },
    **said("1052"),
}
_REDEMPTIONS = {
    "mobile": str,
    **of(TEXT, "email external_id"),
    **of(str, "firstname lastname"),
    "user_groups2": [],
    "rows": 10,
    "coupons_count": None,
    "points_count": int,
    "coupons_start_id": "",
    "points_start_id": int,
    "redemptions": {
        "coupons": {"coupon": None},
        "points": {
            "point": [
                {
                    **of(int, "id program_id points_redeemed"),
                    "transaction_number": str,
                    "bill_id": "-1",
                    **of(str, "validation_code redeemed_time redeemed_at redemption_purpose notes"),
                    **of(str, "external_reference_number redemption_id"),
                    "redeemed_store": PLACE,
                    "redeemed_till": PLACE,
                    "custom_fields": {"field": []},
                    "reversals": [],
                    "redemption_breakup_by_program": [],
                }
            ]
        },
    },
}
_COUPON_USED = {
    **of(str, "id code series_id description discount_code discount_type"),
    "discount_value": "15",
    **of(str, "transaction_number bill_id redeemed_time redeemed_at"),
    "redeemed_store": PLACE,
    "redeemed_till": PLACE,
    "custom_fields": {"field": []},
}
_COUPONS_USED = _REDEMPTIONS | {
    "coupons_count": int,
    "points_count": None,
    "coupons_start_id": int,
    "points_start_id": "",
    "redemptions": {"coupons": {"coupon": [_COUPON_USED]}, "points": {"point": None}},
}
_PERSON = of(str, "user_id firstname lastname mobile email external_id")
_NOTED = {"mobile": MOBILE, "notes": {"note": [{"date": "2025-04-02 10:00:00"}]}}
_NOTED["notes"]["note"][0]["description"] = "prefers collection"  # type: ignore[index]
_PREFERRED = {
    **_PERSON,
    "custom_fields": {"field": PAIRS},
    "store": {**of(str, "id code name"), "status": "SUCCESS"},
    **said("200"),
}
_PRIORITY = of(str, "name subscribed unsubscribed user_preference")
_SUBSCRIPTIONS = {
    **of(str, "user_id mobile email external_id"),
    "channel": [{"name": str, "priority": [_PRIORITY]}],
    "orgUnitSubscriptions": [],
    **said("1000"),
}
_TICKET = {
    **of(str, "code status priority department subject message"),
    "custom_fields": {"field": []},
}
_TICKET_BODY = {"status": "OPEN", "priority": "HIGH", "department": "STORE"}
_TICKET_BODY |= {"subject": "Missing crate", "message": "One of two crates did not arrive"}
_COUPON_HELD = {
    **of(str, "id series_id series_name"),
    "redemption_count": int,
    **of(str, "created_date valid_till code"),
    "transaction_number": None,
    "issued_at": PLACE,
    "purpose": "",
    "custom_properties": {"custom_property": []},
    "redemptions": {},
}
_HOLDER = {**of(str, "firstname lastname email external_id mobile id")}

CUSTOMERS = [
    Sample("O02", "POST", "/v1.1/customer/add", _customers("1", _WRITTEN), body("customer", _NEW)),
    Sample(
        "O02 with an external id only",
        "POST",
        "/v1.1/customer/add",
        _customers(
            "1",
            _WRITTEN
            | {"firstname": "", "lastname": "", "mobile": None, "email": None}
            | {"custom_fields": {"field": []}, "extended_fields": {"field": []}},
        ),
        body("customer", {"external_id": "HX-0902"}),
    ),
    Sample(
        "O03",
        "POST",
        "/v1.1/customer/update",
        _customers("1", _WRITTEN),
        body("customer", _CHANGED),
    ),
    Sample("O04", "GET", f"/v1.1/customer/get?mobile={MOBILE}", _customers("1", _READ)),
    Sample(
        "O04 of nobody",
        "GET",
        "/v1.1/customer/get?id=800999",
        answer(
            "false",
            500,
            status={"total": "1", "success_count": "0"},
            customers={"customer": [{"id": "800999", **said("1012", success="false")}]},
        ),
        status=500,
    ),
    Sample(
        "O05",
        "GET",
        "/v1.1/customer/search?q=(firstname:STARTS:Mi)",
        answer(customer={"count": str, "start": "0", "rows": "10", "results": {"item": [_FOUND]}}),
    ),
    Sample(
        "O06",
        "POST",
        "/v1.1/customer/update_identity",
        answer(
            customers={
                "customer": {
                    **of(str, "identifier old_value new_value"),
                    "updated": "true",
                    **said(1040),
                }
            }
        ),
        body(
            "customer",
            {
                "identifier": "email",
                "old_value": "mira.novak@mail.test",
                "new_value": "mira.n@mail.test",
            },
        ),
    ),
    Sample("O07", "GET", f"/v1.1/customer/transactions?mobile={MOBILE}", answer(customer=_BILLS)),
    Sample(
        "O08",
        "GET",
        "/v1.1/customer/redemptions?id=800108&type=POINTS",
        answer(True, customer=_REDEMPTIONS),
    ),
    Sample(
        "O08 of coupons",
        "GET",
        "/v1.1/customer/redemptions?id=800102&type=COUPONS",
        answer(True, customer=_COUPONS_USED),
    ),
    Sample(
        "O09",
        "POST",
        "/v1.1/customer/notes",
        answer(
            customer={
                **_PERSON,
                "notes": {"note": of(str, "id date description")},
                **said("1000"),
            }
        ),
        body("customer", _NOTED),
    ),
    Sample(
        "O09",
        "GET",
        "/v1.1/customer/notes?id=800103",
        answer(
            customer={
                **_PERSON,
                "notes": {"note": [of(str, "id description added_on")]},
                **said("1000"),
            }
        ),
    ),
    Sample(
        "O10",
        "POST",
        "/v1.1/customer/preferences",
        answer(customers={"customer": _PREFERRED}),
        body(
            "customer",
            {
                "mobile": MOBILE,
                "custom_fields": {"field": [{"name": "newsletter", "value": "weekly"}]},
                "store": {"code": "quay1"},
            },
        ),
    ),
    Sample(
        "O10",
        "GET",
        "/v1.1/customer/preferences?id=800103",
        answer(customers={"customer": _PREFERRED}),
    ),
    Sample(
        "O11",
        "POST",
        "/v1.1/customer/subscriptions",
        answer(
            subscriptions={
                "subscription": [
                    {"user_id": str, "mobile": MOBILE, "channel": "SMS", "priority": "BULK"}
                    | {"scope": "ALL", "is_subscribed": "0", **said("1000")}
                ]
            }
        ),
        body(
            "subscription",
            {
                "mobile": MOBILE,
                "priority": "bulk",
                "scope": "all",
                "channel": "sms",
                "is_subscribed": "0",
            },
        ),
    ),
    Sample(
        "O11",
        "GET",
        f"/v1.1/customer/subscriptions?mobile={MOBILE}",
        answer(subscriptions={"subscription": [_SUBSCRIPTIONS]}),
    ),
    Sample(
        "O12",
        "POST",
        "/v1.1/customer/tickets",
        answer(
            customers={
                "customer": {
                    **of(str, "email mobile external_id id"),
                    "ticket": _TICKET,
                    **said("1300"),
                }
            }
        ),
        body("customer", {"mobile": MOBILE, "ticket": _TICKET_BODY}),
    ),
    Sample(
        "O12",
        "GET",
        "/v1.1/customer/tickets?id=800103",
        answer(
            customer={
                **of(str, "firstname lastname email mobile external_id id"),
                "tickets": {"ticket": _TICKET},
                **said("1300"),
            }
        ),
    ),
    Sample(
        "O13",
        "GET",
        f"/v1.1/customer/coupons?mobile={MOBILE}",
        answer(
            pagination={"limit": "100", "offset": "0", "total": int},
            customers={"customer": [{**_HOLDER, "coupons": {"coupon": [_COUPON_HELD]}}]},
        ),
    ),
]

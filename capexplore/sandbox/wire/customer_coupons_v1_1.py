"""The coupons of a customer as version 1.1 lists them, with two styles of dates in one record.

Source: the page of customer coupons.
"""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from typing import Any

from capexplore.sandbox.domain import organisation
from capexplore.sandbox.domain.coupons.reading import Held
from capexplore.sandbox.domain.people import Customer
from capexplore.sandbox.domain.rules import Work
from capexplore.sandbox.wire.formats import text
from capexplore.sandbox.wire.times import write_v1

__all__ = ["shown"]


def shown(work: Work, customer: Customer, coupons: list[Held]) -> dict[str, Any]:
    """Give a customer with some coupons."""
    return {
        "firstname": customer.main.first_name,
        "lastname": customer.main.last_name,
        "email": customer.identifier("email"),
        "external_id": customer.identifier("externalId"),
        "mobile": customer.identifier("mobile"),
        "id": str(customer.id),
        "coupons": {"coupon": [_coupon(work, held) for held in coupons]},
    }


def _coupon(work: Work, held: Held) -> dict[str, Any]:
    coupon, kind = held.coupon, held.series
    created = datetime.fromtimestamp(coupon.created_at, UTC)
    properties = kind.settings["customPropertyMap"].items()
    redemptions = [_redemption(work, row) for row in held.redemptions]
    return {
        "id": str(coupon.id),
        "series_id": str(kind.id),
        "series_name": kind.description,
        "redemption_count": len(held.redemptions),
        "created_date": created.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        "valid_till": write_v1(coupon.valid_till),
        "code": coupon.code.upper(),
        "transaction_number": None,
        "issued_at": _till(work, coupon.till_id),
        "purpose": kind.settings["purpose"],
        "custom_properties": {
            "custom_property": [{"name": name, "value": text(value)} for name, value in properties]
        },
        "redemptions": {"redemption": redemptions} if redemptions else {},
    }


def _redemption(work: Work, row: sqlite3.Row) -> dict[str, Any]:
    return {
        "id": str(row["id"]),
        "date": write_v1(row["redeemed_at"]),
        "transaction_number": row["transaction_number"],
        "redeemed_at": _till(work, row["till_id"]),
    }


def _till(work: Work, till_id: int) -> dict[str, str]:
    till = organisation.entity(work.store, till_id)
    return {"code": till.code, "name": till.name}

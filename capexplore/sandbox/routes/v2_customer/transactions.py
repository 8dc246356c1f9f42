"""The transactions of a customer."""

from __future__ import annotations

from capexplore.sandbox.domain import history
from capexplore.sandbox.handling import Answer, Call, handles
from capexplore.sandbox.wire import customer_transactions_v2 as wire
from capexplore.sandbox.wire import v2
from capexplore.sandbox.wire.selection_v2 import selected


@handles("v2/customer/get_transactions")
def get_transactions(call: Call) -> Answer:
    """Give one page of a customer's transactions, the latest first."""
    page, window, blocks = wire.page_of(call), wire.window_of(call), wire.wanted_blocks(call)
    who = selected(call)
    rows, total = history.transactions(call.work, who.customer.id, window, page)
    return Answer(
        {
            "pagination": {
                "limit": page.limit,
                "offset": page.offset,
                "sortBy": "BILLING_TIME",
                "sortOrder": "DESC" if page.descending else "ASC",
                "total": total,
            },
            "data": [wire.shown(call.work, row, blocks) for row in rows],
            "warnings": v2.warnings(who.notices),
        }
    )

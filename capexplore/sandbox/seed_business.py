"""What the organisation of a new world works with besides its customers' sales and points.

Everything here is invented.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace

from capexplore.sandbox import world
from capexplore.sandbox.domain import (
    companies,
    events,
    fleets,
    lead_words,
    leads,
    target_groups,
    targets,
    user_groups,
)
from capexplore.sandbox.domain.rules import Work
from capexplore.sandbox.domain.target_groups import Period
from capexplore.sandbox.store import Store
from capexplore.sandbox.world import TILL_1

__all__ = ["plant_business"]


def plant_business(store: Store) -> None:
    """Plant target groups, user groups, companies and what else there is."""
    work = Work(store, world.SET_UP, TILL_1)
    _event(replace(work, now=world.BILLED))
    _targets(replace(work, now=world.SEASON))
    _leads(replace(work, now=world.BILLED))
    _companies(work)
    _groups(work)


def _event(work: Work) -> None:
    """What the first webhook was told of the first sale."""
    sale = {"transactionId": 910_001, "billNumber": "HB-1001", "type": "REGULAR"}
    told = {**sale, "amount": 1200, "awardedPoints": 120}
    request_id = hashlib.sha256(b"HB-1001").hexdigest()[:32]
    work = replace(work, request_id=request_id)
    events.record(work, "transactionAdded", 910_001, world.FIRST_CUSTOMER, told)


def _targets(work: Work) -> None:
    """A group that has two quarters and one target."""
    settings = {
        "trackingType": "DEFAULT",
        "targetEvaluationType": "FIXED_CALENDAR_WINDOW",
        "totalPeriods": 2,
        "frequencyType": "QUARTERLY",
        "frequency": 1,
        "recurringCycles": 0,
        "description": "crates by the quarter",
        "leaderboardEnabled": False,
        "streaks": [],
    }
    group_id = target_groups.add(work, "Quarter crates", None, settings, active=True)
    for period in (
        Period("CRATES-Q1", "2026-01-01", "2026-03-31"),
        Period("CRATES-Q2", "2026-04-01", "2026-06-30"),
    ):
        target_groups.add_period(work, group_id, period)
    details = {
        "targetType": "QUANTITY",
        "targetEntity": "TRANSACTION",
        "description": "",
        "expression": "",
        "expressionJson": "",
        "filters": [],
        "enrolmentMethod": "IMPORT",
        "defaultValues": [{"id": 1, "periodId": world.PERIOD, "defaultValue": 12}],
        "extendedFieldInfo": None,
    }
    target_id = targets.add(work, group_id, "Twelve crates", details, active=True)
    message = {
        "active": True,
        "channelId": "1",
        "communicationType": "START",
        "messageTemplate": "Twelve crates by the end of March",
        "offsetDays": 0,
        "sender": "HARBOUR",
        "subjectTemplate": "",
    }
    targets.set_communications(work, group_id, target_id, [message])
    targets.enrol(work, group_id, target_id, world.FIRST_CUSTOMER + 1, "CRATES-Q1", 0)


def _leads(work: Work) -> None:
    """The reasons and sub-statuses of leads, and a follow-up of the first one."""
    for reason in ("bought elsewhere", "too dear", "no longer wanted"):
        lead_words.add_reason(work, reason)
    lead_words.add_sub_status(work, "ON_HOLD", "waiting for stock")
    lead_words.add_sub_status(work, "LOST", "no answer")
    made = {"followed_by": TILL_1, "created_by": TILL_1, "scheduled_at": None, "next_at": None}
    leads.follow_up(work, world.LEAD, work.now, {**made, "notes": "will come by in spring"})


def _companies(work: Work) -> None:
    """A company with another one below it, two verticals and a fleet."""
    first = {"name": "Keel Trading", "hierarchy_code": "COMPANY", "extended": {"city": "Bergen"}}
    companies.add(work, "KT-1", first)
    companies.add(work, "KT-2", {**first, "name": "Keel Repairs", "extended": {}}, "KT-1")
    companies.add_vertical(work, 11, "retail", active=True)
    companies.add_vertical(work, 12, "fuel", active=False)
    roles = [
        {"code": "owner", "childRoleCode": "driver", "maxChild": 10},
        {"code": "driver", "childRoleCode": "", "maxChild": 0},
    ]
    plain = {"permissions": [], "pointsAggregationRole": False}
    flags = dict.fromkeys(
        (
            "pointsAggregationRole",
            "autoGroupCreationEnabled",
            "hierarchyCreationStrict",
            "skipRoleAllowed",
            "default",
        ),
        False,
    )
    fleet = {"name": "Vans", "description": "", **flags, "roles": [r | plain for r in roles]}
    fleets.add(work, "VANS", fleet)


def _groups(work: Work) -> None:
    """A family and a crew that collect together."""
    family = user_groups.add(work, "G-QUAY", "quay family", 4, {"city": "Cork"})
    user_groups.join(work, family, 800_104, [], primary=True)
    user_groups.join(work, family, 800_106, [], primary=False)
    crew = user_groups.add(work, "G-DECK", "deck crew", 10, {})
    user_groups.join(work, crew, 800_105, [], primary=True)

"""Merging: two customers turn out to be one person and become one customer.

The survivor keeps its id; the victim's id leads to the survivor ever after. What the survivor has
wins, what it lacks is filled from the victim, and nothing is lost:

* profiles of different places (source and account) come to stand side by side;
* two profiles of the same place become one: the survivor's names, fields and channels win, empty
  ones are filled, and it gets the victim's identifiers behind its own, so that the customer is
  still found by each of them and each still has one owner;
* in a programme that both are in, the higher tier counts;
* the earlier registration and the more severe mark of fraud count;
* of two memberships in user groups the survivor's stays, and in the same group the primary one;
* what was bought, earned, redeemed and given is added, row by row, as `MOVED` names it.

Source: the page on identifiers and accounts of customers.
"""

from __future__ import annotations

import sqlite3
from typing import Any

import orjson

from capexplore.sandbox.domain import statuses
from capexplore.sandbox.domain.people import Customer, Profile, load
from capexplore.sandbox.domain.rules import Work

__all__ = ["FILLED", "JOINED", "KEPT", "MOVED", "REFERRED", "merge"]

# Tables whose rows go over to the survivor as they are.
MOVED = (
    "transactions",
    "sale_returns",
    "awards",
    "point_redemptions",
    "coupons",
    "coupon_redemptions",
    "cards",
    "leads",
    "notes",
    "tickets",
    "target_enrolments",
)
# Further columns that name a customer.
REFERRED = (("point_transfers", "giver"), ("point_transfers", "taker"))
# Tables whose rows are joined with the survivor's.
JOINED = ("profiles", "identifiers", "enrolments")
# Tables whose rows go over if the survivor has none.
FILLED = ("preferences", "images", "customer_labels", "user_group_members")
# Tables whose rows stay the victim's: its own past, what it wanted to be sent, what was asked for
# it, codes that it has not used, and the traces of erased customers.
KEPT = (
    "status_log",
    "tier_changes",
    "subscriptions",
    "requests",
    "one_time_codes",
    "erased_identifiers",
    "event_log",
)

_SEVERITY = {"NONE": 0, "CONFIRMED": 2}


def merge(work: Work, victim_id: int, survivor_id: int) -> None:
    """Merge a customer into another.

    Parameters
    ----------
    work : Work
        Where, when and for whom.
    victim_id, survivor_id : int
        Two customers that are there, neither of them merged yet.
    """
    victim, survivor = load(work.store, victim_id), load(work.store, survivor_id)
    for profile in victim.profiles:
        _join_profile(work, profile, survivor)
    for enrolment in work.store.all("SELECT * FROM enrolments WHERE customer_id = ?", victim_id):
        _join_enrolment(work, enrolment, survivor_id)
    for table, column in (*((table, "customer_id") for table in MOVED), *REFERRED):
        work.store.run(
            f"UPDATE {table} SET {column} = ? WHERE {column} = ?",  # noqa: S608 - names are our own
            *(survivor_id, victim_id),
        )
    for table in FILLED:
        work.store.run(
            f"UPDATE {table} SET customer_id = ?1 WHERE customer_id = ?2 "  # noqa: S608
            f"AND NOT EXISTS (SELECT 1 FROM {table} WHERE customer_id = ?1)",
            *(survivor_id, victim_id),
        )
    _leave_group(work, victim_id, survivor_id)
    _join_customer(work, victim, survivor)
    work.store.change("customers", victim_id, merged_into=survivor_id)


def _leave_group(work: Work, victim_id: int, survivor_id: int) -> None:
    """End the membership of a victim whose survivor is in a group too; nobody is in two groups."""
    of_customer = "SELECT * FROM user_group_members WHERE customer_id = ?"
    left = work.store.one(of_customer, victim_id)
    own = work.store.one(of_customer, survivor_id)
    if left is None or own is None:
        return
    work.store.run("DELETE FROM user_group_members WHERE id = ?", left["id"])
    if left["is_primary"] and left["group_id"] == own["group_id"]:
        work.store.change("user_group_members", own["id"], is_primary=True)


def _join_profile(work: Work, profile: Profile, survivor: Customer) -> None:
    own = survivor.profile(profile.source, profile.account)
    if own is None:
        _append(work, "profiles", survivor.id, "id = ?", profile.id)
    else:
        channels = {(c["type"], c["value"]): c for c in (*profile.channels, *own.channels)}
        work.store.change(
            "profiles",
            own.id,
            first_name=own.first_name or profile.first_name,
            last_name=own.last_name or profile.last_name,
            fields=orjson.dumps(profile.fields | own.fields).decode(),
            channels=orjson.dumps(list(channels.values())).decode(),
            created_at=min(own.created_at, profile.created_at),
            modified_at=work.now,
            modified_by=work.till,
        )
        work.store.run("DELETE FROM profiles WHERE id = ?", profile.id)
    place = (profile.source, profile.account)
    for pair in profile.identifiers:
        where = "source = ? AND account = ? AND type = ? AND value = ?"
        _append(work, "identifiers", survivor.id, where, *place, *pair)


def _append(work: Work, table: str, customer_id: int, where: str, *values: Any) -> None:
    """Give a row to a customer, behind the rows that the customer has."""
    work.store.run(
        f"UPDATE {table} SET customer_id = ?, "  # noqa: S608 - names are our own
        f"id = (SELECT max(id) + 1 FROM {table}) WHERE {where}",
        *(customer_id, *values),
    )


def _join_enrolment(work: Work, enrolment: sqlite3.Row, survivor_id: int) -> None:
    own = work.store.one(
        "SELECT * FROM enrolments WHERE customer_id = ? AND program_id = ?",
        *(survivor_id, enrolment["program_id"]),
    )
    if own is None:
        work.store.run(
            "UPDATE enrolments SET customer_id = ? WHERE loyalty_id = ?",
            *(survivor_id, enrolment["loyalty_id"]),
        )
        return
    higher = max(own, enrolment, key=lambda row: (row["tier"], row["tier_expires_at"]))
    work.store.run("DELETE FROM enrolments WHERE loyalty_id = ?", enrolment["loyalty_id"])
    work.store.run(
        "UPDATE enrolments SET tier = ?, tier_expires_at = ?, enrolled_at = ? WHERE loyalty_id = ?",
        *(higher["tier"], higher["tier_expires_at"]),
        *(min(own["enrolled_at"], enrolment["enrolled_at"]), own["loyalty_id"]),
    )


def _join_customer(work: Work, victim: Customer, survivor: Customer) -> None:
    """Join what belongs to the customers rather than to a profile."""
    marked = max(survivor, victim, key=lambda customer: _SEVERITY.get(customer.fraud, 1))
    work.store.change(
        "customers",
        survivor.id,
        loyal=survivor.loyal or victim.loyal,
        registered_at=min(survivor.registered_at, victim.registered_at),
        updated_at=work.now,
        modified_by=work.till,
        associated_with=survivor.associated_with or victim.associated_with,
        extended=orjson.dumps(victim.extended | survivor.extended).decode(),
        fraud=marked.fraud,
        fraud_reason=marked.fraud_reason,
        fraud_by=marked.fraud_by,
        fraud_at=marked.fraud_at,
    )
    if victim.status == "FRAUD" and survivor.status != "FRAUD":
        statuses.relabel(work, survivor.id, victim.label, "Merged with a customer of this status")

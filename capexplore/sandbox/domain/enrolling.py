"""Enrolling customers in programmes as a registration or an update asks for it."""

from __future__ import annotations

from dataclasses import dataclass

from capexplore.sandbox.domain import points
from capexplore.sandbox.domain.calendar import day_end
from capexplore.sandbox.domain.rules import Notice, Work

__all__ = ["Enrolment", "enrol_as_asked", "every_programme"]

_LIFE_DAYS = 365


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What a caller says about a programme; None stands for nothing said.

    Attributes
    ----------
    points : int
        What a new member brings along, in thousandths.
    """

    program_id: int
    tier: int | None = None
    points: int = 0
    tier_expires_at: int | None = None
    points_expire_at: int | None = None


def every_programme(work: Work) -> list[Enrolment]:
    """Give the wish to be in every programme of the organisation."""
    rows = work.store.all("SELECT id FROM programs ORDER BY id")
    return [Enrolment(row["id"]) for row in rows]


def enrol_as_asked(
    work: Work, customer_id: int, asked: list[Enrolment], *, new: bool
) -> tuple[int, list[Notice]]:
    """Enrol a customer in programmes, and set the tiers as asked.

    Points that a member brings along are given once: on joining the programme.

    Parameters
    ----------
    work : Work
        Where, when and for whom.
    customer_id : int
        Who.
    asked : list of Enrolment
        What the caller says.
    new : bool
        Whether the customer was registered just now, which enrols in the default programme.

    Returns
    -------
    tuple of int and list of Notice
        The points given, in thousandths, and what was not done or done otherwise.
    """
    given, notices = 0, []
    for enrolment in asked:
        tier = enrolment.tier or 1
        if not work.store.one(
            "SELECT 1 FROM tiers WHERE program_id = ? AND serial = ?", enrolment.program_id, tier
        ):
            notices.append(Notice("program-unknown", str(enrolment.program_id)))
            continue
        joined = new and enrolment.program_id == points.DEFAULT_PROGRAM
        if points.standing(work, customer_id, enrolment.program_id) is None:
            points.enrol(work, customer_id, enrolment.program_id)
            joined = True
        late = [
            at
            for at in (enrolment.tier_expires_at, enrolment.points_expire_at)
            if at is not None and at < work.now
        ]
        if late:
            notices.append(Notice("expiry-adjusted", str(enrolment.program_id)))
        _set_tier(work, customer_id, enrolment)
        if joined and enrolment.points:
            _bring_along(work, customer_id, enrolment)
            given += enrolment.points
    return given, notices


def _set_tier(work: Work, customer_id: int, enrolment: Enrolment) -> None:
    """Set the tier and when it ends; an end that is past already is not taken."""
    end = enrolment.tier_expires_at
    work.store.run(
        "UPDATE enrolments SET tier = coalesce(?, tier), "
        "tier_expires_at = coalesce(?, tier_expires_at) WHERE customer_id = ? AND program_id = ?",
        *(enrolment.tier, None if end is None or end < work.now else end),
        *(customer_id, enrolment.program_id),
    )


def _bring_along(work: Work, customer_id: int, enrolment: Enrolment) -> None:
    end = enrolment.points_expire_at
    if end is None or end < work.now:
        end = day_end(work.now, _LIFE_DAYS)
    points.award(work, customer_id, enrolment.program_id, "registration", enrolment.points, end)

"""Registering customers or changing those that are there, for callers that know sources."""

from __future__ import annotations

from capexplore.sandbox.domain.changes import Form, Outcome, change
from capexplore.sandbox.domain.identifiers import change_identifiers
from capexplore.sandbox.domain.joining import Claim, claims_on, leave_out
from capexplore.sandbox.domain.people import load
from capexplore.sandbox.domain.registration import register
from capexplore.sandbox.domain.rules import Notice, Work

__all__ = ["upsert"]


def upsert(work: Work, form: Form, *, identifiers: bool) -> Outcome:
    """Register a customer, or change the one who holds the identifiers.

    Whoever is known in the form's own place, or has a profile there, is changed; the rest of the
    identifiers is added, which may lead to a merge. Where the identifiers lead to several customers
    of whom no merge can make one, those of the others are left out with a notice.

    Parameters
    ----------
    work : Work
        Where, when and for whom.
    form : Form
        What the caller says.
    identifiers : bool
        Whether to add identifiers to a customer who is there.
    """
    claims = claims_on(work, form)
    customer_id = _already_here(work, form, claims)
    if customer_id is None:
        return register(work, form)
    notices = _leave_out(work, form, claims, customer_id)
    pairs = form.identifiers
    customer = load(work.store, customer_id)
    profile = customer.profile(form.source, form.account)
    assert profile is not None  # noqa: S101 - the customer was chosen for it
    notices += change(work, form, customer, profile).notices
    wanted = [pair for pair in pairs if pair not in profile.identifiers]
    if not identifiers or not wanted:
        return Outcome(customer_id, False, notices)
    outcome = change_identifiers(work, load(work.store, customer_id), profile, wanted, [])
    return Outcome(outcome.id, False, notices + outcome.notices)


def _already_here(work: Work, form: Form, claims: list[Claim]) -> int | None:
    """The customer whose profile of the form's place is meant: by identifier, or by another's."""
    for claim in sorted(claims, key=lambda claim: not claim.here):
        profile = load(work.store, claim.customer_id).profile(form.source, form.account)
        if profile is not None:
            return claim.customer_id
    return None


def _leave_out(work: Work, form: Form, claims: list[Claim], customer_id: int) -> list[Notice]:
    """Leave out the identifiers of all others but the first whom a merge can make the same."""
    others = list(dict.fromkeys(c.customer_id for c in claims if c.customer_id != customer_id))
    apart = [
        other
        for other in others
        if load(work.store, other).profile(form.source, form.account) is not None
    ]
    mergeable = [other for other in others if other not in apart]
    left = [*apart, *mergeable[1:]]
    leave_out(form, claims, left)
    return [Notice("conflicting-holders", ", ".join(map(str, left)))] if left else []

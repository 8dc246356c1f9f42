"""Registrations whose identifiers are known already: combining, merging, and conflicts.

The rule: when an identifier that is registered in one source is registered in another, both are
one customer. So an identifier belongs to one customer in all sources, and the order in which
sources register somebody does not matter for who is one person. Two customers of the same source
are different people, whoever says otherwise.

Source: the page on identifiers and accounts of customers.
"""

from __future__ import annotations

from dataclasses import dataclass

from capexplore.sandbox.domain import organisation
from capexplore.sandbox.domain.changes import (
    Form,
    Outcome,
    add_identifier,
    add_profile,
    check_fraud,
    enrolled,
    touch,
)
from capexplore.sandbox.domain.identity import primary_first
from capexplore.sandbox.domain.merging import merge
from capexplore.sandbox.domain.people import load, owners
from capexplore.sandbox.domain.rules import Notice, Refused, Work

__all__ = ["Claim", "claims_on", "combine", "join", "leave_out"]


@dataclass(frozen=True, slots=True)
class Claim:
    """Who holds an identifier of a form already, and whether in the form's own place."""

    pair: tuple[str, str]
    customer_id: int
    here: bool


def claims_on(work: Work, form: Form) -> list[Claim]:
    """Give who holds the identifiers of a form, that of the primary one first."""
    claims = []
    for pair in primary_first(work.store, form.identifiers):
        held = owners(work.store, *pair)
        if held:
            places = [(source, account) for _, source, account in held]
            claims.append(Claim(pair, held[0][0], (form.source, form.account) in places))
    return claims


def join(work: Work, form: Form, claims: list[Claim]) -> Outcome:
    """Register a form of which some identifiers are known.

    * All of one customer, known elsewhere: *combine* them by a further profile.
    * Of one customer in the form's own place and of others elsewhere: *merge* the first into the
      holder of the others.
    * Of several elsewhere: combine with the holder of the primary identifier, and merge the others
      into that one. Those who have a profile in a source of the survivor's are different people:
      they are left, with the identifiers that they hold.

    Raises
    ------
    Refused
        ``exists-in-source``, ``source-taken``, ``primary-mismatch`` or ``customer-fraud``.
    """
    claims = _agreeing(work, form, claims)
    here, elsewhere = _customers(claims, here=True), _customers(claims, here=False)
    elsewhere = [holder for holder in elsewhere if holder not in here]
    if here and (len(here) > 1 or not elsewhere):
        raise Refused("exists-in-source", id=here[0])
    survivor_id, *others = elsewhere
    if load(work.store, survivor_id).profile(form.source, form.account) is not None:
        raise Refused("source-taken", id=survivor_id)
    if not here:
        notices = [Notice("combined", str(survivor_id))]
        notices += _take_in(work, form, claims, survivor_id, others)
        return combine(work, form, survivor_id, notices)
    notices = _merge_into(work, here[0], survivor_id)
    notices += _take_in(work, form, claims, survivor_id, others)
    _add_identifiers(work, form, survivor_id)
    return Outcome(survivor_id, False, notices + form.notices)


def _agreeing(work: Work, form: Form, claims: list[Claim]) -> list[Claim]:
    """Make what is claimed by several customers agree, where the organisation wants that."""
    others = [one for one in _customers(claims) if one != claims[0].customer_id]
    if others and organisation.config_on(work.store, "CONF_SKIP_SECONDARY_ID_ON_PRIMARY_MISMATCH"):
        skipped = leave_out(form, claims, others)
        form.notices += [Notice("identifier-taken", claim.pair[0]) for claim in skipped]
        return [claim for claim in claims if claim not in skipped]
    if others and organisation.config_on(work.store, "CONF_PRIMARY_IDENTIFIER_STRICT_CHECK"):
        raise Refused("primary-mismatch")
    return claims


def _take_in(
    work: Work, form: Form, claims: list[Claim], survivor_id: int, others: list[int]
) -> list[Notice]:
    """Merge further customers into the survivor, or leave out what different people hold."""
    notices = []
    for other in others:
        if _same_source(work, other, survivor_id, form):
            leave_out(form, claims, [other])
        else:
            notices += _merge_into(work, other, survivor_id)
    if others:
        notices.append(Notice("conflicting-customers", ", ".join(map(str, others))))
    return notices


def combine(work: Work, form: Form, customer_id: int, notices: list[Notice]) -> Outcome:
    """Add a profile to a customer of other sources."""
    customer = load(work.store, customer_id)
    check_fraud(customer, form)
    add_profile(work, customer_id, form)
    touch(work, customer, form)
    return enrolled(work, form, Outcome(customer_id, False, notices + form.notices))


def leave_out(form: Form, claims: list[Claim], holders: list[int]) -> list[Claim]:
    """Leave the identifiers that some customers hold out of a form, and give the claims on them."""
    left = [claim for claim in claims if claim.customer_id in holders]
    pairs = [claim.pair for claim in left]
    form.identifiers = [pair for pair in form.identifiers if pair not in pairs]
    return left


def _customers(claims: list[Claim], *, here: bool | None = None) -> list[int]:
    """Who makes the claims, each once; of the form's place or of others, if only those count."""
    counting = (claim for claim in claims if here is None or claim.here is here)
    return list(dict.fromkeys(claim.customer_id for claim in counting))


def _merge_into(work: Work, victim_id: int, survivor_id: int) -> list[Notice]:
    merge(work, victim_id, survivor_id)
    return [Notice("merged", str(survivor_id))]


def _same_source(work: Work, other: int, survivor_id: int, form: Form) -> bool:
    """Whether a source or account knows two customers as different people."""
    taken = {(p.source, p.account) for p in load(work.store, survivor_id).profiles}
    taken.add((form.source, form.account))
    return any((p.source, p.account) in taken for p in load(work.store, other).profiles)


def _add_identifiers(work: Work, form: Form, customer_id: int) -> None:
    """Add the identifiers of a form that the profile of its place does not have yet."""
    profile = load(work.store, customer_id).profile(form.source, form.account)
    known = profile.identifiers if profile is not None else []
    for pair in form.identifiers:
        if pair not in known:
            add_identifier(work, customer_id, form.source, form.account, *pair)

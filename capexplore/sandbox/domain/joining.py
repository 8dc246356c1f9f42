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

__all__ = ["Claim", "claims_on", "combine", "drop_others", "join"]


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
    several = len({claim.customer_id for claim in claims}) > 1
    if several and organisation.config_on(work.store, "CONF_SKIP_SECONDARY_ID_ON_PRIMARY_MISMATCH"):
        claims = drop_others(form, claims, claims[0].customer_id)
    elif several and organisation.config_on(work.store, "CONF_PRIMARY_IDENTIFIER_STRICT_CHECK"):
        raise Refused("primary-mismatch")
    here = _customers(claims, here=True)
    elsewhere = [holder for holder in _customers(claims, here=False) if holder not in here]
    if here and (len(here) > 1 or not elsewhere):
        raise Refused("exists-in-source", id=here[0])
    survivor_id, *others = elsewhere
    if load(work.store, survivor_id).profile(form.source, form.account) is not None:
        raise Refused("source-taken", id=survivor_id)
    if here:
        notices = _merge_into(work, here[0], survivor_id)
    else:
        notices = [Notice("combined", str(survivor_id))]
    for other in others:
        if _same_source(work, other, survivor_id, form):
            drop_others(form, claims, survivor_id, only=other, silent=True)
        else:
            notices += _merge_into(work, other, survivor_id)
    if others:
        notices.append(Notice("conflicting-customers", ", ".join(map(str, others))))
    if here:
        _add_identifiers(work, form, survivor_id)
        return Outcome(survivor_id, False, notices + form.notices)
    return combine(work, form, survivor_id, notices)


def combine(work: Work, form: Form, customer_id: int, notices: list[Notice]) -> Outcome:
    """Add a profile to a customer of other sources."""
    customer = load(work.store, customer_id)
    check_fraud(customer, form)
    add_profile(work, customer_id, form)
    touch(work, customer, form)
    return enrolled(work, form, Outcome(customer_id, False, notices + form.notices))


def drop_others(
    form: Form,
    claims: list[Claim],
    customer_id: int,
    *,
    only: int | None = None,
    silent: bool = False,
) -> list[Claim]:
    """Leave the identifiers of other customers out of a form, and give the claims that stay.

    Parameters
    ----------
    form : Form
        The form; it gets a notice for each.
    claims : list of Claim
        Who holds its identifiers.
    customer_id : int
        Whose identifiers stay.
    only : int, optional
        The one customer whose identifiers are left out; all others' if not given.
    silent : bool, optional
        Whether the form gets no notices.
    """
    left = [
        claim
        for claim in claims
        if claim.customer_id != customer_id and only in (None, claim.customer_id)
    ]
    pairs = [claim.pair for claim in left]
    form.identifiers = [pair for pair in form.identifiers if pair not in pairs]
    if not silent:
        form.notices += [Notice("identifier-taken", kind) for kind, _ in pairs]
    return [claim for claim in claims if claim not in left]


def _customers(claims: list[Claim], *, here: bool) -> list[int]:
    return list(dict.fromkeys(claim.customer_id for claim in claims if claim.here is here))


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

"""Changing the identifiers of a customer in one source or account."""

from __future__ import annotations

from capexplore.sandbox.domain.changes import Form, Outcome, add_identifier, check_fraud
from capexplore.sandbox.domain.identity import check_not_erased
from capexplore.sandbox.domain.merging import merge
from capexplore.sandbox.domain.people import Customer, Profile, load, owners
from capexplore.sandbox.domain.rules import Notice, Refused, Work

__all__ = ["change_identifiers", "check_owners"]

Pair = tuple[str, str]


def change_identifiers(
    work: Work, customer: Customer, profile: Profile, add: list[Pair], remove: list[Pair]
) -> Outcome:
    """Add identifiers to a profile and remove others, at once.

    An identifier that another customer holds in another source shows that both are one person: the
    customer that is changed is merged into the one that holds it, marked as fraud or not. Every
    other change of a customer marked as fraud is refused.

    Parameters
    ----------
    work : Work
        Where, when and for whom.
    customer : Customer
        Who.
    profile : Profile
        In which source and account.
    add, remove : list of tuple of str and str
        Types and values, normalised.

    Raises
    ------
    Refused
        ``taken-in-source`` for an identifier of another customer of the same source,
        ``several-holders`` if the identifiers lead to several customers, ``source-taken`` if the
        holder has a profile of its own in this place, ``identifier-none`` if no identifier would
        be left, ``was-erased`` or ``customer-fraud``.
    """
    known = profile.identifiers
    notices = [Notice(f"{kind}-known", value) for kind, value in add if (kind, value) in known]
    add = [pair for pair in add if pair not in known]
    remove = [pair for pair in remove if pair in known and pair not in add]
    if not add and not remove:
        return Outcome(customer.id, False, [*notices, Notice("nothing-to-change")])
    if not add and len(remove) == len(known):
        raise Refused("identifier-none")
    holder = _holder(work, customer, profile, add)
    if holder is None:
        check_fraud(customer, Form())
    for pair in remove:
        work.store.run(
            "DELETE FROM identifiers WHERE source = ? AND account = ? AND type = ? AND value = ?",
            *(profile.source, profile.account, *pair),
        )
    if holder is not None:
        merge(work, customer.id, holder)
        notices.append(Notice("merged", str(holder)))
    owner = customer.id if holder is None else holder
    for pair in add:
        add_identifier(work, owner, profile.source, profile.account, *pair)
    _touch(work, owner, profile)
    return Outcome(owner, False, notices)


def check_owners(work: Work, customer: Customer, profile: Profile, pairs: list[Pair]) -> None:
    """Refuse identifiers, given along with other changes of a profile, that are somebody else's.

    Raises
    ------
    Refused
        ``taken-in-source`` for those of another customer of the same source, ``profile-taken`` for
        those of one who has a profile in it too.
    """
    place = (profile.source, profile.account)
    for pair in pairs:
        for holder, source, account in owners(work.store, *pair):
            if holder == customer.id:
                continue
            if (source, account) == place:
                raise Refused("taken-in-source", id=holder)
            if load(work.store, holder).profile(*place) is not None:
                raise Refused("profile-taken", id=holder)


def _holder(work: Work, customer: Customer, profile: Profile, add: list[Pair]) -> int | None:
    """The other customer who holds identifiers that are to be added, if there is one."""
    place = (profile.source, profile.account)
    holders = []
    for pair in add:
        check_not_erased(work.store, *pair)
        for holder, source, account in owners(work.store, *pair):
            if holder == customer.id:
                continue
            if (source, account) == place:
                raise Refused("taken-in-source", id=holder)
            holders.append(holder)
    if len(set(holders)) > 1:
        raise Refused("several-holders")
    if not holders:
        return None
    if load(work.store, holders[0]).profile(*place) is not None:
        raise Refused("source-taken", id=holders[0])
    return holders[0]


def _touch(work: Work, customer_id: int, profile: Profile) -> None:
    """Say who changed the customer and the profile."""
    work.store.run(
        "UPDATE profiles SET modified_at = ?, modified_by = ? "
        "WHERE customer_id = ? AND source = ? AND account = ?",
        *(work.now, work.till, customer_id, profile.source, profile.account),
    )
    work.store.change("customers", customer_id, updated_at=work.now, modified_by=work.till)
